"""No more than some thousand characters of a field are read from any table."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from msgspec import Struct

from bot.model.delivery import LogFilter
from bot.model.query import UNFILTERED
from bot.storage import (
    article_pages,
    articles,
    channels,
    delivery_log,
    duplicates,
    feeds,
    index,
    notices,
    stored_queries,
)
from bot.storage.database import Database
from bot.storage.rows import (
    ADDRESS_CHARACTERS_READ,
    LINE_CHARACTERS_READ,
    TEXT_CHARACTERS_READ,
    load_articles,
)
from tests.factories import NOON, article, feed

LONG = "tamoxifen é " * 100_000
STEM = "tamoxifen"
OVERFILLED = (
    """
    UPDATE articles SET key = :long, url = :long, title = :long, topic_words = :long,
        teaser = :long, text = :long, author = :long, image_url = :long, image_alt = :long,
        doi = :long, pmid = :long
    """,
    "UPDATE article_topics SET why = :long",
    "UPDATE feeds SET name = id || :long, homepage = :long, error = :long",
    """
    INSERT INTO channels (channel_id, guild_id, paused_at, reason, cause)
    VALUES (1, 1, 1, :long, 'refused')
    """,
    "INSERT INTO notices (guild_id, channel_id, reason, created_at) VALUES (1, 1, :long, 1)",
    """
    INSERT INTO deliveries
        (article_id, guild_id, channel_id, topics, role_ids, reason, created_at)
    VALUES (1, 1, 1, '[]', '[]', :long, 1)
    """,
    "INSERT INTO elsewhere VALUES (2, 'k', 1, :long, 'url', 1, NULL)",
    "INSERT INTO stored_queries VALUES ('key', 1, :long, 1 << 40)",
)
"""A megabyte in every text, as nothing writes it today."""


@pytest.fixture
async def overfull(database: Database) -> Database:
    """A database in which every text is a megabyte."""
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed("One"), feed("Two")])
        await articles.insert(connection, 1, article("1", "metastasis"), "", NOON)
        await article_pages.want(connection, [1])
        for statement in OVERFILLED:
            await connection.execute(statement, {"long": LONG})
    return database


async def test_what_is_read_is_bounded(overfull: Database) -> None:
    similar = article("2", title="Tamoxifen tamoxifen é tamoxifenes and tamoxifenal")
    async with overfull.reader() as connection:
        read: dict[str, Any] = {
            "articles": await load_articles(connection, [1]),
            "candidates": [tuple(row) for row in await index.texts(connection, [1])],
            "sources": await index.sources(connection),
            "titles": await index.titles(connection, STEM, 9),
            "newest titles": await index.newest_titles(connection, 9),
            "latest": await index.latest(connection, UNFILTERED, limit=9, offset=0),
            "passages": await index.passages(connection, STEM, 9),
            "stories": await duplicates.candidates(connection, [similar, article("1")], NOON),
            "log": await delivery_log.newest(connection, LogFilter(1), 9),
            "one": await delivery_log.one(connection, 1, 1),
            "notices": await notices.due(connection, "id", NOON),
            "stored query": await stored_queries.get(connection, 1, "key", NOON),
            "pages": await article_pages.due(connection, NOON, 9),
            "channels": await channels.of_guild(connection, 1),
        }
        known = await feeds.active(connection)

    assert all(read.values())
    assert {
        name: longest
        for name, value in read.items()
        if (longest := _longest(value)) > TEXT_CHARACTERS_READ
    } == {}
    assert {len(title) for title, _ in read["titles"]} == {LINE_CHARACTERS_READ}
    assert all(len(each.feed.name) <= LINE_CHARACTERS_READ for each in known)
    assert all(len(each.health.error or "") <= LINE_CHARACTERS_READ for each in known)
    assert len(read["articles"][1].article.url) == ADDRESS_CHARACTERS_READ


async def test_a_term_that_the_index_cut_within_a_character_is_no_error(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed("One")])
        await articles.insert(connection, 1, article("1", text="乳" * 20_000), "", NOON)
        read = [row["term"] async for rows in index.terms(connection) for row in rows]

    assert "" in read
    assert "sampl" in read


def _longest(value: object) -> int:
    return max(map(len, _texts(value)), default=0)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for each in value:
            yield from _texts(each)

"""A database full of one kind of text, with deliveries, notices and a member's stored query."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiosqlite import Connection

from bench.holding.texts import Texts
from bot.knowledge import shipped
from bot.knowledge.topics import load_topics
from bot.model.feed import Feed
from bot.storage import feeds
from bot.storage.database import Database

ARTICLES = 72
"""Three of each of the hostile texts; more than are ranked."""
START = datetime(2026, 1, 1, tzinfo=UTC)
GUILD, CHANNEL, MEMBER = 1_000, 2_000, 3_000
STORED_KEY = "k" * 16
SOURCES = 20
TERMS = 200_000
"""Distinct words beside those of the texts: as many as 100,000 articles have (measured)."""
TERMS_IN_AN_ARTICLE = 5_000

Filling = Callable[[int], Texts]


async def fill(path: Path, filling: Filling, *, terms: int = TERMS) -> None:
    """Write articles in whose every field stands such a text."""
    taxonomy = load_topics(shipped("topics.toml"))
    slugs = [topic.slug for topic in taxonomy]
    async with Database.open(path) as database, database.transaction() as connection:
        listed = [
            Feed(f"Feed {n}", f"https://example.org/{n}/feed", "https://example.org/")
            for n in range(SOURCES)
        ]
        await feeds.sync_catalogue(connection, listed)
        for number in range(ARTICLES):
            await _article(connection, number, filling(number), slugs[number % len(slugs)])
        for number in range(terms // TERMS_IN_AN_ARTICLE):
            await _terms(connection, ARTICLES + number)
        await _asked_and_told(connection, filling)


async def _article(connection: Connection, number: int, texts: Texts, topic: str) -> None:
    dated = int((START + timedelta(hours=number)).timestamp())
    field, address = texts.field, f"https://example.org/{number}"
    key = f"key {number} {field}"
    parts = (field, field, field, texts.text, field, f"{address}.png", field)
    await connection.execute(
        _INSERT, (number + 1, key, address, address, *parts, dated, dated, dated)
    )
    await connection.execute(
        "INSERT INTO article_topics VALUES (?, ?, ?, ?, 0)", (topic, dated, number + 1, field)
    )
    await connection.execute(
        """
        INSERT INTO deliveries (article_id, guild_id, channel_id, topics, role_ids, state, reason,
            created_at)
        VALUES (?, ?, ?, '["all"]', '[]', 'failed', ?, ?)
        """,
        (number + 1, GUILD, CHANNEL, field, dated),
    )


_INSERT = """
    INSERT INTO articles (id, feed_id, key, url, canonical_url, title, topic_words, teaser, text,
        author, image_url, image_alt, published_at, first_seen_at, dated)
    VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


async def _terms(connection: Connection, number: int) -> None:
    first = number * TERMS_IN_AN_ARTICLE
    words = " ".join(f"{_spelled(first + place)}" for place in range(TERMS_IN_AN_ARTICLE))
    dated = int(START.timestamp()) - number
    address = f"https://example.org/{number}"
    parts = ("A title", "", "", words, "", None, None)
    await connection.execute(
        _INSERT, (number + 1, f"key {number}", address, address, *parts, dated, dated, dated)
    )


def _spelled(number: int) -> str:
    """A word of letters for each number, all over the alphabet."""
    letters, word = "etaoinsrhldcumfpgwybvkxjqz", ""
    for _ in range(7):
        number, place = divmod(number * 31 + 7, len(letters))
        word += letters[place]
        number += place
    return word


async def _asked_and_told(connection: Connection, filling: Filling) -> None:
    await connection.execute(
        "INSERT INTO stored_queries VALUES (?, ?, ?, ?)",
        (STORED_KEY, MEMBER, filling(0).text, int(START.timestamp()) * 2),
    )
    await connection.execute(
        "INSERT INTO channels (channel_id, guild_id, paused_at, reason, cause) "
        "VALUES (?, ?, 1, ?, 'refused')",
        (CHANNEL, GUILD, filling(1).text),
    )
    await connection.execute(
        "INSERT INTO notices (guild_id, channel_id, reason, created_at) VALUES (?, ?, ?, 1)",
        (GUILD, CHANNEL, filling(2).text),
    )
    await connection.executemany(
        "UPDATE feeds SET name = ?, homepage = ?, error = ? WHERE id = ?",
        [
            (f"{n} {filling(n).field}", f"https://example.org/{n}", filling(n).text, n + 1)
            for n in range(SOURCES)
        ],
    )

"""Migrations on a database of the version before, with what a bot had written to it."""

from pathlib import Path

import aiosqlite

from bot.articles.news import Silence
from bot.model.delivery import PostState
from bot.model.obstacle import Refusal
from bot.model.subscription import PATIENT_KINDS, ChannelKind, PauseCause, Subscription
from bot.storage import carried_articles, channels, deliveries, posts, sightings, subscriptions
from bot.storage.database import Database
from bot.storage.meta import migrate
from bot.storage.migrations import MIGRATIONS
from bot.storage.rows import load_articles
from tests.factories import NOON

ROWS_OF_VERSION_1 = """
    INSERT INTO feeds (id, url, name, homepage, kind, audience, topics)
    VALUES (1, 'https://example.org/feed/', 'Sample News', 'https://example.org/',
        'news', 'patients', '[]');
    INSERT INTO articles (id, feed_id, key, url, canonical_url, title, topic_words, teaser, text,
        author, first_seen_at, dated, retracted)
    VALUES (1, 1, 'a', 'https://example.org/a', 'https://example.org/a', 'A', '', '', '', '',
        1, 1, 0);
    INSERT INTO channels (channel_id, guild_id, paused_at, reason, resume_at) VALUES
        (10, 1, NULL, NULL, NULL),
        (11, 1, 1, 'A moderator paused it.', NULL),
        (12, 1, 1, 'The bot lost a permission.', 9);
    INSERT INTO subscriptions (guild_id, channel_id, topic, kinds, created_at)
    VALUES (1, 10, 'all', 'news,stories', 1);
    INSERT INTO posts (id, guild_id, channel_id, kind, state, next_try_at)
    VALUES (1, 1, 10, 'card', 'sending', 1);
    INSERT INTO deliveries (article_id, guild_id, channel_id, post_id, topics, role_ids, created_at)
    VALUES (1, 1, 10, 1, '[]', '[]', 1), (1, 1, 12, NULL, '[]', '[]', 1);
"""


async def _of_version_1(path: Path) -> Path:
    connection = await aiosqlite.connect(path, isolation_level=None)
    try:
        await migrate(connection, MIGRATIONS[:1])
        await connection.executescript(ROWS_OF_VERSION_1)
    finally:
        await connection.close()
    return path


async def test_paused_channels_get_their_cause(tmp_path: Path) -> None:
    path = await _of_version_1(tmp_path / "a.db")

    async with Database.open(path) as database, database.reader() as connection:
        states = {state.channel_id: state for state in await channels.of_guild(connection, 1)}

    causes = {channel_id: state.cause for channel_id, state in states.items()}
    assert causes == {10: None, 11: PauseCause.MODERATOR, 12: PauseCause.REFUSED}
    assert {state.kind for state in states.values()} == {ChannelKind.TEXT}
    assert states[12].reason == "The bot lost a permission."


async def test_what_was_being_sent_is_still_ambiguous_and_carries_its_article(
    tmp_path: Path,
) -> None:
    path = await _of_version_1(tmp_path / "a.db")

    async with Database.open(path) as database, database.transaction() as connection:
        (post,) = await posts.claim(connection, "id", [10], NOON)
        carried = await carried_articles.of_posts(connection, [post.id])

    assert (post.state, post.channel_kind) == (PostState.SENDING, ChannelKind.TEXT)
    assert [item.article.article.title for item in carried[post.id]] == ["A"]


async def test_subscriptions_articles_and_what_waits_stay(tmp_path: Path) -> None:
    path = await _of_version_1(tmp_path / "a.db")

    async with Database.open(path) as database, database.transaction() as connection:
        (kept,) = (await load_articles(connection, [1])).values()
        (wish,) = await subscriptions.of_guild(connection, 1)
        await channels.resume(connection, 1, 12)
        (waiting,) = await deliveries.unbundled(connection)

    assert (kept.article.key, kept.article.concern) == ("a", False)
    assert (wish.topic, wish.steps) == ("all", frozenset())
    assert (waiting.channel_id, waiting.steps) == (12, frozenset())


async def test_articles_that_have_no_reason_on_record_are_decided_all_the_same(
    tmp_path: Path,
) -> None:
    path = await _of_version_1(tmp_path / "a.db")

    async with Database.open(path) as database, database.reader() as connection:
        records = await sightings.records_by_key(connection, 1, ["a"])
        told_by = await sightings.told_by(connection, 1)

    assert records["a"].silent is Silence.UNRECORDED
    assert records["a"].decided
    assert [source.name for source in told_by] == ["Sample News"]


async def test_a_refusal_of_before_is_not_taken_for_one_that_is_explained(tmp_path: Path) -> None:
    path = await _of_version_1(tmp_path / "a.db")

    async with Database.open(path) as database, database.reader() as connection:
        states = {state.channel_id: state for state in await channels.of_guild(connection, 1)}

    assert states[12].refusal == Refusal(0, "The bot lost a permission.")
    assert states[11].refusal is None


async def test_subscriptions_keep_their_ids_and_no_id_is_used_twice(tmp_path: Path) -> None:
    path = await _of_version_1(tmp_path / "a.db")

    async with Database.open(path) as database, database.transaction() as connection:
        (kept,) = await subscriptions.of_guild(connection, 1)
        await subscriptions.delete(connection, 1, kept.id)
        wanted = Subscription(0, 1, 11, "all", PATIENT_KINDS, None, NOON)
        new = await subscriptions.put(connection, wanted)

    assert new
    assert new.id > kept.id == 1


async def test_stored_reasons_name_the_commands_as_they_are_called_now(tmp_path: Path) -> None:
    path = await _of_version_1(tmp_path / "a.db")
    connection = await aiosqlite.connect(path, isolation_level=None)
    try:
        await connection.execute(
            "UPDATE channels SET reason = 'Reopen it, then use /resume.' WHERE channel_id = 12"
        )
    finally:
        await connection.close()

    async with Database.open(path) as database, database.reader() as connection:
        states = {state.channel_id: state for state in await channels.of_guild(connection, 1)}

    assert states[12].reason == "Reopen it, then use /news resume."

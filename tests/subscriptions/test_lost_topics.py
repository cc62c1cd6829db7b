"""Topics that servers use and that the taxonomy no longer has, on a real database."""

import pytest

from bot.model.subscription import PATIENT_KINDS
from bot.model.wish import Exclusion
from bot.storage import servers, wishes
from bot.storage.database import Database
from bot.subscriptions.lost_topics import say_lost_topics
from bot.subscriptions.service import SubscriptionService
from tests.factories import subscribe_channel, taxonomy
from tests.fakes import ManualClock


async def said(database: Database, *slugs: str) -> str | None:
    """The sentence, if the taxonomy has these topics."""
    async with database.reader() as connection:
        return await say_lost_topics(connection, taxonomy(*slugs), "topics.toml")


@pytest.fixture
async def used(database: Database, clock: ManualClock) -> Database:
    """Two servers that use topics in each way that there is."""
    topics = taxonomy("lobular", "screening", "metastasis", "in-memoriam")
    service = SubscriptionService(database, topics, clock, lambda: None)
    for guild_id, channel_id, topic in ((1, 10, "lobular"), (2, 20, "lobular"), (2, 21, "all")):
        await subscribe_channel(service, guild_id, channel_id, topic, PATIENT_KINDS, None)
    overview = await service.overview(2)
    last = next(each for each in overview.subscriptions if each.topic == "all")
    async with database.transaction() as connection:
        await wishes.add_mute(connection, 1, "screening", None, "")
        await wishes.set_exclusions(connection, last.id, [Exclusion(topic="screening")])
    return database


async def test_topics_that_are_there_are_not_named(used: Database) -> None:
    assert await said(used, "lobular", "screening") is None


async def test_each_lost_topic_is_named_with_its_uses_and_servers(used: Database) -> None:
    sentence = await said(used, "metastasis")

    assert sentence
    assert "lobular (subscriptions: 2, in servers 1, 2)" in sentence
    assert "screening (mutes and exclusions: 2, in servers 1, 2)" in sentence
    assert "topics.toml does not have" in sentence


async def test_a_server_that_the_bot_left_is_not_counted(
    used: Database, clock: ManualClock
) -> None:
    async with used.transaction() as connection:
        await servers.record_departure(connection, 2, clock.now())

    sentence = await said(used, "screening")

    assert sentence
    assert "lobular (subscriptions: 1, in server 1)" in sentence


async def test_many_lost_topics_are_counted(database: Database, clock: ManualClock) -> None:
    slugs = [f"topic-{number}" for number in range(9)]
    service = SubscriptionService(database, taxonomy(*slugs), clock, lambda: None)
    for number, slug in enumerate(slugs, 1):
        await subscribe_channel(service, number, number, slug, PATIENT_KINDS, None)

    sentence = await said(database)

    assert sentence
    assert "topic-4" in sentence
    assert "topic-5" not in sentence
    assert "; and 4 more" in sentence

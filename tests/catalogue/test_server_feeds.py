"""Feeds of servers beside the catalogue: who decides, and what each side changes."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.catalogue.server_feeds import ANSWERS_KEPT, Answered, ServerFeeds
from bot.catalogue.service import Sources
from bot.model.feed import Feed, FeedHealth, FeedPreview, Obstacle, Proposal, ProposalState
from bot.storage import articles, feeds, visibility
from bot.storage.database import Database
from tests.factories import NOON, article, feed
from tests.fakes import ManualClock

OURS, OTHER = 1, 2
ON, OFF, OWN = feed("On"), feed("Off", enabled=False), feed("Own")


@pytest.fixture
async def sources(database: Database, clock: ManualClock) -> Sources:
    made = Sources(database, [ON, OFF], clock)
    await made.apply()
    return made


@pytest.fixture
def chosen(database: Database, clock: ManualClock) -> ServerFeeds:
    return ServerFeeds(database, clock)


def proposal(wanted: Feed, guild_id: int = OURS) -> Proposal:
    preview = FeedPreview(2, 1, ("One", "Two"))
    return Proposal(0, guild_id, 5, "Ours", wanted, preview, ProposalState.OPEN, NOON)


async def active(database: Database) -> dict[str, bool]:
    """The feeds that are polled, and whether that is for some servers alone."""
    async with database.reader() as connection:
        return {each.feed.name: each.server_only for each in await feeds.active(connection)}


async def keep(database: Database, url: str) -> int:
    """Keep an article of a feed."""
    async with database.transaction() as connection:
        (feed_id,) = [e.id for e in await feeds.active(connection) if e.feed.url == url]
        return await articles.insert(connection, feed_id, article(url), "", NOON)


async def is_hidden(database: Database, article_id: int, guild_id: int | None) -> bool:
    async with database.reader() as connection:
        return await visibility.is_hidden(connection, article_id, guild_id)


@pytest.mark.usefixtures("sources")
async def test_a_feed_that_is_off_is_read_for_a_server_and_stays_off_for_others(
    database: Database, sources: Sources, chosen: ServerFeeds
) -> None:
    await chosen.choose(OURS, OFF)
    await sources.apply()

    assert await active(database) == {"On": False, "Off": True}
    ours, other = [(await sources.page(1, guild)).feeds for guild in (OURS, OTHER)]
    assert [(e.tracked.feed.name, e.tracked.feed.enabled) for e in ours] == [
        ("On", True),
        ("Off", True),
    ]
    assert [(e.tracked.feed.name, e.tracked.feed.enabled) for e in other] == [
        ("On", True),
        ("Off", False),
    ]


@pytest.mark.usefixtures("sources")
async def test_a_servers_feed_that_was_gone_and_answers_again_is_read_again(
    database: Database, chosen: ServerFeeds
) -> None:
    await chosen.choose(OURS, OWN)
    async with database.transaction() as connection:
        (tracked,) = [e for e in await feeds.active(connection) if e.feed.url == OWN.url]
        await feeds.save(connection, replace(tracked, health=FeedHealth(gone_at=NOON)))

    refused = await chosen.choose(OURS, OWN)
    again = await chosen.choose(OURS, OWN)

    async with database.reader() as connection:
        (due,) = [e for e in await feeds.active(connection) if e.feed.url == OWN.url]
    assert refused is None
    assert again is Obstacle.CHOSEN
    assert due.health.gone_at is None


async def test_what_everybody_saw_before_stays_visible(
    database: Database, sources: Sources, chosen: ServerFeeds
) -> None:
    before = await keep(database, ON.url)
    await sources.remove(ON)
    await chosen.choose(OURS, ON)
    async with database.transaction() as connection:
        (feed_id,) = [each.id for each in await feeds.active(connection)]
        later = await articles.insert(connection, feed_id, article("later"), "", NOON)

    assert [await is_hidden(database, before, guild) for guild in (OURS, OTHER, None)] == [
        False
    ] * 3
    assert [await is_hidden(database, later, guild) for guild in (OURS, OTHER, None)] == [
        False,
        True,
        True,
    ]


async def test_a_feed_that_the_operator_adds_becomes_everybodys_with_its_articles(
    database: Database, sources: Sources, chosen: ServerFeeds
) -> None:
    await chosen.choose(OURS, OWN)
    kept = await keep(database, OWN.url)

    await sources.keep(replace(OWN, url=OWN.url.rstrip("/")))

    assert await active(database) == {"On": False, "Own": False}
    assert not await is_hidden(database, kept, OTHER)
    assert (await chosen.of_server(OURS)).feeds == ()
    assert await chosen.obstacle(OURS, OWN) is Obstacle.FOR_EVERYBODY


async def test_a_feed_that_the_operator_removes_ends_everywhere_and_is_refused(
    database: Database, sources: Sources, chosen: ServerFeeds, clock: ManualClock
) -> None:
    await chosen.choose(OURS, OWN)
    await chosen.choose(OTHER, OWN)

    await sources.remove(OWN)

    assert await active(database) == {"On": False}
    assert (await chosen.of_server(OURS)).feeds == (await chosen.of_server(OTHER)).feeds == ()
    assert await chosen.decision(OWN) is ProposalState.REFUSED
    clock.forward(days=31)
    assert await chosen.decision(OWN) is None


async def test_another_spelling_of_an_address_is_the_same_feed(
    database: Database, sources: Sources, chosen: ServerFeeds
) -> None:
    spelled = feed("Spelled", url=OWN.url.replace("https", "http").rstrip("/"))
    await chosen.choose(OURS, OWN)

    assert await chosen.obstacle(OURS, spelled) is Obstacle.CHOSEN
    await chosen.choose(OTHER, spelled)
    await sources.apply()

    assert await active(database) == {"On": False, "Own": True}
    (other,) = (await chosen.of_server(OTHER)).feeds
    assert other.servers == 2


async def test_proposals_are_forgotten_some_days_after_the_answer(
    chosen: ServerFeeds, clock: ManualClock
) -> None:
    made = await chosen.propose(proposal(OWN))
    assert isinstance(made, Proposal)
    assert isinstance(await chosen.answer(made.id, allowed=False), Answered)
    await chosen.forget_old()
    assert await chosen.answer(made.id, allowed=True) is not None

    clock.forward(seconds=(ANSWERS_KEPT + timedelta(minutes=1)).total_seconds())
    await chosen.forget_old()

    assert await chosen.answer(made.id, allowed=True) is None
    assert (await chosen.of_server(OURS)).feeds == ()


async def test_proposals_count_toward_the_limit(chosen: ServerFeeds) -> None:
    for number in range(20):
        assert isinstance(await chosen.propose(proposal(feed(f"F {number}"))), Proposal)

    assert await chosen.propose(proposal(OWN)) is Obstacle.TOO_MANY
    assert await chosen.choose(OURS, OWN) is Obstacle.TOO_MANY
    assert isinstance(await chosen.propose(proposal(OWN, OTHER)), Proposal)

from datetime import timedelta

from msgspec.structs import replace

from bot.catalogue.service import FEEDS_PER_PAGE
from bot.model.feed import Audience, Feed, FeedHealth, FeedKind, Gap
from bot.services import Services
from bot.storage import feed_history, feeds
from bot.ui.texts import NO_SOURCES
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, text
from tests.factories import NOON, article, feed


async def know(services: Services, *named: Feed, health: FeedHealth | None = None) -> None:
    async with services.database.transaction() as connection:
        await feeds.sync_catalogue(connection, named)
        for tracked in await feeds.listed(connection) if health else ():
            await feeds.save(connection, replace(tracked, health=health))


async def shown(community: Community) -> str:
    result = await community.sam.slash(community.general, "sources")
    assert answer(result).ephemeral
    return text(answer(result))


async def test_a_bot_without_sources_says_so(community: Community) -> None:
    assert await shown(community) == NO_SOURCES


async def test_a_source_is_named_with_what_it_is_and_how_it_does(
    community: Community, services: Services, seed: Seed
) -> None:
    journal = feed(
        "A *Journal*",
        kind=FeedKind.PREPRINT,
        audience=Audience.PROFESSIONALS,
        homepage="https://example.org/j",
    )
    await seed(article("1"), article("2"), source=journal)
    await know(services, journal, health=FeedHealth(NOON, NOON))
    page = await shown(community)
    assert "[A ∗Journal∗](https://example.org/j)" in page
    assert "Preprints, not peer-reviewed 🔎 · for professionals" in page
    assert "2 articles, the newest <t:" in page
    assert f"Looked at <t:{int(NOON.timestamp())}:R>" in page


async def test_trouble_and_switches_are_told_in_plain_words(
    community: Community, services: Services
) -> None:
    failing = FeedHealth(NOON, NOON, 3, "The server cannot be reached.", NOON - timedelta(days=1))
    await know(services, feed(), health=failing)
    assert "The bot has not been able to read it since <t:" in await shown(community)
    await know(services, feed(), health=FeedHealth(NOON, NOON, gone_at=NOON))
    assert "Its site closed it" in await shown(community)
    await know(services, feed(enabled=False))
    assert "Not read by this bot" in await shown(community)
    await know(services, feed("New"))
    assert "read for the first time soon" in await shown(community)


async def test_pages_turn(community: Community, services: Services) -> None:
    await know(services, *(feed(f"Source {number}") for number in range(FEEDS_PER_PAGE + 1)))
    first = answer(await community.sam.slash(community.general, "sources"))
    assert "Page 1 of 2" in text(first)
    second = answer(await community.sam.click(first, label="Next"))
    assert f"Source {FEEDS_PER_PAGE}" in text(second)


async def test_a_source_of_which_articles_may_be_missing_says_so(
    community: Community, services: Services
) -> None:
    await know(services, feed())
    now = services.clock.now()
    since, until = now - timedelta(days=3, hours=1), now - timedelta(days=3)
    lately = Gap(1, now - timedelta(days=2), since, until)
    async with services.database.transaction() as connection:
        await feed_history.put_gap(connection, lately)
    moments = [f"<t:{int(each.timestamp())}:f>" for each in (since, until)]
    said = f"Articles may be missing between {moments[0]} and {moments[1]}"
    assert said in await shown(community)


async def test_what_went_missing_long_ago_is_not_said_any_more(
    community: Community, services: Services
) -> None:
    await know(services, feed())
    then = services.clock.now() - timedelta(days=31)
    async with services.database.transaction() as connection:
        await feed_history.put_gap(connection, Gap(1, then, then, then))
    assert "missing" not in await shown(community)

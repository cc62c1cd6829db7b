"""A story that a server's own feed and other feeds tell: one card in each server that sees both."""

from collections.abc import AsyncIterator

import pytest
from simcord import ResponseMessage

from bot.services import Services
from tests.cogs.server_feeds import Place, World, opened, rss
from tests.cogs.showing import answer, text
from tests.factories import feed
from tests.fakes import ManualClock
from tests.loopback import serving

STORY = "Capecitabine after surgery prolongs life in triple-negative breast cancer"
OWN, THEIRS, COMMON = "/own", "/theirs", "/common"
NAMES = {OWN: "Own News", THEIRS: "Their News", COMMON: "Common News"}


@pytest.fixture
async def world(services: Services, clock: ManualClock) -> AsyncIterator[World]:
    """Two servers with a feed each, beside one of all servers; all were polled once."""
    async with serving() as site:
        for path, name in NAMES.items():
            site.answer(path, body=rss(name, f"Before of {name}"))
        common = feed(NAMES[COMMON], url=site.url(COMMON))
        async with opened(services, clock, site, common=[common]) as built:
            await built.choose(built.ours, OWN)
            await built.choose(built.other, THEIRS)
            await built.poll()
            assert [*built.ours.posted, *built.other.posted] == []
            yield built


async def tell(world: World, *paths: str) -> None:
    """These feeds tell the story now, and are polled."""
    for path in paths:
        world.site.answer(path, body=rss(NAMES[path], STORY, f"Before of {NAMES[path]}"))
    await world.poll()


def cards(place: Place) -> list[str]:
    return [each for each in place.posted if STORY in each]


async def listed(place: Place) -> str:
    return await place.ask("latest")


async def similar(place: Place) -> ResponseMessage:
    message = place.news.history()[-1]
    return answer(await place.sam.click(message, label="Similar articles"))


async def test_a_common_feed_that_comes_later_is_news_to_the_others_alone(world: World) -> None:
    await tell(world, OWN)
    assert (len(cards(world.ours)), len(cards(world.other))) == (1, 0)

    await tell(world, COMMON)

    assert (len(cards(world.ours)), len(cards(world.other))) == (1, 1)
    assert "Own News" in cards(world.ours)[0]
    assert "Common News" in cards(world.other)[0]
    for place in (world.ours, world.other):
        shown = await listed(place)
        assert shown.count(STORY) == 1
        assert "Common News" in shown
    assert "no longer kept" not in text(await similar(world.ours))


async def test_an_own_feed_that_comes_later_brings_no_second_card(world: World) -> None:
    await tell(world, COMMON)
    await tell(world, OWN)

    assert (len(cards(world.ours)), len(cards(world.other))) == (1, 1)
    assert "Own News" not in await listed(world.other)
    assert "Common News" in cards(world.ours)[0]
    assert "Own News" not in "".join(world.other.posted)


async def test_feeds_of_two_servers_stay_apart(world: World) -> None:
    await tell(world, OWN)
    await tell(world, THEIRS)

    assert "Own News" in cards(world.ours)[0]
    assert "Their News" in cards(world.other)[0]
    assert (len(cards(world.ours)), len(cards(world.other))) == (1, 1)
    assert "Their News" not in await listed(world.ours)
    assert "Own News" not in await listed(world.other)


async def test_a_common_feed_makes_one_story_of_all(world: World) -> None:
    await tell(world, OWN)
    await tell(world, THEIRS)
    await tell(world, COMMON)
    await tell(world, OWN, THEIRS, COMMON)

    for place in (world.ours, world.other):
        assert len(cards(place)) == 1
        shown = await listed(place)
        assert shown.count(STORY) == 1
        assert "Common News" in shown


async def test_one_server_with_both_feeds_gets_one_card(world: World) -> None:
    await world.choose(world.ours, THEIRS)
    await tell(world, OWN)
    await tell(world, THEIRS)
    await tell(world, COMMON)

    assert (len(cards(world.ours)), len(cards(world.other))) == (1, 1)


def paper(name: str, title: str, host: str) -> bytes:
    """A feed with a paper, which its DOI names."""
    return (
        f'<rss version="2.0"><channel><title>{name}</title><link>https://example.org/</link>'
        f"<item><title>{title}</title><guid>{name} paper</guid>"
        f"<link>https://{host}/doi/10.1200/JCO.24.01234</link>"
        "<pubDate>Sun, 01 Mar 2026 14:00:00 GMT</pubDate></item></channel></rss>"
    ).encode()


async def test_an_own_feed_marks_nothing_as_retracted_elsewhere(world: World) -> None:
    world.site.answer(COMMON, body=paper(NAMES[COMMON], STORY, "common.example"))
    await world.poll()
    assert len(cards(world.other)) == 1

    retracted = paper(NAMES[OWN], f"RETRACTED: {STORY}", "own.example")
    world.site.answer(OWN, body=retracted)
    await world.poll()
    assert "etracted" not in await listed(world.other)

    await world.services.sources.keep(feed(NAMES[THEIRS], url=world.url(THEIRS)))
    world.site.answer(THEIRS, body=retracted)
    await world.poll()
    await world.poll()
    assert "Retracted" in await listed(world.other)

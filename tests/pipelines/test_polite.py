"""How the poll pipeline treats a server, by what a real one was asked."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

import pytest
from aiohttp import web
from msgspec.structs import replace

from bot.catalogue.service import Sources
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.model.article import ArticlePage
from bot.model.document import Document, FeedLink
from bot.model.feed import Feed, Listing, TrackedFeed, Validators
from bot.pipelines.feed_poll import PollReport, PollRules, PollStatus
from bot.pipelines.ingest import Ingest
from bot.pipelines.poll import Poller
from bot.pipelines.reading_context import ReadingContext
from bot.reading.extract import extract
from bot.reading.extractor import Extraction
from bot.reading.listing import read_listing
from bot.reading.web_page import feed_links, read_page
from bot.storage import feeds
from bot.storage.database import Database
from tests.factories import NOON, feed
from tests.fakes import ManualClock, OpenRobots
from tests.loopback import Server, serving
from tests.pipelines.conftest import TOPICS

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
RULES = PollRules(HOUR, PrivateHosts(("127.0.0.1",)))


def rss(head: str = "", item: str = "One") -> bytes:
    return (
        f'<rss version="2.0"><channel><title>F</title>{head}<item><title>{item}</title>'
        f"<link>https://example.org/{item}</link></item></channel></rss>"
    ).encode()


class InlineExtractor:
    """Reads documents in this process."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def extract(self, document: Document, feed: Feed) -> Extraction:
        return extract(document, feed, TOPICS)

    async def links(self, document: Document) -> tuple[FeedLink, ...]:
        return feed_links(document)

    async def read_page(self, document: Document) -> ArticlePage:
        return read_page(document)

    async def list_page(self, document: Document, listing: Listing, feed: Feed) -> Extraction:
        return read_listing(document, listing, feed, TOPICS)


@dataclass
class Visit:
    """A poller, and the server that it visits."""

    database: Database
    clock: ManualClock
    server: Server
    fetcher: HttpFetcher

    async def follow(self, *paths: str) -> None:
        """Let the catalogue hold these feeds."""
        named = [feed(path, url=self.server.url(path)) for path in paths]
        async with self.database.transaction() as connection:
            await feeds.sync_catalogue(connection, named)

    async def poll(self, rules: PollRules = RULES) -> list[PollReport]:
        """Polls the feeds that are due as after a restart: only the database remembers."""
        context = ReadingContext(
            self.database,
            self.fetcher,
            InlineExtractor(),
            Ingest(TOPICS),
            turns=HostTurns(self.clock),
            robots=OpenRobots(),
            clock=self.clock,
        )
        return await Poller(context, rules).poll_due()

    @property
    def asked(self) -> list[str]:
        """The documents that were asked for, without the further pages of one that is all new."""
        return [path for path in self.server.asked if "paged" not in path]

    async def tracked(self) -> TrackedFeed:
        async with self.database.reader() as connection:
            (tracked,) = await feeds.active(connection)
        return tracked

    async def wait_until_due(self) -> timedelta:
        """Let the time pass until the feed is due; says how long that was."""
        due_at = (await self.tracked()).next_check_at
        assert due_at
        wait = due_at - self.clock.now()
        self.clock.forward(seconds=wait.total_seconds())
        return wait


@pytest.fixture
async def visit(database: Database, clock: ManualClock) -> AsyncIterator[Visit]:
    async with (
        serving() as server,
        HttpFetcher.open(contact="me", private_hosts=RULES.private_hosts) as fetcher,
    ):
        built = Visit(database, clock, server, fetcher)
        await built.follow("/feed")
        yield built


async def test_validators_come_back_byte_for_byte_and_new_ones_are_kept(visit: Visit) -> None:
    visit.server.answer(body=rss(), ETag='W/"1"')
    await visit.poll()
    visit.server.answer(body=rss(), Last_Modified="yesterday, or so")
    await visit.wait_until_due()
    assert [report.status for report in await visit.poll()] == [PollStatus.UNCHANGED]
    await visit.wait_until_due()
    await visit.poll()

    second, third = visit.server.requests[1:]
    assert second.headers["If-None-Match"] == 'W/"1"'
    assert "If-Modified-Since" not in second.headers
    # The second answer held the same feed, and had another validator alone.
    assert third.headers["If-Modified-Since"] == "yesterday, or so"
    assert "If-None-Match" not in third.headers


async def test_a_304_may_leave_out_the_validators_that_still_hold(visit: Visit) -> None:
    visit.server.answer(body=rss(), ETag='"1"')
    await visit.poll()
    visit.server.answer(status=304)
    for _ in range(2):
        await visit.wait_until_due()
        await visit.poll()
    assert [r.headers.get("If-None-Match") for r in visit.server.requests] == [None, '"1"', '"1"']


@pytest.mark.parametrize(
    ("headers", "head", "wait"),
    [
        ({}, "", HOUR),
        ({"Cache_Control": "max-age=7200"}, "", 2 * HOUR),
        ({"Cache_Control": "max-age=9999999"}, "", DAY),
        ({"Expires": "Mon, 01 Jan 2035 00:00:00 GMT"}, "", DAY),
        ({}, "<ttl>180</ttl>", 3 * HOUR),
        ({}, "<skipHours><hour>13</hour><hour>14</hour></skipHours>", 3 * HOUR),
        ({}, "<skipDays><day>Sunday</day></skipDays>", 12 * HOUR),
    ],
)
async def test_a_feed_is_asked_as_rarely_as_it_wishes(
    visit: Visit, headers: dict[str, Any], head: str, wait: timedelta
) -> None:
    visit.server.answer(body=rss(head), **headers)
    await visit.poll()
    assert await visit.wait_until_due() == wait
    visit.clock.forward(seconds=-1)
    assert await visit.poll() == []
    assert len(visit.server.requests) == 1


async def test_short_intervals_end_where_a_host_of_our_own_leads_to_another_one(
    visit: Visit,
) -> None:
    often = replace(RULES, interval=timedelta(seconds=30))
    visit.server.answer(body=rss())
    await visit.poll(often)
    assert await visit.wait_until_due() == timedelta(seconds=30)

    # Known by its address alone, this name is as good as a public one.
    visit.server.answer(status=302, Location=visit.server.url("/other", "localhost"))
    visit.server.answer("/other", body=rss())
    await visit.poll(often)
    assert await visit.wait_until_due() >= timedelta(minutes=10)


async def test_what_the_feed_wishes_holds_while_it_is_unchanged(visit: Visit) -> None:
    visit.server.answer(body=rss("<ttl>180</ttl>"), ETag='"1"')
    await visit.poll()
    visit.server.answer(status=304)
    await visit.wait_until_due()
    await visit.poll()
    assert await visit.wait_until_due() == 3 * HOUR


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("retry_after", "wait"), [("7200", 2 * HOUR), ("Sun, 01 Mar 2099 15:00:00 GMT", DAY)]
)
async def test_retry_after_is_waited_for(
    visit: Visit, status: int, retry_after: str, wait: timedelta
) -> None:
    visit.server.answer(status=status, Retry_After=retry_after)
    await visit.poll()
    assert await visit.wait_until_due() == wait


@pytest.mark.parametrize("status", [401, 403, 404, 500])
async def test_a_feed_that_fails_is_asked_ever_more_rarely_and_comes_back(
    visit: Visit, status: int
) -> None:
    visit.server.answer(status=status)
    waits = []
    for _ in range(7):
        await visit.poll()
        waits.append(await visit.wait_until_due() // HOUR)
    assert waits == [1, 2, 4, 8, 16, 24, 24]

    visit.server.answer(body=rss())
    assert [report.status for report in await visit.poll()] == [PollStatus.OK]
    assert await visit.wait_until_due() == HOUR
    assert (await visit.tracked()).health.failing_since is None


async def test_what_is_gone_for_good_is_not_asked_again_until_it_is_revived(visit: Visit) -> None:
    visit.server.answer(status=410)
    await visit.poll()
    visit.clock.forward(days=400)
    assert await visit.poll() == []

    async with visit.database.transaction() as connection:
        await feeds.revive(connection, visit.server.url("/feed"))
    visit.server.answer(body=rss())
    assert [report.status for report in await visit.poll()] == [PollStatus.OK]
    assert (await visit.tracked()).health.gone_at is None


async def moved(visit: Visit) -> None:
    """Let a permanent redirect hold for a week, so that the new address is the one to be asked."""
    visit.server.answer(status=301, Location="/new")
    visit.server.answer("/new", body=rss(), ETag='"1"')
    for days in (6, 1, 1):
        await visit.poll()
        visit.clock.forward(days=days)
    visit.server.requests.clear()


@pytest.mark.parametrize("status", [301, 308])
async def test_a_feed_is_asked_where_it_moved_to_after_a_week(visit: Visit, status: int) -> None:
    visit.server.answer(status=status, Location="/new")
    visit.server.answer("/new", body=rss(), ETag='"1"')
    for days in (6, 1, 1, 1):
        await visit.poll()
        visit.clock.forward(days=days)
    assert visit.asked == ["/feed", "/new"] * 3 + ["/new"]
    assert visit.server.requests[-1].headers["If-None-Match"] == '"1"'
    # It stays so, and the feed is the same one to us.
    await visit.poll()
    assert visit.asked[-2:] == ["/new", "/new"]
    assert (await visit.tracked()).feed.url == visit.server.url("/feed")


async def test_what_appears_while_a_new_address_is_written_into_the_file_is_news(
    visit: Visit,
) -> None:
    before = await visit.tracked()
    await moved(visit)
    visit.server.answer("/new", body=rss(item="Two"))

    corrected = replace(before.feed, url=visit.server.url("/new"))
    await Sources(visit.database, [corrected], visit.clock).apply()
    await visit.poll()

    async with visit.database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT title, silent FROM articles ORDER BY id")
    assert [tuple(row) for row in rows] == [("One", "first poll"), ("Two", None)]
    assert visit.asked == ["/new"]
    assert (await visit.tracked()).id == before.id


async def test_a_move_that_was_seen_once_before_a_week_of_silence_is_not_believed(
    visit: Visit,
) -> None:
    visit.server.answer("/new", body=rss())
    visit.server.answer(status=301, Location="/new")
    await visit.poll()
    visit.clock.forward(days=30)
    visit.server.answer(body=rss(item="Two"))
    await visit.poll()
    assert visit.asked == ["/feed", "/new", "/feed"]
    assert (await visit.tracked()).move is None


async def test_a_day_of_failures_is_a_break_in_a_move_that_is_not_believed_yet(
    visit: Visit,
) -> None:
    visit.server.answer("/new", body=rss())
    visit.server.answer(status=301, Location="/new")
    await visit.poll()
    visit.clock.forward(days=5)
    visit.server.answer(status=503)
    await visit.poll()
    visit.clock.forward(days=3)
    visit.server.answer(status=301, Location="/new")
    await visit.poll()
    tracked = await visit.tracked()
    assert tracked.move
    assert tracked.move.since == visit.clock.now()


@pytest.mark.parametrize("meanwhile", [{"body": rss()}, {"status": 302, "Location": "/new"}])
async def test_a_move_that_did_not_hold_for_a_week_is_none(
    visit: Visit, meanwhile: dict[str, Any]
) -> None:
    visit.server.answer("/new", body=rss())
    visit.server.answer(status=301, Location="/new")
    await visit.poll()
    visit.clock.forward(days=4)
    visit.server.answer(**meanwhile)
    await visit.poll()
    visit.clock.forward(days=4)
    visit.server.answer(status=301, Location="/new")
    await visit.poll()
    visit.clock.forward(days=1)
    await visit.poll()
    assert visit.asked[-2:] == ["/feed", "/new"]


@pytest.mark.parametrize(
    "fails", [{"status": 410}, {"status": 503}, {"body": b"<html><form>Log in</form></html>"}]
)
async def test_a_new_address_that_fails_leads_back_to_the_old_one(
    visit: Visit, fails: dict[str, Any]
) -> None:
    await moved(visit)
    visit.server.answer("/new", **fails)
    visit.server.answer(body=rss(item="Two"))
    await visit.poll()
    assert (await visit.tracked()).health.gone_at is None
    await visit.wait_until_due()
    assert [report.status for report in await visit.poll()] == [PollStatus.OK]
    assert visit.asked == ["/new", "/feed"]
    assert (await visit.tracked()).move is None


@pytest.mark.parametrize("dead", [404, 410, 503])
async def test_a_new_address_that_failed_is_not_given_up_for_an_old_one_that_is_dead(
    visit: Visit, dead: int
) -> None:
    await moved(visit)
    visit.server.answer(status=dead)
    visit.server.answer("/new", status=503)
    await visit.poll()
    visit.server.answer("/new", body=rss(item="Two"))
    statuses = []
    for _ in range(2):
        await visit.wait_until_due()
        statuses += [report.status for report in await visit.poll()]
    assert statuses == [PollStatus.ERROR, PollStatus.OK]
    assert visit.asked == ["/new", "/feed", "/new"]


async def test_a_new_address_that_failed_once_is_still_where_the_feed_moved_to(
    visit: Visit,
) -> None:
    await moved(visit)
    since = (await visit.tracked()).move
    visit.server.answer("/new", status=503)
    await visit.poll()
    visit.server.answer("/new", body=rss())
    for _ in range(2):
        await visit.wait_until_due()
        await visit.poll()
    assert visit.asked == ["/new", "/feed", "/new", "/new"]
    assert (await visit.tracked()).move == since


async def test_what_is_gone_from_both_addresses_is_gone_for_good(visit: Visit) -> None:
    await moved(visit)
    visit.server.answer("/new", status=410)
    await visit.poll()
    await visit.wait_until_due()
    await visit.poll()
    assert (await visit.tracked()).health.gone_at == visit.clock.now()


async def test_a_host_is_asked_for_one_feed_at_a_time(visit: Visit) -> None:
    paths = ("/a", "/b", "/c")
    at_once, most = 0, 0
    second = asyncio.Event()

    async def linger(_: web.Request) -> web.StreamResponse:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        if at_once > 1:
            second.set()
        with contextlib.suppress(TimeoutError):
            # Long enough for another request to arrive, if there is one.
            await asyncio.wait_for(second.wait(), 0.05)
        at_once -= 1
        return web.Response(body=rss())

    await visit.follow(*paths)
    visit.server.answers |= dict.fromkeys(paths, linger)
    await visit.poll()
    assert (len(visit.server.requests), most) == (3, 1)


async def test_a_restart_forgets_neither_the_time_nor_the_validators(visit: Visit) -> None:
    visit.server.answer(body=rss(), ETag='"1"')
    await visit.poll()
    for _ in range(3):
        assert await visit.poll() == []
    assert len(visit.server.requests) == 1
    tracked = await visit.tracked()
    assert tracked.validators == Validators('"1"')
    assert tracked.next_check_at == NOON + HOUR


async def test_a_web_page_in_place_of_the_feed_is_a_failure_and_keeps_what_was_known(
    visit: Visit,
) -> None:
    visit.server.answer(body=rss(), ETag='"1"')
    await visit.poll()
    await visit.wait_until_due()
    visit.server.answer(body=b"<!DOCTYPE html><html><form>Log in</form></html>", ETag='"2"')
    (report,) = await visit.poll()
    assert report.status is PollStatus.ERROR
    assert "web page" in (report.error or "")
    assert (await visit.tracked()).validators == Validators('"1"')

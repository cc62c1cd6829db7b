"""A backfill asks a real server on loopback, and leaves its answers in the database."""

import itertools
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from bot.errors import HostError, RequestError
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.feeds.robots import RobotsRules
from bot.model.feed import Feed, Listing, Past, PastState, TrackedFeed
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.archives import Progress
from bot.pipelines.backfill import (
    LOOK_EVERY_SECONDS,
    MOST_FAILURES,
    PAGES_OF_NEW_FEED,
    Backfiller,
    choose,
)
from bot.pipelines.ingest import Ingest
from bot.pipelines.loops import LONGEST_PAUSE_AFTER_BUG_SECONDS
from bot.pipelines.reading_context import ReadingContext
from bot.storage import deliveries, feeds
from bot.storage.database import Database
from bot.subscriptions.service import SubscriptionService
from tests.factories import NOON, feed, subscribe_channel
from tests.fakes import ManualClock
from tests.loopback import Server, serving
from tests.pipelines.conftest import TOPICS
from tests.pipelines.test_polite import InlineExtractor
from tests.tables import each_row

DELAY = timedelta(seconds=2)
PRIVATE = PrivateHosts(("127.0.0.1",))


def rss(numbers: Sequence[int], head: str = "", *, published_at: datetime = NOON) -> bytes:
    """A WordPress feed with these posts."""
    items = "".join(
        f"<item><title>Post {number} tells of something else</title>"
        f"<link>https://example.org/{number}/</link>"
        f'<guid isPermaLink="false">https://example.org/?p={number}</guid>'
        f"<pubDate>{format_datetime(published_at - timedelta(days=number))}</pubDate></item>"
        for number in numbers
    )
    return (
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>F</title>'
        f"{head}{items}</channel></rss>"
    ).encode()


@dataclass
class Archive:
    """A backfiller, and a server with a feed that has a past."""

    database: Database
    clock: ManualClock
    server: Server
    fetcher: HttpFetcher
    seen: list[Progress] = field(default_factory=list)

    async def holds(self, named: Feed | None = None) -> TrackedFeed:
        """Let the catalogue have the feed."""
        async with self.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [named or self.feed()])
            (tracked,) = await feeds.active(connection)
        return tracked

    def feed(self, **fields: Any) -> Feed:
        return feed(url=self.server.url("/feed/"), **fields)

    def pages(self, count: int, each: int = 3) -> None:
        """Let the feed be WordPress with so many pages."""

        async def respond(request: web.Request) -> web.StreamResponse:
            number = int(request.query.get("paged", "1"))
            if number > count:
                return web.Response(status=404)
            return web.Response(body=rss(range((number - 1) * each, number * each)))

        self.server.answers["/feed/"] = respond

    @property
    def backfiller(self) -> Backfiller:
        """As after a restart: it remembers nothing."""
        turns = HostTurns(self.clock)
        return Backfiller(
            ReadingContext(
                self.database,
                self.fetcher,
                InlineExtractor(),
                Ingest(TOPICS),
                turns=turns,
                robots=RobotsRules(self.fetcher, turns, self.clock, DELAY),
                clock=self.clock,
            )
        )

    async def fill(self, pages: int = 100, *, again: bool = False) -> Past:
        """Read the feed's past; the one there is."""
        (past,) = await self.backfiller.fill(
            await self.tracked(), pages=pages, again=again, seen=self.seen.append
        )
        return past

    async def tracked(self) -> TrackedFeed:
        async with self.database.reader() as connection:
            (tracked,) = await feeds.active(connection)
        return tracked

    async def kept(self) -> int:
        async with self.database.reader() as connection:
            rows = await connection.execute_fetchall("SELECT count(*) AS n FROM articles")
        return int(next(iter(rows))["n"])

    @property
    def asked(self) -> list[str]:
        """The pages that were asked for, without robots.txt."""
        return [path for path in self.server.asked if path != "/robots.txt"]


@pytest.fixture
async def archive(database: Database, clock: ManualClock) -> AsyncIterator[Archive]:
    async with (
        serving() as server,
        HttpFetcher.open(contact="me", private_hosts=PRIVATE) as fetcher,
    ):
        server.answer("/robots.txt", status=404)
        built = Archive(database, clock, server, fetcher)
        await built.holds()
        yield built


async def test_wordpress_is_read_to_its_end(archive: Archive) -> None:
    archive.pages(4)
    past = await archive.fill()
    assert (past.state, past.pages, past.found, past.added) == (PastState.DONE, 4, 12, 12)
    assert archive.asked == ["/feed/", *(f"/feed/?paged={n}" for n in (2, 3, 4, 5))]
    assert await archive.kept() == 12
    assert min(each.oldest for each in archive.seen if each.oldest) == NOON - timedelta(days=11)


async def test_a_past_that_was_read_is_not_read_again_unless_that_is_asked(
    archive: Archive,
) -> None:
    archive.pages(2)
    await archive.fill()
    asked = len(archive.asked)
    assert (await archive.fill()).state is PastState.DONE
    assert len(archive.asked) == asked
    assert (await archive.fill(again=True)).added == 0
    assert len(archive.asked) == 2 * asked


async def test_it_goes_on_where_it_stopped(archive: Archive) -> None:
    archive.pages(5)
    assert (await archive.fill(pages=2)).state is PastState.OPEN
    past = await archive.fill()
    assert (past.state, past.pages, past.added) == (PastState.DONE, 5, 15)
    assert archive.asked == ["/feed/", *(f"/feed/?paged={n}" for n in (2, 3, 4, 5, 6))]


async def test_a_page_of_which_nothing_is_kept_is_not_the_last(archive: Archive) -> None:
    archive.pages(5)
    await archive.holds(archive.feed(phrases=("Post 1 tells", "Post 13 tells")))
    past = await archive.fill()
    assert (past.state, past.pages, past.found) == (PastState.DONE, 5, 2)


async def test_requests_to_a_host_keep_their_distance(archive: Archive) -> None:
    archive.pages(3)
    await archive.fill()
    # Robots, four pages, and a pause before each but the first.
    assert archive.clock.now() - NOON == 4 * DELAY


async def test_a_longer_delay_that_the_host_asks_for_is_kept(archive: Archive) -> None:
    archive.server.answer("/robots.txt", body=b"User-agent: *\nCrawl-delay: 7")
    archive.pages(2)
    await archive.fill()
    assert archive.clock.now() - NOON == timedelta(seconds=21)


async def test_archives_and_pages_that_the_feed_names_are_followed(archive: Archive) -> None:
    link = '<atom:link rel="{}" href="{}"/>'
    archive.server.answer("/feed/", body=rss([1], link.format("prev-archive", "/2026-02")))
    archive.server.answer("/2026-02", body=rss([2], link.format("next", "/2026-01")))
    archive.server.answer("/2026-01", body=rss([3], link.format("next", "/feed/")))
    past = await archive.fill()
    assert (past.state, past.pages) == (PastState.DONE, 3)
    assert archive.asked == ["/feed/", "/2026-02", "/2026-01"]


async def test_pages_that_headers_name_are_followed(archive: Archive) -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        number = int(request.query.get("page", "1"))
        following = {"Link": f'<?page={number + 1}>; rel="next"'} if number < 3 else {}
        return web.Response(body=rss([number]), headers=following)

    archive.server.answers["/news.xml"] = respond
    await archive.holds(feed(url=archive.server.url("/news.xml")))
    past = await archive.fill()
    assert (past.state, past.pages, past.added) == (PastState.DONE, 3, 3)


async def test_json_feeds_are_followed(archive: Archive) -> None:
    head = '{"version": "https://jsonfeed.org/version/1.1", "title": "F", '
    archive.server.answer(
        "/feed/", body=f'{head}"next_url": "/2", "items": [{{"id": "1", "title": "A"}}]}}'.encode()
    )
    archive.server.answer("/2", body=f'{head}"items": [{{"id": "2", "title": "B"}}]}}'.encode())
    assert (await archive.fill()).added == 2


async def test_a_site_that_gives_the_same_page_for_ever_is_left(archive: Archive) -> None:
    archive.server.answer("/feed/", body=rss([1, 2]))
    past = await archive.fill()
    assert (past.state, past.pages, past.found) == (PastState.DONE, 1, 2)


@pytest.mark.parametrize("sign", ["guid", "address", "neither"])
async def test_a_feed_with_numbered_pages_is_read_whole_whatever_its_ids_and_address(
    archive: Archive, sign: str
) -> None:
    path = "/feed/" if sign == "address" else "/news.xml"

    async def respond(request: web.Request) -> web.StreamResponse:
        number = int(request.query.get("paged", "1"))
        if number > 4:
            return web.Response(status=404)
        body = rss(range(number * 3, number * 3 + 3))
        if sign != "guid":
            body = re.sub(rb"<guid.*?</guid>", b"", body)
        return web.Response(body=body)

    archive.server.answers[path] = respond
    await archive.holds(feed(url=archive.server.url(path)))
    past = await archive.fill()
    assert (past.state, past.pages, past.found, past.added) == (PastState.DONE, 4, 12, 12)


@pytest.mark.parametrize("stops", [True, False])
async def test_a_site_that_ignores_page_numbers_is_counted_once(
    archive: Archive, *, stops: bool
) -> None:
    """Also if it gives each item a new link at every request, and if the backfill is stopped."""
    asked = itertools.count()

    async def respond(_: web.Request) -> web.StreamResponse:
        number = next(asked)
        items = "".join(
            f"<item><title>Study {item}</title><link>https://example.org/{item}?x={number}</link>"
            f"<description>What study {item} says.</description></item>"
            for item in range(5)
        )
        return web.Response(body=rss([], items))

    archive.server.answers["/news.xml"] = respond
    await archive.holds(feed(url=archive.server.url("/news.xml")))
    if stops:
        assert (await archive.fill(pages=1)).state is PastState.OPEN
    past = await archive.fill()
    assert (past.state, past.pages, past.found) == (PastState.DONE, 1, 5)
    assert len(archive.asked) == 2 + stops


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500])
async def test_a_site_that_may_know_no_pages_ends_with_its_first_whatever_it_answers(
    archive: Archive, status: int
) -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        if "paged" in request.query:
            return web.Response(status=status)
        return web.Response(body=re.sub(rb"<guid.*?</guid>", b"", rss([1, 2])))

    archive.server.answers["/news.xml"] = respond
    await archive.holds(feed(url=archive.server.url("/news.xml")))
    past = await archive.fill()
    assert (past.state, past.pages, past.error) == (PastState.DONE, 1, None)


async def test_a_web_page_in_place_of_a_second_page_ends_the_past(archive: Archive) -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        body = b"<!doctype html><p>News" if "paged" in request.query else rss([], "<item><title>A")
        return web.Response(body=body)

    archive.server.answers["/news.xml"] = respond
    await archive.holds(feed(url=archive.server.url("/news.xml")))
    assert (await archive.fill()).state is PastState.DONE


async def test_a_next_page_on_another_site_is_not_followed(archive: Archive) -> None:
    link = '<atom:link rel="next" href="https://example.com/2"/>'
    archive.server.answer("/feed/", body=rss([1], link))
    assert (await archive.fill()).state is PastState.DONE
    assert archive.asked == ["/feed/"]


@pytest.mark.parametrize(("status", "tries"), [(500, 3), (429, 3), (403, 1)])
async def test_a_page_that_fails_is_tried_again_and_then_waits_for_the_next_time(
    archive: Archive, status: int, tries: int
) -> None:
    archive.pages(3)
    whole = archive.server.answers["/feed/"]

    async def sometimes(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status) if "paged" in request.query else await whole(request)

    archive.server.answers["/feed/"] = sometimes
    past = await archive.fill()
    assert (past.state, past.pages) == (PastState.FAILED, 1)
    assert str(status) in (past.error or "")
    assert archive.asked.count("/feed/?paged=2") == tries

    archive.server.answers["/feed/"] = whole
    past = await archive.fill()
    assert (past.state, past.pages, past.error) == (PastState.DONE, 3, None)


async def test_a_running_bot_reads_on_where_a_page_failed_but_not_for_ever(
    archive: Archive,
) -> None:
    archive.pages(3)
    whole = archive.server.answers["/feed/"]

    async def sometimes(request: web.Request) -> web.StreamResponse:
        return web.Response(status=403) if "paged" in request.query else await whole(request)

    archive.server.answers["/feed/"] = sometimes
    await archive.fill()
    async with archive.database.transaction() as connection:
        await connection.execute("UPDATE feeds SET first_polled_at = ?", (int(NOON.timestamp()),))
    backfiller = archive.backfiller
    for _ in range(2):
        await backfiller.begin_new()
    assert archive.asked.count("/feed/?paged=2") == 2

    for _ in range(2 * MOST_FAILURES):
        archive.clock.forward(hours=1)
        await backfiller.begin_new()
    assert archive.asked.count("/feed/?paged=2") == MOST_FAILURES

    async with archive.database.transaction() as connection:
        await connection.execute("UPDATE backfills SET failures = 1")
    archive.server.answers["/feed/"] = whole
    archive.clock.forward(hours=1)
    await backfiller.begin_new()
    (past,) = await backfiller.pasts(await archive.tracked())
    assert (past.state, past.pages, past.error, past.failures) == (PastState.DONE, 3, None, 0)


@pytest.mark.parametrize(("seconds", "tries"), [(90, 3), (3600, 1)])
async def test_a_server_that_asks_for_patience_gets_it_within_minutes(
    archive: Archive, seconds: int, tries: int
) -> None:
    archive.server.answer("/feed/", status=503, Retry_After=str(seconds))
    assert (await archive.fill()).state is PastState.FAILED
    assert len(archive.asked) == tries
    assert archive.clock.now() - NOON >= (tries - 1) * timedelta(seconds=seconds)


async def test_only_what_was_published_since_the_first_poll_is_announced(
    archive: Archive, database: Database, clock: ManualClock
) -> None:
    service = SubscriptionService(database, TOPICS, clock, lambda: None)
    await subscribe_channel(service, 1, 10, "all", PATIENT_KINDS, None)
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE feeds SET first_polled_at = ?", (int((NOON - timedelta(days=4)).timestamp()),)
        )
    archive.pages(4)
    await archive.fill()
    async with database.reader() as connection:
        assert len(await deliveries.unbundled(connection)) == 4


async def test_before_its_first_poll_nothing_of_a_feed_is_announced(
    archive: Archive, database: Database, clock: ManualClock
) -> None:
    service = SubscriptionService(database, TOPICS, clock, lambda: None)
    await subscribe_channel(service, 1, 10, "all", PATIENT_KINDS, None)
    archive.pages(2)
    await archive.fill()
    async with database.reader() as connection:
        assert await deliveries.unbundled(connection) == []
    assert (await archive.tracked()).health.first_polled_at is None


LISTING = """<article><a href="/blog/{n}/">Listed post {n} of the older ones</a>
<time>2019-0{n}-01</time></article><a class="next" href="?page={next}">next</a>"""


async def test_a_listing_is_a_past_of_its_own_and_knows_what_the_feed_gave(
    archive: Archive,
) -> None:
    url = archive.server.url("/blog/metastasis?page=1")
    listing = Listing(
        url, "article", link="a", date="time", next_page=".next", topics=("metastasis",)
    )
    await archive.holds(archive.feed(listings=(listing,)))

    async def respond(request: web.Request) -> web.StreamResponse:
        n = int(request.query["page"])
        return web.Response(text=LISTING.format(n=n, next=n + 1) if n < 4 else "<p>That is all.")

    archive.server.answers["/blog/metastasis"] = respond
    post = archive.server.url("/blog/2/?utm_source=feed")
    item = f"<item><title>Listed, renamed</title><link>{post}</link><guid>2</guid></item>"
    archive.server.answer("/feed/", body=rss([], item))
    feed_past, listed = await archive.backfiller.fill(await archive.tracked())
    assert (feed_past.added, listed.found, listed.added) == (1, 3, 2)
    assert listed.state is PastState.DONE
    async with archive.database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT topic FROM article_topics")
    assert [row["topic"] for row in rows] == ["metastasis"] * 2


async def test_robots_are_heeded_where_pages_are_for_people(archive: Archive) -> None:
    archive.server.answer("/robots.txt", body=b"User-agent: ProgressBot\nDisallow: /blog/")
    listing = Listing(archive.server.url("/blog/"), "article", link="a")
    await archive.holds(archive.feed(listings=(listing,)))
    archive.pages(1)
    _, listed = await archive.backfiller.fill(await archive.tracked())
    assert listed.state is PastState.FAILED
    assert "robots.txt" in (listed.error or "")
    assert "/blog/" not in archive.server.asked


async def test_the_bot_reads_a_few_pages_of_a_new_feed_by_itself_once_it_was_polled(
    archive: Archive,
) -> None:
    archive.pages(PAGES_OF_NEW_FEED + 5)
    await archive.backfiller.begin_new()
    assert archive.asked == []
    async with archive.database.transaction() as connection:
        await connection.execute("UPDATE feeds SET first_polled_at = ?", (int(NOON.timestamp()),))
    for _ in range(3):
        await archive.backfiller.begin_new()
    assert len(archive.asked) == PAGES_OF_NEW_FEED
    assert await archive.kept() == 3 * PAGES_OF_NEW_FEED


def named(*names: str) -> list[TrackedFeed]:
    return [TrackedFeed(number, feed(name)) for number, name in enumerate(names)]


def test_feeds_are_chosen_by_name_or_address_and_all_where_none_is() -> None:
    several = named("The Progress Report", "Other")
    assert choose(several, ["the progress report"]) == several[:1]
    assert choose(several, [several[1].feed.url]) == several[1:]
    assert choose(several, []) == several


@each_row(
    "typed",
    [
        " https://example.org/other/feed/ ",
        "https://example.org/other/feed",
        "http://example.org/other/feed/",
        "feed://example.org/other/feed/",
        "feed:https://example.org/other/feed/",
        "example.org/other/feed",
        "EXAMPLE.org/other/feed/",
        "https://me:secret@example.org/other/feed/",
        "me:secret@example.org/other/feed/",
        " Other ",
    ],
)
def test_an_address_is_understood_as_people_type_it(typed: str) -> None:
    several = named("The Progress Report", "Other")
    assert choose(several, [typed]) == several[1:]


def test_a_password_is_never_repeated() -> None:
    with pytest.raises(RequestError) as raised:
        choose(named("Other"), ["https://me:secret@example.net/"])
    assert "secret" not in str(raised.value)


def test_a_feed_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(RequestError, match="Did you mean “The Progress Report”"):
        choose(named("The Progress Report"), ["progres report"])
    with pytest.raises(RequestError, match="There are: Other"):
        choose(named("Other"), ["zzz"])


@pytest.mark.parametrize("error", [HostError("No memory."), ValueError("a bug")])
async def test_a_past_that_cannot_be_read_here_is_asked_for_less_and_less(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(InlineExtractor, "extract", refuse)
    archive.pages(3)
    async with archive.database.transaction() as connection:
        await connection.execute("UPDATE feeds SET first_polled_at = ?", (int(NOON.timestamp()),))
    backfiller = archive.backfiller
    for _ in range(60):
        await backfiller.begin_new()
        archive.clock.forward(seconds=LOOK_EVERY_SECONDS)
    assert 1 < len(archive.asked) < 8

    monkeypatch.undo()
    archive.clock.forward(seconds=LONGEST_PAUSE_AFTER_BUG_SECONDS)
    await backfiller.begin_new()
    assert await archive.kept() == 9

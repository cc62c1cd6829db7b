"""Articles published between two polls are read from the next pages, or said to be missing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.feeds.robots import RobotsRules
from bot.model.feed import Feed, Gap
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.backfill import Backfiller
from bot.pipelines.feed_poll import PollReport, PollRules
from bot.pipelines.gaps import MOST_GAP_PAGES
from bot.pipelines.ingest import Ingest
from bot.pipelines.poll import Poller
from bot.pipelines.reading_context import ReadingContext
from bot.storage import deliveries, feed_history, feeds
from bot.storage.database import Database
from bot.subscriptions.service import SubscriptionService
from tests.factories import feed, subscribe_channel
from tests.fakes import ManualClock
from tests.loopback import Server, serving
from tests.pipelines.conftest import TOPICS
from tests.pipelines.test_polite import InlineExtractor

PRIVATE = PrivateHosts(("127.0.0.1",))
RULES = PollRules(timedelta(hours=1), PRIVATE)
DELAY = timedelta(seconds=2)
SHOWN = 10

pytestmark = pytest.mark.usefixtures("at_once")


@dataclass
class Post:
    title: str
    number: int
    published_at: datetime | None


@dataclass
class Blog:
    """A poller, and a server with a feed that shows its newest ten posts on each page.

    Attributes:
        pages: whether it knows page numbers.
        names_next: whether a header names the next page, of which WordPress would not know.
        guid: how a post is named; empty names it by its link alone.
        query: what each link ends with.
    """

    database: Database
    clock: ManualClock
    server: Server
    fetcher: HttpFetcher
    posts: list[Post] = field(default_factory=list)
    pages: bool = True
    guid: str = "https://example.org/?p={}"
    query: str = ""
    path: str = "/feed/"
    names_next: bool = False
    refuses: dict[int, int] = field(default_factory=dict)

    def publish(self, count: int = 1, *, dated: bool = True, title: str = "Study {}") -> None:
        for _ in range(count):
            number = self.posts[0].number + 1 if self.posts else 0
            now = self.clock.now() + timedelta(seconds=number)
            self.posts.insert(0, Post(title.format(number), number, now if dated else None))

    async def respond(self, request: web.Request) -> web.StreamResponse:
        named = request.query.get("after" if self.names_next else "paged", "1")
        number = int(named) if self.pages else 1
        shown = self.posts[(number - 1) * SHOWN : number * SHOWN]
        if number in self.refuses:
            return web.Response(status=self.refuses[number])
        if number > 1 and not shown:
            return web.Response(status=404)
        items = "".join(map(self._item, shown))
        return web.Response(
            body=f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode(),
            headers={"Link": f"<?after={number + 1}>; rel=next"} if self.names_next else {},
        )

    def _item(self, post: Post) -> str:
        guid = f'<guid isPermaLink="false">{self.guid.format(post.number)}</guid>'
        dated = post.published_at
        return (
            f"<item><title>{post.title}</title>"
            f"<link>https://example.org/{post.number}{self.query}</link>"
            + (guid if self.guid else "")
            + (f"<pubDate>{format_datetime(dated)}</pubDate>" if dated else "")
            + "</item>"
        )

    def feed(self, **fields: Any) -> Feed:
        return feed(url=self.server.url(self.path), **fields)

    @property
    def context(self) -> ReadingContext:
        turns = HostTurns(self.clock)
        robots = RobotsRules(self.fetcher, turns, self.clock, DELAY)
        return ReadingContext(
            self.database,
            self.fetcher,
            InlineExtractor(),
            Ingest(TOPICS),
            turns=turns,
            robots=robots,
            clock=self.clock,
        )

    async def begin(self, **fields: Any) -> None:
        """A channel follows the feed, which was polled once."""
        self.server.answers[self.path] = self.respond
        self.server.answer("/robots.txt", status=404)
        async with self.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [self.feed(**fields)])
        service = SubscriptionService(self.database, TOPICS, self.clock, lambda: None)
        await subscribe_channel(service, 1, 10, "all", PATIENT_KINDS, None)
        await self.poll()

    async def poll(self, after: timedelta = timedelta(days=2)) -> PollReport:
        self.clock.forward(seconds=after.total_seconds())
        (report,) = await Poller(self.context, RULES).poll_due()
        return report

    async def announced(self) -> list[str]:
        """The titles for the channel, in the order in which they would come."""
        async with self.database.reader() as connection:
            waiting = await deliveries.unbundled(connection)
            rows = await connection.execute_fetchall("SELECT id, title FROM articles")
        titles = {row["id"]: row["title"] for row in rows}
        return [titles[each.article_id] for each in waiting]

    async def gaps(self) -> list[Gap]:
        async with self.database.reader() as connection:
            return await feed_history.gaps_since(connection, self.clock.now() - timedelta(days=30))

    @property
    def asked(self) -> list[str]:
        return [path for path in self.server.asked if path != "/robots.txt"]


@pytest.fixture
async def blog(database: Database, clock: ManualClock) -> AsyncIterator[Blog]:
    async with (
        serving() as server,
        HttpFetcher.open(contact="me", private_hosts=PRIVATE) as fetcher,
    ):
        built = Blog(database, clock, server, fetcher)
        built.publish(30)
        yield built


@pytest.mark.parametrize("guid", ["https://example.org/?p={}", "https://example.org/{}", ""])
@pytest.mark.parametrize("dated", [True, False])
async def test_all_posts_between_two_polls_are_announced_once_oldest_first(
    blog: Blog, guid: str, *, dated: bool
) -> None:
    blog.guid = guid
    await blog.begin()
    blog.publish(25, dated=dated)

    report = await blog.poll()

    assert (report.new, report.gap) == (25, None)
    assert await blog.announced() == [f"Study {number}" for number in range(30, 55)]
    assert blog.asked[1:] == ["/feed/", "/feed/?paged=2", "/feed/?paged=3"]
    assert (await blog.poll()).new == 0
    assert len(await blog.announced()) == 25


async def test_the_pages_of_a_gap_may_be_named_by_headers(blog: Blog) -> None:
    blog.path, blog.guid, blog.names_next = "/news.xml", "", True
    await blog.begin()
    blog.publish(25)

    report = await blog.poll()

    assert (report.new, report.gap) == (25, None)
    assert blog.asked[1:] == ["/news.xml", "/news.xml?after=2", "/news.xml?after=3"]


async def test_the_pages_of_a_gap_are_asked_for_at_the_pace_of_backfills(blog: Blog) -> None:
    await blog.begin()
    blog.publish(35)
    before = blog.clock.now() + timedelta(days=2)
    await blog.poll()
    assert blog.clock.now() - before >= 3 * DELAY


async def test_a_document_with_a_known_item_has_no_gap(blog: Blog) -> None:
    await blog.begin()
    blog.publish(9)
    await blog.poll()
    assert blog.asked == ["/feed/", "/feed/"]
    assert await blog.gaps() == []


async def test_what_lies_below_the_last_known_item_of_a_page_is_left_to_the_past(
    blog: Blog,
) -> None:
    await blog.begin()
    blog.publish(15)
    del blog.posts[16:20]  # Known ones, so that the second page reaches into the past.
    blog.posts[20].published_at = None
    assert (await blog.poll()).new == 15


async def test_a_gap_without_pages_is_recorded_and_said(blog: Blog) -> None:
    blog.pages, blog.path = False, "/news.xml"
    await blog.begin()
    polled_at = blog.clock.now()
    blog.publish(25)

    report = await blog.poll()

    (gap,) = await blog.gaps()
    assert report.gap == gap
    assert (report.new, gap.since.date()) == (10, polled_at.date())
    assert "articles may be missing between" in report.summary


@pytest.mark.parametrize("phrases", [(), ("Study",)])
@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("count", [1, 9])
async def test_an_empty_feed_that_gets_its_first_items_lost_none(
    blog: Blog, count: int, phrases: tuple[str, ...], *, dated: bool
) -> None:
    blog.pages, blog.path, blog.guid, blog.posts = False, "/alert.xml", "tag:{}", []
    await blog.begin(phrases=phrases)
    await blog.poll()
    blog.publish(count, dated=dated)

    report = await blog.poll()

    assert (report.new, report.gap, await blog.gaps()) == (count, None, [])
    assert len(await blog.announced()) == count
    assert blog.asked == ["/alert.xml"] * 3


@pytest.mark.parametrize("guid", ["https://example.org/?p={}", "tag:{}"])
async def test_a_feed_that_was_emptied_and_filled_again_lost_none(blog: Blog, guid: str) -> None:
    blog.pages, blog.path, blog.guid = False, "/alert.xml", guid
    await blog.begin()
    kept, blog.posts = blog.posts, []
    await blog.poll()
    blog.posts = kept[:1]
    blog.publish(4)
    del blog.posts[4:]

    report = await blog.poll()

    assert (report.new, report.gap) == (4, None)


async def test_a_full_page_after_none_may_be_the_end_of_more(blog: Blog) -> None:
    blog.pages, blog.path, blog.posts = False, "/news.xml", []
    await blog.begin()
    blog.publish(25)
    assert (await blog.poll()).gap


async def test_pages_are_read_after_an_empty_document_if_a_feed_has_them(blog: Blog) -> None:
    blog.posts = []
    await blog.begin()
    blog.publish(25)
    report = await blog.poll()
    assert (report.new, report.gap) == (25, None)


async def test_an_alert_whose_only_item_is_another_one_every_week_lost_none(blog: Blog) -> None:
    blog.pages, blog.path, blog.guid = False, "/alert.xml", "tag:{}"
    del blog.posts[1:]
    await blog.begin()
    for _ in range(3):
        await blog.poll(timedelta(hours=2))
        blog.publish(1)
        del blog.posts[1:]
        report = await blog.poll(timedelta(hours=2))
        assert (report.new, report.gap) == (1, None)


async def test_an_alert_that_nobody_read_for_days_may_have_lost_an_item(blog: Blog) -> None:
    blog.pages, blog.path, blog.guid = False, "/alert.xml", "tag:{}"
    del blog.posts[1:]
    await blog.begin()
    blog.publish(2)
    del blog.posts[1:]
    assert (await blog.poll()).gap


async def test_an_empty_feed_stays_empty_in_mind_over_a_failure(blog: Blog) -> None:
    blog.pages, blog.path, blog.posts = False, "/alert.xml", []
    await blog.begin()
    blog.refuses = {1: 500}
    await blog.poll()
    blog.refuses = {}
    blog.publish(4)
    report = await blog.poll(timedelta(days=3))
    assert (report.new, report.gap) == (4, None)


async def test_a_backfill_that_read_all_there_is_leaves_no_gap_to_look_for(blog: Blog) -> None:
    blog.pages, blog.path = False, "/news.xml"
    await blog.begin()
    blog.publish(25)
    assert (await blog.poll()).gap

    async with blog.database.reader() as connection:
        (tracked,) = await feeds.active(connection)
    await Backfiller(blog.context).fill(tracked, again=True)

    assert await blog.gaps() == []


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (60 * 36, "between 2026-03-01 and 2026-03-03"),
        (60, "between 2026-03-01 12:00 UTC and 2026-03-01 13:00 UTC"),
        (0.5, "between 2026-03-01 12:00:00 UTC and 2026-03-01 12:00:30 UTC"),
    ],
)
def test_the_two_ends_of_a_gap_are_told_apart(minutes: float, said: str) -> None:
    since = datetime(2026, 3, 1, 12, tzinfo=UTC)
    until = since + timedelta(minutes=minutes)
    assert said in Gap(1, until, since, until).sentence


@pytest.mark.parametrize("status", [403, 500])
async def test_a_gap_whose_pages_cannot_be_had_is_said_and_closed_by_a_backfill(
    blog: Blog, status: int
) -> None:
    await blog.begin()
    blog.publish(25)
    blog.refuses[3] = status
    report = await blog.poll()
    assert (report.new, bool(report.gap)) == (20, True)

    blog.refuses.clear()
    async with blog.database.reader() as connection:
        (tracked,) = await feeds.active(connection)
    await Backfiller(blog.context).fill(tracked, again=True)
    assert await blog.gaps() == []
    assert len(await blog.announced()) == 25


@pytest.mark.parametrize(
    ("published_since", "page", "status"),
    [
        *((0, 2, 403), (0, 3, 429), (0, 5, 500), (0, 2, 503)),
        *((3, 3, 403), (3, 5, 429), (3, 2, 500), (3, 3, 503)),
        *((12, 5, 403), (12, 2, 429), (12, 3, 500), (12, 5, 503)),
    ],
)
async def test_a_page_of_a_gap_that_failed_is_read_by_a_later_poll(
    blog: Blog, status: int, page: int, published_since: int
) -> None:
    await blog.begin()
    blog.publish(45)
    blog.refuses[page] = status
    first = await blog.poll()
    assert first.gap
    assert first.gap.next_url
    assert "is tried again" in first.summary
    still = await blog.poll()
    assert (still.new, still.gap and still.gap.found_at) == (0, first.gap.found_at)

    blog.refuses.clear()
    blog.publish(published_since)
    report = await blog.poll()

    assert (report.gap, await blog.gaps()) == (None, [])
    announced = await blog.announced()
    assert sorted(announced) == sorted(f"Study {n}" for n in range(30, 75 + published_since))
    asked = len(blog.asked)
    assert (await blog.poll()).new == 0
    assert len(blog.asked) == asked + 1


@pytest.mark.parametrize("dated", [True, False])
async def test_a_page_of_a_gap_that_a_restore_lies_in_is_read_silently(
    blog: Blog, *, dated: bool
) -> None:
    """Its articles may have been announced before the restore."""
    await blog.begin()
    blog.publish(45, dated=dated)
    blog.refuses[3] = 503
    async with blog.database.transaction() as connection:
        await connection.execute(
            "UPDATE feeds SET restored_at = ?", (int(blog.clock.now().timestamp()) + 86_400,)
        )
    await blog.poll()
    assert await blog.announced() == []

    blog.refuses.clear()
    report = await blog.poll()

    assert report.new > 0
    assert report.gap is None
    assert await blog.announced() == []


async def test_a_page_that_fails_for_long_is_left_at_last(blog: Blog) -> None:
    await blog.begin()
    blog.publish(25)
    blog.refuses[3] = 404 + 99
    await blog.poll()
    for _ in range(4):
        blog.clock.forward(days=1)
        await blog.poll()
    asked = len(blog.asked)
    await blog.poll()

    assert blog.asked[asked:] == ["/feed/"]
    assert len(await blog.gaps()) == 1


async def test_a_feed_that_fails_leaves_its_gap_for_later(blog: Blog) -> None:
    await blog.begin()
    blog.publish(25)
    blog.refuses[3] = 500
    await blog.poll()
    blog.refuses = {1: 500}
    assert (await blog.poll()).error
    blog.refuses = {}
    assert (await blog.poll()).new == 5
    assert len(await blog.announced()) == 25


async def test_a_gap_that_is_too_long_is_read_up_to_a_bound_and_said(blog: Blog) -> None:
    await blog.begin()
    blog.publish(SHOWN * (MOST_GAP_PAGES + 3))
    report = await blog.poll()
    assert (report.new, bool(report.gap)) == (SHOWN * (MOST_GAP_PAGES + 1), True)


async def test_a_feed_of_few_posts_that_are_all_new_has_no_gap(blog: Blog) -> None:
    blog.posts.clear()
    await blog.begin()
    blog.publish(3)
    assert ((await blog.poll()).new, await blog.gaps()) == (3, [])


async def test_old_posts_that_slide_back_are_no_gap(blog: Blog) -> None:
    for post in blog.posts:
        post.published_at = blog.clock.now() - timedelta(days=90)
    await blog.begin()
    del blog.posts[:SHOWN]
    await blog.poll()
    assert blog.asked == ["/feed/", "/feed/"]
    assert await blog.announced() == []


async def test_a_pinned_post_hides_no_gap(blog: Blog) -> None:
    await blog.begin()
    pinned = blog.posts.pop(5)
    blog.publish(25)
    blog.posts[0:0] = [pinned]
    assert (await blog.poll()).new == 25


@pytest.mark.parametrize("dated", [True, False])
async def test_a_feed_that_rekeys_itself_at_every_fetch_is_known_again(
    blog: Blog, *, dated: bool
) -> None:
    blog.guid, blog.posts = "", []
    blog.publish(6, dated=dated)
    blog.query = "?x=0"
    await blog.begin()
    for number in range(1, 4):
        blog.query = f"?x={number}"
        assert (await blog.poll()).new == 0
    assert len(blog.asked) == 4
    blog.publish(1, dated=dated)
    blog.query = "?x=9"
    assert (await blog.poll()).new == 1
    assert await blog.announced() == ["Study 6"]


@pytest.mark.parametrize("late", [timedelta(), timedelta(hours=5)])
async def test_a_site_that_is_rebuilt_announces_nothing_again(blog: Blog, late: timedelta) -> None:
    """It names its posts anew, adds its own name to their titles, and loses the time zone."""
    await blog.begin()
    blog.publish(4)
    await blog.poll()
    blog.guid, blog.query = "tag:new.example.org,2026:{}", "/"
    for post in blog.posts:
        assert post.published_at
        post.title, post.published_at = f"{post.title} | Sample", post.published_at + late
    report = await blog.poll()
    assert (report.new, report.gap, len(await blog.announced())) == (0, None, 4)
    blog.publish(1, title="Study {} | Sample")
    assert ((await blog.poll()).new, len(await blog.announced())) == (1, 5)


async def test_a_feed_of_which_phrases_leave_out_most_has_no_gap_for_that(blog: Blog) -> None:
    await blog.begin(phrases=("Study 29", "Study 31", "Study 58"))
    blog.publish(5)
    assert (await blog.poll()).new == 1
    blog.publish(4)
    assert (await blog.poll()).new == 0
    assert len(blog.asked) == 3
    blog.publish(25)
    assert (await blog.poll()).new == 1
    assert await blog.announced() == ["Study 31", "Study 58"]


async def test_a_column_of_one_title_is_new_every_week(blog: Blog) -> None:
    blog.pages = False
    blog.posts = []
    blog.publish(1, title="Weekly roundup", dated=False)
    await blog.begin()
    blog.publish(1, title="Weekly roundup")
    assert (await blog.poll()).new == 1
    blog.publish(1, title="Weekly roundup", dated=False)
    assert (await blog.poll()).new == 1

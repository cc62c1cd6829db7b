"""Whether an article is news does not depend on who saw it first: a poll, or a backfill."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles.news import Silence
from bot.feeds.hosts import HostTurns
from bot.model.feed import Feed, FeedKind
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.announce import Announcer
from bot.pipelines.backfill import Backfiller
from bot.pipelines.ingest import Ingest
from bot.pipelines.poll import Poller
from bot.pipelines.reading_context import ReadingContext
from bot.storage import feeds
from bot.storage.database import Database
from bot.subscriptions.service import SubscriptionService
from tests.databases import new_database
from tests.factories import subscribe_channel
from tests.fakes import ManualClock, OpenRobots, RecordingMessenger
from tests.history import violations
from tests.pipelines.conftest import RULES, TOPICS
from tests.pipelines.feed_site import FEEDS, JOURNAL, NEWS, Dating, Site
from tests.pipelines.test_polite import InlineExtractor

EXAMPLES = settings().max_examples // 2

pytestmark = pytest.mark.usefixtures("at_once")


@dataclass
class Reader:
    """The bot's poller, backfiller and announcer on one database."""

    database: Database
    clock: ManualClock
    site: Site
    announce: bool = True
    messenger: RecordingMessenger = field(default_factory=RecordingMessenger)

    async def begin(self) -> None:
        """Let channels follow the feeds, which nobody has polled yet."""
        service = SubscriptionService(self.database, TOPICS, self.clock, lambda: None)
        await subscribe_channel(service, 1, 10, "all", PATIENT_KINDS, None)
        await subscribe_channel(service, 1, 11, "all", frozenset({FeedKind.JOURNAL}), None)
        await self.follow(*FEEDS)

    async def follow(self, *named: Feed) -> None:
        """Let the catalogue hold these feeds."""
        async with self.database.transaction() as connection:
            await feeds.sync_catalogue(connection, named)

    async def poll(self) -> None:
        """Let all feeds fall due, and poll them."""
        self.clock.forward(days=2)
        self.site.polls.append([])
        try:
            await Poller(self.context, RULES).poll_due()
        finally:
            self.site.polls.pop()

    async def fill(self, pages: int = 100, *, again: bool = False) -> None:
        """Read the feeds' pasts, or go on with them."""
        async with self.database.reader() as connection:
            tracked = await feeds.active(connection)
        with self.site.beside_polls():
            for each in tracked:
                await self.backfiller.fill(each, pages=pages, again=again)

    async def switch_off_and_on(self) -> None:
        """The next poll counts as the feeds' first."""
        await self.follow()
        await self.follow(*FEEDS)

    @property
    def ingest(self) -> Ingest:
        return Ingest(TOPICS, announce=self.announce)

    @property
    def backfiller(self) -> Backfiller:
        """As after a restart: it remembers nothing."""
        return Backfiller(self.context)

    @property
    def context(self) -> ReadingContext:
        """As after a restart: it remembers nothing."""
        return ReadingContext(
            self.database,
            self.site,
            InlineExtractor(),
            self.ingest,
            turns=HostTurns(self.clock),
            robots=OpenRobots(),
            clock=self.clock,
        )

    async def end(self) -> list[str]:
        """Announce what is due; what the checker says."""
        awake = asyncio.Event()
        announcer = Announcer(self.database, self.messenger, self.clock, burst_limit=0, awake=awake)
        await announcer.announce_due()
        self.site.history.announcing = self.announce
        standing = {channel: self.links(channel) for channel in (10, 11)}
        return violations(self.site.history, self.database.path, standing)

    def links(self, channel: int) -> list[str]:
        """The articles in a channel."""
        posts = self.messenger.channels.get(channel, [])
        return [each.article.article.canonical_url for _, carried in posts for each in carried]

    async def reasons(self) -> list[str | None]:
        """Why each article is silent, in the order in which they were kept."""
        async with self.database.reader() as connection:
            rows = await connection.execute_fetchall("SELECT silent FROM articles ORDER BY id")
        return [row["silent"] for row in rows]


async def polled_at(database: Database, url: str) -> datetime | None:
    """When a feed was first polled."""
    async with database.reader() as connection:
        tracked = {each.feed.url: each for each in await feeds.listed(connection)}
    return tracked[url].health.first_polled_at


@asynccontextmanager
async def reading(folder: Path, page_size: int) -> AsyncIterator[Reader]:
    """A reader of a site that is empty."""
    clock = ManualClock()
    path = folder / "progress.db"
    path.write_bytes(new_database())
    async with Database.open(path) as database:
        # Nobody cuts the power here: there is no disk to wait for.
        await database._writer.pragma("PRAGMA synchronous = OFF")
        reader = Reader(database, clock, Site(clock, page_size, partial(polled_at, database)))
        await reader.begin()
        yield reader


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    """A reader of feeds that were polled when they held three posts each."""
    async with reading(tmp_path, 10) as opened:
        for each in FEEDS:
            opened.site.publish(each, Dating.NOW, Dating.NONE, Dating.BACK)
        await opened.poll()
        yield opened


@pytest.mark.parametrize("dating", sorted({*Dating} - {Dating.LONG_AGO}))
async def test_an_item_that_a_backfill_sees_before_a_poll_is_announced(
    reader: Reader, dating: Dating
) -> None:
    reader.site.publish(NEWS, dating)
    await reader.fill()
    await reader.poll()
    assert await reader.end() == []
    assert reader.links(10) == ["https://example.org/7"]


@pytest.mark.parametrize("first", ["fill", "poll"])
async def test_an_item_that_is_older_than_the_first_poll_is_no_news_when_it_appears(
    reader: Reader, first: str
) -> None:
    reader.site.publish(NEWS, Dating.LONG_AGO)
    await (reader.fill() if first == "fill" else reader.poll())
    await reader.poll()
    assert await reader.end() == []
    assert (reader.links(10), (await reader.reasons())[-1]) == ([], Silence.OLD)


async def test_an_item_that_is_dated_back_past_the_first_poll_much_later_is_news(
    reader: Reader,
) -> None:
    reader.clock.forward(days=40)
    reader.site.publish(NEWS, Dating.LONG_AGO)
    await reader.poll()
    assert await reader.end() == []
    assert reader.links(10) == ["https://example.org/7"]


async def test_what_a_longer_feed_shows_of_its_past_is_no_news(tmp_path: Path) -> None:
    async with reading(tmp_path, 2) as reader:
        reader.site.publish(NEWS, *[Dating.LONG_AGO] * 8)
        await reader.poll()
        reader.site.page_size = 6
        reader.site.publish(NEWS, Dating.NOW)
        await reader.poll()
        assert await reader.end() == []
        assert reader.links(10) == ["https://example.org/9"]


async def test_what_slides_back_into_a_feed_when_posts_are_deleted_is_no_news(
    tmp_path: Path,
) -> None:
    async with reading(tmp_path, 2) as reader:
        reader.site.publish(NEWS, *[Dating.LONG_AGO] * 4)
        await reader.poll()
        for _ in range(2):
            reader.site.change(NEWS, 0, "delete")
            await reader.poll()
        assert await reader.end() == []
        assert reader.links(10) == []


async def test_an_item_that_a_feed_without_pages_shows_as_its_second_is_announced(
    reader: Reader,
) -> None:
    reader.site.knows_pages = False
    reader.site.meanwhile.append(partial(take, reader, ("publish", NEWS, [Dating.NONE])))
    await reader.fill(pages=2)
    await reader.poll()
    assert await reader.end() == []
    assert reader.links(10) == ["https://example.org/7"]


@pytest.mark.parametrize("dating", [Dating.NONE, Dating.UNREADABLE, Dating.BACK])
async def test_an_item_that_a_listing_shows_before_the_feed_is_announced(
    reader: Reader, dating: Dating
) -> None:
    reader.site.meanwhile.append(partial(take, reader, ("publish", NEWS, [dating])))
    await reader.fill()
    assert (await reader.reasons())[-1] in {Silence.UNDATED, Silence.OLDER}
    await reader.poll()
    assert await reader.end() == []
    assert reader.links(10) == ["https://example.org/7"]


async def test_what_goes_from_the_first_page_before_a_poll_is_announced(reader: Reader) -> None:
    reader.site.publish(NEWS, *[Dating.NONE] * 10)
    await reader.fill(pages=1)
    reader.site.publish(NEWS, *[Dating.NONE] * 15)
    await reader.fill()
    await reader.poll()
    assert await reader.end() == []
    # Ten by the backfill, ten by the poll, and five on the page behind, down to what it knew.
    assert len(reader.links(10)) == 25
    assert Silence.UNDATED not in await reader.reasons()


async def test_items_that_move_up_are_no_news(reader: Reader) -> None:
    site = reader.site
    site.page_size = 2
    await reader.fill(again=True)
    site.page_size = 3
    site.publish(NEWS, Dating.NONE)
    await reader.poll()
    site.change(NEWS, 0, "delete")
    await reader.poll()
    assert await reader.end() == []
    assert reader.links(10) == ["https://example.org/7"]


async def test_an_old_item_that_moves_up_keeps_a_reason(tmp_path: Path) -> None:
    async with reading(tmp_path, 2) as reader:
        reader.site.publish(NEWS, *[Dating.NONE] * 4)
        await reader.poll()
        await reader.fill()
        for _ in range(2):
            reader.site.change(NEWS, 0, "delete")
            await reader.poll()
        assert await reader.end() == []
        assert reader.links(10) == []
        assert (await reader.reasons()).count(Silence.RESURFACED) == 2


async def test_an_old_item_that_is_dated_anew_is_no_news(tmp_path: Path) -> None:
    async with reading(tmp_path, 2) as reader:
        reader.site.publish(NEWS, *[Dating.BACK] * 4)
        await reader.poll()
        await reader.fill()
        reader.site.change(NEWS, 3, "date")
        await reader.poll()
        assert await reader.end() == []
        assert reader.links(10) == []


async def test_a_backfill_before_the_first_poll_makes_nothing_news(tmp_path: Path) -> None:
    async with reading(tmp_path, 2) as reader:
        reader.site.publish(NEWS, *Dating)
        await reader.fill()
        reader.site.publish(NEWS, Dating.NONE)
        await reader.poll()
        await reader.fill(again=True)
        assert await reader.end() == []
        assert reader.links(10) == []
        assert await reader.reasons() == [Silence.FIRST_POLL] * (len(Dating) + 1)


@pytest.mark.parametrize("first", ["fill", "poll"])
async def test_a_page_that_was_fetched_before_the_first_poll_is_no_news(
    tmp_path: Path, first: str
) -> None:
    async with reading(tmp_path, 2) as reader:
        reader.site.publish(NEWS, Dating.NONE, Dating.FUTURE)

        async def poll_without_it() -> None:
            reader.site.change(NEWS, 0, "delete")
            await reader.poll()

        reader.site.meanwhile.append(poll_without_it)
        await (reader.fill(pages=1) if first == "fill" else reader.poll())
        assert await reader.end() == []
        assert reader.links(10) == []


async def test_a_story_that_one_feed_holds_in_its_past_is_news_of_another(
    reader: Reader,
) -> None:
    site = reader.site
    site.page_size = 2
    site.publish(NEWS, Dating.NONE, Dating.NOW, Dating.NOW)
    await reader.fill(again=True)
    assert (await reader.reasons())[-1] == Silence.UNDATED
    site.share(2)
    await reader.poll()
    assert await reader.end() == []
    assert reader.links(11) == ["https://example.org/7"]


async def test_a_story_of_one_feeds_first_poll_is_news_of_another_and_then_known(
    reader: Reader,
) -> None:
    reader.site.share(0)
    await reader.poll()
    reader.site.change(JOURNAL, 0, "number")
    await reader.poll()
    assert await reader.end() == []
    assert reader.links(11) == ["https://example.org/3"]


async def test_what_is_silent_since_announcing_is_off_has_that_reason(reader: Reader) -> None:
    reader.announce = False
    reader.site.publish(NEWS, Dating.NOW)
    await reader.poll()
    assert await reader.end() == []
    assert (await reader.reasons())[-1] == Silence.OFF


async def test_what_a_feed_holds_when_it_is_switched_on_again_is_no_news(reader: Reader) -> None:
    await reader.switch_off_and_on()
    reader.site.meanwhile.append(partial(take, reader, ("publish", NEWS, [Dating.NONE])))
    await reader.fill(again=True)
    await reader.poll()
    await reader.poll()
    assert await reader.end() == []
    assert reader.links(10) == []


async def test_what_was_only_there_between_two_fetches_is_named_as_never_seen(
    reader: Reader,
) -> None:
    reader.site.publish(NEWS, Dating.NOW)
    reader.site.change(NEWS, 0, "delete")
    await reader.poll()
    assert await reader.end() == []
    assert reader.site.history.never_seen() == ["https://example.org/7"]


Step = tuple[object, ...]

picks = st.integers(0, 30)
sources = st.sampled_from(FEEDS)
changes: st.SearchStrategy[Step] = st.one_of(
    st.tuples(
        st.just("publish"), sources, st.lists(st.sampled_from([*Dating]), min_size=1, max_size=7)
    ),
    st.tuples(st.sampled_from(["delete", "date", "number", "rekey"]), sources, picks),
    st.tuples(st.just("share"), picks),
    st.tuples(st.just("grow"), st.integers(1, 4)),
)
pages = st.integers(1, 4)


def readings(meanwhile: st.SearchStrategy[Step]) -> st.SearchStrategy[Step]:
    """Readings of the site, with what happens while each answer is on its way."""
    several = st.lists(meanwhile, max_size=4)
    return st.one_of(
        st.tuples(st.just("poll"), several),
        st.tuples(st.just("fill"), pages, st.booleans(), several),
        st.tuples(st.just("begin"), several),
    )


steps = st.lists(
    changes | readings(changes | readings(changes)) | st.tuples(st.just("switch")), max_size=14
)


async def take(reader: Reader, step: Sequence[object]) -> None:
    """Let the site change, or the bot read it while it changes."""
    match step:
        case (*_, list(meanwhile)) if step[0] in {"poll", "fill", "begin"}:
            reader.site.meanwhile.extend(partial(take, reader, each) for each in meanwhile)
    match step:
        case ("poll", _):
            await reader.poll()
        case ("fill", int(count), bool(again), _):
            await reader.fill(count, again=again)
        case ("begin", _):
            with reader.site.beside_polls():
                await reader.backfiller.begin_new()
        case ("grow", int(by)):
            reader.site.page_size += by
        case ("switch",):
            await reader.switch_off_and_on()
        case ("publish", Feed() as source, list(datings)):
            reader.site.publish(source, *datings)
        case ("share", int(pick)):
            reader.site.share(pick)
        case (str(how), Feed() as source, int(pick)):
            reader.site.change(source, pick, how)


async def live(page_size: int, several: Sequence[Sequence[object]]) -> list[str]:
    """The faults that the checker finds after these steps, and two more polls."""
    with tempfile.TemporaryDirectory() as folder:
        async with reading(Path(folder), page_size) as reader:
            for step in several:
                await take(reader, step)
            await reader.poll()
            await reader.poll()
            return await reader.end()


@settings(max_examples=EXAMPLES)
@given(page_size=st.integers(2, 5), several=steps)
@pytest.mark.timeout(EXAMPLES * 6)
def test_whatever_polls_and_backfills_see_in_whatever_order_nothing_is_swallowed(
    page_size: int, several: list[Step]
) -> None:
    assert asyncio.run(live(page_size, several)) == []

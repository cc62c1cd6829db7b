"""Fakes for the seams: Clock, Fetcher, Extractor, both messengers, Notifier."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Self

from bot.errors import FeedError, FetchError, MessengerError, ParseError
from bot.model.article import Article, ArticlePage
from bot.model.delivery import CarriedArticle, Post
from bot.model.document import Document, FeedLink
from bot.model.feed import Feed, Listing, Validators
from bot.model.subscription import Notice, Step
from bot.reading.extractor import Extraction
from tests.factories import NOON

SETTLE_SECONDS = 12
"""How long SimCord waits for the bot at most. Its own 5 are too few on a busy machine; a timer that
ends sooner than this is waited for in real time, and aiohttp has timers of 15 seconds."""


class ManualClock:
    """A clock that stands still until it is set forward; sleeping sets it forward."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._set_by = timedelta()

    def now(self) -> datetime:
        return self._now

    def elapsed(self) -> float:
        return (self._now - self._set_by).timestamp()

    def forward(self, **units: float) -> None:
        self._now += timedelta(**units)

    def set_by(self, **units: float) -> None:
        """Set the clock to another time; none passes."""
        self._set_by += timedelta(**units)
        self.forward(**units)

    async def sleep(self, seconds: float) -> None:
        self.forward(seconds=seconds)
        await asyncio.sleep(0)


NOTHING_THERE = FetchError("There is nothing at this address (404).", status=404)


class ScriptedFetcher:
    """Answers each URL with the document or error it was given; remembers what was asked.

    Nothing stands at any other address.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Document | FeedError] = {}
        self.asked: list[tuple[str, Validators]] = []

    async def fetch(self, url: str, validators: Validators) -> Document:
        self.asked.append((url, validators))
        answer = self.answers.get(url, NOTHING_THERE)
        if isinstance(answer, FeedError):
            raise answer
        return answer


class ScriptedExtractor:
    """Gives the articles, or the links, that stand under the document's body.

    An address among the links is a page, and no feed; what is older stands under the URL.
    """

    def __init__(self) -> None:
        self.articles: dict[bytes, tuple[Article, ...]] = {}
        self.named: dict[bytes, tuple[FeedLink, ...]] = {}
        self.older: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def extract(self, document: Document, feed: Feed) -> Extraction:
        if document.body in self.named:
            raise ParseError("This is no feed.")
        older = self.older.get(document.url)
        found = self.articles[document.body]
        keys = tuple(each.key for each in found)
        return Extraction(found, feed.name, older=older, keys=keys)

    async def read_page(self, document: Document) -> ArticlePage:
        return ArticlePage(text=document.body.decode())

    async def list_page(self, document: Document, listing: Listing, feed: Feed) -> Extraction:
        assert listing.url
        return await self.extract(document, feed)

    async def links(self, document: Document) -> tuple[FeedLink, ...]:
        return self.named[document.body]


class OpenRobots:
    """Hosts that allow everything, at once."""

    async def allows(self, url: str) -> bool:
        return bool(url)

    async def delay(self, url: str) -> timedelta:
        assert url
        return timedelta(0)


class RecordingMessenger:
    """A channel history in memory.

    Attributes:
        channels: what stands in each channel: post and articles, oldest first.
        edits: post and titles of each edit.
        shown: the articles of each edit.
        before: called ahead of storing a message; may raise.
        after: called when it is stored, ahead of the answer; may raise.
    """

    def __init__(self) -> None:
        self.channels: dict[int, list[tuple[Post, tuple[CarriedArticle, ...]]]] = {}
        self.searched: list[Post] = []
        self.edits: list[tuple[int, list[str]]] = []
        self.shown: list[tuple[CarriedArticle, ...]] = []
        self.before: Callable[[Post], None] = lambda _: None
        self.after: Callable[[Post], None] = lambda _: None

    def cut_off_next(self, *, stored: bool) -> None:
        """Let no answer come to the next message, which is stored or not."""

        def cut(_: Post) -> None:
            self.before = self.after = lambda _: None
            raise refusal(None)

        if stored:
            self.after = cut
        else:
            self.before = cut

    async def send(self, post: Post, carried: Sequence[CarriedArticle]) -> int:
        self.before(post)
        history = self.channels.setdefault(post.channel_id, [])
        history.append((post, tuple(carried)))
        self.after(post)
        return post.channel_id * 1000 + len(history)

    async def edit(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        self.before(post)
        self.edits.append((post.id, [item.article.article.title for item in carried]))
        self.shown.append(tuple(carried))

    async def find(self, post: Post, after: int | None) -> int | None:
        self.searched.append(post)
        history = self.channels.get(post.channel_id, [])
        places = [place for place, (sent, _) in enumerate(history, 1) if sent.key in post.keys]
        found = post.channel_id * 1000 + places[0] if places else None
        return found if found and found > (after or 0) else None

    def titles(self, channel_id: int) -> list[list[str]]:
        """Titles by message."""
        history = self.channels.get(channel_id, [])
        return [[c.article.article.title for c in carried] for _, carried in history]


class RecordingSteps:
    """Publishes cards and opens threads in memory.

    Attributes:
        taken: step, channel and post of each that was done.
        before: awaited ahead of doing one; may raise.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[Step, int, int]] = []
        self.titles: list[str] = []
        self.before: Callable[[Step, Post], Awaitable[None]] = _nothing

    async def publish(self, post: Post) -> None:
        await self.before(Step.PUBLISH, post)
        self.taken.append((Step.PUBLISH, post.channel_id, post.id))

    async def discuss(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        await self.before(Step.DISCUSS, post)
        self.taken.append((Step.DISCUSS, post.channel_id, post.id))
        self.titles += [item.article.article.title for item in carried]


async def _nothing(_step: Step, _post: Post) -> None:
    return None


def refusal(status: int | None, code: int = 0, retry_after: float | None = None) -> MessengerError:
    """An error as the Discord messenger raises it."""
    return MessengerError("refused", status=status, code=code, retry_after=retry_after)


def refusing(
    status: int | None, code: int = 0, retry_after: float | None = None
) -> Callable[[Post], None]:
    """For `before` and `after`: each message meets this error; a status of None is no answer."""

    def refuse(_: Post) -> None:
        raise refusal(status, code, retry_after)

    return refuse


class RecordingNotifier:
    """Servers in memory.

    Attributes:
        writable: the channels where anything may be told, the best first; None hides the servers.
        messages: what stands in each channel: the keys that each message carries.
        before: called ahead of storing a message; may raise.
        after: called when it is stored, ahead of the answer; may raise.
    """

    def __init__(self) -> None:
        self.writable: list[int] | None = []
        self.messages: dict[int, list[list[str]]] = {}
        self.said: list[Notice] = []
        self.before: Callable[[int], None] = lambda _: None
        self.after: Callable[[int], None] = lambda _: None

    def places(self, notice: Notice) -> Sequence[int] | None:  # noqa: ARG002 - of the protocol
        return self.writable

    async def tell(self, notices: Sequence[Notice], place_id: int) -> None:
        self.before(place_id)
        self.messages.setdefault(place_id, []).append([each.key for each in notices])
        self.said += notices
        self.after(place_id)

    async def stands(self, notice: Notice, place_id: int) -> bool:
        return any(notice.key in keys for keys in self.messages.get(place_id, []))


class SteppedClock(ManualClock):
    """A clock on which sleepers wait until a test sets it forward past their time."""

    def __init__(self, now: datetime = NOON) -> None:
        super().__init__(now)
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    @property
    def next_waking(self) -> datetime | None:
        """When the first of the sleepers is due."""
        return min((due for due, waking in self._sleepers if not waking.done()), default=None)

    def forward(self, **units: float) -> None:
        super().forward(**units)
        for due, waking in self._sleepers:
            if due <= self.now() and not waking.done():
                waking.set_result(None)

    def set_back(self, **units: float) -> None:
        """Set the clock back; who sleeps goes on sleeping."""
        super().forward(**{unit: -count for unit, count in units.items()})

    def wake(self) -> None:
        """End all sleeps, as if their time had passed, whatever the clock says."""
        for _, waking in self._sleepers:
            if not waking.done():
                waking.set_result(None)

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            waking = asyncio.get_running_loop().create_future()
            self._sleepers.append((self.now() + timedelta(seconds=seconds), waking))
            await waking
        await asyncio.sleep(0)


class BoundedClock(ManualClock):
    """A clock that a sleep sets forward, as far as a bound; whoever would sleep past it waits."""

    def __init__(self, now: datetime = NOON) -> None:
        super().__init__(now)
        self._bound = now
        self._raised = asyncio.Event()
        self.waiting = False

    def raise_bound(self, bound: datetime) -> None:
        """Let sleepers go on to this moment."""
        self._bound, self.waiting = bound, False
        self._raised.set()

    async def sleep(self, seconds: float) -> None:
        due = self.now() + timedelta(seconds=seconds)
        while due > self._bound:
            self.waiting = True
            self._raised.clear()
            await self._raised.wait()
        self._now = max(self._now, due)
        await asyncio.sleep(0)

"""A site with feeds that page like WordPress and a listing: what they show changes as tests say.

It stands in for the Fetcher, and keeps the history of what was fetched.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit

from bot.articles.news import OLD_MARGIN
from bot.errors import FetchError
from bot.model.document import Document
from bot.model.feed import Feed, FeedKind, Listing, Validators
from tests.factories import feed
from tests.fakes import ManualClock
from tests.history import History, Showing

PAGE = "https://example.org"
LISTED = Listing(f"{PAGE}/blog?paged=1", "article", link="a", date="time", next_page=".next")
NEWS = feed("News", url=f"{PAGE}/news", listings=(LISTED,))
JOURNAL = feed("Journal", url=f"{PAGE}/journal", kind=FeedKind.JOURNAL)
FEEDS = (NEWS, JOURNAL)
WANTED = {NEWS.url: (10,), JOURNAL.url: (11,)}
"""Channel 10 follows news, channel 11 journals."""


class Dating(StrEnum):
    """How a feed dates an item."""

    NOW = "now"
    DAY = "the day alone"
    BACK = "days ago"
    LONG_AGO = "weeks ago"
    FUTURE = "days ahead"
    NONE = "not at all"
    UNREADABLE = "in words"


@dataclass
class Item:
    """A post of a feed."""

    number: int
    guid: int
    published_at: datetime
    dating: Dating

    @property
    def link(self) -> str:
        return f"{PAGE}/{self.number}"

    @property
    def date(self) -> datetime | None:
        """As a reader of the feed understands it."""
        match self.dating:
            case Dating.NONE | Dating.UNREADABLE:
                return None
            case Dating.DAY:
                return self.published_at.replace(hour=0, minute=0, second=0)
            case Dating.BACK:
                return self.published_at - timedelta(days=5)
            case Dating.LONG_AGO:
                return self.published_at - timedelta(days=30)
            case Dating.FUTURE:
                return self.published_at + timedelta(days=9)
            case Dating.NOW:
                return self.published_at

    @property
    def pub_date(self) -> str:
        if self.dating is Dating.NONE or self.date is None:
            return "" if self.dating is Dating.NONE else "<pubDate>the day before</pubDate>"
        day = self.dating is Dating.DAY
        text = f"{self.date:%Y-%m-%d}" if day else format_datetime(self.date)
        return f"<pubDate>{text}</pubDate>"


@dataclass
class Site:
    """Feeds on one host.

    Attributes:
        clock: dates what is published.
        page_size: items of a page.
        polled_at: when the feed of a URL was first polled.
        items: by the feed's URL, newest first.
        knows_pages: whether a feed's address with a page number gives that page, not the first one.
        polls: what each poll that is under way was shown; nested ones stand last.
        meanwhile: what happens while the next answers are on their way, one each.
    """

    clock: ManualClock
    page_size: int
    polled_at: Callable[[str], Awaitable[datetime | None]]
    items: dict[str, list[Item]] = field(default_factory=lambda: {f.url: [] for f in FEEDS})
    history: History = field(default_factory=History)
    meanwhile: deque[Callable[[], Awaitable[None]]] = field(default_factory=deque)
    knows_pages: bool = True
    numbers: int = 0
    polls: list[list[Showing]] = field(default_factory=list)

    def publish(self, feed: Feed, *datings: Dating) -> None:
        """New posts, one after the other."""
        for dating in datings:
            self.numbers += 1
            # Odd, while polls come at even seconds.
            now = self.clock.now() + timedelta(seconds=1)
            self._add(feed, Item(self.numbers, self.numbers, now, dating))

    def share(self, pick: int) -> None:
        """A post of the news comes in the journal, too."""
        held = {item.number for item in self.items[JOURNAL.url]}
        others = [item for item in self.items[NEWS.url] if item.number not in held]
        if others:
            given = others[pick % len(others)]
            dated = self.clock.now() + timedelta(seconds=1)
            self._add(JOURNAL, Item(given.number, given.guid + 5000, dated, given.dating))

    def _add(self, feed: Feed, item: Item) -> None:
        self.items[feed.url].insert(0, item)
        self.history.published.setdefault(feed.url, set()).add(item.link)

    @contextmanager
    def beside_polls(self) -> Iterator[None]:
        """A fetch from now on counts for no poll, even if one is under way."""
        under_way, self.polls = self.polls, []
        yield
        self.polls = under_way

    def change(self, feed: Feed, pick: int, how: str) -> None:
        """Delete a post, date it anew, or give it, or all posts, another id."""
        items = self.items[feed.url]
        if not items:
            return
        item = items[pick % len(items)]
        if how == "delete":
            items.remove(item)
        elif how == "number":
            item.guid += 1000
        elif how == "rekey":
            for each in items:
                each.guid += 1000
        else:
            item.published_at = self.clock.now() + timedelta(seconds=1)
            item.dating = Dating.NOW
            items.remove(item)
            items.insert(0, item)
            self.history.redated.add(item.link)

    async def fetch(self, url: str, _: Validators) -> Document:
        """Answer after a moment as the site stands then, and let something happen."""
        self.clock.forward(seconds=2)
        parts = urlsplit(url)
        number = int(dict(parse_qsl(parts.query)).get("paged", "1"))
        listed = parts.path == "/blog"
        shown = NEWS if listed else next(f for f in FEEDS if f.url.endswith(parts.path))
        shown_page = number if self.knows_pages or listed else 1
        start = (shown_page - 1) * self.page_size
        items = self.items[shown.url][start : start + self.page_size]
        if number > 1 and not items:
            raise FetchError("There is no such page.", status=404)
        if self.polls and number > 1:
            # A poll that met no known item reads on, down to what it knows.
            await self._record(shown, self._above_seen(shown, items), first_page=True)
        else:
            await self._record(shown, items, first_page=number == 1 and not listed)
        body = _listing(items, number) if listed else _rss(items)
        if self.meanwhile:
            await self.meanwhile.popleft()()
        return Document(url, 200, {}, body.encode())

    async def _record(self, shown: Feed, items: list[Item], *, first_page: bool) -> None:
        polled_at = await self.polled_at(shown.url)
        self.history.showed(
            shown.url,
            [item.link for item in items],
            first_page=first_page,
            polled=polled_at is not None,
            fresh=[i.link for i in items if polled_at and i.date and i.date > polled_at],
            old=[i.link for i in items if polled_at and i.date and i.date < polled_at - OLD_MARGIN],
            wanted=WANTED[shown.url],
        )
        if self.polls:
            self.polls[-1].append(self.history.showings[-1])

    def _above_seen(self, shown: Feed, items: list[Item]) -> list[Item]:
        """The items of a page above the last one that the bot had kept before."""
        own = [id(showing) for each in self.polls for showing in each]
        kept = {
            link
            for each in self.history.showings
            if each.feed == shown.url and id(each) not in own
            for link in each.links
        }
        places = [place for place, item in enumerate(items) if item.link in kept]
        return items[: places[-1]] if places else items


def _rss(items: list[Item]) -> str:
    shown = "".join(
        f"<item><title>Post {item.number} tells of something else</title>"
        f"<link>{item.link}</link>{item.pub_date}"
        f'<guid isPermaLink="false">{PAGE}/?p={item.guid}</guid></item>'
        for item in items
    )
    return f'<rss version="2.0"><channel><title>F</title>{shown}</channel></rss>'


def _listing(items: list[Item], number: int) -> str:
    shown = "".join(
        f'<article><a href="{item.link}">Post {item.number} tells of something else</a>'
        + (f"<time>{item.date.astimezone(UTC).isoformat()}</time>" if item.date else "")
        + "</article>"
        for item in items
    )
    return f'{shown}<a class="next" href="/blog?paged={number + 1}">next</a>'

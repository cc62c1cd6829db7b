"""A loopback feed as the worst real ones are: dates of all kinds, a long past, and a listing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

from aiohttp import web

from bot.articles.news import OLD_MARGIN
from tests.history import History
from tests.program.running import LoopbackFeed, item, link, rss

FIRST_NUMBER = 10_000
LISTED = 80
OLDER_THAN_A_PAGE = 20
WRONG_DATE = 3
"""The rest, by four, of the places of articles whose date makes them look old."""
LISTING = """
[[feed.listing]]
url = "{site}/blog/?page=1"
item = "article"
link = "a"
date = "time"
next_page = ".next"
"""


@dataclass
class MixedFeed(LoopbackFeed):
    """Of four articles one has a date, one the day alone, one no date, one a date that is wrong.

    Attributes:
        titles: the first of them are its past, a page and some more.
        page_size: what the first page holds; a bot that misses so many at once cannot know of them.
        first_number: of its articles; two feeds share none.
        began_at: since when it publishes.
    """

    name: str = "Mixed News"
    page_size: int = 60
    first_number: int = FIRST_NUMBER
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    dates: dict[int, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Fill its past."""
        for place in range(self.old):
            self.publish()
            self.dates[place] = self.began_at - timedelta(days=self.old - place)

    @property
    def old(self) -> int:
        """How many articles are its past."""
        return self.page_size + OLDER_THAN_A_PAGE

    @property
    def news(self) -> int:
        """How many articles are no past, by when they were published and by their dates."""
        return sum(place % 4 != WRONG_DATE for place in range(self.old, len(self.titles)))

    @property
    def catalogue(self) -> str:
        return super().catalogue + LISTING.format(site=self.url.removesuffix("/feed/"))

    def publish(self) -> None:
        """One article more."""
        self.dates[len(self.titles)] = datetime.now(UTC)
        self.titles.append(f"Sample study {self.first_number + len(self.titles)} of metastasis")

    def date(self, place: int) -> datetime | None:
        """As readers of the feed understand it."""
        at = self.dates[place]
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        return (at, midnight, None, at - timedelta(days=20))[place % 4]

    def links_after(self, first_polled_at: datetime) -> list[str]:
        """Those of articles that are dated after the first poll."""
        dated = ((n, self.date(n)) for n in range(len(self.titles)))
        return [link(self.first_number + n) for n, at in dated if at and at > first_polled_at]

    def links_before(self, moment: datetime) -> list[str]:
        """Those of articles that are dated before a moment."""
        dated = ((n, self.date(n)) for n in range(len(self.titles)))
        return [link(self.first_number + n) for n, at in dated if at and at < moment]

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.set()
        await self.answering.wait()
        listed = request.path == "/blog/"
        if not listed and request.path != "/feed/":
            return web.Response(status=404)
        size, name = (LISTED, "page") if listed else (self.page_size, "paged")
        page = int(request.query.get(name, "1"))
        newest_first = list(reversed(range(len(self.titles))))
        places = newest_first[(page - 1) * size : page * size]
        if not places:
            return web.Response(status=404)
        links = [link(self.first_number + n) for n in places]
        self.served(links, not listed and page == 1)
        if listed:
            return self._listing(places, page)
        return rss(item(self.first_number + n, self.titles[n], self._pub_date(n)) for n in places)

    def _pub_date(self, place: int) -> str:
        date = self.date(place)
        if date is None:
            return ""
        text = f"{date:%Y-%m-%d}" if place % 4 == 1 else format_datetime(date)
        return f"<pubDate>{text}</pubDate>"

    def _listing(self, places: Sequence[int], page: int) -> web.Response:
        shown = "".join(
            f'<article><a href="{link(self.first_number + n)}">{self.titles[n]}</a></article>'
            for n in places
        )
        following = f'<a class="next" href="/blog/?page={page + 1}">next</a>'
        return web.Response(text=shown + following, content_type="text/html")


@dataclass
class Recorder:
    """Keeps the history of loopback feeds.

    Attributes:
        history: what they showed.
        channels: those that want all of it.
        first_polled_at: None as long as nobody polled them.
    """

    channels: Sequence[int]
    history: History = field(default_factory=History)
    first_polled_at: datetime | None = None

    def watch(self, *feeds: LoopbackFeed) -> None:
        """Record what these serve."""
        for feed in feeds:
            feed.served = partial(self._served, feed)

    def _served(self, feed: LoopbackFeed, links: Sequence[str], first_page: bool) -> None:  # noqa: FBT001 - as `served` is called
        polled_at = self.first_polled_at
        mixed = feed if polled_at and isinstance(feed, MixedFeed) else None
        fresh = mixed.links_after(polled_at) if mixed and polled_at else ()
        old = mixed.links_before(polled_at - OLD_MARGIN) if mixed and polled_at else ()
        self.history.showed(
            feed.url,
            links,
            wanted=self.channels,
            first_page=first_page,
            polled=polled_at is not None,
            fresh=fresh,
            old=old,
        )

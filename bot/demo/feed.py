"""The demo's own feed: sample articles that a loopback server publishes one after another.

`play` starts it; the bot polls it like any other feed.
"""

import contextlib
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from bot.clock import Clock

LOOPBACK = "127.0.0.1"
UPCOMING = 24
"""How many of the samples are kept back at the start, to be published while one watches."""

_ITEM = re.compile(r"<item\b.*?</item>", re.DOTALL)
_DATE = re.compile(r"(?<=<pubDate>)[^<]*(?=</pubDate>)")


@dataclass(slots=True)
class SampleFeed:
    """A WordPress feed's text, of which only a part is published yet.

    Items are kept as the text that they are, with all that is awkward in them; dates alone change.

    Attributes:
        upcoming: items to publish, next one first.
        published: items that the feed has, newest first.
    """

    clock: Clock
    head: str
    tail: str
    published: list[str]
    upcoming: list[str]
    revision: int = 0

    @classmethod
    def read(cls, text: str, clock: Clock) -> "SampleFeed":
        """Split `text`, and date its items as if the newest older one had appeared just now."""
        items = _ITEM.findall(text)
        head, _, _ = text.partition(items[0])
        _, _, tail = text.rpartition(items[-1])
        upcoming, older = items[:UPCOMING], items[UPCOMING:]
        return cls(clock, head, tail, _redated(older, clock.now()), upcoming)

    def publish_next(self) -> bool:
        """Put the next sample on top of the feed, dated now; False where none is left."""
        if not self.upcoming:
            return False
        self.published.insert(0, _dated(self.upcoming.pop(0), self.clock.now()))
        self.revision += 1
        return True

    @property
    def etag(self) -> str:
        """The validator of what is published."""
        return f'"samples-{self.revision}"'

    def document(self) -> str:
        """The feed as it stands."""
        return self.head + "\n".join(self.published) + self.tail


def _redated(items: list[str], now: datetime) -> list[str]:
    dates = [date for item in items if (date := _date(item))]
    shift = now - max(dates) - timedelta(hours=1) if dates else timedelta()
    return [_dated(item, date + shift) if (date := _date(item)) else item for item in items]


def _date(item: str) -> datetime | None:
    found = _DATE.search(item)
    with contextlib.suppress(ValueError):
        return parsedate_to_datetime(found[0]) if found else None
    return None


def _dated(item: str, when: datetime) -> str:
    return _DATE.sub(format_datetime(when), item, count=1)


@contextlib.asynccontextmanager
async def served(feed: SampleFeed) -> AsyncIterator[str]:
    """Serve `feed` on a free loopback port, conditional requests included; yields its URL."""

    async def answer(request: web.Request) -> web.Response:
        headers = {"ETag": feed.etag}
        if request.headers.get("If-None-Match") == feed.etag:
            return web.Response(status=304, headers=headers)
        return web.Response(
            text=feed.document(), content_type="application/rss+xml", headers=headers
        )

    app = web.Application()
    app.router.add_get("/feed/", answer)
    async with listening(app) as port:
        yield f"http://{LOOPBACK}:{port}/feed/"


@contextlib.asynccontextmanager
async def listening(app: web.Application, place: socket.socket | None = None) -> AsyncIterator[int]:
    """Serve `app` at a loopback socket, or at a free port; yields the port."""
    # Open pages keep connections alive; nobody who presses Ctrl-C wants to wait for them.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.SockSite(runner, place or socket.create_server((LOOPBACK, 0))).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()

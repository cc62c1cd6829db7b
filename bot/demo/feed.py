"""Serves the sample articles as a feed that grows while the demo runs.

`play` starts the server. The bot polls the feed like any other one.
"""

import contextlib
import re
import socket
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web
from msgspec import Struct

from bot.clock import Clock
from bot.setting_values import LOOPBACK

UPCOMING = 24
"""Samples that are published one by one while the demo runs; the rest is there at the start. Chosen
by eye."""

_ITEM = re.compile(r"<item\b.*?</item>", re.DOTALL)
_DATE = re.compile(r"(?<=<pubDate>)[^<]*(?=</pubDate>)")


class SampleFeed(Struct):
    """The text of a WordPress feed, with some items not published yet.

    Items keep their original text, including its oddities. Only their dates change.

    Attributes:
        upcoming: items that are not published yet, the next one first.
        published: items that the feed shows, newest first.
    """

    clock: Clock
    head: str
    tail: str
    published: list[str]
    upcoming: list[str]
    revision: int = 0

    @classmethod
    def read(cls, text: str, clock: Clock, upcoming: int = UPCOMING) -> "SampleFeed":
        """Split `text` into items, and move their dates so that the newest is an hour old.

        The first items, as many as `upcoming`, are not published yet.
        """
        items = _ITEM.findall(text)
        head, _, _ = text.partition(items[0])
        _, _, tail = text.rpartition(items[-1])
        later, older = items[:upcoming], items[upcoming:]
        return cls(clock, head, tail, _redated(older, clock.now()), later)

    def publish_next(self) -> bool:
        """Add the next sample at the top, dated now. Returns False if none is left."""
        if not self.upcoming:
            return False
        self.published.insert(0, _dated(self.upcoming.pop(0), self.clock.now()))
        self.revision += 1
        return True

    @property
    def etag(self) -> str:
        """Changes with each published sample."""
        return f'"samples-{self.revision}"'

    def document(self) -> str:
        """The feed with the items published so far."""
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
    """Serve `feed` on a free loopback port and yield its URL. Answers 304 where it can."""

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
    """Serve `app` on `place`, or on a free loopback port, and yield the port."""
    # An open page keeps its connection alive: Ctrl-C must not wait for it.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.SockSite(runner, place or socket.create_server((LOOPBACK, 0))).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()

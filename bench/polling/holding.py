"""For how long polling holds the event loop at most, with hostile feeds among the others.

One round reads small feeds and one of 5 MB, another those that hang feedparser. A heartbeat of a
millisecond watches each: while the loop is held, no command is answered. Feeds are the golden ones
of the tests, and those of a folder that BENCH_FEEDS names.
"""

import asyncio
import contextlib
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bench.children import ROOT
from bench.figures import Figure, Report
from bench.heartbeat import beating
from bench.polling.served import bodies
from bot.core import open_core
from bot.lifecycle import freeze_garbage_collector
from bot.readers import open_readers
from bot.settings import Settings
from tests.loopback import listening

GOAL_MS = 50
HOSTILE_GOAL_MS = 100
GOLDEN = ROOT / "tests" / "golden"
HOSTILE = {
    "newlines": b"\n" * 80_000 + b"<rss/>",
    "author": b'<rss version="2.0"><channel><item><author>' + b"a" * 80_000 + b"</author></item>",
    "nested": b"<rss version='2.0'><channel>" + b"<a>" * 1_000_000,
    "comments": b"<rss version='2.0'><channel>" + b"<!--" * 75_000,
    "page": b"<html>" + b"<div>" * 500_000,
}


def main(*, small: bool = False) -> Report:
    """Measure; `small` leaves out the hostile ones, each of which takes 20 seconds to be killed."""
    return asyncio.run(measure(small=small))


async def measure(*, small: bool) -> Report:
    """Poll both sets of feeds."""
    figures = [Figure("feeds, and one of 5 MB", await _held(_feeds()), "ms", goal=GOAL_MS)]
    if not small:
        held = await _held({**HOSTILE, **_feeds()})
        figures.append(Figure("with hostile ones among them", held, "ms", goal=HOSTILE_GOAL_MS))
    return Report("polling-hold", "nothing: the longest hold of the event loop", tuple(figures))


def _feeds() -> dict[str, bytes]:
    folders = [GOLDEN, *map(Path, filter(None, [os.environ.get("BENCH_FEEDS")]))]
    paths = [path for folder in folders for path in sorted(folder.glob("*.*"))]
    small = {path.name: path.read_bytes() for path in paths if path.suffix != ".json"}
    large = b"".join(bodies(1, 1_600))
    return {**small, "large": large}


async def _held(documents: Mapping[str, bytes]) -> float:
    """The longest hold while these are polled once, in milliseconds."""
    logging.disable()
    with tempfile.TemporaryDirectory() as name:
        async with _served(documents) as base:
            settings = _settings(
                Path(name), [f"{base}/{number}" for number in range(len(documents))]
            )
            async with open_core(settings) as core, open_readers(core) as readers:
                freeze_garbage_collector()  # as `run` does
                async with beating() as heartbeat:
                    await readers.poller.poll_due()
                return heartbeat.longest_ms


def _settings(folder: Path, urls: list[str]) -> Settings:
    catalogue = folder / "feeds.toml"
    tables = (
        f'[[feed]]\nname = "Feed {number}"\nurl = "{url}"\nhomepage = "{url}"\n'
        for number, url in enumerate(urls)
    )
    catalogue.write_text("".join(tables), encoding="utf-8")
    return Settings(
        database_path=folder / "progress.db",
        feeds_file=catalogue,
        allowed_private_hosts=("127.0.0.1",),
        poll_interval=timedelta(seconds=1),
        article_pages=False,
    )


@contextlib.asynccontextmanager
async def _served(documents: Mapping[str, bytes]) -> AsyncIterator[str]:
    several = list(documents.values())

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=several[int(request.match_info["number"])])

    application = web.Application()
    application.router.add_get(r"/{number:\d+}", answer)
    async with listening(application) as port:
        yield f"http://127.0.0.1:{port}"

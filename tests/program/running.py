"""The real program as a process, and a loopback feed whose articles a test publishes."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from xml.sax.saxutils import escape

from aiohttp import web

from bot.clock import SystemClock
from bot.model.subscription import PATIENT_KINDS
from bot.storage.database import Database
from bot.subscriptions.service import SubscriptionService
from tests.factories import subscribe_channel, taxonomy
from tests.forking import FORKS, Fork, Start
from tests.loopback import listening
from tests.peer import Channel, Peer
from tests.waiting import PATIENCE_SECONDS, showing

ROOT = Path(__file__).resolve().parents[2]
WRONG_CONFIGURATION = 78


@dataclass
class LoopbackFeed:
    """A WordPress-like feed on the loopback interface.

    Attributes:
        titles: what it holds, oldest first.
        name: in the catalogue.
        asked: set with each request.
        answering: while this is not set, requests are taken and not answered.
        served: called with the links of each document, and whether it is the feed's first page.
    """

    titles: list[str] = field(default_factory=list)
    name: str = "Sample News"
    port: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    answering: asyncio.Event = field(default_factory=asyncio.Event)
    served: Callable[[Sequence[str], bool], None] = lambda *_: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/feed/"

    @property
    def catalogue(self) -> str:
        """Its block in a catalogue."""
        return (
            f'[[feed]]\nname = "{self.name}"\nurl = "{self.url}"\n'
            'homepage = "https://example.org/"\n'
        )

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.set()
        await self.answering.wait()
        if request.path != "/feed/":
            return web.Response(status=404)
        numbers = list(reversed(range(len(self.titles))))
        # As a site that knows no pages: it gives the first one for each of them.
        self.served([link(n) for n in numbers], "paged" not in request.query)
        return rss(item(n, self.titles[n]) for n in numbers)


def link(number: int) -> str:
    """The address of an article."""
    return f"https://example.org/news/{number}/"


def item(number: int, title: str, date: str = "") -> str:
    """An article in RSS."""
    return (
        f"<item><title>{escape(title)}</title><link>{link(number)}</link>{date}"
        f'<guid isPermaLink="false">https://example.org/?p={number}</guid>'
        f"<description>What {escape(title)} says.</description></item>"
    )


def rss(items: Iterable[str]) -> web.Response:
    """A feed of these items."""
    text = f'<rss version="2.0"><channel><title>Sample</title>{"".join(items)}</channel></rss>'
    return web.Response(text=text, content_type="application/rss+xml")


@contextlib.asynccontextmanager
async def loopback_feed(*titles: str) -> AsyncIterator[LoopbackFeed]:
    """Serve these articles until the end of the block."""
    async with serving(LoopbackFeed(list(titles))) as feed:
        yield feed


FeedT = TypeVar("FeedT", bound=LoopbackFeed)


@contextlib.asynccontextmanager
async def serving(feed: FeedT) -> AsyncIterator[FeedT]:
    """Serve this feed until the end of the block."""
    feed.answering.set()
    application = web.Application()
    application.router.add_get("/{path:.*}", feed.handle)
    async with listening(application) as feed.port:
        try:
            yield feed
        finally:
            feed.answering.set()


@dataclass
class Program:
    """A process of the bot. Its log goes to a file, so that no pipe can fill up."""

    process: asyncio.subprocess.Process | Fork
    log: Path

    async def stopped_by(self, number: signal.Signals) -> int:
        """Send a signal; the exit code."""
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), PATIENCE_SECONDS)

    async def refused(self, sentence: str) -> None:
        """Assert that it ends by itself, with this sentence in place of a traceback."""
        code = await asyncio.wait_for(self.process.wait(), PATIENCE_SECONDS)
        logged = self.log.read_text()
        assert code == WRONG_CONFIGURATION, logged
        assert sentence in logged
        assert "Traceback" not in logged


def catalogue(folder: Path, *several: LoopbackFeed) -> Path:
    """A FEEDS_FILE that names these feeds alone."""
    written = folder / "feeds.toml"
    written.write_text("\n".join(each.catalogue for each in several))
    return written


def settings(
    folder: Path, feed: LoopbackFeed, peer: Peer | None, *more: LoopbackFeed
) -> dict[str, str]:
    """The environment of a program in this folder."""
    own = {
        "DATABASE_PATH": str(folder / "progress.db"),
        "FEEDS_FILE": str(catalogue(folder, feed, *more)),
        "POLL_INTERVAL": "1s",
        "ARTICLE_PAGES": "off",
        "REGISTRY": "off",
        "PUBMED": "off",
        "ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
        "PYTHONPATH": str(ROOT),
    }
    discord = {"DISCORD_TOKEN": peer.token, "DISCORD_API_URL": peer.api_url} if peer else {}
    return {**os.environ, **own, **discord}


@contextlib.asynccontextmanager
async def program(
    *arguments: str,
    folder: Path,
    environment: Mapping[str, str],
    module: str = "bot",
    forks: bool = FORKS,
) -> AsyncIterator[Program]:
    """Run `progress-bot` with these arguments; killed at the end of the block if it still runs.

    A test may run another `module` that changes the program first. Without `forks` it is started as
    people start it.
    """
    log = folder / f"{arguments[0]}.log"
    process: asyncio.subprocess.Process | Fork
    with log.open("ab") as output:
        if forks:
            start = Start(module, arguments, str(folder), environment)
            process = await Fork.start(start, output.fileno())
        else:
            command = [sys.executable, "-m", module, *arguments]
            process = await asyncio.create_subprocess_exec(
                *command, cwd=folder, env=environment, stdout=output, stderr=output
            )
    try:
        with showing(log):
            yield Program(process, log)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def asked(folder: Path, environment: Mapping[str, str]) -> tuple[int, dict[str, object]]:
    """The exit code and the answer of `progress-bot health`."""
    (folder / "health.log").unlink(missing_ok=True)
    async with program("health", "--json", folder=folder, environment=environment) as health:
        code = await health.process.wait()
        found: dict[str, object] = json.loads(health.log.read_text())
        return code, found


def standing(peer: Peer, channel: Channel, titles: Iterable[str]) -> Counter[str]:
    """How often an article of each title stands in a channel."""
    said = [json.dumps(message) for message in peer.messages(channel.id)]
    return Counter(title for text in said for title in titles if title in text)


async def subscribe(folder: Path, channel: Channel) -> None:
    """Have news on metastasis posted in a channel, before the program runs."""
    async with Database.open(folder / "progress.db") as database:
        service = SubscriptionService(database, taxonomy("metastasis"), SystemClock(), lambda: None)
        await subscribe_channel(
            service, channel.guild_id, channel.id, "metastasis", PATIENT_KINDS, None
        )

"""The bot's pipelines over one database file, to be killed at any moment and started again."""

import asyncio
import contextlib
import hashlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta
from pathlib import Path

from aiosqlite import Connection

from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.pipelines.announce import Announcer
from bot.pipelines.correct import Corrector
from bot.pipelines.feed_poll import PollRules
from bot.pipelines.heal import Healer
from bot.pipelines.ingest import Ingest
from bot.pipelines.poll import Poller
from bot.pipelines.reading_context import ReadingContext
from bot.storage.database import Database
from bot.subscriptions.server_changes import ServerChanges
from bot.subscriptions.service import SubscriptionService
from tests.fakes import (
    ManualClock,
    OpenRobots,
    RecordingNotifier,
    ScriptedExtractor,
    ScriptedFetcher,
)
from tests.pipelines.conftest import TOPICS
from tests.pipelines.memory_discord import MemoryDiscord, Power

BURST_LIMIT = 3
FEED_HOST = "example.org"


class BreakableDatabase(Database):
    """A database whose process is killed ahead of a commit, or just after one.

    Attributes:
        power: what the process lives on.
        lasts: so many half transactions; None is for ever.
    """

    power: Power
    lasts: int | None = None

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        self.power.check()
        async with super().transaction() as connection:
            yield connection
            self._wear()
        self._wear()

    def _wear(self) -> None:
        self.power.check()
        if self.lasts is not None:
            self.lasts -= 1
            if self.lasts == 0:
                self.power.cut()


class Stack:
    """All parts that deliver.

    Attributes:
        clock: the bot's own, which may be wrong.
        path: of the database.
    """

    def __init__(
        self, path: Path, clock: ManualClock, fetcher: ScriptedFetcher, world: MemoryDiscord
    ) -> None:
        self.extractor = ScriptedExtractor()
        self.clock = clock
        self.path = path
        self._fetcher = fetcher
        self._world = world
        self._life = contextlib.AsyncExitStack()

    async def start(self) -> None:
        """Begin a process: nothing is remembered but the database."""
        self._world.power = Power()
        self._world.life += 1
        opened = await self._life.enter_async_context(BreakableDatabase.open(self.path))
        assert isinstance(opened, BreakableDatabase)
        # Its process is killed here, not the machine: there is no disk to wait for.
        await opened._writer.pragma("PRAGMA synchronous = OFF")
        self.database, self.database.power = opened, self._world.power
        awake = asyncio.Event()
        self.subscriptions = SubscriptionService(opened, TOPICS, self.clock, awake.set)
        self.server_changes = ServerChanges(opened, self.clock, awake.set)
        self.healer = Healer(opened, RecordingNotifier(), self.clock, awake)
        self.corrector = Corrector(opened, self._world, self.clock)
        context = ReadingContext(
            opened,
            self._fetcher,
            self.extractor,
            Ingest(TOPICS),
            turns=HostTurns(self.clock),
            robots=OpenRobots(),
            clock=self.clock,
        )
        self.poller = Poller(context, PollRules(timedelta(seconds=1), PrivateHosts((FEED_HOST,))))
        self.announcer = Announcer(
            opened,
            self._world,
            self.clock,
            burst_limit=BURST_LIMIT,
            awake=awake,
        )

    async def stop(self) -> None:
        """End the process; what it was about to do is not done."""
        self._world.power.off.set()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._life.aclose()

    async def live(self, work: Awaitable[object]) -> bool:
        """Do this, and begin anew if the process is killed meanwhile; whether it was not."""
        power = self._world.power
        task = asyncio.ensure_future(work)
        killed = asyncio.create_task(power.off.wait())
        await asyncio.wait({task, killed}, return_when=asyncio.FIRST_COMPLETED)
        if power.off.is_set():
            await self.stop()
            await self.start()
            return False
        killed.cancel()
        task.result()
        return True

    def has_read(self, body: bytes) -> bool:
        """Whether the feed's document is the last that a poll has read and kept."""
        digest = hashlib.blake2b(body, digest_size=16).hexdigest()
        # Apart from the bot's own connections, which may be dead.
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            return connection.execute("SELECT content_hash FROM feeds").fetchall() == [(digest,)]

    def kept_keys(self) -> dict[str, str]:
        """By address, the key by which each article is kept."""
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            return dict(connection.execute("SELECT canonical_url, key FROM articles").fetchall())

    async def recorded(self) -> set[int]:
        """The messages of which the bot knows."""
        async with self.database.reader() as connection:
            rows = await connection.execute_fetchall("SELECT message_id FROM posts")
        return {row[0] for row in rows}

    async def unsettled(self) -> list[int]:
        """The channels for which anything waits to be sent, whether or not a post carries it."""
        async with self.database.reader() as connection:
            rows = await connection.execute_fetchall(
                """
                SELECT channel_id FROM deliveries WHERE state = 'pending'
                UNION SELECT channel_id FROM posts WHERE state IN ('ready', 'sending')
                """
            )
        return [row[0] for row in rows]

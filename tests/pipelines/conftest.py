"""Pipelines over a real database and fakes of the outside world."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.model.article import Article
from bot.model.document import Document
from bot.model.feed import Feed
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.announce import Announcer
from bot.pipelines.correct import Corrector
from bot.pipelines.feed_poll import PollReport, PollRules
from bot.pipelines.heal import Healer
from bot.pipelines.ingest import Ingest
from bot.pipelines.poll import Poller
from bot.pipelines.reading_context import ReadingContext
from bot.storage import feeds
from bot.storage.database import Database
from bot.subscriptions.server_changes import ServerChanges
from bot.subscriptions.service import SubscriptionService
from tests.databases import sqlite_at_once
from tests.factories import feed, subscribe_channel, taxonomy
from tests.fakes import (
    ManualClock,
    OpenRobots,
    RecordingMessenger,
    RecordingNotifier,
    ScriptedExtractor,
    ScriptedFetcher,
)

RULES = PollRules(timedelta(hours=1), PrivateHosts(()))
TOPICS = taxonomy("metastasis", "treatment", "in-memoriam")


@pytest.fixture
def at_once() -> Iterator[None]:
    """Statements wake no threads."""
    with sqlite_at_once():
        yield


@dataclass
class House:
    """A poller, an announcer and a service on one database."""

    database: Database
    clock: ManualClock
    feed: Feed
    fetcher: ScriptedFetcher = field(default_factory=ScriptedFetcher)
    extractor: ScriptedExtractor = field(default_factory=ScriptedExtractor)
    messenger: RecordingMessenger = field(default_factory=RecordingMessenger)
    notifier: RecordingNotifier = field(default_factory=RecordingNotifier)
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    revised: asyncio.Event = field(default_factory=asyncio.Event)
    announce: bool = True

    @property
    def poller(self) -> Poller:
        return Poller(self.context(), RULES)

    def context(self, *, waits: bool = True) -> ReadingContext:
        """As after a restart: nothing is remembered but the database."""
        return ReadingContext(
            self.database,
            self.fetcher,
            self.extractor,
            self.ingest,
            turns=HostTurns(self.clock),
            robots=OpenRobots(),
            clock=self.clock,
            waits=waits,
        )

    @property
    def ingest(self) -> Ingest:
        return Ingest(TOPICS, announce=self.announce, wake=self.awake.set, revised=self.revised.set)

    def new_announcer(self, burst_limit: int = 5) -> Announcer:
        """As after a restart: nothing is remembered but the database."""
        return Announcer(
            self.database,
            self.messenger,
            self.clock,
            burst_limit=burst_limit,
            awake=self.awake,
        )

    def new_healer(self) -> Healer:
        """As after a restart."""
        return Healer(self.database, self.notifier, self.clock, self.awake)

    @property
    def server_changes(self) -> ServerChanges:
        return ServerChanges(self.database, self.clock, self.awake.set)

    def new_corrector(self) -> Corrector:
        """As after a restart."""
        return Corrector(self.database, self.messenger, self.clock, self.revised)

    @property
    def subscriptions(self) -> SubscriptionService:
        return SubscriptionService(self.database, TOPICS, self.clock, self.awake.set)

    def publish(self, articles: Sequence[Article], headers: dict[str, str] | None = None) -> None:
        """Let the feed hold these articles, newest first."""
        body = repr(articles).encode()
        self.extractor.articles[body] = tuple(articles)
        self.fetcher.answers[self.feed.url] = Document(self.feed.url, 200, headers or {}, body)

    async def announced(self, *articles: Article, channels: Sequence[int] = (10,)) -> None:
        """Subscribe these channels of server 1, and let each have these articles."""
        for channel_id in channels:
            await subscribe_channel(self.subscriptions, 1, channel_id, "all", PATIENT_KINDS, None)
        self.publish(articles)
        await self.poll()
        await self.new_announcer().announce_due()

    async def revise(self, *articles: Article) -> None:
        """Let the feed say this from now on, and read it."""
        self.publish(articles)
        await self.poll()

    async def poll(self) -> PollReport:
        """Let the feed fall due and poll it."""
        self.clock.forward(days=2)
        (report,) = await self.poller.poll_due()
        return report


@pytest.fixture
async def house(database: Database, clock: ManualClock) -> House:
    """A house with one feed that is empty and was polled already."""
    built = House(database, clock, feed())
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [built.feed])
    built.publish([])
    await built.poll()
    return built

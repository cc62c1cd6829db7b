"""The composition root: builds all parts of a bot, on the parts of `core` that need no Discord.

`lifecycle` runs it, and `demo` shows it in a simulated Discord. No other module builds a service.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from msgspec import Struct

from bot.catalogue.adding import FeedFinder
from bot.catalogue.proposing import Proposer
from bot.catalogue.visibility import Visibility
from bot.clock import Clock
from bot.core import Core, open_core
from bot.discord_api.client import NewsBot
from bot.discord_api.limits import Circuit, RequestLimiter
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.notices import OwnerMessages, ProposalMessages, ServerNotifier
from bot.discord_api.requests import DiscordRequests
from bot.pipelines.announce import Announcer
from bot.pipelines.backup import DailyBackup
from bot.pipelines.correct import Corrector
from bot.pipelines.evidence import StoredEvidence
from bot.pipelines.follow import Follower
from bot.pipelines.heal import Healer
from bot.pipelines.notify_operator import OperatorNotifier
from bot.pipelines.pictures import PictureWatch
from bot.pipelines.proposals import ProposalNotifier
from bot.pipelines.restore import GapReporter
from bot.pipelines.vitals import StorageMonitor
from bot.readers import Readers, open_readers
from bot.search.stored_queries import StoredQueries
from bot.services import Services
from bot.settings import Settings
from bot.storage.health import Health
from bot.storage.identity import StampFile
from bot.subscriptions.delivery_log import DeliveryLog
from bot.subscriptions.refused_parts import RefusedParts
from bot.subscriptions.schedules import ScheduleService
from bot.subscriptions.server_changes import ServerChanges
from bot.subscriptions.service import SubscriptionService
from bot.subscriptions.wishes import Wishes


class Bot(Struct, frozen=True):
    """All parts of a bot that is ready to run."""

    core: Core
    client: NewsBot
    readers: Readers
    announcer: Announcer
    follower: Follower
    corrector: Corrector
    picture_watch: PictureWatch
    healer: Healer
    operator_notifier: OperatorNotifier
    proposal_notifier: ProposalNotifier
    monitor: StorageMonitor
    stamp: StampFile
    gap_reporter: GapReporter
    stored_evidence: StoredEvidence
    daily_backup: DailyBackup | None


@contextlib.asynccontextmanager
async def assemble(
    settings: Settings,
    *,
    clock: Clock | None = None,
    health: Health | None = None,
) -> AsyncIterator[Bot]:
    """Build a whole bot; it is not yet connected, and no loop runs.

    The caller holds the lock of the database, or nobody else knows the file.
    """
    awake, revised = asyncio.Event(), asyncio.Event()
    async with (
        open_core(settings, clock, health, alone=True) as core,
        open_readers(core, awake.set, revised.set, waits=True) as readers,
    ):
        core.words.read_own()
        services = _services(core, readers.finder, awake.set)
        client = _client(services)
        messenger = DiscordMessenger(
            client, core.taxonomy, services.refused_parts, readers.pictures, core.words.glossary
        )
        stamp = StampFile(core.database.path)
        announcer = Announcer(
            core.database,
            messenger,
            core.clock,
            burst_limit=settings.burst_limit,
            awake=awake,
            stamp=stamp.count,
        )
        gap_reporter = GapReporter(core.database, core.clock)
        daily_backup = _daily_backup(core)
        monitor = StorageMonitor(core.database, core.clock)
        operator_notifier = OperatorNotifier(
            core.database,
            _owner(client, settings),
            core.clock,
            (
                lambda: core.database.health.damage,
                lambda: monitor.lasting_outage,
                lambda: readers.poller.obstacle,
                lambda: stamp.restored,
                lambda: gap_reporter.sentence,
                lambda: daily_backup.failure if daily_backup else None,
                lambda: daily_backup.from_future if daily_backup else None,
            ),
        )
        yield Bot(
            core=core,
            client=client,
            readers=readers,
            announcer=announcer,
            follower=Follower(core.database, messenger, core.clock),
            corrector=Corrector(core.database, messenger, core.clock, revised),
            picture_watch=PictureWatch(core.database, messenger, core.clock),
            healer=Healer(core.database, ServerNotifier(client, core.taxonomy), core.clock, awake),
            operator_notifier=operator_notifier,
            proposal_notifier=ProposalNotifier(
                core.database, ProposalMessages(client, settings.owner_id), core.clock
            ),
            monitor=monitor,
            stamp=stamp,
            gap_reporter=gap_reporter,
            stored_evidence=StoredEvidence(core.database, core.clock),
            daily_backup=daily_backup,
        )


def _services(core: Core, finder: FeedFinder, wake: Callable[[], None]) -> Services:
    """Build the services of the cogs; they call `wake` when there may be something to announce."""
    return Services(
        settings=core.settings,
        database=core.database,
        taxonomy=core.taxonomy,
        glossary=core.words.glossary,
        engine=core.engine,
        sources=core.sources,
        server_feeds=core.server_feeds,
        visibility=Visibility(core.database),
        proposer=Proposer(
            core.server_feeds,
            core.sources,
            finder,
            core.taxonomy,
            core.clock,
            rule=core.settings.server_feeds,
            can_ask=core.settings.owner_id is not None,
        ),
        subscriptions=SubscriptionService(core.database, core.taxonomy, core.clock, wake),
        schedules=ScheduleService(core.database, core.clock, wake),
        server_changes=ServerChanges(core.database, core.clock, wake),
        delivery_log=DeliveryLog(core.database, core.clock, wake),
        stored_queries=StoredQueries(core.database, core.clock),
        support=core.support,
        refused_parts=RefusedParts(core.database, core.clock),
        clock=core.clock,
        wishes=Wishes(core.database, core.engine, core.taxonomy, core.clock),
    )


def _client(services: Services) -> NewsBot:
    settings = services.settings
    limiter, shards = RequestLimiter(settings.requests_per_second), settings.shards
    return NewsBot(
        services,
        requests=DiscordRequests(limiter, Circuit()).trace(),
        shard_count=shards.count if shards else None,
        shard_ids=list(shards.ids) if shards else None,
    )


def _daily_backup(core: Core) -> DailyBackup | None:
    folder, keep = core.settings.backup_dir, core.settings.backup_keep
    return DailyBackup(core.database.path, folder, keep, core.clock) if folder else None


def _owner(client: NewsBot, settings: Settings) -> OwnerMessages | None:
    return None if settings.owner_id is None else OwnerMessages(client, settings.owner_id)

"""The composition root: builds all parts of the bot, opens and closes them, starts the loops.

Called by `cli` and `demo`. No other module builds a service.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from bot.catalogue.finder import FeedFinder
from bot.catalogue.service import Sources
from bot.clock import Clock, SystemClock
from bot.discord_api.client import NewsBot, use_api
from bot.discord_api.connection import Connection
from bot.discord_api.limits import Circuit, RequestLimiter
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.notices import OwnerMessages, ServerNotifier
from bot.discord_api.requests import DiscordRequests
from bot.errors import SettingsError, StorageUnavailableError
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import PrivateHosts
from bot.feeds.robots import RobotsRules
from bot.feeds.turns import HostTurns
from bot.garbage_collection import keep_for_good
from bot.knowledge import shipped
from bot.knowledge.catalogue import load_feeds
from bot.knowledge.languages import load_languages
from bot.knowledge.support import load_support
from bot.knowledge.thesaurus import load_thesaurus
from bot.knowledge.topics import load_topics
from bot.model.feed import Feed
from bot.model.topic import Taxonomy
from bot.pipelines.announce import Announcer
from bot.pipelines.article_pages import PageReader
from bot.pipelines.backfill import Backfiller
from bot.pipelines.correct import Corrector
from bot.pipelines.feed_poll import PollRules
from bot.pipelines.follow import Follower
from bot.pipelines.heal import Healer
from bot.pipelines.ingest import Ingest
from bot.pipelines.loops import keep_trying, repeat
from bot.pipelines.monitor import StorageMonitor
from bot.pipelines.notify_operator import OperatorNotifier
from bot.pipelines.poll import Poller
from bot.pipelines.reading_context import ReadingContext
from bot.reading.worker import ExtractorPool
from bot.search.engine import SearchEngine
from bot.search.stored import StoredQueries
from bot.search.support import Support
from bot.services import Services
from bot.settings import Settings, Supervision
from bot.signals import finished_before, raise_what_ended, stop_signal
from bot.storage.database import Database
from bot.storage.files import hold
from bot.storage.health import Health
from bot.subscriptions.delivery_log import DeliveryLog
from bot.subscriptions.refused_parts import RefusedParts
from bot.subscriptions.server_changes import ServerChanges
from bot.subscriptions.service import SubscriptionService
from bot.systemd import Systemd, supervised

if TYPE_CHECKING:
    from bot.search.semantic import SemanticSearch

log = logging.getLogger(__name__)

FORGET_EVERY_SECONDS = 3600.0
"""Chosen by eye; PRIVACY.md counts in days."""
STOP_SECONDS = 4.0
"""Time for the loops to end; with closing the database, a stop takes less than 5 seconds."""


@dataclass(frozen=True)
class Core:
    """The parts that every command needs, with or without Discord.

    Attributes:
        open_engine: makes the search engine.
    """

    settings: Settings
    clock: Clock
    taxonomy: Taxonomy
    feeds: tuple[Feed, ...]
    database: Database
    open_engine: Callable[[], SearchEngine]
    sources: Sources
    support: Support
    turns: HostTurns
    semantic: "SemanticSearch | None" = None

    @cached_property
    def engine(self) -> SearchEngine:
        """The search engine. Its words take a quarter of a second, which most commands save."""
        return self.open_engine()


@dataclass(frozen=True, slots=True)
class Readers:
    """The parts that read from the web; they take turns at each host."""

    poller: Poller
    backfiller: Backfiller
    page_reader: PageReader
    finder: FeedFinder


@dataclass(frozen=True, slots=True)
class Bot:
    """All parts of a bot that is ready to run."""

    core: Core
    client: NewsBot
    readers: Readers
    announcer: Announcer
    follower: Follower
    corrector: Corrector
    healer: Healer
    operator_notifier: OperatorNotifier
    monitor: StorageMonitor


@contextlib.asynccontextmanager
async def open_core(
    settings: Settings, clock: Clock | None = None, health: Health | None = None
) -> AsyncIterator[Core]:
    """Load the knowledge files, and open the database for as long as the context lasts.

    Raises:
        ConfigurationError: a knowledge file is wrong, or the database is newer than this program.
        DatabaseError: the database cannot be opened.
        StorageUnavailableError: the database cannot be opened now, but perhaps later.
    """
    clock = clock or SystemClock()
    taxonomy = load_topics(shipped("topics.toml"))
    distress = load_support(shipped("support.toml"))
    catalogue = load_feeds(settings.feeds_file, taxonomy)
    async with (
        Database.open(settings.database_path, health=health) as database,
        _open_semantic(settings, database, clock) as semantic,
    ):

        def open_engine() -> SearchEngine:
            return SearchEngine(
                database,
                load_thesaurus(shipped("thesaurus.toml")),
                taxonomy,
                clock,
                languages=load_languages(shipped("languages")),
                semantic=semantic,
            )

        yield Core(
            settings,
            clock,
            taxonomy,
            catalogue,
            database,
            open_engine,
            Sources(database, catalogue, clock),
            Support(database, distress, settings.support_text),
            HostTurns(clock),
            semantic,
        )


@contextlib.asynccontextmanager
async def _open_semantic(
    settings: Settings, database: Database, clock: Clock
) -> "AsyncIterator[SemanticSearch | None]":
    """Search by meaning, if it is switched on; nothing of it is imported otherwise."""
    if not settings.semantic:
        yield None
        return
    from bot.reading.embedding_process import EmbeddingProcess  # noqa: PLC0415 - see above

    async with EmbeddingProcess.open() as embedder:
        # After the model was found: it imports numpy.
        from bot.search.semantic import SemanticSearch  # noqa: PLC0415 - see above

        semantic = SemanticSearch(database, embedder, clock)
        try:
            yield semantic
        finally:
            await semantic.close()


@contextlib.asynccontextmanager
async def open_readers(
    core: Core,
    wake: Callable[[], None] = lambda: None,
    revised: Callable[[], None] = lambda: None,
    *,
    waits: bool = False,
) -> AsyncIterator[Readers]:
    """Sync the list of feeds, and build the parts that read them.

    Args:
        core: the parts below.
        wake: called when there is something to announce.
        revised: called when an article changed whose cards may need an edit.
        waits: whether the parts wait for an unavailable database, as in a running bot; a command
            fails instead.
    """
    private_hosts = PrivateHosts(core.settings.allowed_private_hosts)
    rules = PollRules(core.settings.poll_interval, private_hosts)
    ingest = Ingest(
        core.taxonomy,
        announce=core.settings.announce,
        read_pages=core.settings.article_pages,
        wake=wake,
        revised=revised,
    )
    await core.sources.apply()
    async with HttpFetcher.open(
        contact=core.settings.contact, private_hosts=private_hosts
    ) as fetcher:
        extractor = ExtractorPool(core.taxonomy)
        robots = RobotsRules(fetcher, core.turns, core.clock, core.settings.crawl_delay)
        context = ReadingContext(
            core.database,
            fetcher,
            extractor,
            ingest,
            turns=core.turns,
            robots=robots,
            clock=core.clock,
            waits=waits,
        )
        yield Readers(
            Poller(context, rules),
            Backfiller(context),
            PageReader(
                core.database,
                fetcher,
                extractor,
                turns=core.turns,
                robots=robots,
                clock=core.clock,
                revised=revised,
            ),
            FeedFinder(fetcher, extractor, core.turns),
        )


@contextlib.asynccontextmanager
async def assemble(
    settings: Settings,
    *,
    clock: Clock | None = None,
    shard_count: int | None = None,
    health: Health | None = None,
) -> AsyncIterator[Bot]:
    """Build a whole bot; it is not yet connected, and no loop runs."""
    awake, revised = asyncio.Event(), asyncio.Event()
    async with (
        open_core(settings, clock, health) as core,
        open_readers(core, awake.set, revised.set, waits=True) as readers,
    ):
        services = Services(
            settings=settings,
            database=core.database,
            taxonomy=core.taxonomy,
            engine=core.engine,
            sources=core.sources,
            subscriptions=SubscriptionService(core.database, core.taxonomy, core.clock, awake.set),
            server_changes=ServerChanges(core.database, core.clock, awake.set),
            delivery_log=DeliveryLog(core.database, core.clock, awake.set),
            stored_queries=StoredQueries(core.database, core.clock),
            support=core.support,
            refused_parts=RefusedParts(core.database),
            clock=core.clock,
        )
        requests = DiscordRequests(RequestLimiter(), Circuit())
        client = NewsBot(services, requests=requests.trace(), shard_count=shard_count)
        messenger = DiscordMessenger(client, core.taxonomy, services.refused_parts)
        announcer = Announcer(
            core.database,
            messenger,
            core.clock,
            burst_limit=settings.burst_limit,
            awake=awake,
        )
        monitor = StorageMonitor(core.database, core.clock)
        yield Bot(
            core,
            client,
            readers,
            announcer,
            Follower(core.database, messenger, core.clock),
            Corrector(core.database, messenger, core.clock, revised),
            Healer(core.database, ServerNotifier(client, core.taxonomy), core.clock, awake),
            OperatorNotifier(
                core.database,
                _owner(client, settings),
                core.clock,
                (
                    lambda: core.database.health.damage,
                    lambda: monitor.lasting_outage,
                    lambda: readers.poller.obstacle,
                ),
            ),
            monitor,
        )


def _owner(client: NewsBot, settings: Settings) -> OwnerMessages | None:
    return None if settings.owner_id is None else OwnerMessages(client, settings.owner_id)


async def run(settings: Settings) -> None:
    """Run the bot until SIGINT or SIGTERM.

    Raises:
        SettingsError: there is no token, or Discord does not accept it.
        DatabaseInUseError: another bot runs on this database.
    """
    if settings.discord_token is None:
        raise SettingsError(
            "DISCORD_TOKEN is not set. Copy the bot's token from Discord's developer portal "
            "into .env."
        )
    if settings.discord_api_url:
        use_api(settings.discord_api_url)
    stop = stop_signal()
    # The bot reports "ready" before database and Discord are: systemd ends a service that starts
    # too slowly.
    async with supervised(Supervision()) as systemd:
        opened = await finished_before(stop, _opened(settings, systemd))
        if opened is None:
            return
        bot, everything = opened
        async with everything:
            loops = asyncio.create_task(_run_loops(bot, settings, systemd))
            stopped = asyncio.create_task(stop.wait())
            try:
                await asyncio.wait({loops, stopped}, return_when=asyncio.FIRST_COMPLETED)
            finally:  # On Windows, Ctrl-C cancels this task instead of setting the event.
                stopped.cancel()
                if not loops.done():
                    systemd.stopping()
                    await _stop(loops, bot)
            if loops.done() and not loops.cancelled():
                raise_what_ended(loops)


async def _opened(settings: Settings, systemd: Systemd) -> tuple[Bot, contextlib.AsyncExitStack]:
    """Build a bot, with the stack that closes it; waits for a database that is unavailable."""
    health = Health(systemd.outage)

    async def open_once() -> tuple[Bot, contextlib.AsyncExitStack]:
        async with contextlib.AsyncExitStack() as stack:
            try:
                stack.enter_context(hold(settings.database_path))
                bot = await stack.enter_async_context(assemble(settings, health=health))
            except StorageUnavailableError as exc:
                health.failed(exc)
                raise
            await stack.enter_async_context(bot.client)
            return bot, stack.pop_all()

    return await keep_trying(open_once, SystemClock())


async def _stop(loops: asyncio.Task[None], bot: Bot) -> None:
    log.info("Stopping")
    loops.cancel()
    recorded = asyncio.create_task(bot.client.session_starts.stopped())
    await asyncio.wait({loops, recorded}, timeout=STOP_SECONDS)


async def _run_loops(bot: Bot, settings: Settings, systemd: Systemd) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(bot.monitor.run(), name="monitor")
        group.create_task(bot.readers.poller.run(), name="poll")
        group.create_task(bot.readers.backfiller.run(), name="backfill")
        if settings.article_pages:
            group.create_task(bot.readers.page_reader.run(), name="pages")
        group.create_task(bot.core.engine.keep_fresh(), name="vocabulary")
        if bot.core.semantic:
            group.create_task(_embed_articles(bot.core, bot.core.semantic), name="embed")
        group.create_task(_forget_expired(bot.client.services), name="forget")
        systemd.status("Reads feeds, and waits for Discord.")
        connection = Connection(bot.client, settings, bot.core.clock)
        await connection.log_in()
        systemd.status("Reads feeds, announces and answers.")
        keep_for_good()
        group.create_task(connection.stay_connected(), name="gateway")
        group.create_task(_forget_departed(bot.client), name="departures")
        group.create_task(bot.operator_notifier.run(), name="tell")
        if settings.announce:
            group.create_task(bot.announcer.run(), name="announce")
            group.create_task(bot.follower.run(), name="follow")
            group.create_task(bot.corrector.run(), name="correct")
            group.create_task(bot.healer.run(), name="heal")


async def _embed_articles(core: Core, semantic: "SemanticSearch") -> None:
    """Make the vectors of articles, in a process that gives way to all others."""
    from bot.pipelines.embed import ArticleEmbedder  # noqa: PLC0415 - it imports numpy
    from bot.reading.embedding_process import NICE, EmbeddingProcess  # noqa: PLC0415 - the same

    opened = partial(EmbeddingProcess.open, NICE)
    await ArticleEmbedder(core.database, semantic, opened, core.clock).run()


async def _forget_expired(services: Services) -> None:
    """Delete members' queries as soon as PRIVACY.md promises."""
    forget = services.stored_queries.forget_expired
    await repeat(forget, FORGET_EVERY_SECONDS, services.clock)


async def _forget_departed(client: NewsBot) -> None:
    """Delete the data of servers that the bot left, as soon as PRIVACY.md promises."""
    services = client.services
    await client.wait_until_ready()

    async def forget() -> None:
        await services.server_changes.forget_old({guild.id for guild in client.guilds})

    await repeat(forget, FORGET_EVERY_SECONDS, services.clock)

"""Runs a bot: lock and database, loops, login, and the end by a signal or an error.

    ready for systemd ─► `/healthz` ─► lock, database, all parts ─► log in
        ─► gateway and the loops that post
        ─► connected, or Discord is late: loops that need no Discord
        ─► SIGINT, SIGTERM, SIGHUP, or an error ─► stop

Called by `cli` alone. Each loop goes on by itself after a failure (`pipelines.loops`).
"""

import asyncio
import contextlib
import ctypes
import gc
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.app import Bot, assemble
from bot.articles.content_notes import note_phrases
from bot.clock import SystemClock
from bot.core import Core
from bot.discord_api.client import NewsBot, use_api
from bot.discord_api.connection import DiscordConnection
from bot.errors import ProgressError, SettingsError, StorageUnavailableError
from bot.knowledge.toml import shown
from bot.model.health import HealthAddress
from bot.pipelines.loops import Beats, beat, keep_going, keep_trying, record_in, repeat
from bot.pipelines.restore import begin_run
from bot.pipelines.split import refuse_other_servers
from bot.pipelines.vitals import LATE_AFTER, VitalsReader
from bot.process import Systemd, finished_before, raise_what_ended, stop_signal, supervised
from bot.services import Services
from bot.settings import Settings, load_supervision
from bot.storage.files import hold
from bot.storage.health import Health
from bot.subscriptions.lost_topics import say_lost_topics

if TYPE_CHECKING:
    from bot.search.semantic import SemanticSearch

log = logging.getLogger(__name__)

Start = Callable[[str, Coroutine[Any, Any, None]], None]
"""Starts a loop under its name."""
OBJECTS_BETWEEN_COLLECTIONS = 20_000
"""Garbage is collected less often than by default, since little of it needs collecting."""
FORGET_EVERY_SECONDS = 3600.0
"""Chosen by eye; PRIVACY.md counts in days."""
LOGIN_FIRST_SECONDS = 5.0
"""Polling waits for Discord this long at the start. Chosen by eye: a login takes a second or two.
"""
LONGEST_START_SECONDS = 60.0
"""The vocabulary is read after this time even without Discord, which usually answers within
seconds. Chosen by eye."""
STOP_SECONDS = 4.0
"""Time for the loops to end; with closing the database, a stop takes less than 5 seconds."""


async def run(settings: Settings) -> None:
    """Run the bot until SIGINT, SIGTERM or SIGHUP.

    Raises:
        SettingsError: there is no token, or Discord does not accept it.
        DatabaseInUseError: another bot runs on this database.
    """
    if settings.discord_token is None:
        raise SettingsError(
            "DISCORD_TOKEN is not set. Copy the bot's token from Discord's developer portal "
            "into .env."
        )
    _share_heap()
    # All modules stay. Without this, collecting garbage takes 50 ms before the bot connects
    # (measured).
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    if settings.discord_api_url:
        use_api(settings.discord_api_url)
    # A second bot ends before it tries to serve at the port of the first.
    with contextlib.suppress(StorageUnavailableError), hold(settings.database_path):
        pass
    stop = stop_signal()
    # The bot reports "ready" before database and Discord are: systemd ends a service that starts
    # too slowly.
    async with (
        supervised(load_supervision()) as systemd,
        contextlib.AsyncExitStack() as answering,
    ):
        health = Health(systemd.outage)
        vitals = VitalsReader(settings.database_path, health, SystemClock())
        await answering.enter_async_context(_answering(settings.health, vitals))
        opened = await finished_before(stop, _opened(settings, health))
        if opened is None:
            return
        bot, everything = opened
        async with everything:
            # Closed first: an answer would open the database again after it was closed.
            everything.push_async_callback(answering.aclose)
            vitals.opened(bot.core.database, partial(_is_connected, bot.client))
            await _run_until(stop, bot, settings, systemd, vitals.beats)


@contextlib.asynccontextmanager
async def _answering(address: HealthAddress | None, vitals: VitalsReader) -> AsyncIterator[None]:
    """Serve `/healthz` and `/metrics` inside the `with` block, if HEALTH is set."""
    if address is None:
        yield
        return
    from bot.health_server import serve  # noqa: PLC0415 - aiohttp's server takes memory

    clock = SystemClock()
    serving = asyncio.create_task(keep_going(partial(serve, address, vitals, clock), clock))
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.wait({serving})


async def _opened(settings: Settings, health: Health) -> tuple[Bot, contextlib.AsyncExitStack]:
    """Build a bot, with the stack that closes it; waits for a database that is unavailable."""

    async def open_once() -> tuple[Bot, contextlib.AsyncExitStack]:
        async with contextlib.AsyncExitStack() as stack:
            try:
                stack.enter_context(hold(settings.database_path))
                bot = await stack.enter_async_context(assemble(settings, health=health))
                await refuse_other_servers(bot.core.database, settings.shards)
                await begin_run(bot.core.database, bot.stamp, bot.core.clock.now())
                await _warn_of_lost_topics(bot.core)
            except StorageUnavailableError as exc:
                health.failed(exc)
                raise
            await stack.enter_async_context(bot.client)
            return bot, stack.pop_all()

    return await keep_trying(open_once, SystemClock())


async def _warn_of_lost_topics(core: Core) -> None:
    path = shown(core.settings.knowledge.path("topics.toml"))
    async with core.database.reader() as connection:
        if lost := await say_lost_topics(connection, core.taxonomy, path):
            log.warning("%s", lost)


async def _run_until(
    stop: asyncio.Event, bot: Bot, settings: Settings, systemd: Systemd, beats: Beats
) -> None:
    loops = asyncio.create_task(_run_loops(bot, settings, systemd, beats))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({loops, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:  # On Windows, Ctrl-C cancels this task instead of setting the event.
        stopped.cancel()
        if not loops.done():
            systemd.stopping()
            await _stop(loops, bot)
    if loops.done() and not loops.cancelled():
        try:
            raise_what_ended(loops)
        except ProgressError:
            # The bot ends by its own decision. Only an end that nobody wanted makes the next run
            # wait.
            await _record_stop(bot)
            raise


async def _stop(loops: asyncio.Task[None], bot: Bot) -> None:
    log.info("Stopping")
    loops.cancel()
    await asyncio.gather(asyncio.wait({loops}, timeout=STOP_SECONDS), _record_stop(bot))


async def _record_stop(bot: Bot) -> None:
    recorded = asyncio.create_task(bot.client.session_starts.stopped())
    await asyncio.wait({recorded}, timeout=STOP_SECONDS)


async def _run_loops(bot: Bot, settings: Settings, systemd: Systemd, beats: Beats) -> None:
    record_in(beats)
    async with asyncio.TaskGroup() as group:

        def start(name: str, loop: Coroutine[Any, Any, None]) -> None:
            if name in LATE_AFTER:
                beats[name] = bot.core.clock.elapsed()
            group.create_task(loop, name=name)

        systemd.status("Reads feeds, and waits for Discord.")
        connecting = group.create_task(_connect(bot, settings, systemd, start))
        # The first poll takes as long as the rest of the start. Members see the bot online before
        # it.
        await asyncio.wait({connecting}, timeout=LOGIN_FIRST_SECONDS)
        _start_loops_without_discord(bot, settings, start)


async def _connect(bot: Bot, settings: Settings, systemd: Systemd, start: Start) -> None:
    """Log in, start what that allows, and return when the first shard is connected."""
    connection = DiscordConnection(bot.client, settings, bot.core.clock)
    await connection.log_in()
    systemd.status("Reads feeds, announces and answers.")
    start("gateway", connection.stay_connected())
    _start_loops_with_discord(bot, settings, start)
    await bot.client.wait_for("shard_connect")


def _start_loops_without_discord(bot: Bot, settings: Settings, start: Start) -> None:
    start("monitor", bot.monitor.run())
    start("poll", bot.readers.poller.run())
    start("backfill", bot.readers.backfiller.run())
    if settings.article_pages:
        start("pages", bot.readers.page_reader.run())
    if settings.registry:
        start("registry", bot.readers.registry.run())
    if settings.pubmed:
        start("pubmed", bot.readers.pubmed.run())
    start("evidence", bot.stored_evidence.run())
    start("wishes", keep_going(bot.client.services.wishes.renew, bot.core.clock))
    if bot.core.semantic:
        start("embed", _embed_articles(bot.core, bot.core.semantic))
    start("gap", bot.gap_reporter.run())
    if bot.daily_backup:
        start("backup", bot.daily_backup.run())
    start("forget", _forget_expired(bot.client.services))


def _start_loops_with_discord(bot: Bot, settings: Settings, start: Start) -> None:
    start("vocabulary", keep_going(partial(_keep_vocabulary_fresh, bot), bot.core.clock))
    start("departures", _forget_departed(bot.client))
    start("tell", bot.operator_notifier.run())
    start("conditions", bot.operator_notifier.watch_conditions())
    start("proposals", bot.proposal_notifier.run())
    if settings.announce:
        start("announce", bot.announcer.run())
        start("follow", bot.follower.run())
        start("correct", bot.corrector.run())
        start("pictures", bot.picture_watch.run())
        start("heal", bot.healer.run())


def _is_connected(client: NewsBot) -> bool:
    """Whether all shards are connected to the gateway."""
    return client.is_ready() and not any(shard.is_closed() for shard in client.shards.values())


async def _keep_vocabulary_fresh(bot: Bot) -> None:
    # Members cannot ask before the bot is connected, and this work would delay the connection.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_START_SECONDS):
            await bot.client.wait_until_ready()
    # Read in a thread. Otherwise the first card and the first question would read them, and block
    # the event loop. Words take most memory while they are read, and the others use that again: in
    # another order 1.5 MB more are kept (measured).
    await asyncio.to_thread(bot.core.engine.prepare)
    await asyncio.to_thread(lambda: bot.core.words.glossary.entries)
    await asyncio.to_thread(note_phrases)
    freeze_garbage_collector()
    _return_free_memory()
    await bot.core.engine.keep_fresh(lambda: beat(bot.core.clock))


async def _embed_articles(core: Core, semantic: "SemanticSearch") -> None:
    """Make the vectors of articles, in a process that gives way to all others."""
    from bot.pipelines.embed import ArticleEmbedder  # noqa: PLC0415 - it imports numpy
    from bot.reading.embedding_process import NICE, EmbeddingProcess  # noqa: PLC0415 - the same

    opened = partial(EmbeddingProcess.open, NICE)
    await ArticleEmbedder(core.database, semantic, opened, core.clock).run()


async def _forget_expired(services: Services) -> None:
    """Delete members' queries and servers' proposals as soon as PRIVACY.md promises."""

    async def forget() -> None:
        await services.stored_queries.forget_expired()
        await services.server_feeds.forget_old()

    await repeat(forget, FORGET_EVERY_SECONDS, services.clock)


async def _forget_departed(client: NewsBot) -> None:
    """Delete the data of servers that the bot left, as soon as PRIVACY.md promises."""
    services = client.services
    await client.wait_until_ready()

    async def forget() -> None:
        await services.server_changes.forget_old({guild.id for guild in client.guilds})

    await repeat(forget, FORGET_EVERY_SECONDS, services.clock)


ARENA_MAX = -8
"""M_ARENA_MAX of glibc's malloc.h."""


def _share_heap() -> None:
    """Let all threads take memory from one heap; glibc gives each of them its own.

    The bot's threads wait for SQLite most of the time. This takes 2 MB less (measured).
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):  # no glibc
        ctypes.CDLL(None).mallopt(ARENA_MAX, 1)


def _return_free_memory() -> None:
    """Return to the system what reading the files of words has left free. glibc keeps it.

    This takes 1 MB less (measured).
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):  # no glibc
        ctypes.CDLL(None).malloc_trim(0)


def freeze_garbage_collector() -> None:
    """Exclude all present objects from garbage collection, since knowledge and libraries stay.

    Scanning them took an eighth of the time of announcing (measured).
    """
    gc.collect()
    gc.freeze()

"""The checks of `progress-bot doctor`, in their order.

    settings ─► knowledge files ─► database ─► each feed ─► token ─► commands ─► each channel

A check is left out if it needs a part that is broken.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median_low

from msgspec import Struct, field

from bot.cli import texts
from bot.cli.deliveries import held_sentences
from bot.cli.feed_check import check_feeds
from bot.cli.knowledge_check import KnowledgeChecked, check_knowledge
from bot.cli.session import could_begin, is_missing, start
from bot.clock import SystemClock
from bot.discord_api.client import use_api
from bot.discord_api.diagnosis import Expected, examine_discord
from bot.errors import (
    ConfigurationError,
    DatabaseDamagedError,
    DatabaseError,
    DatabaseInUseError,
    DatabaseVersionError,
    ProgressError,
    StorageUnavailableError,
)
from bot.feeds.health import address_of, trouble
from bot.knowledge.catalogue import overlay
from bot.knowledge.toml import shown
from bot.model.article import Taxonomy
from bot.model.feed import GAP_TOLD_FOR, Feed, Gap, ListedFeed, Proposal, TrackedFeed
from bot.model.health import Check
from bot.pipelines.split import why_for_others
from bot.reading.embedding_process import PROBE, EmbeddingProcess, Role, model_name
from bot.settings import ENV_FILE, Settings, misspelled_variables
from bot.storage import (
    channels,
    feed_choices,
    feed_history,
    feeds,
    meta,
    server_feeds,
    subscriptions,
)
from bot.storage.database import Connection, Database
from bot.storage.errors import NO_DATABASE_YET
from bot.storage.files import EVERYONE_MODE_BITS, is_held, is_open_to, open_to_others
from bot.storage.future_times import MOST_READ_AHEAD
from bot.storage.integrity import SEARCH_INDEX, Finding, find_damage
from bot.storage.vectors import count_missing
from bot.subscriptions.delivery_log import HELD_FOR_LONG
from bot.subscriptions.lost_topics import say_lost_topics


async def examine(*, every_feed: bool) -> AsyncGenerator[Check, None]:
    """Each check as soon as it is known.

    Args:
        every_feed: whether the feeds that are switched off are tried, too.
    """
    try:
        settings = start(quiet="discord")
    except ConfigurationError as exc:
        yield Check("settings", ok=False, say=str(exc))
        return
    ignored = [texts.MISSPELLED.format(name=a, setting=b) for a, b in misspelled_variables()]
    yield Check("settings", ok=True, say=" ".join([texts.ALL_SETTINGS, *ignored]))
    if is_open_to(ENV_FILE, EVERYONE_MODE_BITS):
        say = texts.ENV_FILE_OPEN.format(file=ENV_FILE)
        yield Check(f"rights of {ENV_FILE}", ok=False, say=say)

    knowledge = check_knowledge(settings)
    for each in knowledge.checks:
        yield each
    found = await _examine_database(settings, knowledge)
    for each in found.checks:
        yield each
    if settings.semantic and not _is_lost(settings.database_path):
        yield await _examine_semantic(settings.database_path)
    feeds_examined = _examine_feeds(settings, knowledge.taxonomy, found, every_feed=every_feed)
    async with aclosing(feeds_examined) as examined:
        async for check in examined:
            yield check
    token = settings.discord_token.value if settings.discord_token else None
    if settings.discord_api_url:
        use_api(settings.discord_api_url)
    now = SystemClock().now()
    at_discord = examine_discord(token, found.expected, now, registers=settings.commands)
    async with aclosing(at_discord) as examined:
        async for check in examined:
            yield check


class _Stored(Struct, frozen=True):
    """The findings in the database, and what the later checks need of it.

    Attributes:
        checks: of the database, and of feeds and deliveries so far.
        expected: the state that is compared with Discord's.
        addresses: the address that a running bot asks next for a feed, by the feed's URL.
    """

    checks: Sequence[Check]
    feeds: Sequence[Feed]
    expected: Expected = field(default_factory=Expected)
    addresses: Mapping[str, str] = field(default_factory=dict)


async def _examine_database(settings: Settings, knowledge: KnowledgeChecked) -> _Stored:
    path, catalogue = settings.database_path, knowledge.feeds
    if _is_lost(path):
        # Opening would begin a new database, which the running bot takes for a foreign one.
        return _Stored([Check("database", ok=False, say=texts.LOST.format(path=path))], catalogue)
    if is_missing(path):
        say, can_begin = NO_DATABASE_YET.format(path=path), could_begin(path)
        if not can_begin:
            say += " " + texts.CANNOT_BEGIN
        return _Stored([Check("database", ok=can_begin, say=say)], catalogue)
    try:
        async with Database.open(path) as database:
            if found := await asyncio.to_thread(find_damage, path):
                return _Stored([_damaged(path, found)], catalogue)
            async with database.reader() as connection:
                stored = await _read(connection, settings, knowledge)
            await database.try_to_write()
    except DatabaseDamagedError:
        return _Stored([await asyncio.to_thread(_damaged_while_read, path)], catalogue)
    except (
        DatabaseError,
        DatabaseInUseError,
        DatabaseVersionError,
        StorageUnavailableError,
    ) as exc:
        return _Stored([Check("database", ok=False, say=str(exc))], catalogue)
    return stored


async def _read(connection: Connection, settings: Settings, knowledge: KnowledgeChecked) -> _Stored:
    """Read the part of the database that the later checks need."""
    path, now = settings.database_path, SystemClock().now()
    subscribed = await subscriptions.everywhere(connection)
    states = await channels.everywhere(connection)
    tracked = await feeds.active(connection)
    for_servers = await server_feeds.everywhere(connection)
    held = await channels.held_since(connection, now - HELD_FOR_LONG)
    for_others = await why_for_others(connection, path, settings.shards)
    say = texts.DATABASE_SOUND.format(path=path, subscriptions=len(subscribed))
    checks = [
        Check("database", ok=True, say=say),
        *([Check("database", ok=False, say=for_others)] if for_others else []),
        *_examine_rights(path),
        *await _examine_topics(connection, settings, knowledge.taxonomy),
        *_examine_server_feeds(for_servers, await feed_choices.open_ones(connection)),
        *_troubles(tracked, now),
        *_read_in_future(tracked, now),
        *_gaps(tracked, await feed_history.gaps_since(connection, now - GAP_TOLD_FOR)),
        *(Check("deliveries, so far", ok=False, say=each) for each in held_sentences(held)),
    ]
    chosen = overlay(knowledge.feeds, await feed_choices.everything(connection))
    urls = {feed.url for feed in chosen}
    own = [e.tracked.feed for e in for_servers if e.tracked.feed.url not in urls]
    return _Stored(
        checks,
        (*chosen, *own),
        Expected(
            subscribed,
            {state.channel_id: state for state in states},
            await meta.get(connection, "commands"),
        ),
        {each.feed.url: address_of(each) for each in tracked},
    )


async def _examine_topics(
    connection: Connection, settings: Settings, taxonomy: Taxonomy
) -> list[Check]:
    """Name the topics that servers use and that topics.toml no longer has."""
    path = shown(settings.knowledge.path("topics.toml"))
    # Without any, the file is wrong, which is said already.
    lost = await say_lost_topics(connection, taxonomy, path) if len(taxonomy) else None
    return [Check("topics", ok=False, say=lost)] if lost else []


def _troubles(tracked: Sequence[TrackedFeed], now: datetime) -> Iterator[Check]:
    for each in tracked:
        if what := trouble(each, now):
            yield Check(f"feed {each.feed.name}, so far", ok=False, say=what.sentence)


def _read_in_future(tracked: Sequence[TrackedFeed], now: datetime) -> Iterator[Check]:
    """Name the feeds that were read while the clock was ahead, or all if it is behind now."""
    for each in tracked:
        at = each.health.last_success_at
        if at and at > now + MOST_READ_AHEAD:
            say = texts.READ_IN_FUTURE.format(at=at)
            yield Check(f"feed {each.feed.name}, so far", ok=False, say=say)


def _gaps(tracked: Sequence[TrackedFeed], gaps: Sequence[Gap]) -> Iterator[Check]:
    """Name the gaps in which articles may be missing."""
    names = {each.id: each.feed.name for each in tracked}
    for gap in gaps:
        if gap.feed_id in names:
            say = texts.MAY_BE_MISSING.format(gap=gap.sentence)
            yield Check(f"feed {names[gap.feed_id]}, so far", ok=False, say=say)


def _examine_server_feeds(
    chosen: Sequence[ListedFeed], waiting: Sequence[Proposal]
) -> Iterator[Check]:
    """Count the feeds of servers, and what their moderators wait for."""
    if chosen or waiting:
        say = texts.plural(texts.SERVER_FEEDS, len(chosen), waiting=len(waiting))
        say += texts.SERVER_FEEDS_WAIT if waiting else ""
        yield Check("feeds of servers", ok=True, say=say)


async def _examine_semantic(path: Path) -> Check:
    name = "search by meaning"
    try:
        model = model_name()
        async with EmbeddingProcess.open() as process:
            await process.embed([PROBE], Role.QUERY)
        missing = 0 if is_missing(path) else await _missing_vectors(path, model)
    except ProgressError as exc:
        return Check(name, ok=False, say=str(exc))
    say = texts.MODEL_RUNS.format(model=model)
    if missing:
        say += " " + texts.plural(texts.VECTORS_MISSING, missing)
    return Check(name, ok=True, say=say)


async def _missing_vectors(path: Path, model: str) -> int:
    async with Database.open(path) as database, database.reader() as connection:
        return await count_missing(connection, model)


def _is_lost(path: Path) -> bool:
    """Whether a running bot has the database open, but its file is gone."""
    return not path.exists() and is_held(path)


def _damaged_while_read(path: Path) -> Check:
    """Name the damaged parts, since the sentence of the error only asks to run this command."""
    try:
        found = find_damage(path)
    except (DatabaseError, StorageUnavailableError) as exc:
        return Check("database", ok=False, say=str(exc))
    return _damaged(path, found or [Finding(texts.SOME_PART, texts.READ_IN_VAIN)])


def _damaged(path: Path, found: Sequence[Finding]) -> Check:
    parts = "; ".join(f"{finding.part} ({finding.detail})" for finding in found)
    only_index = all(finding.part == SEARCH_INDEX for finding in found)
    sentence = texts.INDEX_DAMAGED if only_index else texts.DATABASE_DAMAGED
    say = sentence.format(path=path, parts=parts)
    return Check("database", ok=False, say=say)


def _examine_rights(path: Path) -> Iterator[Check]:
    """Name files of another user that others can open, and whose rights the bot cannot change."""
    if files := open_to_others(path):
        names = " ".join(map(str, files))
        say = texts.DATABASE_OPEN.format(files=names)
        yield Check("rights of the database", ok=False, say=say)


MOST_WRONG = timedelta(minutes=5)
"""Clocks of servers differ by seconds, and an answer takes some. Chosen by eye."""


async def _examine_feeds(
    settings: Settings, taxonomy: Taxonomy, stored: _Stored, *, every_feed: bool
) -> AsyncGenerator[Check, None]:
    tried = [feed for feed in stored.feeds if every_feed or feed.enabled]
    ahead = []
    async with aclosing(check_feeds(settings, taxonomy, tried, stored.addresses)) as results:
        async for each in results:
            name = f"feed {each.feed.name}{'' if each.feed.enabled else texts.OFF}"
            short = texts.FEED_READ.format(number=each.articles)
            say = each.sentence if each.error or each.note or every_feed else short
            yield Check(name, ok=not each.error, say=say)
            ahead += [each.clock_ahead] if each.clock_ahead is not None else []
    # One server may be wrong itself.
    wrong_by = median_low(ahead) if ahead else timedelta()
    if abs(wrong_by) > MOST_WRONG:
        now = SystemClock().now()
        say = texts.CLOCK_WRONG.format(own=now, theirs=now - wrong_by)
        yield Check("clock", ok=False, say=say)

"""What `progress-bot doctor` examines.

    settings ─► knowledge files ─► database ─► each feed ─► token ─► each subscribed channel

A part that needs another one which is broken is left out; the rest is examined all the same.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.cli.deliveries import held_sentences
from bot.cli.session import start
from bot.clock import SystemClock
from bot.discord_api.client import use_api
from bot.discord_api.diagnosis import examine_discord
from bot.errors import (
    ConfigurationError,
    DatabaseError,
    DatabaseVersionError,
    FeedError,
    HostError,
    KnowledgeError,
    ProgressError,
    StorageUnavailableError,
)
from bot.feeds.fetch import Fetcher, HttpFetcher
from bot.feeds.health import trouble
from bot.feeds.hosts import PrivateHosts
from bot.knowledge import shipped
from bot.knowledge.catalogue import load_feeds, overlay
from bot.knowledge.thesaurus import load_thesaurus
from bot.knowledge.topics import load_topics
from bot.model.check import Check
from bot.model.feed import Feed, Validators
from bot.model.subscription import Subscription
from bot.model.topic import Taxonomy
from bot.reading.embedder import Role
from bot.reading.embedding_process import EmbeddingProcess, model_name
from bot.reading.extractor import Extractor
from bot.reading.worker import ExtractorPool
from bot.settings import ENV_FILE, Settings
from bot.storage import channels, feed_choices, feeds, index, subscriptions
from bot.storage.database import Database
from bot.storage.files import EVERYONE, is_held, is_open_to, wide
from bot.storage.integrity import SEARCH_INDEX, Finding, find_damage
from bot.storage.vectors import count_missing
from bot.subscriptions.delivery_log import HELD_FOR_LONG


async def examine() -> AsyncGenerator[Check, None]:
    """Each check as soon as it is known."""
    try:
        settings = start(quiet="discord")
    except ConfigurationError as exc:
        yield Check("settings", ok=False, say=str(exc))
        return
    yield Check("settings", ok=True, say="Every setting can be read.")
    if is_open_to(ENV_FILE, EVERYONE):
        say = f"Every user of this machine can read {ENV_FILE}. Run: chmod o= {ENV_FILE}"
        yield Check(f"rights of {ENV_FILE}", ok=False, say=say)

    check, taxonomy, catalogue = _examine_knowledge(settings.feeds_file)
    yield check
    found = await _examine_database(settings.database_path, catalogue)
    for each in found.checks:
        yield each
    if settings.semantic:
        yield await _examine_semantic(settings.database_path)
    async with aclosing(_examine_feeds(settings, taxonomy, found.feeds)) as examined:
        async for check in examined:
            yield check
    token = settings.discord_token.get_secret_value() if settings.discord_token else None
    if settings.discord_api_url:
        use_api(settings.discord_api_url)
    async with aclosing(examine_discord(token, found.subscribed)) as examined:
        async for check in examined:
            yield check


def _examine_knowledge(feeds_file: Path) -> tuple[Check, Taxonomy, Sequence[Feed]]:
    try:
        taxonomy = load_topics(shipped("topics.toml"))
        load_thesaurus(shipped("thesaurus.toml"))
        catalogue = load_feeds(feeds_file, taxonomy)
    except KnowledgeError as exc:
        return Check("knowledge", ok=False, say=str(exc)), Taxonomy(()), ()
    say = f"Topics: {len(taxonomy)}, feeds: {len(catalogue)}."
    return Check("knowledge", ok=True, say=say), taxonomy, catalogue


TRIED = "breast cancer"
LOST = (
    "A bot runs, but its database {path} was deleted or moved. Put the file back, or start the bot "
    "again to begin a new one."
)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the database tells: checks of itself and of feeds so far, feeds to read, channels."""

    checks: Sequence[Check]
    feeds: Sequence[Feed]
    subscribed: Sequence[Subscription] = ()


async def _examine_database(path: Path, catalogue: Sequence[Feed]) -> _Stored:
    enabled = [feed for feed in catalogue if feed.enabled]
    now = SystemClock().now()
    if _is_lost(path):
        # Opening would begin a new database, which the running bot takes for a foreign one.
        return _Stored([Check("database", ok=False, say=LOST.format(path=path))], enabled)
    try:
        async with Database.open(path) as database:
            if found := await asyncio.to_thread(find_damage, path):
                return _Stored([_damaged(path, found)], enabled)
            async with database.reader() as connection:
                subscribed = await subscriptions.everywhere(connection)
                tracked = await feeds.active(connection)
                held = await channels.held_since(connection, now - HELD_FOR_LONG)
                chosen = overlay(catalogue, await feed_choices.everything(connection))
            await database.try_to_write()
    except (DatabaseError, DatabaseVersionError, StorageUnavailableError) as exc:
        return _Stored([Check("database", ok=False, say=str(exc))], enabled)
    say = f"{path} is sound. Subscriptions: {len(subscribed)}."
    troubles = (
        Check(f"feed {each.feed.name}, so far", ok=False, say=what.sentence)
        for each in tracked
        if (what := trouble(each, now))
    )
    waits = (Check("deliveries, so far", ok=False, say=each) for each in held_sentences(held))
    checks = [Check("database", ok=True, say=say), *_examine_rights(path), *troubles, *waits]
    return _Stored(checks, [feed for feed in chosen if feed.enabled], subscribed)


async def _examine_semantic(path: Path) -> Check:
    name = "search by meaning"
    try:
        model = model_name()
        async with EmbeddingProcess.open() as process:
            await process.embed([TRIED], Role.QUERY)
        async with Database.open(path) as database, database.reader() as connection:
            every, missing = await index.size(connection), await count_missing(connection, model)
    except ProgressError as exc:
        return Check(name, ok=False, say=str(exc))
    waits = f" {missing} of them wait for a vector, which the running bot makes." if missing else ""
    return Check(name, ok=True, say=f"{model} runs. Articles: {every}.{waits}")


def _is_lost(path: Path) -> bool:
    """Whether a running bot has the database open, though no file stands there any more."""
    return not path.exists() and is_held(path)


def _damaged(path: Path, found: Sequence[Finding]) -> Check:
    parts = "; ".join(f"{finding.part} ({finding.detail})" for finding in found)
    if all(finding.part == SEARCH_INDEX for finding in found):
        does = "builds it anew; the articles are whole"
    else:
        does = "saves what can be read, and keeps the damaged file"
    say = (
        f"The database {path} is damaged: {parts}. Stop the bot and run `progress-bot doctor "
        f"--repair`, which {does}."
    )
    return Check("database", ok=False, say=say)


def _examine_rights(path: Path) -> Iterator[Check]:
    """Files that others can open and that opening did not narrow, since another user owns them."""
    if files := wide(path):
        names = " ".join(map(str, files))
        say = f"Other users of this machine can open the database. Run: sudo chmod go= {names}"
        yield Check("rights of the database", ok=False, say=say)


async def _examine_feeds(
    settings: Settings, taxonomy: Taxonomy, catalogue: Sequence[Feed]
) -> AsyncGenerator[Check, None]:
    hosts = PrivateHosts(settings.allowed_private_hosts)
    # One request at a time per host, as the poller has it.
    turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
    async with (
        HttpFetcher.open(contact=settings.contact, private_hosts=hosts) as fetcher,
        ExtractorPool(taxonomy) as extractor,
    ):

        async def examine_feed(feed: Feed) -> Check:
            async with turns[urlsplit(feed.url).netloc]:
                return await _examine_feed(feed, fetcher, extractor)

        for check in asyncio.as_completed([examine_feed(feed) for feed in catalogue]):
            yield await check


async def _examine_feed(feed: Feed, fetcher: Fetcher, extractor: Extractor) -> Check:
    name = f"feed {feed.name}"
    try:
        document = await fetcher.fetch(feed.url, Validators())
        extraction = await extractor.extract(document, feed)
    except (FeedError, HostError) as exc:
        return Check(name, ok=False, say=str(exc))
    return Check(name, ok=True, say=f"Articles: {len(extraction.articles)}.")

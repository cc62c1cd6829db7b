"""The work of the commands other than `run`: each function opens the database and closes it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Unpack

from msgspec.structs import replace

from bot.catalogue import removal
from bot.catalogue.adding import Added, FeedRequest, find_requested, known_feed
from bot.catalogue.service import Change
from bot.cli import texts
from bot.cli.session import open_to_read
from bot.core import Core, open_core
from bot.errors import RequestError, UnknownNameError
from bot.feeds.hosts import PrivateHosts
from bot.knowledge.catalogue import at_address, at_new_address, form_of, set_apart
from bot.knowledge.opml import LARGEST_OPML_BYTES, Outline, Outlines, read_opml, write_opml
from bot.model.feed import Feed, ListedFeed, TrackedFeed
from bot.paths import other_than_file
from bot.pipelines.backfill import BackfillOptions, BackfillReport, choose
from bot.pipelines.feed_poll import PollReport
from bot.pipelines.ingest import Ingest
from bot.pipelines.restore import Announced, announce_silent
from bot.process import interruptible
from bot.readers import open_readers
from bot.settings import Settings
from bot.storage import feeds, restored
from bot.storage.restored import Unannounced


async def poll_once(settings: Settings) -> list[PollReport]:
    """Poll the due feeds once. A running bot announces the news."""
    async with open_core(settings) as core, open_readers(core) as readers:
        reports = await interruptible(readers.poller.poll_once())
    if reports is None:
        raise KeyboardInterrupt
    return reports


async def backfill(
    settings: Settings, feeds_wanted: Sequence[str], **options: Unpack[BackfillOptions]
) -> tuple[list[BackfillReport], bool]:
    """Read the past of the named feeds, or of all active feeds.

    Returns the reports, and whether a signal ended it before the end.

    Raises:
        RequestError: there is no such feed.
    """
    async with open_core(settings) as core, open_readers(core) as readers:
        async with core.database.reader() as connection:
            listed = await feeds.listed(connection)
            chosen = choose(await feeds.active(connection), feeds_wanted, listed)
        filled = await interruptible(readers.backfiller.fill_all(chosen, **options))
        if filled is None:
            return await readers.backfiller.progress(chosen), True
        return filled, False


async def find_feed(settings: Settings, wish: FeedRequest) -> Added:
    """Find a feed and read it once; nothing is kept.

    Raises:
        RequestError, KnowledgeError, FeedError: says what is wrong.
    """
    async with open_to_read(settings, quiet=True) as core, open_readers(core) as readers:
        return await find_requested(wish, core.sources, readers.finder, core.taxonomy)


async def keep_feed(settings: Settings, added: Added) -> Added:
    """Poll a found feed from now on."""
    async with open_core(settings) as core:
        await core.sources.apply()
        return replace(added, change=await core.sources.keep(added.feed, answers=True))


async def remove_feed(settings: Settings, asked: str) -> tuple[Feed, bool]:
    """Stop polling a feed. Returns the feed, and whether the operator had added it.

    Raises:
        RequestError: there is no such feed.
    """
    async with open_core(settings) as core:
        await core.sources.apply()
        feed = known_feed([each.tracked.feed for each in await _all_feeds(core)], asked)
        await core.sources.remove(feed)
        return feed, core.sources.is_own(feed)


async def before_purge(settings: Settings, asked: str) -> tuple[Feed, int]:
    """A feed, and the number of its articles, before they are deleted.

    Raises:
        RequestError: there is no such feed.
    """
    async with open_to_read(settings) as core:
        await core.sources.apply()
        tracked = await removal.tracked_feed(core.database, asked)
        return tracked.feed, await removal.count_articles(core.database, tracked)


async def purge_feed(settings: Settings, asked: str) -> removal.Purged:
    """Stop polling a feed, and delete its articles.

    Raises:
        RequestError: there is no such feed.
    """
    async with open_core(settings) as core:
        await core.sources.apply()
        tracked = await removal.tracked_feed(core.database, asked)
        return await removal.purge(core.database, core.sources, tracked)


async def hide_article(settings: Settings, asked: str, *, undo: bool) -> tuple[str, bool]:
    """Hide an article, or show it again. Returns its title, and whether that changed anything.

    Raises:
        RequestError: there is no such article.
    """
    async with open_to_read(settings) as core:
        return await removal.hide(core.database, asked, undo=undo)


async def unannounced_since(settings: Settings, moment: datetime) -> list[Unannounced]:
    """The articles since a moment that were not announced after a restore."""
    async with open_to_read(settings) as core, core.database.reader() as connection:
        return await restored.since(connection, moment)


async def announce_since(settings: Settings, moment: datetime) -> Sequence[Announced]:
    """Plan them as news. A running bot posts them.

    Raises:
        RequestError: announcing is off.
    """
    if not settings.announce:
        raise RequestError(texts.ANNOUNCING_OFF)
    async with open_core(settings) as core:
        ingest, now = Ingest(core.taxonomy), core.clock.now()
        return await announce_silent(core.database, ingest, moment, now)


async def list_feeds(settings: Settings) -> list[ListedFeed]:
    """All feeds of the catalogue and of the operator."""
    async with open_to_read(settings) as core:
        await core.sources.apply()
        return await _all_feeds(core)


async def _all_feeds(core: Core) -> list[ListedFeed]:
    """The listed feeds, and those that only servers chose."""
    listed = await core.sources.listed()
    ids = {each.tracked.id for each in listed}
    return [*listed, *(e for e in await core.server_feeds.everywhere() if e.tracked.id not in ids)]


async def import_feeds(
    settings: Settings, file: Path
) -> tuple[list[tuple[Feed, Change]], Outlines]:
    """Add all feeds of an OPML file. Returns each with its change, and what the file holds.

    Raises:
        UnknownNameError: there is no such file.
        RequestError: it cannot be read.
        ParseError: it is no OPML.
    """
    if kind := other_than_file(file):
        raise UnknownNameError(texts.NO_OPML_FILE.format(file=file, kind=kind))
    try:
        data = await asyncio.to_thread(_beginning, file)
    except FileNotFoundError as exc:
        raise UnknownNameError(texts.NO_FILE_THERE.format(file=file)) from exc
    except OSError as exc:
        raise RequestError(f"{file} cannot be read ({exc.strerror}). Check its name.") from exc
    async with open_core(settings) as core:
        hosts = PrivateHosts(settings.allowed_private_hosts)
        outlines = read_opml(data, core.taxonomy, hosts)
        listed = await core.sources.apply()
        tracked = [each.tracked for each in await core.sources.listed()]
        wanted = _imported(outlines.feeds, listed, tracked)
        changes = await core.sources.keep_all(wanted)
    return list(zip(wanted, changes, strict=True)), outlines


def _beginning(file: Path) -> bytes:
    """Enough bytes of the file to tell whether it is too large."""
    with file.open("rb") as opened:
        return opened.read(LARGEST_OPML_BYTES + 1)


def _imported(
    outlines: Sequence[Outline], listed: Sequence[Feed], tracked: Sequence[TrackedFeed]
) -> list[Feed]:
    """The feeds of a list, each with a name of its own.

    A known feed keeps its fields: a list of another program has only addresses and names.
    """
    whole = {form_of(each.feed.url) for each in outlines if each.whole}
    taken = {each.name.casefold() for each in listed if form_of(each.url) not in whole}
    wanted = list[Feed]()
    for outline in outlines:
        feed = outline.feed
        known = at_address(listed, feed.url) or at_new_address(tracked, feed.url)
        if known and not outline.whole:
            wanted.append(replace(known, enabled=True))
            continue
        name = set_apart(feed.name, feed.url, taken)
        taken.add(name.casefold())
        wanted.append(replace(feed, name=name))
    return wanted


async def export_feeds(settings: Settings) -> str:
    """All feeds as OPML."""
    async with open_to_read(settings) as core:
        return write_opml(await core.sources.apply(), core.clock.now())

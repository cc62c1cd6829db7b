"""Tries the address of every listed feed at once and keeps nothing. Called by `feeds check`.

each feed ─► one of CONCURRENT_FEEDS ─► turn of its host ─► fetch ─► read ─► FeedCheck
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.catalogue.finder import FeedFinder
from bot.cli import texts
from bot.cli.session import open_to_read
from bot.errors import FeedError, HostError
from bot.model.feed import Feed
from bot.readers import open_readers
from bot.settings import Settings

CONCURRENT_FEEDS = 8
"""Chosen by eye: the shipped list is done in a few seconds, and a home connection bears it."""


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """The result for one feed; `error` is None if it was read."""

    feed: Feed
    articles: int = 0
    left_out: int = 0
    newest_at: datetime | None = None
    error: str | None = None


async def check_feeds(settings: Settings) -> AsyncGenerator[FeedCheck, None]:
    """Each feed's result as soon as it is known, also of feeds that are switched off."""
    slots = asyncio.Semaphore(CONCURRENT_FEEDS)
    async with open_to_read(settings) as core, open_readers(core) as readers:

        async def check(feed: Feed) -> FeedCheck:
            async with slots:
                return await _check(feed, readers.finder)

        feeds = [each.tracked.feed for each in await core.sources.listed()]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(check(feed)) for feed in feeds]
            for done in asyncio.as_completed(tasks):
                yield await done


async def _check(feed: Feed, finder: FeedFinder) -> FeedCheck:
    try:
        found = await finder.find(feed.url, lambda url: replace(feed, url=url))
    except (FeedError, HostError) as exc:
        return FeedCheck(feed, error=str(exc))
    if found.links:
        # The poller reads the listed address alone, so a page there is a fault.
        return FeedCheck(feed, error=texts.PAGE_NAMES_FEED.format(url=found.links[0].url))
    extraction = found.extraction
    dates = [each.published_at for each in extraction.articles if each.published_at]
    return FeedCheck(
        feed,
        len(extraction.articles),
        len(extraction.left_out),
        max(dates, default=None),
    )

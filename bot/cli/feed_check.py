"""Tries the addresses of feeds at once and keeps nothing. Called by `feeds check` and `doctor`.

each feed ─► one of CONCURRENT_FEEDS ─► turn of its host ─► fetch ─► read ─► FeedCheck
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from bot.catalogue.finder import FeedFinder
from bot.cli import texts
from bot.cli.session import open_to_read
from bot.clock import SystemClock
from bot.errors import FeedError, HostError
from bot.feeds.cutting import cut_sentence
from bot.feeds.turns import HostTurns
from bot.model.feed import Feed
from bot.model.topic import Taxonomy
from bot.readers import open_fetching
from bot.settings import Settings

CONCURRENT_FEEDS = 8
"""Chosen by eye: the shipped list is done in a few seconds, and a home connection bears it."""


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """The result for one feed; `error` is None if it was read.

    Attributes:
        note: what else is to be said, of a feed that is too large.
    """

    feed: Feed
    articles: int = 0
    left_out: int = 0
    newest_at: datetime | None = None
    error: str | None = None
    note: str = ""

    @property
    def sentence(self) -> str:
        """The result for a person."""
        if self.error:
            return self.error
        parts = [texts.plural(texts.ARTICLES, self.articles)]
        if self.left_out:
            parts.append(texts.LEFT_OUT_BY_PHRASES.format(number=self.left_out))
        parts.append(texts.NEWEST.format(at=self.newest_at) if self.newest_at else texts.NO_DATE)
        parts += [self.note] if self.note else []
        return "; ".join(parts)


async def check_listed(settings: Settings) -> AsyncGenerator[FeedCheck, None]:
    """Each listed feed's result as soon as it is known, also of feeds that are switched off."""
    async with open_to_read(settings) as core:
        await core.sources.apply()
        feeds = [each.tracked.feed for each in await core.sources.listed()]
    async with aclosing(check_feeds(settings, core.taxonomy, feeds)) as results:
        async for each in results:
            yield each


async def check_feeds(
    settings: Settings,
    taxonomy: Taxonomy,
    feeds: Sequence[Feed],
    addresses: Mapping[str, str] = MappingProxyType({}),
) -> AsyncGenerator[FeedCheck, None]:
    """Each feed's result as soon as it is known. No database is needed.

    Args:
        settings: of this program.
        taxonomy: the topics to classify articles by.
        feeds: the feeds to try.
        addresses: where a feed is asked that has moved, by its URL.
    """
    slots, turns = asyncio.Semaphore(CONCURRENT_FEEDS), HostTurns(SystemClock())
    async with open_fetching(settings, taxonomy, turns) as parts, parts.extractor:
        finder = FeedFinder(parts.fetcher, parts.extractor, turns)

        async def check(feed: Feed) -> FeedCheck:
            async with slots:
                return await _check(feed, addresses.get(feed.url, feed.url), finder)

        tasks = [asyncio.create_task(check(feed)) for feed in feeds]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            # Nobody reads the results any more, or one check met a bug.
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _check(feed: Feed, address: str, finder: FeedFinder) -> FeedCheck:
    try:
        found = await finder.find(address, lambda url: replace(feed, url=url))
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
        note=cut_sentence(dates) if found.cut else "",
    )

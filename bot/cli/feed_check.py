"""Tries the addresses of several feeds at the same time; reports on feeds as text and JSON."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.catalogue.adding import FeedFinder
from bot.catalogue.service import Change
from bot.cli import texts
from bot.cli.output import iso, print_line
from bot.cli.session import open_to_read
from bot.clock import SystemClock
from bot.errors import FeedError, HostError
from bot.feeds.hosts import HostTurns
from bot.feeds.long_feeds import NEWEST_MISSED, cut_sentence
from bot.feeds.schedule import clock_ahead
from bot.model.article import Taxonomy
from bot.model.feed import Feed
from bot.readers import open_fetching
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.catalogue.adding import Added
    from bot.model.feed import ListedFeed


CONCURRENT_FEEDS = 8
"""Chosen by eye: the shipped list takes a few seconds, and a home connection can carry it."""


class FeedCheck(Struct, frozen=True):
    """The result for one feed; `error` is None if it was read.

    Attributes:
        note: a sentence about a feed that is too large.
        clock_ahead: how far this machine's clock is ahead of the server's; None if it is not known.
    """

    feed: Feed
    articles: int = 0
    left_out: int = 0
    newest_at: datetime | None = None
    error: str | None = None
    note: str = ""
    clock_ahead: timedelta | None = None

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
        taxonomy: the topics to classify articles by.
        addresses: the new addresses of feeds that moved, by their URLs.
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
        # The poller reads only the listed address, so a web page there is an error.
        return FeedCheck(feed, error=texts.PAGE_NAMES_FEED.format(url=found.links[0].url))
    extraction, document = found.extraction, found.document
    dates = [each.published_at for each in extraction.articles if each.published_at]
    return FeedCheck(
        feed,
        len(extraction.articles),
        len(extraction.left_out),
        max(dates, default=None),
        note=cut_sentence(dates, has_end=document.has_end) if document.cut else "",
        clock_ahead=clock_ahead(document.headers, SystemClock().now()),
    )


MOST_ARTICLES_SHOWN = 10
"""Titles that a preview prints before "and more". Chosen by eye."""


def check_line(checked: "FeedCheck") -> str:
    """A line that says how one feed answered."""
    text = texts.CHECK_TO_DO if checked.error else texts.CHECK_OK
    return text.format(name=checked.feed.name, sentence=checked.sentence)


def check_as_object(checked: "FeedCheck") -> dict[str, object]:
    """The answer of one feed, for JSON."""
    return {
        "name": checked.feed.name,
        "url": checked.feed.url,
        "enabled": checked.feed.enabled,
        "articles": checked.articles,
        "left_out": checked.left_out,
        "newest": iso(checked.newest_at),
        "error": checked.error,
    }


def added_lines(added: "Added") -> list[str]:
    """The lines that say which feed was found, and which others its page names."""
    left_out = len(added.extraction.left_out)
    lines = [
        texts.plural(
            texts.ADDED_IN_PART if left_out else texts.ADDED,
            len(added.extraction.articles),
            change=texts.WOULD_BE_READ if added.change is None else str(added.change).capitalize(),
            name=added.feed.name,
            url=added.feed.url,
            left_out=left_out,
        )
    ]
    if others := added.links[1:]:
        lines.append(texts.plural(texts.OTHER_FEEDS, len(others)))
        lines += [f"  {each.url}" for each in others]
    if added.change in {Change.ADDED, Change.SWITCHED_ON}:
        lines.append(texts.READ_SOON)
    return lines


def print_preview(added: "Added") -> None:
    """Print the titles that would be indexed, and those that would be left out."""
    for article in added.extraction.articles[:MOST_ARTICLES_SHOWN]:
        date = article.published_at.astimezone(UTC) if article.published_at else None
        topics = ", ".join(match.slug for match in article.topics) or texts.NO_TOPICS
        print_line(
            f"  {f'{date:%Y-%m-%d}' if date else texts.NO_DATE:10}  {article.title}  [{topics}]"
        )
    _print_rest(len(added.extraction.articles))
    for title in added.extraction.left_out[:MOST_ARTICLES_SHOWN]:
        print_line(texts.LEFT_OUT.format(title=title))
    _print_rest(len(added.extraction.left_out))


def _print_rest(number: int) -> None:
    if number > MOST_ARTICLES_SHOWN:
        print_line(texts.MORE.format(number=number - MOST_ARTICLES_SHOWN))


def added_as_object(added: "Added") -> dict[str, object]:
    """The feed that was found, for JSON."""
    return {
        "name": added.feed.name,
        "url": added.feed.url,
        "homepage": added.feed.homepage,
        "change": None if added.change is None else str(added.change),
        "articles": [
            {
                "title": article.title,
                "url": article.url,
                "published": iso(article.published_at),
                "topics": [match.slug for match in article.topics],
            }
            for article in added.extraction.articles
        ],
        "left_out": list(added.extraction.left_out),
        "others": [link.url for link in added.links[1:]],
    }


def listed_as_object(listed: "ListedFeed") -> dict[str, object]:
    """A listed feed, for JSON."""
    feed, health = listed.tracked.feed, listed.tracked.health
    return {
        "name": feed.name,
        "url": feed.url,
        "enabled": feed.enabled,
        "kind": str(feed.kind),
        "audience": str(feed.audience),
        "servers": listed.servers,
        "articles": listed.articles,
        "newest": iso(listed.newest_at),
        "last_success": iso(health.last_success_at),
        "next_check": iso(listed.tracked.next_check_at) if feed.enabled else None,
        "error": health.error,
    }


def status_line(listed: "ListedFeed") -> str:
    """The articles, the health and the next poll of a listed feed, in one line."""
    tracked, health = listed.tracked, listed.tracked.health
    parts = [texts.plural(texts.ARTICLES, listed.articles)]
    if listed.servers:
        parts.insert(0, texts.plural(texts.FOR_SERVERS, listed.servers))
    if health.gone_at:
        parts.append(texts.GONE_SINCE.format(since=health.gone_at))
    elif health.failing_since:
        parts.append(texts.FAILING_SINCE.format(since=health.failing_since, error=health.error))
    elif health.last_success_at:
        parts.append(texts.READ_AT.format(at=health.last_success_at))
    if health.newest_missed:
        parts.append(NEWEST_MISSED)
    if tracked.feed.enabled and not health.gone_at:
        at, before = tracked.next_check_at, health.last_success_at or health.failing_since
        soon = texts.READ_NEXT if before else texts.NOT_READ  # A restore resets both.
        parts.append(texts.NEXT_AT.format(at=at) if at else soon)
    return "; ".join(parts)

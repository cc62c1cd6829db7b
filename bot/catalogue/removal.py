"""Takes articles out of search and lists. Called by `cli.tasks`; a running bot need not stop.

feed            ─► removed from the list ─► its articles deleted, ARTICLES_PER_BATCH at a time
                └► a story that another feed has, too, becomes that feed's
number or link  ─► one article ─► hidden, or shown again
"""

import contextlib
from collections.abc import Sequence

from msgspec import Struct

from bot.articles.links import canonical_url, safe_url, typed_address
from bot.articles.text import shorten
from bot.catalogue.adding import LONGEST_SHOWN, known_feed
from bot.catalogue.service import Sources
from bot.errors import RequestError, UnknownNameError
from bot.model.feed import TrackedFeed
from bot.model.ids import read_id
from bot.storage import feeds, removal
from bot.storage.database import Connection, Database

ARTICLES_PER_BATCH = 200
"""Articles deleted in one transaction: a running bot waits tenths of a second. Chosen by eye."""
FEED_PURGED = "The operator removed its feed and the articles."
ARTICLE_HIDDEN = "The operator hid the article."
NOT_THERE = (
    "There is no article “{asked}”. Give its link or its number, as `progress-bot search` shows "
    "them."
)
SEVERAL = "Several articles have this link. Give the number of one: {articles}"
MOST_NAMED_ARTICLES = 10
"""Articles of one link that an error names. Chosen by eye."""


class Purged(Struct, frozen=True):
    """The result of a purge: articles deleted, and articles left to other feeds."""

    deleted: int
    moved: int


async def tracked_feed(database: Database, asked: str) -> TrackedFeed:
    """The feed of this name or address, listed or formerly listed.

    Raises:
        RequestError: there is no such feed.
    """
    async with database.reader() as connection:
        known = await feeds.known(connection)
    found = known_feed([each.feed for each in known], asked)
    return next(each for each in known if each.feed == found)


async def count_articles(database: Database, tracked: TrackedFeed) -> int:
    """Count the articles of a feed."""
    async with database.reader() as connection:
        return await feeds.count_articles(connection, tracked.id)


async def purge(database: Database, sources: Sources, tracked: TrackedFeed) -> Purged:
    """Remove a feed, then delete its articles. If it is interrupted, a second call goes on."""
    async with database.reader() as connection:
        listed = {each.id for each in await feeds.listed(connection)}
    if tracked.id in listed:
        await sources.remove(tracked.feed)
    deleted = moved = 0
    while True:
        async with database.transaction() as connection:
            some = await removal.purge_some(connection, tracked.id, ARTICLES_PER_BATCH, FEED_PURGED)
            if not any(some):
                await removal.forget_feed(connection, tracked.id)
                return Purged(deleted, moved)
        deleted, moved = deleted + some[0], moved + some[1]


async def hide(database: Database, asked: str, *, undo: bool) -> tuple[str, bool]:
    """Hide an article, or show it again. Returns its title, and whether that changed anything.

    Raises:
        RequestError: there is no such article, or several have this link.
    """
    async with database.transaction() as connection:
        article_id, title = _only(await _found(connection, asked.strip()), asked)
        changed = await removal.set_hidden(connection, article_id, hidden=not undo)
        if not undo:
            await removal.withdraw(connection, [article_id], ARTICLE_HIDDEN)
    return title, changed


async def _found(connection: Connection, asked: str) -> list[tuple[int, str]]:
    if asked.isdecimal():
        with contextlib.suppress(RequestError):  # no article can have this number
            return await removal.by_id(connection, read_id(asked))
        return []
    url = safe_url(typed_address(asked))
    return await removal.by_link(connection, canonical_url(url), url) if url else []


def _only(found: Sequence[tuple[int, str]], asked: str) -> tuple[int, str]:
    if not found:
        raise UnknownNameError(NOT_THERE.format(asked=shorten(asked, LONGEST_SHOWN)))
    if len(found) > 1:
        named = "; ".join(f"{number} ({title})" for number, title in found[:MOST_NAMED_ARTICLES])
        raise RequestError(SEVERAL.format(articles=named))
    return found[0]

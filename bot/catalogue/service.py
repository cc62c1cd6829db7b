"""The feeds that are listed, and what the operator changes about them.

    choice ─► ONE transaction: feed_choices, the database's feeds laid anew ─► a running bot reads
              them in its next round

Called by `app` at start, by the sources cog, and by `progress-bot feeds`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.clock import Clock
from bot.knowledge.catalogue import form_of, overlay
from bot.model.feed import Feed, FeedChoice, ListedFeed
from bot.storage import feed_choices, feeds
from bot.storage.database import Connection, Database

PER_PAGE = 5


class Change(StrEnum):
    """What came of a wish about a feed."""

    ADDED = "added"
    SWITCHED_ON = "switched on"
    SWITCHED_OFF = "switched off"
    CHANGED = "changed"
    KNOWN = "known"
    """It was like that already."""


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """A page of the listed feeds, counted from 1; its number is within range."""

    feeds: tuple[ListedFeed, ...]
    number: int
    pages: int


class Sources:
    """Lists feeds, and keeps what the operator decides about them.

    Args:
        database: where choices and feeds stand.
        catalogue: what FEEDS_FILE names.
        clock: the present.
    """

    def __init__(self, database: Database, catalogue: Sequence[Feed], clock: Clock) -> None:
        self._database = database
        self._catalogue = tuple(catalogue)
        self._originals = {form_of(feed.url): feed for feed in catalogue}
        self._clock = clock

    async def apply(self) -> tuple[Feed, ...]:
        """Make the catalogue with the operator's choices the database's feeds; all of them."""
        async with self._database.transaction() as connection:
            return await self._lay(connection)

    async def listed(self) -> list[ListedFeed]:
        """All listed feeds as the database has them, those that are switched on first."""
        async with self._database.reader() as connection:
            return await feeds.listed_with_articles(connection)

    async def page(self, number: int) -> SourcesPage:
        """A page of them; the last one where there are fewer."""
        listed = await self.listed()
        pages = max(1, -(-len(listed) // PER_PAGE))
        number = max(1, min(number, pages))
        shown = listed[(number - 1) * PER_PAGE : number * PER_PAGE]
        return SourcesPage(tuple(shown), number, pages)

    def is_own(self, feed: Feed) -> bool:
        """Whether it is the operator's own, and none of the catalogue."""
        return form_of(feed.url) not in self._originals

    async def keep(self, wanted: Feed, *, answers: bool = False) -> Change:
        """Have a feed as it is wanted, listed before or not.

        Args:
            wanted: the whole feed.
            answers: whether it was found to answer; it is then read at once, whatever was before.
        """
        async with self._database.transaction() as connection:
            (change,) = await self._keep(connection, [wanted], answers=answers)
        return change

    async def keep_all(self, wanted: Sequence[Feed]) -> list[Change]:
        """Have all of these, in one transaction."""
        async with self._database.transaction() as connection:
            return await self._keep(connection, wanted)

    async def remove(self, feed: Feed) -> Change:
        """Take out a feed of the operator's own; switch off one of the catalogue.

        Its articles stay in the index: what members were shown, they find again.
        """
        async with self._database.transaction() as connection:
            if not self.is_own(feed):
                (change,) = await self._keep(connection, [replace(feed, enabled=False)])
                return change
            await feed_choices.drop(connection, feed.url)
            await self._lay(connection)
        return Change.SWITCHED_OFF

    async def _keep(
        self, connection: Connection, wanted: Sequence[Feed], *, answers: bool = False
    ) -> list[Change]:
        listed = {form_of(feed.url): feed for feed in await self._lay(connection)}
        made = {form_of(each.url): each.url for each in await feed_choices.everything(connection)}
        changes, begun = [], []
        for each in wanted:
            form = form_of(each.url)
            before = listed.get(form)
            feed = replace(each, url=before.url) if before else each
            listed[form] = feed
            changes.append(_change(before, feed))
            if changes[-1] is not Change.KNOWN:
                # Its address may have had another form when it was made.
                await feed_choices.drop(connection, made.get(form, feed.url))
                await self._choose(connection, feed)
            if feed.enabled and (answers or changes[-1] in {Change.ADDED, Change.SWITCHED_ON}):
                begun.append(feed.url)
        await self._lay(connection)
        for url in begun:
            await feeds.revive(connection, url)
        return changes

    async def _choose(self, connection: Connection, feed: Feed) -> None:
        """Keep what has to be said of a feed over what the catalogue says, where anything has."""
        original = self._originals.get(form_of(feed.url))
        if feed != original:
            same = original is not None and feed == replace(original, enabled=feed.enabled)
            choice = FeedChoice(feed.url, feed.enabled, None if same else feed)
            await feed_choices.put(connection, choice, self._clock.now())

    async def _lay(self, connection: Connection) -> tuple[Feed, ...]:
        listed = overlay(self._catalogue, await feed_choices.everything(connection))
        await feeds.sync_catalogue(connection, listed)
        return listed


def _change(before: Feed | None, wanted: Feed) -> Change:
    if before is None:
        return Change.ADDED
    if before.enabled != wanted.enabled:
        return Change.SWITCHED_ON if wanted.enabled else Change.SWITCHED_OFF
    return Change.KNOWN if before == wanted else Change.CHANGED

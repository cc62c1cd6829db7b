"""Lists the feeds, and stores the operator's changes to them.

    choice ─► ONE transaction: feed_choices, then the database's feeds synced with them
           ─► a running bot reads them in its next round

Called by `readers` at the start, by the cog of `/sources`, and by `progress-bot feeds`.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from bot.catalogue.server_feeds import end_everywhere
from bot.clock import Clock
from bot.knowledge.catalogue import at_new_address, form_of, overlay, renamed
from bot.model.feed import GAP_TOLD_FOR, Feed, FeedChoice, ListedFeed
from bot.storage import feed_choices, feed_history, feeds, server_feeds
from bot.storage.database import Connection, Database

FEEDS_PER_PAGE = 5
"""Feeds on a page of the list; chosen by eye."""
SHORT_BREAK = timedelta(days=1)
"""A feed that was read within this time and is switched on again goes on where it was. Most feeds
then still show all that appeared meanwhile. Chosen by eye."""


class Change(StrEnum):
    """The change that a request made to the list of feeds."""

    ADDED = "added"
    SWITCHED_ON = "switched on"
    SWITCHED_OFF = "switched off"
    CHANGED = "changed"
    KNOWN = "known"
    """The feed was like that already."""


class SourcesPage(Struct, frozen=True):
    """A page of the listed feeds.

    Attributes:
        number: from 1 to `pages`.
    """

    feeds: tuple[ListedFeed, ...]
    number: int
    pages: int


class Sources:
    """Lists feeds, and keeps the operator's decisions about them.

    Args:
        catalogue: the feeds of FEEDS_FILE.
    """

    def __init__(self, database: Database, catalogue: Sequence[Feed], clock: Clock) -> None:
        self._database = database
        self._catalogue = tuple(catalogue)
        self._originals = {form_of(feed.url): feed for feed in catalogue}
        self._clock = clock

    async def apply(self) -> tuple[Feed, ...]:
        """Sync the database's feeds with the catalogue and the operator's choices; returns them.

        A frozen database keeps the feeds of the last sync.
        """
        if self._database.frozen:
            async with self._database.reader() as connection:
                return overlay(self._catalogue, await feed_choices.everything(connection))
        async with self._database.transaction() as connection:
            return await self._sync(connection)

    async def listed(self) -> list[ListedFeed]:
        """All listed feeds as the database has them; feeds that are switched on come first."""
        async with self._database.reader() as connection:
            listed = await feeds.listed_with_articles(connection)
            found = await feed_history.gaps_since(connection, self._clock.now() - GAP_TOLD_FOR)
        newest = {gap.feed_id: gap for gap in reversed(found)}
        return [replace(each, gap=newest.get(each.tracked.id)) for each in listed]

    async def page(self, number: int, guild_id: int | None = None) -> SourcesPage:
        """A page of the feeds that a server sees; the last page if `number` is larger.

        Args:
            number: from 1.
            guild_id: the server; None for direct messages, which see no server's own feeds.
        """
        async with self._database.reader() as connection:
            chosen = await server_feeds.of_guild(connection, guild_id) if guild_id else []
        ids = {each.tracked.id for each in chosen}
        others = [_for_others(each) for each in await self.listed() if each.tracked.id not in ids]
        listed = sorted((*others, *chosen), key=lambda each: not each.tracked.feed.enabled)
        pages = max(1, -(-len(listed) // FEEDS_PER_PAGE))
        number = max(1, min(number, pages))
        shown = listed[(number - 1) * FEEDS_PER_PAGE : number * FEEDS_PER_PAGE]
        return SourcesPage(tuple(shown), number, pages)

    def is_own(self, feed: Feed) -> bool:
        """Whether the operator added the feed, so that the catalogue does not have it."""
        return form_of(feed.url) not in self._originals

    async def keep(self, wanted: Feed, *, answers: bool = False) -> Change:
        """Add a feed, or change a listed one.

        Args:
            wanted: the whole feed.
            answers: whether the feed has just answered; it is then read at once, even if it failed
                or was gone before.
        """
        async with self._database.transaction() as connection:
            (change,) = await self._keep(connection, [wanted], answers=answers)
        return change

    async def keep_all(self, wanted: Sequence[Feed]) -> list[Change]:
        """Add or change all of these feeds, in one transaction."""
        async with self._database.transaction() as connection:
            return await self._keep(connection, wanted)

    async def remove(self, feed: Feed) -> Change:
        """Remove a feed that the operator added, or switch off a feed of the catalogue.

        Its articles stay in the index, so that members find again what they were shown. It ends in
        servers that chose it for themselves, too, and counts as refused to them.
        """
        async with self._database.transaction() as connection:
            await end_everywhere(connection, feed, self._clock.now())
            if not self.is_own(feed):
                (change,) = await self._keep(connection, [replace(feed, enabled=False)])
                return change
            await feed_choices.drop(connection, feed.url)
            await self._sync(connection)
        return Change.SWITCHED_OFF

    async def _keep(
        self, connection: Connection, wanted: Sequence[Feed], *, answers: bool = False
    ) -> list[Change]:
        listed = {form_of(feed.url): feed for feed in await self._sync(connection)}
        made = {form_of(each.url): each.url for each in await feed_choices.everything(connection)}
        tracked = await feeds.listed(connection)
        of_servers = await server_feeds.server_only(connection)
        known = {form_of(each.feed.url): each.feed.url for each in of_servers}
        changes, begun = [], []
        for each in wanted:
            moved = at_new_address(tracked, each.url) if form_of(each.url) not in listed else None
            form = form_of((moved or each).url)
            before = listed.get(form)
            feed = replace(each, url=before.url if before else known.get(form, each.url))
            listed[form] = feed
            changes.append(_change(before, feed))
            if changes[-1] is not Change.KNOWN:
                # Its address may have had another form when it was made.
                await feed_choices.drop(connection, made.get(form, feed.url))
                await self._choose(connection, feed)
            if feed.enabled and (answers or changes[-1] in {Change.ADDED, Change.SWITCHED_ON}):
                begun.append(feed.url)
        await self._sync(connection)
        for url in begun:
            await feeds.revive(connection, url)
        return changes

    async def _choose(self, connection: Connection, feed: Feed) -> None:
        """Store a feed as the operator's choice, if it differs from the catalogue's."""
        original = self._originals.get(form_of(feed.url))
        if feed != original:
            same = original is not None and feed == replace(original, enabled=feed.enabled)
            choice = FeedChoice(feed.url, feed.enabled, None if same else feed)
            await feed_choices.put(connection, choice, self._clock.now())

    async def _sync(self, connection: Connection) -> tuple[Feed, ...]:
        """Sync the feeds with the catalogue, as the choices change it; returns them."""
        known = await feeds.known(connection)
        await self._carry_choices(connection, renamed(known, self._catalogue))
        listed = overlay(self._catalogue, await feed_choices.everything(connection))
        for before, url in renamed(known, listed).items():
            await feeds.rename(connection, before, url)
        await server_feeds.show_to_all(connection, [feed.url for feed in listed if feed.enabled])
        read_since = self._clock.now() - SHORT_BREAK
        await feeds.sync_catalogue(connection, listed, read_since=read_since)
        return listed

    async def _carry_choices(self, connection: Connection, names: Mapping[str, str]) -> None:
        """Let the choices about feeds that have moved hold for their new addresses."""
        moved = {form_of(before): url for before, url in names.items()}
        for choice in await feed_choices.everything(connection) if moved else ():
            url = moved.get(form_of(choice.url), choice.url)
            if form_of(url) != form_of(choice.url):
                feed = choice.feed and replace(choice.feed, url=url)
                await feed_choices.drop(connection, choice.url)
                await feed_choices.put(
                    connection, FeedChoice(url, choice.enabled, feed), self._clock.now()
                )


def _for_others(listed: ListedFeed) -> ListedFeed:
    """The feed as servers see it that did not choose it: off if it is read for others alone."""
    tracked = listed.tracked
    if not tracked.server_only:
        return listed
    off = replace(tracked, feed=replace(tracked.feed, enabled=False))
    return replace(listed, tracked=off, articles=0, newest_at=None, gap=None, servers=0)


def _change(before: Feed | None, wanted: Feed) -> Change:
    if before is None:
        return Change.ADDED
    if before.enabled != wanted.enabled:
        return Change.SWITCHED_ON if wanted.enabled else Change.SWITCHED_OFF
    return Change.KNOWN if before == wanted else Change.CHANGED

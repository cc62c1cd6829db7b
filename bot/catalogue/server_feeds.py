"""Keeps the feeds that servers have for themselves, and the operator's answers to proposals.

    proposal ─► answer ─► ONE transaction: decision, the server's choice, the feed
             ─► the server is told (pipelines.proposals)

Called by cogs, the command line and `catalogue.proposing`, which makes the proposals.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.clock import Clock
from bot.knowledge.catalogue import form_of
from bot.model.feed import Feed, ListedFeed, Obstacle, Proposal, ProposalState
from bot.storage import feed_choices, feeds, server_feeds
from bot.storage.database import Connection, Database

MOST_PER_SERVER = 20
"""Feeds of one server, proposals that wait included. Chosen by eye."""
REFUSED_FOR = timedelta(days=30)
"""After this time a refused feed may be proposed again. Chosen by eye."""
ANSWERS_KEPT = timedelta(days=30)
"""An answered proposal is kept for this time, so that its buttons can show the answer."""
SOURCE_REMOVED = "Its source was removed before this was posted."


class OwnFeeds(Struct, frozen=True):
    """The feeds that a server chose, and those that it asked for.

    Attributes:
        feeds: in the order in which they were chosen.
        proposals: those that wait for the operator's answer.
    """

    feeds: tuple[ListedFeed, ...]
    proposals: tuple[Proposal, ...]

    @property
    def is_full(self) -> bool:
        """Whether the server can have no more."""
        return len(self.feeds) + len(self.proposals) >= MOST_PER_SERVER


class Answered(Struct, frozen=True):
    """A proposal with its answer.

    Attributes:
        before: whether it was answered before; that answer counts.
    """

    proposal: Proposal
    before: bool


class ServerFeeds:
    """Keeps the feeds of servers."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of_server(self, guild_id: int) -> OwnFeeds:
        """The feeds of a server, and its proposals that wait."""
        async with self._database.reader() as connection:
            return await _own(connection, guild_id)

    async def everywhere(self) -> list[ListedFeed]:
        """The feeds that any server has for itself."""
        async with self._database.reader() as connection:
            return await server_feeds.everywhere(connection)

    async def remove(self, guild_id: int, feed_id: int) -> bool:
        """End a server's feed; False if it has no such one."""
        async with self._database.transaction() as connection:
            return await server_feeds.end(connection, guild_id, feed_id, SOURCE_REMOVED)

    async def obstacle(self, guild_id: int, feed: Feed) -> Obstacle | None:
        """Why this server cannot have a feed, whoever decides; None if nothing is in the way."""
        async with self._database.reader() as connection:
            return await self._obstacle(connection, guild_id, feed)

    async def decision(self, feed: Feed) -> ProposalState | None:
        """The operator's decision about a feed, if any; a refusal counts for some days."""
        async with self._database.reader() as connection:
            since = self._clock.now() - REFUSED_FOR
            return await feed_choices.decision(connection, form_of(feed.url), since)

    async def choose(self, guild_id: int, feed: Feed) -> Obstacle | None:
        """Give a server a feed at once; returns what is in the way, or None if it has it now."""
        async with self._database.transaction() as connection:
            if obstacle := await self._obstacle(connection, guild_id, feed):
                return obstacle
            await self._choose(connection, guild_id, feed)
        return None

    async def propose(self, proposal: Proposal) -> Proposal | Obstacle:
        """Keep a proposal until it is answered; returns it with its id, or what is in the way."""
        async with self._database.transaction() as connection:
            if obstacle := await self._obstacle(connection, proposal.guild_id, proposal.feed):
                return obstacle
            address = form_of(proposal.feed.url)
            return replace(proposal, id=await feed_choices.add(connection, proposal, address))

    async def waiting(self) -> list[Proposal]:
        """All proposals that wait for an answer, oldest first."""
        async with self._database.reader() as connection:
            return await feed_choices.open_ones(connection)

    async def answer(self, proposal_id: int, *, allowed: bool) -> Answered | None:
        """Answer a proposal; None if it does not stand any more. The first answer counts."""
        now = self._clock.now()
        state = ProposalState.ALLOWED if allowed else ProposalState.REFUSED
        async with self._database.transaction() as connection:
            proposal = await feed_choices.get(connection, proposal_id)
            if proposal is None:
                return None
            if not await feed_choices.answer(connection, proposal_id, state, now):
                return Answered(proposal, before=True)
            address = form_of(proposal.feed.url)
            await feed_choices.decide(connection, address, now, allowed=allowed)
            if allowed:
                await self._choose(connection, proposal.guild_id, proposal.feed)
        return Answered(replace(proposal, state=state), before=False)

    async def hand_over(self, guild_id: int) -> list[Proposal]:
        """Take the answers that a server was not told, to show them to a moderator."""
        async with self._database.reader() as connection:
            found = await feed_choices.put_off_in(connection, guild_id)
        if not found:
            return []
        async with self._database.transaction() as connection:
            # Before they are shown: nobody could find out afterwards whether they were.
            ids = await feed_choices.set_told(connection, [each.id for each in found])
        return [each for each in found if each.id in ids]

    async def reopen(self, handed: Iterable[Proposal]) -> None:
        """Put answers back that the moderator could not be shown."""
        async with self._database.transaction() as connection:
            await feed_choices.set_told(connection, [each.id for each in handed], told=False)

    async def forget_old(self) -> None:
        """Delete proposals that were answered long ago, and refusals that no longer count."""
        now = self._clock.now()
        async with self._database.transaction() as connection:
            await feed_choices.forget(connection, now - ANSWERS_KEPT)
            await feed_choices.forget_refusals(connection, now - REFUSED_FOR)

    async def _obstacle(self, connection: Connection, guild_id: int, feed: Feed) -> Obstacle | None:
        form = form_of(feed.url)
        own = await _own(connection, guild_id)
        same = [each.tracked for each in own.feeds if form_of(each.tracked.feed.url) == form]
        if same:
            # A feed that was gone for good is not asked any more; the proposed one has answered.
            return None if any(each.health.gone_at for each in same) else Obstacle.CHOSEN
        if any(
            form_of(each.feed.url) == form
            for each in await feeds.active(connection)
            if not each.server_only
        ):
            return Obstacle.FOR_EVERYBODY
        if any(form_of(each.feed.url) == form for each in own.proposals):
            return Obstacle.PROPOSED
        return Obstacle.TOO_MANY if own.is_full else None

    async def _choose(self, connection: Connection, guild_id: int, feed: Feed) -> None:
        """Have the feed read, at the address in the form in which the database knows it.

        One that was gone for good, and has answered again, is read from now on.
        """
        known = [*await feeds.listed(connection), *await server_feeds.server_only(connection)]
        form = form_of(feed.url)
        same = [each for each in known if form_of(each.feed.url) == form]
        wanted = replace(feed, url=same[0].feed.url if same else feed.url)
        await server_feeds.choose(connection, guild_id, wanted, self._clock.now())
        if any(each.health.gone_at for each in same):
            await feeds.revive(connection, wanted.url)


async def _own(connection: Connection, guild_id: int) -> OwnFeeds:
    return OwnFeeds(
        tuple(await server_feeds.of_guild(connection, guild_id)),
        tuple(await feed_choices.open_in(connection, guild_id)),
    )


async def end_everywhere(connection: Connection, feed: Feed, now: datetime) -> None:
    """End a feed in all servers that have it, because the operator removed it."""
    if await server_feeds.end_everywhere(connection, feed.url):
        await feed_choices.decide(connection, form_of(feed.url), now, allowed=False)

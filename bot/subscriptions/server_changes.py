"""Changes subscriptions when channels, permissions or the bot's membership change.

    channel deleted  ─► its subscriptions end
    channel converted ─► its cards are not published any more, or again if they were before
    role deleted     ─► no message mentions it
    permission given ─► a channel that refused resumes
    bot removed      ─► its own feeds end, all channels pause
                     ─► bot is back: they resume · after 30 days: all deleted

Called by the servers cog and `discord_api.server_watch`.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import timedelta

from msgspec import Struct, field

from bot.clock import Clock
from bot.delivery.messenger import NOTICES_PER_MESSAGE
from bot.delivery.refusals import BOT_REMOVED, CHANNEL_DELETED
from bot.model.obstacle import PostingObstacle
from bot.model.subscription import ChannelKind, ChannelState, Notice, PauseCause
from bot.storage import (
    channels,
    deliveries,
    delivery_log,
    feed_choices,
    meta,
    notices,
    posts,
    server_changes,
    server_feeds,
    servers,
    steps,
    visibility,
)
from bot.storage.database import Connection, Database
from bot.storage.server_changes import Converted
from bot.subscriptions.pausing import end_channel
from bot.subscriptions.service import ENDINGS_SHOWN

log = logging.getLogger(__name__)

DEPARTED_KEPT_FOR = timedelta(days=30)
"""How long the settings of a server are kept after the bot left it; PRIVACY.md promises it."""
HELD_BACK_SHOWN = timedelta(days=30)
"""How long articles that a channel did not get are listed, and kept. Chosen by eye."""
ASK_MODERATOR_AGAIN = timedelta(minutes=1)
"""The wait before a notice that a moderator was not shown is offered to the next one. Chosen by
eye."""
MOST_UNTOLD = 50
"""Notices that are read to find those that a moderator may see. Chosen by eye."""
CONVERTIBLE = {ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT}
PUBLISHED_NOW = (
    "This is an announcement channel again. Its cards are published to the servers that follow it, "
    "as before. To change that, use /news subscribe with its option “show”."
)
PUBLISHED_IN_PART = (
    "This is an announcement channel now. What was published before is published to the servers "
    "that follow it; the rest is not. To change that, use /news subscribe with its option “show”."
)
NOT_PUBLISHED = (
    "This is an announcement channel now. Shall its cards be published to the servers that follow "
    "it? They are not, unless you choose so in /news subscribe with its option “show”."
)
PUBLISHED_NO_MORE = (
    "This is no announcement channel any more. Its cards are not published to other servers now."
)


class KnownServers(Struct, frozen=True):
    """The stored state, to be compared with Discord's.

    Attributes:
        servers: all servers about which anything is stored.
        departed: those of them that the bot left.
        channels: all channels that have a subscription.
        roles: the roles that subscriptions mention, by server.
    """

    servers: frozenset[int]
    departed: frozenset[int]
    channels: tuple[ChannelState, ...]
    roles: Mapping[int, AbstractSet[int]] = field(default_factory=dict)


class ServerChanges:
    """Keeps subscriptions up to date with the servers.

    Args:
        wake: called when there may be something to announce again.
    """

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    async def known(self) -> KnownServers:
        """Read the stored state, to be compared when the bot has connected."""
        async with self._database.reader() as connection:
            return KnownServers(
                servers=frozenset(await servers.known(connection)),
                departed=frozenset(await servers.departed(connection)),
                channels=tuple(await channels.everywhere(connection)),
                roles=await server_changes.mentioned_roles(connection),
            )

    async def refused(self, guild_id: int) -> list[ChannelState]:
        """The channels of a server that refuse posts."""
        async with self._database.reader() as connection:
            states = await channels.of_guild(connection, guild_id)
        return [each for each in states if each.cause is PauseCause.REFUSED]

    async def explain(self, channel_id: int, found: PostingObstacle) -> None:
        """Record the obstacle that is seen now in a channel that refuses posts."""
        async with self._database.transaction() as connection:
            await channels.explain(connection, channel_id, found.sentence, found.until)

    async def state(self, guild_id: int, channel_id: int) -> ChannelState | None:
        """The state of a channel of this server; None if it has no subscription."""
        async with self._database.reader() as connection:
            states = await channels.of_guild(connection, guild_id)
        return next((each for each in states if each.channel_id == channel_id), None)

    async def resume(self, guild_id: int, channel_ids: Collection[int]) -> None:
        """Resume those of the channels that are paused because Discord refused."""
        async with self._database.transaction() as connection:
            resumed = await channels.resume_refused(connection, guild_id, channel_ids)
            await posts.try_now(connection, resumed, self._clock.now())
            await notices.drop_untold(connection, resumed)
        if resumed:
            log.info("Server %s: posting again in %s", guild_id, _listed(resumed))
            self._wake()

    async def store_kinds(self, kinds: Collection[tuple[int, ChannelKind]]) -> None:
        """Store the current kinds of channels, and adapt the steps after their cards.

        Only announcement channels publish cards. A text channel can become one, and the reverse.
        The moderators are told once, and asked if none of them chose to publish.
        """
        if not kinds:
            return
        async with self._database.transaction() as connection:
            found = await channels.some(connection, [channel_id for channel_id, _ in kinds])
            stored = {state.channel_id: state for state in found}
            await channels.set_kinds(connection, kinds)
            for channel_id, kind in kinds:
                before = stored.get(channel_id)
                if before and before.kind is not kind and {before.kind, kind} == CONVERTIBLE:
                    await self._follow_kind(connection, before.guild_id, channel_id, kind)

    async def _follow_kind(
        self, connection: Connection, guild_id: int, channel_id: int, kind: ChannelKind
    ) -> None:
        converted = await server_changes.follow_kind(connection, channel_id, kind)
        # What waits does not say which subscription asked for it.
        publishes = converted.publishing > 0 and not converted.silent
        await deliveries.follow_kind(connection, channel_id, publishes=publishes)
        await posts.follow_kind(connection, channel_id, kind)
        await steps.follow_kind(connection, channel_id, publishes=publishes)
        if kind is ChannelKind.ANNOUNCEMENT or converted.changed:
            reason = _effects(kind, converted)
            now = self._clock.now()
            await notices.write_of_kind(connection, guild_id, channel_id, reason, now)

    async def role_deleted(self, guild_id: int, role_id: int, name: str) -> None:
        """Stop mentioning a role that was deleted."""
        async with self._database.transaction() as connection:
            lost = await server_changes.lose_role(connection, guild_id, role_id, name)
            await deliveries.lose_role(connection, guild_id, role_id)
        if lost:
            log.info("Server %s: subscriptions that mentioned a deleted role: %d", guild_id, lost)

    async def channel_deleted(self, channel_id: int, name: str) -> None:
        """End the subscriptions of a channel that was deleted, if it has any."""
        async with self._database.reader() as connection:
            if not await channels.exists(connection, channel_id) and not await visibility.has_care(
                connection, channel_id
            ):
                return
        async with self._database.transaction() as connection:
            now = self._clock.now()
            await visibility.forget_care(connection, channel_id)
            ended = await end_channel(connection, channel_id, CHANNEL_DELETED, now, name=name)
        log.info("Channel %s was deleted; subscriptions that ended: %d", channel_id, ended)

    async def left(self, guild_id: int) -> None:
        """Pause a server that the bot was removed from; its settings are kept for a while."""
        now = self._clock.now()
        async with self._database.transaction() as connection:
            news = await servers.record_departure(connection, guild_id, now)
            await channels.pause_guild(connection, guild_id, BOT_REMOVED, now)
            await server_feeds.end_all_of(connection, guild_id)
            await feed_choices.withdraw(connection, guild_id)
        if news:
            log.info(
                "Left server %s; its settings are kept for %d days",
                guild_id,
                DEPARTED_KEPT_FOR.days,
            )

    async def returned(self, guild_id: int) -> None:
        """Post again in a server, if the bot had left it."""
        async with self._database.reader() as connection:
            if guild_id not in await servers.departed(connection):
                return
        async with self._database.transaction() as connection:
            await servers.record_return(connection, guild_id)
            resumed = await channels.resume_guild(connection, guild_id)
        log.info("Back in server %s; channels where it posts again: %d", guild_id, resumed)
        self._wake()

    async def forget_old(self, present: Collection[int]) -> list[int]:
        """Delete the data of servers that the bot left long ago; returns these servers.

        Args:
            present: servers that the bot is in, whatever is stored.
        """
        now = self._clock.now()
        async with self._database.transaction() as connection:
            await server_changes.forget_endings(connection, now - ENDINGS_SHOWN)
            await delivery_log.forget_held_back(connection, now - HELD_BACK_SHOWN)
            due = await servers.departed_before(connection, now - DEPARTED_KEPT_FOR)
        gone = [guild_id for guild_id in due if guild_id not in present]
        for guild_id in gone:
            async with self._database.transaction() as connection:
                await servers.forget(connection, guild_id)
            log.info("Deleted what was stored about server %s, long after leaving it", guild_id)
        return gone

    async def untold(self, guild_id: int) -> list[int]:
        """The channels whose notices no channel of the server could show."""
        async with self._database.reader() as connection:
            database_id = await meta.database_id(connection)
            found = await notices.put_off_in(connection, database_id, guild_id, MOST_UNTOLD)
        return [each.channel_id for each in found]

    async def hand_over(self, guild_id: int, hidden: Iterable[int] = ()) -> list[Notice]:
        """Take the notices that no channel of a server could show, to show them to a moderator.

        Args:
            hidden: channels that the moderator cannot see.
        """
        async with self._database.reader() as connection:
            database_id = await meta.database_id(connection)
            found = await notices.put_off_in(
                connection, database_id, guild_id, NOTICES_PER_MESSAGE, hidden
            )
        if not found:
            return []
        async with self._database.transaction() as connection:
            # Before it is shown: nobody could find out afterwards whether it was.
            return await notices.hand_over(connection, found)

    async def reopen(self, handed: Iterable[Notice]) -> None:
        """Put the notices back that the moderator could not be shown."""
        async with self._database.transaction() as connection:
            await notices.reopen(connection, handed, self._clock.now() + ASK_MODERATOR_AGAIN)


def _effects(kind: ChannelKind, converted: Converted) -> str:
    """What a channel's new kind means for its cards, as a sentence for moderators."""
    if kind is not ChannelKind.ANNOUNCEMENT:
        return PUBLISHED_NO_MORE
    if not converted.publishing:
        return NOT_PUBLISHED
    return PUBLISHED_IN_PART if converted.silent else PUBLISHED_NOW


def _listed(channel_ids: Iterable[int]) -> str:
    return ", ".join(f"channel {channel_id}" for channel_id in channel_ids)

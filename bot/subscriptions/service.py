"""The moderators' service: subscribe, edit, move, unsubscribe, look, pause, resume. For `cogs`.

Every call names the server that asks, and touches only what belongs to it.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from bot.clock import Clock
from bot.delivery.plan import plan_for
from bot.delivery.refusals import REFUSED_IN_A_ROW
from bot.errors import RequestError
from bot.model.article import KeptArticle, Taxonomy
from bot.model.delivery import HeldChannel
from bot.model.schedule import Scheduled
from bot.model.subscription import (
    ChannelKind,
    ChannelState,
    Ending,
    PauseCause,
    Subscription,
)
from bot.model.wish import WishMatch
from bot.storage import (
    channels,
    deliveries,
    digests,
    notices,
    posts,
    schedules,
    server_changes,
    subscriptions,
    waiting,
)
from bot.storage.database import Connection, Database
from bot.subscriptions.display_options import steps_after_move
from bot.subscriptions.pausing import drop_waiting
from bot.subscriptions.previews import newest_wanted
from bot.subscriptions.saving import (
    ANOTHER_SERVERS,
    SavedSubscription,
    WantedSubscription,
    save,
)
from bot.subscriptions.waiting import apply_exclusions, drop_unwanted, review

PAUSED_BY_MODERATOR = "A moderator paused it."
UNSUBSCRIBED = "The subscription ended before this was posted."
THERE_ALREADY = (
    "That channel has such a subscription already. Choose another channel, or remove this "
    "subscription."
)
MOVED_AWAY = "The subscription moved to another channel before this was posted."
ENDINGS_SHOWN = timedelta(days=30)
"""How long a subscription that ended by itself is listed. Chosen by eye."""


class Overview(Struct, frozen=True):
    """The subscriptions of a server, and the state of its channels.

    Attributes:
        channels: the state of each channel that has a subscription, by its id.
        endings: subscriptions that ended in the last days because their channel was deleted,
            newest first.
        held: channels that are not paused and whose next post Discord does not take, or whose last
            ones it refused one by one, by their ids.
        schedules: the schedules of channels that have one, by their ids.
    """

    subscriptions: tuple[Subscription, ...]
    channels: Mapping[int, ChannelState]
    endings: tuple[Ending, ...] = ()
    held: Mapping[int, HeldChannel] = field(default_factory=dict)
    schedules: Mapping[int, Scheduled] = field(default_factory=dict)

    def without(self, hidden: Collection[int]) -> "Overview":
        """The same without some channels."""
        shown = (each for each in self.subscriptions if each.channel_id not in hidden)
        return replace(self, subscriptions=tuple(shown))


class MovedSubscription(Struct, frozen=True):
    """A subscription after and before it moved to another channel.

    Attributes:
        waiting: the number of articles that waited and moved with it.
        schedule: whether the channel's schedule moved with it; None if the channel has no schedule,
            or keeps it for other subscriptions.
    """

    subscription: Subscription
    before: Subscription
    waiting: int = 0
    schedule: bool | None = None


class EndedSubscription(Struct, frozen=True):
    """A subscription that was ended, and whether its channel's schedule ended with it."""

    subscription: Subscription
    with_schedule: bool


class SubscriptionService:
    """Reads and writes subscriptions.

    Args:
        wake: called when there may be something new to announce.
    """

    def __init__(
        self, database: Database, taxonomy: Taxonomy, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._taxonomy = taxonomy
        self._clock = clock
        self._wake = wake

    async def save(self, wanted: WantedSubscription) -> SavedSubscription | None:
        """Make or change a subscription; None if the server has no such one to change.

        Raises:
            RequestError: the channel is known as another server's, or the parts contradict each
                other.
        """
        async with self._database.transaction() as connection:
            saved = await save(connection, wanted, self._taxonomy, self._clock.now())
        self._wake()
        return saved

    async def move(
        self, guild_id: int, subscription_id: int, channel_id: int, channel_kind: ChannelKind
    ) -> MovedSubscription | None:
        """Move a subscription to another channel; None if this server has no such subscription.

        Waiting articles move, too, unless another subscription of the old channel wants them.

        Raises:
            RequestError: the channel has such a subscription, or is known as another server's.
        """
        async with self._database.transaction() as connection:
            before = await subscriptions.one(connection, guild_id, subscription_id)
            if before is None:
                return None
            states = await channels.some(connection, [before.channel_id, channel_id])
            known = {state.channel_id: state for state in states}
            if channel_id in known and known[channel_id].guild_id != guild_id:
                raise RequestError(ANOTHER_SERVERS)
            if await subscriptions.find(connection, channel_id, before.topic, before.words):
                raise RequestError(THERE_ALREADY)
            old_kind = known[before.channel_id].kind
            steps = steps_after_move(before.steps, old_kind, channel_kind)
            scheduled = await schedules.find(connection, guild_id, before.channel_id)
            keeps_own = await schedules.find(connection, guild_id, channel_id) is not None
            moved = await subscriptions.move(connection, before, channel_id, channel_kind, steps)
            was_last = not await channels.exists(connection, before.channel_id)
            if not was_last:
                moved_along = await self._move_unwanted(connection, before.channel_id, moved)
            else:
                moved_along = await deliveries.move_waiting(
                    connection, before.channel_id, channel_id, steps
                )
                await drop_waiting(connection, before.channel_id, MOVED_AWAY)
        self._wake()
        schedule = not keeps_own if scheduled and was_last else None
        return MovedSubscription(moved, before, moved_along, schedule)

    async def _move_unwanted(
        self, connection: Connection, channel_id: int, moved: Subscription
    ) -> int:
        """Move waiting articles that only the moved subscription wants; returns their number."""
        found = await review(connection, channel_id, self._taxonomy)
        only = found.unwanted
        behind = await waiting.move(connection, only, moved.channel_id, moved.steps)
        await waiting.drop(connection, behind, MOVED_AWAY)
        await apply_exclusions(connection, found, self._clock.now())
        return len(only) - len(behind)

    async def unsubscribe(self, guild_id: int, subscription_id: int) -> EndedSubscription | None:
        """End a subscription; None if this server has no such one.

        The schedule of a channel ends with its last subscription.
        """
        async with self._database.transaction() as connection:
            ended = await subscriptions.one(connection, guild_id, subscription_id)
            if ended is None:
                return None
            scheduled = await schedules.find(connection, guild_id, ended.channel_id)
            await subscriptions.delete(connection, guild_id, subscription_id)
            was_last = not await channels.exists(connection, ended.channel_id)
            if was_last:
                await drop_waiting(connection, ended.channel_id, UNSUBSCRIBED)
            else:
                await drop_unwanted(
                    connection,
                    ended.channel_id,
                    self._taxonomy,
                    self._clock.now(),
                    reason=UNSUBSCRIBED,
                )
        return EndedSubscription(ended, with_schedule=was_last and scheduled is not None)

    async def overview(self, guild_id: int) -> Overview:
        """All subscriptions of a server, and which of its channels are paused."""
        now = self._clock.now()
        async with self._database.reader() as connection:
            states = await channels.of_guild(connection, guild_id)
            refused = await channels.refused_in_a_row(connection, guild_id, REFUSED_IN_A_ROW)
            paused = {state.channel_id for state in states if state.paused_at}
            held = [each for each in refused if each.channel_id not in paused]
            held += await channels.held_since(connection, now, guild_id)
            scheduled = await digests.of_guild(connection, guild_id, now)
            return Overview(
                subscriptions=tuple(await subscriptions.of_guild(connection, guild_id)),
                channels={state.channel_id: state for state in states},
                endings=tuple(
                    await server_changes.endings_of(connection, guild_id, now - ENDINGS_SHOWN)
                ),
                held={each.channel_id: each for each in held},
                schedules={each.schedule.channel_id: each for each in scheduled},
            )

    async def pause(self, guild_id: int, channel_id: int) -> bool:
        """Pause a channel; returns False if it has no subscription in this server."""
        async with self._database.transaction() as connection:
            return await channels.pause(
                connection,
                guild_id,
                channel_id,
                cause=PauseCause.MODERATOR,
                reason=PAUSED_BY_MODERATOR,
                now=self._clock.now(),
            )

    async def resume(self, guild_id: int, channel_id: int) -> bool:
        """Resume a channel; returns False if it has no subscription in this server."""
        async with self._database.transaction() as connection:
            resumed = await channels.resume(connection, guild_id, channel_id)
            if resumed:
                await posts.try_now(connection, [channel_id], self._clock.now())
                await notices.drop(connection, channel_id)
        self._wake()
        return resumed

    async def post(self, subscription: Subscription, newest: KeptArticle, why: WishMatch) -> None:
        """Announce an article in the channel of a subscription that follows words."""
        matches = {subscription.wish_id or 0: why}
        planned = plan_for([subscription], newest.article, matches)
        async with self._database.transaction() as connection:
            await deliveries.add(connection, newest.id, [planned], self._clock.now())
        self._wake()

    async def newest_for(self, subscription: Subscription) -> KeptArticle | None:
        """The newest article that the subscription would have announced, if any."""
        async with self._database.reader() as connection:
            return await newest_wanted(connection, subscription, self._taxonomy)

"""The announce pipeline: pending deliveries in, Discord messages out.

    pending deliveries ─► bundle into Posts ─► claim ─► (outcome unknown? look for its key first)
                       ─► messenger sends with the Post's own nonce ─► sent (message id)
                       ─► or: retry at a time · reconcile · pause the channel · end it · fail · stop

Channels are served side by side, each by a lane that sends its posts in order; the lanes share the
transactions of `pipelines.outbox`. `app` runs the loop; whoever
writes deliveries wakes it by its event, and it looks by itself for those of another process.
"""

import asyncio
import contextlib
import logging
import random
from datetime import timedelta
from functools import partial
from itertools import groupby

from bot.clock import Clock
from bot.delivery.failures import Reaction, failure_kind, react, react_to_bug, tries_in_a_row
from bot.delivery.forum_retry import retry_forum_post
from bot.delivery.messenger import Messenger
from bot.delivery.plan import Bundle, bundle
from bot.delivery.refusals import Action
from bot.errors import MessengerError, ProgressError
from bot.model.delivery import FailureKind, Post, PostState
from bot.pipelines.lanes import Lanes
from bot.pipelines.loops import keep_going, keep_trying
from bot.pipelines.outbox import Claim, Outbox, Settlement
from bot.storage import deliveries, posts
from bot.storage.database import Database

log = logging.getLogger(__name__)

BURST_WINDOW = timedelta(minutes=10)
"""Cards of one channel within this time are one burst, whatever number of feeds they came from."""

LOOK_EVERY_SECONDS = 5.0
"""How soon deliveries that another process wrote are noticed."""

MOST_LANES = 256
"""Channels that are served at once: their requests wait a few seconds for a place in Discord's 50 a
second, far from the five minutes after which a request times out."""

GRACE_SECONDS = 2.0
"""What a message that is on its way gets when the bot stops."""


class Announcer:
    """Sends what is pending.

    Args:
        database: where deliveries and posts stand.
        messenger: sends and finds posts.
        clock: the present, for schedules.
        burst_limit: cards per channel and burst; 0 is no limit.
        awake: set by whoever wrote a delivery.
    """

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        clock: Clock,
        *,
        burst_limit: int,
        awake: asyncio.Event,
    ) -> None:
        self._database = database
        self._messenger = messenger
        self._clock = clock
        self._burst_limit = burst_limit
        self._awake = awake
        self._outbox = Outbox(database, clock)
        self._lanes = Lanes[int](
            "Announcing in channel", clock, most=MOST_LANES, ended=self._look_again_if_idle
        )
        self._stopped: ProgressError | None = None

    async def run(self) -> None:
        """Announce, for ever.

        Raises:
            ProgressError: nothing can be sent any more, such as with a token that is revoked.
        """
        try:
            while True:
                self._awake.clear()
                await keep_going(self._start_lanes, self._clock)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), LOOK_EVERY_SECONDS)
                if self._stopped:
                    raise self._stopped
        finally:
            await self._end_lanes()

    async def announce_due(self) -> None:
        """Send everything that is due now, and return when it is settled."""
        await self._start_lanes()
        while self._lanes:
            await self._lanes.settled()
            if self._stopped:
                raise self._stopped
            # What came for a channel while it was served.
            await self._start_lanes()

    async def _start_lanes(self) -> None:
        await self._bundle()
        async with self._database.reader() as connection:
            due = await posts.channels_with_open(connection, self._clock.now())
        self._lanes.start({channel_id: partial(self._serve, channel_id) for channel_id in due})

    def _look_again_if_idle(self, bug: BaseException | None) -> None:
        if not (self._lanes or self._lanes.closed or bug):
            self._awake.set()  # for what came meanwhile

    async def _end_lanes(self) -> None:
        """Let what is on its way arrive, but not for long: what is cut off is looked for later."""
        await self._lanes.end(GRACE_SECONDS)
        await self._outbox.drain()

    async def _bundle(self) -> None:
        """Put pending deliveries onto posts."""
        async with self._database.reader() as connection:
            if not await deliveries.any_unbundled(connection):
                return
        now = self._clock.now()
        async with self._database.transaction() as connection:
            pending = await deliveries.unbundled(connection)
            bundles: list[Bundle] = []
            for channel_id, group in groupby(pending, lambda d: d.channel_id):
                await posts.clamp_future_sent_times(connection, channel_id, now)
                recent = await posts.cards_since(connection, channel_id, now - BURST_WINDOW)
                bundles += bundle(list(group), recent, self._burst_limit, now)
            new = [posts.NewPost(b.guild_id, b.channel_id, b.kind, b.steps) for b in bundles]
            ids = await posts.add(connection, new, now)
            carried = (made.deliveries for made in bundles)
            await deliveries.put_on(connection, zip(ids, carried, strict=True))

    async def _serve(self, channel_id: int) -> None:
        """Send a channel's due posts in order until one has to wait."""
        claim = await self._outbox.advance(channel_id)
        while claim:
            settlement = Settlement(claim, await self._attempt(claim))
            if (
                isinstance(settlement.outcome, Reaction)
                and settlement.outcome.action is Action.STOP
            ):
                self._stopped = ProgressError(settlement.outcome.reason)
                self._lanes.close()
                self._awake.set()
            more = not self._lanes.closed
            claim = await self._outbox.advance(channel_id, settlement, more=more)

    async def _attempt(self, claim: Claim) -> int | Reaction:
        """Send a post; the message's id, or what to do instead."""
        post = claim.post
        try:
            # Found in `sending`: an earlier attempt may have reached Discord.
            if post.state is PostState.SENDING and (known := await self._look_for(post)):
                return known
            return await self._messenger.send(post, claim.carried)
        except MessengerError as exc:
            tries = tries_in_a_row(failure_kind(exc), post.failure, post.tries)
            return react(exc, tries, self._clock.now(), random.random())
        except Exception as exc:
            log.exception("Post %s to channel %s met a bug", post.id, post.channel_id)
            tries = tries_in_a_row(FailureKind.BUG, post.failure, post.tries)
            return react_to_bug(exc, tries, self._clock.now())

    async def _look_for(self, post: Post) -> int | Reaction | None:
        """The post's message, or when to look again; None where it may be sent."""
        after = await keep_trying(partial(self._last_message, post.channel_id), self._clock)
        found = await self._messenger.find(post, after)
        if found:
            return found
        return retry_forum_post(post, self._clock.now())

    async def _last_message(self, channel_id: int) -> int | None:
        async with self._database.reader() as connection:
            return await posts.last_message(connection, channel_id)

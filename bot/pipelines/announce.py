"""The announce pipeline: sends pending deliveries as Discord messages.

    pending deliveries ─► bundle into Posts ─► claim ─► (outcome unknown? look for its key first)
                       ─► messenger sends with the Post's own nonce ─► sent (message id)
                       ─► or: retry at a time · reconcile · pause the channel · end it · fail · stop

The outcome is unknown if no answer came, or if the process ended while the post was sent. Each
channel has a lane that sends its posts in order. Lanes run side by side, and share the
transactions of `pipelines.outbox`. `lifecycle` runs the loop. Code that writes deliveries sets its
event; the loop also looks for deliveries that another process wrote.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import groupby

from bot.clock import Clock
from bot.delivery.failures import (
    Reaction,
    failure_kind,
    react,
    react_to_bug,
    retry_forum_post,
    tries_in_a_row,
)
from bot.delivery.messenger import Messenger
from bot.delivery.plan import Bundle, bundle
from bot.delivery.refusals import Action
from bot.errors import DatabaseVersionError, MessengerError, SettingsError
from bot.model.delivery import FailureKind, Post, PostState
from bot.pipelines.loops import Lanes, keep_trying
from bot.pipelines.outbox import Claim, Outbox, Settlement
from bot.storage import deliveries, posts, schedules
from bot.storage.database import Connection, Database
from bot.subscriptions.schedules import serve_due

log = logging.getLogger(__name__)

BURST_WINDOW = timedelta(minutes=10)
"""Cards of one channel within this time are one burst, whichever feeds they come from. Chosen by
eye."""

LOOK_EVERY_SECONDS = 5.0
"""The longest delay before deliveries of another process are noticed. Chosen by eye."""

BUNDLED_AT_ONCE = 1000
"""Deliveries that are put onto posts in one transaction: they hold the event loop for 20 ms and the
writer for a tenth of a second (measured by the bench `planning`)."""

MOST_LANES = 256
"""Channels served at once. At Discord's 50 requests a second, each request waits a few seconds; it
would time out after five minutes."""

GRACE_SECONDS = 2.0
"""The time that messages on their way have to arrive when the bot stops. Chosen by eye."""

NOT_NEEDED = "The operator took its articles out; the post is not needed any more."


class Announcer:
    """Sends pending deliveries.

    Args:
        burst_limit: cards per channel and burst; 0 is no limit.
        awake: set by code that writes deliveries.
        stamp: takes the count of claims, before posts are sent (`storage.identity`).
    """

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        clock: Clock,
        *,
        burst_limit: int,
        awake: asyncio.Event,
        stamp: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._messenger = messenger
        self._clock = clock
        self._burst_limit = burst_limit
        self._awake = awake
        self._outbox = Outbox(database, clock, stamp)
        self._lanes = Lanes[int](
            "Announcing in channel",
            clock,
            most=MOST_LANES,
            ended=self._look_again_if_idle,
            awake=awake,
        )

    async def run(self) -> None:
        """Announce until canceled.

        Raises:
            SettingsError: nothing can be sent any more, for example because the token was revoked.
        """
        try:
            await self._lanes.keep_filled(self._start_lanes, LOOK_EVERY_SECONDS)
        finally:
            # Messages on their way may arrive; posts that are cut off are looked for later.
            await self._lanes.end(GRACE_SECONDS)
            await self._outbox.drain()

    async def announce_due(self) -> None:
        """Send all posts that are due now; return once their outcomes are recorded."""
        await self._lanes.finish(self._start_lanes)

    async def _start_lanes(self) -> None:
        await self._bundle()
        async with self._database.reader() as connection:
            due = await posts.channels_with_open(connection, self._clock.now())
        self._lanes.start({channel_id: partial(self._serve, channel_id) for channel_id in due})

    def _look_again_if_idle(self, bug: BaseException | None) -> None:
        if not (self._lanes or self._lanes.closed or bug):
            self._awake.set()  # for what came meanwhile

    async def _bundle(self) -> None:
        """Put pending deliveries onto posts, some channels in one transaction after the other."""
        now = self._clock.now()
        async with self._database.reader() as connection:
            due = await schedules.any_due(connection, now)
        while due:
            async with self._database.transaction() as connection:
                due = await serve_due(connection, now)
        async with self._database.reader() as connection:
            if not await deliveries.any_unbundled(connection, now):
                return
        channel_id: int | None = 0
        while channel_id is not None:
            channel_id = await self._bundle_some(channel_id)

    async def _bundle_some(self, after_channel: int) -> int | None:
        """Bundle for the channels after this one; the last channel, or None if no more may wait."""
        now = self._clock.now()
        async with self._database.transaction() as connection:
            pending = await deliveries.unbundled(
                connection, after_channel, BUNDLED_AT_ONCE, now=now
            )
            if not pending:
                return None
            last = pending[-1].channel_id
            by_channel = {
                channel_id: list(group)
                for channel_id, group in groupby(pending, lambda each: each.channel_id)
            }
            await deliveries.clamp_future_sent_times(connection, list(by_channel), now)
            recent = await deliveries.recent(connection, list(by_channel), now - BURST_WINDOW)
            rooms = await schedules.posts_left_today(connection, list(by_channel))
            bundles: list[Bundle] = []
            for channel_id, group in by_channel.items():
                before = recent.get(channel_id, deliveries.Recent())
                made = bundle(group, before.cards, self._burst_limit, now, before.role_ids)
                if channel_id in rooms:
                    made = await _within_limit(connection, channel_id, made, rooms[channel_id])
                bundles += made
            new = [posts.NewPost(b.guild_id, b.channel_id, b.kind, b.steps) for b in bundles]
            ids = await posts.add(connection, new, now)
            carried = (made.deliveries for made in bundles)
            await deliveries.put_on(connection, zip(ids, carried, strict=True))
            for channel_id in rooms:
                await schedules.hold_if_full(connection, channel_id)
        return last

    async def _serve(self, channel_id: int) -> None:
        """Send a channel's due posts in order until one has to wait."""
        claim = await self._outbox.advance(channel_id)
        while claim:
            outcome = await self._attempt(claim)
            if isinstance(outcome, int):
                log.info("Posted to channel %d, articles: %d", channel_id, len(claim.carried))
            if isinstance(outcome, Reaction) and outcome.action is Action.STOP:
                self._lanes.stop(SettingsError(outcome.reason))
            claim = await self._outbox.advance(
                channel_id, Settlement(claim, outcome), more=not self._lanes.closed
            )

    async def _attempt(self, claim: Claim) -> int | Reaction:
        """Send a post; returns the message's id, or the reaction to its failure."""
        post = claim.post
        if not claim.carried and not (post.digest and post.digest.receipt):
            return Reaction(Action.FAIL_POST, NOT_NEEDED, self._clock.now())
        try:
            # Found in `sending`: an earlier attempt may have reached Discord.
            if post.state is PostState.SENDING and (known := await self._look_for(post)):
                return known
            return await self._messenger.send(post, claim.carried)
        except MessengerError as exc:
            tries = tries_in_a_row(failure_kind(exc), post.failure, post.tries)
            return react(exc, tries, self._clock.now(), random.random())
        except DatabaseVersionError:
            raise
        except Exception as exc:
            log.exception("Post %s to channel %s met a bug", post.id, post.channel_id)
            tries = tries_in_a_row(FailureKind.BUG, post.failure, post.tries)
            return react_to_bug(exc, tries, self._clock.now())

    async def _look_for(self, post: Post) -> int | Reaction | None:
        """Look for the post's message.

        Returns its id, a reaction that says when to look again, or None if the post may be sent.
        After a restore, posts may stand in another order than that of their ids. So the bot's
        newest message does not bound the look.
        """
        after = None
        if not post.former_keys:
            after = await keep_trying(partial(self._last_message, post.channel_id), self._clock)
        found = await self._messenger.find(post, after)
        if found:
            return found
        return retry_forum_post(post, self._clock.now())

    async def _last_message(self, channel_id: int) -> int | None:
        async with self._database.reader() as connection:
            return await posts.last_message(connection, channel_id)


async def _within_limit(
    connection: Connection, channel_id: int, made: tuple[Bundle, ...], room: int
) -> tuple[Bundle, ...]:
    """Take as many posts as the channel may still get today; the rest waits for its slot."""
    if room <= len(made):
        await schedules.record_full(connection, channel_id)
    return made[:room]

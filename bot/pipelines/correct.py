"""The correct pipeline: edits the cards of an article that changed.

    revised article ─► sent Posts of the last 30 days that show an older revision
                    ─► messenger edits, mentioning nobody ─► the revision that it shows is recorded
                    ─► or: try again at a time · pause the channel · end it
                    ─► a card that a moderator deleted is left alone for good

Each channel has a lane that edits one post after the other; lanes run side by side. `lifecycle`
runs the loop. The poller sets its event, and the loop also looks for articles that another process
revised. An edit that is repeated after a crash changes nothing, so it needs no claim.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from msgspec.structs import replace

from bot.clock import Clock
from bot.delivery.failures import (
    Reaction,
    failure_kind,
    has_own_thread,
    log_level,
    react_to_bug,
    react_to_edit,
    tries_in_a_row,
)
from bot.delivery.messenger import Messenger
from bot.delivery.refusals import PAUSE_AFTER_REFUSAL, Action
from bot.errors import MessengerError, ProgressError
from bot.model.delivery import CarriedArticle, FailureKind, Post
from bot.pipelines.loops import Lanes, keep_trying
from bot.storage import carried_articles, channels, corrections, meta, posts
from bot.storage.corrections import Correction
from bot.storage.database import Connection, Database
from bot.storage.rows import CORRECTED_FOR
from bot.subscriptions.pausing import end_channel, pause_after_refusal

log = logging.getLogger(__name__)

REFUSED_EDIT_RETRY = timedelta(hours=12)
"""How long an edit waits that Discord does not take as it is. AutoMod's rules may change, and a
newer release may send another form. Chosen by eye."""
LOOK_EVERY_SECONDS = 30.0
"""The longest delay before revisions by another process are noticed. Chosen by eye."""
EDITS_AT_ONCE = 8
"""Chosen by eye: a slow channel holds up no other one, and announcements keep most requests."""


class Corrector:
    """Edits posts whose articles changed.

    Args:
        awake: set by code that revises an article.
    """

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        clock: Clock,
        awake: asyncio.Event | None = None,
    ) -> None:
        self._database = database
        self._messenger = messenger
        self._clock = clock
        self._awake = awake or asyncio.Event()
        self._slots = asyncio.Semaphore(EDITS_AT_ONCE)
        self._lanes = Lanes[int](
            "Correcting in channel", clock, ended=self._look_again, awake=self._awake
        )
        self._database_id = ""

    async def run(self) -> None:
        """Correct until canceled.

        Raises:
            ProgressError: nothing can be edited any more, such as after the token was revoked.
        """
        try:
            await self._lanes.keep_filled(self._start_lanes, LOOK_EVERY_SECONDS)
        finally:
            await self._lanes.end()

    async def correct_due(self) -> None:
        """Edit all posts that show an older revision; return once the outcomes are recorded."""
        await self._start_lanes()
        await self._lanes.settled()

    async def _start_lanes(self) -> None:
        now = self._clock.now()
        async with self._database.reader() as connection:
            due = await corrections.channels_with_due(connection, now - CORRECTED_FOR, now)
        self._lanes.start({channel_id: partial(self._serve, channel_id) for channel_id in due})

    def _look_again(self, bug: BaseException | None) -> None:
        if bug is None:
            # A correction may have become due while the channel's lane was about to end.
            self._awake.set()

    async def _serve(self, channel_id: int) -> None:
        """Edit a channel's due posts, oldest first, until none is due."""
        while not self._lanes.closed:
            async with self._slots:
                found = await keep_trying(partial(self._first_due, channel_id), self._clock)
                if found is None:
                    return
                await self._correct(*found)

    async def _first_due(
        self, channel_id: int
    ) -> tuple[Correction, Sequence[CarriedArticle]] | None:
        now = self._clock.now()
        async with self._database.reader() as connection:
            self._database_id = self._database_id or await meta.database_id(connection)
            due = await corrections.first_due(
                connection, self._database_id, channel_id, now - CORRECTED_FOR, now
            )
            if due is None:
                return None
            return due, (await carried_articles.of_posts(connection, [due.post.id]))[due.post.id]

    async def _correct(self, due: Correction, carried: Sequence[CarriedArticle]) -> None:
        # Without articles, the operator took them out meanwhile: the post stays as it is.
        reaction = await self._edit(due, carried) if carried else None
        if reaction and reaction.action is Action.STOP:
            self._lanes.stop(ProgressError(reaction.reason))
            return
        if reaction:
            level = log_level(reaction.failure, due.failure, logged=reaction.logged)
            log.log(level, "Correcting post %s: %s", due.post.id, reaction.for_log)
        await keep_trying(partial(self._settle, due, carried, reaction), self._clock)

    async def _settle(
        self, due: Correction, carried: Sequence[CarriedArticle], reaction: Reaction | None
    ) -> None:
        async with self._database.transaction() as connection:
            if not await corrections.stands(connection, due.post):
                return  # It was sent again meanwhile, with the present articles.
            if reaction is None:
                await corrections.settle(connection, due.post.id, carried)
            else:
                await self._refused(connection, due.post, carried, reaction)

    async def _edit(self, due: Correction, carried: Sequence[CarriedArticle]) -> Reaction | None:
        """Edit a post; returns None if it was done, else the reaction to the failure."""
        post = due.post
        try:
            await self._messenger.edit(post, carried)
        except MessengerError as exc:
            attempts = tries_in_a_row(failure_kind(exc), due.failure, due.attempts)
            return react_to_edit(exc, post, attempts, self._clock.now(), random.random())
        except Exception as exc:
            log.exception("Correcting post %s in %s met a bug", post.id, post.channel_id)
            attempts = tries_in_a_row(FailureKind.BUG, due.failure, due.attempts)
            return react_to_bug(exc, attempts, self._clock.now())
        return None

    async def _refused(
        self,
        connection: Connection,
        post: Post,
        carried: Sequence[CarriedArticle],
        reaction: Reaction,
    ) -> None:
        now, action, reason = self._clock.now(), reaction.action, reaction.reason
        if action is Action.SENT:
            await posts.forget_message(connection, post.id)
        elif action is Action.END_CHANNEL:
            await end_channel(connection, post.channel_id, reason, now)
        elif action is Action.FAIL_POST:
            at = now + REFUSED_EDIT_RETRY
            await corrections.put_off(connection, post.id, carried, at, None, reason=reason)
        elif reaction.obstacle:
            found = reaction.obstacle
            if await pause_after_refusal(connection, post.guild_id, post.channel_id, found, now):
                return
            if await channels.exists(connection, post.channel_id):
                # A moderator's pause stays, and does not hold the channel's edits.
                later = replace(reaction, at=now + PAUSE_AFTER_REFUSAL)
                await self._put_off(connection, post, carried, later)
            else:
                # The channel has no subscription to resume, so this revision is given up.
                await corrections.settle(connection, post.id, carried)
        else:
            await self._put_off(connection, post, carried, reaction)

    async def _put_off(
        self,
        connection: Connection,
        post: Post,
        carried: Sequence[CarriedArticle],
        reaction: Reaction,
    ) -> None:
        now, at = self._clock.now(), reaction.at
        await corrections.put_off(connection, post.id, carried, at, reaction.failure)
        if reaction.action is Action.RECONCILE or not has_own_thread(post):
            # The same cause keeps Discord from taking the channel's other edits.
            await corrections.put_off_rest(
                connection, post.channel_id, at, since=now - CORRECTED_FOR, now=now
            )

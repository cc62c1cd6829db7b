"""The correct pipeline: a changed article travels to the cards that carry it.

    revised article ─► sent Posts of the last 30 days that show an older revision
                    ─► messenger edits, mentioning nobody ─► the revision is recorded
                    ─► or: try again at a time; a card that a moderator deleted is left alone

`app` runs its loop. An edit repeated after a crash shows the same, so it needs no claim.
"""

import logging
import random
from datetime import timedelta

from bot.clock import Clock
from bot.delivery.failures import Action, Reaction, react
from bot.delivery.messenger import Messenger
from bot.errors import MessengerError
from bot.model.delivery import Post
from bot.storage import deliveries, meta, posts
from bot.storage.database import Database
from bot.subscriptions.closing import end_channel, pause_refusing

log = logging.getLogger(__name__)

CORRECTED_FOR = timedelta(days=30)
LOOK_EVERY_SECONDS = 30.0


class Corrector:
    """Edits posts whose articles changed.

    Args:
        database: where articles and posts stand.
        messenger: edits messages.
        clock: the present, and sleep between rounds.
    """

    def __init__(self, database: Database, messenger: Messenger, clock: Clock) -> None:
        self._database = database
        self._messenger = messenger
        self._clock = clock

    async def run(self) -> None:
        """Correct, for ever."""
        while True:
            await self.correct_due()
            await self._clock.sleep(LOOK_EVERY_SECONDS)

    async def correct_due(self) -> None:
        """Edit every post that shows an older revision."""
        now = self._clock.now()
        async with self._database.reader() as connection:
            database_id = await meta.database_id(connection)
            outdated = await posts.outdated(connection, database_id, now - CORRECTED_FOR, now)
        for post in outdated:
            await self._correct(post)

    async def _correct(self, post: Post) -> None:
        async with self._database.reader() as connection:
            carried = (await deliveries.carried_by(connection, [post.id]))[post.id]
        try:
            await self._messenger.edit(post, carried)
        except MessengerError as exc:
            reaction = react(exc, post.attempts + 1, self._clock.now(), random.random())
            log.warning("Correcting post %s: %s", post.id, reaction.reason)
            if reaction.action not in {Action.SENT, Action.FAIL_POST}:
                await self._put_off(post, reaction)
                return
        async with self._database.transaction() as connection:
            await deliveries.sent(connection, [(post.id, carried)])

    async def _put_off(self, post: Post, reaction: Reaction) -> None:
        now = self._clock.now()
        async with self._database.transaction() as connection:
            await posts.retry_edit(connection, post.id, reaction.at, reaction.reason)
            if reaction.action is Action.PAUSE_CHANNEL:
                await pause_refusing(
                    connection, post.guild_id, post.channel_id, reaction.reason, now
                )
            elif reaction.action is Action.END_CHANNEL:
                await end_channel(connection, post.channel_id, reaction.reason, now)

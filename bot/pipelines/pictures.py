"""The pictures pipeline: mends a card whose picture Discord could not fetch.

    sent Post whose picture had no size ─► a minute later: look at its message
        ─► the picture has a size, or the message is gone ─► done
        ─► it has none ─► IMAGES=attach, and we can fetch it ─► the Post carries it ─► done
                       └► else the Post goes without picture ─► messenger edits ─► done
        ─► no answer ─► looked at again at the next minute

Discord fetches pictures after it has made the message, and some stay empty
(https://github.com/discord/discord-api-docs/issues/8072). `lifecycle` runs the loop. A look that is
repeated after a crash finds the same.
"""

import logging
from collections.abc import Sequence
from http import HTTPStatus

from msgspec.structs import replace

from bot.clock import Clock
from bot.delivery.failures import is_unclear
from bot.delivery.messenger import PictureMessenger
from bot.errors import MessengerError
from bot.model.delivery import CarriedArticle, Post
from bot.model.form import MessagePart
from bot.pipelines.loops import repeat
from bot.storage import carried_articles, meta, posts
from bot.storage.database import Database
from bot.subscriptions.refused_parts import PICTURE_WAIT

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 15.0
"""The pause between two rounds. Chosen by eye: a picture is looked at after a minute."""
PICTURES_PER_ROUND = 50
"""Looks of one round: a few seconds of the requests that Discord allows the whole bot."""


class PictureWatch:
    """Looks at pictures that Discord had not fetched when their cards were sent."""

    def __init__(self, database: Database, messenger: PictureMessenger, clock: Clock) -> None:
        self._database = database
        self._messenger = messenger
        self._clock = clock

    async def run(self) -> None:
        """Look until canceled."""
        await repeat(self.look_due, LOOK_EVERY_SECONDS, self._clock)

    async def look_due(self) -> None:
        """Look at every picture that is due now."""
        async with self._database.reader() as connection:
            database_id = await meta.database_id(connection)
            due = await posts.with_picture_due(
                connection, database_id, self._clock.now(), PICTURES_PER_ROUND
            )
        for post in due:
            await self._look(post)

    async def _look(self, post: Post) -> None:
        again = None
        try:
            if await self._messenger.lacks_picture(post):
                await self._mend(post)
        except MessengerError as exc:
            log.debug("The picture of post %s was not looked at: %s", post.id, exc)
            passing = is_unclear(exc) or exc.status == HTTPStatus.TOO_MANY_REQUESTS
            again = self._clock.now() + PICTURE_WAIT if passing else None
        except Exception:
            log.exception("Looking at the picture of post %s met a bug", post.id)
        async with self._database.transaction() as connection:
            await posts.look_at_picture(connection, post.id, again)

    async def _mend(self, post: Post) -> None:
        async with self._database.reader() as connection:
            carried = (await carried_articles.of_posts(connection, [post.id]))[post.id]
        if await self._messenger.attach_picture(post, carried):
            log.info("Post %s carries its picture: Discord did not fetch it", post.id)
        else:
            await self._show_without(post, carried)

    async def _show_without(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        refused = post.refused | {MessagePart.PICTURE}
        await self._messenger.edit(replace(post, refused=refused), carried)
        async with self._database.transaction() as connection:
            await posts.refuse_on_post(connection, post.id, refused)
        log.info("Post %s goes without picture: Discord did not fetch it", post.id)

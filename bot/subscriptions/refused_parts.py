"""Remembers the parts of cards that Discord refused, so that they are not sent again.

Called by the messenger and by answers to commands, once Discord accepted a plainer form.
"""

import logging
from collections.abc import Collection
from datetime import timedelta

from bot.clock import Clock
from bot.errors import NOT_STORED
from bot.model.delivery import CarriedArticle, Post
from bot.model.form import PARTS_OF_ARTICLES, MessagePart
from bot.storage import posts
from bot.storage.database import Database

PICTURE_WAIT = timedelta(minutes=1)
"""The time that Discord has to fetch a picture. Chosen by eye."""

log = logging.getLogger(__name__)


class RefusedParts:
    """Records refused parts, and logs each one once.

    If a part cannot be recorded, Discord refuses it again next time; nothing else is lost.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of_post(
        self, post: Post, carried: Collection[CarriedArticle], parts: Collection[MessagePart]
    ) -> None:
        """Record the parts that a post's message was accepted without.

        Those of a single article are recorded for its cards in other channels, too.
        """
        only = next(iter(carried)).article.id if len(carried) == 1 else None
        shared = {part for part in parts if part in PARTS_OF_ARTICLES and only is not None}
        try:
            async with self._database.transaction() as connection:
                new = await posts.refuse_on_post(connection, post.id, parts)
                rows = [(only, part) for part in sorted(shared)] if only is not None else []
                await posts.refuse_on_articles(connection, rows)
        except NOT_STORED as exc:
            log.warning("What Discord refused of post %s is not recorded: %s", post.id, exc)
            new = sorted(parts)
        if new:
            about = f"article {only}" if only is not None else f"{len(carried)} articles"
            names = ", ".join(new)
            log.warning("Post %s of %s goes without %s: Discord refused it", post.id, about, names)

    async def look_later(self, post: Post) -> None:
        """Record that Discord had not fetched the picture of a post when it was sent."""
        try:
            async with self._database.transaction() as connection:
                await posts.look_at_picture(connection, post.id, self._clock.now() + PICTURE_WAIT)
        except NOT_STORED as exc:
            log.warning("The picture of post %s is not looked at again: %s", post.id, exc)

    async def attached(self, post: Post, name: str | None) -> None:
        """Record the file that a post's message carries, for its next edit.

        If that fails, the next edit replaces the file.
        """
        try:
            async with self._database.transaction() as connection:
                await posts.attach(connection, post.id, name)
        except NOT_STORED as exc:
            log.warning("The picture of post %s is not recorded: %s", post.id, exc)

    async def of_pictures(self, article_ids: Collection[int]) -> None:
        """Record that Discord refused the pictures of these articles."""
        try:
            async with self._database.transaction() as connection:
                new = await posts.refuse_on_articles(
                    connection, [(each, MessagePart.PICTURE) for each in article_ids]
                )
        except NOT_STORED as exc:
            log.warning("Refused pictures of articles are not recorded: %s", exc)
            return
        for article_id, part in new:
            log.warning("Article %s goes without %s: Discord refused it", article_id, part)

"""The feeds and articles that a server's members see, and how content notes are shown.

Called by cogs and answers. A feed that a server chose for itself is hidden from all others.
"""

from bot.errors import NOT_STORED
from bot.model.article import KeptArticle
from bot.model.form import CareMode
from bot.storage import feeds, visibility
from bot.storage.database import Database
from bot.storage.rows import load_articles


class Visibility:
    """Reads what a server sees, and sets its modes for content notes.

    A `guild_id` of None stands for direct messages.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hidden(self, guild_id: int | None) -> frozenset[int]:
        """The ids of the feeds that a server does not see."""
        async with self._database.reader() as connection:
            return await visibility.hidden(connection, guild_id)

    async def sources(self, guild_id: int | None) -> dict[int, str]:
        """The names by id of all feeds that the bot reads and that a server sees."""
        async with self._database.reader() as connection:
            hidden = await visibility.hidden(connection, guild_id)
            known = await feeds.active(connection)
        return {each.id: each.feed.name for each in known if each.id not in hidden}

    async def article(self, article_id: int, guild_id: int | None) -> KeptArticle | None:
        """An article; None if it is gone, or its feed is another server's own."""
        async with self._database.reader() as connection:
            if await visibility.is_hidden(connection, article_id, guild_id):
                return None
            return (await load_articles(connection, [article_id])).get(article_id)

    async def care_modes(self, guild_id: int) -> dict[int, CareMode]:
        """The modes for content notes, by channel; `visibility.WHOLE_SERVER` for all others."""
        async with self._database.reader() as connection:
            return await visibility.care_modes(connection, guild_id)

    async def care(self, guild_id: int | None, *channel_ids: int) -> CareMode:
        """The mode for content notes in a place; if it cannot be read, the usual one.

        Args:
            guild_id: its server; None in direct messages.
            channel_ids: its channel, or its thread and the thread's channel.
        """
        if guild_id is None:
            return CareMode.NOTE
        try:
            modes = await self.care_modes(guild_id)
        except NOT_STORED:
            return CareMode.NOTE
        places = (*channel_ids, visibility.WHOLE_SERVER)
        return next((modes[each] for each in places if each in modes), CareMode.NOTE)

    async def set_care(self, guild_id: int, channel_id: int | None, mode: CareMode | None) -> None:
        """Set the mode of a channel, or of the whole server if `channel_id` is None.

        With a mode of None, the channel is as the whole server again.
        """
        place = channel_id or visibility.WHOLE_SERVER
        async with self._database.transaction() as connection:
            if mode is None:
                await visibility.forget_care(connection, place, guild_id)
            else:
                await visibility.set_care(connection, guild_id, place, mode)

"""Whom a person in distress can reach. Asked before each search; nothing of the text is kept.

text ─► distress ─► the line of the server, the operator or the language ─► SupportNote
"""

from collections.abc import Sequence

from bot.errors import NOT_STORED
from bot.knowledge.support import PLACE
from bot.model.support import DistressKind, SupportLanguage, SupportNote
from bot.search.distress import DistressWords
from bot.storage import servers
from bot.storage.database import Database


class Support:
    """Finds words of distress, and what to say to them.

    Args:
        database: has the servers' own lines.
        languages: words and texts; the first is the one of the bot's own texts.
        operator_line: the operator's line (SUPPORT_TEXT); "" for none.
    """

    def __init__(
        self, database: Database, languages: Sequence[SupportLanguage], operator_line: str
    ) -> None:
        self._database = database
        self._languages = languages
        self._words = DistressWords(languages)
        self._operator_line = operator_line

    def distress(self, text: str) -> DistressKind | None:
        """The gravest concern that a text tells of; None for nearly every text."""
        found = self._words.find(text)
        return found.kind if found else None

    async def note(self, text: str, guild_id: int | None) -> SupportNote | None:
        """The note for who typed this text; None for nearly every text.

        It comes even if the database cannot be read: then without the server's own line.

        Args:
            text: as typed.
            guild_id: the server where it was typed; None elsewhere.
        """
        found = self._words.find(text)
        if found is None:
            return None
        language = found.language
        said = language.card if found.kind is DistressKind.CRISIS else language.beneath
        line = await self._server_line(guild_id) or self._operator_line or language.line
        return SupportNote(found.kind, said.replace(PLACE, line), alone=not found.asks)

    async def line(self, guild_id: int) -> str:
        """The line that a server's members are shown now."""
        own = await self._server_line(guild_id)
        return own or self._operator_line or self._languages[0].line

    async def set_line(self, guild_id: int, line: str | None) -> None:
        """Keep a server's own line; None takes it back."""
        async with self._database.transaction() as connection:
            await servers.set_support_line(connection, guild_id, line)

    async def _server_line(self, guild_id: int | None) -> str | None:
        if guild_id is None:
            return None
        try:
            async with self._database.reader() as connection:
                return await servers.support_line(connection, guild_id)
        except NOT_STORED:
            # The database reports its own outage; a person in distress gets the general line.
            return None

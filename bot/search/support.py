"""Recognizes words of distress, and says whom a person can reach. Keeps nothing of the text.

It compares the text with a short list of phrases for each language (`data/support.toml`), so that
anybody can read why a card appeared. It corrects no spelling: "want to diet" is one letter away
from a phrase of the list. Called before each search.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct

from bot.errors import NOT_STORED
from bot.knowledge.thesaurus import PLACE
from bot.model.thesaurus import DistressKind, SupportLanguage, SupportNote
from bot.search.words import STOP_WORDS, fold
from bot.storage import servers
from bot.storage.database import Database


class Support:
    """Finds words of distress, and the note to show.

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
        self._operator_line = operator_line

    @cached_property
    def _words(self) -> "DistressWords":
        return DistressWords(self._languages)

    def prepare(self) -> None:
        """Compile the expressions now, so that no question has to wait for it."""
        _ = self._words

    def distress(self, text: str) -> DistressKind | None:
        """Return the gravest distress that a text expresses; None for nearly every text."""
        found = self._words.find(text)
        return found.kind if found else None

    async def note(self, text: str, guild_id: int | None) -> SupportNote | None:
        """Return the note for the person who typed this text; None for nearly every text.

        If the database cannot be read, the note comes without the server's own line.

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
        """Return the support line that a server's members see."""
        own = await self._server_line(guild_id)
        return own or self._operator_line or self._languages[0].line

    async def set_line(self, guild_id: int, line: str | None) -> None:
        """Store a server's own line; None deletes it."""
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


ANY_WORDS = "…"
GAP_WORDS = 3
"""Words that may stand in a gap: "i [really just] want to die". Chosen by eye."""
MAX_CHARACTERS = 2_000
WORD = re.compile(r"[^\W_]+")
ACCOMPANYING = STOP_WORDS | {
    "again", "all", "always", "anymore", "feel", "feeling", "feels", "god", "hate", "help",
    "lately", "life", "living", "often", "sometimes", "think", "thinking", "thought", "thoughts",
    "tired", "today", "tonight",
}  # fmt: skip
"""Words around a phrase of distress that ask for no article. Chosen by eye, English only."""
APOSTROPHES = re.compile(r"['’‘`´]")
MASK = "|"
"""Replaces words that mean something else. No phrase holds it, so none reaches across."""


class Distress(Struct, frozen=True):
    """The distress that a text expresses.

    Attributes:
        language: the language of the words.
        asks: whether the text also asks for something that articles could answer.
    """

    kind: DistressKind
    language: SupportLanguage
    asks: bool


class DistressWords:
    """Finds the phrases of all languages in a text."""

    def __init__(self, languages: Sequence[SupportLanguage]) -> None:
        self._other = _expression(phrase for each in languages for phrase in each.other)
        self._languages = [
            (each, _expression(each.crisis), _expression(each.whole), _expression(each.dying))
            for each in languages
        ]

    def find(self, text: str) -> "Distress | None":
        """Return the gravest distress that the text expresses.

        Args:
            text: as typed, of any length.
        """
        said = self._other.sub(MASK, " ".join(_words(text)))
        dying = None
        for language, crisis, whole, death in self._languages:
            # "I don't want to die" holds "want to die", and means the opposite.
            rest = death.sub(MASK, said)
            if whole.fullmatch(rest):
                return Distress(DistressKind.CRISIS, language, asks=False)
            if crisis.search(rest):
                return Distress(DistressKind.CRISIS, language, asks=_asks(crisis.sub(MASK, rest)))
            if dying is None and rest != said:
                dying = Distress(DistressKind.DYING, language, asks=True)
        return dying


def _asks(rest: str) -> bool:
    return any(word not in ACCOMPANYING for word in WORD.findall(rest))


def _words(text: str) -> list[str]:
    return WORD.findall(fold(APOSTROPHES.sub("", text[:MAX_CHARACTERS])))


def _expression(phrases: Iterable[str]) -> re.Pattern[str]:
    """Compile an expression for any of the phrases, as whole words with single spaces."""
    spelled = "|".join(map(_spelled, phrases))
    return re.compile(rf"(?<!\S)(?:{spelled})(?!\S)" if spelled else r"(?!)")


def _spelled(phrase: str) -> str:
    return "".join(map(_part, phrase.split())).removesuffix(" ")


def _part(word: str) -> str:
    if word == ANY_WORDS:
        return rf"(?:[^ |]+ ){{0,{GAP_WORDS}}}"
    ending = "[^ |]*" if word.endswith("*") else ""
    return f"{' '.join(_words(word))}{ending} "

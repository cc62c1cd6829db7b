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
NOT_BEFORE = "!"
GAP_WORDS = 3
"""Words that may stand in a gap: "i [really just] want to die". Chosen by eye."""
MAX_CHARACTERS = 2_000
WORD = re.compile(r"[^\W_]+")
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


class _Language(Struct, frozen=True):
    """The words of one language, ready to be found.

    Attributes:
        around: words that ask for no article.
        known: `around`, and the words of its phrases.
    """

    texts: SupportLanguage
    crisis: re.Pattern[str]
    whole: re.Pattern[str]
    dying: re.Pattern[str]
    around: frozenset[str]
    known: frozenset[str]

    def find(self, said: str) -> "Distress | None":
        """Return the gravest distress that the words express in this language."""
        # "I don't want to die" holds "want to die", and means the opposite.
        rest = self.dying.sub(MASK, said)
        for phrases, may_ask in ((self.whole, False), (self.crisis, True)):
            left, count = phrases.subn(MASK, rest)
            asks = any(word not in self.around for word in WORD.findall(left))
            if count and (may_ask or (not asks and MASK not in rest)):
                return Distress(DistressKind.CRISIS, self.texts, asks)
        return Distress(DistressKind.DYING, self.texts, asks=True) if rest != said else None


class DistressWords:
    """Finds the phrases of all languages in a text.

    Args:
        languages: the first is English: search knows its stop words.
    """

    def __init__(self, languages: Sequence[SupportLanguage]) -> None:
        self._other = _expression(phrase for each in languages for phrase in each.other)
        self._languages = [
            _language(each, STOP_WORDS if each is languages[0] else frozenset())
            for each in languages
        ]

    def find(self, text: str) -> "Distress | None":
        """Return the gravest distress that the text expresses, in the language of its words.

        Args:
            text: as typed, of any length.
        """
        typed = _words(text)
        said = self._other.sub(MASK, " ".join(typed))
        best: tuple[tuple[bool, int], Distress] | None = None
        for language in self._languages:
            if found := language.find(said):
                grave = found.kind is DistressKind.CRISIS
                worth = (grave, sum(word in language.known for word in typed))
                if best is None or worth > best[0]:
                    best = worth, found
        return best[1] if best else None


def _language(texts: SupportLanguage, stop_words: frozenset[str]) -> _Language:
    around = stop_words.union(_words(texts.words))
    phrases = (*texts.crisis, *texts.whole, *texts.dying)
    written = (word for phrase in phrases for word in _said(phrase) if not word.endswith("*"))
    return _Language(
        texts,
        _expression(texts.crisis),
        _expression(texts.whole),
        _expression(texts.dying),
        around,
        around.union(*map(_words, written)),
    )


def _words(text: str) -> list[str]:
    return WORD.findall(fold(APOSTROPHES.sub("", text[:MAX_CHARACTERS])))


def _expression(phrases: Iterable[str]) -> re.Pattern[str]:
    """Compile an expression for any of the phrases, the longest first, with single spaces."""
    longest_first = sorted(phrases, key=lambda phrase: len(_said(phrase)), reverse=True)
    spelled = "|".join(map(_spelled, longest_first))
    return re.compile(rf"(?<!\S)(?:{spelled})(?!\S)" if spelled else r"(?!)")


def _spelled(phrase: str) -> str:
    said = _said(phrase)
    barred = "|".join(_part(word).removesuffix(" ") for word in phrase.split()[len(said) :])
    after = rf"(?! (?:{barred})(?!\S))" if barred else ""
    return "".join(map(_part, said)).removesuffix(" ") + after


def _said(phrase: str) -> list[str]:
    """Return the words of a phrase without those that must not follow."""
    return [word for word in phrase.split() if not word.startswith(NOT_BEFORE)]


def _part(word: str) -> str:
    if word == ANY_WORDS:
        return rf"(?:[^ |]+ ){{0,{GAP_WORDS}}}"
    ending = "[^ |]*" if word.endswith("*") else ""
    return f"{' ?'.join(_words(word))}{ending} "

"""Recognizes words of distress, and says whom a person can reach. Keeps nothing of the text.

It compares the text with a short list of phrases for each language (`data/support.toml`), so that
anybody can read why a card appeared. It corrects no spelling: "want to diet" is one letter away
from a phrase of the list. Called before each search.

Most texts hold no word of a phrase: expressions are compiled when the first one does. All take a
tenth of a second to compile and 0.9 MB (measured).
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


class _Language:
    """The words of one language, ready to be found.

    Attributes:
        texts: what to say.
    """

    def __init__(self, texts: SupportLanguage, stop_words: frozenset[str]) -> None:
        self.texts = texts
        self.crisis = _Phrases(texts.crisis)
        self.whole = _Phrases(texts.whole)
        self.dying = _Phrases(texts.dying)
        self._stop_words = stop_words

    @cached_property
    def around(self) -> frozenset[str]:
        """Words that ask for no article."""
        return self._stop_words.union(_words(self.texts.words))

    @cached_property
    def known(self) -> frozenset[str]:
        """`around`, and the words of its phrases."""
        phrases = (*self.texts.crisis, *self.texts.whole, *self.texts.dying)
        written = (word for phrase in phrases for word in _said(phrase) if not word.endswith("*"))
        return self.around.union(*map(_words, written))

    def may_stand_in(self, joined: str) -> bool:
        """Return whether any phrase may stand in a text; see `_Phrases`."""
        return any(each.may_stand_in(joined) for each in (self.crisis, self.whole, self.dying))

    def find(self, said: str) -> "Distress | None":
        """Return the gravest distress that the words express in this language."""
        # "I don't want to die" holds "want to die", and means the opposite.
        rest = self.dying.expression.sub(MASK, said)
        for phrases, may_ask in ((self.whole, False), (self.crisis, True)):
            left, count = phrases.expression.subn(MASK, rest)
            asks = any(word not in self.around for word in WORD.findall(left))
            if count and (may_ask or (not asks and MASK not in rest)):
                return Distress(DistressKind.CRISIS, self.texts, asks)
        return Distress(DistressKind.DYING, self.texts, asks=True) if rest != said else None


class _Phrases:
    """Phrases of one kind. Their expression is compiled when a text has a word of one: few have."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = tuple(phrases)

    @cached_property
    def _longest_words(self) -> frozenset[str]:
        longest = {max(_said(phrase), key=len) for phrase in self._phrases}
        return frozenset("".join(_words(word)) for word in longest)

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """It matches any of the phrases in words with single spaces."""
        return _expression(self._phrases)

    def may_stand_in(self, joined: str) -> bool:
        """Return whether the longest word of any phrase stands in a text.

        Args:
            joined: its words without spaces: "self harm" is also written in one word.
        """
        return any(word in joined for word in self._longest_words)


class DistressWords:
    """Finds the phrases of all languages in a text.

    Args:
        languages: the first is English: search knows its stop words.
    """

    def __init__(self, languages: Sequence[SupportLanguage]) -> None:
        self._other = _Phrases(phrase for each in languages for phrase in each.other)
        self._languages = [
            _Language(each, STOP_WORDS if each is languages[0] else frozenset())
            for each in languages
        ]

    def find(self, text: str) -> "Distress | None":
        """Return the gravest distress that the text expresses, in the language of its words.

        Args:
            text: as typed, of any length.
        """
        typed = _words(text)
        joined = "".join(typed)
        spoken = [each for each in self._languages if each.may_stand_in(joined)]
        if not spoken:
            return None
        said = self._other.expression.sub(MASK, " ".join(typed))
        best: tuple[tuple[bool, int], Distress] | None = None
        for language in spoken:
            if found := language.find(said):
                grave = found.kind is DistressKind.CRISIS
                worth = (grave, sum(word in language.known for word in typed))
                if best is None or worth > best[0]:
                    best = worth, found
        return best[1] if best else None


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

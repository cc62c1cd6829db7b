"""Recognizes words of distress, and says whom a person can reach. Keeps nothing of the text.

It compares the text with a short list of phrases for each language (`data/support.toml`), so that
anybody can see why a card appeared. A phrase also counts if it is about somebody close, or has one
slip of a finger: "i want to diee". "Want to diet" does not count: short words have too many
neighbors. A sentence of two languages is also read as one of each. Called before each search.

The file is read when the first text comes, and the words of all phrases. The phrases of a language
are sorted when a text has one of their words, and each is read when a text has its rarest word. The
first takes 25 ms, English 10 ms more, and then a text 0.13 ms (measured).
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from bot.errors import NOT_STORED
from bot.knowledge.support import PLACE
from bot.model.support import DistressKind, SupportLanguage, SupportNote
from bot.search.distress import (
    NO_FORMS,
    FoundPhrase,
    Persons,
    PhraseReader,
    PhrasesOfDistress,
    PhraseWord,
    RarestWords,
    is_begun,
)
from bot.search.english_words import STOP_WORDS
from bot.search.typed_text import MASK, MixedLanguages, TypedText, WordsWithSlips
from bot.search.words import MAX_CHARACTERS, WORD, fold, plain
from bot.storage import servers
from bot.storage.database import Database


class Support:
    """Finds words of distress, and the note to show.

    Args:
        read_languages: reads words and texts when they are first needed; the first language is the
            one of the bot's own texts.
        operator_line: the operator's line (SUPPORT_TEXT); "" for none.
    """

    def __init__(
        self,
        database: Database,
        read_languages: Callable[[], Sequence[SupportLanguage]],
        operator_line: str,
    ) -> None:
        self._database = database
        self._read_languages = read_languages
        self._operator_line = operator_line

    @cached_property
    def _languages(self) -> Sequence[SupportLanguage]:
        return self._read_languages()

    @cached_property
    def _words(self) -> "DistressWords":
        return DistressWords(self._languages)

    @cached_property
    def _of_death(self) -> Sequence[str]:
        return [word for each in self._languages for word in each.of_death.split()]

    def distress(self, text: str) -> DistressKind | None:
        """The gravest distress that a text expresses; None for nearly every text."""
        found = self._words.find(text)
        return found.kind if found else None

    def fit_to_offer(self, typed: str, choices: Iterable[str]) -> list[str]:
        """Leave out completions that tell of distress or end with a word of death.

        Words that were typed may stand at the end. A text that tells of distress gets no
        completions.

        Args:
            typed: the beginning of a query.
            choices: its completions.
        """
        if self.distress(typed):
            return []
        whole = frozenset(_words(typed))
        return [
            choice
            for choice in choices
            if not self._ends_with_death(choice, whole) and not self.distress(choice)
        ]

    def _ends_with_death(self, choice: str, typed: Container[str]) -> bool:
        last = "".join(_words(choice)[-1:])
        return last not in typed and any(is_begun(last, word) for word in self._of_death)

    async def note(self, text: str, guild_id: int | None) -> SupportNote | None:
        """The note for the person who typed this text; None for nearly every text.

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
        """The support line that a server's members see."""
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


APOSTROPHES = re.compile(r"['’‘`´]")

WORDS_OF_MANY_SEARCHES = frozenset(
    ("breast", "cancer", "chemo", "chemotherapy", "mets", "pain", "stage", "treatment", "tumor")
)
"""These do not tell phrases from other texts."""


class Distress(Struct, frozen=True):
    """The distress that a text expresses.

    Attributes:
        language: the language of the words.
        asks: whether the text also asks for something that articles could answer.
    """

    kind: DistressKind
    language: SupportLanguage
    asks: bool


class _Phrases(NamedTuple):
    """The phrases of one language, as `SupportLanguage` has them."""

    other: PhrasesOfDistress
    dying: PhrasesOfDistress
    crisis: PhrasesOfDistress
    whole: PhrasesOfDistress
    unsure: PhrasesOfDistress
    despair: PhrasesOfDistress


class _Language:
    """The words of one language, ready to be found.

    Attributes:
        texts: what to say.
        named: persons, and the words of phrases in all forms.
        known: these, and words that ask for no article.
        meant_so: words of `other`, which nobody mistyped: "débat" is not "de bat".
        tells: further words that tell the language, not folded.
        beginnings: beginnings of words that phrases name.
    """

    def __init__(self, texts: SupportLanguage, stop_words: frozenset[str]) -> None:
        self.texts = texts
        self._persons = _persons(texts)
        asking_nothing = _words(texts.words)
        self._common = WORDS_OF_MANY_SEARCHES.union(stop_words, asking_nothing)
        reader = PhraseReader(self._persons, texts.parts, _words)
        told_in = (texts.dying, texts.crisis, texts.whole, texts.unsure, texts.despair)
        told = reader.words(chain(*told_in, *texts.parts.values()))
        told_otherwise = reader.words(texts.other)
        every = told | told_otherwise
        self._words_of_phrases = _forms(every)
        self.meant_so = frozenset(word.word for word in told_otherwise if not word.begins)
        self.beginnings = frozenset(word.word for word in every if word.begins)
        self.named = self._persons.close.union(_forms(word for word in told if not word.begins))
        self.tells = frozenset(plain(texts.tells).split())
        theirs = (self._persons.others.get(word, NO_FORMS) for word in asking_nothing)
        self._around = stop_words.union(asking_nothing, *theirs)
        self._around_person = self._around | self._persons.close | self._persons.whose
        self.known = self._around_person | self.named

    @cached_property
    def _phrases(self) -> "_Phrases":
        """The phrases, sorted when a text has one of their words."""
        texts = self.texts
        # Two readers: a reader keeps all that it read. The one of the index is dropped with it.
        index, reader = (PhraseReader(self._persons, texts.parts, _words) for _ in range(2))
        rarest = RarestWords(index, texts.parts, self._common)
        kinds = (getattr(texts, kind) for kind in _Phrases._fields)
        by_word = map(rarest.phrases_by_word, kinds)
        return _Phrases(*(PhrasesOfDistress(each, reader) for each in by_word))

    def may_stand_in(self, typed: TypedText) -> bool:
        """Whether any phrase but `other` may stand in a text."""
        if self._words_of_phrases.isdisjoint(typed.places):
            return False
        _, *kinds = self._phrases
        return any(not kind.rarest.isdisjoint(typed.places) for kind in kinds)

    def meant_otherwise(self, typed: TypedText) -> list[FoundPhrase]:
        """The phrases of a text that mean something else."""
        if self._words_of_phrases.isdisjoint(typed.places):
            return []
        return self._phrases.other.found(typed)

    def find(self, typed: TypedText) -> "Distress | None":
        """The gravest distress that the words express in this language."""
        # "I don't want to die" holds "want to die", and means the opposite.
        dying = self._phrases.dying.found(typed)
        rest = _without(typed, dying)
        if self._says_only(self._phrases.whole, rest, beside=self._phrases.unsure):
            return Distress(DistressKind.CRISIS, self.texts, asks=False)
        is_of_person = self._names_person(typed)
        if crisis := self._phrases.crisis.found(rest):
            beside = _without(rest, crisis)
            # "samaritans 116 123": the number asks for no article either.
            beside = _without(beside, self._phrases.whole.found(beside))
            asks = self._asks(beside.words, self._around_person)
            if is_of_person or not asks or any(not each.of_other for each in crisis):
                return Distress(DistressKind.CRISIS, self.texts, asks)
        despair = self._phrases.despair.found(rest)
        if despair and self._phrases.whole.found(rest):
            # "I feel worthless since the surgery and want to die" says more than each part alone.
            return Distress(DistressKind.CRISIS, self.texts, asks=True)
        is_dying = any(is_of_person or not each.of_other for each in (*dying, *despair))
        if is_dying or self._says_only(self._phrases.unsure, rest, beside=self._phrases.whole):
            return Distress(DistressKind.DYING, self.texts, asks=True)
        return None

    def _says_only(
        self, phrases: PhrasesOfDistress, typed: TypedText, beside: PhrasesOfDistress
    ) -> bool:
        """Whether a text has one of the phrases, and asks for nothing beside it and the others."""
        found = phrases.found(typed)
        if not found or MASK in typed.words:
            return False
        is_of_other = any(each.of_other for each in found)
        around = self._around_person if is_of_other else self._around
        rest = _without(typed, found)
        return not self._asks(_without(rest, beside.found(rest)).words, around)

    def _asks(self, words: Iterable[str], around: Container[str]) -> bool:
        return any(word != MASK and word not in around for word in words)

    def _names_person(self, typed: TypedText) -> bool:
        named = self._persons.close
        return any(
            word in named or not named.isdisjoint(meant)
            for word, meant in zip(typed.words, typed.meant, strict=True)
        )


def _forms(words: Iterable[PhraseWord]) -> frozenset[str]:
    return frozenset(form for word in words for form in (word.word, *word.others))


def _persons(texts: SupportLanguage) -> Persons:
    return Persons(
        frozenset(_words(texts.oneself)),
        frozenset(_words(texts.persons)),
        frozenset(_words(texts.whose)),
        {
            "".join(_words(word)): frozenset(_words(forms))
            for word, forms in texts.of_others.items()
        },
    )


class DistressWords:
    """Finds the phrases of all languages in a text.

    Args:
        languages: the first is English: search knows its stop words.
    """

    def __init__(self, languages: Sequence[SupportLanguage]) -> None:
        self._languages = [
            _Language(each, STOP_WORDS if each is languages[0] else frozenset())
            for each in languages
        ]
        self._spelled = {
            "".join(_words(slip)): tuple(_words(right))
            for each in languages
            for slip, right in each.spelled.items()
        }
        self._mixed = MixedLanguages(
            [{name: _words(forms) for name, forms in each.mixed.items()} for each in languages],
            [each.known for each in self._languages],
        )
        self._slips = WordsWithSlips(
            [each.named for each in self._languages],
            frozenset[str]().union(*(each.beginnings for each in self._languages)),
            frozenset(word for each in languages for word in _words(each.no_slips)).union(
                *(each.known | each.meant_so for each in self._languages)
            ),
        )

    def find(self, text: str) -> "Distress | None":
        """The gravest distress that the text expresses, in the language of its words.

        Args:
            text: as typed, of any length.
        """
        words = [right for word in _words(text) for right in self._spelled.get(word, (word,))]
        told = self._told(words, text)
        found = self._found(self._slips.typed(words), told)
        if found and found.kind is DistressKind.CRISIS:
            return found
        mistyped = self._slips.mistyped(words)
        readings = [*map(self._slips.typed, self._mixed.readings(words))]
        if mistyped:
            readings.append(mistyped)
        again = (self._found(typed, told) for typed in readings)
        return _gravest([found, *again], told)

    def _told(self, words: Sequence[str], text: str) -> Mapping[str, int]:
        """The number of words of a text that tell each language, by its code."""
        written = WORD.findall(APOSTROPHES.sub("", plain(text[:MAX_CHARACTERS])))
        return {
            each.texts.code: sum(word in each.known for word in words)
            + sum(word in each.tells for word in written)
            for each in self._languages
        }

    def _found(self, typed: TypedText, told: Mapping[str, int]) -> "Distress | None":
        spoken = [each for each in self._languages if each.may_stand_in(typed)]
        if not spoken:
            return None
        others = [found for each in self._languages for found in each.meant_otherwise(typed)]
        rest = _without(typed, others)
        return _gravest([language.find(rest) for language in spoken], told)


def _gravest(found: Iterable[Distress | None], told: Mapping[str, int]) -> Distress | None:
    """The gravest distress; of several, the one whose language the most words tell."""
    return max(
        filter(None, found),
        key=lambda each: (each.kind is DistressKind.CRISIS, told[each.language.code]),
        default=None,
    )


def _without(typed: TypedText, found: Iterable[FoundPhrase]) -> TypedText:
    return typed.masked(range(phrase.start, phrase.end) for phrase in found)


def _words(text: str) -> list[str]:
    text = text[:MAX_CHARACTERS]
    if text.isascii() and text.isalpha():  # as most words of phrases
        return [text.lower()]
    return WORD.findall(fold(plain(APOSTROPHES.sub("", text))))

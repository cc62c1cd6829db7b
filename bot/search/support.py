"""Recognizes words of distress, and says whom a person can reach. Keeps nothing of the text.

It compares the text with a short list of phrases for each language (`data/support.toml`), so that
anybody can see why a card appeared. A phrase also counts if it is about somebody close, or has one
slip of a finger: "i want to diee". "Want to diet" does not count: short words have too many
neighbors. A sentence of two languages is also read as one of each. Called before each search.

The phrases are read when the first text is. This takes 0.05 s and 2.3 MB; a text then takes 0.12 ms
(measured).
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, product

from msgspec import Struct

from bot.errors import NOT_STORED
from bot.knowledge.thesaurus import PART, PLACE
from bot.model.thesaurus import DistressKind, SupportLanguage, SupportNote
from bot.search.distress import (
    ANY_ENDING,
    FoundPhrase,
    Persons,
    PhraseOfDistress,
    PhrasePlace,
    PhrasesOfDistress,
    PhraseWay,
    PhraseWord,
)
from bot.search.english_words import STOP_WORDS
from bot.search.typed_text import MASK, MixedLanguages, TypedText, WordsWithSlips
from bot.search.words import MAX_CHARACTERS, fold, plain
from bot.storage import servers
from bot.storage.database import Database


class Support:
    """Finds words of distress, and the note to show.

    Args:
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
        """The gravest distress that a text expresses; None for nearly every text."""
        found = self._words.find(text)
        return found.kind if found else None

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


WORD = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile(r"['’‘`´]")
ANY_WORDS = "…"
NOT_BEFORE = "!"
EXACTLY = "="
NO_FORMS = frozenset[str]()


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
        other: phrases that mean something else.
        named: persons, and the words of phrases in all forms.
        known: these, and words that ask for no article.
        tells: further words that tell the language, not folded.
        beginnings: beginnings of words that phrases name.
    """

    def __init__(self, texts: SupportLanguage, stop_words: frozenset[str]) -> None:
        self.texts = texts
        self._persons = _persons(texts)
        reader = PhraseReader(self._persons, texts.parts, _words)
        self.other, self._dying, self._crisis, self._whole = kinds = [
            PhrasesOfDistress(map(reader.read, phrases))
            for phrases in (texts.other, texts.dying, texts.crisis, texts.whole)
        ]
        self.beginnings = frozenset(w.word for each in kinds for w in each.words if w.begins)
        told = [word for each in kinds[1:] for word in each.words if not word.begins]
        forms = (form for word in told for form in (word.word, *word.others))
        self.named = self._persons.close.union(forms)
        self.tells = frozenset(plain(texts.tells).split())
        asking_nothing = _words(texts.words)
        theirs = (self._persons.others.get(word, NO_FORMS) for word in asking_nothing)
        self._around = stop_words.union(asking_nothing, *theirs)
        self._around_person = self._around | self._persons.close | self._persons.whose
        self.known = self._around_person | self.named
        self._rarest = frozenset[str]().union(*(each.rarest for each in kinds[1:]))

    def may_stand_in(self, forms: frozenset[str]) -> bool:
        """Whether any phrase but `other` may stand in a text of these words."""
        return not self._rarest.isdisjoint(forms)

    def find(self, typed: TypedText) -> "Distress | None":
        """The gravest distress that the words express in this language."""
        # "I don't want to die" holds "want to die", and means the opposite.
        dying = self._dying.found(typed)
        rest = _without(typed, dying)
        if whole := self._whole.found(rest):
            left = _without(rest, whole).words
            is_of_other = any(each.of_other for each in whole)
            around = self._around_person if is_of_other else self._around
            if MASK not in rest.words and not self._asks(left, around):
                return Distress(DistressKind.CRISIS, self.texts, asks=False)
        is_of_person = self._names_person(typed)
        if crisis := self._crisis.found(rest):
            asks = self._asks(_without(rest, crisis).words, self._around_person)
            if is_of_person or not asks or any(not each.of_other for each in crisis):
                return Distress(DistressKind.CRISIS, self.texts, asks)
        if any(is_of_person or not each.of_other for each in dying):
            return Distress(DistressKind.DYING, self.texts, asks=True)
        return None

    def _asks(self, words: Iterable[str], around: Container[str]) -> bool:
        return any(word != MASK and word not in around for word in words)

    def _names_person(self, typed: TypedText) -> bool:
        named = self._persons.close
        return any(
            word in named or not named.isdisjoint(meant)
            for word, meant in zip(typed.words, typed.meant, strict=True)
        )


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
                *(each.known for each in self._languages)
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
        forms = typed.forms()
        spoken = [each for each in self._languages if each.may_stand_in(forms)]
        if not spoken:
            return None
        others = [found for each in self._languages for found in each.other.found(typed)]
        rest = _without(typed, others)
        return _gravest([language.find(rest) for language in spoken], told)


def _gravest(found: Iterable[Distress | None], told: Mapping[str, int]) -> Distress | None:
    """The gravest distress; of several, the one whose language the most words tell."""
    return max(
        filter(None, found),
        key=lambda each: (each.kind is DistressKind.CRISIS, told[each.language.code]),
        default=None,
    )


class PhraseReader:
    """Reads the phrases of one language; equal words and places are read and kept once.

    Args:
        persons: how the language says phrases of others.
        parts: the ways in which a part is said, by its name.
        split: splits a text into folded words.
    """

    def __init__(
        self,
        persons: Persons,
        parts: Mapping[str, Sequence[str]],
        split: Callable[[str], Sequence[str]],
    ) -> None:
        self._persons = persons
        self._parts = parts
        self._split = split
        self._known = dict[tuple[str, bool, bool], PhraseWord]()
        self._joined = dict[str, list[list[PhraseWord]]]()
        self._places = dict[str, PhrasePlace]()

    def read(self, phrase: str) -> PhraseOfDistress:
        """Read a phrase of `data/support.toml`."""
        pieces = filter(str.strip, PART.split(phrase))
        return PhraseOfDistress(tuple(map(self._place, pieces)), self._persons)

    def _place(self, piece: str) -> PhrasePlace:
        if piece not in self._places:
            said = self._parts[piece[1:-1]] if PART.fullmatch(piece) else (piece,)
            self._places[piece] = tuple(chain.from_iterable(map(self._ways, said)))
        return self._places[piece]

    def _ways(self, said: str) -> Iterator[PhraseWay]:
        """Read words, in each way in which they are joined."""
        written = said.split()
        barred = tuple(self._bar(word) for word in written if word.startswith(NOT_BEFORE))
        words = [self._ways_of(word) for word in written if not word.startswith(NOT_BEFORE)]
        for joined in product(*words):
            yield PhraseWay(tuple(chain.from_iterable(joined)), barred)

    def _bar(self, word: str) -> str:
        return "".join(self._split(word)) + ANY_ENDING * word.endswith(ANY_ENDING)

    def _ways_of(self, word: str) -> list[list[PhraseWord]]:
        if word not in self._joined:
            self._joined[word] = self._read(word)
        return self._joined[word]

    def _read(self, word: str) -> list[list[PhraseWord]]:
        """Read a word of a phrase, in each way in which its parts are joined."""
        if word == ANY_WORDS:
            return [[self._word("", begins=False, exact=False)]]
        exact, ending = word.startswith(EXACTLY), word.endswith(ANY_ENDING)
        return [
            [
                self._word(part, begins=ending and at == len(parts) - 1, exact=exact)
                for at, part in enumerate(parts)
            ]
            for parts in _joined(self._split(word))
        ]

    def _word(self, word: str, *, begins: bool, exact: bool) -> PhraseWord:
        key = word, begins, exact
        if key not in self._known:
            others = NO_FORMS if exact else self._persons.others.get(word, NO_FORMS)
            is_oneself = word in self._persons.oneself and not exact
            self._known[key] = PhraseWord(word, others, begins, exact, is_oneself)
        return self._known[key]


def _joined(parts: Sequence[str]) -> list[tuple[str, ...]]:
    """The ways to write parts with or without a space between each two."""
    if len(parts) < 2:  # noqa: PLR2004 - nothing to join
        return [tuple(parts)]
    rest = _joined(parts[1:])
    return [
        way
        for first, *more in rest
        for way in ((parts[0], first, *more), (parts[0] + first, *more))
    ]


def _without(typed: TypedText, found: Iterable[FoundPhrase]) -> TypedText:
    return typed.masked(range(phrase.start, phrase.end) for phrase in found)


def _words(text: str) -> list[str]:
    return WORD.findall(fold(plain(APOSTROPHES.sub("", text[:MAX_CHARACTERS]))))

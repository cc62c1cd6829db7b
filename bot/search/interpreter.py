"""Turns a member's words into a Query, by thesaurus and index. Called by the engine.

words ─► names of the thesaurus ─► of the rest: spaces ─► spelling ─► the last word's endings
     ─► Readings ─► understand (query) ─► Query
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from itertools import pairwise

from msgspec import Struct
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Prefix

from bot.model.query import UNFILTERED, MemberQuestion, Query, Reading, Span
from bot.model.thesaurus import CommonWords, SynonymGroup
from bot.search import spelling
from bot.search.english_words import ASKING_WORDS, OWN_BEGINS, SETTING_ASIDE_WORDS, STOP_WORDS
from bot.search.negation import plainly_negated, without_in_law
from bot.search.query import spans, understand
from bot.search.retrieval import Limits, quoted
from bot.search.spelling import Spacing, are_long, edits_allowed
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import SHORTEST_START, Lexicon, Vocabulary
from bot.search.words import Stems, StringTable, bases_of, indexed, typed_words, words_of
from bot.storage import index
from bot.storage.database import Connection

MOST_LOOKED_UP = 16
"""At most this many unknown words of a query are looked up; each takes up to two milliseconds."""
MOST_JOINED = 3
"""Words that are tried as one: "tras tuzu mab". Chosen by eye."""
MISSPELLED_NAME_WORDS = 4
"""A misspelled word is looked for in names that begin up to this many words before it. Chosen by
eye."""
MAKING_WORDS = ("less", "like", "hood")
"""Endings that make another word of any: "jobless" is no misspelling."""
SHORTEST_LAST = 3
"""The least letters of a last word that is completed to a name, together with the words before it.
Chosen by eye."""


class Interpreter:
    """Understands words by the thesaurus and by the index's own vocabulary."""

    def __init__(
        self,
        thesaurus: ThesaurusIndex,
        lexicon: Lexicon,
        stems: Stems,
        common: Callable[[], CommonWords],
    ) -> None:
        self.thesaurus = thesaurus
        self._lexicon = lexicon
        self._stems = stems
        self._read_common = common

    @cached_property
    def _common(self) -> tuple[StringTable, StringTable]:
        """The stems of everyday words, and the other common words."""
        stems, words = Stems(), self._read_common()  # Stems keep what they are asked for.
        everyday = {stems[word] for word in words.everyday}
        return StringTable(everyday.union(map(indexed, everyday))), StringTable(words.others)

    def prepare(self) -> None:
        """Make the lists that unknown words need, so that no question waits for them."""
        _ = self._common, self.thesaurus.names.joined("")

    def is_common_word(self, word: str) -> bool:
        """Whether this is a common English word, in any of its forms."""
        return self._is_everyday(word) or self._is_common(word)

    async def interpret(
        self,
        connection: Connection,
        asked: MemberQuestion,
        vocabulary: Vocabulary,
        *,
        unfinished: bool = True,
    ) -> Query:
        """The Query that the words mean; the last one may be `unfinished`."""
        typed = typed_words(asked.words)
        if not SETTING_ASIDE_WORDS.isdisjoint(typed):
            typed = plainly_negated(asked.words, self.thesaurus.is_whole_name, self._begins_name)
        words = without_in_law(typed) if "law" in typed else typed
        found = list(spans(words, self.thesaurus))
        free = [words[span.start] for span in found if span.naming is None]
        pairs = (first + second for first, second in pairwise(free))
        if news := await self._lexicon.has_news(connection):
            await self._lexicon.learn(connection, (*free, *pairs, *asked.quoted_words))
        spacing = Spacing(vocabulary, self._stems, self.thesaurus.is_name)
        several = len(set(words) - STOP_WORDS) > 1
        guess = _Guess(words, vocabulary, spacing, several, unfinished)
        readings = await self._read(connection, guess, found, asked.certain)
        known, barred = self._is_everyday, partial(Limits(never=asked.never).bars, self._stems)
        query = understand(
            asked.text, self.thesaurus, readings, asked.quoted, everyday=known, barred=barred
        )
        synonyms = (p.words for concept in query.concepts for p in concept.phrases)
        if news:
            await self._lexicon.learn(connection, (word for words in synonyms for word in words))
        return query

    async def literally(self, connection: Connection, asked: MemberQuestion) -> Query:
        """A Query of the words as typed, without synonyms and corrections."""
        words = typed_words(asked.words)
        await self._lexicon.learn(connection, (*words, *asked.quoted_words))
        readings = [Reading((word,), (word,)) for word in words]
        return understand(asked.text, None, readings, asked.quoted)

    async def _read(
        self,
        connection: Connection,
        guess: "_Guess",
        found: Sequence[Span],
        certain: frozenset[str],
    ) -> list[Reading]:
        words, vocabulary = guess.words, guess.vocabulary
        readings, looked_up, number = list[Reading](), 0, 0
        while number < len(found):
            span = found[number]
            typed = tuple(words[span.start : span.start + span.length])
            known = vocabulary.often(self._stems[typed[0]]) or self._is_word(span, typed[0])
            if span.naming:
                readings += [
                    Reading((self._as_written(word, vocabulary),), (word,)) for word in typed
                ]
            elif joined := _joined(guess.spacing, words, found[number : number + MOST_JOINED]):
                readings.append(joined)
                number += len(joined.typed) - 1
            elif not known and typed[0] not in certain and looked_up < MOST_LOOKED_UP:
                looked_up += 1
                await asyncio.sleep(0)
                readings.append(await self._looked_up(connection, span.start, guess))
            else:
                readings.append(Reading(typed, typed))
            number += 1
        return readings

    def _is_word(self, span: Span, word: str) -> bool:
        """Whether this is a known word, even if no article holds it."""
        familiar = self.thesaurus.names.familiar_words
        if span.naming is not None or word in ASKING_WORDS or word in familiar:
            return True
        return not word.isalnum() or self._is_everyday(word)  # "1,000" is not respelled

    def _begins_name(self, text: str) -> bool:
        naming = self.thesaurus.longest_at(text.split(), 0)
        return naming is not None and naming.length > 1

    def _is_everyday(self, word: str) -> bool:
        return self._stems[word] in self._common[0]

    def _is_common(self, word: str) -> bool:
        """Whether this is one of the less common English words, in any of its forms."""
        made = (word.removesuffix(ending) for ending in MAKING_WORDS if word.endswith(ending))
        return any(base in self._common[1] for base in bases_of(word)) or any(
            len(base) >= SHORTEST_LAST and self.is_common_word(base) for base in made
        )

    async def _looked_up(self, connection: Connection, at: int, guess: "_Guess") -> Reading:
        """The reading of a word that few or no articles hold."""
        word, vocabulary = guess.words[at], guess.vocabulary
        stem = self._stems[word]
        common = self._is_common(word)
        if not common and (name := misspelled_name(guess.words, at, self.thesaurus)):
            instead = not vocabulary.count(stem)
            return Reading(
                (name[0],), (word,), instead=instead, guessed=spelling.is_guess(word, *name)
            )
        begins = at == len(guess.words) - 1 and word.isalpha() and word not in ASKING_WORDS
        if begins and not common and (named := self._completed(guess)):
            return Reading((named,), (word,), instead=False, begins=vocabulary.begun(stem) > 0)
        begins = begins and guess.unfinished and vocabulary.begun(stem) > 0
        better = None if common else self._corrected(word, guess)
        if not vocabulary.count(stem) and not self.thesaurus.is_name(word):
            rival = vocabulary.count(better.stem) if better else 0
            parts = self._with_own_begin(word) or self.thesaurus.names.joined(word)
            if not (parts or common):
                parts = await self._parted(connection, word, rival, guess)
            if parts:
                return Reading(parts, (word,))
        beginning = word[: Prefix.similarity(word, stem)]
        if better is None or (begins and better.instead and better.stem.startswith(stem)):
            return Reading((word,), (word,), begins=begins, beginning=beginning)
        spoken = better.word or await self._lexicon.spoken(connection, better.stem)
        spoken = self._as_written(spoken, vocabulary)
        return Reading(
            (spoken,),
            (word,),
            instead=better.instead and not begins,
            begins=begins,
            guessed=better.guessed,
            beginning=beginning,
        )

    def _corrected(self, word: str, guess: "_Guess") -> spelling.Respelling | None:
        names = self.thesaurus.names
        return spelling.correct(
            word,
            guess.vocabulary,
            self._stems,
            names.single_words,
            brands=names.brands,
            accompanied=guess.several,
        )

    def _as_written(self, word: str, vocabulary: Vocabulary) -> str:
        """The name that a misspelled one of the thesaurus means; other words as they are."""
        meant = _meant(word, self.thesaurus.groups_named(word))
        if meant is None or vocabulary.count(self._stems[word]):
            return word
        kept = self.is_common_word(word) or self._stems[meant] == self._stems[word]
        return word if kept else meant

    def _with_own_begin(self, word: str) -> tuple[str, ...] | None:
        """The words of a word made of a beginning and a name: "nonsmoker", "ddAC"."""
        for begin, said in OWN_BEGINS.items():
            name = word.removeprefix(begin)
            naming = self.thesaurus.longest_at((name,), 0) if name not in {"", word} else None
            if naming and not naming.related:
                return (*said, name)
        return None

    async def _parted(
        self, connection: Connection, word: str, rival: int, guess: "_Guess"
    ) -> tuple[str, ...] | None:
        """The words that an unknown one consists of, or None.

        They are a name or hold one, are long, or stand side by side in an article: "underweight"
        has two words in it, but nobody writes "under weight".
        """
        for parts in guess.spacing.parted(word, rival):
            named = any(span.naming and span.length > 1 for span in spans(parts, self.thesaurus))
            if named or are_long(parts):
                return parts
            if await index.newest(connection, quoted(parts), UNFILTERED, 1):
                return parts
        return None

    def _completed(self, guess: "_Guess") -> str | None:
        """The word of the thesaurus that the unfinished last word begins."""
        if len(guess.words[-1]) < SHORTEST_LAST:
            return None
        if named := unfinished_name(guess.words, self.thesaurus):
            return named
        if len(guess.words[-1]) < SHORTEST_START:
            return None
        counts = {
            name: guess.vocabulary.count(self._stems[name])
            for name in self.thesaurus.names.names_from(guess.words[-1])
        }
        return max(counts, key=lambda name: counts[name], default=None)


class _Guess(Struct, frozen=True):
    """The state while the words of a query are looked up.

    Attributes:
        several: whether the query names more than one thing.
    """

    words: Sequence[str]
    vocabulary: Vocabulary
    spacing: Spacing
    several: bool
    unfinished: bool


def _joined(spacing: Spacing, words: Sequence[str], found: Sequence[Span]) -> Reading | None:
    """The longest run of free words from here that the index writes as one word."""
    run = 0
    while run < len(found) and found[run].naming is None:
        run += 1
    for length in range(run, 1, -1):
        typed = tuple(words[found[0].start : found[0].start + length])
        if together := spacing.together(typed):
            return Reading((together[0],), typed, instead=together[1])
    return None


SHORTEST_MISSPELLED = 6
"""A shorter short form that is near to a term is another word. Chosen by eye."""
MISSPELLED_RATIO = 80
"""The least similarity, 0 to 100, of a short form that is a misspelled term: "diahrea". Chosen by
eye."""
LONGEST_SHARED_START = 5
"""Words that share more letters at their start are probably forms of one word: "breastfed"."""


def _meant(word: str, groups: Iterable[SynonymGroup]) -> str | None:
    """The correctly spelled term of a short form's groups: "lymphedema" for "lympedema".

    An inflected form looks alike; `_as_written` tells such words by the index and everyday words.
    """
    if len(word) < SHORTEST_MISSPELLED:
        return None
    meant, edits = None, edits_allowed(word)
    for group in groups:
        right = [words[0] for term in group.terms if len(words := words_of(term)) == 1]
        near = process.extractOne(word, right, scorer=OSA.distance, score_cutoff=edits)
        if word not in right:
            meant = (near[0] if edits and near else _alike(word, right)) or meant
    return meant


def _alike(word: str, right: Sequence[str]) -> str | None:
    """The term that a short form of one word resembles by more than a slip."""
    near = process.extractOne(word, right, scorer=fuzz.ratio, score_cutoff=MISSPELLED_RATIO)
    return near[0] if near and Prefix.similarity(word, near[0]) <= LONGEST_SHARED_START else None


def misspelled_name(
    words: Sequence[str], at: int, thesaurus: ThesaurusIndex
) -> tuple[str, Sequence[str]] | None:
    """The word that makes a name with its neighbors, and the name: "brain" in "chemo brian"."""
    return _naming(words, at, thesaurus, thesaurus.names.words_like(words[at]))


def unfinished_name(words: Sequence[str], thesaurus: ThesaurusIndex) -> str | None:
    """The word that completes a name with those before it: "flashes" in "hot fla"."""
    name = _naming(words, len(words) - 1, thesaurus, thesaurus.names.words_from(words[-1]))
    return name[0] if name else None


def _naming(
    words: Sequence[str], at: int, thesaurus: ThesaurusIndex, others: Iterable[str]
) -> tuple[str, Sequence[str]] | None:
    """The first of the other words that makes a name of several in this place, and the name."""
    for other in others:
        read = [*words[:at], other, *words[at + 1 :]]
        for start in range(max(0, at - MISSPELLED_NAME_WORDS), at + 1):
            naming = thesaurus.longest_at(read, start)
            if naming and naming.length > 1 and start + naming.length > at:
                return other, read[start : start + naming.length]
    return None

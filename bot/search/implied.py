"""Finds ages, and groups of the thesaurus that a question means without naming them. Pure.

Members say things in more ways than a list can hold: "put on 30 pounds", "not been close since
surgery". So each name in the thesaurus is an example of how members speak of its group. A question
may mean a group if it has the telling words of one example, in any order, with other words between.
`query.understand` adds such groups to the query.

Ages are read by rules: "over 70", "in my seventies", "32 year old". `thesaurus` asks for ages, and
for the neighbors of the groups that a question names.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, combinations, islice, pairwise

from msgspec import Struct

from bot.model.query import Concept, Phrase
from bot.model.thesaurus import SynonymGroup, SynonymKind
from bot.search.english_words import RELATIVES, SAYING_LITTLE, STOP_WORDS
from bot.search.numbers import BELOW, DECADES, LEAST_AGE, MOST_AGE, NUMBERS, SIDES, TENS
from bot.search.words import Stems, StringTable, content_stems, words_of, words_of_each

MIN_EXAMPLE_SHARE = 0.65
"""The share of an example that the question must hold, with each word weighted by `worth`. Of 0.6,
0.65, 0.75 and 0.9, the last finds less; the others differ by one query in 160."""
TELLING_SHARE = 0.05
"""A word that a larger share of all groups has tells nothing: "cancer", "treatment"."""
MOST_IMPLIED = 2
"""A question implies at most this many groups. Chosen by eye."""
MIN_OF_BEST = 0.7
"""The second group needs this share of the worth of the best one. Chosen by eye."""
LONGEST_EXAMPLE_SPAN = 8
"""The words of an example must stand within this many words of the question. Chosen by eye."""
IMPLIED_WEIGHT = 0.4
"""The weight of an implied name. Of 0.3, 0.4 and 0.6 the best."""
MOST_IMPLIED_TERMS = 12
"""Names of an implied group that are searched for. Chosen by eye."""
NEIGHBOR_WEIGHT, NEIGHBOR_TERMS, MOST_NEIGHBORS = 0.25, 2, 12
"""The weight of a neighboring group's name, the names of each group, and the names in all. On 880
unseen judged queries success@3 is .854 with neighbors and .848 without. With 460 more pairs of
groups, chosen by hand, it was .850."""

SAME_DRUG_WORDS = frozenset({"and", "plus", "biosimilar", "biosimilars"})
"""With one of these words, a longer name means the drug itself, too: a combination or a copy."""
TURNING_WORDS = STOP_WORDS | {"before"}
"""An example means something else without one of these words: "chemo before surgery"."""


class ImpliedGroups:
    """The names of a thesaurus as examples, found by their words."""

    def __init__(
        self, examples: StringTable, groups: Callable[[str], Sequence[SynonymGroup]], stems: Stems
    ) -> None:
        """Initialize.

        Args:
            examples: the content stems of each name of several words, and what tells its groups.
            groups: returns them.
        """
        self._examples = examples
        self._groups = groups
        self._stems = stems
        self._turning = frozenset(stems[word] for word in TURNING_WORDS)
        self._counters = frozenset(stems[word] for word in COUNTERS)
        self._saying_little = frozenset(stems[word] for word in SAYING_LITTLE)

    @cached_property
    def _telling(self) -> "TellingStems":
        """How much each stem tells, made for the first question."""
        return TellingStems(map(self._example, self._examples), self._groups)

    def _example(self, row: str) -> tuple[list[str], str]:
        bones, _, value = row.partition("\t")
        return bones.split(), value

    def concepts(
        self, words: Sequence[str], free: Collection[str], named: Iterable[Concept]
    ) -> Iterator[Concept]:
        """A concept for each implied group. It only ranks: it is no evidence of an answer.

        Args:
            words: of the question.
            free: those of them that no name covers; one of them must be in the example.
            named: what the question names; it is not implied once more.
        """
        known = {phrase.words for concept in named for phrase in concept.phrases}
        for group, share in self._likeliest(words, free):
            names = [(tuple(words_of(name)), name) for name in group.terms[:MOST_IMPLIED_TERMS]]
            if names[0][0] not in known:
                weight, new = IMPLIED_WEIGHT * share, [n for n in names if n[0] not in known]
                # They are loose, so that no answer says that articles lack what nobody asked.
                phrases = [Phrase(each, weight, name, loose=True) for each, name in new]
                yield Concept(group.terms[0], tuple(phrases), generic=True)

    def _likeliest(
        self, words: Sequence[str], free: Collection[str]
    ) -> Iterator[tuple[SynonymGroup, float]]:
        scores = dict[tuple[str, ...], float]()
        groups = dict[tuple[str, ...], SynonymGroup]()
        for value, score in self._scored(words, free):
            for group in self._groups(value):
                groups[group.terms] = group
                scores[group.terms] = max(scores.get(group.terms, 0.0), score)
        for terms in sorted(scores, key=lambda each: (-scores[each], each))[:MOST_IMPLIED]:
            share = scores[terms] / max(scores.values())
            if share >= MIN_OF_BEST:
                yield groups[terms], share

    def _scored(self, words: Sequence[str], free: Collection[str]) -> Iterator[tuple[str, float]]:
        """The groups that the question implies, each with its worth."""
        stems = self._stems_of(words)
        places = {stem: at for at, stem in reversed([*enumerate(stems)])}
        counted = {number for number, unit in pairwise(stems) if unit in self._counters}
        loose = set(self._stems_of(free)) - self._saying_little
        if not loose:
            return
        telling = self._telling
        for number in {each for stem in loose for each in telling.examples(stem)}:
            bones, value = self._example(self._examples[number])
            example = dict.fromkeys(bones)
            shared = [stem for stem in example if stem in places]
            at = [places[stem] for stem in shared]
            if bones[-1] in counted and bones[-1].isdigit():
                continue  # An age ends an example: "women under 40".
            if self._turning.intersection(example).difference(shared):
                continue
            if len(shared) > 1 and max(at) - min(at) <= LONGEST_EXAMPLE_SPAN:
                worth = sum(map(telling.worth, shared))
                whole = sum(map(telling.worth, example))
                if worth >= MIN_EXAMPLE_SHARE * whole:
                    yield value, worth * worth / whole

    def _stems_of(self, words: Collection[str]) -> Sequence[str]:
        return content_stems(list(words), self._stems)


class TellingStems:
    """How much each stem tells: the more groups have examples with it, the less."""

    def __init__(
        self,
        examples: Iterable[tuple[Sequence[str], str]],
        groups: Callable[[str], Sequence[SynonymGroup]],
    ) -> None:
        """Initialize.

        Args:
            examples: the content stems of each, and what tells its groups.
            groups: returns them.
        """
        places = defaultdict[str, list[int]](list)
        held, known = list[Sequence[str]](), dict[str, Sequence[str]]()
        for number, (bones, value) in enumerate(examples):
            if value not in known:
                known[value] = [group.terms[0] for group in groups(value)]
            held.append(known[value])
            for stem in set(bones):
                places[stem].append(number)
        numbers = {
            stem: len(set(chain.from_iterable(map(held.__getitem__, found))))
            for stem, found in places.items()
        }
        self._groups = len(set(chain.from_iterable(held)))
        self._stems = StringTable(
            f"{stem}\t{numbers[stem]}\t{' '.join(map(str, found))}"
            for stem, found in places.items()
        )
        rarest = min(numbers.values(), default=1)
        self._least = math.log1p(min(1 / TELLING_SHARE, self._groups / rarest))

    def worth(self, stem: str) -> float:
        """How much a stem tells; 0 if no example has it."""
        held, _ = self._found(stem)
        return math.log1p(self._groups / held) if held else 0.0

    def examples(self, stem: str) -> Iterable[int]:
        """The numbers of the examples with a stem; none if it tells too little."""
        held, places = self._found(stem)
        if not held or math.log1p(self._groups / held) < self._least:
            return ()
        return map(int, places.split())

    def _found(self, stem: str) -> tuple[int, str]:
        found = self._stems.values(stem)
        held, _, places = found[0].partition("\t") if found else ("0", "", "")
        return int(held), places


Terms = tuple[str, ...]
"""The terms of a group, which no other group has."""


class Neighbors:
    """The groups beside each group: a term of one stands among the everyday words of the other."""

    def __init__(self, groups: Iterable[SynonymGroup]) -> None:
        self._groups = groups

    @cached_property
    def _near(self) -> Mapping[Terms, Collection[Terms]]:
        """The terms of the neighbors by the terms of a group, made for the first name."""
        owners: dict[tuple[str, ...], Terms] = {}
        for group in self._groups:
            for words in words_of_each(group.terms):
                owners.setdefault(tuple(words), group.terms)
        found: dict[Terms, dict[Terms, None]] = {}
        for group in self._groups:
            for words in words_of_each(group.related):
                other = owners.get(tuple(words))
                if other and other != group.terms:
                    found.setdefault(group.terms, {})[other] = None
                    found.setdefault(other, {})[group.terms] = None
        return {terms: tuple(others) for terms, others in found.items()}

    @cached_property
    def _longer(self) -> Mapping[Terms, Collection[tuple[str, ...]]]:
        """The names of other drugs that hold one of a drug: "nab-paclitaxel" for "paclitaxel"."""
        drugs = [group for group in self._groups if group.kind is SynonymKind.BRAND]
        owners = {tuple(words_of(name)): drug.terms for drug in drugs for name in drug.terms}
        found = defaultdict[Terms, dict[tuple[str, ...], None]](dict)
        for name, terms in owners.items():
            rows = (name[at:end] for at, end in combinations(range(len(name) + 1), 2))
            for within in {owners.get(row, terms) for row in rows} - {terms}:
                if SAME_DRUG_WORDS.isdisjoint(name):
                    found[within][name] = None
        return found

    def phrases(
        self, groups: Iterable[SynonymGroup], known: Iterable[Phrase]
    ) -> tuple[Phrase, ...]:
        """The first names of the neighbors, as loose phrases that are not known yet.

        Before them stand the longer names of other drugs, so that an article on one of these is
        told from an article on the drug.
        """
        groups = list(groups)
        others = (name for group in groups for name in self._longer.get(group.terms, ()))
        longer = [
            Phrase(name, NEIGHBOR_WEIGHT, " ".join(name), loose=True, neighbor=True, other=True)
            for name in others
        ]
        near = (terms for group in groups for terms in self._near.get(group.terms, ()))
        names = dict.fromkeys(name for terms in near for name in terms[:NEIGHBOR_TERMS])
        seen = {phrase.words for phrase in (*known, *longer)}
        found = (
            Phrase(words, NEIGHBOR_WEIGHT, shown=name, loose=True, neighbor=True)
            for name in names
            if (words := tuple(words_of(name))) not in seen
        )
        return (*longer, *islice(found, MOST_NEIGHBORS))


CUES = (
    "older than", "younger than", "at the age of", "at age", "aged", "age", "over age", "under age",
    "over", "past", "above", "under", "below", "before", "turning", "turned", "nearly", "almost",
    "in my", "in her", "in his", "in your", "in their", "im", "i m", "i am", "im only", "im just",
    "i m only", "i m just", "i am only", "i am just", "she s", "she is", "she is only", "he s",
    "he is", "he is only", "is", "s", "my", "her", "at", "after", "since", "being", "woman of",
    "women over",
)  # fmt: skip
UNITS = (
    "years old", "year old", "yrs old", "yr old", "years of age", "yo", "y o", "something", "ish",
)  # fmt: skip
FOLLOWERS = ("and", "with", "w", "f")
"""Words that follow an age at the beginning of a question: "33 and breast cancer"."""
LONGEST_PHRASE = max(len(phrase.split()) for phrase in (*CUES, *UNITS))
NO_AGE = frozenset(
    """
    year years yr yrs month months week weeks day days hour hours minute minutes min mg ml gy cm mm
    percent percentage points gene genes node nodes session sessions cycle cycles round rounds mile
    miles pound pounds lb lbs kg kilos g grams mcg ng gray km calories mmhg units copies times fold
    signature weekly daily iu
    recurrence score dollars dollar euros euro people women men patients participants survivors
    volunteers cases studies trials hospitals clinics centers countries doses
    """.split()
)
"""Words after a number that show that it counts something else than an age."""
COUNTERS = NO_AGE - {"year", "years", "yr", "yrs"}
"""Words after "under 40" that show that no age is meant."""


class Age(Struct, frozen=True):
    """Consecutive words of a query that state an age.

    Attributes:
        length: how many words.
        years: the age itself; for "under 40", one less.
        names: how articles may write it: "seventy", "70s".
    """

    length: int
    years: int
    names: tuple[str, ...]
    side: tuple[str, ...] = ()

    def within(self, least: int, most: int) -> bool:
        """Whether the age lies between these two, both included.

        "Over 40" has no upper end, so it is no age of young women.
        """
        ends = least <= LEAST_AGE if self.side is BELOW else most >= MOST_AGE
        return least <= self.years <= most and (ends or not self.side)


def age_at(words: Sequence[str], start: int) -> Age | None:
    """The age that begins at this word, if the words around it say that it is an age."""
    cue = _at(CUES, words, start)
    if cue in {"is", "s"} and not (start and words[start - 1] in RELATIVES):
        cue = ""
    at = start + len(cue.split())
    number, decade, length = _number(words, at)
    end = at + length
    unit = _at(UNITS, words, end)
    if not number or (number < LEAST_AGE and not unit):
        return None
    first = start == 0 and bool(_at(FOLLOWERS, words, end))
    counted = end < len(words) and words[end] in NO_AGE
    if not unit and (counted or not (cue or decade or first)):
        return None
    side = next((SIDES[word] for word in cue.split() if word in SIDES), ())
    years = number - (side is BELOW)
    return Age(end + len(unit.split()) - start, years, _names(number), side)


def _number(words: Sequence[str], at: int) -> tuple[int, bool, int]:
    """The number at this word, whether it names a decade, and its length in words."""
    word = words[at] if at < len(words) else ""
    if word in DECADES:
        return DECADES[word], True, 1
    if word in NUMBERS:
        apart = [*words[at + 1 : at + 2]] == ["s"]
        return NUMBERS[word], apart, 1 + apart
    return 0, False, 0


def _names(number: int) -> tuple[str, ...]:
    if number < LEAST_AGE:
        return ()  # "5" stands in any article.
    ten = number // 10 * 10
    word = TENS[ten // 10 - 2] if ten >= 20 else ""  # noqa: PLR2004 - the first of TENS
    exact = (word,) if word and number == ten else ()
    return (str(number), *exact, f"{ten}s", *((f"{word[:-1]}ies",) if word else ()))


def _at(phrases: tuple[str, ...], words: Sequence[str], start: int) -> str:
    """The longest of the phrases that begins at this word, or ""."""
    following = f"{' '.join(words[start : start + LONGEST_PHRASE])} "
    if not following.startswith(phrases):  # as for nearly every word
        return ""
    return max((each for each in phrases if following.startswith(f"{each} ")), key=len, default="")

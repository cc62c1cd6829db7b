"""Corrects unknown words, rare words beside common neighbors, and misplaced spaces. Pure.

"brainmets", "her 2" and "chemo therapy" become what the index has, or what the thesaurus names.
The interpreter asks; completion reads the lists of names, too.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nlargest, nsmallest
from itertools import chain

from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.model.query import NameTie, Neighbor, ties_of
from bot.model.thesaurus import SynonymGroups, SynonymKind
from bot.search.english_words import OF_DRUG, OPPOSED, STOP_WORDS
from bot.search.vocabulary import LETTERS, LONGEST_STEM, RARE_IN_ARTICLES, Vocabulary
from bot.search.words import Stems, StringTable, WordsByLength, words_of

ONE_EDIT_FROM, TWO_EDITS_FROM = 4, 8
"""The least letters of a word with one edit, and with two. Chosen by eye."""
MIN_STEM_LETTERS = 5
"""The length of the shortest stem that replaces another. Shorter words have too many neighbors."""
MIN_ARTICLES = 2
"""A stem in at least this many articles is a word. One in a single article may be a misspelling.
Chosen by eye."""
LONGEST_GUESSED = 7
"""Letters of the longest word that is replaced by the only stem near it, which is a guess. Chosen
by eye."""
ENDING_LETTERS = 5
"""The last letters of a word, where a slip may change its stem. Chosen by eye."""
MIN_FREQUENCY_RATIO = 20
"""A rare stem may be a slip of one that is this many times as common: "brian" of "brain". The
smallest ratio that cost nothing on the judged sets."""


class Respelling(Struct, frozen=True):
    """A correction of a typed word.

    Attributes:
        stem: the stem of the correction.
        word: the correction as members read it, if the thesaurus has it; else "".
        instead: whether it replaces the typed word; otherwise both are searched for.
    """

    stem: str
    word: str = ""
    instead: bool = True
    guessed: bool = False


def edits_allowed(word: str) -> int:
    """The number of edits allowed in a word; 0 for one with a digit, which is a name."""
    if not word.isalpha() or word in STOP_WORDS or len(word) < ONE_EDIT_FROM:
        return 0
    return 1 if len(word) < TWO_EDITS_FROM else 2


def correct(
    word: str,
    vocabulary: Vocabulary,
    stems: Stems,
    names: Collection[str] = (),
    *,
    brands: Collection[str] = (),
    accompanied: bool = False,
) -> Respelling | None:
    """Correct one typed word; None if it stays as it is.

    An unknown word is replaced by its nearest neighbor; of several, by the commonest. A word of few
    articles gets a far commoner neighbor beside it ("brian mets").

    Args:
        word: as typed.
        names: single words of the thesaurus.
        brands: those of them that are no everyday words: their first letter may be wrong, too.
        accompanied: whether other words of the query are known, so that a wrong guess does less
            harm.
    """
    stem = stems[word]
    if not edits_allowed(word) or vocabulary.often(stem) or word in names:
        return None
    if vocabulary.count(stem):
        return _commoner(stem, vocabulary)
    edits = min(edits_allowed(word), edits_allowed(stem))
    near = [each for each in vocabulary.near(stem, edits) if not is_another(stem, each.stem)]
    sure = [each for each in near if _slipped(stem, each.stem) or _named(stem, each, names)]
    # A slip in the ending may change the stem by more than one letter: "losinzg".
    sure += _other_endings(word, vocabulary, stems)
    known = min(sure, key=lambda each: each.rank, default=None)
    # No name is nearer than one edit.
    rest = () if known and known.edits == 1 else _meant_by(word, names, edits)
    distance, named = next(iter(rest), (0, ""))
    if named and _misread(word, named) and (not known or distance < known.edits):
        return Respelling(stems[named], named)
    if known:
        return Respelling(known.stem)
    if brand := process.extractOne(word, brands, scorer=OSA.distance, score_cutoff=1):
        return Respelling(stems[brand[0]], brand[0])
    bold = (n for n in near if n.articles >= MIN_ARTICLES and len(n.stem) >= MIN_STEM_LETTERS)
    guess = next(bold, None) if accompanied else _alone(word, near, names)
    return Respelling(guess.stem, guessed=True) if guess else None


def _alone(word: str, near: Sequence[Neighbor], names: Collection[str]) -> Neighbor | None:
    """The only stem that is one edit away: "hegnia" may be "hernia".

    A word of four letters is near to too many others, so that only names count.
    """
    others = [each for each in near if each.edits == 1]
    if len(others) != 1 or len(word) > LONGEST_GUESSED:
        return None
    (only,) = others
    enough = min(len(word), len(only.stem)) >= MIN_STEM_LETTERS or only.stem in names
    return only if enough and only.articles >= MIN_ARTICLES and only.stem[0] == word[0] else None


def is_another(word: str, meant: str) -> bool:
    """Whether a word is no misspelling of one that it is near to, but another term.

    "Hypotension" is not "hypertension", and what ends like a drug is hardly this drug with another
    first letter and another slip: "decitabine" is not "gemcitabine". Stems may be compared, too.
    """
    one, other = OPPOSED.match(word), OPPOSED.match(meant)
    if one and other and one[0] != other[0]:
        return True
    begun = word[0] == meant[0] or not OF_DRUG.search(word)
    return not begun and OSA.distance(word, meant) > 1


def _meant_by(word: str, names: Collection[str], edits: int) -> list[tuple[int, str]]:
    """The names that a word may be a misspelling of, the nearest first, with the edits of each."""
    near = process.extract(word, names, scorer=OSA.distance, score_cutoff=edits, limit=None)
    return [(distance, name) for name, distance, _ in near if not is_another(word, name)]


def _commoner(stem: str, vocabulary: Vocabulary) -> Respelling | None:
    """A far commoner neighbor of a rare stem."""
    if not edits_allowed(stem):
        return None
    near = [each for each in vocabulary.near(stem, 1) if _slipped(stem, each.stem)]
    near = [each for each in near if not is_another(stem, each.stem)]
    best = max(near, key=lambda each: each.articles, default=None)
    if best and best.articles >= MIN_FREQUENCY_RATIO * vocabulary.count(stem):
        return Respelling(best.stem, instead=False)
    return None


def _other_endings(word: str, vocabulary: Vocabulary, stems: Stems) -> list[Neighbor]:
    """The commonest stem that differs by one slip in the word's last letters."""
    if not word.isascii() or not MIN_STEM_LETTERS <= len(word) <= LONGEST_STEM:
        return []
    start = len(word) - ENDING_LETTERS
    slips = [other for other in {*_slips(word, start)} if _slipped(word, other)]
    articles, best = vocabulary.commonest(stems.of_guesses(slips), word[:start])
    common = articles >= MIN_ARTICLES and best not in STOP_WORDS
    return [Neighbor(1, articles, best)] if common and len(best) >= ONE_EDIT_FROM else []


def _slips(word: str, start: int) -> Iterator[str]:
    """All words that differ by one slip after position `start`; see `_slipped`."""
    wrong_letters = LETTERS if len(word) >= TWO_EDITS_FROM else ""
    for at in range(start, len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
        for letter in LETTERS:
            yield word[:at] + letter + word[at:]
        for letter in wrong_letters:
            yield word[:at] + letter + word[at + 1 :]


def is_guess(word: str, meant: str, name: Sequence[str]) -> bool:
    """Whether only small words of a name speak for a correction: "turn off" of "tern off"."""
    alone = STOP_WORDS.issuperset(each for each in name if each != meant)
    return alone and not (_slipped(word, meant) or sorted(word) == sorted(meant))


def _slipped(stem: str, meant: str) -> bool:
    """Whether a stem is probably another one with a slip of the finger.

    In a short word a letter left out, doubled or swapped is a slip, but another letter in its place
    is another word: "horse" is not "worse", and "plane" no "place".
    """
    if min(len(stem), len(meant)) < MIN_STEM_LETTERS or meant in STOP_WORDS:
        return False
    if len(stem) >= TWO_EDITS_FROM or stem[1::-1] + stem[2:] == meant:
        return True
    return stem[0] == meant[0] and (len(stem) != len(meant) or sorted(stem) == sorted(meant))


def _named(stem: str, near: Neighbor, names: Collection[str]) -> bool:
    """Whether the neighbor is a name that several articles use, as for "tumar"."""
    common = near.articles > RARE_IN_ARTICLES and len(near.stem) >= MIN_STEM_LETTERS
    # The names come last, since looking through all of them takes longest.
    return common and begins_alike(stem, near.stem) and near.stem in names


def _misread(word: str, name: str) -> bool:
    """Whether a word may be a name of the thesaurus, which members spell by ear."""
    swapped = word[0] == name[0] and sorted(word) == sorted(name)
    alike = len(word) > MIN_STEM_LETTERS and begins_alike(word, name)
    return swapped or alike or _slipped(word, name)


def begins_alike(word: str, meant: str) -> bool:
    """Whether both begin with the same letter; in a long word any may be wrong."""
    return len(word) >= TWO_EDITS_FROM or word[0] == meant[0]


SHORTEST_PART = 3
"""The least letters of a part that is no stop word, and of parts that are joined. Chosen by eye."""
SHORTEST_SPLIT = 5
"""The least letters of a word that is split: two of a stop word, and three."""
MOST_PARTS = 4
"""Words that may have been typed without a space. Chosen by eye."""
MOST_PARTINGS = 3
"""At most this many ways to split a word are looked up in the index, the likeliest first. Chosen by
eye."""
LONG_PART, VERY_LONG_PART = 6, 8
"""Letters of each part, and of the longest part, of a split that is hardly chance. Chosen by
eye."""
COMBINING_END = "o"
"""The last letter of "cardio" and "immuno", which are beginnings of words."""

Words = tuple[str, ...]


class Spacing:
    """Splits and joins words as the index writes them."""

    def __init__(
        self, vocabulary: Vocabulary, stems: Stems, is_name: Callable[[str], bool]
    ) -> None:
        """Initialize.

        Args:
            is_name: whether a word is a name of the thesaurus.
        """
        self._vocabulary = vocabulary
        self._stems = stems
        self._is_name = is_name
        self._counts: dict[str, int] = {}

    def parted(self, word: str, rival: float = 0.0) -> list[Words]:
        """The ways to part an unknown word into known ones, the likeliest first.

        Common words often follow each other by chance. If a `rival` spelling is in more articles
        than would hold the parts by chance, the rival is likelier, and nothing is returned.
        """
        if not (SHORTEST_SPLIT <= len(word) <= LONGEST_STEM and word.isascii() and word.isalpha()):
            return []
        best = nlargest(MOST_PARTINGS, self._partings(word, MOST_PARTS))
        return [parts for articles, parts in best if articles > rival]

    def _partings(self, word: str, parts: int) -> Iterator[tuple[float, Words]]:
        """The splits into known words, with the articles that would hold each by chance."""
        articles = max(1, self._vocabulary.articles)
        for end in range(2, len(word) - 1):
            head, tail = word[:end], word[end:]
            if not (count := self._count(head)):
                continue
            if rest := self._count(tail):
                yield count * rest / articles, (head, tail)
            elif parts > 2 and len(tail) > SHORTEST_SPLIT:  # noqa: PLR2004 - at least two more
                for likely, others in self._partings(tail, parts - 1):
                    yield count * likely / articles, (head, *others)

    def _count(self, word: str) -> int:
        # Kept, since the parts of a word are looked up repeatedly.
        if word not in self._counts:
            self._counts[word] = self._looked_up(word)
        return self._counts[word]

    def _looked_up(self, word: str) -> int:
        if len(word) < SHORTEST_PART and word not in STOP_WORDS:
            return 0
        return self._vocabulary.count(self._stems[word]) or self._is_name(word)

    def together(self, words: Sequence[str]) -> tuple[str, bool] | None:
        """The words as one, and whether it replaces them; None if it is not a word."""
        joined = "".join(words)
        if all(word in STOP_WORDS for word in words) or len(joined) < SHORTEST_PART:
            return None
        named = self._is_name(joined)
        if not named and (len(words) > 2 or not self._vocabulary.count(self._stems[joined])):  # noqa: PLR2004
            return None
        strange = [word for word in words if not self._known(word)]
        if strange:
            return joined, True
        apart = named or words[-1].isdigit() or not any(word in STOP_WORDS for word in words)
        return (joined, False) if apart else None

    def _known(self, word: str) -> bool:
        known = word in STOP_WORDS or self._is_name(word)
        return known or self._vocabulary.count(self._stems[word]) > 0


def are_long(parts: Words) -> bool:
    """Whether the parts of a word are too long to be in it by chance."""
    long = all(len(part) >= LONG_PART and not part.endswith(COMBINING_END) for part in parts)
    return long and max(map(len, parts)) >= VERY_LONG_PART


LONG_ENOUGH_TO_INFLECT = 4
"""The least letters of a name that has endings and misspellings. Chosen by eye: shorter ones are
mostly abbreviations."""
SHORTEST_DISTINCT_BRAND = 6
"""The least letters of a brand that no everyday word is like. Chosen by eye."""
MOST_WORDS_LIKE = 10
"""Words that a misspelled word is taken for. Chosen by eye."""
MIN_NAMES_OF_FAMILIAR_WORD = 2
"""A word in at least this many names of the thesaurus is no misspelling."""


NameSense = tuple[SynonymKind, bool]
"""The kind of a group with a name, and whether the name has other senses, too."""


def senses_of(groups: SynonymGroups, names: Mapping[str, str]) -> dict[str, list[NameSense]]:
    """The names of all groups with their senses."""
    kinds = [group.kind for group in groups]
    senses = {
        numbers: [(kinds[group], tie is NameTie.AMBIGUOUS) for group, tie in ties_of(numbers)]
        for numbers in set(names.values())
    }
    return {name: senses[numbers] for name, numbers in names.items()}


class NameLists:
    """All names of a thesaurus in several lists.

    Attributes:
        familiar_words: words within names, which are never corrected ("water", "scare").
    """

    def __init__(self, groups: SynonymGroups, read: Callable[[], Mapping[str, str]]) -> None:
        """Initialize.

        Args:
            groups: all of the thesaurus.
            read: reads the numbers of the entries of each name.
        """
        self._groups, self._read = groups, read
        names = senses_of(groups, read())
        kinds = {
            word: {kind for kind, _ in senses}
            for word, senses in names.items()
            if len(word) >= LONG_ENOUGH_TO_INFLECT and word.isalpha()
            if not all(ambiguous for _, ambiguous in senses)
        }
        # Each unknown word is looked for among them, and compared with all of them.
        self._single_words = " ".join(kinds)
        brands = (word for word, held in kinds.items() if held == {SynonymKind.BRAND})
        self._brands = " ".join(word for word in brands if len(word) >= SHORTEST_DISTINCT_BRAND)
        several = (set(name.split(" ")) for name in names if " " in name)
        times = Counter(chain.from_iterable(several))
        self.familiar_words = StringTable(
            word for word, number in times.items() if number >= MIN_NAMES_OF_FAMILIAR_WORD
        )
        inner_words = times.keys() - STOP_WORDS
        self._inner_words = StringTable(inner_words)
        self._inner_words_by_length = WordsByLength(inner_words)
        self._no_everyday_words = StringTable(
            word for word, held in kinds.items() if held != {SynonymKind.LAY}
        )

    @property
    def single_words(self) -> list[str]:
        """Names of one word that are long enough for corrections of spelling."""
        return self._single_words.split()

    @property
    def brands(self) -> list[str]:
        """Names of drugs that are unlike any everyday word."""
        return self._brands.split()

    @cached_property
    def _joined(self) -> StringTable:
        return StringTable(
            f"{joined}\t{name}"
            for name, senses in senses_of(self._groups, self._read()).items()
            if " " in name and len(joined := name.replace(" ", "")) >= LONG_ENOUGH_TO_INFLECT
            if not all(ambiguous for _, ambiguous in senses)
        )

    def joined(self, word: str) -> Words | None:
        """The name of several words that is this one without spaces: "tdm1"."""
        found = self._joined.values(word)
        return tuple(found[-1].split(" ")) if found else None

    @cached_property
    def _written(self) -> StringTable:
        places = (
            (" ".join(words_of(term)), term, f"{number} {at}")
            for number, group in enumerate(self._groups)
            for at, term in enumerate(group.terms)
        )
        return StringTable(f"{name}\t{place}" for name, _, place in sorted(places))

    def words_like(self, word: str) -> list[str]:
        """Words within names that this one may be a misspelling of, the nearest first."""
        edits = edits_allowed(word)
        if not edits:
            return []
        near = _meant_by(word, self._inner_words_by_length.within(edits, len(word)), edits)
        return [other for distance, other in nsmallest(MOST_WORDS_LIKE, near) if distance]

    def words_from(self, start: str) -> list[str]:
        """Words within names that begin so."""
        return [word for word in self._inner_words.beginning(start) if word != start]

    def names_from(self, start: str) -> list[str]:
        """Names of one word that begin so.

        Everyday words are left out: they are the beginning of other everyday words ("hope" of
        "hopeless").
        """
        return self._no_everyday_words.beginning(start)

    def beginning(self, start: str) -> list[str]:
        """Names, as written, that begin with these words; the last one may be unfinished."""
        rows = self._written.beginning(start) if start else ()
        places = (row.partition("\t")[2].split() for row in rows)
        return [self._groups[int(number)].terms[int(at)] for number, at in places]

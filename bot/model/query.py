"""Query: a member's search text, understood. Ranked: an article, and how much it holds of one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from enum import Enum, StrEnum

from msgspec import Struct, msgpack
from msgspec.structs import astuple, replace

from bot.model.article import EvidenceKind
from bot.model.thesaurus import NAMED_KINDS, SynonymGroup


class Filters(Struct, frozen=True):
    """Limits an answer to some articles; None stands for no limit.

    Attributes:
        topic: a slug.
        source: a feed's name.
        since: the earliest date of an article.
        evidence: the kinds of study that an article may report.
        evidence_left_out: kinds that it may not report.
        hidden: the ids of feeds that other servers chose; their own articles are left out.
    """

    topic: str | None = None
    source: str | None = None
    since: datetime | None = None
    evidence: frozenset[EvidenceKind] | None = None
    evidence_left_out: frozenset[EvidenceKind] = frozenset()
    hidden: frozenset[int] = frozenset()

    @property
    def narrows(self) -> bool:
        """Whether a member chose some of the articles that the place sees."""
        return replace(self, hidden=frozenset()) != UNFILTERED


UNFILTERED = Filters()


class Sort(StrEnum):
    """The order in which hits are shown."""

    RELEVANCE = "relevance"
    DATE = "date"


class MemberQuestion(Struct, frozen=True):
    """A member's query before it is understood.

    Attributes:
        text: as typed.
        words: without operators.
        quoted: what must be there in a row.
        never: what must not be there in a row.
        certain: words that are not respelled.
        alternatives: names of one thing, the first of which is shown.
        understood: sentences on how the words were read already.
    """

    text: str
    words: str
    quoted: tuple[tuple[str, ...], ...] = ()
    never: tuple[tuple[str, ...], ...] = ()
    certain: frozenset[str] = frozenset()
    alternatives: tuple[tuple[str, ...], ...] = ()
    understood: tuple[str, ...] = ()

    @property
    def quoted_words(self) -> tuple[str, ...]:
        """The words of the quoted phrases."""
        return tuple(word for row in self.quoted for word in row)


class Reading(Struct, frozen=True):
    """The reading of some typed words.

    Attributes:
        words: the words that are meant, one or several.
        typed: the words that were typed, one or several.
        instead: whether they replace the typed words; otherwise both are searched for.
        begins: whether the typed word may not be finished.
        beginning: the beginning of the longer words that are searched for: "herni" for "hernie".
        guessed: whether it may well be wrong.
    """

    words: tuple[str, ...]
    typed: tuple[str, ...]
    instead: bool = True
    begins: bool = False
    guessed: bool = False
    beginning: str = ""

    @property
    def changed(self) -> bool:
        """Whether the reading differs from the typed words."""
        return self.words != self.typed


MIN_SURE_WEIGHT = 0.35
"""Synonyms of less weight are too uncertain to count as the concept itself. The value lies above
the weight of related words and below that of everyday words."""


class Phrase(Struct, frozen=True):
    """One way to say a concept.

    Attributes:
        words: in lower case, letters and digits alone; an article must hold them in this order.
        weight: the weight of a match: 1.0 for words as typed, less for words that search added.
        shown: the phrase as members see it.
        typed: whether the member wrote it; its single words then match, too.
        begins: whether its only word may be a beginning: "letroz" matches "letrozole".
        beside: for a phrase with several senses, words that show the right one. An article that
            holds none of them probably means another sense.
        sense: the sense that it belongs to, if nothing in the query tells which one is meant.
        loose: whether it is an everyday word that often means something else. An article that holds
            only this word is ranked, but is weaker evidence of an answer.
        neighbor: whether it names a related subject, whose articles often answer the question, too.
        other: whether it is the longer name of another drug that holds a name of this one:
            "nab-paclitaxel" beside "paclitaxel".
        parts: of a typed name of several words, for each word other ways to say it alone. Phrases
            that differ in them alone are equal.
    """

    words: tuple[str, ...]
    weight: float = 1.0
    shown: str = ""
    typed: bool = False
    begins: bool = False
    beside: tuple[tuple[str, ...], ...] = ()
    sense: str = ""
    loose: bool = False
    neighbor: bool = False
    other: bool = False
    parts: tuple[tuple["Phrase", ...], ...] = ()

    @property
    def sure(self) -> bool:
        """Whether it surely means the concept."""
        said = self.typed or self.begins or bool(self.sense) or self.weight >= MIN_SURE_WEIGHT
        return said and not self.loose

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and self._compared == other._compared

    def __hash__(self) -> int:
        return hash(self._compared)

    @property
    def _compared(self) -> tuple[object, ...]:
        return astuple(self)[:-1]


SYNONYM_WEIGHTS = {"abbreviation": 0.8, "brand": 0.8, "food": 0.8, "spelling": 0.8, "lay": 0.5}
"""The weight of a synonym; a typed word has 1. Everyday words are the least precise. Chosen by
eye."""
RELATED_WEIGHT = 0.3
"""The weight of a term for an everyday word that sometimes means it: below all synonyms. Chosen by
eye."""
AMBIGUOUS_WEIGHT = 0.4
"""The factor on the weight of a name that may mean something else. Chosen by eye."""


class NameTie(Enum):
    """How a name belongs to its group."""

    NAME = "name"
    AMBIGUOUS = "ambiguous"
    RELATED = "related"


class NameEntry(Struct, frozen=True):
    """A group of the thesaurus that contains a certain name."""

    group: SynonymGroup
    tie: NameTie = NameTie.NAME

    @property
    def ambiguous(self) -> bool:
        """Whether the name has other senses, too."""
        return self.tie is NameTie.AMBIGUOUS

    def is_drug(self, typed: Sequence[str]) -> bool:
        """Whether the words are a drug's own name: "bone shot" is an everyday name of several.

        The groups of kind `brand` hold names of one drug or test alone, those of kind `food` names
        of one food or supplement.
        """
        if self.tie is not NameTie.NAME or self.group.kind not in NAMED_KINDS:
            return False
        named = " ".join(self.group.terms).lower().replace("-", " ").split()
        return len(typed) == 1 or not set(typed).isdisjoint(named)

    @property
    def weight(self) -> float:
        """The weight of the group's terms."""
        if self.tie is NameTie.RELATED:
            return RELATED_WEIGHT
        return SYNONYM_WEIGHTS[self.group.kind] * (AMBIGUOUS_WEIGHT if self.ambiguous else 1.0)


class PackedGroups:
    """The groups of a thesaurus as bytes, each read when it is needed.

    As structs the 850 groups take 1.5 MB, and so 0.4 MB (measured).
    """

    def __init__(self, groups: Iterable[SynonymGroup]) -> None:
        self._packed = tuple(map(msgpack.encode, groups))
        self._read = msgpack.Decoder(SynonymGroup).decode

    def __getitem__(self, number: int) -> SynonymGroup:
        return self._read(self._packed[number])

    def __iter__(self) -> Iterator[SynonymGroup]:
        return map(self._read, self._packed)

    def __len__(self) -> int:
        return len(self._packed)


TIES = tuple(NameTie)
IN = "in"
"""Before the numbers of a name that tells where something is: "cancer in my back"."""


def ties_of(numbers: str) -> list[tuple[int, NameTie]]:
    """Return the groups of a name, by their numbers, and its tie to each."""
    each_once = dict.fromkeys(numbers.split())
    places = (divmod(int(number), len(TIES)) for number in each_once if number != IN)
    return [(group, TIES[tie]) for group, tie in places]


class Naming(Struct, frozen=True):
    """Consecutive words of a query that are a name.

    Attributes:
        length: how many words.
        synonyms: the other names, the preferred one first.
        ambiguous_stem: whether its stem in the index is also that of another word.
        beside: words that show in which sense a query or an article uses an ambiguous name.
        senses: preferred names of all senses, if nothing in the query tells which one is meant.
        related: whether they are everyday words, which mean it only sometimes.
        drug: whether it names one drug or test, and not a class of them.
        term: whether it is a term of its group, and no everyday turn for it.
    """

    length: int
    synonyms: tuple[Phrase, ...]
    ambiguous_stem: bool = False
    beside: tuple[tuple[str, ...], ...] = ()
    senses: tuple[str, ...] = ()
    related: bool = False
    drug: bool = False
    term: bool = False


class ConceptRole(Enum):
    """The part that a concept plays in a question.

    The weights were chosen on 1,510 judged queries with an answer, at the threshold that wrongly
    takes 20 % of the queries without an answer for answered. With them it finds 93 % of the
    answers, and 89 % if all weights are 1. The result is stable: `lacked` of a turn from 0 to 0.5,
    or weights of everyday words from 0.3 to 0.7, change it by less than 1 %.

    Attributes:
        SUBJECT: a name, or a word that is not common.
        TURN: a name with small words in it ("lift my arm").
        EVERYDAY: a common English word that is no name.
        ASIDE: a feeling, a relative or a doctor, mentioned beside the subject.
        held: how much an article gains by holding it.
        lacked: how much an article loses by lacking it.
    """

    SUBJECT = 1.0, 1.0
    TURN = 1.0, 0.3
    EVERYDAY = 0.5, 0.5
    ASIDE = 1.0, 0.0

    def __init__(self, held: float, lacked: float) -> None:
        self.held = held
        self.lacked = lacked


class Span(Struct, frozen=True):
    """The place of a name or single word in the query."""

    start: int
    length: int
    naming: Naming | None


class Concept(Struct, frozen=True):
    """One thing that was asked for, and all the ways to say it.

    Attributes:
        label: the text that is shown: the word as typed, or the corrected one.
        phrases: any of them matches the concept. The first is the typed (or corrected) one.
        guessed: whether the concept is an uncertain correction.
        negated: whether articles about it are unwanted ("not metastatic").
        generic: whether it says little about the subject ("start", "really").
        senses: all that a short form may mean, if nothing tells which; else empty.
        role: what it is to the question.
        drug: whether it names one drug or test. An article on its class does not answer it.
        term: whether it is named by a term of the thesaurus.
    """

    label: str
    phrases: tuple[Phrase, ...]
    guessed: bool = False
    negated: bool = False
    generic: bool = False
    senses: tuple[str, ...] = ()
    role: ConceptRole = ConceptRole.SUBJECT
    drug: bool = False
    term: bool = False

    @property
    def counted(self) -> bool:
        """Whether it counts when it is judged how much of a query is answered."""
        return not (self.negated or self.generic)

    @property
    def named(self) -> bool:
        """Whether a name that the thesaurus surely knows says what is asked about."""
        known = any(p.sure for p in self.phrases if not (p.typed or p.begins))
        return known and self.role is ConceptRole.SUBJECT and not self.guessed

    @property
    def group(self) -> tuple[str, ...]:
        """The preferred name of the thesaurus group that it names; () if it names none for sure."""
        if self.senses or not self.counted:
            return ()
        names = (p for p in self.phrases if not (p.typed or p.begins or p.neighbor))
        return next((p.words for p in names), ())


DISEASE_WORDS = frozenset({"cancer", "cancers", "tumor", "tumors", "tumour", "tumours"})
"""Words that name the disease of the articles, whatever else its name says."""


def subjects_of(concepts: Sequence[Concept]) -> set[int]:
    """The numbers of the concepts by which an answer is judged.

    If no concept counts, these are the implied ones: a question may imply a subject that none of
    its words names. If nothing is implied, all are.
    """
    counted = {number for number, each in enumerate(concepts) if each.counted}
    implied = {number for number, each in enumerate(concepts) if not each.phrases[0].typed}
    return counted or implied or set(range(len(concepts)))


def terms_asked(concepts: Sequence[Concept], disease: frozenset[str]) -> set[int]:
    """The numbers of the subjects if terms of the thesaurus name all of them, else none.

    The disease that all articles are about is no subject of its own, nor is what another subject
    says already: "chemotherapy-induced neuropathy" is a name of neuropathy, and names chemotherapy.

    Args:
        disease: all words of the disease that the articles are about.
    """
    subjects = {
        number
        for number, each in enumerate(concepts)
        if each.counted and each.role is ConceptRole.SUBJECT and not each.guessed
    }
    if not all(concepts[n].term or concepts[n].drug for n in subjects):
        return set()
    return {
        n
        for n in subjects
        if concepts[n].drug
        or not (
            disease.issuperset(concepts[n].phrases[0].words)
            or any(_says(concepts[other], concepts[n]) for other in subjects - {n})
        )
    }


def _says(concept: Concept, other: Concept) -> bool:
    """Whether a name of a concept holds a name of another one, and more."""
    names = [p.words for p in other.phrases if not p.neighbor]
    return any(
        len(name) < len(p.words)
        and any(p.words[at : at + len(name)] == name for at in range(len(p.words)))
        for p in concept.phrases
        if not p.neighbor
        for name in names
    )


class Neighbor(Struct, frozen=True):
    """A stem of the index that is spelled much as a word is.

    Attributes:
        edits: the letters to change, insert, remove or swap.
        articles: the number of articles that hold the stem.
    """

    edits: int
    articles: int
    stem: str

    @property
    def rank(self) -> tuple[int, int, str]:
        """Sorts the nearest first, and of equally near ones the commonest."""
        return self.edits, -self.articles, self.stem


class Query(Struct, frozen=True):
    """A member's words, understood.

    Attributes:
        text: as typed.
        concepts: the things to look for; empty if the text holds nothing to search for.
        understood: sentences for the asker, such as "Showing results for *metastasis*".
        guesses: typed words that were replaced by a guess.
    """

    text: str
    concepts: tuple[Concept, ...] = ()
    understood: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()

    @property
    def altered(self) -> bool:
        """Whether search looks for other or more words than those typed."""
        return bool(self.understood) or any(len(each.phrases) > 1 for each in self.concepts)


SIMILAR_IN_MEANING = "similar in meaning"


class Ranked(Struct, frozen=True):
    """A candidate with its score and matches.

    Attributes:
        matched: the words of the query that it holds, as they are shown.
        holds: the numbers of the concepts that it holds.
        touches: the numbers of the concepts of which it holds a part alone.
        sense: the sense of an ambiguous query in which it was found, or "".
        weak: the numbers of the concepts of which it holds only a word that sometimes means them.
        strength: its score as a share of the best possible one: 0 to 1, and slightly more with all
            bonuses. It is high if rare words stand in the title, or occur often.
        about: the share of the words of its title and teaser that the query has, 0 to 1; less if
            they are few.
        in_passing: the numbers of the concepts of which its title and teaser hold nothing.
        otherwise: the reason why it was found if it holds no word of the query.
    """

    id: int
    score: float
    matched: tuple[str, ...]
    dated: datetime
    holds: tuple[int, ...] = ()
    touches: tuple[int, ...] = ()
    sense: str = ""
    weak: tuple[int, ...] = ()
    strength: float = 0.0
    about: float = 0.0
    in_passing: tuple[int, ...] = ()
    otherwise: str = SIMILAR_IN_MEANING


def scattered(terms: Collection[int], judged: Sequence[Ranked]) -> bool:
    """Whether several terms were asked for, and no article holds two of them.

    Of "Perjeta for men", one article may have Perjeta and another one men. Articles say everyday
    turns in other words, so a question with one of these is not told by this.

    It is true of .4 % of 1,937 judged queries with an answer, and of 3.2 % of 280 without one. If
    all subjects count, it is 2.5 and 3.9 %.
    """
    held = (len({*place.holds, *place.touches}.intersection(terms)) for place in judged)
    return len(terms) > 1 and max(held, default=0) < 2  # noqa: PLR2004 - two of them


def missing(
    concepts: Sequence[Concept], ranked: Sequence[Ranked], *, answered: bool = False
) -> list[Concept]:
    """The concepts that none of these articles holds; none without articles.

    A drug must be named. Turns are left out, since articles say them in other words, and a fear is
    not to be repeated: "None about will I die". If the question is `answered`, everyday words are
    left out, too: the "rock" of "rock solid" is worth no mention.
    """
    found = {
        n for place in ranked for n in place.holds if not (concepts[n].drug and n in place.weak)
    }
    absent = (each for n, each in enumerate(concepts) if n not in found and each.counted)
    untold = {ConceptRole.TURN, ConceptRole.EVERYDAY} if answered else {ConceptRole.TURN}
    return [each for each in absent if each.role not in untold] if ranked else []


def surely_held(ranked: Sequence[Ranked]) -> set[int]:
    """The numbers of the concepts that one of these articles surely holds."""
    return {n for place in ranked for n in place.holds if n not in place.weak}


def held(concepts: Sequence[Concept], shown: Sequence[Ranked]) -> list[Concept]:
    """The concepts that one of the shown articles surely holds."""
    found = surely_held(shown)
    return [each for n, each in enumerate(concepts) if n in found and each.counted]


def relevant(concepts: Sequence[Concept], ranked: Sequence[Ranked]) -> list[Ranked]:
    """The articles that hold a concept that counts; all of them if none does.

    Of "does aspirin help", one that holds only "help" is shown as near if no article has "aspirin".
    """
    counted = {number for number, concept in enumerate(concepts) if concept.counted}
    told = [each for each in ranked if counted.intersection((*each.holds, *each.touches))]
    return told or list(ranked)

"""Ranks candidates by words, with the reason for each. Pure; `finder` asks.

An article gets points for the words of a query that it holds, by BM25 over weighted fields. Of a
concept only its best phrase counts, so that three synonyms are one thing found.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz

from bot.model.query import Concept, Phrase, Ranked
from bot.search.english_words import ASKING_WORDS, SMALL_IN_NAMES, STAGE, STOP_WORDS, TOLD_UNASKED
from bot.search.highlights import Candidate, beginning
from bot.search.negation import DENIALS
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, content_words, fold, name_parts, words_of

# Chosen by nDCG@10 on two small collections, med and cranfield: .710 and .444, where a bare FTS5 OR
# has .701 and .428. Title weights of 2 to 4 and K1 of 1.6 to 2 differ by less than .01.
K1, B = 1.8, 0.75
TITLE_WEIGHT, TOPICS_WEIGHT, TEASER_WEIGHT, TEXT_WEIGHT = 3.0, 2.0, 2.0, 1.0
FIELD_WEIGHTS = (TITLE_WEIGHT, TOPICS_WEIGHT, TEASER_WEIGHT, TEXT_WEIGHT)
"""The weights in the order of the index's columns; FTS5 gets the same for its candidates."""
APART_WEIGHT = 0.5
"""The weight of a typed phrase whose words do not stand together; less if some are missing."""
FURTHER_WEIGHT = 0.2
"""The weight of further ways to say a concept in one article. Several weak ones confirm each other:
an article on "weight", "pounds" and "dieting" is about weight gain. Of 0.2, 0.4 and 0.7 the best:
success@3 of four sets of new queries grows by .004 to .015. The other two rank brand names
lower."""
OTHER_SENSE_WEIGHT = 0.25
"""The weight of a name of several senses if nothing shows that the article means this one."""
CHARACTERS_PER_WORD = 6.5
"""The mean length of a word, with the space behind it."""
MIN_TOUCHED_SHARE = 0.4
"""An article with less of a concept's information has nothing of it: of "ovarian cancer", "cancer"
alone says nothing. 0.3 to 0.5 tell answers from other articles equally well."""
MOST_WORDS_TOLD_WITH_GAPS = 3
"""A typed phrase of at most this many words is shown with its missing words."""


class PhrasePattern(Struct, frozen=True):
    """The stems of a phrase, and its worth in points.

    Attributes:
        worth: its weight times how rare its words are together.
        parts: its words one by one, each with other ways to say it; () if they count only together.
        beside: the article must hold one of these, too; else the phrase means something else.
        weak: whether it means the concept only sometimes.
        others: longer names of other drugs, within which it means these.
        limit: the most points that any article gets for it.
        most_apart: the most points if its words do not stand together.
        needle: what every article that gets points for it has in its text; "" if nothing is sure.
    """

    phrase: Phrase
    stems: tuple[str, ...]
    worth: float
    parts: tuple[tuple["PhrasePattern", ...], ...]
    beside: tuple[tuple[str, ...], ...]
    weak: bool
    others: Sequence[Sequence[str]]
    limit: float
    needle: str = ""
    most_apart: float = 0.0


class ConceptMatch(Struct, frozen=True, order=True):
    """The points that an article gets for a concept.

    Attributes:
        share: how much of the information of the concept's words the article holds, 0 to 1.
        weak: whether these words mean the concept only sometimes.
        further: the points of other ways to say it that the article has, too.
    """

    points: float
    shown: str
    share: float = 1.0
    weak: bool = False
    further: float = 0.0


class ArticleFields:
    """An article's fields as one passage, and the penalty of its length on each match."""

    def __init__(self, candidate: Candidate, vocabulary: Vocabulary) -> None:
        self.passage = candidate.passage
        self._starts = candidate.starts
        length = candidate.length / CHARACTERS_PER_WORD
        self._drag = K1 * (1 - B + B * length / (vocabulary.average_length or length or 1))

    def matches(self, row: Sequence[str], *, begins: bool = False) -> float:
        """The points of these stems in a row, 0 to K1 + 1."""
        places = self.passage.rows(row, begins=begins)
        if not places:
            return 0.0
        times = sum([FIELD_WEIGHTS[bisect_right(self._starts, start) - 1] for start in places])
        return times * (K1 + 1) / (times + self._drag)

    def holds(self, rows: Iterable[Sequence[str]]) -> bool:
        """Whether the article holds any of these rows of stems."""
        return any(map(self.passage.rows, rows))

    def only_within(self, row: Sequence[str], longer: Iterable[Sequence[str]]) -> bool:
        """Whether these stems stand there only as a part of longer rows."""
        spans = [span for each in longer for span in self.passage.rows(each).items()]
        places = self.passage.rows(row) if spans else ()
        return bool(spans) and all(any(s <= at < end for s, end in spans) for at in places)

    def denies(self, row: Sequence[str]) -> bool:
        """Whether the article negates these stems: "without chemo", "nonmetastatic"."""
        first, *others = row
        joined = ([f"non{first}", *others], [*row, "free"])
        return self.holds(joined) or self.holds([*words, *row] for words in DENIALS)


def patterns_of(concept: Concept, vocabulary: Vocabulary, stems: Stems) -> list[PhrasePattern]:
    """Patterns of a concept's typed words, and of the synonyms that an article can hold."""
    return [
        _pattern(phrase, concept, vocabulary, stems)
        for phrase in concept.phrases
        if phrase is concept.phrases[0]
        or phrase.begins
        or all(vocabulary.may_hold(stems[word]) for word in phrase.words)
    ]


def _pattern(phrase: Phrase, of: Concept, vocabulary: Vocabulary, stems: Stems) -> PhrasePattern:
    longer = [p.words for p in of.phrases if p.other and set(phrase.words) < set(p.words)]
    words = tuple(stems[word] for word in phrase.words)
    held = vocabulary.begun if phrase.begins else vocabulary.count
    parts = _parts(phrase, vocabulary, stems)
    worth = phrase.weight * sum(_rarity(held(word), vocabulary.articles) for word in words)
    most_apart = APART_WEIGHT * phrase.weight * sum(max(p.limit for p in part) for part in parts)
    return PhrasePattern(
        phrase,
        words,
        worth,
        parts,
        beside=tuple(tuple(stems[word] for word in row) for row in phrase.beside),
        weak=not phrase.sure,
        others=[[stems[word] for word in row] for row in longer],
        limit=max(worth * (K1 + 1), most_apart),
        needle="" if parts else beginning(min(words, key=held), unfinished=phrase.begins),
        most_apart=most_apart,
    )


def _parts(
    phrase: Phrase, vocabulary: Vocabulary, stems: Stems
) -> tuple[tuple[PhrasePattern, ...], ...]:
    """Each content word of a typed phrase with its synonyms.

    Words that say little, such as those of "how long do I have", mean the phrase only together.
    """
    only_together = len(phrase.words) == 1 or ASKING_WORDS.issuperset(phrase.words)
    if not phrase.typed or only_together or STAGE.fullmatch(" ".join(phrase.words)):
        return ()
    parts = phrase.parts or tuple(
        (Phrase(part, 1.0, " ".join(part)),) for part in name_parts(phrase.words)
    )
    # The small words of "did I do this to myself" mean nothing one by one. Neither does the last
    # one of "will I die": cells die, too.
    telling = (each for each in parts if not SMALL_IN_NAMES.issuperset(each[0].words))
    return tuple(tuple(patterns_of(Concept("", each), vocabulary, stems)) for each in telling)


def _rarity(articles: int, of_all: int) -> float:
    held = min(articles, of_all)
    return math.log1p((of_all - held + 0.5) / (held + 0.5))


def _most_points(patterns: Sequence[PhrasePattern]) -> float:
    """The most points that any article gets for the commonest form of a concept."""
    sure = [pattern for pattern in patterns if not pattern.weak] or patterns[:1]
    return (K1 + 1) * min(pattern.worth / pattern.phrase.weight for pattern in sure)


def matches_of(
    fields: ArticleFields, patterns: Iterable[Sequence[PhrasePattern]]
) -> list[ConceptMatch]:
    """The match of each concept in this article."""
    return [_best(fields, concept) for concept in patterns]


def _best(fields: ArticleFields, patterns: Sequence[PhrasePattern]) -> ConceptMatch:
    """The most points of all patterns, shown as the typed words if these are there."""
    best = typed = match_of(fields, patterns[0])
    held = [(typed, patterns[0])]
    for pattern in patterns[1:]:
        if pattern.limit >= best.points and fields.passage.has(pattern.needle):
            match = match_of(fields, pattern)
            held.append((match, pattern))
            best = max(best, match)
    if typed.points > 0 and not typed.weak and typed.shown == patterns[0].phrase.shown:
        return replace(typed, points=best.points)
    # Without another match, the best one is that of the typed words.
    return replace(best, further=_further(best, held)) if best.points > 0 and held[1:] else typed


def _further(best: ConceptMatch, matches: Iterable[tuple[ConceptMatch, PhrasePattern]]) -> float:
    """The points of other ways to say a concept, each of words that no better one has."""
    held = [pair for pair in matches if pair[0].points > 0]
    held.sort(key=lambda pair: -pair[0].points)
    seen, further = set[str](), 0.0
    for match, pattern in held:
        if seen.isdisjoint(pattern.stems):
            further += match.points
            seen.update(pattern.stems)
    return min(further - best.points, best.points)


def match_of(fields: ArticleFields, pattern: PhrasePattern) -> ConceptMatch:
    """Match a phrase in one piece or, if a member typed it, as the sum of its words."""
    phrase = pattern.phrase
    held = fields.matches(pattern.stems, begins=phrase.begins)
    whole = pattern.worth * held
    if held and pattern.beside and not fields.holds(pattern.beside):
        whole *= OTHER_SENSE_WEIGHT
    is_other = bool(held and pattern.others) and fields.only_within(pattern.stems, pattern.others)
    whole *= OTHER_SENSE_WEIGHT if is_other else 1
    if not pattern.parts:
        return ConceptMatch(whole, phrase.shown, weak=pattern.weak or is_other)
    if whole >= pattern.most_apart:
        return ConceptMatch(whole, phrase.shown)
    matches = matches_of(fields, pattern.parts)
    found = [match for match in matches if match.points > 0]
    share = len(found) / len(pattern.parts)
    apart = APART_WEIGHT * share**2 * phrase.weight * sum(match.points for match in found)
    if whole >= apart:
        return ConceptMatch(whole, phrase.shown)
    # For "brain mets", an article with "brain" alone shows at once which word it lacks.
    named = ", ".join(dict.fromkeys(match.shown for match in found))
    if share < 1 and len(pattern.parts) <= MOST_WORDS_TOLD_WITH_GAPS:
        named = f"only “{named}” of “{phrase.shown}”"
    worths = [part[0].worth for part in pattern.parts]
    told = sum([worth for worth, match in zip(worths, matches, strict=True) if match.points > 0])
    # Any pill holds the one word of "the pill".
    weak = len(worths) == 1 < len(phrase.words) or any(match.weak for match in found)
    return ConceptMatch(apart, named, told / sum(worths), weak)


COVERAGE_BONUS, TITLE_BONUS, RECENCY_BONUS = 0.1, 0.1, 0.05
"""The parts of its score that an article gains by all concepts, a similar title, and recency.
Chosen by eye on the judged sets."""
RECENCY_HALF_LIFE = timedelta(days=365)
"""The age at which an article has half of the bonus for recency. Chosen by eye."""
NEGATED_FACTOR, UNWANTED_FACTOR = 0.4, 0.25
"""The factor on the score of an article that is all about a negated concept, and that on the score
for such a concept if nothing else was asked. Chosen by eye."""
UNNAMED_DRUG_FACTOR = 0.7
"""The factor on the score of an article that does not name the drug that was asked for. Its class
has names of several words, which weigh more together than the drug's own. Chosen by eye."""
USUAL_WORDS = 20
"""Words of meaning in a title and teaser. Fewer count as so many: a headline alone is not about a
thing for naming it. With 12, answers are told from other articles equally well."""
MOST_NAMED_REASONS = 5
"""Words that a hit names as its reason. Chosen by eye."""


class Scorer:
    """Scores candidates one by one, so that other tasks can run in between.

    Args:
        vocabulary: tells how rare each word is.
    """

    def __init__(
        self, concepts: Sequence[Concept], vocabulary: Vocabulary, stems: Stems, now: datetime
    ) -> None:
        self._patterns = [patterns_of(concept, vocabulary, stems) for concept in concepts]
        self._negated = [number for number, each in enumerate(concepts) if each.negated]
        self._drugs = [n for n, each in enumerate(concepts) if each.drug and each.counted]
        self._concepts = concepts
        counted = [number for number, each in enumerate(concepts) if each.counted]
        self._most = sum(_most_points(self._patterns[number]) for number in counted)
        self._ambiguous = len(concepts) == 1 and bool(concepts[0].senses)
        self._words = [
            {stems[w] for p in concept.phrases for w in p.words if not p.neighbor}
            for concept in concepts
        ]
        self._told = set[str]().union(*self._words)
        self._unasked = [each for each in TOLD_UNASKED if each[0].isdisjoint(self._told)]
        self._asked = " ".join(concept.label for concept in concepts if not concept.negated)
        self._vocabulary, self._stems, self._now = vocabulary, stems, now

    def score(self, candidate: Candidate) -> Ranked | None:
        """Score a candidate; None if it holds nothing of the query."""
        fields = ArticleFields(candidate, self._vocabulary)
        held = matches_of(fields, self._patterns)
        titled = {self._stems[word] for word in words_of(candidate.title)}
        factor = math.prod(each for row, each in self._unasked if not row.isdisjoint(titled))
        found, factor = self._wanted(fields, held, factor)
        points = sum([match.points for match in found])
        further = FURTHER_WEIGHT * sum([match.further for match in found])
        held_ones = [(n, match) for n, match in enumerate(found) if match.points > 0]
        weak = tuple([n for n, match in held_ones if self._is_weak(n, match)])
        named = {n for n, _ in held_ones}.difference(weak)
        factor *= UNNAMED_DRUG_FACTOR ** len([n for n in self._drugs if n not in named])
        grown = (
            1
            + COVERAGE_BONUS * len(held_ones) / len(found)
            + TITLE_BONUS * fuzz.token_set_ratio(self._asked, fold(candidate.title)) / 100
            + RECENCY_BONUS * math.exp2(min(0.0, (candidate.dated - self._now) / RECENCY_HALF_LIFE))
        )
        points = points or UNWANTED_FACTOR * sum(match.points for match in held)
        if points <= 0:
            return None
        return Ranked(
            candidate.id,
            (points + further) * grown * factor,
            self._named(held_ones or [(n, match) for n, match in enumerate(held) if match.points]),
            candidate.dated,
            holds=tuple([n for n, match in held_ones if match.share == 1]),
            touches=tuple([n for n, match in held_ones if MIN_TOUCHED_SHARE <= match.share < 1]),
            sense=self._sense(fields) if self._ambiguous else "",
            weak=weak,
            strength=points * grown * factor / self._most if self._most else 0.0,
        )

    def with_aboutness(self, place: Ranked, candidate: Candidate) -> Ranked:
        """Add how far the title and teaser of an article speak of the query, which takes longer."""
        words = content_words(words_of(f"{candidate.title} {candidate.teaser}"))
        stems = [self._stems[word] for word in words]
        asked = [stem for stem in stems if stem in self._told]
        about = len(asked) / max(USUAL_WORDS, len(stems))
        passing = tuple([n for n in place.holds if self._words[n].isdisjoint(asked)])
        return replace(place, about=about, in_passing=passing)

    def _wanted(
        self, fields: ArticleFields, held: Sequence[ConceptMatch], factor: float
    ) -> tuple[list[ConceptMatch], float]:
        """Remove matches of negated concepts; lower the factor on the score by them."""
        found = list(held)
        for number in self._negated:
            patterns = self._patterns[number]
            if not any(fields.denies(pattern.stems) for pattern in patterns):
                share = max(fields.matches(pattern.stems) for pattern in patterns) / (K1 + 1)
                factor *= 1 - (1 - NEGATED_FACTOR) * share
                found[number] = ConceptMatch(0.0, "")
        return found, factor

    def _is_weak(self, number: int, match: ConceptMatch) -> bool:
        """Whether a match is weak. Several names of its class do not name a drug."""
        return match.weak and (not match.further or self._concepts[number].drug)

    def _named(self, matches: Sequence[tuple[int, ConceptMatch]]) -> tuple[str, ...]:
        """The matches as words to be shown; "mean" of "what does HER2 mean" is no reason."""
        telling = [match.shown for n, match in matches if not self._concepts[n].generic]
        return tuple(telling or [match.shown for _, match in matches])

    def _sense(self, fields: ArticleFields) -> str:
        """The sense in which an article uses an ambiguous form, or ""."""
        worth = {
            pattern.phrase.sense: match_of(fields, pattern).points
            for pattern in reversed(self._patterns[0])
            if pattern.phrase.sense and fields.holds([pattern.stems])
        }
        return max(worth, key=lambda sense: worth[sense], default="")


def reasons(ranked: Ranked) -> tuple[str, ...]:
    """The reasons for a hit as sentences. Stop words are named only if nothing else matched."""
    if not ranked.matched:
        return (ranked.otherwise,)
    shown = ranked.matched[:MOST_NAMED_REASONS]
    # A word is not told alone if it is told in quotes: only “tamoxifen” of “stop tamoxifen”.
    silent = STOP_WORDS.union(*(words_of(n.partition(" of ")[0]) for n in shown if "\u201c" in n))
    # A concept that was found by its words one by one is shown as "breast, cancer".
    names = [n for each in shown for n in ([each] if "\u201c" in each else each.split(", "))]
    named = [n for n in names if "\u201c" in n or not silent.issuperset(words_of(n))]
    as_sense = (f"as {ranked.sense}",) if ranked.sense else ()
    return (*as_sense, f"matched: {', '.join(dict.fromkeys(named or names))}")

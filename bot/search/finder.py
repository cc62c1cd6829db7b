"""Finds and ranks articles for an understood query, and decides if they answer it.

concepts ─► plan (retrieval) ─► ids from the index ─► Candidates ─► rank ─► Findings
         ─► no answer? once more by the words of phrases that no article holds
         ─► the asked part with what matched (highlights) ─► Hits

A rare word tells more than a common one. An article that holds the common part of a question alone
("breast cancer" of "breast cancer horoscope") is no answer. If no article holds a phrase, its words
may stand apart: "tell my kids" is known to mean "telling children about cancer", and an article on
telling and on children still answers. Called by the engine.
"""

import asyncio
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from bot.clock import Clock
from bot.model.answer import Hit
from bot.model.query import (
    DISEASE_WORDS,
    Concept,
    Filters,
    Phrase,
    Query,
    Ranked,
    Sort,
    missing,
    relevant,
    scattered,
    subjects_of,
    surely_held,
    terms_asked,
)
from bot.search import ranking, retrieval
from bot.search.english_words import GENERIC_WORDS, NON
from bot.search.highlights import Candidate, Highlighter
from bot.search.retrieval import UNLIMITED, Limits
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, content_words, words_of
from bot.storage import index
from bot.storage.database import Connection
from bot.storage.rows import from_seconds, load_articles

MIN_CONFIDENCE = 0.97
"""The confidence that an answer needs; see `confidence`. Of 1,300 judged queries with an answer in
titles and teasers, 93 % reach it, and 23 % of 700 without one."""
ABOUT_WEIGHT = 2.0
"""The weight of `Ranked.about`. 1.5 to 3 tell answers from other articles about as well, and better
than 1."""
LACKED_SUBJECT_LOSS = 0.4
"""The confidence that is lost if a known subject is missing. 0.2 to 0.6 tell answers from other
articles about as well; better than if all of it is lost."""
FIRST_ANSWERS = 5
"""One of the first articles must name a drug that was asked for, since few people read on. Of 360
judged queries without an answer, none names it for 6, and of 2,901 with an answer for 3. With 3 or
10 articles it is 4 or 2 of the latter."""
MOST_JUDGED = 10
"""Only this many of the best articles are judged: among more, one holds most words by chance."""
PARTIAL_WEIGHT = 0.5
"""How much a concept counts, from 0 to 1, if an article holds only a part of its phrase. Chosen by
eye."""
DOUBTFUL_WEIGHT = 0.5
"""How much a guess counts, from 0 to 1, or a word that may mean something else, or one that neither
title nor teaser has. Chosen by eye; for the last, 0.4 to 0.7 differ by less than .01."""
MIN_ARTICLES_TO_JUDGE = 8
"""In a smaller index, frequencies mean nothing, so anything found counts as an answer. Chosen by
eye."""
RAREST_FREQUENCY, RARE_ARTICLES = 0.02, 5
"""Words in fewer articles than this share, or than this number, count as equally rare. The share is
from the judged sets: it parts queries with an answer from those without; the number is chosen by
eye."""

ARTICLES_IN_A_TURN = 2
"""Articles of one sense before those of the next one. Chosen by eye."""
MIN_SCORE_SHARE = 0.15
"""An article below this share of the best score is dropped, unless it holds as many concepts as the
best one. It usually shares only a common word with the query. Chosen by eye."""
MIN_SCORE_SHARE_BY_DATE = 0.4
"""The same if the newest articles come first. Chosen by eye."""


def confidence(
    concepts: Sequence[Concept],
    ranked: Sequence[Ranked],
    vocabulary: Vocabulary,
    stems: Stems,
    disease: frozenset[str] = DISEASE_WORDS,
) -> float:
    """How surely one of the best articles answers: 0 to about 4.

    The sum of how much of the query it holds, how clearly, and how much it is about that. Words in
    the text of an article alone count half: most texts mention much that they are not about. It is
    less if the articles lack a subject, 0 if they lack a drug, and infinite if they cannot be
    judged: the index is too small, or all articles hold what was asked.

    Args:
        disease: the words of the disease that all articles are about.
    """
    subjects = subjects_of(concepts)
    worths = [0.0] * len(concepts)
    for n in subjects:
        worths[n] = concepts[n].phrases[0].weight * information(concepts[n], vocabulary, stems)
    if vocabulary.articles < MIN_ARTICLES_TO_JUDGE:
        return math.inf if ranked else 0.0
    if not any(worths):
        return math.inf if any(subjects.intersection(place.holds) for place in ranked) else 0.0
    told = [(w * c.role.held, w * c.role.lacked) for w, c in zip(worths, concepts, strict=True)]
    guessed = {n for n, concept in enumerate(concepts) if concept.guessed}
    # Who asks for one name alone is answered by an article that mentions it.
    one_name = len(subjects) == 1 and all(concepts[n].named for n in subjects)
    sums = [
        held_share(each, told, guessed.union(each.weak, () if one_name else each.in_passing))
        + each.strength
        + ABOUT_WEIGHT * each.about
        for each in ranked[:MOST_JUDGED]
    ]
    return max(0.0, max(sums, default=0.0) - _lost(concepts, ranked, subjects, disease))


def _lost(
    concepts: Sequence[Concept],
    ranked: Sequence[Ranked],
    subjects: Collection[int],
    disease: frozenset[str],
) -> float:
    """The confidence that is lost because of what the articles lack.

    All of it is lost if none of the first names a drug that was asked for: articles on its class,
    or on a side effect alone, are only near. Some is lost if none surely holds a subject, if none
    holds one that the thesaurus knows, as the lung of "lung cancer screening", or if the subjects
    stand in different articles; see `scattered`.
    """
    named = surely_held(ranked[:FIRST_ANSWERS])
    if any(c.drug and c.counted and n not in named for n, c in enumerate(concepts)):
        return math.inf
    unsure = surely_held(ranked[:MOST_JUDGED]).isdisjoint(subjects)
    apart = scattered(terms_asked(concepts, disease), ranked[:MOST_JUDGED])
    lacking = unsure or apart or any(each.named for each in missing(concepts, ranked))
    return LACKED_SUBJECT_LOSS if lacking else 0.0


def held_share(
    place: Ranked, told: Sequence[tuple[float, float]], doubtful: Collection[int] = frozenset()
) -> float:
    """The share of a query that an article holds, 0 to 1.

    Args:
        told: for each concept, the gain of an article that holds it and the loss of one that lacks
            it.
        doubtful: the numbers of the concepts that count in part.
    """
    parts = {n: DOUBTFUL_WEIGHT if n in doubtful else 1.0 for n in place.holds}
    parts.update(dict.fromkeys(place.touches, PARTIAL_WEIGHT))
    held = sum([told[n][0] * part for n, part in parts.items()])
    lacked = sum([against * (1 - parts.get(n, 0.0)) for n, (_, against) in enumerate(told)])
    return held / (held + lacked) if held else 0.0


def information(concept: Concept, vocabulary: Vocabulary, stems: Stems) -> float:
    """The information of a concept: the rarer its commonest form in articles, the more."""
    return min(
        sum(_rarity(vocabulary, stems[word]) for word in content_words(phrase.words))
        for phrase in concept.phrases
        if not phrase.begins
    )


def _rarity(vocabulary: Vocabulary, stem: str) -> float:
    articles = min(vocabulary.count(stem), vocabulary.articles)
    share = articles / vocabulary.articles if articles > RARE_ARTICLES else 0.0
    return -math.log(max(RAREST_FREQUENCY, share))


Known = Callable[[str], bool]
"""Whether an article has a word."""


def relaxed(
    concepts: Sequence[Concept], ranked: Sequence[Ranked], known: Known, disease: frozenset[str]
) -> tuple[Concept, ...]:
    """Let the words of a concept's phrases stand apart if no article holds the concept.

    The words stay one concept: those of "end of life" must not count as three things that were
    asked for. Some phrases stay whole. Without a word that no article has, a phrase is about
    anything, as "phyllodes tumor" is without "phyllodes". Some mean the question only sometimes.
    Others name the disease and one thing more: who asks for a "breast form" does not want a form of
    breast cancer. Negated concepts stay whole, too, since articles about them are unwanted.
    """
    held = {number for place in ranked for number in place.holds}
    return tuple(
        concept
        if number in held or concept.senses or concept.negated
        else replace(concept, phrases=tuple(_apart(p, known, disease) for p in concept.phrases))
        for number, concept in enumerate(concepts)
    )


def relaxation(
    concepts: Sequence[Concept], loose: Sequence[Concept], articles: str = "No article"
) -> str:
    """The sentence that names the phrases of no article, and the words searched for.

    Args:
        loose: what was searched for in their place.
        articles: which articles have none of the phrases: others may, if some were left out.
    """
    changed = [(old, new) for old, new in zip(concepts, loose, strict=True) if old != new]
    absent = "*, *".join(old.label for old, _ in changed)
    names = "*, *".join(dict.fromkeys(_parted(old, new) for old, new in changed))
    return f"{articles} says *{absent}*: searched for the words of *{names}*"


def _parted(old: Concept, new: Concept) -> str:
    """The longest phrase whose words may stand apart now, as it is shown."""
    parted = [b for a, b in zip(old.phrases, new.phrases, strict=True) if a != b]
    longest = max(parted, key=lambda phrase: len(content_words(phrase.words)))
    return longest.shown or " ".join(longest.words)


def _apart(phrase: Phrase, known: Known, disease: frozenset[str]) -> Phrase:
    words = content_words(phrase.words)
    telling = phrase.words if phrase.typed else [w for w in words if w not in GENERIC_WORDS]
    several = len(telling) > 1 and len(set(words) - disease) > 1
    # "Non" says nothing alone.
    parted = phrase.sure and several and phrase.words[0] != NON and all(map(known, words))
    return replace(phrase, typed=True) if parted else phrase


def by_sense(places: Sequence[Ranked]) -> list[Ranked]:
    """Alternate between senses, two articles of each, so that the first page shows them all."""
    senses: dict[str, list[Ranked]] = {}
    for place in places:
        senses.setdefault(place.sense, []).append(place)
    turns = [some for sense, some in senses.items() if sense] + [senses.get("", [])]
    return [
        place
        for start in range(0, len(places), ARTICLES_IN_A_TURN)
        for some in turns
        for place in some[start : start + ARTICLES_IN_A_TURN]
    ]


def in_order(ranked: Iterable[Ranked]) -> list[Ranked]:
    """The candidates with enough points, the best first."""
    places = sorted(ranked, key=lambda each: (-each.score, -each.dated.timestamp(), -each.id))
    return [place for place in places if _answers(place, places[0], MIN_SCORE_SHARE)]


def newest_first(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The candidates that are about as good as the best one, by date."""
    fitting = [place for place in ranked if _answers(place, ranked[0], MIN_SCORE_SHARE_BY_DATE)]
    return sorted(fitting, key=lambda place: (place.dated, place.id), reverse=True)


def _answers(place: Ranked, best: Ranked, part: float) -> bool:
    return place.score >= part * best.score or len(place.holds) >= len(best.holds)


Reasons = Callable[[Ranked], tuple[str, ...]]

CHARACTERS_AT_ONCE = 4_000
"""Other tasks run after this many. An article of this length takes a tenth of a millisecond, the
slowest a few milliseconds (measured)."""


class Turns:
    """Lets other tasks run between articles that are read."""

    def __init__(self) -> None:
        self._characters = 0

    async def after(self, candidate: Candidate) -> None:
        """Count an article, and let other tasks run after enough of them."""
        self._characters += candidate.length
        if self._characters >= CHARACTERS_AT_ONCE:
            self._characters = 0
            await asyncio.sleep(0)


class Findings(Struct, frozen=True):
    """Ranked articles, and their texts by id.

    Attributes:
        confidence: how surely one of them answers the question; see `confidence`.
    """

    ranked: list[Ranked]
    candidates: dict[int, Candidate]
    confidence: float = math.inf

    @property
    def confident(self) -> bool:
        """Whether an article answers what was asked."""
        return self.confidence > MIN_CONFIDENCE


class Finder:
    """Finds articles by concepts."""

    def __init__(self, clock: Clock, stems: Stems, condition: str = "") -> None:
        self._clock, self._stems = clock, stems
        self._disease = DISEASE_WORDS.union(words_of(condition))

    async def answer(
        self,
        connection: Connection,
        query: Query,
        vocabulary: Vocabulary,
        filters: Filters,
        *,
        limits: Limits,
        sort: Sort,
    ) -> tuple[Query, Findings]:
        """Find articles that answer the query, else the nearest; see `confidence`.

        Returns:
            The query as it was searched for in the end, and the articles.
        """

        async def find(concepts: Sequence[Concept]) -> Findings:
            found = await self.find(
                connection, concepts, vocabulary, filters, limits=limits, sort=sort
            )
            told = confidence(concepts, found.ranked, vocabulary, self._stems, self._disease)
            return replace(found, confidence=told)

        found = await find(query.concepts)
        if found.confident:
            return query, found
        known = partial(vocabulary.knows, stems=self._stems)
        loose = relaxed(query.concepts, found.ranked, known, self._disease)
        looser = await find(loose) if loose != query.concepts else found
        # With a filter, articles that hold only the common words of a phrase are not near.
        near = looser.ranked if looser.confident or not filters.narrows else []
        if looser is not found and near:
            articles = "No other article" if limits.never else "No article"
            articles = "None of the articles asked for" if filters.narrows else articles
            said = (*query.understood, relaxation(query.concepts, loose, articles))
            query, found = replace(query, concepts=loose, understood=said), looser
            if found.confident:
                return query, found
        return query, replace(found, ranked=relevant(query.concepts, found.ranked))

    async def find(
        self,
        connection: Connection,
        concepts: Sequence[Concept],
        vocabulary: Vocabulary,
        filters: Filters,
        *,
        limits: Limits = UNLIMITED,
        sort: Sort = Sort.RELEVANCE,
    ) -> Findings:
        """Find articles with any of these concepts, the best or the newest first."""
        plan = retrieval.plan(concepts, vocabulary, self._stems, limits)
        ids = await retrieval.fetch(connection, plan, filters, sort)
        candidates = await self.read(connection, ids)
        scorer = ranking.Scorer(concepts, vocabulary, self._stems, self._clock.now())
        scored, turns = [], Turns()
        for candidate in candidates.values():
            scored.append(scorer.score(candidate))
            await turns.after(candidate)
        ranked = in_order(filter(None, scored))
        ranked = newest_first(ranked) if sort is Sort.DATE else by_sense(ranked)
        judged = [scorer.with_aboutness(each, candidates[each.id]) for each in ranked[:MOST_JUDGED]]
        return Findings([*judged, *ranked[MOST_JUDGED:]], candidates)

    async def read(self, connection: Connection, ids: Sequence[int]) -> dict[int, Candidate]:
        """Read what ranking needs of these articles: their texts, by id."""
        return {
            row["id"]: Candidate(
                row["id"],
                from_seconds(row["dated"]),
                row["title"],
                row["topic_words"],
                row["teaser"],
                row["text"],
                self._stems,
            )
            for row in await index.texts(connection, ids)
        }


async def hits_of(
    connection: Connection,
    page: Sequence[Ranked],
    candidates: Mapping[int, Candidate],
    marks: Highlighter,
    reasons: Reasons,
) -> tuple[Hit, ...]:
    """Read the articles of these ranks, and return them as hits."""
    kept = await load_articles(connection, [place.id for place in page])
    hits, turns = [], Turns()
    for place in page:
        if place.id in kept:  # else deleted between the two statements
            candidate = candidates[place.id]
            why = reasons(replace(place, matched=tuple(map(candidate.written, place.matched))))
            hits.append(Hit(kept[place.id], place.score, why, *marks.shown(candidate)))
            await turns.after(candidate)
    return tuple(hits)

"""Finds articles like another one, by its most telling terms and by meaning. The engine calls it.

A term is a name of the thesaurus ("side effects"), or else a word that is no everyday one: "end" or
"new" in both articles makes them no more alike. The functions are pure; `SimilarArticles` reads the
index.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log1p
from typing import TYPE_CHECKING

from msgspec.structs import replace
from rapidfuzz import fuzz

from bot.model.answer import Hit
from bot.model.article import Article, KeptArticle
from bot.model.query import DISEASE_WORDS, SIMILAR_IN_MEANING, Concept, Filters, Phrase, Ranked
from bot.search.english_words import ASKING_WORDS
from bot.search.finder import Finder, hits_of
from bot.search.fusion import MOST_SIMILAR, Near, with_near
from bot.search.highlights import Candidate, Highlighter
from bot.search.numbers import is_number
from bot.search.ranking import FIELD_WEIGHTS
from bot.search.retrieval import MAX_RANKED
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Lexicon, Vocabulary
from bot.search.words import Stems, words_of
from bot.storage import index
from bot.storage.database import Connection
from bot.storage.rows import load_articles

if TYPE_CHECKING:  # It imports numpy, which is there with the extra alone.
    from bot.search.semantic import SemanticSearch

MOST_TERMS = 12
"""The most telling terms of an article that are searched for. Chosen by eye."""
MIN_SAME_WORD_RATIO = 80
"""Words that are at least this similar, 0 to 100, are told once. Chosen by eye."""
SHORTEST_TERM = 3
"""Letters of the shortest of these words. Chosen by eye."""
SHARED_TOPICS_BONUS = 0.3
"""The share of its score that an article gains by having the same topics. Chosen by eye."""
MIN_SIMILARITY = 0.12
"""An article is similar if it scores at least this share of the article's own score. Chosen by
eye."""
MIN_SAME_TITLE_RATIO = 90
"""rapidfuzz's `ratio`, 0 to 100, from which two titles are versions of one story. Chosen by eye."""
MOST_TERMS_TOLD = 4
"""Shared terms that the reason names. Chosen by eye."""
RANK_OFFSET = 60
"""Of reciprocal ranks (Cormack, Clarke and Büttcher 2009); 10 and 20 differ by less than .01."""

WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
"""Its parts are no words: "https", "com"."""


class SimilarArticles:
    """Finds articles like another one."""

    def __init__(
        self,
        finder: Finder,
        lexicon: Lexicon,
        stems: Stems,
        semantic: "SemanticSearch | None",
        terms: "TellingTerms",
    ) -> None:
        self._terms = terms
        self._finder = finder
        self._lexicon = lexicon
        self._stems = stems
        self._semantic = semantic

    async def find(
        self, connection: Connection, article_id: int, filters: Filters, *, limit: int, offset: int
    ) -> tuple[tuple[Hit, ...], int]:
        """A part of the articles like this one, and their number; none if it is gone."""
        own = await self._finder.read(connection, [article_id])
        kept = await load_articles(connection, [article_id])
        if article_id not in own or article_id not in kept:
            return (), 0
        vocabulary = await self._lexicon.vocabulary(connection)
        terms = self._terms.of(own[article_id], vocabulary)
        found = await self._finder.find(connection, terms, vocabulary, filters)
        others = await load_articles(connection, list(found.candidates))
        found = replace(found, ranked=alike(kept[article_id], found.ranked, others))
        if self._semantic:
            near = await self._near(connection, kept[article_id], filters)
            found = await with_near(self._finder, connection, found, near)
            found = replace(found, ranked=fused(found.ranked, near, found.candidates)[:MAX_RANKED])
        page = found.ranked[offset : offset + limit]
        marks = Highlighter(terms, self._stems)
        return await hits_of(connection, page, found.candidates, marks, reasons), len(found.ranked)

    async def _near(
        self, connection: Connection, article: KeptArticle, filters: Filters
    ) -> list[Near]:
        """Other stories that are near to this article in meaning."""
        near = await self._semantic.like(article.id) if self._semantic else []
        ids = await index.visible(connection, [key for key, _ in near], filters.hidden)
        others = await load_articles(connection, list(ids))
        return [
            (key, similarity)
            for key, similarity in near
            if key in others and not _is_the_same(article, others[key])
        ]


class TellingTerms:
    """Finds the terms of an article that tell what it is about.

    Args:
        names: those of the thesaurus; made when they are first needed.
        is_common: whether an English word is a common one.
        condition: the disease that all articles are about.
    """

    def __init__(
        self,
        stems: Stems,
        names: Callable[[], ThesaurusIndex],
        is_common: Callable[[str], bool],
        condition: str,
    ) -> None:
        self._stems = stems
        self._names = names
        self._is_common = is_common
        self._asking = {stems[word] for word in ASKING_WORDS}
        self._condition = DISEASE_WORDS.union(words_of(condition))

    def of(self, candidate: Candidate, vocabulary: Vocabulary) -> tuple[Concept, ...]:
        """The rarest terms of title, topics and teaser, the rarest first."""
        counts, spoken = Counter[tuple[str, ...]](), dict[tuple[str, ...], tuple[str, ...]]()
        fields = (candidate.title, candidate.topic_words, candidate.teaser)
        for weight, text in zip(FIELD_WEIGHTS, fields, strict=False):
            # Of topics, "Personal Stories" is no name of anything.
            for words in self._found(text, names_alone=text is candidate.topic_words):
                stems = tuple(self._stems[word] for word in words)
                counts[stems] += int(weight)
                spoken.setdefault(stems, words)
        # A word that no other article holds finds nothing.
        worth = {
            stems: log1p(count) * log1p(vocabulary.articles / held)
            for stems, count in counts.items()
            if (held := min(map(vocabulary.count, stems))) > 1
        }
        best = sorted(worth, key=lambda stems: -worth[stems])[:MOST_TERMS]
        most = max(map(log1p, counts.values()), default=1.0)
        return tuple(_concept(spoken[stems], log1p(counts[stems]) / most) for stems in best)

    def _found(self, text: str, *, names_alone: bool) -> Iterator[tuple[str, ...]]:
        """The names in a text, with the names within them, and words that are telling."""
        words, at = words_of(WEB_ADDRESS.sub(" ", text)), 0
        while at < len(words):
            length = self._name_at(words, at)
            name = tuple(words[at : at + max(length, 1)])
            at += len(name)
            found = [name] if length or (not names_alone and self._is_telling(name[0])) else []
            if length > 1:
                found += [(w,) for w in name if self._name_at([w], 0) or self._is_telling(w)]
            yield from (each for each in found if not self._condition.issuperset(each))

    def _name_at(self, words: Sequence[str], at: int) -> int:
        """The number of words of the name that begins here; 0 if there is none."""
        naming = self._names().longest_at(words, at)
        return naming.length if naming and naming.term and not naming.senses else 0

    def _is_telling(self, word: str) -> bool:
        if len(word) < SHORTEST_TERM or is_number(word) or self._stems[word] in self._asking:
            return False
        return not self._is_common(word)


def _concept(words: tuple[str, ...], weight: float) -> Concept:
    label = " ".join(words)
    return Concept(label, (Phrase(words, weight, label, typed=len(words) == 1),))


def alike(
    article: KeptArticle, ranked: Sequence[Ranked], others: dict[int, KeptArticle]
) -> list[Ranked]:
    """The candidates that are like the article, without other versions of its story."""
    own = next((place.score for place in ranked if place.id == article.id), 0.0)
    scores = {
        place.id: place.score * (1 + SHARED_TOPICS_BONUS * _shared(article, others[place.id]))
        for place in ranked
        if place.score >= MIN_SIMILARITY * own
        and place.id in others
        and not _is_the_same(article, others[place.id])
    }
    places = [place for place in ranked if place.id in scores]
    return sorted(places, key=lambda place: (scores[place.id], place.dated), reverse=True)


def fused(
    by_words: Sequence[Ranked], by_meaning: Sequence[Near], candidates: Mapping[int, Candidate]
) -> list[Ranked]:
    """Fuse two lists by reciprocal ranks, the best first: each place adds 1 / (RANK_OFFSET + rank).

    Args:
        by_words: in their order.
        by_meaning: ids with their similarity, the nearest first.
        candidates: all of them as texts; what is missing was deleted meanwhile.
    """
    places = {place.id: place for place in by_words}
    scores = {place.id: 1 / (RANK_OFFSET + rank) for rank, place in enumerate(by_words, 1)}
    for rank, (article_id, _) in enumerate(by_meaning, 1):
        if article_id in places or (rank <= MOST_SIMILAR and article_id in candidates):
            dated = candidates[article_id].dated
            places.setdefault(article_id, Ranked(article_id, 0.0, (), dated))
            scores[article_id] = scores.get(article_id, 0.0) + 1 / (RANK_OFFSET + rank)
    order = sorted(scores, key=lambda key: -scores[key])
    return [replace(places[key], score=scores[key]) for key in order]


def reasons(place: Ranked) -> tuple[str, ...]:
    """The reasons why an article is like another one, as sentences."""
    named = ", ".join(_each_once(place.matched)[:MOST_TERMS_TOLD])
    return (f"also about: {named}" if named else SIMILAR_IN_MEANING,)


def _each_once(terms: Sequence[str]) -> list[str]:
    """Terms without further forms of them, "metastasis" beside "metastases", and without parts."""
    found = list[str]()
    for term in terms:
        forms = (each for each in found if each.isalpha() and term.isalpha())
        is_part = any(f" {term} " in f" {other} " for other in terms if other != term)
        if not is_part and all(fuzz.ratio(term, each) < MIN_SAME_WORD_RATIO for each in forms):
            found.append(term)
    return found


def _shared(one: KeptArticle, other: KeptArticle) -> float:
    topics, others = _topics(one.article), _topics(other.article)
    return len(topics & others) / (len(topics | others) or 1)


def _topics(article: Article) -> set[str]:
    return {match.slug for match in article.topics}


def _is_the_same(one: KeptArticle, other: KeptArticle) -> bool:
    """Whether two articles have one address, or nearly the same title."""
    if one.id == other.id or one.article.canonical_url == other.article.canonical_url:
        return True
    return fuzz.ratio(_plain(one), _plain(other)) >= MIN_SAME_TITLE_RATIO


def _plain(kept: KeptArticle) -> str:
    return " ".join(words_of(kept.article.title))

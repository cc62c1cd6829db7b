"""Questions answered from the index; `/search`, `/latest` and the command line ask here.

    text ─► understand (query, thesaurus, spelling) ─► plan (retrieval) ─► candidates from the index
         ─► rank ─► the asked part of them ─► Answer, or what is nearest where nothing was found

Decisions are made in those pure modules; this one reads. Any string is data and gets an answer.
"""

import time
from collections.abc import Sequence

from aiosqlite import Connection

from bot.clock import Clock
from bot.model.article import KeptArticle
from bot.model.query import UNFILTERED, Answer, Filters, Hit, Piece, Query, Sort
from bot.model.thesaurus import Thesaurus
from bot.model.topic import Taxonomy
from bot.search import ranking, retrieval, spelling
from bot.search.completion import match_topics
from bot.search.lexicon import Lexicon
from bot.search.query import Respelling, free_words, understand
from bot.search.ranking import Candidate, Ranked
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, typed_words
from bot.storage import articles, index
from bot.storage.database import Database
from bot.storage.times import from_seconds

HEAD = 100
"""So many candidates are ranked, and so many hits a query has at most."""
FEW = 10
"""With fewer candidates, articles that hold only common words of the query are added."""
NEAREST = 3
SNIPPET = 160


class SearchEngine:
    """Searches and lists the articles of one database."""

    def __init__(
        self, database: Database, thesaurus: Thesaurus, taxonomy: Taxonomy, clock: Clock
    ) -> None:
        self._database = database
        self._taxonomy = taxonomy
        self._clock = clock
        self._stems = Stems()
        self._thesaurus = ThesaurusIndex(thesaurus, self._stems)
        self._thesaurus_words = self._thesaurus.single_words
        self._no_thesaurus = ThesaurusIndex(Thesaurus(), self._stems)
        self._lexicon = Lexicon(clock, self._stems)

    async def search(
        self,
        text: str,
        filters: Filters = UNFILTERED,
        *,
        sort: Sort = Sort.RELEVANCE,
        exact: bool = False,
        limit: int = 5,
        offset: int = 0,
    ) -> Answer:
        """What answers this text; `total` counts up to HEAD, and no page goes beyond.

        Args:
            text: anything at all.
            filters: what narrows the answer.
            sort: by date, the newest of those that answer come first.
            exact: look for the words as typed, without synonyms and corrections.
            limit: how many hits at most.
            offset: how many hits are passed over.
        """
        started = time.perf_counter()
        async with self._database.reader() as connection:
            vocabulary = await self._lexicon.vocabulary(connection)
            query = await self._understand(connection, text, vocabulary, exact=exact)
            ranked = await self._ranked(connection, query, filters, vocabulary)
            if sort is Sort.DATE:
                ranked.sort(key=lambda place: (place.dated, place.id), reverse=True)
            hits = await self._hits(connection, ranked[offset : offset + limit])
            suggestions = () if ranked else await self._nearest(connection, text, vocabulary)
        return Answer(
            query=query,
            hits=hits,
            total=len(ranked),
            took_ms=_milliseconds_since(started),
            suggestions=suggestions,
            topics=() if ranked else self._nearest_topics(text, query),
            filters=filters,
            altered=bool(query.understood),
        )

    async def similar(self, article_id: int, *, limit: int = 5, offset: int = 0) -> Answer:
        """Articles like this one, without itself; none where it is not kept."""
        started = time.perf_counter()
        async with self._database.reader() as connection:
            kept = await articles.load(connection, [article_id])
            if article_id not in kept:
                return Answer(None, (), 0, _milliseconds_since(started))
            topics = kept[article_id].article.topics
            filters = Filters(topic=topics[0].slug if topics else None)
            ids, _ = await index.latest(connection, filters, limit=HEAD, offset=0)
            others = [key for key in ids if key != article_id]
            kept = await articles.load(connection, others[offset : offset + limit])
        hits = tuple(_hit(kept[key]) for key in others[offset : offset + limit] if key in kept)
        return Answer(None, hits, len(others), _milliseconds_since(started))

    async def complete(self, typed: str, *, limit: int = 25) -> list[str]:
        """Whole queries that continue what was typed."""
        return [topic.name for topic in match_topics(typed, self._taxonomy)][:limit]

    async def latest(
        self, filters: Filters = UNFILTERED, *, limit: int = 5, offset: int = 0
    ) -> Answer:
        """The articles by date, the newest first."""
        started = time.perf_counter()
        async with self._database.reader() as connection:
            ids, total = await index.latest(connection, filters, limit=limit, offset=offset)
            kept = await articles.load(connection, ids)
        return Answer(
            query=None,
            hits=tuple(_hit(kept[key]) for key in ids if key in kept),
            total=total,
            took_ms=_milliseconds_since(started),
            topics=() if ids or not filters.topic else self._nearest_topics(filters.topic),
            filters=filters,
        )

    async def _understand(
        self, connection: Connection, text: str, vocabulary: Vocabulary, *, exact: bool
    ) -> Query:
        if exact:
            await self._lexicon.learn(connection, typed_words(text))
            return understand(text, self._no_thesaurus, {})
        free = free_words(text, self._thesaurus)
        await self._lexicon.learn(connection, free)
        respellings = {}
        for word in dict.fromkeys(free):
            better = spelling.correct(word, vocabulary, self._stems, self._thesaurus_words)
            if better:
                spoken = better.word or await self._lexicon.spoken(connection, better.stem)
                respellings[word] = Respelling(spoken, better.instead)
        query = understand(text, self._thesaurus, respellings)
        synonyms = (p.words for concept in query.concepts for p in concept.phrases)
        await self._lexicon.learn(connection, (word for words in synonyms for word in words))
        return query

    async def _ranked(
        self, connection: Connection, query: Query, filters: Filters, vocabulary: Vocabulary
    ) -> list[Ranked]:
        plan = retrieval.plan(query.concepts, vocabulary, self._stems)
        ids = (
            await index.best(connection, plan.scored, filters, ranking.WEIGHTS, HEAD)
            if plan.scored
            else []
        )
        for expression in plan.newest:
            if len(ids) < FEW:
                newest = await index.newest(connection, expression, filters, HEAD)
                ids = list(dict.fromkeys((*ids, *newest)))[:HEAD]
        rows = await index.texts(connection, ids)
        candidates = [
            Candidate(
                row["id"],
                from_seconds(row["dated"]),
                row["title"],
                row["topic_words"],
                row["teaser"],
                row["text"],
            )
            for row in rows
        ]
        now = self._clock.now()
        return ranking.rank(query.concepts, candidates, vocabulary, self._stems, now)

    async def _hits(self, connection: Connection, ranked: Sequence[Ranked]) -> tuple[Hit, ...]:
        kept = await articles.load(connection, [place.id for place in ranked])
        return tuple(
            _hit(kept[place.id], place.score, ranking.reasons(place))
            for place in ranked
            if place.id in kept  # else deleted between the two statements
        )

    async def _nearest(
        self, connection: Connection, text: str, vocabulary: Vocabulary
    ) -> tuple[str, ...]:
        """Words of the index that read like those that found nothing."""
        free = free_words(text, self._thesaurus)
        stems = spelling.suggestions(free, vocabulary, self._stems)[:NEAREST]
        spoken = [await self._lexicon.spoken(connection, stem) for stem in stems]
        return tuple(dict.fromkeys(spoken))

    def _nearest_topics(self, text: str, query: Query | None = None) -> tuple[str, ...]:
        """Topics by what was typed, else by what it was understood as; none where none is near."""
        if not typed_words(text):
            return ()
        concepts = query.concepts if query else ()
        names = (phrase.shown for concept in concepts for phrase in concept.phrases)
        misspelled = bool(free_words(text, self._thesaurus))
        nearest = match_topics(text, self._taxonomy, misspelled=misspelled)
        known = (match_topics(name, self._taxonomy, misspelled=False) for name in names)
        topics = nearest or next((found for found in known if found), [])
        return tuple(topic.slug for topic in topics[:NEAREST])


def _hit(kept: KeptArticle, score: float = 0.0, why: tuple[str, ...] = ()) -> Hit:
    title, teaser = kept.article.title, kept.article.teaser
    return Hit(kept, score, why, (Piece(title),), (Piece(teaser[:SNIPPET]),) if teaser else ())


def _milliseconds_since(started: float) -> float:
    return (time.perf_counter() - started) * 1_000

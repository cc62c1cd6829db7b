"""Answers queries from the index. Commands, completion and the command line call it.

    text ─► operators ─► interpret (languages, thesaurus, spaces, spelling)
         ─► `Finder.answer` (plan, candidates, rank) ─► near in meaning, with SEMANTIC=on
         ─► the asked part, with what matched, and whether it answers ─► Answer

Pure modules make the decisions; this one calls them in order. Every string gets an answer: no text
is an error.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.clock import Clock
from bot.model.answer import Answer
from bot.model.article import Taxonomy
from bot.model.query import UNFILTERED, Filters, MemberQuestion, Query, Sort, held, missing
from bot.model.thesaurus import CommonWords, Language, Thesaurus
from bot.search import fusion, pasted_links, ranking
from bot.search.completer import Completer
from bot.search.filters import Narrowed, Typed, narrow, read_typed
from bot.search.finder import Finder, Findings, hits_of
from bot.search.fusion import Near
from bot.search.highlights import Highlighter
from bot.search.interpreter import Interpreter
from bot.search.languages import Translator, with_translation
from bot.search.latest import newest_hits
from bot.search.retrieval import Limits
from bot.search.similar import SimilarArticles, TellingTerms
from bot.search.suggestions import Suggestions
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Lexicon
from bot.search.words import Stems, as_typed, typed_words
from bot.storage import index
from bot.storage.database import Connection, Database

if TYPE_CHECKING:  # They import numpy, which is there with the extra alone.
    from bot.reading.embedding_process import Vector
    from bot.search.semantic import SemanticSearch
    from bot.search.wish_reader import WishReader


WISH_RULES = 5
"""The number of the rules by which words to follow are read; 2 reads alternatives, 3 "1,000" as one
number, 4 Greek letters, "ERBB2+" and "HER2+ve" as words, 5 what alternatives share."""


class SearchEngine:
    """Searches and lists the articles of one database.

    Attributes:
        edition: changes whenever words to follow may be understood in another way.
    """

    def __init__(
        self,
        database: Database,
        thesaurus: Callable[[], Thesaurus],
        taxonomy: Taxonomy,
        clock: Clock,
        *,
        languages: Callable[[], Iterable[Language]] = tuple,
        everyday: Callable[[], CommonWords] = CommonWords,
        edition: str = "",
        semantic: "SemanticSearch | None" = None,
    ) -> None:
        """Initialize.

        Args:
            thesaurus: reads it; called when the first question needs it.
            languages: reads them; called when a question is not plainly English.
            everyday: reads words that are no misspellings.
            edition: changes with the thesaurus and the languages.
            semantic: search by meaning; None if it is off.
        """
        self._database = database
        self._taxonomy = taxonomy
        self._clock = clock
        self._stems = Stems()
        self._read_thesaurus = thesaurus
        self._languages = languages
        self._everyday = everyday
        self.edition = f"{WISH_RULES}:{edition}"
        self._lexicon = Lexicon(database, clock, self._stems)
        self._finder = Finder(clock, self._stems, taxonomy.condition)
        self._semantic = semantic
        terms = TellingTerms(
            self._stems, lambda: self._thesaurus, self._is_common_word, taxonomy.condition
        )
        self._similar = SimilarArticles(self._finder, self._lexicon, self._stems, semantic, terms)

    def _is_common_word(self, word: str) -> bool:
        return self._interpreter.is_common_word(word)

    # Made for the first question, since they sort thousands of names.

    @cached_property
    def _thesaurus(self) -> ThesaurusIndex:
        return ThesaurusIndex(self._read_thesaurus(), self._stems)

    @cached_property
    def _translator(self) -> Translator:
        common = self._interpreter.is_common_word
        return Translator(
            self._languages, self._thesaurus.groups, self._thesaurus, self._stems, common
        )

    @cached_property
    def _interpreter(self) -> Interpreter:
        return Interpreter(self._thesaurus, self._lexicon, self._stems, self._everyday)

    @cached_property
    def wishes(self) -> "WishReader":
        """Reads words to follow, by the same thesaurus and languages."""
        # Its expressions take some milliseconds to compile, and most commands follow no words.
        from bot.search.wish_reader import WishReader  # noqa: PLC0415 - see above

        return WishReader(
            self._database, self._lexicon, self._stems, self._translator, self._interpreter
        )

    @cached_property
    def _suggestions(self) -> Suggestions:
        return Suggestions(self._taxonomy, self._interpreter, self._lexicon, self._stems)

    @cached_property
    def _completer(self) -> Completer:
        return Completer(self._taxonomy, self._thesaurus, self._lexicon, self._stems)

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
        """Search. At most `retrieval.MAX_RANKED` articles answer, and `total` counts these.

        Operators alone list the newest articles that fit; then `total` counts all of them.

        Args:
            text: anything at all, with operators (see `filters`).
            filters: limits in addition to the operators.
            sort: with `DATE`, the articles that answer about as well as the best one, the newest
                first.
            exact: look for the words as typed, without synonyms and corrections.
        """
        started = time.perf_counter()
        typed = read_typed(text)
        words_alone = exact or typed.phrases or typed.never or sort is Sort.DATE
        # A model takes numbers and signs for anything.
        words_alone = words_alone or not any(map(str.isalpha, typed.words))
        # Before a connection is taken: it would be idle until the vector is there.
        by_meaning = None if words_alone else self._semantic
        vector = await by_meaning.vector(typed.words) if by_meaning else None
        async with self._database.reader() as connection:
            narrowed = await self._narrowed(connection, typed, filters)
            words = " ".join((typed.words, *narrowed.plain))
            asked = MemberQuestion(text, words, typed.phrases, typed.never)
            if _lists(typed, asked):
                answer = await self._listed(
                    connection, asked, typed, narrowed, limit=limit, offset=offset
                )
            else:
                query, found = await self._found(
                    connection, asked, typed, narrowed, sort=sort, exact=exact, vector=vector
                )
                answer = await self._answer(
                    connection, asked, query, found, limit=limit, offset=offset
                )
        took = _milliseconds_since(started)
        return replace(answer, took_ms=took, notes=narrowed.notes, filters=narrowed.filters)

    async def _combined(
        self, connection: Connection, query: Query, found: Findings, near: Sequence[Near]
    ) -> Findings:
        """Add the articles that are near in meaning to those found by words."""
        if len(query.concepts) == 1 and query.concepts[0].senses:
            return found  # Each sense has its turn; the model knows none of them.
        vocabulary = await self._lexicon.vocabulary(connection)
        held = fusion.held_parts(query.concepts, found.ranked, vocabulary, self._stems)
        return await fusion.combine(self._finder, connection, found, near, held)

    async def keep_fresh(self, looked: Callable[[], None] | None = None) -> None:
        """Keep the vocabulary fresh; see `Lexicon`."""
        await self._lexicon.keep_fresh(looked)

    def prepare(self) -> None:
        """Read now what the first question needs, so that it waits for no file."""
        self._interpreter.prepare()
        self._translator.prepare()

    async def similar(
        self, article_id: int, filters: Filters = UNFILTERED, *, limit: int = 5, offset: int = 0
    ) -> Answer:
        """Other stories like this article; none if it is gone."""
        started = time.perf_counter()
        async with self._database.reader() as connection:
            hits, total = await self._similar.find(
                connection, article_id, filters, limit=limit, offset=offset
            )
        return Answer(None, hits, total, _milliseconds_since(started))

    async def complete(
        self, typed: str, filters: Filters = UNFILTERED, *, folds: bool = False
    ) -> list[str]:
        """Whole queries that continue the text, each short enough for a choice.

        If the place `folds` articles with a content note, their titles are not among them.
        """
        async with self._database.reader() as connection:
            return await self._completer.complete(connection, typed, filters, folds=folds)

    async def latest(
        self, filters: Filters = UNFILTERED, *, limit: int = 5, offset: int = 0
    ) -> Answer:
        """Articles by date, the newest first."""
        started = time.perf_counter()
        async with self._database.reader() as connection:
            hits, total = await newest_hits(
                connection, filters, self._stems, limit=limit, offset=offset
            )
        return Answer(
            query=None,
            hits=hits,
            total=total,
            took_ms=_milliseconds_since(started),
            topics=() if hits or not filters.topic else self._suggestions.topics(filters.topic),
            filters=filters,
        )

    async def sources(self) -> list[str]:
        """The names of all feeds that are listed or have articles."""
        async with self._database.reader() as connection:
            return await index.sources(connection)

    async def _narrowed(self, connection: Connection, typed: Typed, filters: Filters) -> Narrowed:
        by_source = any(named.name == "source" for named in typed.named)
        sources = await index.sources(connection, filters.hidden) if by_source else []
        return narrow(typed.named, filters, self._taxonomy, sources, self._clock.now())

    async def _found(
        self,
        connection: Connection,
        asked: MemberQuestion,
        typed: Typed,
        narrowed: Narrowed,
        *,
        sort: Sort,
        exact: bool,
        vector: "Vector | None",
    ) -> tuple[Query, Findings]:
        """Find articles by words, and by meaning if there is a vector.

        Returns:
            The query as it was searched for in the end, and the articles.
        """
        links, filters = typed.links, narrowed.filters
        if links and (found := await pasted_links.find(connection, links, filters, self._finder)):
            return Query(asked.text), found
        vocabulary = await self._lexicon.vocabulary(connection)
        if exact:
            query = await self._interpreter.literally(connection, asked)
        else:
            asked = self._translator.in_english(asked, vocabulary)
            query = await self._interpreter.interpret(connection, asked, vocabulary)
            query = with_translation(asked, query)
        limits = Limits(typed.phrases, typed.never)
        query = pasted_links.not_kept(query) if links else query
        query, found = await self._finder.answer(
            connection, query, vocabulary, filters, limits=limits, sort=sort
        )
        # A model takes "no lymphedema" for a question about lymphedema.
        if self._semantic and vector and not any(each.negated for each in query.concepts):
            near = await self._semantic.nearest(connection, vector, filters)
            nothing = self._semantic.means_nothing
            if found.ranked or not await nothing(asked.text, vector, near):
                found = await self._combined(connection, query, found, near)
        return query, found

    async def _listed(
        self,
        connection: Connection,
        asked: MemberQuestion,
        typed: Typed,
        narrowed: Narrowed,
        *,
        limit: int,
        offset: int,
    ) -> Answer:
        """The newest articles that fit the operators, for a text without other words."""
        without = Limits(never=typed.never).unwanted
        if not without and len(narrowed.notes) == len(typed.named):
            value = typed.named[0].value
            return Answer(Query(asked.text), (), 0, topics=self._suggestions.topics(value))
        hits, total = await newest_hits(
            connection, narrowed.filters, self._stems, limit=limit, offset=offset, without=without
        )
        return Answer(Query(asked.text), hits, total)

    async def _answer(
        self,
        connection: Connection,
        asked: MemberQuestion,
        query: Query,
        found: Findings,
        *,
        limit: int,
        offset: int,
    ) -> Answer:
        ranked = found.ranked
        if not ranked:
            wanted = " ".join((asked.words, *asked.quoted_words))
            return await self._suggestions.instead(connection, query, wanted)
        marks = Highlighter(query.concepts, self._stems)
        page = ranked[offset : offset + limit]
        absent = missing(query.concepts, ranked, answered=found.confident)
        return Answer(
            query,
            await hits_of(connection, page, found.candidates, marks, ranking.reasons),
            len(ranked),
            missing=tuple(as_typed(each.label, asked.text) for each in absent),
            present=tuple(as_typed(each.label, asked.text) for each in held(query.concepts, page)),
            altered=query.altered,
            confident=found.confident,
        )


def _lists(typed: Typed, asked: MemberQuestion) -> bool:
    """Whether a text consists of operators alone."""
    return bool(typed.named or typed.never) and not (typed.phrases or typed_words(asked.words))


def _milliseconds_since(started: float) -> float:
    return (time.perf_counter() - started) * 1_000

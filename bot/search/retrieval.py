"""Plans which phrases fetch candidates, writes them as FTS5 expressions, and runs these.

Scoring a posting costs about a microsecond. So a word that every other article holds fetches no
candidates if the query has a rarer word; `ranking` still counts it. All typed words are quoted, so
that FTS5 never reads them as operators.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, partial

from msgspec import Struct

from bot.model.query import Concept, Filters, Phrase, Sort
from bot.search.english_words import STAGE
from bot.search.ranking import FIELD_WEIGHTS
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, name_parts
from bot.storage import index
from bot.storage.database import Connection

MAX_RANKED = 30
"""The candidates that are ranked, which is also the most hits that a query has."""
MIN_CANDIDATES = 10
"""With fewer candidates, articles that hold only common words of the query are added. Chosen by
eye."""
MOST_POSTINGS = 8_000
"""Postings that one query may score: some 10 ms."""
MOST_COUNTED = 20_000
"""Postings that FTS5 may count beside, for how common each word is."""
MIN_POSTINGS_TO_NARROW = 1_000
"""With fewer postings, scoring all of them is as fast as finding the articles with all concepts."""
TOGETHER_FACTOR = 10
"""Words of one question stand together in up to this many times as many articles as by chance. It
only decides whether to look for such articles. Chosen by eye."""
UBIQUITOUS_SHARE = 0.25
"""A word that a larger share of all articles holds tells nothing, even beside another word."""


class Plan(Struct, frozen=True):
    """The FTS5 expressions of a query.

    Attributes:
        scored: all articles that match it are scored; "" for none.
        newest: if `scored` finds few articles, these are tried in order, for the newest articles.
        together: matches the articles that hold all that was asked.
        within: scored articles must match it as well; "" for no such limit.
        near: phrases that mean the question only sometimes, and neighbors. They fill up the
            candidates and are scored, too; "" for none.
        narrower: matches the scored articles that hold all concepts. If they fill the candidates,
            they alone are scored. "" if that is not worth a try.
    """

    scored: str = ""
    newest: tuple[str, ...] = ()
    together: str = ""
    within: str = ""
    near: str = ""
    narrower: str = ""


class _Term(Struct, frozen=True):
    """A word or phrase for FTS5, and the most articles that can hold it.

    Attributes:
        commonest: the articles with its commonest word.
    """

    words: tuple[str, ...]
    articles: int
    begins: bool = False
    commonest: int = 0

    @property
    def expression(self) -> str:
        """The phrase in the quotes of FTS5; no word contains a quote."""
        return quoted(self.words) + ("*" if self.begins else "")


class _Terms(dict[tuple[str, ...], _Term | None]):
    """Words as terms, each made once; None if no article can hold all of the words."""

    def __init__(self, vocabulary: Vocabulary, stems: Stems) -> None:
        super().__init__()
        self._vocabulary, self._stems = vocabulary, stems

    def __missing__(self, words: tuple[str, ...]) -> _Term | None:
        # Words of other scripts are not counted, and are cheap to search for.
        held = [self._vocabulary.count(self._stems[word]) for word in words if word.isascii()]
        rarest, commonest = min(held, default=0), max(held, default=0)
        self[words] = found = _Term(words, rarest, commonest=commonest) if all(held) else None
        return found

    def of(self, phrases: Iterable[tuple[str, ...]]) -> tuple[_Term, ...]:
        """The terms of phrases, each once."""
        return tuple(filter(None, map(self.__getitem__, dict.fromkeys(phrases))))

    def begun(self, words: tuple[str, ...]) -> _Term:
        """The term for all words that begin as a single one does."""
        return _Term(words, self._vocabulary.begun(self._stems[words[0]]), begins=True)


_Row = tuple[tuple[_Term, ...], ...]
"""The words of a typed phrase, each with other ways to say it alone."""


class _Wanted(Struct, frozen=True, dict=True):
    """The terms of a concept.

    Attributes:
        typed: what was typed, in one piece.
        rows: of each typed phrase.
        synonyms: of the whole.
    """

    typed: tuple[_Term, ...] = ()
    words: tuple[_Term, ...] = ()
    rows: tuple[_Row, ...] = ()
    synonyms: tuple[_Term, ...] = ()

    @property
    def parts(self) -> Iterator[_Term]:
        """The words of typed phrases, with other ways to say them."""
        return (term for row in self.rows for either in row for term in either)

    @cached_property
    def terms(self) -> tuple[_Term, ...]:
        """All terms, each once."""
        return tuple(dict.fromkeys((*self.typed, *self.words, *self.synonyms, *self.parts)))

    @property
    def postings(self) -> int:
        """The number of postings that scoring all terms would read."""
        return sum(term.articles for term in self.terms)

    @property
    def cheapest(self) -> int:
        """The number of articles with the rarest typed word; 0 if no word is known."""
        return min((term.articles for term in self.words), default=0)

    @property
    def entire(self) -> str:
        """The expression for all known words of a typed phrase, or a synonym."""
        rows = [
            _joined(" AND ", (_either(e) if len(e) > 1 else e[0].expression for e in row))
            for row in self.rows
        ]
        return f"({' OR '.join([*rows, *(term.expression for term in self.synonyms)])})"

    @property
    def partly(self) -> str:
        """The expression for any of the terms."""
        return _either(self.terms)

    def limited(self, terms: Collection[_Term]) -> "_Wanted":
        """A copy with only these terms."""
        rows = (tuple(filter(None, (_among(each, terms) for each in row))) for row in self.rows)
        return _Wanted(
            _among(self.typed, terms),
            _among(self.words, terms),
            tuple(filter(None, rows)),
            _among(self.synonyms, terms),
        )

    def by_chance(self, articles: int) -> float:
        """How many of the articles would hold all of it by chance."""
        rows = (_by_chance(map(_postings, row), articles) for row in self.rows)
        return sum(rows, _postings(self.synonyms))


def _among(found: Iterable[_Term], terms: Collection[_Term]) -> tuple[_Term, ...]:
    return tuple(term for term in found if term in terms)


def _postings(terms: Iterable[_Term]) -> int:
    return sum(term.articles for term in terms)


def _by_chance(each: Iterable[float], articles: int) -> float:
    """How many articles would hold several things by chance.

    Args:
        each: for each thing, how many articles hold it.
    """
    return articles * math.prod(min(1.0, held / articles) for held in each)


def quoted(words: Sequence[str]) -> str:
    """A phrase in the quotes of FTS5."""
    return f'"{" ".join(words)}"'


class Limits(Struct, frozen=True):
    """Phrases that articles must hold, and phrases that they must not hold."""

    must: tuple[tuple[str, ...], ...] = ()
    never: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.must or self.never)

    @property
    def unwanted(self) -> str:
        """The expression for excluded phrases; "" if there are none."""
        return " OR ".join(map(quoted, self.never))

    def bars(self, stems: Stems, words: Sequence[str]) -> bool:
        """Whether no article with these words in a row can answer."""
        held = f" {' '.join(map(stems.__getitem__, words))} " if self.never else ""
        return any(f" {' '.join(map(stems.__getitem__, row))} " in held for row in self.never)

    def of(self, expression: str) -> str:
        """Limit an expression; "" stays ""."""
        if not expression or not self:
            return expression
        held = "".join(f" AND {{title teaser text}} : {quoted(words)}" for words in self.must)
        without = f" NOT ({self.unwanted})" if self.never else ""
        return f"(({expression}){held}){without}"


UNLIMITED = Limits()


def plan(
    concepts: Sequence[Concept], vocabulary: Vocabulary, stems: Stems, limits: Limits = UNLIMITED
) -> Plan:
    """Plan the cheapest expressions that fetch all articles that could answer well."""
    asked = [concept for concept in concepts if not concept.negated] or concepts
    terms = _Terms(vocabulary, stems)
    every = [(concept, _wanted(concept, terms)) for concept in asked]
    known = [(concept, each) for concept, each in every if each.terms]
    wanted = [each for _, each in known]
    affordable = set(_affordable(wanted, vocabulary.articles))
    scored = sorted(term.expression for term in affordable)
    common = [concept for concept in wanted if not _is_fetched(concept, affordable)]
    if pair := _seldom_together(common, vocabulary.articles):
        scored.append(f"({' AND '.join(concept.partly for concept in pair)})")
    newest = (
        " AND ".join(concept.entire for concept in common),
        " OR ".join(concept.entire for concept in common),
        " OR ".join(concept.partly for concept in common),
    )
    # Implied concepts are left out: the member typed none of their words.
    typed = [each.entire for concept, each in known if any(p.typed for p in concept.phrases)]
    best = " OR ".join(scored)
    near = _near(asked, terms, {term for each in wanted for term in each.terms})
    return Plan(
        scored=best,
        newest=tuple(map(limits.of, dict.fromkeys(newest))) if common else (),
        together=limits.of(" AND ".join(typed)),
        within=limits.of(best) if limits else "",
        near=limits.of(" OR ".join(sorted(term.expression for term in near))),
        narrower="" if limits else _narrower(wanted, affordable, vocabulary.articles),
    )


def _narrower(wanted: Sequence[_Wanted], affordable: Collection[_Term], articles: int) -> str:
    """The expression for articles with all concepts; "" if it would not save time."""
    limited = (each.limited(affordable) for each in wanted)
    concepts = [each for each in limited if each.rows or each.synonyms]
    several = len(concepts) > 1 or any(len(row) > 1 for each in concepts for row in each.rows)
    if not several or _postings(affordable) < MIN_POSTINGS_TO_NARROW:
        return ""
    by_chance = _by_chance((each.by_chance(articles) for each in concepts), articles)
    enough = by_chance * TOGETHER_FACTOR >= MAX_RANKED
    return " AND ".join(each.entire for each in concepts) if enough else ""


def _near(asked: Sequence[Concept], terms: _Terms, fetched: Collection[_Term]) -> set[_Term]:
    """The other terms that are not fetched, the rarest first, within a budget of postings.

    These are phrases that mean the question only sometimes, and names of neighbors.
    """
    phrases = (p.words for each in asked for p in each.phrases if not (p.typed or p.begins))
    others = set(terms.of(phrases)).difference(fetched)
    found, postings = set[_Term](), 0
    for term in sorted(others, key=lambda term: term.articles):
        postings += term.articles
        if postings <= MOST_POSTINGS:
            found.add(term)
    return found


def _wanted(concept: Concept, terms: _Terms) -> _Wanted:
    """The terms of a concept.

    Uncertain words are left out if enough articles hold certain ones. FTS5 has no weights, so
    "travel" would fetch as many articles for "flight" as the word itself. An implied concept has no
    terms.
    """
    if concept.generic and not concept.phrases[0].typed:
        return _Wanted()
    sure = _chosen(concept, terms, lambda phrase: phrase.sure)
    single = [term.articles for term in (*sure.typed, *sure.synonyms) if len(term.words) == 1]
    if max(single, default=0) >= MAX_RANKED:
        return sure
    return _chosen(concept, terms, lambda phrase: not phrase.neighbor)


def _chosen(concept: Concept, terms: _Terms, chosen: Callable[[Phrase], bool]) -> _Wanted:
    typed = [phrase for phrase in concept.phrases if phrase.typed]
    added = filter(chosen, (p for p in concept.phrases if not (p.typed or p.begins)))
    begun = (p.words for p in concept.phrases if p.begins)
    rows = (_row(phrase, terms, chosen) for phrase in typed)
    return _Wanted(
        typed=terms.of(phrase.words for phrase in typed),
        words=terms.of(row for p in typed for row in _apart(p.words)),
        rows=tuple(filter(None, rows)),
        synonyms=(
            *terms.of(phrase.words for phrase in added),
            *map(terms.begun, begun),
        ),
    )


def _row(phrase: Phrase, terms: _Terms, chosen: Callable[[Phrase], bool]) -> _Row:
    words = _apart(phrase.words)
    others = phrase.parts if len(phrase.parts) == len(words) else ((),) * len(words)
    row = (
        terms.of((part, *(p.words for p in other[1:] if chosen(p))))
        for part, other in zip(words, others, strict=True)
    )
    return tuple(filter(None, row))


def _apart(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [words] if STAGE.fullmatch(" ".join(words)) else name_parts(words)


def _affordable(wanted: Sequence[_Wanted], articles: int) -> Iterator[_Term]:
    """The rarest terms within the budget of postings, typed ones before synonyms.

    Synonyms of an ubiquitous word tell no more than the word. Of synonyms that bring no further
    articles, only the preferred one is kept, since FTS5 takes longer for a phrase than for its
    words.
    """
    typed = {term for concept in wanted for term in (*concept.typed, *concept.words)}
    terms = dict.fromkeys(
        term
        for concept in wanted
        if concept.cheapest <= max(MOST_POSTINGS, UBIQUITOUS_SHARE * articles)
        for term in concept.terms
    )
    preferred = {_preferred(concept, articles) for concept in wanted}
    postings, fetched = 0, set[tuple[str, ...]]()
    for term in sorted(terms, key=lambda term: (term not in typed, term.articles, len(term.words))):
        # A phrase with a word that fetches already brings no more articles, but better ones first.
        brings_none = _brings_none(term, fetched)
        if brings_none and term not in typed and term not in preferred:
            continue
        cost = term.articles // 4 if brings_none else term.articles
        if postings + cost <= MOST_POSTINGS:
            postings += cost
            fetched |= set() if term.begins else {term.words}
            yield term


def _brings_none(term: _Term, fetched: Collection[tuple[str, ...]]) -> bool:
    """Whether a part of a phrase fetches already all articles with the phrase."""
    at = range(len(term.words))
    parts = (term.words[start : end + 1] for start in at for end in at[start:])
    return not term.begins and any(part in fetched for part in parts)


def _is_fetched(concept: _Wanted, affordable: Collection[_Term]) -> bool:
    """Whether these terms fetch all articles with the concept."""
    fetched = {term.words for term in affordable if not term.begins}
    return all(term in affordable or _brings_none(term, fetched) for term in concept.terms)


def _preferred(concept: _Wanted, articles: int) -> _Term | None:
    """The first synonym of several words, none of them ubiquitous."""
    several = (term for term in (*concept.synonyms, *concept.parts) if len(term.words) > 1)
    most = UBIQUITOUS_SHARE * articles
    return next((term for term in several if term.commonest <= most), None)


def _seldom_together(common: Sequence[_Wanted], articles: int) -> list[_Wanted]:
    """Common concepts that few articles hold together, so that those can be scored."""
    selective = [concept for concept in common if concept.postings <= UBIQUITOUS_SHARE * articles]
    expected = _by_chance((concept.postings for concept in selective), articles)
    counted = sum(concept.postings for concept in selective)
    worth_it = len(selective) > 1 and expected <= MOST_POSTINGS and counted <= MOST_COUNTED
    return selective if worth_it else []


def _joined(operator: str, expressions: Iterable[str]) -> str:
    return f"({operator.join(expressions)})"


def _either(terms: Iterable[_Term]) -> str:
    return _joined(" OR ", (term.expression for term in terms))


async def fetch(connection: Connection, plan: Plan, filters: Filters, sort: Sort) -> list[int]:
    """The ids of candidates, at most MAX_RANKED."""
    best = partial(index.best, connection, filters=filters, weights=FIELD_WEIGHTS, limit=MAX_RANKED)
    newest = partial(index.newest, connection, filters=filters, limit=MAX_RANKED)
    found = dict[int, None]()  # the ids in their order, each once
    if sort is Sort.DATE and plan.together:
        found |= dict.fromkeys(await newest(plan.together))
    if len(found) < MIN_CANDIDATES and plan.scored:
        scored = await best(plan.scored, within=plan.within, narrower=plan.narrower)
        found |= dict.fromkeys(scored)
    if len(found) < MAX_RANKED and plan.near:
        found |= dict.fromkeys(await best(plan.near))
    for expression in plan.newest:
        if len(found) < MIN_CANDIDATES:
            found |= dict.fromkeys(await newest(expression))
    return list(found)[:MAX_RANKED]

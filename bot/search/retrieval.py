"""Plans which phrases fetch candidates, writes them as FTS5 expressions, and runs these.

Scoring a posting costs about a microsecond. So a word that every other article holds fetches no
candidates if the query has a rarer word; `ranking` still counts it. All typed words are quoted, so
that FTS5 never reads them as operators.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from bot.model.query import Concept, Filters, Phrase, Sort
from bot.search.ranking import FIELD_WEIGHTS, is_sure
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, content_words, names_nothing
from bot.storage import index
from bot.storage.database import Connection

MAX_RANKED = 30
"""The candidates that are ranked, which is also the most hits that a query has."""
MIN_CANDIDATES = 10
"""With fewer candidates, articles that hold only common words of the query are added."""
MOST_POSTINGS = 8_000
"""Postings that one query may score: some 10 ms."""
MOST_COUNTED = 20_000
"""Postings that FTS5 may count beside, for how common each word is."""
UBIQUITOUS_SHARE = 0.25
"""A word in a larger part of all articles tells nothing, not even together with another."""


class Plan(Struct, frozen=True):
    """The FTS5 expressions of a query.

    Attributes:
        scored: all articles that match it are scored; "" for none.
        newest: if `scored` finds few articles, these are tried in order, for the newest articles.
        together: matches the articles that hold all that was asked.
        within: scored articles must match it as well; "" for no such limit.
        near: fills up what is left of the candidates, scored as well; "" for nothing.
    """

    scored: str = ""
    newest: tuple[str, ...] = ()
    together: str = ""
    within: str = ""
    near: str = ""


class _Term(Struct, frozen=True):
    """A word or phrase for FTS5, and the most articles that can hold it."""

    words: tuple[str, ...]
    articles: int
    begins: bool = False

    @property
    def expression(self) -> str:
        """The phrase in the quotes of FTS5; no word contains a quote."""
        return quoted(self.words) + ("*" if self.begins else "")


class _Wanted(Struct, frozen=True):
    """The terms of a concept.

    Attributes:
        typed: what was typed, in one piece.
        rows: the words of each typed phrase.
        synonyms: of the whole.
        parts: synonyms of its words.
    """

    typed: tuple[_Term, ...]
    rows: tuple[tuple[_Term, ...], ...]
    synonyms: tuple[_Term, ...]
    parts: tuple[_Term, ...] = ()

    @property
    def words(self) -> tuple[_Term, ...]:
        """The typed words."""
        return tuple(dict.fromkeys(term for row in self.rows for term in row))

    @property
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
        """The expression for all words of a typed phrase, or a synonym; if none, for any term."""
        rows = [_joined(" AND ", row) for row in self.rows]
        entire = [*rows, *(term.expression for term in self.synonyms)]
        return f"({' OR '.join(entire)})" if entire else self.partly

    @property
    def partly(self) -> str:
        """The expression for any of the terms."""
        return _joined(" OR ", self.terms)


def quoted(words: Sequence[str]) -> str:
    """Return a phrase in the quotes of FTS5."""
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
    every = [(_wanted(concept, vocabulary, stems), concept) for concept in asked]
    wanted = [one for one, _ in every if one.terms]
    held = [concept for one, concept in every if one.terms]
    affordable = set(_affordable(wanted, vocabulary.articles))
    scored = sorted(term.expression for term in affordable)
    common = [concept for concept in wanted if not affordable.issuperset(concept.terms)]
    if pair := _seldom_together(common, vocabulary.articles):
        scored.append(f"({' AND '.join(concept.partly for concept in pair)})")
    newest = (
        " AND ".join(concept.entire for concept in common),
        " OR ".join(concept.entire for concept in common),
        " OR ".join(concept.partly for concept in common),
    )
    # Implied concepts are left out: the member typed none of their words.
    said = [
        one.entire
        for one, concept in zip(wanted, held, strict=True)
        if any(phrase.typed for phrase in concept.phrases)
    ]
    best = " OR ".join(scored)
    near = _near(asked, vocabulary, stems) - set(t for o in wanted for t in o.terms)
    return Plan(
        best,
        tuple(map(limits.of, dict.fromkeys(newest))) if common else (),
        limits.of(" AND ".join(said)),
        limits.of(best) if limits else "",
        limits.of(" OR ".join(sorted(term.expression for term in near - affordable))),
    )


def _near(asked: Sequence[Concept], vocabulary: Vocabulary, stems: Stems) -> set[_Term]:
    """Return names of neighboring groups, within the budget of postings."""
    phrases = dict.fromkeys(
        p.words for each in asked for p in each.phrases if p.neighbor or doubtful(each, p)
    )
    terms = filter(None, (_term(words, vocabulary, stems) for words in phrases))
    found, postings = set[_Term](), 0
    for term in sorted(terms, key=lambda term: term.articles):
        postings += term.articles
        if postings <= MOST_POSTINGS:
            found.add(term)
    return found


def _wanted(concept: Concept, vocabulary: Vocabulary, stems: Stems) -> _Wanted:
    def terms(phrases: Iterable[tuple[str, ...]]) -> tuple[_Term, ...]:
        found = (_term(words, vocabulary, stems) for words in dict.fromkeys(phrases))
        return tuple(term for term in found if term)

    typed = [phrase.words for phrase in concept.phrases if phrase.typed]
    return _Wanted(
        typed=terms(typed),
        rows=tuple(filter(None, (terms(_apart(row)) for row in typed))),
        synonyms=(
            *terms(
                p.words
                for p in concept.phrases
                if not (p.typed or p.begins or p.neighbor or doubtful(concept, p))
            ),
            *(
                _Term(p.words, vocabulary.begun(stems[p.words[0]]), begins=True)
                for p in concept.phrases
                if p.begins
            ),
        ),
        parts=terms(
            p.words
            for phrase in concept.phrases
            for alternatives in phrase.parts
            for p in alternatives[1:]
            if not doubtful(concept, p)
        ),
    )


def doubtful(concept: Concept, phrase: Phrase) -> bool:
    """Return whether a phrase only may mean what was asked."""
    implied = not any(p.typed for p in concept.phrases) and concept.generic
    return implied or not is_sure(phrase)


def _apart(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [words] if names_nothing(words) else [(word,) for word in content_words(words)]


def _term(words: Sequence[str], vocabulary: Vocabulary, stems: Stems) -> _Term | None:
    """Return words as a term, or None if no article can hold all of them."""
    counts = [vocabulary.count(stems[word]) for word in words]
    # Words that are not counted (other scripts) are cheap to ask for.
    held = [count for word, count in zip(words, counts, strict=True) if word.isascii()]
    return _Term(tuple(words), min(held, default=0)) if all(held) else None


def _affordable(wanted: Sequence[_Wanted], articles: int) -> Iterator[_Term]:
    """Return the rarest terms within the budget of postings, typed ones before synonyms.

    Where what was typed is ubiquitous, its synonyms tell no more than it does.
    """
    typed = {term for concept in wanted for term in (*concept.typed, *concept.words)}
    terms = dict.fromkeys(
        term
        for concept in wanted
        if concept.cheapest <= max(MOST_POSTINGS, UBIQUITOUS_SHARE * articles)
        for term in concept.terms
    )
    postings, fetched = 0, set[str]()
    for term in sorted(terms, key=lambda term: (term not in typed, term.articles)):
        # A phrase with a word that fetches already brings no more articles, but better ones first.
        cost = term.articles // 4 if fetched & set(term.words) else term.articles
        if postings + cost <= MOST_POSTINGS:
            postings += cost
            fetched |= set(term.words) if len(term.words) == 1 else set()
            yield term


def _seldom_together(common: Sequence[_Wanted], articles: int) -> list[_Wanted]:
    """Return common concepts that few articles hold together, so that those can be scored."""
    selective = [concept for concept in common if concept.postings <= UBIQUITOUS_SHARE * articles]
    expected = float(articles)
    for concept in selective:
        expected *= concept.postings / articles
    counted = sum(concept.postings for concept in selective)
    worth_it = len(selective) > 1 and expected <= MOST_POSTINGS and counted <= MOST_COUNTED
    return selective if worth_it else []


def _joined(operator: str, terms: Sequence[_Term]) -> str:
    return f"({operator.join(term.expression for term in terms)})"


async def fetch(connection: Connection, plan: Plan, filters: Filters, sort: Sort) -> list[int]:
    """Return the ids of candidates, at most MAX_RANKED."""
    ids: list[int] = []
    if sort is Sort.DATE and plan.together:
        ids = await index.newest(connection, plan.together, filters, MAX_RANKED)
    if len(ids) < MIN_CANDIDATES and plan.scored:
        best = await index.best(
            connection, plan.scored, filters, FIELD_WEIGHTS, MAX_RANKED, within=plan.within
        )
        ids = list(dict.fromkeys((*ids, *best)))[:MAX_RANKED]
    if len(ids) < MAX_RANKED and plan.near:
        near = await index.best(connection, plan.near, filters, FIELD_WEIGHTS, MAX_RANKED)
        ids = list(dict.fromkeys((*ids, *near)))[:MAX_RANKED]
    for expression in plan.newest:
        if len(ids) < MIN_CANDIDATES:
            newest = await index.newest(connection, expression, filters, MAX_RANKED)
            ids = list(dict.fromkeys((*ids, *newest)))[:MAX_RANKED]
    return ids

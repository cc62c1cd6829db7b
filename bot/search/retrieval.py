"""Which phrases fetch candidates, and as which FTS5 expression; the engine asks. Pure.

Scoring a posting costs about a microsecond, so a word that every other article holds may rank (in
`ranking`), but does not fetch where a rarer one is present. Whatever a member typed stands in
quotes here and has no meaning to FTS5 but its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.model.query import Concept
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, content_words, names_nothing

MOST_POSTINGS = 8_000
"""Postings that one query may score: some 10 ms."""
MOST_COUNTED = 20_000
"""Postings that FTS5 may count beside, for how common each word is."""
UBIQUITOUS = 0.25
"""A word in a larger part of all articles tells nothing, not even together with another."""


@dataclass(frozen=True, slots=True)
class Plan:
    """FTS5 expressions.

    Attributes:
        scored: its articles are scored, all of them; "" for none.
        newest: tried in this order where `scored` finds little; the newest articles of each.
        together: articles that hold all that was asked.
        within: what scored articles must match as well; "" for nothing.
    """

    scored: str = ""
    newest: tuple[str, ...] = ()
    together: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class _Term:
    """A word or phrase that FTS5 can look for, and at most how many articles hold it."""

    words: tuple[str, ...]
    articles: int
    begins: bool = False

    @property
    def expression(self) -> str:
        """As FTS5 reads it: in quotes, which no word has in itself."""
        return quoted(self.words) + ("*" if self.begins else "")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A concept as terms.

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
        """Each typed word."""
        return tuple(dict.fromkeys(term for row in self.rows for term in row))

    @property
    def terms(self) -> tuple[_Term, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.typed, *self.words, *self.synonyms, *self.parts)))

    @property
    def postings(self) -> int:
        """What scoring all of them would cost."""
        return sum(term.articles for term in self.terms)

    @property
    def cheapest(self) -> int:
        """In how many articles its rarest typed word is; 0 where none is known."""
        return min((term.articles for term in self.words), default=0)

    @property
    def entire(self) -> str:
        """Articles that hold all words of a typed phrase, or one of the synonyms."""
        rows = [_joined(" AND ", row) for row in self.rows]
        return f"({' OR '.join([*rows, *(term.expression for term in self.synonyms)])})"

    @property
    def partly(self) -> str:
        """Articles that hold any of it."""
        return _joined(" OR ", self.terms)


def quoted(words: Sequence[str]) -> str:
    """Words in a row as FTS5 reads them."""
    return f'"{" ".join(words)}"'


@dataclass(frozen=True, slots=True)
class Limits:
    """What articles must hold, each in a row, and what they must not hold anywhere."""

    must: tuple[tuple[str, ...], ...] = ()
    never: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.must or self.never)

    @property
    def unwanted(self) -> str:
        """Matches what must not be; "" where anything may."""
        return " OR ".join(map(quoted, self.never))

    def of(self, expression: str) -> str:
        """The expression, limited; "" stays so."""
        if not expression or not self:
            return expression
        held = "".join(f" AND {{title teaser text}} : {quoted(words)}" for words in self.must)
        without = f" NOT ({self.unwanted})" if self.never else ""
        return f"(({expression}){held}){without}"


UNLIMITED = Limits()


def plan(
    concepts: Sequence[Concept], vocabulary: Vocabulary, stems: Stems, limits: Limits = UNLIMITED
) -> Plan:
    """The cheapest way to all articles that could answer well."""
    asked = [concept for concept in concepts if not concept.negated] or concepts
    wanted = [_wanted(concept, vocabulary, stems) for concept in asked]
    wanted = [concept for concept in wanted if concept.terms]
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
    best = " OR ".join(scored)
    return Plan(
        best,
        tuple(map(limits.of, dict.fromkeys(newest))) if common else (),
        limits.of(" AND ".join(concept.entire for concept in wanted)),
        limits.of(best) if limits else "",
    )


def _wanted(concept: Concept, vocabulary: Vocabulary, stems: Stems) -> _Wanted:
    def terms(phrases: Iterable[tuple[str, ...]]) -> tuple[_Term, ...]:
        found = (_term(words, vocabulary, stems) for words in dict.fromkeys(phrases))
        return tuple(term for term in found if term)

    typed = [phrase.words for phrase in concept.phrases if phrase.typed]
    return _Wanted(
        typed=terms(typed),
        rows=tuple(filter(None, (terms(_apart(row)) for row in typed))),
        synonyms=(
            *terms(p.words for p in concept.phrases if not p.typed and not p.begins),
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
        ),
    )


def _apart(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [words] if names_nothing(words) else [(word,) for word in content_words(words)]


def _term(words: Sequence[str], vocabulary: Vocabulary, stems: Stems) -> _Term | None:
    """Words as one FTS5 phrase, or None where an article with all of them cannot be."""
    counts = [vocabulary.count(stems[word]) for word in words]
    # Words that are not counted (other scripts) are cheap to ask for.
    held = [count for word, count in zip(words, counts, strict=True) if word.isascii()]
    return _Term(tuple(words), min(held, default=0)) if all(held) else None


def _affordable(wanted: Sequence[_Wanted], articles: int) -> Iterator[_Term]:
    """The rarest terms, typed ones before synonyms, as many as may be scored.

    Where what was typed is ubiquitous, its synonyms tell no more than it does.
    """
    typed = {term for concept in wanted for term in (*concept.typed, *concept.words)}
    terms = dict.fromkeys(
        term
        for concept in wanted
        if concept.cheapest <= max(MOST_POSTINGS, UBIQUITOUS * articles)
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
    """The concepts which are common, but seldom together: those articles may be scored as well."""
    selective = [concept for concept in common if concept.postings <= UBIQUITOUS * articles]
    expected = float(articles)
    for concept in selective:
        expected *= concept.postings / articles
    counted = sum(concept.postings for concept in selective)
    worth_it = len(selective) > 1 and expected <= MOST_POSTINGS and counted <= MOST_COUNTED
    return selective if worth_it else []


def _joined(operator: str, terms: Sequence[_Term]) -> str:
    return f"({operator.join(term.expression for term in terms)})"

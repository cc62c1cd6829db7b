"""Query: what a member typed, understood. Hit: an article that answers it, with the reason why."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.article import KeptArticle


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows an answer.

    Attributes:
        topic: a slug.
        source: a feed's name.
        since: nothing dated before this.
    """

    topic: str | None = None
    source: str | None = None
    since: datetime | None = None


UNFILTERED = Filters()


class Sort(StrEnum):
    """In which order hits are shown."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say a concept.

    Attributes:
        words: in lower case, letters and digits alone; an article must hold them in this order.
        weight: what a match counts: 1.0 for words as typed, less for words put beside them.
        shown: how a member reads it.
        typed: whether the member wrote it; its words then count one by one, too.
        begins: whether its one word may go on: "letroz" matches "letrozole".
        beside: where it has several senses, what tells the one that is meant: an article without
            any of this probably speaks of another one.
        sense: the sense that it belongs to, if nothing in the query tells which one is meant.
        parts: of a typed name of several words, for each word other ways to say it alone.
    """

    words: tuple[str, ...]
    weight: float = 1.0
    shown: str = ""
    typed: bool = False
    begins: bool = False
    beside: tuple[tuple[str, ...], ...] = ()
    sense: str = ""
    parts: tuple[tuple["Phrase", ...], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that was asked for, and all the ways to say it.

    Attributes:
        label: how it is shown: the word as typed, or the corrected one.
        phrases: any of them matches the concept. The first is what was typed (or corrected).
        guessed: whether it is a correction that may well be wrong.
        negated: whether articles on it are unwanted ("not metastatic").
        faint: whether it says little of what is asked ("start", "really").
        senses: all that a short form may mean, if nothing tells which; else empty.
    """

    label: str
    phrases: tuple[Phrase, ...]
    guessed: bool = False
    negated: bool = False
    faint: bool = False
    senses: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether it counts when it is judged how much of a query is answered."""
        return not (self.negated or self.faint)


@dataclass(frozen=True, slots=True)
class Query:
    """A member's words, understood.

    Attributes:
        text: as typed.
        concepts: what must be looked for; none where nothing can be searched.
        understood: sentences for the asker, such as "Showing results for *metastasis*".
        guesses: words as typed in whose place a guess was looked for.
    """

    text: str
    concepts: tuple[Concept, ...] = ()
    understood: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a plain text, and whether its words are those that were looked for."""

    text: str
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that answers.

    Attributes:
        why: sentences, such as "matched: brain metastases".
        title: all of the title, in consecutive pieces.
        snippet: the most telling part of teaser or text, in consecutive pieces.
    """

    article: KeptArticle
    score: float
    why: tuple[str, ...] = ()
    title: tuple[Piece, ...] = ()
    snippet: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member gets for a query.

    Attributes:
        query: None for the latest articles, and for those like another one.
        total: how many articles answer; `hits` is a part of them.
        took_ms: milliseconds.
        suggestions: nearest words where nothing was found.
        topics: slugs of the nearest topics where nothing was found.
        missing: what was asked and is in none of the articles, as the asker reads it.
        notes: sentences on operators that could not be followed, such as "There is no topic *x*".
        filters: what narrowed the answer, whether given beside the words or typed among them.
        altered: whether more, or other words than those typed were looked for.
        confident: whether an article answers what was asked; else the hits are the nearest.
    """

    query: Query | None
    hits: tuple[Hit, ...]
    total: int
    took_ms: float
    suggestions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    filters: Filters = UNFILTERED
    altered: bool = False
    confident: bool = True

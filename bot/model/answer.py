"""Answer: what members get for a query. Hit: an article that answers it, with the reason."""

from msgspec import Struct

from bot.model.article import KeptArticle
from bot.model.query import UNFILTERED, Filters, Query


class Piece(Struct, frozen=True):
    """A part of a plain text, and whether it matched the query."""

    text: str
    matched: bool = False


class Hit(Struct, frozen=True):
    """An article that answers a query.

    Attributes:
        why: sentences, such as "matched: brain metastases".
        title: the whole title, in consecutive pieces.
        snippet: the part of teaser or text that matches best, in consecutive pieces.
    """

    article: KeptArticle
    score: float
    why: tuple[str, ...] = ()
    title: tuple[Piece, ...] = ()
    snippet: tuple[Piece, ...] = ()


class Answer(Struct, frozen=True):
    """The result of a query.

    Attributes:
        query: None for the latest articles, and for articles similar to another one.
        total: how many articles answer; `hits` is a part of them.
        took_ms: milliseconds from the question to the answer; the engine sets it last.
        suggestions: the nearest words, if nothing was found.
        topics: slugs of the nearest topics, if nothing was found.
        missing: the subjects that no article has, as members typed them.
        present: the subjects that one of the hits has.
        notes: sentences on operators that could not be followed, such as "There is no topic *x*".
        filters: the filters of the answer, given as options or typed among the words.
        altered: whether search looked for other or more words than those typed.
        confident: whether an article answers what was asked; else the hits are the nearest.
    """

    query: Query | None
    hits: tuple[Hit, ...]
    total: int
    took_ms: float = 0.0
    suggestions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    filters: Filters = UNFILTERED
    altered: bool = False
    confident: bool = True

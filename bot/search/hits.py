"""Articles as hits, with what matched in their title and text; the engine asks."""

from collections.abc import Callable, Mapping, Sequence

from bot.model.query import Filters, Hit
from bot.search.finder import Turns
from bot.search.highlights import Highlighter
from bot.search.passage import Candidate
from bot.search.ranking import Ranked
from bot.search.words import Stems
from bot.storage import articles, index
from bot.storage.database import Connection

Reasons = Callable[[Ranked], tuple[str, ...]]


async def hits_of(
    connection: Connection,
    page: Sequence[Ranked],
    candidates: Mapping[int, Candidate],
    marks: Highlighter,
    reasons: Reasons,
) -> tuple[Hit, ...]:
    """These places of a ranking."""
    kept = await articles.load(connection, [place.id for place in page])
    hits, turns = [], Turns()
    for place in page:
        if place.id in kept:  # else deleted between the two statements
            shown = marks.shown(candidates[place.id])
            hits.append(Hit(kept[place.id], place.score, reasons(place), *shown))
            await turns.after(candidates[place.id])
    return tuple(hits)


async def newest_hits(
    connection: Connection,
    filters: Filters,
    stems: Stems,
    *,
    limit: int,
    offset: int,
    without: str = "",
) -> tuple[tuple[Hit, ...], int]:
    """A part of the articles by date, and how many there are; none that matches `without`."""
    ids, total = await index.latest(
        connection, filters, limit=limit, offset=offset, without=without
    )
    kept = await articles.load(connection, ids)
    marks = Highlighter((), stems)
    found = (kept[key] for key in ids if key in kept)
    hits = (
        Hit(one, 0.0, (), marks.title(one.article.title), marks.snippet(one.article.teaser, ""))
        for one in found
    )
    return tuple(hits), total

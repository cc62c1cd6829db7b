"""Lists articles by date, the newest first. Called by the engine."""

from bot.model.answer import Hit
from bot.model.query import Filters
from bot.search.highlights import Highlighter
from bot.search.words import Stems
from bot.storage import index
from bot.storage.database import Connection
from bot.storage.rows import load_articles


async def newest_hits(
    connection: Connection,
    filters: Filters,
    stems: Stems,
    *,
    limit: int,
    offset: int,
    without: str = "",
) -> tuple[tuple[Hit, ...], int]:
    """A part of the articles by date, and the number of all.

    Articles that match the expression `without` are left out.
    """
    ids, total = await index.latest(
        connection, filters, limit=limit, offset=offset, without=without
    )
    kept = await load_articles(connection, ids)
    marks = Highlighter((), stems)
    found = (kept[key] for key in ids if key in kept)
    hits = (
        Hit(one, 0.0, (), marks.title(one.article.title), marks.snippet(one.article.teaser, ""))
        for one in found
    )
    return tuple(hits), total

"""Stores the vectors that represent articles' meaning, and lists articles that lack one.

The embedding pipeline writes them, `search.semantic` reads them.
"""

from collections.abc import AsyncIterator, Iterable

from aiosqlite import Connection
from msgspec import Struct

from bot.storage.rows import line

ROWS_AT_ONCE = 2_000
"""Vectors that are read at once: less than a megabyte. Chosen by eye."""
LEAD_CHARACTERS_READ = 300
"""Characters of an article's text that its vector covers, beside title and teaser. Of 429 queries
over 246 articles, 72 % had a right answer among the nearest three without any text, 82 % with 300
characters, 78 % with 600."""
WITHOUT_VECTOR = """
    FROM articles AS a WHERE a.hidden = 0 AND NOT EXISTS
        (SELECT 1 FROM article_vectors AS v WHERE v.article_id = a.id AND v.model = ?)
"""


class Embeddable(Struct, frozen=True):
    """The part of an article that a vector is made of."""

    article_id: int
    title: str
    teaser: str
    lead: str

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.title}. {self.teaser} {self.lead}"


async def missing(connection: Connection, model: str, limit: int) -> list[Embeddable]:
    """Articles that have no vector of this model, the newest first."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT a.id, {line("a.title")} AS title, {line("a.teaser")} AS teaser,
            substr(a.text, 1, {LEAD_CHARACTERS_READ}) AS lead
        {WITHOUT_VECTOR} ORDER BY a.id DESC LIMIT ?
        """,
        (model, limit),
    )
    return [Embeddable(row["id"], row["title"], row["teaser"], row["lead"]) for row in rows]


async def count_missing(connection: Connection, model: str) -> int:
    """Count the articles that have no vector of this model."""
    rows = list(await connection.execute_fetchall(f"SELECT count(*) {WITHOUT_VECTOR}", (model,)))
    return int(rows[0][0])


async def keep(
    connection: Connection, model: str, made: Iterable[tuple[Embeddable, bytes]]
) -> None:
    """Store vectors of articles, unless the article's words have changed since."""
    await connection.executemany(
        f"""
        INSERT OR REPLACE INTO article_vectors (article_id, model, vector)
        SELECT a.id, ?, ? FROM articles AS a WHERE a.id = ? AND {line("a.title")} = ?
            AND {line("a.teaser")} = ? AND substr(a.text, 1, {LEAD_CHARACTERS_READ}) = ?
        """,  # noqa: S608 - fragments of this module and of storage.rows
        [
            (model, vector, passage.article_id, passage.title, passage.teaser, passage.lead)
            for passage, vector in made
        ],
    )


async def everything(connection: Connection, model: str) -> AsyncIterator[list[tuple[int, bytes]]]:
    """All vectors of this model by article, some thousands at a time."""
    async with connection.execute(
        "SELECT article_id, vector FROM article_vectors WHERE model = ? AND vector <> x''", (model,)
    ) as cursor:
        while rows := list(await cursor.fetchmany(ROWS_AT_ONCE)):
            yield [(row["article_id"], row["vector"]) for row in rows]

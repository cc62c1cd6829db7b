"""The vectors of articles: made once, anew when words change, and never without end."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

pytest.importorskip("numpy", reason="the extra `semantic` is not installed")

from bot.errors import EmbeddingError, HostError
from bot.model.query import UNFILTERED
from bot.pipelines.embed import TEXTS_AT_ONCE, ArticleEmbedder
from bot.reading.embedding_process import Role, Vector
from bot.search.semantic import SemanticSearch
from bot.storage import articles, vectors
from bot.storage.database import Database
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import fill

MANY = [article(f"a{n}", title=f"Title {n}", teaser="Teaser.") for n in range(TEXTS_AT_ONCE + 4)]


class CountingEmbedder:
    """An Embedder whose vectors tell nothing, and who fails for some texts."""

    def __init__(self, model: str = "counting 1") -> None:
        self.model = model
        self.read: list[str] = []
        self.starts = 0
        self.unreadable = ""
        self.breaks_after = 10_000

    async def embed(self, texts: Sequence[str], _role: Role) -> Sequence[Vector]:
        for text in texts:
            if self.unreadable and self.unreadable in text:
                raise EmbeddingError("its process ended by SIGSEGV")
            if len(self.read) >= self.breaks_after:
                raise HostError("no memory")
            self.read.append(text)
        return [[1.0, 0.0, len(text) / 100] for text in texts]

    @asynccontextmanager
    async def open(self) -> AsyncIterator["CountingEmbedder"]:
        self.starts += 1
        yield self


def _pipeline(
    database: Database, clock: ManualClock, embedder: CountingEmbedder
) -> tuple[ArticleEmbedder, SemanticSearch]:
    semantic = SemanticSearch(database, embedder, clock)
    return ArticleEmbedder(database, semantic, embedder.open, clock), semantic


async def _found(database: Database, semantic: SemanticSearch) -> set[int]:
    async with database.reader() as connection:
        near = await semantic.nearest(connection, [1.0, 0.0, 0.5], UNFILTERED)
    return {key for key, _ in near}


async def _count(database: Database, where: str = "true") -> int:
    async with database.reader() as connection:
        rows = list(
            await connection.execute_fetchall(
                f"SELECT count(*) FROM article_vectors WHERE {where}"  # noqa: S608 - a test's own
            )
        )
    return int(rows[0][0])


async def test_every_article_gets_a_vector_once(database: Database, clock: ManualClock) -> None:
    await fill(database, MANY)
    embedder = CountingEmbedder()
    pipeline, semantic = _pipeline(database, clock, embedder)
    await semantic.load()

    rounds = [await pipeline.embed_missing(), await pipeline.embed_missing()]

    assert rounds == [len(MANY), 0]
    assert embedder.starts == 1  # no process is started for nothing
    assert len(embedder.read) == len(set(embedder.read)) == len(MANY)
    assert embedder.read[0].startswith(MANY[-1].title)  # the newest first
    assert len(await _found(database, semantic)) == len(MANY)


async def test_what_was_made_before_a_failure_is_kept(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, MANY)
    embedder = CountingEmbedder()
    embedder.breaks_after = TEXTS_AT_ONCE + 1
    pipeline, _ = _pipeline(database, clock, embedder)
    with pytest.raises(HostError):
        await pipeline.embed_missing()
    embedder.breaks_after = 10_000

    again, semantic = _pipeline(database, clock, embedder)
    await semantic.load()

    assert await again.embed_missing() == len(MANY) - TEXTS_AT_ONCE
    assert len(await _found(database, semantic)) == len(MANY)


async def test_changed_words_get_a_new_vector(database: Database, clock: ManualClock) -> None:
    await fill(database, MANY[:3])
    embedder = CountingEmbedder()
    pipeline, _ = _pipeline(database, clock, embedder)
    await pipeline.embed_missing()
    embedder.read.clear()

    async with database.transaction() as connection:
        await articles.revise(connection, 1, article("a0", title="Other", teaser="Teaser."), "x")
        await articles.revise(connection, 2, MANY[1], "other topics")
        await articles.mark_retracted(connection, 3)
    await pipeline.embed_missing()

    assert [text.partition(".")[0] for text in embedder.read] == ["Other"]


async def test_another_model_makes_all_anew(database: Database, clock: ManualClock) -> None:
    await fill(database, MANY[:3])
    for model in ("counting 1", "counting 2"):
        pipeline, semantic = _pipeline(database, clock, CountingEmbedder(model))
        await pipeline.embed_missing()

    assert await _count(database) == await _count(database, "model = 'counting 2'") == 3
    old = SemanticSearch(database, CountingEmbedder("counting 1"), clock)
    for each, found in ((old, set[int]()), (semantic, {1, 2, 3})):
        await each.load()
        assert await _found(database, each) == found


async def test_an_article_that_ends_the_model_is_not_tried_again(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, MANY[:3])
    embedder = CountingEmbedder()
    embedder.unreadable = MANY[1].title
    pipeline, semantic = _pipeline(database, clock, embedder)
    await semantic.load()

    rounds = [await pipeline.embed_missing(), await pipeline.embed_missing()]

    assert rounds == [3, 0]
    assert await _found(database, semantic) == {1, 3}


async def test_a_vector_goes_with_its_article(database: Database, clock: ManualClock) -> None:
    await fill(database, MANY[:3])
    pipeline, _ = _pipeline(database, clock, CountingEmbedder())
    await pipeline.embed_missing()

    async with database.transaction() as connection:
        await connection.execute("DELETE FROM articles WHERE id = 2")

    assert await _count(database) == 2


async def test_a_vector_of_words_that_changed_meanwhile_is_not_kept(
    database: Database,
) -> None:
    await fill(database, MANY[:2])
    async with database.reader() as connection:
        read = await vectors.missing(connection, "m", 5)
    async with database.transaction() as connection:
        await articles.revise(connection, 1, article("a0", title="Other"), "x")
        await vectors.keep(connection, "m", [(passage, b"1234") for passage in read])
        left = await vectors.missing(connection, "m", 5)
        counted = await vectors.count_missing(connection, "m")

    assert [passage.title for passage in left] == ["Other"]
    assert counted == 1


async def test_a_model_that_cannot_run_is_tried_again_later(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, MANY[:1])
    embedder = CountingEmbedder()
    embedder.breaks_after = 0
    pipeline, _ = _pipeline(database, clock, embedder)

    with pytest.raises(HostError):
        await pipeline.embed_missing()

    assert await _count(database) == 0

"""The embedding pipeline: gives each article a vector, so that search finds it by its meaning.

    articles without a vector of this model, the newest first ─► vectors, in a process of the lowest
        priority ─► ONE transaction for some of them ─► search

If an article's words change, a trigger deletes its vector, and this pipeline makes a new one.
`lifecycle` runs the loop if SEMANTIC=on. The process runs only while there is something to do.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

from bot.clock import Clock
from bot.errors import EmbeddingError
from bot.pipelines.loops import keep_going, keep_trying
from bot.reading.embedding_process import Embedder, Role
from bot.search.semantic import SemanticSearch, pack
from bot.storage import vectors
from bot.storage.database import Database

log = logging.getLogger(__name__)

TEXTS_AT_ONCE = 16
"""Articles of a transaction: some seconds of work, which a crash loses. Chosen by eye."""
LOOK_EVERY_SECONDS = 60.0
"""The pause between two looks for articles without a vector. Chosen by eye."""
NO_VECTOR = b""
"""Stored for an article that the model cannot read."""


class ArticleEmbedder:
    """Makes the vectors of articles.

    Args:
        open_embedder: starts a model for a round.
    """

    def __init__(
        self,
        database: Database,
        semantic: SemanticSearch,
        open_embedder: Callable[[], AbstractAsyncContextManager[Embedder]],
        clock: Clock,
    ) -> None:
        self._database = database
        self._semantic = semantic
        self._open_embedder = open_embedder
        self._clock = clock

    async def run(self) -> None:
        """Make missing vectors until canceled."""
        await keep_going(self._semantic.start, self._clock)
        while True:
            await keep_going(self.embed_missing, self._clock)
            await self._clock.sleep(LOOK_EVERY_SECONDS)

    async def embed_missing(self) -> int:
        """Make all missing vectors; returns the number of articles."""
        passages, before, done = await self._missing(), list[vectors.Embeddable](), 0
        if not passages:
            return done
        async with self._open_embedder() as embedder:
            # The same articles are missing again, so they were not stored: wait for the next round.
            while passages and passages != before:
                made = [(each, await _vector(embedder, each)) for each in passages]
                await keep_trying(partial(self._keep, made), self._clock)
                done += len(made)
                passages, before = await self._missing(), passages
        return done

    async def _missing(self) -> list[vectors.Embeddable]:
        async with self._database.reader() as connection:
            return await vectors.missing(connection, self._semantic.model, TEXTS_AT_ONCE)

    async def _keep(self, made: list[tuple[vectors.Embeddable, bytes]]) -> None:
        async with self._database.transaction() as connection:
            await vectors.keep(connection, self._semantic.model, made)
        await self._semantic.put([(passage.article_id, vector) for passage, vector in made])


async def _vector(embedder: Embedder, passage: vectors.Embeddable) -> bytes:
    try:
        (vector,) = await embedder.embed([passage.text], Role.PASSAGE)
    except EmbeddingError as exc:
        log.warning("Article %d is found by its words alone: %s", passage.article_id, exc)
        return NO_VECTOR
    return pack(vector)

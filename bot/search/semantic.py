"""Finds articles by meaning: those whose vectors are nearest to a query's vector.

    text ─► vector, in another process ─► nearest of all articles, of those that fit the filters
         ─► combined with those found by words (`search.fusion`)

The engine calls it if SEMANTIC=on. `pipelines.embed` makes the articles' vectors. If anything fails
here, the query is answered by words alone.
"""

import asyncio
import logging
import struct
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import numpy as np

from bot.clock import Clock
from bot.errors import EmbeddingError, HostError
from bot.model.query import UNFILTERED, Filters
from bot.reading.embedding_process import Embedder, Role, Vector
from bot.storage import index, vectors
from bot.storage.database import Connection, Database

log = logging.getLogger(__name__)

NEAREST_ARTICLES = 30
"""The number of articles found by meaning, the same as by words."""
MOST_CHARACTERS = 300
"""Characters of a query that are embedded."""
PATIENCE_SECONDS = 0.12
"""The time that a query waits for its vector, which usually takes 0.03 to 0.07 s. After it, the
query is answered by words alone. So an answer takes about 0.15 s at most, even while the model's
process restarts."""
FIRST_WAIT_SECONDS = 15.0
"""The first question waits up to this time, since the process starts in a second or two."""
FIRST_WORDS = "breast cancer"
MEANINGLESS = (
    "?!",
    "...",
    "12345",
    "asdf",
    "xyz",
    "@",
    "qwerty",
    "abc abc",
    "hjkl",
    "---",
    "0",
    "zzz",
)
"""Texts without a meaning. An article nearer to these than to a query is near to everything."""
MOST_WAITING = 8
"""If this many queries wait, further ones are answered by words alone."""
MODEL_RETRY_AFTER = timedelta(minutes=10)
"""The pause before a model that failed on this machine is tried again. Chosen by eye."""


class SemanticSearch:
    """Searches the vectors of a database's articles.

    Args:
        embedder: makes those of queries.
        patience: seconds that a query waits for its vector.
    """

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        clock: Clock,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._clock = clock
        self._patience = patience
        self._vectors = NearestVectors()
        self._lock = asyncio.Lock()
        self._loaded = False
        self._started = False
        self._meaningless: tuple[Vector, Vector] | None = None
        self._asked = set[asyncio.Task[Sequence[Vector]]]()
        self._rests_until: datetime | None = None

    @property
    def model(self) -> str:
        """The model's name and version."""
        return self._embedder.model

    async def start(self) -> None:
        """Read the vectors and start the model, so that no query waits for that."""
        await self.load()
        await self.vector(FIRST_WORDS)

    async def load(self) -> None:
        """Read the stored vectors, once."""
        async with self._lock:
            if self._loaded:
                return
            read = NearestVectors()
            async with self._database.reader() as connection:
                async for some in vectors.everything(connection, self.model):
                    read.put(some)
                    await asyncio.sleep(0)
            self._vectors, self._loaded = read, True

    async def put(self, packed: Sequence[tuple[int, bytes]]) -> None:
        """Add vectors that were just stored."""
        async with self._lock:
            if self._loaded:  # else they will be read with the others
                self._vectors.put(packed)

    async def vector(self, text: str) -> Vector | None:
        """The vector of a query; None if it takes too long."""
        rests = self._rests_until and self._clock.now() < self._rests_until
        if rests or len(self._asked) >= MOST_WAITING or not text.strip():
            return None
        if not self._loaded:
            await self.load()
        task = asyncio.create_task(self._embedder.embed([text[:MOST_CHARACTERS]], Role.QUERY))
        self._asked.add(task)
        task.add_done_callback(self._answered)
        # Not canceled when it is late: that would kill a process that is about to start.
        await asyncio.wait({task}, timeout=self._patience if self._started else FIRST_WAIT_SECONDS)
        if not task.done() or task.cancelled() or task.exception():
            return None
        if not self._started:
            self._started = True
            await self._learn_meaningless()
        return task.result()[0]

    async def nearest(
        self, connection: Connection, vector: Vector, filters: Filters
    ) -> list[tuple[int, float]]:
        """Articles with their similarity, the nearest first.

        Articles that are nearer to texts without a meaning than to the query are left out.
        """
        within = None
        if filters != UNFILTERED:
            within = await index.fitting(connection, filters)
        async with self._lock:
            near = await asyncio.to_thread(self._vectors.nearest, vector, NEAREST_ARTICLES, within)
            if not self._meaningless:
                return near
            usual, _ = self._meaningless
            return [each for each in near if each[1] > self._vectors.similarity(each[0], usual)]

    async def means_nothing(
        self, text: str, vector: Vector, near: Sequence[tuple[int, float]]
    ) -> bool:
        """Whether a query is nearer to texts without a meaning than to any article.

        A text with other letters than English has is written in a language, and means something.

        Of 24 texts such as "lkjhgf" this held for 23, and of 27 queries in languages whose words
        search does not know for none that no article's words answered. It does hold for some short
        English words, such as "hope", so it tells of a query whose words no article holds alone.

        Args:
            text: the query.
            vector: of the query.
        """
        if not self._meaningless or not near or _has_foreign_letters(text):
            return False
        as_query, as_passage = self._meaningless
        async with self._lock:
            beyond = max(each - self._vectors.similarity(key, as_query) for key, each in near)
            usual = await asyncio.to_thread(self._vectors.mean_similarity, as_query)
        return float(np.dot(np.asarray(vector, np.float32), as_passage)) > usual + beyond

    async def _learn_meaningless(self) -> None:
        """Make the mean vectors of texts without a meaning; without them all articles count."""
        try:
            made = [await self._embedder.embed(MEANINGLESS, role) for role in Role]
        except (EmbeddingError, HostError) as exc:
            log.warning("Texts without a meaning are not known by meaning: %s", exc)
            return
        as_query, as_passage = (np.asarray(each, np.float32).mean(axis=0).tolist() for each in made)
        self._meaningless = as_query, as_passage

    async def like(self, article_id: int) -> list[tuple[int, float]]:
        """Other articles by similarity to this one; none if it has no vector."""
        await self.load()
        async with self._lock:
            vector = self._vectors.vector(article_id)
            if vector is None:
                return []
            near = await asyncio.to_thread(self._vectors.nearest, vector, NEAREST_ARTICLES)
        return [(key, similarity) for key, similarity in near if key != article_id]

    async def close(self) -> None:
        """Stop waiting for vectors."""
        for task in self._asked:
            task.cancel()
        await asyncio.gather(*self._asked, return_exceptions=True)

    def _answered(self, task: asyncio.Task[Sequence[Vector]]) -> None:
        self._asked.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, EmbeddingError):
            log.warning("A query is answered by words alone: %s", error)
        elif isinstance(error, HostError):
            self._rests_until = self._clock.now() + MODEL_RETRY_AFTER
            log.warning("Queries are answered by words alone for %s: %s", MODEL_RETRY_AFTER, error)
        elif error:
            log.error("Asking by meaning met a bug", exc_info=error)


def _has_foreign_letters(text: str) -> bool:
    return any(each.isalpha() and not each.isascii() for each in text)


VECTORS_AT_ONCE = 1_024
"""Vectors compared at once. As floats, they fit into a core's cache. Of 512 to 16,384 the
fastest."""
SCRATCH_GROWTH = 1.2
"""The factor by which the array grows when more vectors come. Chosen by eye."""


def pack(vector: Sequence[float]) -> bytes:
    """Pack a vector as it is stored: a scale, and a signed byte for each number."""
    values = np.asarray(vector, np.float32)
    scale = float(np.abs(values).max()) / 127 or 1.0
    numbers: bytes = np.rint(values / scale).astype(np.int8).tobytes()
    return struct.pack("<f", scale) + numbers


class NearestVectors:
    """The packed vectors of articles, all of which are compared with a query's."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._ids = np.zeros(0, np.int64)
        self._scales = np.zeros(0, np.float32)
        self._values = np.zeros((0, 0), np.int8)

    def __len__(self) -> int:
        """The number of vectors."""
        return len(self._places)

    def put(self, packed: Sequence[tuple[int, bytes]]) -> None:
        """Add vectors; a new one replaces the article's old one."""
        known = [each for each in packed if each[1]]
        if not known:
            return
        self._make_room(len(self._places) + len(known), len(known[0][1]) - 4)
        for article_id, blob in known:
            place = self._places.setdefault(article_id, len(self._places))
            self._ids[place] = article_id
            self._scales[place] = struct.unpack_from("<f", blob)[0]
            self._values[place] = np.frombuffer(blob, np.int8, offset=4)

    def nearest(
        self, vector: Sequence[float], limit: int, within: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Articles with their cosine similarity, the nearest first.

        If `within` is given, only these articles are compared.
        """
        count = len(self._places)
        if not count or len(vector) != self._values.shape[1]:
            return []
        found = self._similarities(np.asarray(vector, np.float32), count)
        if within is not None:
            wanted = np.fromiter(within, np.int64, len(within))
            found[~np.isin(self._ids[:count], wanted)] = -np.inf
        limit = min(limit, count)
        best = np.argpartition(-found, limit - 1)[:limit]
        best = best[np.argsort(-found[best], kind="stable")]
        return [(int(self._ids[n]), float(found[n])) for n in best if np.isfinite(found[n])]

    def vector(self, article_id: int) -> list[float] | None:
        """The unpacked vector of an article; None if it has none."""
        place = self._places.get(article_id)
        if place is None:
            return None
        values: list[float] = (self._values[place] * self._scales[place]).tolist()
        return values

    def similarity(self, article_id: int, vector: Sequence[float]) -> float:
        """How similar an article is to a vector."""
        place = self._places[article_id]
        values = self._values[place].astype(np.float32)
        return float(values @ np.asarray(vector, np.float32) * self._scales[place])

    def mean_similarity(self, vector: Sequence[float]) -> float:
        """How similar articles are to a vector on average."""
        count = len(self._places)
        return float(self._similarities(np.asarray(vector, np.float32), count).mean())

    def _similarities(
        self, vector: "np.ndarray[tuple[int], np.dtype[np.float32]]", count: int
    ) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
        found = np.empty(count, np.float32)
        for start in range(0, count, VECTORS_AT_ONCE):
            end = min(start + VECTORS_AT_ONCE, count)
            found[start:end] = self._values[start:end].astype(np.float32) @ vector
        return found * self._scales[:count]

    def _make_room(self, count: int, dimensions: int) -> None:
        if count <= len(self._ids):
            return
        size = int(count * SCRATCH_GROWTH) + VECTORS_AT_ONCE
        old = len(self._places)
        ids, scales = np.zeros(size, np.int64), np.zeros(size, np.float32)
        values = np.zeros((size, dimensions), np.int8)
        ids[:old], scales[:old] = self._ids[:old], self._scales[:old]
        if old:
            values[:old] = self._values[:old]
        self._ids, self._scales, self._values = ids, scales, values

"""The vectors of all articles in memory, and the nearest of them to a query's.

Each number of a vector takes one byte: 100,000 articles take 38 MB. `search.semantic` asks, only if
SEMANTIC=on; nothing else imports this module, or numpy.
"""

import struct
from collections.abc import Collection, Sequence

import numpy as np

VECTORS_AT_ONCE = 1_024
"""Vectors compared at once: as floats they fit into a core's cache. Of 512 to 16,384 the best."""
GROWTH = 1.2
"""How much room is made when more vectors come."""


def pack(vector: Sequence[float]) -> bytes:
    """A vector as it is stored: a scale, and a signed byte for each of its numbers."""
    values = np.asarray(vector, np.float32)
    scale = float(np.abs(values).max()) / 127 or 1.0
    numbers: bytes = np.rint(values / scale).astype(np.int8).tobytes()
    return struct.pack("<f", scale) + numbers


class NearestVectors:
    """Packed vectors by article, compared one by one with a query's."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._ids = np.zeros(0, np.int64)
        self._scales = np.zeros(0, np.float32)
        self._values = np.zeros((0, 0), np.int8)

    def __len__(self) -> int:
        """How many articles have a vector here."""
        return len(self._places)

    def put(self, packed: Sequence[tuple[int, bytes]]) -> None:
        """Take in vectors; a new one replaces the article's old one."""
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
        """Articles by cosine similarity, the nearest first; of those `within` alone, if given."""
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
        """The vector of an article, but for its length; None if there is none."""
        place = self._places.get(article_id)
        if place is None:
            return None
        values: list[float] = (self._values[place] * self._scales[place]).tolist()
        return values

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
        size = int(count * GROWTH) + VECTORS_AT_ONCE
        old = len(self._places)
        ids, scales = np.zeros(size, np.int64), np.zeros(size, np.float32)
        values = np.zeros((size, dimensions), np.int8)
        ids[:old], scales[:old] = self._ids[:old], self._scales[:old]
        if old:
            values[:old] = self._values[:old]
        self._ids, self._scales, self._values = ids, scales, values

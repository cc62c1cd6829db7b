"""How search and the embedding pipeline get vectors; `reading.embedding_process` makes them."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

Vector = Sequence[float]
"""A text's meaning, of length 1: the nearer two texts, the larger the product of their vectors."""


class Role(StrEnum):
    """What a text is to the model: a question is short, and near to the passages that answer it."""

    QUERY = "query"
    PASSAGE = "passage"


class Embedder(Protocol):
    """A model that turns texts into vectors."""

    @property
    def model(self) -> str:
        """The model's name and version. Vectors of different models cannot be compared."""
        ...

    async def embed(self, texts: Sequence[str], role: Role) -> Sequence[Vector]:
        """The vectors of these texts, in their order.

        Raises:
            EmbeddingError: the model cannot read one of them, or takes too long.
            HostError: this machine does not let the model run.
        """
        ...

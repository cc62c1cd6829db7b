"""The record of the peer: every request of the API, and milestones of the client's life.

Written by the server, the gateway and the routes; read by tests and benches.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.peer.world import Json
from tests.waiting import PATIENCE_SECONDS


@dataclass(slots=True)
class Request:
    """One request.

    Attributes:
        path: below `/api/v10`, without the query.
        json: its body (`payload_json` of a multipart one), or None.
        at: `time.monotonic()` at its arrival.
        status: of the answer; None while there is none, and if the connection was dropped.
    """

    method: str
    path: str
    query: dict[str, str]
    at: float
    json: Json | list[Json] | None = None
    status: int | None = None


@dataclass(slots=True)
class Stored:
    """A message that was stored: when, and when the client was told so.

    Attributes:
        parent_id: of a thread or forum post, the channel in which it stands.
        at: `time.monotonic()`, which any process of this machine can compare.
        answered_at: when its answer was on its way; a client that was killed in between has a
            message of which it does not know.
    """

    channel_id: int
    message_id: int
    parent_id: int | None
    at: float
    answered_at: float | None = None


class Journal:
    """Requests in the order of their arrival, and the moments at which something was reached."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.stored: list[Stored] = []
        self.milestones: dict[str, list[float]] = {}
        self._changed = asyncio.Condition()

    def __iter__(self) -> Iterator[Request]:
        return iter(self.requests)

    def calls(self, method: str, ending: str) -> list[Request]:
        """The requests whose path ends so."""
        return [r for r in self.requests if r.method == method and r.path.endswith(ending)]

    async def mark(self, milestone: str) -> None:
        """A milestone is reached now, in seconds that any process of this machine can compare."""
        self.milestones.setdefault(milestone, []).append(time.monotonic())
        async with self._changed:
            self._changed.notify_all()

    async def reached(self, milestone: str, times: int = 1) -> None:
        """Wait until a milestone has been reached that often.

        Raises:
            TimeoutError: it never is.
        """

        def found() -> int:
            return len(self.milestones.get(milestone, ()))

        await self._until(lambda: found() >= times, lambda: f"{milestone}: {found()} of {times}")

    async def add(self, stored: Stored) -> None:
        """A message was stored; it is the milestone "stored", too."""
        self.stored.append(stored)
        await self.mark("stored")

    async def stored_times(self, times: int) -> None:
        """Wait until that many messages have been stored.

        Raises:
            TimeoutError: they never are.
        """
        await self._until(
            lambda: len(self.stored) >= times, lambda: f"stored: {len(self.stored)} of {times}"
        )

    async def _until(self, condition: Callable[[], bool], progress: Callable[[], str]) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
                await self._changed.wait_for(condition)
        except TimeoutError:
            raise TimeoutError(f"after {PATIENCE_SECONDS:.0f} seconds {progress()}") from None

    def clear(self) -> None:
        """Forget the requests and what was stored; milestones stay."""
        self.requests.clear()
        self.stored.clear()

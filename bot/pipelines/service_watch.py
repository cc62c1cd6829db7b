"""Asks a service on the web about stored articles, round after round. Base of two pipelines.

    round ─► `ask_due` ─► turn of the host, a pause after the last request ─► ask ─► keep the answer
          ─► the service fails ─► it rests for an hour or more; what is known stays

`registry` asks Crossref, and `evidence` asks PubMed.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from bot.clock import Clock
from bot.errors import FeedError, FetchError, ParseError
from bot.feeds.fetchers import JsonFetcher
from bot.feeds.hosts import HostTurns
from bot.model.document import Document
from bot.pipelines.loops import pause_after, repeat
from bot.storage.database import Database

log = logging.getLogger(__name__)

REQUEST_PAUSE = timedelta(seconds=1)
"""NCBI allows three requests a second without a key. Crossref asks for few at a time, and names no
rate."""
FIRST_REST_SECONDS, LONGEST_REST_SECONDS = 3600.0, 86_400.0
"""The rest of a service that failed; each further failure doubles it. Chosen by eye."""


class ServiceWatch:
    """Asks a service about the articles that are due.

    Args:
        database: holds the articles, and what the service said.
        url: the base of the service's API.
        contact: an address of the operator, for a service that asks for one.
        revised: called when articles changed whose cards may need an edit.

    Attributes:
        name: the service, as the log names it.
        look_seconds: the time between two rounds.
    """

    name: ClassVar[str]
    look_seconds: ClassVar[float]

    def __init__(
        self,
        database: Database,
        fetcher: JsonFetcher,
        turns: HostTurns,
        clock: Clock,
        *,
        url: str,
        contact: str = "",
        revised: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._turns = turns
        self._clock = clock
        self._url = url
        self._contact = contact
        self._revised = revised
        self._rest = ServiceRest(self.name, clock)

    async def run(self) -> None:
        """Ask until canceled."""
        await repeat(self.ask_due, self.look_seconds, self._clock)

    async def ask_due(self) -> int:
        """Ask about the articles that are due; returns how many have an answer."""
        raise NotImplementedError

    async def _fetch(self, url: str, cut: str) -> Document:
        """Fetch an answer in the host's turn.

        Raises:
            ParseError: with the sentence `cut`: the answer is longer than is read.
            FetchError: the request failed.
        """
        async with self._turns.turn(url, REQUEST_PAUSE):
            document = await self._fetcher.fetch_json(url)
        if document.cut:
            raise ParseError(cut)
        return document


class ServiceRest:
    """Lets a service rest after a failure: for an hour, and longer each time, up to a day.

    Args:
        name: the service, as the log names it.
    """

    def __init__(self, name: str, clock: Clock) -> None:
        self._name = name
        self._clock = clock
        self._failures = 0
        self._until: datetime | None = None

    def is_over(self) -> bool:
        """Whether the service may be asked."""
        return self._until is None or self._until <= self._clock.now()

    def failed(self, error: FeedError) -> None:
        """Begin a rest, at least as long as the service itself asked for."""
        asked = error.retry_after if isinstance(error, FetchError) else None
        rest = max(
            pause_after(self._failures, FIRST_REST_SECONDS, LONGEST_REST_SECONDS), asked or 0
        )
        wait = timedelta(seconds=min(rest, LONGEST_REST_SECONDS))
        self._until = self._clock.now() + wait
        level = logging.INFO if self._failures else logging.WARNING
        log.log(level, "%s is asked again in %s: %s", self._name, wait, error)
        self._failures += 1

    def succeeded(self) -> None:
        """Forget the failures."""
        self._failures = 0

"""The registry pipeline: asks Crossref whether papers were retracted since they were published.

    each ten minutes ─► DOIs on cards of the last 30 days, each once a day
                     ─► then a thirtieth of the index a day, what was asked longest ago first
        ─► turn of the registry, a second after the last request ─► ask ─► the latest statement
        ─► ONE transaction: when it was asked, the statement, a revision if it changed ─► correct
        ─► the registry fails: what is known stays; all others wait an hour or more

A known statement stays if the registry has none. `lifecycle` runs the loop, unless REGISTRY is
off.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import quote

from bot.articles.retraction import (
    NO_WORK,
    RegistryAnswer,
    read_registry_answer,
    standing_notice,
)
from bot.clock import Clock
from bot.errors import FeedError, FetchError, ParseError
from bot.feeds.fetch import JsonFetcher
from bot.feeds.hosts import HostTurns
from bot.pipelines.loops import ServiceRest, keep_trying, repeat
from bot.storage import registry
from bot.storage.database import Database
from bot.storage.registry import DuePaper

log = logging.getLogger(__name__)

REGISTRY_LOOK_SECONDS = 600.0
PAPERS_AT_ONCE = 200
"""Papers of one round, so that a round ends within an hour and a half if each answer takes long."""
REGISTRY_PAUSE = timedelta(seconds=1)
"""Crossref asks for few requests at a time, and names no rate for all of them."""
OF_ONE_PAPER = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.GONE,
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
"""Statuses that are about the paper, not about the registry."""
MOST_UNREADABLE = 5
"""After so many unreadable answers in a row, something else answers in place of the registry."""


class RegistryWatch:
    """Asks a registry about the papers of the index.

    Args:
        database: holds the articles, and what the registry said.
        fetcher: asks it.
        turns: gives each host one request at a time.
        clock: the present, and sleep between rounds.
        url: the base of the registry's API.
        revised: called when articles changed whose cards may need an edit.
    """

    def __init__(
        self,
        database: Database,
        fetcher: JsonFetcher,
        turns: HostTurns,
        clock: Clock,
        *,
        url: str,
        revised: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._turns = turns
        self._clock = clock
        self._url = url
        self._revised = revised
        self._rest = ServiceRest("The registry", clock)

    async def run(self) -> None:
        """Ask until cancelled."""
        await repeat(self.ask_due, REGISTRY_LOOK_SECONDS, self._clock)

    async def ask_due(self) -> int:
        """Ask about the papers that are due; returns how many have an answer."""
        if not self._rest.is_over():
            return 0
        async with self._database.reader() as connection:
            due = await registry.due_papers(connection, self._clock.now(), PAPERS_AT_ONCE)
        answered, unreadable = 0, 0
        for paper in due:
            try:
                answer = await self._ask(paper.doi)
            except FeedError as exc:
                unreadable += 1
                await self._keep_failure(paper, str(exc))
                if unreadable >= MOST_UNREADABLE or not _is_of_one_paper(exc):
                    self._rest.failed(exc)
                    break
            else:
                self._rest.succeeded()
                answered, unreadable = answered + 1, 0
                await self._keep_answer(paper, answer)
        return answered

    async def _ask(self, doi: str) -> RegistryAnswer:
        url = f"{self._url}/works/{quote(doi, safe='/')}"
        async with self._turns.turn(url, REGISTRY_PAUSE):
            try:
                document = await self._fetcher.fetch_json(url)
            except FetchError as exc:
                if exc.status == HTTPStatus.NOT_FOUND:
                    return RegistryAnswer()  # Another agency than Crossref registered the DOI.
                raise
        if document.cut:
            raise ParseError(NO_WORK)
        # Answers with thousands of authors or references take a while to read.
        return await asyncio.to_thread(read_registry_answer, document.body, doi)

    async def _keep_answer(self, paper: DuePaper, answer: RegistryAnswer) -> None:
        notice = standing_notice(paper.notice, answer)

        async def keep() -> bool:
            async with self._database.transaction() as connection:
                return await registry.record_answer(connection, paper, notice, self._clock.now())

        if await keep_trying(keep, self._clock):
            log.info("The registry's statement on %s is now %s", paper.doi, notice)
            self._revised()

    async def _keep_failure(self, paper: DuePaper, error: str) -> None:
        async def keep() -> None:
            async with self._database.transaction() as connection:
                await registry.record_failure(connection, paper, error, self._clock.now())

        await keep_trying(keep, self._clock)


def _is_of_one_paper(error: FeedError) -> bool:
    return not isinstance(error, FetchError) or error.status in OF_ONE_PAPER

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
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote, unquote

from bot.articles.crossref import (
    NO_WORK,
    RegistryAnswer,
    read_registry_answer,
    standing_notice,
)
from bot.errors import FeedError, FetchError
from bot.model.article import RegistryNotice, UpdateKind
from bot.pipelines.loops import keep_trying
from bot.pipelines.service_watch import ServiceWatch
from bot.storage import registry
from bot.storage.registry import DuePaper

log = logging.getLogger(__name__)

WORKS = "/works/"
PAPERS_AT_ONCE = 200
"""Papers of one round, so that a round ends within an hour and a half if each answer takes long."""
PAPER_STATUSES = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.GONE,
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
"""Statuses that are about the paper, not about the registry."""
MOST_UNREADABLE = 5
"""After this many unreadable answers in a row, something other than the registry is answering.
Chosen by eye."""


class RegistryWatch(ServiceWatch):
    """Asks Crossref about the papers of the index."""

    name = "The registry"
    look_seconds = 600.0

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
        url = f"{self._url}{WORKS}{quote(doi, safe='/')}"
        try:
            document = await self._fetch(url, NO_WORK)
        except FetchError as exc:
            if exc.status == HTTPStatus.NOT_FOUND:
                return RegistryAnswer()  # Another agency than Crossref registered the DOI.
            raise
        # Answers with thousands of authors or references take a while to read.
        answered = unquote(document.url).partition(WORKS)[2].lower()
        return await asyncio.to_thread(read_registry_answer, document.body, answered)

    async def _keep_answer(self, paper: DuePaper, answer: RegistryAnswer) -> None:
        notice = standing_notice(paper.notice, answer)

        async def keep() -> bool:
            async with self._database.transaction() as connection:
                return await registry.record_answer(connection, paper, notice, self._clock.now())

        if await keep_trying(keep, self._clock):
            log.info("%s", _stated(paper.doi, notice))
            self._revised()

    async def _keep_failure(self, paper: DuePaper, error: str) -> None:
        async def keep() -> None:
            async with self._database.transaction() as connection:
                await registry.record_failure(connection, paper, error, self._clock.now())

        await keep_trying(keep, self._clock)


STATED: Mapping[UpdateKind, str] = {
    UpdateKind.RETRACTION: "Crossref lists {doi} as retracted",
    UpdateKind.WITHDRAWAL: "Crossref lists {doi} as withdrawn",
    UpdateKind.REMOVAL: "Crossref lists {doi} as removed",
    UpdateKind.PARTIAL_RETRACTION: "Crossref lists a part of {doi} as retracted",
    UpdateKind.CONCERN: "Crossref lists an expression of concern about {doi}",
}
REINSTATED = "Crossref lists {doi} as reinstated"


def _stated(doi: str, notice: RegistryNotice | None) -> str:
    """The sentence for the log."""
    said = (STATED[notice.kind] if notice else REINSTATED).format(doi=doi)
    return f"{said} ({notice.dated})" if notice and notice.dated else said


def _is_of_one_paper(error: FeedError) -> bool:
    return not isinstance(error, FetchError) or error.status in PAPER_STATUSES

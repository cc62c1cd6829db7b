"""The pipelines on kinds of study: they read stored articles by the rules, and ask PubMed.

    rules of another edition? ─► articles in the order of their ids, some at a time
        ─► articles.evidence, articles.signs, articles.papers
        ─► ONE transaction: labels, signs as words for the index, DOIs, and how far the rules came

    each hour ─► ids that are due, 100 a question ─► turn of the host ─► ask E-utilities
        ─► the types decide what kind of study it is; if they say nothing, the rules do
        ─► they say that it is retracted or doubted: kept as the registry's statements are
        ─► ONE transaction: when it was asked, the types, a revision if the label changed ─► correct
        ─► PubMed fails: what is known stays; ask again after an hour or more

New articles get their labels when they are read (`reading.extract`). The rules' label of a stored
article is no revision: no card is edited because the rules changed. `lifecycle` runs both loops,
that of PubMed unless PUBMED is off.
"""

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlencode

from msgspec.structs import replace

from bot.articles.papers import doi_of
from bot.articles.pubmed import (
    NO_SUMMARIES,
    PubMedRecord,
    decides,
    evidence_of_types,
    notice_of_types,
    read_summaries,
)
from bot.clock import Clock
from bot.errors import FeedError
from bot.model.article import Article, Evidence
from bot.pipelines.loops import keep_trying, repeat
from bot.pipelines.service_watch import ServiceWatch
from bot.storage import articles, evidence, registry
from bot.storage.database import Connection, Database
from bot.storage.evidence import Unlabeled

RULES_EDITION = "21"
"""Raise it when the rules of `articles.evidence`, `articles.signs` or `articles.papers` change:
then stored articles are read again."""
LABELED_AT_ONCE = 20
"""Articles of a transaction: they hold the event loop for about 5 ms (measured)."""
LABEL_PAUSE_SECONDS = 0.1
"""The pause after each transaction, so that others can write. Chosen by eye."""
LABEL_LOOK_SECONDS = 3600.0
"""The pause between two looks for articles without labels. Chosen by eye."""
_NO_ARTICLE = Article(key="", url="", canonical_url="", title="")


class StoredEvidence:
    """Labels the articles that were stored before the present rules."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Label all stored articles, and look again every hour."""
        await repeat(self.label_all, LABEL_LOOK_SECONDS, self._clock)

    async def label_all(self) -> int:
        """Label all articles that the present rules have not read; returns how many."""
        count = 0
        while found := await keep_trying(self.label_some, self._clock):
            count += found
            await self._clock.sleep(LABEL_PAUSE_SECONDS)
        return count

    async def label_some(self) -> int:
        """Label the next articles; returns how many there were."""
        async with self._database.reader() as connection:
            begun = await evidence.labeled_up_to(connection, RULES_EDITION)
            waiting = await evidence.unlabeled(connection, begun, LABELED_AT_ONCE)
        if not waiting:
            return 0
        labeled = [(each.id, _label(each)) for each in waiting]
        async with self._database.transaction() as connection:
            await evidence.put_all(connection, labeled)
            await articles.read_signs(connection, [each.id for each in waiting])
            await articles.set_dois(connection, _dois_anew(waiting))
            await evidence.set_labeled(connection, RULES_EDITION, waiting[-1].id)
        return len(waiting)


def _label(stored: Unlabeled) -> Article:
    # Most runs find no such article, and compiling the rules takes 30 ms (measured).
    from bot.articles.evidence import evidence_of, trials_of  # noqa: PLC0415 - see above

    return replace(
        _NO_ARTICLE,
        evidence=evidence_of(stored.title, stored.abstract, stored.kind),
        trials=trials_of(stored.title, stored.teaser, stored.abstract, *stored.trials),
    )


def _dois_anew(several: Sequence[Unlabeled]) -> dict[int, str]:
    """The DOIs that links name, by id, where the stored one was read from the link or was cut."""
    named = ((each, doi_of("", each.url)) for each in several)
    return {
        each.id: doi
        for each, doi in named
        if doi not in {"", each.doi}
        and (doi.startswith(each.doi) or each.doi in unquote(each.url).lower())
    }


IDS_AT_ONCE = 100
"""NCBI takes up to about 200 in an address."""
MOST_QUESTIONS = 20
"""Questions of one round. Chosen by eye."""
TOOL = "progress-bot"


class PubMedWatch(ServiceWatch):
    """Asks PubMed about the articles of the index."""

    name = "PubMed"
    look_seconds = 3600.0

    async def ask_due(self) -> int:
        """Ask about the articles that are due; returns how many have an answer."""
        answered = 0
        for _ in range(MOST_QUESTIONS):
            if not self._rest.is_over():
                break
            async with self._database.reader() as connection:
                due = await evidence.due_at_pubmed(connection, self._clock.now(), IDS_AT_ONCE)
            if not due:
                break
            try:
                records = await self._ask(due)
            except FeedError as exc:
                self._rest.failed(exc)
                break
            self._rest.succeeded()
            answered += len(records)
            await self._keep(records)
        return answered

    async def _ask(self, pmids: Sequence[str]) -> dict[str, PubMedRecord]:
        asked = {"db": "pubmed", "retmode": "json", "id": ",".join(pmids), "tool": TOOL}
        mail = self._contact.removeprefix("mailto:")
        if "@" in mail:  # NCBI asks for an address of mail; CONTACT may be a web page.
            asked["email"] = mail
        url = f"{self._url}/esummary.fcgi?{urlencode(asked, safe=',@')}"
        document = await self._fetch(url, NO_SUMMARIES)
        return await asyncio.to_thread(read_summaries, document.body, pmids)

    async def _keep(self, records: Mapping[str, PubMedRecord]) -> None:
        async def keep() -> bool:
            async with self._database.transaction() as connection:
                changes = [await self._keep_one(connection, *each) for each in records.items()]
                return any(changes)

        if await keep_trying(keep, self._clock):
            self._revised()

    async def _keep_one(self, connection: Connection, pmid: str, record: PubMedRecord) -> bool:
        """Record an answer; returns whether a card changes by it."""
        now, changed = self._clock.now(), False
        await evidence.record_pubmed(connection, pmid, record.types, now, complete=record.complete)
        if notice := notice_of_types(record.types):
            changed = await registry.record_pubmed_notice(connection, pmid, notice)
        if not decides(record.types):
            return changed
        for article_id, known in await evidence.of_pmid(connection, pmid):
            said = evidence_of_types(record.types, known)
            if said != known or said is None:
                revises = _shown(said) != _shown(known)
                await evidence.put_evidence_of_pubmed(connection, article_id, said, revises=revises)
                changed |= revises
        return changed


def _shown(known: Evidence | None) -> tuple[object, ...] | None:
    """The parts that a card shows."""
    return (known.kind, known.phase, known.size) if known else None

"""The PubMed pipeline asks a real server, and its answers change articles."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from bot.articles.pubmed import PubMedRecord, decides, evidence_of_types, read_summaries
from bot.catalogue import removal
from bot.errors import ParseError
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.model.article import (
    Article,
    Evidence,
    EvidenceKind,
    EvidenceSource,
    KeptArticle,
    Registry,
    RegistryNotice,
    UpdateKind,
)
from bot.pipelines.evidence import IDS_AT_ONCE, PubMedWatch
from bot.storage import articles, registry
from bot.storage.digests import RETRACTED_ARTICLES
from bot.storage.rows import load_articles
from tests.factories import article
from tests.loopback import Server, serving
from tests.pipelines.conftest import House
from tests.tables import each_row

BY_RULES = Evidence(EvidenceKind.RANDOMIZED, "", 573, ("randomly assigned",))


def summaries(records: dict[str, tuple[list[str], str]], asked: list[str]) -> dict[str, object]:
    """The form of E-utilities' `esummary`, version 2.0 as JSON."""
    found: dict[str, object] = {}
    for pmid in asked:
        if pmid in records:
            types, status = records[pmid]
            found[pmid] = {
                "uid": pmid,
                "pubdate": "2026 Mar 1",
                "source": "J Sample",
                "authors": [{"name": "Sample A", "authtype": "Author", "clusterid": ""}],
                "title": "A sample study.",
                "lang": ["eng"],
                "pubtype": types,
                "recordstatus": status,
                "articleids": [{"idtype": "pubmed", "idtypen": 1, "value": pmid}],
            }
        else:
            found[pmid] = {"uid": pmid, "error": "cannot get document summary"}
    header = {"type": "esummary", "version": "0.3"}
    return {"header": header, "result": {"uids": asked, **found}}


@dataclass
class PubMed:
    """E-utilities on loopback, and the bot that asks them."""

    house: House
    server: Server
    fetcher: HttpFetcher
    records: dict[str, tuple[list[str], str]] = field(default_factory=dict)
    revised: int = 0
    waits: PubMedWatch | None = None

    async def watch(self) -> int:
        """One round, as after a restart."""
        return await self.watcher().ask_due()

    def watcher(self, contact: str = "mailto:host@example.org") -> PubMedWatch:
        return PubMedWatch(
            self.house.database,
            self.fetcher,
            HostTurns(self.house.clock),
            self.house.clock,
            url=self.server.url(""),
            contact=contact,
            revised=self._count,
        )

    def _count(self) -> None:
        self.revised += 1

    def says(self, pmid: str, *types: str, complete: bool = True) -> None:
        status = "PubMed - indexed for MEDLINE" if complete else "PubMed - as supplied by publisher"
        self.records[pmid] = (["Journal Article", *types], status)

    async def respond(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(summaries(self.records, request.query["id"].split(",")))

    @property
    def asked(self) -> list[str]:
        return [request.query["id"] for request in self.server.requests]

    async def kept(self, article_id: int = 1) -> KeptArticle:
        async with self.house.database.reader() as connection:
            return (await load_articles(connection, [article_id]))[article_id]


@pytest.fixture
async def pubmed(house: House) -> AsyncIterator[PubMed]:
    async with (
        serving() as server,
        HttpFetcher.open(
            contact="mailto:host@example.org", private_hosts=PrivateHosts(("127.0.0.1",))
        ) as fetcher,
    ):
        built = PubMed(house, server, fetcher)
        server.answers["/esummary.fcgi"] = built.respond
        yield built


async def test_publication_types_take_the_place_of_the_rules_and_edit_the_card(
    pubmed: PubMed,
) -> None:
    house = pubmed.house
    await house.announced(article("1", pmid="4001", evidence=BY_RULES))
    pubmed.says("4001", "Clinical Trial, Phase III", "Randomized Controlled Trial")

    for _ in range(3):
        await pubmed.watch()
        await house.new_corrector().correct_due()
        house.clock.forward(days=40)

    assert pubmed.asked == ["4001"]
    assert (await pubmed.kept()).article.evidence == Evidence(
        EvidenceKind.RANDOMIZED,
        "3",
        573,
        ("Clinical Trial, Phase III", "Randomized Controlled Trial"),
        EvidenceSource.PUBMED,
    )
    assert (len(house.messenger.edits), pubmed.revised) == (1, 1)


async def test_types_that_say_nothing_leave_the_rules_alone(pubmed: PubMed) -> None:
    await pubmed.house.announced(article("1", pmid="4001", evidence=BY_RULES))
    pubmed.says("4001", "Research Support, Non-U.S. Gov't")

    assert await pubmed.watch() == 1
    assert (await pubmed.kept()).article.evidence == BY_RULES
    assert (await pubmed.kept()).revision == 1
    assert pubmed.revised == 0


@pytest.mark.parametrize(
    ("said", "kind", "retracted"),
    [
        ("Retracted Publication", UpdateKind.RETRACTION, True),
        ("Retraction of Publication", UpdateKind.RETRACTION_NOTICE, True),
        ("Retraction Notice", UpdateKind.RETRACTION_NOTICE, True),
        ("Expression of Concern", UpdateKind.CONCERN_NOTICE, False),
    ],
)
async def test_a_retraction_that_pubmed_states_is_marked_and_stays_though_it_falls_silent(
    pubmed: PubMed, said: str, kind: UpdateKind, *, retracted: bool
) -> None:
    house = pubmed.house
    await house.announced(article("1", pmid="4001", evidence=BY_RULES))
    for types in ((said,), (said, "Randomized Controlled Trial"), ()):
        pubmed.says("4001", *types, complete=False)
        assert await pubmed.watch() == 1
        await house.new_corrector().correct_due()
        house.clock.forward(days=40)

    found = await pubmed.kept()
    assert found.notice == RegistryNotice(kind, source=Registry.PUBMED)
    assert (found.is_retracted, found.is_doubted) == (retracted, not retracted)
    assert found.revision == 2  # once, for the statement
    async with house.database.reader() as connection:
        rows = await connection.execute_fetchall(RETRACTED_ARTICLES)
        assert [row[0] for row in rows] == ([1] if retracted else [])
        due = await registry.due_papers(connection, house.clock.now(), 10)
    assert due == []


async def test_of_two_registries_the_graver_statement_is_shown_and_crossrefs_has_a_date(
    pubmed: PubMed,
) -> None:
    house = pubmed.house
    await house.announced(article("1", pmid="4001", doi="10.1000/a"))
    pubmed.says("4001", "Retracted Publication")
    await pubmed.watch()
    shown = list[RegistryNotice | None]()
    for kind in (UpdateKind.CONCERN, UpdateKind.RETRACTION):
        crossref = RegistryNotice(kind, "2026-02-03")
        async with house.database.transaction() as connection:
            paper = registry.DuePaper("10.1000/a")
            await registry.record_answer(connection, paper, crossref, house.clock.now())
        shown.append((await pubmed.kept()).notice)

    assert shown == [
        RegistryNotice(UpdateKind.RETRACTION, source=Registry.PUBMED),
        RegistryNotice(UpdateKind.RETRACTION, "2026-02-03"),
    ]


async def test_a_protocol_loses_the_label_that_the_rules_gave(pubmed: PubMed) -> None:
    await pubmed.house.announced(article("1", pmid="4001", evidence=BY_RULES))
    pubmed.says("4001", "Clinical Trial Protocol")

    await pubmed.watch()
    async with pubmed.house.database.transaction() as connection:
        await articles.revise(connection, 1, article("1", evidence=BY_RULES), "")

    assert (await pubmed.kept()).article.evidence is None


async def test_it_asks_politely_and_again_only_while_types_may_be_added(pubmed: PubMed) -> None:
    await pubmed.house.announced(
        article("1", pmid="4001"), article("2", pmid="4002"), article("3", pmid="4003")
    )
    pubmed.says("4001")
    pubmed.says("4002", complete=False)

    counts = []
    for days in (0, 1, 7, 31, 91, 365):
        pubmed.house.clock.forward(days=days)
        counts.append(await pubmed.watch())

    # The third is not known there.
    assert counts == [3, 0, 2, 2, 2, 0]
    first = pubmed.server.requests[0]
    assert dict(first.query) == {
        "db": "pubmed",
        "retmode": "json",
        "id": first.query["id"],
        "tool": "progress-bot",
        "email": "host@example.org",
    }
    assert sorted(first.query["id"].split(",")) == ["4001", "4002", "4003"]


async def test_a_contact_that_is_no_mail_is_not_sent_as_one(pubmed: PubMed) -> None:
    await pubmed.house.announced(article("1", pmid="4001"))

    await pubmed.watcher("https://example.org/bot").ask_due()

    assert "email" not in pubmed.server.requests[0].query


async def test_many_ids_are_asked_in_few_questions(pubmed: PubMed) -> None:
    several: list[Article] = [article(str(n), pmid=str(n)) for n in range(IDS_AT_ONCE + 5)]
    async with pubmed.house.database.transaction() as connection:
        for each in several:
            await articles.insert(connection, 1, each, "", pubmed.house.clock.now())

    assert await pubmed.watch() == IDS_AT_ONCE + 5
    assert [len(ids.split(",")) for ids in pubmed.asked] == [IDS_AT_ONCE, 5]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, ""),
        (429, json.dumps({"error": "API rate limit exceeded", "count": "4", "limit": "3"})),
        (200, "<html>Maintenance</html>"),
        (200, json.dumps({"error": "API rate limit exceeded"})),
        (200, "[" * 100_000),
    ],
)
async def test_a_failure_changes_nothing_and_is_waited_out(
    pubmed: PubMed, status: int, body: str
) -> None:
    await pubmed.house.announced(article("1", pmid="4001", evidence=BY_RULES))
    pubmed.says("4001", "Observational Study")

    async def fail(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=body)

    watcher = pubmed.watcher()
    pubmed.server.answers["/esummary.fcgi"] = fail
    assert [await watcher.ask_due(), await watcher.ask_due()] == [0, 0]
    assert len(pubmed.asked) == 1
    assert (await pubmed.kept()).article.evidence == BY_RULES

    pubmed.server.answers["/esummary.fcgi"] = pubmed.respond
    pubmed.house.clock.forward(hours=1)
    assert await watcher.ask_due() == 1
    found = (await pubmed.kept()).article.evidence
    assert found
    assert found.kind is EvidenceKind.OBSERVED


@each_row(
    ("types", "kind", "phase"),
    [
        (["Meta-Analysis", "Randomized Controlled Trial"], EvidenceKind.REVIEW, ""),
        (["Systematic Review"], EvidenceKind.REVIEW, ""),
        (["Randomized Controlled Trial"], EvidenceKind.RANDOMIZED, ""),
        (["Clinical Trial, Phase I", "Clinical Trial, Phase II"], EvidenceKind.TRIAL, "1/2"),
        (["Clinical Trial"], EvidenceKind.TRIAL, ""),
        (["Observational Study"], EvidenceKind.OBSERVED, ""),
        (["Randomized Controlled Trial, Veterinary"], None, ""),
        (["Clinical Trial Protocol"], None, ""),
    ],
)
def test_types_mean_kinds_of_study(types: list[str], kind: EvidenceKind | None, phase: str) -> None:
    found = evidence_of_types(["Journal Article", *types], None)

    assert decides(types)
    assert (found and found.kind, found.phase if found else "") == (kind, phase)


def test_odd_records_are_read_as_far_as_they_go() -> None:
    odd = {"1": {"pubtype": [7, " Clinical  Trial ", None, ""]}, "2": "gone", "3": {"pubtype": "x"}}
    body = json.dumps({"result": odd}).encode()

    assert read_summaries(body, ["1", "2", "3", "4"]) == {
        "1": PubMedRecord(("Clinical Trial",)),
        "2": PubMedRecord(),
        "3": PubMedRecord(),
        "4": PubMedRecord(),
    }
    assert not decides(["Journal Article"])
    with pytest.raises(ParseError):
        read_summaries(b"[]", ["1"])


@pytest.mark.parametrize(("days", "asked"), [(1, ["4001"]), (31, [])])
async def test_a_hidden_article_is_asked_about_while_its_card_is_corrected(
    pubmed: PubMed, days: int, asked: list[str]
) -> None:
    house = pubmed.house
    await house.announced(article("1", pmid="4001"))
    await removal.hide(house.database, "1", undo=False)
    pubmed.says("4001", "Retracted Publication")
    house.clock.forward(days=days)

    await pubmed.watch()
    await house.new_corrector().correct_due()

    assert pubmed.asked == asked
    assert [carried.article.is_retracted for (carried,) in house.messenger.shown] == [
        True for _ in asked
    ]

"""The registry pipeline asks a real server, and its answers change articles."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiohttp import web

from bot.catalogue import removal
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.model.article import KeptArticle, RegistryNotice, UpdateKind
from bot.pipelines.registry import RegistryWatch
from bot.storage.rows import load_articles
from tests.factories import article
from tests.loopback import Answer, Server, serving
from tests.pipelines.conftest import House

PRIVATE = PrivateHosts(("127.0.0.1",))
CONTACT = "mailto:host@example.org"
WITHDRAWN = RegistryNotice(UpdateKind.RETRACTION, "2026-02-03")


class Everywhere(dict[str, Answer]):
    """One answer to all paths."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    def get(self, _path: str, /, _default: object = None) -> Answer:
        return self._answer


@dataclass
class Crossref:
    """A registry on loopback, and the bot that asks it.

    Attributes:
        updates: by DOI; a DOI that is not in here is not registered.
        times: when each question came, by the bot's clock.
    """

    house: House
    server: Server
    fetcher: HttpFetcher
    updates: dict[str, list[object]] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    revised: int = 0

    async def watch(self) -> int:
        """One round, as after a restart."""
        return await self.watcher().ask_due()

    def watcher(self) -> RegistryWatch:
        clock = self.house.clock
        return RegistryWatch(
            self.house.database,
            self.fetcher,
            HostTurns(clock),
            clock,
            url=self.server.url(""),
            revised=self._count,
        )

    def _count(self) -> None:
        self.revised += 1

    def retracts(self, doi: str, kind: str = "retraction", *day: int) -> None:
        day = day or (2026, 2, 3)
        update = {"type": kind, "source": "publisher", "updated": {"date-parts": [list(day)]}}
        self.updates[doi] = [{**update, "DOI": "10.1000/notice", "label": kind.capitalize()}]

    async def respond(self, request: web.Request) -> web.StreamResponse:
        self.times.append(self.house.clock.now().timestamp())
        doi = request.path.removeprefix("/works/")
        if doi not in self.updates:
            return web.Response(status=404, text="Resource not found.")
        work = {"DOI": doi.upper(), "title": ["A study"], "updated-by": self.updates[doi]}
        return web.json_response({"status": "ok", "message-type": "work", "message": work})

    def answers_with(self, status: int, body: str = "", **headers: str) -> None:
        """Let it answer every question so, until `recovers`."""

        async def fail(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, text=body, headers=headers)

        self.server.answers = Everywhere(fail)

    def recovers(self) -> None:
        self.server.answers = Everywhere(self.respond)

    @property
    def asked(self) -> list[str]:
        return [request.path.removeprefix("/works/") for request in self.server.requests]

    async def kept(self, article_id: int = 1) -> KeptArticle:
        async with self.house.database.reader() as connection:
            return (await load_articles(connection, [article_id]))[article_id]

    async def column(self, sql: str) -> list[object]:
        async with self.house.database.reader() as connection:
            return [row[0] for row in await connection.execute_fetchall(sql)]


@pytest.fixture
async def crossref(house: House) -> AsyncIterator[Crossref]:
    async with (
        serving() as server,
        HttpFetcher.open(contact=CONTACT, private_hosts=PRIVATE) as fetcher,
    ):
        built = Crossref(house, server, fetcher)
        built.recovers()
        yield built


async def test_a_retraction_edits_the_card_once_and_says_its_date(crossref: Crossref) -> None:
    house = crossref.house
    await house.announced(article("1", doi="10.1000/a"))
    crossref.retracts("10.1000/a")

    for _ in range(3):
        await crossref.watch()
        await house.new_corrector().correct_due()
        house.clock.forward(days=2)

    assert crossref.asked == ["10.1000/a"] * 3
    assert len(house.messenger.edits) == 1
    ((carried,),) = house.messenger.shown
    assert carried.article.notice == WITHDRAWN
    assert carried.article.is_retracted
    assert crossref.revised == 1


async def test_the_doi_that_an_alias_leads_to_is_the_same_paper(crossref: Crossref) -> None:
    await crossref.house.announced(article("1", doi="10.1000/alias"))
    crossref.retracts("10.1000/prime(1)")

    async def redirect(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("alias"):
            raise web.HTTPMovedPermanently("/works/10.1000%2Fprime%281%29")
        return await crossref.respond(request)

    crossref.server.answers = Everywhere(redirect)
    await crossref.watch()

    assert (await crossref.kept()).notice == WITHDRAWN
    assert await crossref.column("SELECT error FROM registry_checks") == [None]


async def test_a_paper_on_a_card_is_watched_though_its_article_is_hidden(
    crossref: Crossref,
) -> None:
    house = crossref.house
    await house.announced(article("1", doi="10.1000/a"))
    await removal.hide(house.database, "1", undo=False)
    crossref.retracts("10.1000/a")

    await crossref.watch()
    await house.new_corrector().correct_due()

    ((carried,),) = house.messenger.shown
    assert carried.article.notice == WITHDRAWN


async def test_a_hidden_paper_on_no_recent_card_is_not_asked_about(crossref: Crossref) -> None:
    house = crossref.house
    await house.announced(article("1", doi="10.1000/a"))
    await removal.hide(house.database, "1", undo=False)
    house.clock.forward(days=31)

    await crossref.watch()

    assert crossref.asked == []


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("retraction", "Crossref lists 10.1000/a as retracted (2026-02-03)"),
        ("expression_of_concern", "Crossref lists an expression of concern about 10.1000/a (2026"),
        ("partial_retraction", "Crossref lists a part of 10.1000/a as retracted (2026-02-03)"),
    ],
)
async def test_the_log_says_in_words_what_the_registry_states(
    crossref: Crossref, kind: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await crossref.house.announced(article("1", doi="10.1000/a"))
    crossref.retracts("10.1000/a", kind)
    await crossref.watch()
    crossref.retracts("10.1000/a", "reinstatement", 2026, 3, 1)
    crossref.house.clock.forward(days=2)
    await crossref.watch()

    logged = [record.getMessage() for record in caplog.records if "Crossref" in record.getMessage()]
    assert len(logged) == 2
    assert logged[0].startswith(said)
    assert logged[1] == "Crossref lists 10.1000/a as reinstated"


async def test_it_asks_as_crossref_wishes_and_remembers_the_answers(crossref: Crossref) -> None:
    await crossref.house.announced(*(article(str(n), doi=f"10.1000/{n}") for n in range(4)))
    crossref.updates = {f"10.1000/{n}": [] for n in range(4)}

    assert [await crossref.watch() for _ in range(3)] == [4, 0, 0]

    gaps = [late - early for early, late in zip(crossref.times, crossref.times[1:], strict=False)]
    assert min(gaps) >= 1
    agents = {request.headers["User-Agent"] for request in crossref.server.requests}
    assert all(agent.startswith("ProgressBot/") and CONTACT in agent for agent in agents)
    assert {request.headers["Accept"] for request in crossref.server.requests} == {
        "application/json"
    }


async def test_what_the_registry_does_not_repeat_stays_and_only_a_reinstatement_clears_it(
    crossref: Crossref,
) -> None:
    house = crossref.house
    await house.announced(article("1", doi="10.1000/a"))
    crossref.retracts("10.1000/a")
    await crossref.watch()

    silences: list[dict[str, list[object]]] = [{"10.1000/a": []}, {}]
    for silence in silences:
        crossref.updates = silence
        house.clock.forward(days=1)
        assert await crossref.watch() == 1
        assert (await crossref.kept()).notice == WITHDRAWN

    await house.revise(article("1", doi="10.1000/a", title="The feed says nothing of it"))
    assert (await crossref.kept()).is_retracted

    crossref.retracts("10.1000/a", "reinstatement", 2026, 3, 1)
    await crossref.watch()
    assert (await crossref.kept()).notice is None
    assert not (await crossref.kept()).is_retracted


async def test_cards_come_first_and_then_a_thirtieth_of_the_index_a_day(
    crossref: Crossref,
) -> None:
    house = crossref.house
    house.announce = False
    house.publish([article(f"old{n}", doi=f"10.1000/old{n:02}") for n in range(40)])
    await house.poll()
    house.announce = True
    await house.announced(article("new", doi="10.1000/new"))

    first_day = [await crossref.watch() for _ in range(2)]
    assert first_day == [3, 0]
    assert crossref.asked[0] == "10.1000/new"

    for _ in range(29):
        house.clock.forward(days=1)
        await crossref.watch()
    assert {doi for doi in crossref.asked if "old" in doi} == {
        f"10.1000/old{n:02}" for n in range(40)
    }
    house.clock.forward(days=5)  # The card is older than 30 days now: it is asked as all others.
    before = crossref.asked.count("10.1000/new")
    await crossref.watch()
    assert crossref.asked.count("10.1000/new") == before


@pytest.mark.parametrize(
    ("status", "body", "headers", "wait"),
    [
        (503, "", {}, timedelta(hours=1)),
        (500, "", {}, timedelta(hours=1)),
        (403, "", {}, timedelta(hours=1)),
        (429, "", {"Retry-After": "7200"}, timedelta(hours=2)),
    ],
)
async def test_a_registry_that_fails_is_left_alone_and_changes_nothing(
    crossref: Crossref, status: int, body: str, headers: dict[str, str], wait: timedelta
) -> None:
    house = crossref.house
    await house.announced(*(article(str(n), doi=f"10.1000/{n}") for n in range(3)))
    crossref.retracts("10.1000/2")
    watcher = crossref.watcher()
    crossref.answers_with(status, body, **headers)

    assert await watcher.ask_due() == 0
    house.clock.forward(seconds=wait.total_seconds() - 60)
    assert await watcher.ask_due() == 0
    assert len(crossref.asked) == 1

    crossref.recovers()
    house.clock.forward(seconds=120)
    assert await watcher.ask_due() == 2
    assert crossref.asked[1:] == ["10.1000/1", "10.1000/2"]
    assert (await crossref.kept(1)).is_retracted
    assert await crossref.column("SELECT doi FROM registry_checks WHERE error IS NOT NULL") == [
        "10.1000/0"
    ]


async def test_a_login_page_in_place_of_the_registry_ends_the_round(crossref: Crossref) -> None:
    house = crossref.house
    await house.announced(*(article(str(n), doi=f"10.1000/{n}") for n in range(9)))
    crossref.answers_with(200, "<html>Log in to the network</html>")

    assert await crossref.watch() == 0

    assert len(crossref.asked) == 5
    assert await crossref.column("SELECT count(*) FROM registry_checks WHERE notice <> ''") == [0]


async def test_one_unreadable_answer_holds_up_no_other_paper(crossref: Crossref) -> None:
    house = crossref.house
    await house.announced(article("1", doi="10.1000/a"), article("2", doi="10.1000/b"))
    crossref.updates = {"10.1000/a": [], "10.1000/b": []}

    async def other(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("/a"):
            return web.json_response({"message": {"DOI": "10.9999/other"}})
        return await crossref.respond(request)

    crossref.server.answers = Everywhere(other)

    assert await crossref.watch() == 1
    assert crossref.asked == ["10.1000/a", "10.1000/b"]


async def test_nobody_there_is_a_value(crossref: Crossref) -> None:
    await crossref.house.announced(article("1", doi="10.1000/a"))
    watcher = RegistryWatch(
        crossref.house.database,
        crossref.fetcher,
        HostTurns(crossref.house.clock),
        crossref.house.clock,
        url="http://127.0.0.1:1",
    )

    assert await watcher.ask_due() == 0
    assert (await crossref.kept()).notice is None


async def test_two_articles_on_one_paper_are_one_question(crossref: Crossref) -> None:
    house = crossref.house
    await house.announced(article("1", doi="10.1000/(x)1096<1::aid>3.0.co;2-#"))
    async with house.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO articles (feed_id, key, url, canonical_url, title, topic_words, teaser,"
            " text, author, first_seen_at, dated, doi) SELECT feed_id, 'k2', url, 'u2', title, '',"
            " '', '', '', 1, 1, doi FROM articles"
        )
    crossref.retracts("10.1000/(x)1096<1::aid>3.0.co;2-#")

    assert await crossref.watch() == 1
    assert [(await crossref.kept(n)).is_retracted for n in (1, 2)] == [True, True]
    assert json.dumps(crossref.asked).count("10.1000") == 1

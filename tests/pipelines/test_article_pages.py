"""The page pipeline asks a real server, and leaves its answers in the database."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiosqlite import Connection
from msgspec.structs import replace

from bot.articles.news import FeedPart, Sighting
from bot.errors import DatabaseDamagedError, DatabaseError, HostError
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.feeds.robots import RobotsRules
from bot.model.article import Article, ArticlePage, Image, KeptArticle
from bot.model.document import Document
from bot.model.feed import TrackedFeed
from bot.pipelines.article_pages import PageReader
from bot.pipelines.ingest import FULL_TEXT_CHARACTERS, Ingest, IngestReport
from bot.pipelines.reading_context import ReadingContext
from bot.reading.extractor import Extractor
from bot.storage import article_pages, feeds
from bot.storage.database import Database
from bot.storage.rows import load_articles
from tests.factories import NOON, article, feed
from tests.failing import failing_with
from tests.fakes import ManualClock
from tests.loopback import Server, serving
from tests.pipelines.conftest import TOPICS
from tests.pipelines.test_polite import InlineExtractor
from tests.reading.test_web_page_article_page import golden

PRIVATE = PrivateHosts(("127.0.0.1",))
SEEN = Sighting(FeedPart.FIRST_PAGE, NOON, NOON)


@dataclass
class Site:
    """A site with pages, a feed that gives teasers, and whoever reads the pages."""

    database: Database
    clock: ManualClock
    server: Server
    fetcher: HttpFetcher
    tracked: TrackedFeed
    revised: int = 0

    def teaser(self, path: str = "/news/walking/", **fields: Any) -> Article:
        url = self.server.url(path)
        return replace(article(path, "treatment", url=url, canonical_url=url), **fields)

    async def gives(self, *several: Article, read_pages: bool = True) -> IngestReport:
        """Let the feed hold these."""
        ingest = Ingest(TOPICS, read_pages=read_pages)
        async with self.database.transaction() as connection:
            return await ingest.keep(connection, self.tracked, several, self.clock.now(), SEEN)

    async def read(self, extractor: Extractor | None = None) -> int:
        """One round, as after a restart."""
        return await self.reader(extractor).read_due()

    def reader(self, extractor: Extractor | None = None) -> PageReader:
        """As after a restart: it remembers nothing."""
        turns = HostTurns(self.clock)
        context = ReadingContext(
            self.database,
            self.fetcher,
            extractor or InlineExtractor(),
            Ingest(TOPICS, revised=self._count),
            turns,
            RobotsRules(self.fetcher, turns, self.clock, timedelta(seconds=2)),
            self.clock,
        )
        return PageReader(context, self.fetcher)

    def _count(self) -> None:
        self.revised += 1

    async def kept(self, article_id: int = 1) -> KeptArticle:
        async with self.database.reader() as connection:
            return (await load_articles(connection, [article_id]))[article_id]

    async def column(self, sql: str) -> list[Any]:
        async with self.database.reader() as connection:
            return [row[0] for row in await connection.execute_fetchall(sql)]

    @property
    def asked(self) -> list[str]:
        return [path for path in self.server.asked if path != "/robots.txt"]


@pytest.fixture
async def site(database: Database, clock: ManualClock) -> AsyncIterator[Site]:
    async with (
        serving() as server,
        HttpFetcher.open(contact="me", private_hosts=PRIVATE) as fetcher,
    ):
        server.answer("/robots.txt", status=404)
        server.answer("/news/walking/", body=golden("article.html"), Content_Type="text/html")
        async with database.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
            (tracked,) = await feeds.active(connection)
        yield Site(database, clock, server, fetcher, tracked)


NEUROPATHY = "SELECT rowid FROM article_index WHERE article_index MATCH 'neuropathy'"


async def test_a_page_is_read_once_and_what_it_says_is_found(site: Site) -> None:
    await site.gives(site.teaser())
    assert await site.read() == 1
    assert await site.read() == 0
    assert site.asked == ["/news/walking/"]
    assert await site.column(NEUROPATHY) == [1]
    assert await site.column("SELECT state FROM article_pages") == ["done"]
    kept = await site.kept()
    assert kept.article.author == "Alex Sample"
    assert kept.article.teaser == site.teaser().teaser
    assert kept.article.image == Image(
        site.server.url("/images/walking.jpg"), "Two people on a path in spring"
    )


async def test_an_image_where_there_was_none_is_a_revision_and_only_then(site: Site) -> None:
    given_image = Image("https://example.org/own.png", "Its own")
    site.server.answer("/2", body=golden("article.html"), Content_Type="text/html")
    await site.gives(site.teaser(), site.teaser("/2", image=given_image, author="Its own"))
    await site.read()
    by_key = {k.article.key: k for k in [await site.kept(1), await site.kept(2)]}
    assert (by_key["/news/walking/"].revision, by_key["/2"].revision) == (2, 1)
    assert by_key["/2"].article.image == given_image
    assert by_key["/2"].article.author == "Its own"
    assert site.revised == 1


async def test_a_feed_that_says_the_same_as_before_throws_nothing_away(site: Site) -> None:
    await site.gives(site.teaser())
    await site.read()
    assert (await site.gives(site.teaser())).changed == 0
    assert (await site.gives(site.teaser(title="A corrected title"))).changed == 1
    kept = await site.kept()
    assert (kept.article.title, kept.article.author) == ("A corrected title", "Alex Sample")
    assert kept.article.image
    assert await site.column(NEUROPATHY) == [1]


async def test_only_what_the_feed_says_little_of_is_asked_for(site: Site) -> None:
    whole = site.teaser("/whole", text="word " * FULL_TEXT_CHARACTERS)
    home = site.teaser("/home", url=site.tracked.feed.homepage)
    await site.gives(whole, home)
    assert await site.read() == 0


async def test_switched_off_nothing_is_asked_for(site: Site) -> None:
    await site.gives(site.teaser(), read_pages=False)
    assert await site.read() == 0
    assert site.server.asked == []


async def test_robots_are_heeded(site: Site) -> None:
    site.server.answer("/robots.txt", body=b"User-agent: ProgressBot\nDisallow: /news/")
    await site.gives(site.teaser())
    await site.read()
    assert site.asked == []
    assert await site.column("SELECT state FROM article_pages") == ["refused"]


async def test_a_page_waits_while_its_hosts_rules_cannot_be_had(site: Site) -> None:
    site.server.answer("/robots.txt", status=500)
    await site.gives(site.teaser())
    await site.read()
    assert site.asked == []
    assert await site.column("SELECT state FROM article_pages") == ["open"]
    site.server.answer("/robots.txt", status=404)
    site.clock.forward(hours=2)
    await site.read()
    assert await site.column("SELECT state FROM article_pages") == ["done"]


async def test_a_page_that_wants_no_index_is_left_out(site: Site) -> None:
    site.server.answer(
        "/news/walking/",
        body=golden("article.html"),
        Content_Type="text/html",
        X_Robots_Tag="noindex",
    )
    await site.gives(site.teaser())
    await site.read()
    assert await site.column(NEUROPATHY) == []
    assert await site.column("SELECT state FROM article_pages") == ["refused"]


async def test_the_host_meets_one_honest_reader_at_a_time_with_pauses(site: Site) -> None:
    for number in range(3):
        path = f"/{number}"
        site.server.answer(
            path, body=golden("article.html"), Content_Type="text/html", Set_Cookie="a=b"
        )
    await site.gives(*(site.teaser(f"/{number}") for number in range(3)))
    await site.read()
    assert site.clock.now() - NOON == timedelta(seconds=6)
    for request in site.server.requests:
        assert request.headers["User-Agent"].startswith("ProgressBot/")
        assert not {"Cookie", "Referer"} & set(request.headers)
    assert "text/html" in site.server.requests[-1].headers["Accept"]


@pytest.mark.parametrize(("status", "rounds"), [(500, 3), (503, 3), (404, 1), (403, 1), (410, 1)])
async def test_a_page_that_fails_is_tried_three_times_at_most(
    site: Site, status: int, rounds: int
) -> None:
    site.server.answer("/news/walking/", status=status)
    await site.gives(site.teaser())
    for _ in range(5):
        await site.read()
        site.clock.forward(hours=5)
    assert len(site.asked) == rounds
    assert await site.column("SELECT state FROM article_pages") == ["failed"]


async def test_what_is_no_web_page_is_not_read(site: Site) -> None:
    site.server.answer("/news/walking/", body=b"%PDF-1.7", Content_Type="application/pdf")
    await site.gives(site.teaser())
    await site.read()
    assert await site.column("SELECT state FROM article_pages") == ["failed"]


async def test_a_page_dates_an_article_that_its_feed_did_not(site: Site) -> None:
    await site.gives(site.teaser(published_at=None))
    await site.read()
    kept = await site.kept()
    assert kept.dated == NOON.replace(month=2, day=27, hour=0)
    assert kept.revision == 2  # for the image
    assert await site.column("SELECT dated FROM article_topics") == [int(kept.dated.timestamp())]


async def test_the_address_that_a_page_calls_its_own_tells_duplicates(site: Site) -> None:
    await site.gives(site.teaser("/news/walking/", canonical_url="https://example.org/old"))
    await site.read()
    again = site.teaser("/x", canonical_url=f"https://127.0.0.1:{site.server.port}/news/walking")
    assert (await site.gives(again)).new == 0


class Refusing(InlineExtractor):
    """Reads nothing."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def read_page(self, document: Document) -> ArticlePage:  # noqa: ARG002 - of the protocol
        raise self.error


@pytest.mark.parametrize(
    ("error", "state"),
    [
        pytest.param(HostError("No memory."), "open", id="the machine refuses: it waits"),
        pytest.param(DatabaseError("Locked."), "open", id="the database is busy: it waits"),
        pytest.param(
            DatabaseDamagedError("Damaged."), "failed", id="its article is unreadable: left alone"
        ),
    ],
)
async def test_a_page_that_cannot_be_read_here_is_not_to_blame(
    site: Site, error: Exception, state: str
) -> None:
    await site.gives(site.teaser())

    await site.read(Refusing(error))

    assert await site.column("SELECT state FROM article_pages") == [state]
    assert await site.column("SELECT attempts FROM article_pages WHERE state = 'open'") in ([], [0])


async def test_a_page_whose_record_is_damaged_holds_up_no_other_and_is_asked_for_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.server.answer("/news/running/", body=golden("article.html"), Content_Type="text/html")
    await site.gives(site.teaser(), site.teaser("/news/running/"))
    settle, damaged_id = article_pages.settle, 1

    async def settle_others(connection: Connection, article_id: int, *rest: Any, **by: Any) -> None:
        refuse = article_id == damaged_id
        fail = failing_with(sqlite3.SQLITE_CORRUPT)
        await (fail() if refuse else settle(connection, article_id, *rest, **by))

    monkeypatch.setattr(article_pages, "settle", settle_others)
    reader = site.reader()
    for _ in range(3):
        await reader.read_due()

    assert await site.column("SELECT state FROM article_pages") == ["open", "done"]
    assert sorted(site.asked) == ["/news/running/", "/news/walking/"]

"""`progress-bot backfill`: the real program, against a real server with a past."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite
import pytest
from aiohttp import web

from tests.cli.program import Program
from tests.loopback import Server, serving
from tests.pipelines.test_backfill import rss
from tests.waiting import PATIENCE_SECONDS, until

FIELDS = {"name", "url", "status", "pages", "found", "new", "oldest", "error"}
PAGES = 8


@asynccontextmanager
async def wordpress(pages: int = PAGES) -> AsyncIterator[Server]:
    """A blog with so many pages of three posts."""
    async with serving() as server:
        server.answer("/robots.txt", status=404)

        async def respond(request: web.Request) -> web.StreamResponse:
            number = int(request.query.get("paged", "1"))
            if number > pages:
                return web.Response(status=404)
            return web.Response(body=rss(range((number - 1) * 3, number * 3)))

        server.answers["/feed/"] = respond
        yield server


@pytest.fixture
async def blog() -> AsyncIterator[Server]:
    async with wordpress() as server:
        yield server


@pytest.fixture
def program(tmp_path: Path, blog: Server) -> Program:
    """The program with the blog as its one feed, at a pace that tests can wait for."""
    made = Program(
        tmp_path, DATABASE_PATH="progress.db", ALLOWED_PRIVATE_HOSTS="127.0.0.1", CRAWL_DELAY="1s"
    )
    made.write_feeds(Blog=blog.url("/feed/"))
    return made


def asked(blog: Server) -> list[str]:
    return [path for path in blog.asked if path != "/robots.txt"]


async def test_a_feed_that_is_switched_off_is_named_with_the_way_to_switch_it_on(
    program: Program, blog: Server
) -> None:
    await program("feeds", "remove", "Blog")

    for asked_for in ("blog", blog.url("/feed/")):
        outcome = await program("backfill", asked_for)

        assert outcome.code == 1
        assert outcome.err == (
            "“Blog” is switched off. Switch it on with `progress-bot feeds add "
            '"Blog"`, then ask again.\n'
        )


async def kept(program: Program) -> int:
    async with aiosqlite.connect(program.folder / "progress.db") as connection:
        rows = await connection.execute_fetchall("SELECT count(*) FROM articles")
    return int(next(iter(rows))[0])


async def until_asked(blog: Server, pages: int) -> None:
    """Wait until so many pages were asked for."""
    await until(lambda: len(asked(blog)) >= pages)


async def test_some_pages_are_reported_in_words_and_the_rest_is_left(
    program: Program, blog: Server
) -> None:
    outcome = await program("backfill", "blog", "--pages", "2")
    assert outcome.code == 0
    assert outcome.out == "Blog: 2 pages, 6 articles, 6 of them new; back to February 2026\n"
    assert outcome.err == "There is more: the same command goes on from here.\n"
    assert asked(blog) == ["/feed/", "/feed/?paged=2"]


async def test_the_report_has_the_fields_of_the_contract(program: Program) -> None:
    outcome = await program("backfill", "--pages", "1", "--json")
    (report,) = outcome.json["feeds"]
    assert set(report) == FIELDS
    assert (report["status"], report["new"]) == ("open", 3)
    assert report["oldest"] == "2026-02-27T12:00:00Z"
    assert outcome.out.count("\n") == 1


async def test_what_was_filled_is_found(program: Program) -> None:
    await program("backfill", "--pages", "1")
    found = await program("search", "something else", "--json")
    assert len(found.json["hits"]) == 3


async def test_a_feed_that_is_not_there_is_one_sentence(program: Program, blog: Server) -> None:
    outcome = await program("backfill", "blogg")
    assert outcome.code == 2
    assert outcome.err == "There is no feed “blogg” that is switched on. Did you mean “Blog”?\n"
    assert blog.asked == []


async def test_a_past_that_cannot_be_read_is_said_and_exits_with_1(
    program: Program, blog: Server
) -> None:
    blog.answer("/feed/", status=403)
    outcome = await program("backfill")
    assert outcome.code == 1
    assert "refuses this feed" in outcome.out


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_with_what_was_done(
    program: Program, blog: Server, end: signal.Signals
) -> None:
    process = await program.start("backfill")
    await until_asked(blog, 3)
    process.send_signal(end)
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    assert process.returncode == 130
    assert out.startswith((b"Blog: 2 pages, 6 articles", b"Blog: 3 pages"))
    assert err == b"There is more: the same command goes on from here.\n"


async def test_a_process_that_is_killed_loses_no_page_and_asks_for_one_twice_at_most(
    program: Program, blog: Server
) -> None:
    for pages in (3, 6):
        process = await program.start("backfill")
        await until_asked(blog, pages)
        process.kill()
        await process.communicate()
    outcome = await program("backfill", "--json")
    (report,) = outcome.json["feeds"]
    assert (report["status"], report["pages"], report["found"]) == ("done", PAGES, 3 * PAGES)
    assert await kept(program) == 3 * PAGES
    requests = asked(blog)
    assert len(requests) - len(set(requests)) <= 2
    assert max(map(requests.count, requests)) <= 2

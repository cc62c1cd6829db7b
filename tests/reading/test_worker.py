import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.errors import HostError, ParseError
from bot.model.document import Document
from bot.model.feed import Feed
from bot.reading.worker import WORKERS, ExtractorPool
from tests import factories
from tests.reading.test_child_process import children

CHECKOUT = Path(__file__).resolve().parents[2]
FEED = factories.feed()
TAXONOMY = factories.taxonomy("metastasis")
RSS = b'<rss version="2.0"><channel><item><title>About metastasis</title></item></channel></rss>'
SLOW = b'<?xml version="1.0"?>' + b"\n" * 80_000 + b"<rss/>"
"""Quadratic in feedparser 6.0.14: half a minute, in one regular expression."""


def waiting(document: Document, feed: Feed) -> str:
    """Takes longer than its patience, and computes nothing meanwhile."""
    time.sleep(1.2)
    return f"{len(document.body)} {feed.name}"


def computing(document: Document, feed: Feed) -> None:
    """Computes until it is stopped."""
    while document.body or feed:
        pass


def greedy(document: Document, feed: Feed) -> list[bytes]:
    return [document.body, bytes(2 << 30), feed.name.encode()]


def document(body: bytes) -> Document:
    return Document(FEED.url, 200, {}, body)


async def test_a_document_is_read_in_another_process_that_then_ends() -> None:
    extraction = await ExtractorPool(TAXONOMY).extract(document(RSS), FEED)
    assert [match.slug for match in extraction.articles[0].topics] == ["metastasis"]
    assert children() == []


async def test_one_process_serves_a_whole_round_of_one_document_after_the_other() -> None:
    pool = ExtractorPool(TAXONOMY)
    async with pool:
        assert children() == []
        await pool.extract(document(RSS), FEED)
        (first,) = children()
        for _ in range(3):
            await pool.extract(document(RSS), FEED)
        assert children() == [first]
    assert children() == []


async def test_documents_side_by_side_are_read_by_as_many_processes_as_are_allowed() -> None:
    pool = ExtractorPool(TAXONOMY)
    async with pool:
        await asyncio.gather(*(pool.extract(document(RSS), FEED) for _ in range(5)))
        assert len(children()) == WORKERS
    assert children() == []


async def test_a_document_that_is_no_feed_is_an_error_and_the_process_goes_on() -> None:
    pool = ExtractorPool(TAXONOMY)
    async with pool:
        with pytest.raises(ParseError, match="JSON"):
            await pool.extract(document(b"{}"), FEED)
        assert (await pool.extract(document(RSS), FEED)).articles


@pytest.fixture(autouse=True)
def busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a process be killed for what it computes alone: it may be given little of a second."""
    monkeypatch.setattr("bot.reading.worker.CLOCK_TIMES", 100)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(SLOW, id="newlines ahead of the root"),
        pytest.param(
            b'<rss version="2.0"><channel><item><author>' + b"a" * 80_000 + b"</author></item>",
            id="a long author",
        ),
    ],
)
async def test_what_feedparser_hangs_on_is_killed_while_others_are_read_and_the_loop_runs(
    body: bytes,
) -> None:
    pool = ExtractorPool(TAXONOMY, patience=0.5)
    async with pool:
        hanging = asyncio.create_task(pool.extract(document(body), FEED))
        rounds = 0
        while not hanging.done():
            rounds += 1
            await asyncio.sleep(0.01)
        with pytest.raises(ParseError, match=r"longer than 0\.5 seconds"):
            await hanging
        assert rounds > 20
        assert (await pool.extract(document(RSS), FEED)).articles


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="has no timer of processor time")
async def test_a_process_that_waits_for_a_busy_machine_is_not_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.reading.reading_calls.extract", waiting)
    read: object = await ExtractorPool(TAXONOMY, patience=0.6).extract(document(b"abc"), FEED)
    assert read == f"3 {FEED.name}"


async def test_a_process_is_killed_for_the_time_that_it_computes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = ExtractorPool(TAXONOMY, patience=0.6)
    async with pool:
        with monkeypatch.context() as patched:
            patched.setattr("bot.reading.reading_calls.extract", computing)
            with pytest.raises(ParseError, match=r"longer than 0\.6 seconds"):
                await pool.extract(document(RSS), FEED)
        assert (await pool.extract(document(RSS), FEED)).articles


async def test_time_is_counted_for_each_document_anew() -> None:
    pool = ExtractorPool(TAXONOMY, patience=0.6)
    async with pool:
        for _ in range(3):
            await pool.extract(document(RSS.replace(b"About", b"x" * 200_000)), FEED)


async def test_comments_that_do_not_end_are_no_trouble_as_long_as_nothing_is_sanitized() -> None:
    pool = ExtractorPool(TAXONOMY, patience=5.0)
    comments = RSS.replace(b"</item>", b"<description>" + b"<!--" * 75_000)
    assert (await pool.extract(document(comments), FEED)).articles


@pytest.mark.skipif(sys.platform == "win32", reason="has no limits of memory")
async def test_a_document_that_takes_too_much_memory_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.reading.reading_calls.extract", greedy)
    pool = ExtractorPool(TAXONOMY)
    async with pool:
        with pytest.raises(ParseError, match="takes too much memory"):
            await pool.extract(document(RSS), FEED)


@pytest.mark.parametrize(
    ("number", "kind", "says"),
    [
        (signal.SIGSEGV, ParseError, "ended unexpectedly"),
        (signal.SIGKILL, HostError, "short of memory"),
    ],
)
async def test_a_process_that_dies_is_an_error_and_the_next_document_is_read(
    number: signal.Signals, kind: type[Exception], says: str
) -> None:
    pool = ExtractorPool(TAXONOMY)
    async with pool:
        await pool.extract(document(RSS), FEED)
        reading = asyncio.create_task(pool.extract(document(SLOW), FEED))
        await asyncio.sleep(0.3)
        os.kill(children()[0].pid, number)
        with pytest.raises(kind, match=says):
            await reading
        assert (await pool.extract(document(RSS), FEED)).articles


async def test_cancelling_the_caller_ends_the_process() -> None:
    pool = ExtractorPool(TAXONOMY)
    reading = asyncio.create_task(pool.extract(document(SLOW), FEED))
    while not children():  # noqa: ASYNC110 - processes set no events
        await asyncio.sleep(0.01)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert children() == []


INTERRUPTED_WHILE_IT_STARTS = """
import asyncio, os, signal
from bot.reading.worker import ExtractorPool
from tests.reading.test_worker import FEED, RSS, TAXONOMY, document

async def main():
    signal.signal(signal.SIGINT, lambda *_: None)
    pool = ExtractorPool(TAXONOMY)
    for _ in range(2):
        reading = asyncio.create_task(pool.extract(document(RSS), FEED))
        while not reading.done():
            os.killpg(0, signal.SIGINT)
            await asyncio.sleep(0.005)
        print(len(reading.result().articles))

asyncio.run(main())
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs masks of signals")
def test_ctrl_c_passes_the_process_by_also_while_it_starts() -> None:
    result = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WHILE_IT_STARTS],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "1\n1\n", "")


async def test_the_caller_is_interrupted_as_before() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    await ExtractorPool(TAXONOMY).extract(document(RSS), FEED)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


def test_the_process_loads_little() -> None:
    heavy = ["aiohttp", "aiosqlite", "discord", "pydantic", "rich", "typer"]
    code = f"import sys, bot.reading.worker; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


async def test_the_feeds_that_a_page_names_are_read_in_the_other_process() -> None:
    page = b'<html><link rel="alternate" type="application/rss+xml" href="/feed/"></html>'

    links = await ExtractorPool(TAXONOMY).links(document(page))

    assert [link.url for link in links] == ["https://example.org/feed/"]
    assert children() == []

import asyncio
import contextlib

import pytest
from aiosqlite import Connection

from bot.search.engine import SearchEngine
from bot.storage import articles, index
from bot.storage.database import Database
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import fill


async def test_a_word_that_a_revision_brings_is_found_at_once(
    engine: SearchEngine, library: Database
) -> None:
    assert (await engine.search("zolbetuximab")).total == 0

    async with library.transaction() as connection:
        revised = article("brain", "metastasis", title="Zolbetuximab and the brain")
        await articles.revise(connection, 1, revised, "")

    (hit,) = (await engine.search("zolbetuximab")).hits
    assert hit.article.article.title == "Zolbetuximab and the brain"


async def test_while_the_vocabulary_is_kept_fresh_no_search_reads_it(
    engine: SearchEngine, library: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[str] = []
    terms = index.terms

    def counted(connection: Connection) -> object:
        task = asyncio.current_task()
        readings.append(task.get_name() if task else "")
        return terms(connection)

    monkeypatch.setattr(index, "terms", counted)
    keeping = asyncio.create_task(engine.keep_fresh(), name="keeper")
    await engine.search("brain")
    await fill(library, [article("new", title="Zoledronic acid")])
    clock.forward(minutes=10)
    await engine.search("brain")
    keeping.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeping

    assert readings
    assert set(readings[1:]) <= {"keeper"}


async def test_once_nobody_keeps_it_fresh_a_search_reads_it_again(
    engine: SearchEngine, library: Database, clock: ManualClock
) -> None:
    keeping = asyncio.create_task(engine.keep_fresh())
    await engine.search("brain")
    keeping.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeping
    await fill(library, [article("new", title="Zoledronic acid")])
    clock.forward(minutes=10)

    assert (await engine.search("zoledornic")).total == 1

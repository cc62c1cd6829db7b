import asyncio
import contextlib

import pytest
from aiosqlite import Connection

from bot.model.query import UNFILTERED
from bot.search.engine import SearchEngine
from bot.storage import articles, index, removal
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


async def _offered(engine: SearchEngine) -> tuple[list[str], tuple[str, ...]]:
    """The offers of completion and spelling for the word "zolbetuximab"."""
    corrected = (await engine.search("zolbetuximap")).query
    assert corrected
    return await engine.complete("zolbet"), corrected.understood


@pytest.mark.parametrize("searched_before", [True, False])
async def test_words_of_a_hidden_article_are_not_offered(
    engine: SearchEngine, library: Database, clock: ManualClock, *, searched_before: bool
) -> None:
    await fill(library, [article("new", title="Zolbetuximab", text="zolbetuximab " * 3)])
    if searched_before:
        assert any("zolbetuximab" in each for each in (await _offered(engine))[0])
    async with library.transaction() as connection:
        (newest,) = (await index.latest(connection, UNFILTERED, limit=1, offset=0))[0]
        await removal.set_hidden(connection, newest, hidden=True)
    clock.forward(minutes=11)

    offered, understood = await _offered(engine)
    assert "zolbetuximab" not in " ".join([*offered, *understood]).casefold().replace(
        "zolbetuximap", ""
    )

    async with library.transaction() as connection:
        await removal.set_hidden(connection, newest, hidden=False)
    clock.forward(minutes=11)
    assert any("zolbetuximab" in each.casefold() for each in await engine.complete("zolbet"))


async def test_a_word_of_a_hidden_article_counts_where_others_have_it(
    engine: SearchEngine, library: Database, clock: ManualClock
) -> None:
    texts = ("Zolbetuximab one", "Zolbetuximab two")
    await fill(library, [article(title, title=title) for title in texts])
    async with library.transaction() as connection:
        (newest,) = (await index.latest(connection, UNFILTERED, limit=1, offset=0))[0]
        await removal.set_hidden(connection, newest, hidden=True)
    clock.forward(minutes=11)

    assert any("zolbetuximab" in each.casefold() for each in await engine.complete("zolbet"))


async def test_words_of_purged_articles_are_not_offered(
    engine: SearchEngine, library: Database, clock: ManualClock
) -> None:
    await fill(library, [article("new", title="Zolbetuximab")])
    await engine.search("brain")
    async with library.transaction() as connection:
        await removal.purge_some(connection, 1, 1_000, "It was purged.")
    clock.forward(minutes=11)

    assert (await engine.complete("zolbet")) == []

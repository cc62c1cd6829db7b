"""The worst articles cost their own hits some sense, and nobody else an answer."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from bot.search.completer import TITLES_COMPARED_AT_ONCE, Completer
from bot.search.engine import SearchEngine
from bot.search.finder import CHARACTERS_AT_ONCE
from bot.search.highlights import Highlighter
from bot.search.ranking import Scorer
from bot.search.retrieval import MAX_RANKED
from bot.search.words import LONGEST_STEMMED, Stems, fold, words_of
from bot.storage.database import Database
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import engine_of, fill


async def test_a_word_too_long_for_the_index_keeps_nobody_from_searching(
    engine: SearchEngine, library: Database
) -> None:
    await fill(library, [article("long", text="乳" * 20_000)])

    (hit,) = (await engine.search("enhertu")).hits
    assert hit.article.article.key == "enhertu"
    assert "tamoxifen" in await engine.complete("tamox")


async def test_a_misspelled_word_of_long_foreign_words_is_found(
    engine: SearchEngine, library: Database
) -> None:
    words = [article(f"f{n}", text=f"xylophone {'a' * 19_000} é {n}") for n in range(5)]
    await fill(library, words)

    answer = await engine.search("xylophome")

    assert answer.query is not None
    assert answer.query.understood == ("Showing results for *xylophone*",)


@pytest.mark.parametrize(
    ("ask", "typed", "work", "at_once"),
    [
        ("search", "tamoxifen sleep", (Scorer, "score"), 1),
        ("similar", 1, (Scorer, "score"), 1),
        ("search", "tamoxifen sleep", (Highlighter, "shown"), 1),
        ("complete", "the tamoxifen slumb", (Completer, "_holds"), TITLES_COMPARED_AT_ONCE),
    ],
)
async def test_others_get_their_turn_while_articles_are_read(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    ask: str,
    typed: str | int,
    work: tuple[type, str],
    at_once: int,
) -> None:
    long = "word " * (CHARACTERS_AT_ONCE // 5)
    given = [
        article(f"t{n}", title=f"Tamoxifen, sleep, slumber {n}", text=long)
        for n in range(MAX_RANKED)
    ]
    await fill(database, given)
    engine = engine_of(database, ManualClock())
    turn, done_in = 0, Counter[int]()

    async def beside() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    def counted(*given: Any) -> Any:
        done_in[turn] += 1
        return do(*given)

    do = getattr(*work)
    monkeypatch.setattr(*work, counted)
    other = asyncio.create_task(beside())
    await getattr(engine, ask)(typed)
    other.cancel()

    assert len(done_in) > 1
    assert max(done_in.values()) <= at_once


def test_a_long_word_is_its_own_stem_as_in_the_index() -> None:
    stems = Stems()
    long = "x" * LONGEST_STEMMED + "ing"

    assert stems[long] == long
    assert stems["walking"] == "walk"
    assert set(stems) == {"walking"}


def test_marks_in_any_number_and_order_are_folded() -> None:
    assert fold("e" + "\u0301\u0316" * 200_000) == "e"
    assert words_of("E\u0301tude \ufdfa") == ["etude", *words_of(fold("\ufdfa"))]

"""A stage with its letter is asked for as articles write it, and never answered by another one."""

import pytest

from bot.model.answer import Answer
from bot.search.engine import SearchEngine
from bot.storage.database import Database
from tests.engines import with_shipped_names
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import fill
from tests.shared import shipped_thesaurus, shipped_topics

TITLES = {
    "early": "Early-stage breast cancer and ribociclib",
    "two": "Stage II disease: is chemo needed?",
    "two-b": "Stage IIB tumors: chemo first",
    "three": "Locally advanced breast cancer before surgery",
    "four": "Stage IV: living with it",
    "comedy": "Comedy on stage for survivors",
    "grade": "Grade 2 tumors and recurrence",
    "tnm": "What TNM staging says",
}


async def library(database: Database, clock: ManualClock, *keys: str) -> SearchEngine:
    articles = [article(key, "treatment", title=TITLES[key]) for key in keys or TITLES]
    await fill(database, articles)
    return with_shipped_names(SearchEngine(database, shipped_thesaurus, shipped_topics(), clock))


def titles(answer: Answer) -> list[str]:
    return [hit.article.article.title for hit in answer.hits]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("stage 2b", "two-b"),
        ("what does stage 2b mean", "two-b"),
        ("stage IIB", "two-b"),
        ("stage II", "two"),
        ("stage 3a", "three"),
        ("stage IIIC", "three"),
        ("grade 2", "grade"),
        ("T2N1", "tnm"),
    ],
)
async def test_a_stage_with_a_letter_finds_its_own_articles(
    database: Database, clock: ManualClock, typed: str, first: str
) -> None:
    engine = await library(database, clock)

    answer = await engine.search(typed)

    assert answer.confident
    assert titles(answer)[0] == TITLES[first]
    assert {TITLES["four"], TITLES["comedy"]}.isdisjoint(titles(answer))


@pytest.mark.parametrize(("typed", "found"), [("stage 2b", ["two"]), ("stage 3a", [])])
async def test_no_stage_is_answered_by_the_word_alone(
    database: Database, clock: ManualClock, typed: str, found: list[str]
) -> None:
    engine = await library(database, clock, "two", "four", "comedy")

    answer = await engine.search(typed)

    assert titles(answer) == [TITLES[key] for key in found]


@pytest.mark.parametrize("typed", ["stage 2a", "stage IIA", "stage 1b", "stage IA"])
async def test_a_stage_that_no_article_names_is_answered_by_the_nearest(
    database: Database, clock: ManualClock, typed: str
) -> None:
    engine = await library(database, clock)

    answer = await engine.search(typed)

    assert not answer.confident
    assert titles(answer)[0] == TITLES["early"]
    assert {TITLES["four"], TITLES["comedy"]}.isdisjoint(titles(answer))

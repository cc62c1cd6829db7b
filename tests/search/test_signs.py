"""Articles are found and followed by what their signs stand for."""

from bot.model.query import UNFILTERED
from bot.search.wishes import ArticleWords, expression, match
from bot.search.words import Stems
from bot.storage import index
from bot.storage.database import Database
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import fill
from tests.search.test_finder_answers import shipped_engine

TITLES = (
    "Ribociclib in HR+/HER2- early breast cancer",
    "HER2+ disease: a new pill",
    "HER2low disease",
    "BRCA1/2 carriers speak",
    "A phase II/III study of walking",
    "\u03b2-blockers and recurrence",
    "Stage III\u2013IV disease at home",
)
FOUND = {
    "HER2-negative": 0,
    "her2-": 0,
    "HR+": 0,
    "hormone receptor positive": 0,
    "HER2+": 1,
    "HER2-positive": 1,
    "HER2-low": 2,
    "BRCA2": 3,
    "phase 3": 4,
    "beta blockers": 5,
    "stage 4": 6,
}
"""Questions, and the number of the title that answers them."""


async def filled(database: Database) -> None:
    others = (article(f"other {n}", title=f"Breast cancer news {n}") for n in range(60))
    signed = (article(str(n), title=title) for n, title in enumerate(TITLES))
    await fill(database, [*others, *signed])


async def test_a_question_finds_the_signs_of_a_title(
    database: Database, clock: ManualClock
) -> None:
    await filled(database)
    engine = shipped_engine(database, clock)

    answers = {asked: await engine.search(asked) for asked in FOUND}

    first = {asked: answer.hits[0].article.article.title for asked, answer in answers.items()}
    assert first == {asked: TITLES[number] for asked, number in FOUND.items()}
    assert [asked for asked, answer in answers.items() if not answer.confident] == []


async def test_followed_words_match_the_signs_of_a_title(
    database: Database, clock: ManualClock
) -> None:
    await filled(database)
    engine, stems = shipped_engine(database, clock), Stems()

    for asked, number in FOUND.items():
        wish, _ = await engine.wishes.read(asked)

        assert match(wish, ArticleWords(TITLES[number], "", "", stems), stems), asked
        async with database.reader() as connection:
            likely = await index.newest(connection, expression(wish), UNFILTERED, 9)
        assert 61 + number in likely, asked


async def test_a_letter_is_part_of_the_name_before_it(
    database: Database, clock: ManualClock
) -> None:
    titles = ("The technician's car", "Cells in the lab", "Vitamin C", "I can't sleep")
    await fill(database, [article(str(n), title=title) for n, title in enumerate(titles)])
    engine = shipped_engine(database, clock)

    answers = {asked: await engine.search(asked) for asked in ("CAR-T", "car t", "vitamin d")}

    for asked, answer in answers.items():
        found = {hit.article.article.title for hit in answer.hits}
        assert found <= {"Cells in the lab"}, asked  # of "CAR T-cell therapy"
    assert (await engine.search("my car")).hits


async def test_a_receptor_is_no_answer_if_the_tumor_lacks_it(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, [article("1", title="Pill for HR+/HER2- disease"), article("2")])

    answer = await shipped_engine(database, clock).search("HER2-positive")

    assert not answer.hits

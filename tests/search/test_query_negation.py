"""Negated words rank below, are never told as missing, and never count as an answer."""

import pytest

from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.engine import SearchEngine
from bot.storage.database import Database
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import TAXONOMY, fill
from tests.search.test_engine import keys

THESAURUS = Thesaurus(
    (
        SynonymGroup(SynonymKind.LAY, terms=("brain fog", "chemo brain")),
        SynonymGroup(SynonymKind.LAY, terms=("metastatic", "metastases"), short=("mets",)),
        SynonymGroup(SynonymKind.LAY, terms=("chemotherapy", "chemo")),
        SynonymGroup(SynonymKind.LAY, terms=("radiation therapy", "radiation")),
        SynonymGroup(SynonymKind.LAY, terms=("smoking",), short=("smoker", "smokers")),
        SynonymGroup(SynonymKind.LAY, terms=("blood clots", "clots")),
    )
)
TITLES = {
    "fog": "Chemo brain and memory after a year",
    "spread": "A trial in metastatic disease",
    "early": "A trial in nonmetastatic disease",
    "smoker": "Smoking and the risk of a second cancer",
    "obituary": "A scholar of non-violent protest dies",
    "charity": "A non-profit opens a house for families",
    "surgery": "Surgery alone, without chemotherapy",
    "both": "Chemotherapy and radiation after surgery",
    "clots": "Blood clots on tamoxifen",
    "moon": "Super blue blood moon",
}


@pytest.fixture
async def engine(database: Database, clock: ManualClock) -> SearchEngine:
    await fill(database, [article(key, title=title) for key, title in TITLES.items()])
    return SearchEngine(database, lambda: THESAURUS, TAXONOMY, clock)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("non metastatic", "early"),
        ("non-metastatic", "early"),
        ("nonmetastatic", "early"),
        ("non metastatic trial", "early"),
        ("surgery, not chemo", "surgery"),
        ("surgery with neither chemo nor radiation", "surgery"),
        ("surgery excluding chemo", "surgery"),
        ("surgery, anything but chemo", "surgery"),
        ("surgery rather than chemo", "surgery"),
        ("surgery besides chemo", "surgery"),
        ("surgery instead of chemo", "surgery"),
        ("chemo-free surgery", "surgery"),
        ("surgery, i haven't had chemo", "surgery"),
        ("non profit", "charity"),
        ("nonprofit", "charity"),
    ],
)
async def test_an_article_without_what_is_negated_comes_first(
    engine: SearchEngine, text: str, first: str
) -> None:
    assert keys(await engine.search(text))[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "non smoker",
        "nonsmokers",
        "non smokers",
        "not a smoker",
        "no chemo brain",
        "without mets",
        "i don't have mets",
        "it isn't mets",
        "other than mets",
        "nothing about mets",
    ],
)
async def test_what_is_negated_alone_brings_the_nearest_and_says_no_untrue_word(
    engine: SearchEngine, text: str
) -> None:
    answer = await engine.search(text)

    assert keys(answer)
    assert "obituary" not in keys(answer)
    assert not answer.confident
    assert not answer.missing
    assert answer.query
    assert not any("No article" in said for said in answer.query.understood)


@pytest.mark.parametrize("text", ["no clots found", "never clots", "never had clots"])
async def test_a_word_that_says_little_brings_nothing_beside_what_is_negated(
    engine: SearchEngine, database: Database, text: str
) -> None:
    await fill(database, [article("dog", title="A lost dog is found, never to be lost again")])

    answer = await engine.search(text)

    assert keys(answer) == ["clots"]


async def test_small_words_that_negate_are_not_told_as_missing(engine: SearchEngine) -> None:
    for text in ("neither chemo nor radiation", "surgery except chemo", "nor radiation"):
        assert (await engine.search(text)).missing == ()


async def test_words_that_an_operator_left_out_are_told_as_of_the_other_articles(
    engine: SearchEngine,
) -> None:
    answer = await engine.search("-tamoxifen clots")

    assert answer.query
    assert not any("No article says" in said for said in answer.query.understood)


async def test_a_name_is_told_as_it_is_written(database: Database, clock: ManualClock) -> None:
    group = SynonymGroup(
        SynonymKind.LAY, terms=("can't keep weight on",), short=("nothing tastes good",)
    )
    titles = ("Keep your weight", *(f"A trial, part {number}" for number in range(9)))
    await fill(database, [article(title, title=title) for title in titles])
    engine = SearchEngine(database, lambda: Thesaurus((group,)), TAXONOMY, clock)

    answer = await engine.search("nothing tastes good")

    assert answer.query
    assert any("*can't keep weight on*" in said for said in answer.query.understood)


async def test_a_missing_word_is_told_with_its_accents(engine: SearchEngine) -> None:
    assert (await engine.search("St\u00e4ndig smoking")).missing == ("St\u00e4ndig",)

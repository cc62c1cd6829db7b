"""Each hit says what of the query it holds, and nothing is explained that says nothing."""

import re

import pytest

from bot.model.query import Ranked
from bot.model.thesaurus import CommonWords, SynonymGroup, SynonymKind, Thesaurus
from bot.search.engine import SearchEngine
from bot.search.ranking import reasons
from bot.search.words import words_of
from bot.storage.database import Database
from tests.factories import NOON, article, taxonomy
from tests.fakes import ManualClock
from tests.search.conftest import engine_of, fill
from tests.search.test_engine import keys
from tests.tables import each_row

SMALL_NAMES = Thesaurus(
    (
        SynonymGroup(SynonymKind.LAY, terms=("risk factors",), short=("do this to myself",)),
        SynonymGroup(SynonymKind.LAY, terms=("advance directive",), short=("will", "living will")),
        SynonymGroup(SynonymKind.BRAND, terms=("gene recurrence score",), short=("oncotype",)),
    )
)
TEXTS = (
    article("myself", title="I do this", teaser="What did I do to myself, and this?"),
    article("risk", title="Risk factors that count"),
    article("will", title="It will come"),
    article("gene", title="A gene, a score"),
    article("back", title="Recurrence"),
    *(article(f"other-{number}", title=f"Other news {number}") for number in range(8)),
)


@pytest.fixture
async def small_engine(database: Database, clock: ManualClock) -> SearchEngine:
    await fill(database, TEXTS)
    return SearchEngine(database, lambda: SMALL_NAMES, taxonomy("screening"), clock)


@pytest.mark.parametrize("query", ["what about vs", "vs the", "tamoxifen vs letrozole", "her vs"])
async def test_small_words_are_never_told_to_be_missing(engine: SearchEngine, query: str) -> None:
    assert not set((await engine.search(query)).missing) & {"vs", "what", "about", "the", "her"}


async def test_a_name_of_small_words_is_not_found_by_one_of_them(
    small_engine: SearchEngine,
) -> None:
    answer = await small_engine.search("did i do this to myself")

    assert keys(answer) == ["risk"]
    assert answer.hits[0].why == ("matched: risk factors",)


async def test_a_small_word_alone_is_no_name(small_engine: SearchEngine) -> None:
    answer = await small_engine.search("will it come")

    assert answer.query is not None
    assert answer.query.understood == ()
    assert answer.hits[0].why == ("matched: come",)


async def test_a_relaxed_search_names_what_is_absent_and_what_was_looked_for(
    small_engine: SearchEngine,
) -> None:
    answer = await small_engine.search("oncotype")

    assert answer.query is not None
    assert answer.query.understood[-1] == (
        "No article says *oncotype*: searched for the words of *gene recurrence score*"
    )
    assert keys(answer) == ["gene"]


async def test_words_that_say_little_are_no_reason_beside_others(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, [article("1", title="Recurrence, and what it may mean")])
    engine = SearchEngine(database, lambda: Thesaurus(()), taxonomy(), clock)

    (hit,) = (await engine.search("what does recurrence mean")).hits
    (alone,) = (await engine.search("what does it mean")).hits

    assert hit.why == ("matched: recurrence",)
    assert alone.why == ("matched: mean",)


async def test_articles_with_words_that_say_little_are_near_only_if_none_has_another(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, [article(f"n{n}", title=f"Help with part {n}") for n in range(9)])
    engine = SearchEngine(database, lambda: Thesaurus(()), taxonomy(), clock)

    near = await engine.search("does aspirin help")
    assert (len(near.hits), near.confident, near.missing) == (5, False, ("aspirin",))
    assert (await engine.search("aspirin volcano")).hits == ()
    assert len((await engine.search("what helps")).hits) > 0


async def test_a_relaxed_search_that_finds_nothing_is_not_told(engine: SearchEngine) -> None:
    answer = await engine.search('"brain hippocampus"')

    assert answer.query is not None
    assert (answer.hits, answer.query.understood) == ((), ())


async def test_every_hit_says_why(engine: SearchEngine) -> None:
    for query in ("chemo brain hippocampus", "AI", "no surgery", "not brain mets", "the", "TNBC"):
        answer = await engine.search(query, limit=30)
        assert answer.hits
        assert all(hit.why and hit.why[-1] not in {"", "matched: "} for hit in answer.hits)


@pytest.mark.parametrize("query", ["what is the", "do I have to", "AND OR NOT"])
async def test_stop_words_are_the_reason_if_nothing_else_was_typed(
    engine: SearchEngine, query: str
) -> None:
    why = {hit.why[-1] for hit in (await engine.search(query)).hits}
    assert all(each.startswith("matched: ") for each in why)
    assert {word for each in why for word in words_of(each)} <= {"matched", *words_of(query)}


@each_row(
    ("matched", "reason"),
    [
        (("only “bone” of “stop bone”", "bone"), "only “bone” of “stop bone”"),
        (("tamoxifen", "only “brain” of “brain mets”"), "tamoxifen, only “brain” of “brain mets”"),
        (("“hot flashes”", "hot", "night sweats"), "“hot flashes”, night sweats"),
        (("breast, cancer", "cancer", "the"), "breast, cancer"),
        (("what", "the"), "what, the"),
    ],
)
def test_a_reason_says_nothing_twice(matched: tuple[str, ...], reason: str) -> None:
    assert reasons(Ranked(1, 1.0, matched, NOON)) == (f"matched: {reason}",)


async def test_a_word_is_told_once_in_a_reason(engine: SearchEngine) -> None:
    for query in ("brain metastases brain", "breast cancer in the breast", "cancer breast cancer"):
        for hit in (await engine.search(query)).hits:
            told = [word for why in hit.why for word in why.removeprefix("matched: ").split(", ")]
            assert len(set(told)) == len(told)


async def test_what_was_asked_is_not_also_searched_for(small_engine: SearchEngine) -> None:
    answer = await small_engine.search("advance directive living will")

    assert answer.query is not None
    assert "*advance directive*" not in " ".join(answer.query.understood)


async def test_the_beginning_that_is_told_begins_the_word_that_was_found(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, [article(each, title=each) for each in ("Hernia", "Seroma", "Happiness")])
    engine = SearchEngine(database, Thesaurus, taxonomy("screening"), clock)

    for typed, title in (("hernie", "hernia"), ("seroms", "seroma"), ("happily", "happiness")):
        answer = await engine.search(typed)
        assert answer.query is not None
        said = [*answer.query.understood, *(why for hit in answer.hits for why in hit.why)]
        begun = re.findall(r"begin with \*(\w+)\*|(\w+)\u2026", " ".join(said))
        assert all(title.startswith("".join(each)) for each in begun)


MISSPELLED = Thesaurus(
    (
        SynonymGroup(
            SynonymKind.LAY,
            terms=("lymphedema", "lymphoedema"),
            short=("lympedema", "lymphodema", "swollen arm"),
        ),
        SynonymGroup(SynonymKind.LAY, terms=("smokers", "smoking"), short=("smoker",)),
    )
)


@pytest.mark.parametrize("typed", ["lympedema", "lymphodema", "lymfedema", "lymphdema", "lympedma"])
async def test_a_misspelling_is_read_as_the_right_spelling(
    database: Database, clock: ManualClock, typed: str
) -> None:
    """Also one that the thesaurus lists: it is no word to show, and the right one decides."""
    texts = [article("it", title="Lymphedema: swollen arm after surgery")]
    await fill(database, [*texts, *(article(f"o{n}", title=f"Other {n}") for n in range(8))])
    engine = SearchEngine(database, lambda: MISSPELLED, taxonomy("screening"), clock)

    answer = await engine.search(typed)

    assert answer.query is not None
    assert answer.query.understood[0] == "Showing results for *lymphedema*"
    assert (answer.confident, answer.hits[0].why) == (True, ("matched: lymphedema",))


async def test_an_inflected_name_is_no_misspelling(database: Database, clock: ManualClock) -> None:
    await fill(database, [article("it", title="Smokers and surgery")])
    engine = SearchEngine(
        database,
        lambda: MISSPELLED,
        taxonomy("screening"),
        clock,
        everyday=lambda: CommonWords(frozenset({"smoker"})),
    )

    answer = await engine.search("smoker")

    assert answer.query is not None
    assert not [each for each in answer.query.understood if each.startswith("Showing")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("nauseas", "nausea"),
        ("recurrances", "recurrence"),
        ("ovary", "ovaries"),
        ("her2", "her2"),
    ],
)
async def test_a_reason_quotes_the_words_that_the_article_has(
    database: Database, clock: ManualClock, text: str, named: str
) -> None:
    await fill(
        database, [article("a", title="Nausea, recurrence, the ovaries and HER2-positive disease")]
    )

    (hit,) = (await engine_of(database, clock).search(text)).hits

    assert hit.why == (f"matched: {named}",)

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.answer import Answer
from bot.model.query import Filters
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.engine import SearchEngine
from bot.search.retrieval import MAX_RANKED
from bot.storage.database import Database
from tests.factories import NOON, article
from tests.fakes import ManualClock
from tests.search.conftest import ARTICLES, TAXONOMY, engine_of, fill


def keys(answer: Answer) -> list[str]:
    return [hit.article.article.key for hit in answer.hits]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("brain mets", "brain"),
        ("TNBC", "tnbc"),
        ("Enhertu", "enhertu"),
        ("t-dxd", "enhertu"),
        ("Keytruda", "tnbc"),
        ("chemo brain", "fog"),
        ("tamoxifne", "tamoxifen"),
        ("rtamoxifen", "tamoxifen"),
        ("ambolizumab pembrolizumob", "tnbc"),
        ("braca", "brca"),
        ("AI with letrozole", "letrozole"),
        ("AI mammogram", "reader"),
        ("what is the risk of liver surgery?", "liver"),
        ("BRAIN   METASTASES!!", "brain"),
        ("Métastases brain", "brain"),
    ],
)
async def test_members_words_find_what_they_mean(
    engine: SearchEngine, typed: str, first: str
) -> None:
    answer = await engine.search(typed)
    assert keys(answer)[:1] == [first]


@pytest.mark.parametrize("typed", ["ins", "ands", "ofs", "inning", "tos"])
async def test_a_word_is_not_found_as_a_small_word_with_its_stem(
    library: Database, clock: ManualClock, typed: str
) -> None:
    await fill(library, [article("whole", title=f"About {typed}, and no more")])

    answer = await engine_of(library, clock).search(typed)

    assert keys(answer) == ["whole"]


async def test_a_rare_word_with_a_far_commoner_neighbour_counts_as_both(
    library: Database, clock: ManualClock
) -> None:
    named = article("brian", title="Brian rides for research")
    common = [article(f"b{n}", title=f"Brain metastases, part {n}") for n in range(25)]
    await fill(library, [named, *common])
    answer = await engine_of(library, clock).search("brian mets", limit=50)
    assert answer.query
    assert "Also searched for *brain*" in answer.query.understood
    assert {"brian", "brain", "b1"} <= set(keys(answer))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "🎀🎀",
        '"',
        "'",
        "AND",
        "brain AND (",
        "NEAR(brain liver, 2)",
        "title: brain",
        "{title text}: brain",
        "brain*",
        "^brain",
        "-brain",
        "'; DROP TABLE articles; --",
        "COVID-19 p53? alzheimer's",
        "\x00brain\x00",
        "\u202ebrain\u202c",
        "\ud800",
        "brain " * 1_000,
        "a" * 5_000,
        "جين 乳がん ген",
    ],
)
async def test_operators_and_oddities_are_plain_data(engine: SearchEngine, typed: str) -> None:
    answer = await engine.search(typed)
    assert answer.query
    assert answer.total >= len(answer.hits)


async def test_an_index_with_nothing_in_it_answers_nothing(
    database: Database, clock: ManualClock
) -> None:
    answer = await engine_of(database, clock).search("metastasis")
    assert (answer.hits, answer.total) == ((), 0)
    assert answer.topics == ("metastasis",)


async def test_an_answer_says_what_was_understood_and_why(engine: SearchEngine) -> None:
    answer = await engine.search("brain mets tamoxifne")
    assert answer.query
    assert answer.query.understood == (
        "Showing results for *tamoxifen*",
        "Also searched for *brain metastases*",
    )
    reasons = {hit.article.article.key: hit.why for hit in answer.hits}
    assert reasons["brain"] == ("matched: brain metastases",)
    assert reasons["tamoxifen"] == ("matched: tamoxifen",)


async def test_a_correction_is_shown_as_a_word_not_as_its_stem(engine: SearchEngine) -> None:
    answer = await engine.search("surgrey")
    assert answer.query
    assert answer.query.understood == ("Showing results for *surgery*",)


async def test_words_with_digits_are_never_corrected(engine: SearchEngine) -> None:
    answer = await engine.search("BRCA7")
    assert answer.query
    assert (answer.query.understood, answer.hits) == ((), ())
    assert "heredity" not in answer.suggestions


async def test_more_of_what_was_asked_ranks_higher(engine: SearchEngine) -> None:
    answer = await engine.search("liver surgery")
    assert keys(answer) == ["liver", "tnbc"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(topic="metastasis"), {"brain", "liver", "old"}),
        (Filters(topic="metastasis", since=NOON - timedelta(days=30)), {"brain", "liver"}),
        (Filters(source="Other News"), {"other"}),
        (Filters(source="sample news", topic="treatment"), set()),
        (Filters(topic="unheard-of"), set()),
    ],
)
async def test_filters_narrow_the_answer(
    engine: SearchEngine, library: Database, filters: Filters, found: set[str]
) -> None:
    await fill(library, [article("other", title="Metastasis elsewhere")], "Other News")
    answer = await engine.search("metastasis", filters)
    assert set(keys(answer)) == found


async def test_nothing_found_offers_near_words_and_topics(engine: SearchEngine) -> None:
    answer = await engine.search("metastasis", Filters(topic="screening"))
    assert answer.hits == ()
    assert answer.topics[0] == "metastasis"
    answer = await engine.search("mammograms1 heredty", Filters(since=NOON + timedelta(1)))
    assert "heredity" in answer.suggestions


@pytest.mark.parametrize("typed", ["husband", "?", "🎀", "horoscope"])
async def test_what_is_near_to_nothing_gets_no_topics(engine: SearchEngine, typed: str) -> None:
    answer = await engine.search(typed)
    assert (answer.hits, answer.suggestions, answer.topics) == ((), (), ())


async def test_a_known_name_is_not_taken_for_a_misspelled_topic(database: Database) -> None:
    known = Thesaurus((SynonymGroup(SynonymKind.BRAND, terms=("alpelisib", "scrrening")),))
    engine = SearchEngine(database, lambda: known, TAXONOMY, ManualClock())
    assert (await engine.search("scrrening")).topics == ()
    assert (await engine_of(database, ManualClock()).search("scrrening")).topics == ("screening",)


async def test_pages_follow_each_other_without_gap_or_overlap(engine: SearchEngine) -> None:
    whole = await engine.search("breast cancer", limit=100)
    first = await engine.search("breast cancer", limit=3)
    second = await engine.search("breast cancer", limit=3, offset=3)
    assert keys(first) + keys(second) == keys(whole)[:6]
    assert first.total == whole.total == len(whole.hits)
    assert (await engine.search("breast cancer", offset=MAX_RANKED)).hits == ()


async def test_a_word_that_has_just_come_is_known_at_once(
    engine: SearchEngine, library: Database
) -> None:
    await engine.search("brain")
    await fill(library, [article("new", title="Tamoxifex is new")])
    answer = await engine.search("tamoxifex")
    assert keys(answer) == ["new"]
    assert answer.query
    assert answer.query.understood == ()


async def test_the_vocabulary_is_read_again_after_a_while(
    engine: SearchEngine, library: Database, clock: ManualClock
) -> None:
    await engine.search("brain")
    await fill(library, [article("new", title="Zoledronic acid")])
    clock.forward(minutes=10)
    answer = await engine.search("zoledornic")
    assert keys(answer) == ["new"]


async def test_a_common_word_does_not_fetch_where_a_rarer_one_is_present(
    database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.search.retrieval.MOST_POSTINGS", 20)
    common = [article(f"c{n}", title=f"Breast cancer news {n}") for n in range(40)]
    rare = [article(f"r{n}", title=f"Exercise and breast cancer {n}") for n in range(12)]
    await fill(database, [*common, *rare])
    engine = engine_of(database, clock)
    assert set(keys(await engine.search("breast cancer exercise", limit=100))) == {
        one.key for one in rare
    }
    assert (await engine.search("breast cancer")).total == MAX_RANKED


async def test_the_latest_come_by_date(engine: SearchEngine) -> None:
    answer = await engine.latest(limit=100)
    assert keys(answer)[-1] == "old"
    assert answer.total == len(ARTICLES)
    assert answer.query is None


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        (Filters(topic="metastasis"), 3),
        (Filters(topic="metastasis", since=NOON), 2),
        (Filters(topic="metastasis", source="Other News"), 0),
        (Filters(source="Sample News"), len(ARTICLES)),
        (Filters(since=NOON), len(ARTICLES) - 1),
    ],
)
async def test_the_latest_can_be_narrowed(
    engine: SearchEngine, filters: Filters, total: int
) -> None:
    answer = await engine.latest(filters, limit=1)
    assert (answer.total, len(answer.hits)) == (total, min(total, 1))


async def test_the_latest_are_counted_up_to_a_bound(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.index.MOST_LISTED", 4)
    assert (await engine.latest(limit=2)).total == 4
    assert (await engine.latest(Filters(topic="metastasis"))).total == 3


async def test_latest_of_an_unknown_topic_names_the_nearest(engine: SearchEngine) -> None:
    answer = await engine.latest(Filters(topic="metastasys"))
    assert answer.topics[0] == "metastasis"


async def test_the_index_is_asked_by_two_members_at_once(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "both.db") as database:
        await fill(database, ARTICLES)
        engine = engine_of(database, ManualClock())
        answers = await asyncio.gather(*(engine.search("brain mets") for _ in range(8)))
    assert {tuple(keys(answer)) for answer in answers} == {tuple(keys(answers[0]))}


OF_ONE_STEM = (
    ("experiment", "An experiment in mice", "Her experience"),
    ("generic drug", "Generic drugs cost less", "A generous gift"),
    ("emergency", "Emergency rooms", "An emerging idea"),
    ("organ", "Organ function", "Organized walks"),
    ("universal", "Universal coverage", "A university opens"),
    ("topics", "Topics of the day", "Topical cream"),
    ("medication", "A medication", "Medical care"),
    ("relatives", "Relatives of carriers", "Relative risk"),
    ("mets", "Living with mets", "Trial met its endpoint"),
    ("pets", "Therapy pets", "A PET scan"),
    ("immunization", "Immunization in autumn", "Immune cells in a tumor"),
    ("supplemental", "Supplemental ultrasound", "Vitamin supplements"),
)
"""Words, a title that has them, and one with another word of their stem."""


async def test_another_word_of_the_same_stem_is_not_found(
    database: Database, clock: ManualClock
) -> None:
    titles = [title for _, *both in OF_ONE_STEM for title in both]
    await fill(database, [article(title, title=title, teaser="", text="") for title in titles])
    engine = engine_of(database, clock)

    found = {asked: keys(await engine.search(asked)) for asked, *_ in OF_ONE_STEM}

    assert found == {asked: [title] for asked, title, _ in OF_ONE_STEM}

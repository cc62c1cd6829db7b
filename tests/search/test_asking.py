"""Members ask with operators, for exact words, by date; and what they are told."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.model.answer import Piece
from bot.model.article import Evidence, EvidenceKind
from bot.model.query import Filters, Sort
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.engine import SearchEngine
from bot.storage.database import Database
from tests.factories import NOON, article
from tests.fakes import ManualClock
from tests.search.conftest import TAXONOMY, engine_of, fill
from tests.search.test_engine import keys


def bold(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.matched]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('"hot flashes"', {"tamoxifen"}),
        ("“hot flash”", {"tamoxifen"}),
        ('"flashes hot"', set()),
        ('metastasis -"brain metastases"', {"liver", "old"}),
        ("metastases -brain", {"liver", "old"}),
        ("metastasis since:2026", {"brain", "liver"}),
        ("cancer topic:screening", {"reader"}),
        ('cancer "breast cancer" -women topic:treatment', {"enhertu", "tamoxifen", "tnbc"}),
        ("topic:metastasis", {"brain", "liver", "old"}),
        ("topic:metastasis -liver", {"brain", "old"}),
        ("topic:metastasis since:2026-01", {"brain", "liver"}),
    ],
)
async def test_operators_say_what_must_and_must_not_be(
    engine: SearchEngine, typed: str, found: set[str]
) -> None:
    answer = await engine.search(typed, limit=50)
    assert set(keys(answer)) == found
    assert answer.total == len(found)
    assert answer.notes == ()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("yoga in:people", {"randomized", "trial", "observed", "review"}),
        ("yoga kind:trial", {"randomized", "trial"}),
        ("yoga kind:randomized", {"randomized"}),
        ("yoga in:lab", {"laboratory"}),
        ("in:people kind:trial topic:metastasis", {"trial"}),
        ("kind:review in:mice", set()),
        ("yoga kind:trial kind:review", {"randomized", "trial", "review"}),
        ("yoga -in:mice", {"none", "randomized", "trial", "observed", "review"}),
        ("yoga -kind:lab -kind:trial", {"none", "observed", "review"}),
        ("yoga", {"none", *EvidenceKind}),
    ],
)
async def test_operators_ask_for_kinds_of_study(
    database: Database, clock: ManualClock, typed: str, found: set[str]
) -> None:
    of = {
        kind: article(kind, "metastasis" if kind == "trial" else "treatment", title=f"Yoga {kind}")
        for kind in EvidenceKind
    }
    labeled = [replace(each, evidence=Evidence(kind)) for kind, each in of.items()]
    await fill(database, [*labeled, article("none", title="Yoga and more")])
    answer = await engine_of(database, clock).search(typed, limit=50)
    assert set(keys(answer)) == found
    assert answer.notes == ()


async def test_limits_hold_for_common_words_too(
    database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.search.retrieval.MOST_POSTINGS", 20)
    await fill(database, [article(f"c{n}", title=f"Breast cancer, part {n}") for n in range(40)])
    engine = engine_of(database, clock)
    answer = await engine.search('breast cancer "part 7"')
    assert keys(answer) == ["c7"]
    answer = await engine.search('"breast cancer" -part')
    assert keys(answer) == []


async def test_operators_alone_list_the_newest_first(engine: SearchEngine) -> None:
    answer = await engine.search("topic:metastasis", limit=1, offset=2)
    assert (keys(answer), answer.total) == (["old"], 3)
    assert answer.query
    assert (answer.query.concepts, answer.filters) == ((), Filters(topic="metastasis"))


async def test_a_wrong_operator_is_explained_and_ignored(engine: SearchEngine) -> None:
    answer = await engine.search("brain topic:metastatis source:none")
    assert keys(answer)[0] == "brain"
    assert answer.filters == Filters()
    assert [note.split(";")[0] for note in answer.notes] == [
        "There is no topic *metastatis*",
        "There is no source *none*",
    ]
    assert "Look at /sources for all." in answer.notes[1]


async def test_a_wrong_operator_alone_finds_nothing_and_names_what_is_near(
    engine: SearchEngine,
) -> None:
    answer = await engine.search("topic:metastatis")
    assert (answer.hits, answer.topics[0]) == ((), "metastasis")
    assert answer.notes


async def test_exact_words_are_looked_for_as_typed(engine: SearchEngine) -> None:
    assert keys(await engine.search("Keytruda")) == ["tnbc"]
    answer = await engine.search("Keytruda", exact=True)
    assert (answer.hits, answer.altered) == ((), False)
    assert keys(await engine.search("tamoxifne", exact=True)) == []
    answer = await engine.search("hot flash", exact=True)
    assert (keys(answer), answer.altered) == (["tamoxifen"], False)


@pytest.mark.parametrize(
    ("typed", "altered"),
    [("tamoxifne", True), ("Keytruda", True), ("tamoxi", True), ("hippocampus", False)],
)
async def test_an_answer_says_whether_the_words_were_altered(
    engine: SearchEngine, *, typed: str, altered: bool
) -> None:
    assert (await engine.search(typed)).altered is altered


async def test_what_no_article_holds_is_named(engine: SearchEngine) -> None:
    answer = await engine.search("zebra Keytruda")
    assert (keys(answer), answer.missing) == (["tnbc"], ("zebra",))
    assert (await engine.search("Keytruda")).missing == ()


async def test_common_words_alone_are_no_answer(engine: SearchEngine) -> None:
    answer = await engine.search("breast cancer horoscope")
    assert answer.hits
    assert (answer.confident, answer.missing) == (False, ("horoscope",))


async def test_nothing_is_found_only_where_no_word_is_held(engine: SearchEngine) -> None:
    assert (await engine.search("quokka horoscope")).total == 0
    assert (await engine.search("quokka metastasis")).total > 0


async def test_the_newest_that_answer_come_first_by_date(
    engine: SearchEngine, library: Database
) -> None:
    dates = {f"m{days}": NOON - timedelta(days=days) for days in (3, 1, 2)}
    stories = [
        article(key, title="Metastasis of the brain", published_at=date)
        for key, date in dates.items()
    ]
    weak = article("weak", title="A brain", published_at=NOON + timedelta(1))
    await fill(library, [*stories, weak])
    answer = await engine.search("brain metastasis", sort=Sort.DATE)
    assert keys(answer) == ["brain", "m1", "m2", "m3"]


async def test_a_hit_shows_where_it_holds_what_was_asked(engine: SearchEngine) -> None:
    (hit, *_) = (await engine.search("brain mets")).hits
    assert bold(hit.title) == ["brain metastases"]
    assert bold(hit.snippet) == ["brain"]
    (hit,) = (await engine.search("tamoxifne")).hits
    assert "tamoxifen" in bold(hit.title)


async def test_the_latest_show_their_titles_unmarked(engine: SearchEngine) -> None:
    for hit in (await engine.latest()).hits:
        assert hit.title == (Piece(hit.article.article.title),)
        assert bold(hit.snippet) == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("tamox", "tamoxifen"),
        ("hippocam", "brain"),
        ("brainmets", "brain"),
        ("triplenegative", "tnbc"),
        ("t dxd", "enhertu"),
        ("tdxd", "enhertu"),
        ("mam mogram", "reader"),
        ("livermetastases", "liver"),
        ("BRAC gene", "brca"),
        ("braca gene", "brca"),
    ],
)
async def test_unfinished_words_and_misplaced_spaces_find_what_is_meant(
    engine: SearchEngine, typed: str, first: str
) -> None:
    assert keys(await engine.search(typed))[:1] == [first]


async def test_whole_words_rank_above_words_that_only_begin_so(
    database: Database, clock: ManualClock
) -> None:
    words = ("Immune", "Immunotherapy", "Immunotherapeutic")
    await fill(database, [article(w, title=f"{w} research") for w in words])
    answer = await engine_of(database, clock).search("immunotherap")
    assert set(keys(answer)) == {"Immunotherapy", "Immunotherapeutic"}
    await fill(database, [article("part", title="Immunotherap research")])
    answer = await engine_of(database, clock).search("immunotherap")
    assert keys(answer)[0] == "part"


@pytest.mark.parametrize("word", ["someone", "sure", "water", "nobody"])
async def test_everyday_words_stay_as_typed_even_if_no_article_has_them(
    database: Database, clock: ManualClock, word: str
) -> None:
    names = ("water on the lung", "water under the skin")
    group = SynonymGroup(SynonymKind.LAY, terms=("effusion",), short=names, related=("watery",))
    titles = ("Some body: one watery sore", "No one is sore", "Some watery bodies", "Sore for some")
    await fill(database, [article(f"a{n}", title=title) for n, title in enumerate(titles * 3)])
    engine = SearchEngine(database, lambda: Thesaurus((group,)), TAXONOMY, clock)

    answer = await engine.search(f"brain {word}")

    assert answer.query
    assert answer.query.understood == ()


async def test_a_query_of_an_ambiguous_form_alone_shows_all_its_senses(
    engine: SearchEngine,
) -> None:
    answer = await engine.search("AI")
    assert set(keys(answer)[:2]) == {"reader", "letrozole"}
    assert {hit.why[0] for hit in answer.hits[:2]} == {
        "as aromatase inhibitor",
        "as artificial intelligence",
    }


async def test_a_regimen_with_the_letters_of_a_shorter_interval_is_read_apart(
    database: Database, clock: ManualClock
) -> None:
    """The name "ddAC" means "dose-dense AC": nobody lists each regimen a second time."""
    groups = (
        SynonymGroup(SynonymKind.ABBREVIATION, terms=("dose-dense chemotherapy", "dose-dense")),
        SynonymGroup(SynonymKind.ABBREVIATION, terms=("epirubicin and cyclophosphamide", "EC")),
    )
    titles = ("Dose-dense chemotherapy", "Epirubicin and cyclophosphamide", "A dimer in blood")
    await fill(database, [article(f"a{n}", title=title) for n, title in enumerate(titles * 3)])
    engine = SearchEngine(database, lambda: Thesaurus(groups), TAXONOMY, clock)

    dense, other = await engine.search("ddEC"), await engine.search("ddimer")

    assert dense.query
    assert other.query
    assert [concept.label for concept in dense.query.concepts] == ["dose dense", "ec"]
    assert "dose dense" not in [concept.label for concept in other.query.concepts]


async def test_what_is_looked_for_in_place_of_a_phrase_is_told(engine: SearchEngine) -> None:
    answer = await engine.search("chemo brain hippocampus")
    assert all(hit.why and hit.why[-1] != "matched: " for hit in answer.hits)


@pytest.mark.parametrize(
    "typed",
    [
        "https://clinicaltrials.gov/study/NCT05104866",
        "https://example.net/2024/clots-and-lymphoma/",
        "https://example.net/clots%20and%2Dlymphoma.html",
    ],
)
async def test_a_link_finds_its_trial_or_its_words(
    database: Database, clock: ManualClock, typed: str
) -> None:
    url = "https://example.org/news/71"
    it = article("it", title="Clots and lymphoma", teaser="Of trial NCT05104866.", url=url)
    others = [article(f"a{n}", title=f"News of the study org {n}") for n in range(9)]
    await fill(database, [replace(it, canonical_url=url), *others])

    engine = SearchEngine(database, lambda: Thesaurus(()), TAXONOMY, clock)
    answer = await engine.search(typed)

    assert keys(answer)[:1] == ["it"]


async def test_what_only_begins_like_a_link_is_read_as_words(engine: SearchEngine) -> None:
    for typed in ("https://", "https://[", "http://[x tamoxifen", "a://b tamoxifen"):
        await engine.search(typed)

"""Names of the thesaurus as members write them: with other small words, negated, ambiguous."""

import pytest

from bot.model.query import SYNONYM_WEIGHTS, Query, Reading
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.query import understand as understand_readings
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import Stems, typed_words
from tests.shared import shipped_index
from tests.tables import each_row

LAY = SynonymKind.LAY
INDEX = ThesaurusIndex(
    Thesaurus(
        (
            SynonymGroup(LAY, terms=("pleural effusion",), short=("water on the lungs",)),
            SynonymGroup(LAY, terms=("insomnia",), short=("can't sleep",)),
            SynonymGroup(LAY, terms=("stopping treatment",), short=("want to quit", "quit pills")),
            SynonymGroup(LAY, terms=("fatigue", "tiredness"), related=("worn out", "nap", "or")),
            SynonymGroup(LAY, terms=("lymphedema",), short=("swollen arm",)),
            SynonymGroup(LAY, terms=("metastatic",), short=("mets",)),
            SynonymGroup(LAY, terms=("travel",), short=("flying", "flight", "plane trip")),
            SynonymGroup(LAY, terms=("weight gain",), short=("put on pounds", "put on weight")),
            SynonymGroup(
                LAY, terms=("sexual health",), related=("not been close", "intimate close")
            ),
            SynonymGroup(LAY, terms=("chemo first",), short=("chemo before surgery",)),
            SynonymGroup(
                LAY, terms=("end of life",), ambiguous=("dying",), beside=("mom", "hospice")
            ),
            SynonymGroup(LAY, terms=("surgeon",), ambiguous=("BS",), beside=("appointment",)),
            SynonymGroup(LAY, terms=("omit",), short=("do without", "said no")),
            SynonymGroup(LAY, terms=("loneliness",), short=("alone",), related=("friend",)),
            SynonymGroup(LAY, terms=("friend", "friends", "friendship"), short=("buddy",)),
            SynonymGroup(SynonymKind.BRAND, terms=("letrozole", "Femara")),
            SynonymGroup(LAY, terms=("mother", "mom")),
            SynonymGroup(LAY, terms=("aromatase inhibitor",), related=("Femara", "hormone pill")),
        )
    ),
    Stems(),
)


def understand(text: str) -> Query:
    words = typed_words(text)
    return understand_readings(text, INDEX, [Reading((word,), (word,)) for word in words])


def shown(text: str) -> set[str]:
    return {p.shown for c in understand(text).concepts for p in c.phrases if not p.typed}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("water in my lung", "pleural effusion"),
        ("i cant sleep", "insomnia"),
        ("can\u2019t sleep", "insomnia"),
        ("want to quit these pills", "stopping treatment"),
        ("worn out", "fatigue"),
        ("chemo before my surgery", "chemo first"),
    ],
)
def test_small_words_and_endings_do_not_matter_in_a_name(text: str, term: str) -> None:
    assert term in shown(text)


@pytest.mark.parametrize("text", ["chemo after surgery", "water, then a lunch", "or", "lungs"])
def test_other_words_are_other_names(text: str) -> None:
    assert shown(text) == set()


def test_a_related_word_is_weaker_evidence_than_a_name() -> None:
    (name,) = understand("tiredness").concepts
    (related,) = understand("nap").concepts
    assert related.phrases[1].weight < name.phrases[1].weight < name.phrases[0].weight


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("lungs not metastatic", ["metastatic"]),
        ("lungs without any mets", ["mets"]),
        ("do without chemo first", []),
        ("they said no to my chemo first", []),
        ("do without mets but not lymphedema", ["lymphedema"]),
        ("metastatic lungs", []),
    ],
)
def test_what_is_negated_is_known(text: str, negated: list[str]) -> None:
    assert [c.label for c in understand(text).concepts if c.negated] == negated


def test_what_is_unwanted_is_no_synonym_of_something_else() -> None:
    arm, unwanted = understand("swollen arm not lymphedema").concepts
    assert [phrase.shown for phrase in arm.phrases] == ["swollen arm"]
    assert unwanted.negated


def test_words_that_say_little_count_less_and_are_not_told() -> None:
    happens, lungs = understand("what happens lungs").concepts
    assert (happens.counted, lungs.counted) == (False, True)
    assert happens.phrases[0].weight < lungs.phrases[0].weight


def test_a_turn_of_several_everyday_words_counts_more_than_one_word() -> None:
    (turn,) = understand("swollen arm").concepts
    (word,) = understand("mets").concepts
    assert turn.phrases[1].weight > word.phrases[1].weight


def test_an_everyday_word_also_finds_the_other_words_of_its_group_as_weaker_evidence() -> None:
    (flying,) = understand("flying").concepts
    (typed, travel, trip, flight) = flying.phrases
    assert (travel.shown, trip.shown, flight.shown) == ("travel", "plane trip", "flight")
    assert [each.loose for each in (typed, travel, trip, flight)] == [False, False, False, True]
    assert travel.weight > flight.weight


def test_a_clinical_name_finds_single_everyday_words_alone() -> None:
    (concept,) = understand("travel").concepts
    assert [p.shown for p in concept.phrases[1:]] == ["flying", "flight"]


def test_an_age_may_be_written_as_one_word() -> None:
    assert typed_words("my 15yo, a 2yr and 44YO, not 15yogurt") == (
        "my", "15", "yo", "a", "2", "yr", "and", "44", "yo", "not", "15yogurt",
    )  # fmt: skip


def test_a_name_of_words_that_ask_is_a_name() -> None:
    index = ThesaurusIndex(
        Thesaurus((SynonymGroup(LAY, terms=("causes",), short=("do this to myself",)),)),
        Stems(),
    )
    words = typed_words("did i do this to myself")
    readings = [Reading((word,), (word,)) for word in words]
    query = understand_readings(" ".join(words), index, readings)
    assert [concept.label for concept in query.concepts] == ["do this to myself"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("dying", True),
        ("my mom is dying", True),
        ("hospice and dying", True),
        ("my hair is dying", False),
        ("dying cells", False),
    ],
)
def test_an_everyday_word_needs_its_company_for_a_special_sense(text: str, *, read: bool) -> None:
    assert ("end of life" in shown(text)) is read
    assert not any(concept.senses for concept in understand(text).concepts)


def test_a_short_form_without_company_is_still_looked_for_in_its_sense() -> None:
    assert "surgeon" in shown("BS hernia")


@pytest.mark.parametrize(
    ("text", "implied"),
    [
        ("put 30 pounds on", "weight gain"),
        ("pounds and pounds, put on in a year", "weight gain"),
        ("no longer close, hardly ever intimate", "sexual health"),
        ("pounds", None),
        ("i weigh 200 pounds", None),
        ("chemo after surgery", None),
    ],
)
def test_a_question_implies_a_group_whose_names_share_its_words(
    text: str, implied: str | None
) -> None:
    found = [concept for concept in understand(text).concepts if not concept.phrases[0].typed]

    assert [concept.label for concept in found] == ([implied] if implied else [])
    assert not any(concept.counted for concept in found)


def test_what_is_implied_is_told() -> None:
    assert "Also searched for *weight gain*" in understand("put 30 pounds on").understood


def test_an_everyday_word_counts_less_beside_a_name_than_alone() -> None:
    def weights(text: str) -> dict[str, float]:
        read = [Reading((word,), (word,)) for word in typed_words(text)]
        query = understand_readings(text, INDEX, read, everyday=lambda word: word == "finally")
        return {concept.label: concept.phrases[0].weight for concept in query.concepts}

    assert weights("finally cant sleep")["finally"] < weights("finally hernia")["finally"]
    assert weights("hernia cant sleep")["hernia"] == 1.0


@pytest.mark.parametrize(
    ("text", "neighbors"),
    [
        ("so alone", {"friend", "friends"}),
        ("a buddy for chemo first", {"loneliness"}),
        ("aromatase inhibitor", {"letrozole", "Femara"}),
        ("femara", {"aromatase inhibitor"}),
        ("hormone pill", set()),
        ("swollen arm", set()),
    ],
)
def test_a_name_leads_to_the_neighbors_of_its_group_in_both_directions(
    text: str, neighbors: set[str]
) -> None:
    phrases = [p for concept in understand(text).concepts for p in concept.phrases]
    assert {p.shown for p in phrases if p.neighbor} | {
        p.shown for p in phrases if p.shown in neighbors
    } == neighbors
    assert all(p.loose and p.weight < SYNONYM_WEIGHTS["lay"] for p in phrases if p.neighbor)


@pytest.mark.parametrize(
    ("text", "weight"),
    [("my mom and swollen arm", 0.6), ("mothers with swollen arm", 0.6), ("my mom", 1.0)],
)
def test_a_relative_counts_less_beside_what_is_asked(text: str, weight: float) -> None:
    (relative,) = [c for c in understand(text).concepts if c.label in {"mom", "mothers"}]
    assert relative.phrases[0].weight == weight


SHIPPED = shipped_index()


def shipped_names(text: str) -> set[str]:
    """The first names of the groups that the shipped thesaurus finds in a query."""
    words = typed_words(text)
    found = [SHIPPED.longest_at(words, at) for at in range(len(words))]
    return {naming.synonyms[0].shown for naming in found if naming and naming.synonyms}


@each_row(
    ("text", "is_meant"),
    [
        ("last days of chemo", False),
        ("last day of chemo", False),
        ("last weeks of radiation", False),
        ("final weeks of tamoxifen", False),
        ("last month of herceptin", False),
        ("last weeks of pregnancy", False),
        ("weeks left of chemo", False),
        ("months left on herceptin", False),
        ("saying goodbye to my breasts", False),
        ("last days", True),
        ("her last days", True),
        ("last weeks with my mom", True),
        ("last days of life", True),
        ("last weeks in hospice", True),
        ("mom only has weeks left", True),
    ],
)
def test_last_days_are_the_end_of_life_alone_or_beside_its_words(
    text: str,
    is_meant: bool,  # noqa: FBT001
) -> None:
    assert ("end of life" in shipped_names(text)) is is_meant


@each_row(
    ("text", "drug"),
    [
        ("perjeta", True),
        ("pertuzumab", True),
        ("nab-paclitaxel", True),
        ("oncotype dx", True),
        ("herceptin shot", True),
        ("bone shot", False),  # several drugs are
        ("her2-targeted therapy", False),
        ("aromatase inhibitor", False),
        ("taxane", False),
        ("biosimilar", False),
        ("mastectomy", False),
    ],
)
def test_a_drug_by_its_own_name_is_told_from_a_class_of_drugs(text: str, *, drug: bool) -> None:
    naming = SHIPPED.longest_at(typed_words(text), 0)
    assert naming
    assert naming.drug is drug


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("how long do i have", True),
        ("how long have we got", True),
        ("how long does neuropathy last", False),
        ("how long is the scan", False),
        ("how long does chemo take", False),
        ("how much time does radiation take", False),
    ],
)
def test_words_that_only_ask_are_a_name_as_they_are_written(text: str, *, named: bool) -> None:
    assert (SHIPPED.longest_at(text.split(), 0) is not None) is named

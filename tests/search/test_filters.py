from datetime import UTC, datetime, timedelta

from bot.model.article import PEOPLE_STUDIES, TRIAL_STUDIES, EvidenceKind, Taxonomy
from bot.model.query import UNFILTERED, Filters
from bot.search.filters import Narrowed, narrow, read_typed
from tests.factories import NOON, topic
from tests.tables import each_row

TOPICS = Taxonomy(
    (
        topic("metastasis"),
        topic("treatment"),
        topic("early-detection", name="DCIS and Early Detection"),
        topic("her2-positive", name="HER2-Positive"),
        topic("hormone-positive", name="Hormone Receptor-Positive"),
    )
)
SOURCES = ["The Progress Report", "npj Breast Cancer"]


def narrowed(text: str, filters: Filters = UNFILTERED) -> Narrowed:
    return narrow(read_typed(text).named, filters, TOPICS, SOURCES, NOON)


@each_row(
    ("text", "filters"),
    [
        ("topic:metastasis", Filters(topic="metastasis")),
        ("topic:METASTASIS", Filters(topic="metastasis")),
        ('topic:"dcis and early detection"', Filters(topic="early-detection")),
        ("topic:dcis", Filters(topic="early-detection")),
        ("topic: metastasis", Filters(topic="metastasis")),
        ("source:npj", Filters(source="npj Breast Cancer")),
        ('source:"the progress report"', Filters(source="The Progress Report")),
        ("since:2024", Filters(since=datetime(2024, 1, 1, tzinfo=UTC))),
        ("since:30d,", Filters(since=NOON - timedelta(days=30))),
        ("in:people", Filters(evidence=PEOPLE_STUDIES)),
        ("in: Lab", Filters(evidence=frozenset({EvidenceKind.LABORATORY}))),
        ("kind:trial", Filters(evidence=TRIAL_STUDIES)),
        ("kind:randomised", Filters(evidence=frozenset({EvidenceKind.RANDOMIZED}))),
        ("kind:trial in:people", Filters(evidence=TRIAL_STUDIES)),
        ("kind:review in:mice", Filters(evidence=frozenset())),
        ("kind:meta-analysis", Filters(evidence=frozenset({EvidenceKind.REVIEW}))),
        ("kind:Metaanálisis", Filters(evidence=frozenset({EvidenceKind.REVIEW}))),
        ("kind:RCT", Filters(evidence=frozenset({EvidenceKind.RANDOMIZED}))),
        ("kind:phase 2", Filters(evidence=TRIAL_STUDIES)),
        ('kind:"Phase 2 trial"', Filters(evidence=TRIAL_STUDIES)),
        ("kind:phase2", Filters(evidence=TRIAL_STUDIES)),
        ("kind:cohort", Filters(evidence=frozenset({EvidenceKind.OBSERVED}))),
        ("in:women", Filters(evidence=PEOPLE_STUDIES)),
        ("in:mäuse", Filters(evidence=frozenset({EvidenceKind.LABORATORY}))),
        ("in:vitro", Filters(evidence=frozenset({EvidenceKind.LABORATORY}))),
        (
            "kind:trial kind:review",
            Filters(evidence=TRIAL_STUDIES | {EvidenceKind.REVIEW}),
        ),
        ("in:people kind:trial kind:lab", Filters(evidence=TRIAL_STUDIES)),
        ("-in:mice", Filters(evidence_left_out=frozenset({EvidenceKind.LABORATORY}))),
        ('not kind:"phase 2"', Filters(evidence_left_out=TRIAL_STUDIES)),
        (
            "in:people -kind:review \u2212kind:cohort",
            Filters(
                evidence=PEOPLE_STUDIES,
                evidence_left_out=frozenset({EvidenceKind.REVIEW, EvidenceKind.OBSERVED}),
            ),
        ),
        ("topic:metastasis topic:Metastasis", Filters(topic="metastasis")),
    ],
)
def test_operators_narrow(text: str, filters: Filters) -> None:
    assert narrowed(text) == Narrowed(filters)


@each_row(
    ("text", "note"),
    [
        (
            "topic:metastatis",
            "There is no topic *metastatis*; it was ignored. The nearest: Metastasis.",
        ),
        ("in:space", "*in:space* was ignored: write people, laboratory."),
        (
            "kind:strong",
            "*kind:strong* was ignored: write trial, randomized, observed, review, laboratory.",
        ),
        (
            "-kind:strong",
            "*-kind:strong* was ignored: write trial, randomized, observed, review, laboratory.",
        ),
        (
            "topic:nonsense",
            "There is no topic *nonsense*; it was ignored. Look at /topics for all.",
        ),
        (
            "topic:positive",
            (
                "There is no topic *positive*; it was ignored. "
                "The nearest: HER2-Positive, Hormone Receptor-Positive."
            ),
        ),
        (
            "source:Nature",
            ("There is no source *Nature*; it was ignored. Look at /sources for all."),
        ),
        (
            "since:whenever",
            (
                "*since:whenever* is no past date and was ignored: "
                "write 2024, 2024-05, 2024-05-01, 30d, 6m or 2y."
            ),
        ),
        (
            "-topic:treatment",
            "Only words, `in:` and `kind:` can be left out; *-topic:treatment* was ignored.",
        ),
        (
            "topic:metastasis topic:treatment",
            "Only one topic: can be used at a time; *treatment* was ignored.",
        ),
    ],
)
def test_what_cannot_be_followed_is_explained(text: str, note: str) -> None:
    assert narrowed(text).notes == (note,)


def test_a_long_wrong_value_is_told_in_part_and_cannot_style_the_sentence() -> None:
    (note,) = narrowed("topic:" + "*z" * 100).notes
    assert "*" + "z" * 40 + "…*" in note
    assert note.endswith("it was ignored. Look at /topics for all.")


def test_plain_words_after_a_colon_and_a_space_are_no_operator() -> None:
    found = narrowed("my topic: how to cope")
    assert found == Narrowed(UNFILTERED, plain=("topic: how",))


def test_what_was_typed_stands_before_the_options_and_the_later_date_before_the_earlier() -> None:
    given = Filters("treatment", "npj Breast Cancer", NOON - timedelta(days=10))
    found = narrowed("topic:metastasis since:30d source:progress", given)
    assert found.filters == Filters("metastasis", "The Progress Report", given.since)
    assert narrowed("since:5d", given).filters.since == NOON - timedelta(days=5)
    assert narrowed("topic:none", given).filters == given
    assert found.notes == (
        "The topic: among the words is used; the option *treatment* was ignored.",
        "The source: among the words is used; the option *npj Breast Cancer* was ignored.",
    )
    assert narrowed("topic:treatment", given).notes == ()

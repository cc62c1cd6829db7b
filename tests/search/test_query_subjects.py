"""The subject of a query is told from what is said along with it, and from what it negates."""

import pytest

from bot.model.query import Concept, Query, Reading
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.negation import row_at
from bot.search.query import spans
from bot.search.query import understand as understand_readings
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import Stems, typed_words
from tests.tables import each_row


def group(*terms: str, short: tuple[str, ...] = (), related: tuple[str, ...] = ()) -> SynonymGroup:
    return SynonymGroup(SynonymKind.LAY, terms, short, related=related)


INDEX = ThesaurusIndex(
    Thesaurus(
        (
            group("anxiety", short=("scared", "dread")),
            group("depression", short=("low mood",)),
            group("hair loss", short=("going bald", "shedding")),
            group("chemo brain", short=("foggy", "lost my words", "cannot think")),
            group("flat closure", short=("going flat",)),
            group("mother", short=("mom",)),
            group("radiation therapy", short=("radiation",)),
            group("smoking", short=("smoker", "smokers")),
            group("lymphedema", short=("swollen arm",), related=("heavy",)),
            group("letrozole", short=("femara",)),
            group("doing without", short=("do without",)),
            group("non-invasive", short=("in situ",)),
        )
    ),
    Stems(),
)
EVERYDAY = {"finally", "summer", "femara", "brand"}


def understand(text: str, **readings: Reading) -> Query:
    words = typed_words(text)
    read = [readings.get(word, Reading((word,), (word,))) for word in words]
    return understand_readings(text, INDEX, read, everyday=EVERYDAY.__contains__)


def concepts(text: str) -> dict[str, Concept]:
    return {concept.label: concept for concept in understand(text).concepts}


def weight(text: str, label: str) -> float:
    """The weight of a word in a text, as a share of its weight alone."""
    return concepts(text)[label].phrases[0].weight / concepts(label)[label].phrases[0].weight


def negated(text: str) -> dict[str, bool]:
    return {label: concept.negated for label, concept in concepts(text).items()}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("scared of going bald", "scared"),
        ("low mood and femara", "low mood"),
        ("can my mother take femara", "mother"),
        ("radiation for my sisters", "sisters"),
        ("when can i finally stop femara", "finally"),
        ("finally scared", "finally"),
    ],
)
def test_what_is_only_said_along_counts_less_than_the_subject(text: str, label: str) -> None:
    assert 0.5 <= weight(text, label) < 0.8
    others = set(concepts(text)) - {label, "stop"}
    assert others
    assert all(weight(text, other) == 1 for other in others)


@each_row(
    ("text", "label"),
    [
        ("scared", "scared"),
        ("scared and low mood", "scared"),
        ("scared of my mother", "scared"),
        ("mother", "mother"),
        ("mother in summer", "summer"),
        ("phyllodes in summer", "summer"),
        ("femara in autumn", "autumn"),
        ("femara and going bald", "femara"),
    ],
)
def test_what_stands_beside_no_subject_or_tells_something_counts_in_full(
    text: str, label: str
) -> None:
    assert weight(text, label) == 1


def test_all_names_of_a_feeling_count_less() -> None:
    alone, along = concepts("scared")["scared"], concepts("scared of femara")["scared"]

    shares = [
        low.weight / full.weight for low, full in zip(along.phrases, alone.phrases, strict=True)
    ]
    assert len(shares) > 1
    assert all(share == pytest.approx(shares[0]) for share in shares)
    assert shares[0] < 1


def test_a_corrected_everyday_word_that_is_looked_for_both_ways_is_no_everyday_word() -> None:
    read = understand("femara brnad", brnad=Reading(("brand",), ("brnad",), instead=False))

    assert read.concepts[1].phrases[0].weight == pytest.approx(0.9)


def test_a_word_that_says_little_is_not_lowered_once_more() -> None:
    asked = understand_readings(
        "femara help",
        INDEX,
        [Reading((word,), (word,)) for word in ("femara", "help")],
        everyday=lambda _: True,
    )

    assert asked.concepts[1].phrases[0].weight == weight_alone("help")


def weight_alone(text: str) -> float:
    (concept,) = understand(text).concepts
    return concept.phrases[0].weight


def test_ways_to_say_one_thing_are_one_concept_with_the_best_weight_of_each_name() -> None:
    (joined,) = understand("foggy and cannot think").concepts
    apart = [concepts("foggy")["foggy"], concepts("cannot think")["cannot think"]]

    best: dict[tuple[str, ...], float] = {}
    for concept in apart:
        for phrase in concept.phrases:
            best[phrase.words] = max(phrase.weight, best.get(phrase.words, 0.0))
    assert {phrase.words: phrase.weight for phrase in joined.phrases} == best
    assert joined.label == "foggy"


def test_things_of_other_groups_stay_apart_in_their_order() -> None:
    assert list(concepts("femara foggy phyllodes going bald lost my words")) == [
        "femara",
        "foggy",
        "phyllodes",
        "going bald",
    ]


@each_row(
    ("text", "left_out"),
    [
        ("going bald, not smoking", {"smoking"}),
        ("going bald without the radiation", {"radiation"}),
        ("femara, never a smoker", {"smoker"}),
        ("foggy with neither radiation nor femara", {"radiation", "femara"}),
        ("radiation excluding any of the femara", {"femara"}),
        ("radiation except femara", {"femara"}),
        ("femara no radiation", {"radiation"}),
        ("not the phyllodes radiation", set()),
        ("femara and radiation", set()),
        ("phyllodes do without radiation", set()),
        ("foggy, regret not going flat", set()),
        ("foggy and wish i had not chosen radiation", set()),
        ("going bald without eyebrows", set()),
        ("going bald, never a mom", set()),
        ("femara without moms", set()),
        ("femara, not heavy", set()),
        ("femara not phyllodes", set()),
        ("not at all", set()),
    ],
)
def test_a_name_behind_a_negator_is_left_out_unless_it_is_asked_about(
    text: str, left_out: set[str]
) -> None:
    assert {label for label, is_negated in negated(text).items() if is_negated} == left_out


@pytest.mark.parametrize(
    "text", ["so scared without my sister and radiation", "scared, not of femara, but phyllodes"]
)
def test_beside_a_subject_negation_stays(text: str) -> None:
    assert concepts(text)["scared"].counted


@pytest.mark.parametrize(
    ("text", "label"), [("scared, no radiation", "radiation"), ("mother, not smoking", "smoking")]
)
def test_what_somebody_is_scared_without_is_asked_about(text: str, label: str) -> None:
    assert not negated(text)[label]


def test_what_alone_is_negated_is_left_out() -> None:
    assert negated("not radiation") == {"radiation": True}
    assert negated("help, no radiation")["radiation"]


def test_a_negated_name_is_told_by_nobody_and_takes_its_names_from_others() -> None:
    """A swollen arm is lymphedema, unless the query says that it is not."""
    query = understand("swollen arm, not lymphedema")

    arm, lymphedema = query.concepts
    assert ("lymphedema",) in [
        phrase.words for phrase in concepts("swollen arm")["swollen arm"].phrases
    ]
    assert ("lymphedema",) not in [phrase.words for phrase in arm.phrases]
    assert ("lymphedema",) in [phrase.words for phrase in lymphedema.phrases]
    assert not any("swollen" in sentence for sentence in query.understood)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("non phyllodes femara", {("non", "phyllodes"), ("nonphyllodes",)}),
        ("femara non heavy", {("non", "heavy"), ("nonheavy",)}),
    ],
)
def test_non_makes_a_row_with_a_word_that_is_no_name(text: str, rows: set[tuple[str, ...]]) -> None:
    found = next(each for label, each in concepts(text).items() if label.startswith("non-"))

    assert {phrase.words for phrase in found.phrases} == rows
    assert not found.negated


@pytest.mark.parametrize(
    ("text", "row"),
    [("femara non smokers", ("nonsmokers",)), ("femara non hair loss", ("nonhair", "loss"))],
)
def test_a_name_behind_non_is_negated_and_looked_for_as_one_word(
    text: str, row: tuple[str, ...]
) -> None:
    (concept,) = (each for each in understand(text).concepts if each.negated)

    assert concept.phrases[-1].words == row
    assert not any(label.startswith("non") for label in concepts(text))


def test_other_negators_make_no_word_with_a_name() -> None:
    assert ("notsmokers",) not in {
        p.words for p in concepts("femara not smokers")["smokers"].phrases
    }
    assert ("nonsmokers",) not in {
        p.words for p in concepts("femara not smokers")["smokers"].phrases
    }


def test_non_before_a_small_word_or_at_the_end_says_nothing_of_its_own() -> None:
    assert list(concepts("femara non the radiation")) == ["femara", "radiation"]
    assert list(concepts("femara non")) == ["femara", "non"]


def test_non_stays_in_a_name_that_has_it() -> None:
    assert list(concepts("non-invasive femara")) == ["non invasive", "femara"]


NAMES = ThesaurusIndex(
    Thesaurus(
        (
            group("stopping treatment", short=("want to quit",)),
            group("pill burden", short=("to quit my pills",)),
            group("declining chemo", short=("chemo not",)),
            group("chemotherapy", short=("chemo",)),
            group("surgery", "operation"),
            group("night sweats", "hot flashes", "anxiety"),
            group("letrozole", "femara", "an aromatase inhibitor", short=("my pills",)),
            group("metastatic", "spread", short=("mets",)),
            group("insomnia", short=("no sleep",)),
            group("sleep apnea", short=("sleep problem",)),
        )
    ),
    Stems(),
)


def read(text: str, **readings: Reading) -> Query:
    words = typed_words(text)
    given = [readings.get(word, Reading((word,), (word,))) for word in words]
    return understand_readings(text, NAMES, given)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("want to quit", ["want to quit"]),
        ("want to quit my pills", ["to quit my pills"]),
        ("femara want to quit", ["femara", "want to quit"]),
        ("no sleep problem", ["sleep problem"]),
        ("no sleep", ["no sleep"]),
    ],
)
def test_a_name_that_begins_with_a_small_word_gives_way_to_one_that_reaches_farther(
    text: str, labels: list[str]
) -> None:
    assert [concept.label for concept in read(text).concepts] == labels


@pytest.mark.parametrize("before", ["", "femara "])
def test_not_belongs_to_the_name_behind_it(before: str) -> None:
    found = {concept.label: concept for concept in read(f"{before}chemo not surgery").concepts}

    assert list(found) == [*before.split(), "chemo", "surgery"]
    assert ("chemotherapy",) in [phrase.words for phrase in found["chemo"].phrases]
    assert found["surgery"].negated


def test_not_stays_in_a_name_before_anything_else() -> None:
    assert [c.label for c in read("chemo not phyllodes").concepts] == ["chemo not", "phyllodes"]


def test_rows_of_non_count_as_much_as_typed_words_and_end_with_the_word_behind() -> None:
    row, _, name = understand("non phyllodes going bald").concepts
    (smokers,) = (each for each in understand("femara non smokers").concepts if each.negated)

    assert [phrase.words for phrase in row.phrases] == [("non", "phyllodes"), ("nonphyllodes",)]
    assert {phrase.weight for phrase in (*row.phrases, smokers.phrases[-1])} == {1.0}
    assert name.label == "going bald"


@pytest.mark.parametrize(("number", "generic"), [("7", True), ("12", True), ("123", False)])
def test_a_short_number_says_little(number: str, *, generic: bool) -> None:
    (concept,) = read(number).concepts

    assert concept.generic is generic
    assert (concept.phrases[0].weight < 1) is generic


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("non phyllodes", ("non", "phyllodes")),
        ("never hot flashes femara", ("never", "hot", "flashes")),
        ("phyllodes femara", ()),
        ("not femara", ()),
        ("non", ()),
        ("non the femara", ()),
    ],
)
def test_a_row_is_non_or_never_with_what_is_behind_it(text: str, row: tuple[str, ...]) -> None:
    words = text.split()

    assert row_at(words, list(spans(words, NAMES))) == row


@pytest.mark.parametrize(
    ("typed", "single"),
    [(("chemo", "brain"), True), (("my", "self"), False), (("ki", "67"), False)],
)
def test_words_that_were_joined_match_one_by_one_if_each_means_something(
    typed: tuple[str, ...], *, single: bool
) -> None:
    joined = Reading(("".join(typed),), typed, instead=False)
    (concept,) = understand_readings(" ".join(typed), NAMES, [joined]).concepts

    assert (concept.phrases[1].words, concept.phrases[1].typed) == (typed, single)


def test_a_word_that_says_little_weighs_less_than_one_that_is_said_along() -> None:
    along = understand("when can i finally stop femara").concepts[0].phrases[0].weight

    assert weight_alone("help") < along < 1


def test_a_name_of_two_words_has_other_ways_to_say_each_of_them() -> None:
    (concept,) = read("spread surgery operation").concepts[:1]
    (name,) = read("hot flashes").concepts

    assert concept.phrases[0].parts == ()
    assert [[phrase.words for phrase in part] for part in name.phrases[0].parts] == [
        [("hot",)],
        [("flashes",)],
    ]


def test_a_short_form_with_a_doubtful_stem_counts_more_than_what_only_may_mean_it() -> None:
    related = concepts("heavy")["heavy"].phrases[1]

    assert read("mets").concepts[0].phrases[0].weight > related.weight


def test_the_beginning_of_longer_words_is_shown_as_it_is_looked_for() -> None:
    begins = Reading(("hernie",), ("hernie",), begins=True, beginning="herni")
    plain = Reading(("letroz",), ("letroz",), begins=True)

    assert read("hernie", hernie=begins).concepts[0].phrases[1].shown == "herni\u2026"
    assert read("letroz", letroz=plain).concepts[0].phrases[1].shown == "letroz\u2026"


def test_two_of_the_other_names_are_told() -> None:
    assert read("my pills").understood == ("Also searched for *letrozole*, *femara*",)


def test_a_name_is_no_feeling_because_its_group_names_one_too() -> None:
    sweats, _ = read("night sweats femara").concepts

    assert sweats.phrases[0].weight == 1.0


WITH_DRUGS = ThesaurusIndex(
    Thesaurus(
        (
            SynonymGroup(SynonymKind.BRAND, ("tamoxifen", "Nolvadex", "tamoxifen citrate")),
            group("adherence", short=("coming off tamoxifen", "coming off chemo")),
            group("chemotherapy", short=("chemo",)),
            group("cognitive impairment", short=("chemo brain",)),
            SynonymGroup(
                SynonymKind.LAY, ("end of life", "let her go"), ambiguous=("letting go",),
                beside=("hospice",),
            ),
            group("job loss", "got let go"),
        )
    ),
    Stems(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("coming off tamoxifen", ["coming off tamoxifen", "tamoxifen"]),
        # Another name of the drug itself, and names of what is no drug.
        ("tamoxifen citrate", ["tamoxifen citrate"]),
        ("coming off chemo", ["coming off chemo"]),
        ("chemo brain", ["chemo brain"]),
    ],
)
def test_a_drug_in_a_turn_for_something_else_stays_a_subject(text: str, labels: list[str]) -> None:
    readings = [Reading((word,), (word,)) for word in typed_words(text)]

    query = understand_readings(text, WITH_DRUGS, readings)

    assert [concept.label for concept in query.concepts] == labels


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("let her go", 3),
        ("letting go hospice", 2),
        # Small words must not turn what has another sense into a name that has none.
        ("letting go of anger", 0),
        ("let go of anger", 0),
    ],
)
def test_an_ambiguous_turn_needs_its_company_in_any_form(text: str, length: int) -> None:
    naming = WITH_DRUGS.longest_at(text.split(), 0)

    assert (naming.length if naming else 0) == length

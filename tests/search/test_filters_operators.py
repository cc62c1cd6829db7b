import pytest

from bot.search.filters import Named, Typed, read_typed
from tests.tables import each_row


def words(typed: Typed) -> str:
    return " ".join(typed.words.split())


@pytest.mark.parametrize(
    "text", ['"hot flashes"', "“hot flashes”", "„hot flashes“", "«Hot Flashes»"]
)
def test_quotes_of_any_kind_hold_words_together(text: str) -> None:
    typed = read_typed(f"tamoxifen {text} sleep")
    assert (words(typed), typed.phrases) == ("tamoxifen sleep", (("hot", "flashes"),))


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("brain -surgery", (("surgery",),)),
        ("-surgery brain -surgery", (("surgery",),)),
        ("brain −surgery", (("surgery",),)),
        ("brain \u2013surgery", (("surgery",),)),
        ('brain -"bone scan"', (("bone", "scan"),)),
        ("brain -HER2-low", (("her2", "low"),)),
        ("brain -ER+", (("er", "positive"),)),
    ],
)
def test_a_hyphen_before_a_word_leaves_out_what_holds_it(
    text: str, never: tuple[tuple[str, ...], ...]
) -> None:
    typed = read_typed(text)
    assert (words(typed), typed.never) == ("brain", never)


@each_row(
    "text",
    [
        "T-DM1",
        "HER2-low",
        "ER-",
        "ER- PR-",
        "me - and you",
        "--",
        "a -",
        "5-10 years",
        "post‑op",
        "-?",
    ],
)
def test_other_hyphens_are_no_operators(text: str) -> None:
    assert read_typed(text) == Typed(text)


@pytest.mark.parametrize(
    "text", ['"', '""', 'tumor of 5" or more', 'she said "well', '"🎀"', "it's"]
)
def test_quotes_around_nothing_are_no_operators(text: str) -> None:
    assert read_typed(text).phrases == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("topic:metastasis", Named("topic", "metastasis", False, "topic:metastasis")),
        ("Topic:Metastasis", Named("topic", "Metastasis", False, "Topic:Metastasis")),
        ("since: 2024", Named("since", "2024", True, "since: 2024")),
        ('source:"The Report"', Named("source", "The Report", False, 'source:"The Report"')),
        ("source:“The Report”", Named("source", "The Report", False, "source:“The Report”")),
    ],
)
def test_names_have_values(text: str, named: Named) -> None:
    typed = read_typed(f"brain {text} mets")
    assert (words(typed), typed.named) == ("brain mets", (named,))


@pytest.mark.parametrize("text", ["topic", "topic:", "subtopic:x", "title:brain"])
def test_other_colons_are_no_operators(text: str) -> None:
    assert read_typed(text) == Typed(text)


def test_the_colon_of_a_link_is_no_operator() -> None:
    assert read_typed("http://x.org") == Typed("x ", links=("http://x.org",), sites=("x",))


@pytest.mark.parametrize(
    "operator",
    [
        "-topic:",
        '-topic:"quality of life"',
        '-topic: "quality of life"',
        "-source:“Test Journal”",
        '-since:""',
    ],
)
def test_a_named_operator_that_is_to_be_left_out_takes_its_value_along(operator: str) -> None:
    typed = read_typed(f"{operator} exercise")

    assert (words(typed), typed.phrases, typed.never) == ("exercise", (), ())
    assert typed.named == (Named("-", operator, False, operator),)


@pytest.mark.parametrize(
    "named",
    ["phase 2", "phase 2b trial", "randomized trials", "Systematic Review", "cohort studies"],
)
def test_a_kind_of_study_of_two_words_needs_no_quotes(named: str) -> None:
    typed = read_typed(f"yoga kind:{named} pain")

    assert (words(typed), typed.named[0].value) == ("yoga pain", named)


@pytest.mark.parametrize("operator", ["-kind:systematic review", "not kind:phase 2"])
def test_a_kind_of_study_of_two_words_is_left_out_whole(operator: str) -> None:
    typed = read_typed(f"{operator} yoga")

    assert (words(typed), typed.named[0].name) == ("yoga", "-kind")
    assert typed.named[0].value == operator.partition(":")[2]


@pytest.mark.parametrize(
    ("operator", "name"), [("-in:people", "-in"), ('\u2212Kind:"people"', "-kind")]
)
def test_kinds_of_study_that_are_to_be_left_out_are_read(operator: str, name: str) -> None:
    typed = read_typed(f"{operator} exercise")

    assert (words(typed), typed.phrases, typed.never) == ("exercise", (), ())
    assert typed.named == (Named(name, "people", False, operator),)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("brain since:last week", "last week"),
        ("since: 3 months ago brain", "3 months ago"),
        ("since:May 2024 brain", "May 2024"),
        ("since:2024 brain", "2024"),
    ],
)
def test_a_date_may_be_typed_in_several_words(text: str, value: str) -> None:
    typed = read_typed(text)

    assert [each.value for each in typed.named] == [value]
    assert typed.words.split() == ["brain"]

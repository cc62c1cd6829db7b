import pytest

from bot.search.filters import parse_since
from bot.ui.answer_texts import PERIODS
from bot.ui.answers import chosen_since, query_choices, since_choices
from bot.ui.source_pages import chosen_source, source_choices
from tests.factories import NOON

SOURCES = {1: "The Progress Report", 2: "Trial News", 3: "Trial Journal", 4: "Trial"}


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("30d", "30d"),
        (" Last  Year ", "1y"),
        ("6 months", "6m"),
        ("since 2024-05", "2024-05"),
        ("2Y", "2y"),
    ],
)
def test_a_date_or_period_may_be_chosen_or_typed(typed: str, chosen: str) -> None:
    assert chosen_since(typed, NOON) == chosen


@pytest.mark.parametrize("typed", ["soon", "2024-13", "last", "since", "*"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="30d"):
        chosen_since(typed, NOON)


def test_every_period_that_is_offered_can_be_read() -> None:
    assert all(parse_since(value, NOON) < NOON for value in PERIODS.values())


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", list(PERIODS)),
        ("year", ["last year", "last 2 years", "last 5 years"]),
        ("last year", ["last year"]),
        ("soon", list(PERIODS)),
        ("2024-05", ["since May 1, 2024"]),
        ("7d", ["since February 22, 2026"]),
    ],
)
def test_periods_complete_and_a_day_that_was_typed_is_shown(typed: str, names: list[str]) -> None:
    assert [choice.name for choice in since_choices(typed, NOON)] == names


def test_queries_that_are_too_long_for_a_choice_or_empty_are_left_out() -> None:
    choices = query_choices(["a", "", "b" * 101, "a", "b" * 100, *map(str, range(40))])

    assert [choice.value for choice in choices][:3] == ["a", "b" * 100, "0"]
    assert len(choices) == 25


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("trial news", 2),
        ("progress", 1),
        ("Trial", 4),
        ("tria", None),
        ("elsewhere", None),
        (" ", None),
    ],
)
def test_a_source_is_known_by_its_name_or_by_what_no_other_has(
    typed: str, chosen: int | None
) -> None:
    assert chosen_source(typed, SOURCES) == chosen


def test_sources_complete() -> None:
    assert [choice.name for choice in source_choices("trial", SOURCES)] == [
        "Trial News",
        "Trial Journal",
        "Trial",
    ]
    assert len(source_choices("", {n: f"Feed {n}" for n in range(30)})) == 25
    assert source_choices("", {1: "n" * 300})[0].name == "n" * 99 + "…"


def test_a_source_with_a_long_name_is_found_by_its_choice() -> None:
    (choice,) = source_choices("", {1: "n" * 300})

    assert chosen_source(choice.value, {1: "n" * 300}) == 1

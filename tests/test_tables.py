"""One test for all rows of a table."""

import pytest

from tests.tables import each_row


@each_row("number", [2, 4])
@each_row(("text", "length"), [("", 0), ("ab", 2)])
def test_tables_are_multiplied(
    tmp_path_factory: object, number: int, text: str, length: int
) -> None:
    assert tmp_path_factory
    assert len(text * number) == length * number


def test_all_rows_for_which_a_test_fails_are_named() -> None:
    @each_row("number", [1, 2, 3, 4])
    def even(number: int) -> None:
        assert number % 2 == 0

    with pytest.raises(ExceptionGroup, match="2 of 4 rows are wrong") as raised:
        even()

    assert [exc.__notes__ for exc in raised.value.exceptions] == [
        ["The row: {'number': 1}"],
        ["The row: {'number': 3}"],
    ]


def test_a_row_with_a_value_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        each_row(("text", "length"), [("a",)])

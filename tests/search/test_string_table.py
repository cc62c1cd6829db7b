"""The table that holds names and words in little memory answers as a dict and a sorted list do."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.query import PackedGroups
from bot.model.thesaurus import SynonymGroup, SynonymKind
from bot.search.words import LINES_PER_PAGE, StringTable

words = st.text("abcé7", min_size=1, max_size=3)
keys = st.lists(words, min_size=1, max_size=3).map(" ".join)
MANY = [f"{number:04}" for number in range(3 * LINES_PER_PAGE + 1)]


@given(st.dictionaries(keys, st.lists(words, min_size=1, max_size=80), max_size=40), keys)
def test_the_values_of_a_key_come_in_the_order_in_which_they_were_given(
    known: Mapping[str, list[str]], asked: str
) -> None:
    table = StringTable(f"{key}\t{value}" for key, values in known.items() for value in values)

    for key in (*known, asked):
        assert table.values(key) == known.get(key, [])


@given(st.sets(keys, max_size=300), keys)
def test_lines_are_found_whole_and_by_their_beginning(known: set[str], asked: str) -> None:
    table = StringTable(known)

    assert list(table) == sorted(known)
    assert all(line in table for line in known)
    assert (asked in table) == (asked in known)
    for start in (asked, asked[:1]):
        lines = sorted(line for line in known if line.startswith(start))
        assert (table.beginning(start), table.begins(start)) == (lines, bool(lines))


@pytest.mark.parametrize("number", [0, 1, LINES_PER_PAGE - 1, LINES_PER_PAGE, len(MANY) - 1])
def test_a_line_is_found_by_its_number(number: int) -> None:
    assert StringTable(reversed(MANY))[number] == MANY[number]


def test_an_empty_table_holds_nothing() -> None:
    table = StringTable([])

    assert list(table) == table.beginning("a") == table.values("a") == []
    assert "a" not in table
    assert not table.begins("a")


def test_packed_groups_are_the_groups() -> None:
    groups = (
        SynonymGroup(SynonymKind.BRAND, ("trastuzumab",), short=("Herceptin",)),
        SynonymGroup(SynonymKind.LAY, ("edad “joven”",), ages=(18, 39), related=("joven",)),
    )

    packed = PackedGroups(groups)

    assert tuple(packed) == groups
    assert (packed[1], len(packed)) == (groups[1], 2)

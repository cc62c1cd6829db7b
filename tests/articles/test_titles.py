import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.titles import read, same_title, search_words
from tests.articles.labelled import PARTS, judge, pairs


def test_the_pairs_that_the_rule_was_made_by_are_told_apart() -> None:
    judged = judge("seen")
    assert (judged.wrong, judged.missed) == ((), ())


def test_pairs_that_the_rule_has_not_seen_are_told_apart() -> None:
    assert len(pairs("held_out", "same")) + len(pairs("held_out", "different")) >= 80
    judged = judge("held_out")
    assert judged.precision >= 0.98
    assert judged.recall >= 0.9


@pytest.mark.parametrize("part", PARTS)
def test_it_does_not_matter_which_title_came_first(part: str) -> None:
    for kind in ("same", "different"):
        for one, other in pairs(part, kind):
            assert same_title(one, other) == same_title(other, one)


@pytest.mark.parametrize("part", PARTS)
def test_two_of_three_words_of_a_title_lead_to_what_is_the_same(part: str) -> None:
    for one, other in pairs(part, "same"):
        theirs = set(read(other).words)
        found = [word for word in search_words(one, 3) if theirs & set(read(f"x {word}").words)]
        assert len(found) >= 2, (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""),
        ("Breast cancer", "Breast cancer"),
        ("Podcast, episode 7: scans and worry", "Podcast, episode 8: scans and worry"),
        (
            "What we know about lobular cancer – Part 1",
            "What we know about lobular cancer – Part 2",
        ),
        ("FDA reviews new drug for early disease", "EMA reviews new drug for early disease"),
        ("Five ways to rest well after surgery", "Seven ways to rest well after surgery"),
    ],
)
def test_what_could_come_every_week_is_not_known_by_its_title(one: str, other: str) -> None:
    assert not same_title(one, other)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert same_title(one, other) == same_title(other, one)
    assert len(search_words(one, 3)) <= 3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.titles import read, same_title, search_words
from tests.articles.labeled import PARTS, judge, pairs


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


FOUR = "Exercise helps survivors sleep"
SEVEN = "Exercise helps survivors sleep longer nights yoga"
TEN = f"{SEVEN} without walking stress"
LONG = f"{SEVEN} classes teach people dancing skills"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(FOUR, f"{FOUR} soundly", id="a word more in five"),
        pytest.param(TEN, f"{TEN} outdoors daily", id="two words more in twelve"),
        pytest.param("Exercise helps survivors", "Exercise helps survivors, study finds", id="3"),
        pytest.param("Exercise helps survivors sleep longer nights yo…", LONG, id="cut in a word"),
        pytest.param(f"{FOUR} | The Daily Sample Herald", FOUR, id="an outlet of four words"),
        pytest.param(f"{FOUR} | Daily Herald", f"{FOUR} | Evening Post", id="two outlets"),
        pytest.param(f"{FOUR} soundly", f"{FOUR} soundly X", id="a single letter"),
        pytest.param(f"{FOUR} well".upper(), f"{FOUR} well daily".upper(), id="all in capitals"),
        pytest.param(
            "Survivors sleep soundly: exercise helps", f"{FOUR} soundly", id="turned round"
        ),
        pytest.param(f"Sleep, {FOUR}", FOUR, id="a word twice"),
    ],
)
def test_what_is_left_out_or_added_may_matter_little(one: str, other: str) -> None:
    assert same_title(one, other)
    assert same_title(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Exercise helps survivors", FOUR, id="a word more in four"),
        pytest.param(SEVEN, f"{SEVEN} outdoors daily", id="two words more in nine"),
        pytest.param("Exercise helps", "Exercise helps, study finds", id="two words"),
        pytest.param(
            "Exercise helps survivors", "Exercise helps survivors of cancer", id="three words"
        ),
        pytest.param("Exercise helps survivors sleep longer ni…", LONG, id="cut too early"),
        pytest.param("Exercise helps survivors sleep better nights yo…", LONG, id="cut, different"),
        pytest.param("Exercise helps survivors sleep longer nights yo", LONG, id="not cut"),
        pytest.param(f"{FOUR} | The Big Daily Sample Herald", FOUR, id="no outlet: five words"),
        pytest.param(f"{FOUR} | Daily Herald", f"{FOUR} - Evening Post", id="one bar alone"),
        pytest.param(f"{FOUR} – not always", FOUR, id="no outlet: it decides"),
        pytest.param(f"{FOUR} soundly", f"{FOUR} soundly VA", id="a short form"),
        pytest.param(f"{FOUR} soundly", f"{FOUR} soundly pertuzumab", id="a drug"),
        pytest.param(f"{FOUR} soundly", f"{FOUR} soundly 2030", id="a number"),
        pytest.param(
            "Sleep soundly nightly walking yoga", "Yoga walking nightly soundly sleep", id="b"
        ),
        pytest.param(
            "Yoga beats walking restful sleep", "Walking beats yoga restful sleep", id="who"
        ),
    ],
)
def test_what_is_left_out_or_added_may_make_another_story(one: str, other: str) -> None:
    assert not same_title(one, other)
    assert not same_title(other, one)


def test_the_longest_words_are_looked_up_and_filling_is_not() -> None:
    words = search_words("A new study of the longest words that a title has today", 3)

    assert words == ("longest", "title", "today")


def test_no_more_than_500_characters_of_a_title_are_read() -> None:
    assert "tail" in read("word " * 99 + "tail").words
    assert "tail" not in read("word " * 100 + "tail").words


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert same_title(one, other) == same_title(other, one)
    assert len(search_words(one, 3)) <= 3

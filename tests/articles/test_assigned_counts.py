"""How many people a trial assigned by chance, as its sentences count them."""

import pytest

from bot.articles.assigned_counts import TRIAL_SIZES, assigned_count
from bot.articles.study_text import StudyText


def counted(*sentences: str) -> tuple[int, str]:
    return assigned_count([StudyText.of(each) for each in sentences])


@pytest.mark.parametrize(
    ("sentence", "number", "words"),
    [
        ("We randomly assigned 240 women to walking.", 240, "240 women"),
        ("A total of 240 Women were randomly assigned to walking.", 240, "240 Women"),
        ("Of 900 women, 240 were randomly assigned to walking.", 240, "240"),
        ("Women (n = 240) were randomly assigned to walking.", 240, "Women (n = 240"),
        ("We randomly assigned, by a computer, 240 women to walking.", 240, "240 women"),
        ("240 women aged over 50 were randomly assigned to walking.", 240, "240 women"),
        ("240 women, most of them at home, were randomly assigned.", 0, ""),
        ("Walking and rest compared in 240 women", 240, "240 women"),
    ],
)
def test_a_number_is_taken_that_stands_with_the_words_that_assign(
    sentence: str, number: int, words: str
) -> None:
    found, said = counted(sentence)

    assert found == number
    assert words in said


@pytest.mark.parametrize(
    "sentence",
    [
        "From a list of 240 women, some were randomly assigned to walking.",
        "A registry of 240 women randomly assigned them to walking.",
        "Of 240 women, a part was randomly assigned to walking.",
        "We invited 240 women; they were randomly assigned to walking.",
        "240 women were screened and randomly assigned to walking.",
        "We randomly assigned walking to villages with 240 women.",
        "120 women were randomly assigned to walking and 121 women to rest.",
        "We randomly assigned 240 women screened at two clinics to walking.",
        "In 2019 women were randomly assigned to walking.",
        "9 women were randomly assigned to walking.",
        "200,001 women were randomly assigned to walking.",
        "120 women and 30 men in a trial",
        "A trial with 240 women screened",
        "Women were randomly assigned to walking or to rest.",
    ],
)
def test_a_number_of_others_is_not_taken(sentence: str) -> None:
    assert counted(sentence) == (0, "")


def test_the_largest_number_of_several_sentences_is_taken() -> None:
    small = "We randomly assigned 120 women to walking."
    large = "We randomly assigned 240 women to walking."

    assert counted(small, large) == counted(large, small) == counted(large)
    assert counted() == (0, "")


def test_counts_from_ten_to_two_hundred_thousand_are_those_of_trials() -> None:
    assert (TRIAL_SIZES[0], TRIAL_SIZES[-1]) == (10, 200_000)
    assert counted("10 women were randomly assigned to walking.")[0] == 10
    assert counted("200,000 women were randomly assigned to walking.")[0] == 200_000

import pytest

from bot.articles.retraction import is_retracted


@pytest.mark.parametrize(
    "title",
    [
        "RETRACTED: A study",
        "[Retracted] A study",
        "Retracted Article: A study",
        "A study (withdrawn)",
        "WITHDRAWN – A study",
        "Retraction Note: A study",
        "Retraction notice to “A study”",
        "Retraction to: A study",
        "Retraction of “A study”",
        "Withdrawal notice: A study",
    ],
)
def test_a_title_that_says_so_is_a_retraction(title: str) -> None:
    assert is_retracted(title, ())


@pytest.mark.parametrize(
    "title",
    [
        "Retraction Watch turns ten",
        "Withdrawn drug returns to the market",
        "Why papers are retracted",
        "Withdrawal: what stopping opioids felt like",
        "Retraction of the nipple: when to see a doctor",
        "Expression of Concern: A study",
        "A study",
        "",
    ],
)
def test_a_title_about_retractions_is_none(title: str) -> None:
    assert not is_retracted(title, ())


def test_a_category_says_so_as_a_whole() -> None:
    assert is_retracted("A study", ["Retracted Publication"])
    assert is_retracted("A study", ["retraction of publication"])
    assert is_retracted("A study", ["Retracted articles"])
    assert not is_retracted("A study", ["Retraction policy"])
    assert not is_retracted("A study", ["Withdrawal"])

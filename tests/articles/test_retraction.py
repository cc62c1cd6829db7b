import pytest

from bot.articles.retraction import is_doubted, is_retracted


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


@pytest.mark.parametrize(
    "title",
    [
        "Expression of Concern: A study",
        "EXPRESSION OF CONCERN – A study",
        "Expression of concern - A study",
        "Expression of Concern",
        "Expression of Concern: What predicts survival?",
        "Expression of concern for: A study",
        "Expression of concern to “A study”",
        "Expression of Concern “A study”",
        "Editorial Expression of Concern: A study",
        "Editorial Expression of Concern for Sample et al., A study",
        "Publisher's Expression of Concern: A study",
        "Notice of Expression of Concern: A study",
        "[Expression of Concern] A study",
        "A study [Expression of Concern]",
        "A study (editorial expression of concern)",
    ],
)
def test_a_title_that_says_so_is_an_expression_of_concern(title: str) -> None:
    assert is_doubted(title, ())
    assert not is_retracted(title, ())


@pytest.mark.parametrize(
    "title",
    [
        "Expressions of concern: a guide for readers",
        "Expression of concern: what it means for readers",
        "Expression of concern about rising drug prices",
        "Expression of concern for patients in rural clinics",
        "Editors' expression of concern over open peer review",
        "Journal issues expression of concern for three trials",
        "Removal of the expression of concern: A study",
        "Why an expression of concern is no retraction",
        "Concern: A study",
        "RETRACTED: A study",
        "A study",
        "",
    ],
)
def test_a_title_about_expressions_of_concern_is_none(title: str) -> None:
    assert not is_doubted(title, ())


def test_a_category_is_an_expression_of_concern_as_a_whole() -> None:
    assert is_doubted("A study", ["News", "Expression of Concern"])
    assert is_doubted("A study", ["expression-of-concern"])
    assert is_doubted("A study", ["Editorial expression of concern"])
    assert not is_doubted("A study", ["Expressions of concern"])
    assert not is_doubted("A study", ["Expression of concern policy"])
    assert not is_doubted("A study", ["Retracted Publication"])

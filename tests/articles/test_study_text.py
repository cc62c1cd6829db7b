"""A text as the rules on kinds of study read it."""

import pytest

from bot.articles import (
    evidence,
    headline_rules,
    laboratory_rules,
    laboratory_words,
    observed_words,
    randomized_rules,
    review_rules,
    study_words,
)
from bot.articles.study_text import StudyText

MODULES = (
    evidence,
    headline_rules,
    laboratory_rules,
    laboratory_words,
    observed_words,
    randomized_rules,
    review_rules,
    study_words,
)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_text_keeps_every_word_that_a_rule_looks_for(module: object) -> None:
    lists = [
        found
        for name, found in vars(module).items()
        if name.endswith("WORDS") and isinstance(found, frozenset)
    ]

    assert all(StudyText.of(word).has(some) for some in lists for word in some if word.isalpha())


def test_a_word_that_no_rule_looks_for_is_not_kept() -> None:
    assert StudyText.of("Patients and violins").telling == {"patients"}


def test_an_expression_is_compiled_when_it_is_first_looked_for() -> None:
    expression = study_words.at_words("mice|rats")
    untouched = dict(vars(expression))

    assert StudyText.of("Tumors in Rats").first(expression) == "Rats"
    assert "compiled" not in untouched

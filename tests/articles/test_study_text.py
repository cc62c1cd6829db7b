"""A text as the rules on kinds of study read it."""

from importlib import import_module

import pytest

from bot.articles import study_words
from bot.articles.needed_words import needed_words
from bot.articles.phrase_index import LETTER_BEYOND_ASCII
from bot.articles.study_text import StudyText
from tests.articles.test_evidence import written

MODULES = tuple(
    import_module(f"bot.articles.{name}")
    for name in (
        "evidence",
        "headline_rules",
        "mentioned_studies",
        "laboratory_rules",
        "laboratory_words",
        "observed_words",
        "randomized_rules",
        "review_rules",
        "study_words",
    )
)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_text_keeps_every_word_that_a_rule_looks_for(module: object) -> None:
    lists = [
        found
        for name, found in vars(module).items()
        if name.endswith("WORDS") and isinstance(found, study_words.RuleWords)
    ]

    assert all(StudyText.of(word).has(some) for some in lists for word in some if word.isalpha())


def test_a_word_that_no_rule_looks_for_has_no_bit() -> None:
    assert study_words.bits_of(["violins"]) == study_words.ALWAYS
    assert study_words.bits_of(["patients", "violins"]) == study_words.bits_of(["patients"])


PATTERNS = [each for each in study_words.LOOKED_FOR if isinstance(each, study_words.WordPattern)]


def test_an_expression_is_looked_for_by_words_that_its_alternatives_need() -> None:
    """The words beside an expression are those that are read from it, or beginnings of them."""

    def is_listed(word: str, listed: frozenset[str]) -> bool:
        return word in listed or any(word.startswith(each) for each in listed if each[-1] != " ")

    def fits(pattern: study_words.WordPattern) -> bool:
        listed = pattern.needs()
        read = needed_words(pattern.expression, study_words.LEAST_LETTERS)
        return any(all(is_listed(word, listed) for word in words) for words in read)

    assert len(PATTERNS) > 20
    assert not [each.expression for each in PATTERNS if not fits(each)]


@pytest.mark.parametrize("name", ["own", "unseen", "classes"])
def test_no_expression_matches_a_text_without_its_words(name: str) -> None:
    texts = [StudyText.of(part) for _, *parts in written(name) for part in parts]

    assert not [
        (each.expression, text.low)
        for each in PATTERNS
        for text in texts
        if not text.bits & each.bit and each.search(text.low)
    ]


@pytest.mark.parametrize("word", ["Cafe", "Café", "Cafß"])
def test_letters_beyond_ascii_belong_to_a_word_and_are_quoted(word: str) -> None:
    text = StudyText.of(f"A {word}, a tea")

    assert text.first(study_words.at_words(r"\bcaf\w{1,2}\b")).casefold() == word.casefold()
    assert not text.first(study_words.at_words(r"\bcaf\b"))


def test_no_expression_names_a_letter_beyond_ascii() -> None:
    """`StudyText` has none for it to find."""
    assert not [each.expression for each in PATTERNS if LETTER_BEYOND_ASCII.search(each.expression)]


@pytest.mark.parametrize("letter", ["e", "é"])
def test_sentences_end_with_a_mark_and_a_space_of_any_kind(letter: str) -> None:
    text = StudyText.of(f"On{letter}. 2.5 mg? Thr{letter};\nfour!\tFiv{letter}.")

    assert [each.text for each in text.sentences()] == [
        f" On{letter}.", " 2.5 mg?", f" Thr{letter};", "\nfour!", f"\tFiv{letter}.",
    ]  # fmt: skip
    assert [each.text for each in text.sentences("four")] == ["\nfour!"]
    assert not [*text.sentences("six"), *StudyText.of("").sentences()]


def test_an_expression_is_compiled_when_it_is_first_looked_for() -> None:
    expression = study_words.at_words("mice|rats")
    untouched = dict(vars(expression))

    assert StudyText.of("Tumors in Rats").first(expression) == "Rats"
    assert "compiled" not in untouched


def test_an_expression_that_is_made_late_finds_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study_words, "LOOKED_FOR", [*study_words.LOOKED_FOR])
    assert not StudyText.of("A quokka ate").has(study_words.words_in("wombat"))

    late = study_words.at_words("quokkas?", needed="quokka*")

    assert StudyText.of("Two Quokkas ate").first(late) == "Quokkas"


def test_what_stands_beside_what_was_cut_out_is_still_found() -> None:
    mice, rats = study_words.at_words("mice"), study_words.at_words("rats")

    assert StudyText.of("Of Mice and Rats").without(mice).first(rats) == "rats"

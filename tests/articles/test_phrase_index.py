"""Phrases in a text, all at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.phrase_index import WORD, PhraseIndex, TextWords, forms_of, pattern_of
from tests.tables import each_row


def found(text: str, *phrases: str) -> list[str]:
    """The words of the text in which the phrases are found."""
    words = TextWords.of(text)
    index = PhraseIndex(pattern_of("", phrase) for phrase in phrases)
    return [words.spoken(at, end) for at, end, _ in index.matches(words)]


@each_row(
    ("phrase", "text", "there"),
    [
        ("brain metastas*", "In brain metastases", ["brain metastases"]),
        ("brain metastas*", "The brain: metastasis!", ["brain metastasis"]),
        ("brain metastas*", "Brain metabolism", []),
        ("her2 low tumor", "HER2-low tumor", ["her2 low tumor"]),
        ("her2 low tumor", "HER2-low", []),
        ("metast* bone", "Metastatic bone", ["metastatic bone"]),
        ("ATM", "ATM carriers", ["ATM"]),
        ("ATM", "An atm in the lobby", []),
        ("atm", "ATM carriers", ["ATM"]),
        ("BREAST CANCER", "Of breast cancer", ["breast cancer"]),
        ("FLAT", "Earth is flat", []),
        ("trials", "A trial", []),
        ("été", "L'été indien", ["été"]),
    ],
)
def test_a_phrase_is_found_as_it_is_written(phrase: str, text: str, there: list[str]) -> None:
    assert found(text, phrase) == there


def test_the_longest_of_several_phrases_comes_first() -> None:
    phrases = ("brain", "brain metastas* here", "brain metastases", "bra*")

    assert found("Brain metastases here", *phrases) == [
        "brain metastases here",
        "brain metastases",
        "brain",
        "brain",
    ]


def test_five_words_at_most_stand_in_a_gap() -> None:
    five = "awards twelve early career scientists new grants"

    assert found(f"It {five}", "awards … grants") == [five]
    assert found("It awards grants", "awards … grants") == ["awards grants"]
    assert found("awards one two three four five six grants", "awards … grants") == []
    assert found("awards one two", "awards … grants") == []


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        ("tumor", ["tumor", "tumors", "tumores"]),
        ("biopsy", ["biopsy", "biopsys", "biopsyes", "biopsies"]),
        ("metastasis", ["metastasis", "metastasiss", "metastasises", "metastases"]),
        ("metast*", ["metast*"]),
    ],
)
def test_a_phrase_has_its_possible_plurals(phrase: str, forms: list[str]) -> None:
    assert list(forms_of(phrase)) == forms


SHORT_WORDS = st.sampled_from(["a", "ab", "abc", "b", "bc", "A", "AB", "c"])
PHRASES_OF_FEW_WORDS = st.lists(
    st.tuples(SHORT_WORDS, st.sampled_from(["", "*"])).map("".join), min_size=1, max_size=4
).map(" ".join)


@given(st.lists(PHRASES_OF_FEW_WORDS, max_size=8), st.lists(SHORT_WORDS, max_size=12))
def test_an_index_finds_what_each_phrase_finds_alone_the_longest_first(
    phrases: list[str], text: list[str]
) -> None:
    patterns = [pattern_of(str(number), phrase) for number, phrase in enumerate(phrases)]
    words = TextWords.of(" ".join(text))

    matches = list(PhraseIndex(patterns).matches(words))

    alone = {
        (at, end, pattern.slug)
        for at in range(len(text))
        for pattern in patterns
        if (end := pattern.end(words, at))
    }
    assert {(at, end, pattern.slug) for at, end, pattern in matches} == alone
    assert len(matches) == len(alone)
    assert [(at, -end) for at, end, _ in matches] == sorted((at, -end) for at, end, _ in matches)


@given(st.text(st.sampled_from("aBz09_-.,’–… \n\x1f\x85ßéİKǅ²½一’́"), max_size=40))
def test_words_are_runs_of_letters_and_digits_of_any_script(text: str) -> None:
    written = tuple(WORD.findall(text))

    words = TextWords.of(text)

    assert (words.written, words.lower) == (written, tuple(map(str.lower, written)))
    assert words.part(1, 9).part(1, 3).written == written[2:4]

"""Phrases in a text, all at once."""

from hypothesis import given
from hypothesis import strategies as st

from bot.articles.phrase_index import WORD, PhraseIndex, Words, pattern_of

SHORT_WORDS = st.sampled_from(["a", "ab", "abc", "b", "bc", "A", "AB", "c"])
PHRASES_OF_FEW_WORDS = st.lists(
    st.tuples(SHORT_WORDS, st.sampled_from(["", "*"])).map("".join), min_size=1, max_size=4
).map(" ".join)


@given(st.lists(PHRASES_OF_FEW_WORDS, max_size=8), st.lists(SHORT_WORDS, max_size=12))
def test_an_index_finds_what_each_phrase_finds_alone_the_longest_first(
    phrases: list[str], text: list[str]
) -> None:
    patterns = [pattern_of(str(number), phrase) for number, phrase in enumerate(phrases)]
    words = Words.of(" ".join(text))

    found = list(PhraseIndex(patterns).matches(words))

    alone = {
        (at, end, pattern.slug)
        for at in range(len(text))
        for pattern in patterns
        if (end := pattern.end(words, at))
    }
    assert {(at, end, pattern.slug) for at, end, pattern in found} == alone
    assert len(found) == len(alone)
    assert [(at, -end) for at, end, _ in found] == sorted((at, -end) for at, end, _ in found)


@given(st.text(st.sampled_from("aBz09_-.,’–… \n\x1f\x85ßéİKǅ²½一’́"), max_size=40))
def test_words_are_runs_of_letters_and_digits_of_any_script(text: str) -> None:
    written = tuple(WORD.findall(text))

    words = Words.of(text)

    assert words == Words(written, tuple(map(str.lower, written)), frozenset(words.lower))

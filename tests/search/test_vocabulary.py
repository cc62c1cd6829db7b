"""The vocabulary answers as a plain dictionary of all stems would."""

from hypothesis import given
from hypothesis import strategies as st

from bot.search.vocabulary import LONGEST_STEM, SHORTEST_START, VocabularyBuilder

STEMS = st.text("abz19", min_size=1, max_size=12)


@given(counts=st.dictionaries(STEMS, st.integers(1, 9), max_size=40), asked=st.text(max_size=14))
def test_every_stem_is_found_and_no_other(counts: dict[str, int], asked: str) -> None:
    builder = VocabularyBuilder()
    for stem in sorted(counts):
        builder.add(stem, counts[stem], counts[stem])
    vocabulary = builder.build(1_000)

    assert {stem: vocabulary.count(stem) for stem in counts} == counts
    for text in (asked, *(stem[:-1] for stem in counts), *(stem + "a" for stem in counts)):
        assert vocabulary.count(text) == counts.get(text, 0)
        longer = {s: n for s, n in counts.items() if s.startswith(text) and s != text}
        if len(text) >= SHORTEST_START:
            assert vocabulary.begun(text) == sum(longer.values())
        found = vocabulary.continuing(text, 100) if text else []
        assert {stem: count for count, stem in found} == (longer if text else {})


def test_what_is_too_long_or_of_another_script_counts_as_unknown() -> None:
    builder = VocabularyBuilder()
    for stem in ("a" * (LONGEST_STEM + 1), "bbb", "乳がん"):
        builder.add(stem, 5, 5)
    vocabulary = builder.build(10)

    assert [vocabulary.count(s) for s in ("a" * (LONGEST_STEM + 1), "bbb", "乳がん", "\ud800")] == [
        *(0, 5, 0, 0)
    ]
    assert vocabulary.may_hold("乳がん")
    assert not vocabulary.may_hold("ccc")


@given(counts=st.dictionaries(STEMS, st.integers(1, 9), min_size=1, max_size=40), start=STEMS)
def test_the_commonest_of_many_guesses_is_found_by_what_they_begin_with(
    counts: dict[str, int], start: str
) -> None:
    """The commonest guess is the same, whether or not the guesses begin alike."""
    builder = VocabularyBuilder()
    for stem in sorted(counts):
        builder.add(stem, counts[stem], counts[stem])
    guesses = {*counts, *(stem + "b" for stem in counts), start}

    assert builder.build(1_000).commonest(guesses, start) == max(
        (counts.get(stem, 0), stem) for stem in guesses
    )
    assert builder.build(1_000).commonest({f"{start}yy", f"{start}yyy"}, start)[0] == 0


def test_a_stem_that_was_unknown_is_known_when_it_was_learned() -> None:
    """A number that is learned replaces the one that was kept."""
    vocabulary = VocabularyBuilder().build(10)
    before = vocabulary.count("olaparib")
    vocabulary.learn({"olaparib": 3})
    assert (before, vocabulary.count("olaparib")) == (0, 3)

"""The points of phrases in an article of average length."""

import math
from typing import Any

import pytest

from bot.model.query import Concept, Phrase
from bot.search.ranking import ArticleFields, ConceptMatch, matches_of, patterns_of
from bot.search.vocabulary import Vocabulary, VocabularyBuilder
from bot.search.words import Stems
from tests.search.test_ranking import KNOWN, candidate

STEMS = Stems()
AVERAGE = 130
"""Characters of 20 words, which is the average length in KNOWN."""


def typed(words: str, weight: float = 1.0, **fields: Any) -> Concept:
    return Concept(words, (Phrase(tuple(words.split()), weight, words, typed=True, **fields),))


def held(text: str, characters: int, known: Vocabulary = KNOWN) -> float:
    """How well a text of this length holds "brain"."""
    return ArticleFields(candidate(1, text=text.ljust(characters, "x")), known).matches(["brain"])


def average(concept: Concept, text: str, known: Vocabulary = KNOWN) -> ConceptMatch:
    """The points of a concept in an article of average length that holds this text."""
    article = ArticleFields(candidate(1, text=f"{text} ".ljust(AVERAGE, "x")), known)
    (match,) = matches_of(article, [patterns_of(concept, known, STEMS)])
    return match


def test_one_mention_in_an_article_of_average_length_counts_one() -> None:
    assert held("brain ", AVERAGE) == pytest.approx(1.0)


def test_a_second_mention_adds_about_half_of_the_first() -> None:
    assert 1.4 < held("brain brain ", AVERAGE) < 1.55


def test_a_mention_in_an_article_twice_as_long_counts_about_two_thirds() -> None:
    assert 0.64 < held("brain ", 2 * AVERAGE) < 0.71


def test_if_the_average_length_is_unknown_every_article_has_it() -> None:
    unknown = VocabularyBuilder().build(articles=0)
    assert held("brain ", AVERAGE, unknown) == held("brain ", 9 * AVERAGE, unknown) > 0
    assert held("", 0, unknown) == 0


@pytest.mark.parametrize(
    ("articles", "of_all", "worth"), [(1, 1, 4 / 3), (0, 1, 4), (500, 1_000, 2), (1_000, 1_000, 1)]
)
def test_a_word_is_worth_more_the_fewer_articles_hold_it_and_never_less_than_nothing(
    articles: int, of_all: int, worth: float
) -> None:
    builder = VocabularyBuilder()
    builder.add("brain", articles, 20 * of_all)
    points = average(typed("brain"), "brain", builder.build(of_all)).points
    # BM25's inverse document frequency is the logarithm of 1 + (all - n + 0.5) / (n + 0.5).
    assert points == pytest.approx(math.log(worth), abs=0.001)
    assert points > 0


def test_words_of_a_phrase_apart_count_half_and_one_of_two_an_eighth() -> None:
    brain, breast = (average(typed(word), word).points for word in ("brain", "breast"))
    phrase = typed("brain breast")
    assert average(phrase, "breast, a brain").points == pytest.approx((brain + breast) / 2)
    assert average(phrase, "brain").points == pytest.approx(brain / 8)
    part = average(phrase, "breast")
    assert part.points == pytest.approx(breast / 8)
    assert part.shown == "only “breast” of “brain breast”"
    assert part.share == pytest.approx(breast / (brain + breast))
    assert average(typed("brain breast", 0.5), "brain").points == pytest.approx(brain / 16)


def test_a_phrase_that_is_not_there_is_worth_nothing_and_named_whole() -> None:
    assert average(typed("brain breast"), "nothing") == ConceptMatch(0.0, "brain breast")


def test_a_synonym_does_not_count_by_its_words() -> None:
    concept = Concept("xyz", (*typed("xyz").phrases, Phrase(("brain", "liver"), 0.8, "b")))
    assert average(concept, "a liver, a brain").points == 0
    assert average(concept, "brain liver").points > 0


@pytest.mark.parametrize(
    ("words", "text", "shown", "whole"),
    [
        ("brain liver", "liver, brain", "brain, liver", True),
        (
            "brain liver breast",
            "liver, brain",
            "only “brain, liver” of “brain liver breast”",
            False,
        ),
        ("brain liver breast metastas", "liver, brain", "brain, liver", False),
        (
            "brain liver breast metastas",
            "liver, brain, metastas, breast",
            "brain, liver, breast, metastas",
            True,
        ),
    ],
)
def test_the_words_that_are_there_are_named_and_what_is_missing_only_of_short_phrases(
    words: str,
    text: str,
    shown: str,
    whole: bool,  # noqa: FBT001
) -> None:
    match = average(typed(words), text)
    assert (match.shown, match.share == 1, match.weak) == (shown, whole, False)


def test_the_beginning_of_a_word_is_as_rare_as_the_words_that_begin_so() -> None:
    begun = typed("brea", begins=True)
    assert average(begun, "breast").points == average(typed("breast"), "breast").points > 0


def test_a_beginning_matches_only_if_it_is_asked_as_one() -> None:
    article = ArticleFields(candidate(1, text="breast"), KNOWN)
    assert article.matches(["brea"]) == 0
    assert article.matches(["brea"], begins=True) > 0


def test_a_beginning_is_looked_for_even_if_no_article_holds_it_as_a_word() -> None:
    concept = Concept("xyz", (*typed("xyz").phrases, Phrase(("brea",), 0.2, "brea…", begins=True)))
    assert average(concept, "breast").points > 0


@pytest.mark.parametrize(
    ("phrase", "weak"),
    [
        (Phrase(("brain",), 0.35, "brain"), False),
        (Phrase(("brain",), 0.34, "brain"), True),
        (Phrase(("brain",), 0.1, "brain", typed=True), False),
        (Phrase(("brai",), 0.1, "brain", begins=True), False),
        (Phrase(("brain",), 0.1, "brain", sense="the brain"), False),
    ],
)
def test_only_a_light_synonym_is_weak_and_no_typed_word_beginning_or_sense(
    phrase: Phrase,
    weak: bool,  # noqa: FBT001
) -> None:
    assert average(Concept("xyz", (*typed("xyz").phrases, phrase)), "brain").weak is weak


def test_a_word_of_a_phrase_may_be_said_in_another_way() -> None:
    parts = ((Phrase(("brain",), 1.0, "brain"), Phrase(("liver",), 0.2, "liver")),)
    match = average(typed("the brain", parts=parts), "liver")
    assert match.points > 0
    assert (match.shown, match.weak) == ("liver", True)


def test_a_small_word_of_a_phrase_says_nothing_alone_whatever_it_may_mean() -> None:
    parts = (
        (Phrase(("the",), 1.0, "the"), Phrase(("liver",), 0.5, "liver")),
        (Phrase(("brain",), 1.0, "brain"), Phrase(("the",), 0.5, "the")),
    )
    phrase = typed("the brain", parts=parts)
    assert average(phrase, "liver").points == 0
    match = average(phrase, "brain and more")
    assert (match.share, match.weak) == (1, True)

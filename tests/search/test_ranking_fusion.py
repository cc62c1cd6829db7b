"""Articles found by words and articles near in meaning, as one list."""

from datetime import timedelta
from math import log

import pytest

from bot.model.query import Concept, Phrase, Ranked
from bot.search.finder import MIN_CONFIDENCE
from bot.search.fusion import (
    MOST_SIMILAR,
    USUAL_INFORMATION,
    confidence_of_both,
    held_parts,
    ranked_by_both,
    standing_out,
)
from bot.search.highlights import Candidate
from bot.search.ranking import reasons
from bot.search.similar import fused
from bot.search.vocabulary import VocabularyBuilder
from bot.search.words import Stems
from tests.factories import NOON

CANDIDATES = {
    n: Candidate(n, NOON - timedelta(n), f"Title {n}", "", "", "", Stems()) for n in range(1, 40)
}
BY_WORDS = [
    Ranked(n, score, (f"word {n}",), NOON) for n, score in enumerate((10.0, 5.0, 4.0), start=1)
]
CROWD = [(n, 0.84) for n in range(20, 30)]
"""Articles that are as near as any."""


def _ids(near: list[tuple[int, float]], *shares: float) -> list[int]:
    held = dict(zip((1, 2, 3), shares, strict=True))
    return [each.id for each in ranked_by_both(BY_WORDS, standing_out(near), CANDIDATES, held)][:4]


@pytest.mark.parametrize(
    ("near", "shares", "order"),
    [
        # Nothing stands out, or nothing is known of meaning: as by words.
        (CROWD, (1, 1, 1), [1, 2, 3]),
        ([], (0.5, 0.5, 0.5), [1, 2, 3]),
        # An article far ahead by words keeps its place though it is near to none in meaning, and
        # the others are in both lists.
        ([(2, 0.87), (3, 0.87), (4, 0.86), *CROWD], (1, 0.5, 0.5), [1, 2, 3, 4]),
        # All that was asked is held: it takes a similarity of a tenth more to come before it.
        ([(4, 0.90), *CROWD], (1, 1, 1), [1, 4, 2, 3]),
        # Half of it is held: meaning decides sooner, also between articles found by words.
        ([(4, 0.90), *CROWD], (0.5, 0.5, 0.5), [4, 1, 2, 3]),
        ([(3, 0.89), *CROWD], (0.5, 0.5, 0.5), [3, 1, 2]),
        # Next to nothing of it is held: by meaning alone.
        ([(4, 0.87), (5, 0.86), *CROWD], (0.15, 0.1, 0), [4, 5, 1, 2]),
    ],
)
def test_meaning_counts_by_how_far_an_article_stands_out(
    near: list[tuple[int, float]], shares: tuple[float, ...], order: list[int]
) -> None:
    assert _ids(near, *shares)[: len(order)] == order


def test_only_the_nearest_are_shown_for_their_meaning_alone() -> None:
    near = [(n, 0.9) for n in range(4, 34)]

    places = ranked_by_both(BY_WORDS, standing_out(near), CANDIDATES, {1: 1.0, 2: 1.0, 3: 1.0})

    assert len(places) == len(BY_WORDS) + MOST_SIMILAR
    assert len(fused(BY_WORDS, near, CANDIDATES)) == len(BY_WORDS) + MOST_SIMILAR


def test_an_article_that_was_deleted_is_left_out() -> None:
    near = [(99, 0.9), (4, 0.8)]

    assert [place.id for place in ranked_by_both([], standing_out(near), CANDIDATES, {})] == [4]
    assert [place.id for place in fused([], near, CANDIDATES)] == [4]


def test_similar_articles_are_ordered_by_both_of_their_ranks() -> None:
    near = [(n, 0.9 - n / 1_000) for n in (4, 3, 5)]

    assert [place.id for place in fused(BY_WORDS, near, CANDIDATES)] == [3, 1, 4, 2, 5]


def test_each_place_says_why() -> None:
    places = ranked_by_both(BY_WORDS[:1], standing_out([(4, 0.9)]), CANDIDATES, {1: 1.0})

    assert [reasons(place) for place in places] == [("matched: word 1",), ("similar in meaning",)]


def test_how_far_articles_stand_out_is_measured_from_the_tenth() -> None:
    near = [(n, 0.9 - n / 100) for n in range(20)]

    found = standing_out(near)

    assert list(found) == list(range(10))
    assert found[0] == pytest.approx(0.9)
    assert found[9] == 0
    assert standing_out(near[:3])[0] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("by_words", "near", "enough"),
    [
        # Nothing stands out as it usually does: words must tell more than they must alone.
        (MIN_CONFIDENCE + 0.1, CROWD, False),
        (MIN_CONFIDENCE + 0.3, CROWD, True),
        # An article that stands out further makes up for missing words, but not for all of them.
        (MIN_CONFIDENCE - 0.3, [(1, 0.90), *CROWD], True),
        (MIN_CONFIDENCE - 0.4, [(1, 0.90), *CROWD], False),
        # Too few articles to tell.
        (MIN_CONFIDENCE + 0.1, CROWD[:9], True),
        (MIN_CONFIDENCE - 0.1, [(1, 0.99), *CROWD[:8]], False),
    ],
)
def test_an_answer_is_told_by_words_and_meaning_together(
    by_words: float,
    near: list[tuple[int, float]],
    enough: bool,  # noqa: FBT001
) -> None:
    assert (confidence_of_both(by_words, near, USUAL_INFORMATION) > MIN_CONFIDENCE) is enough


def test_what_stands_out_is_less_of_an_answer_if_little_is_held() -> None:
    near = [(1, 0.88), *CROWD]

    told = {
        held: confidence_of_both(MIN_CONFIDENCE - 0.1, near, held) > MIN_CONFIDENCE
        for held in (2, 8)
    }

    assert told == {2: False, 8: True}


def test_the_information_held_is_that_of_the_best_articles() -> None:
    known = VocabularyBuilder()
    known.add("chemo", 50, 50)
    known.add("hiccup", 1, 1)
    concepts = [Concept(word, (Phrase((word,), 1.0),)) for word in ("hiccups", "chemo")]
    places = [Ranked(1, 2.0, ("chemo",), NOON, holds=(1,)), Ranked(2, 1.0, (), NOON, holds=(0, 1))]

    alone = held_parts(concepts, places[:1], known.build(100), Stems())
    both = held_parts(concepts, places, known.build(100), Stems())

    assert alone.information == pytest.approx(log(2))
    assert both.information == pytest.approx(log(2) + log(50))

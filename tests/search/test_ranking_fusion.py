"""Two lists as one."""

from datetime import timedelta

import pytest

from bot.search.finder import stands_out, words_weight
from bot.search.highlights import Candidate
from bot.search.ranking import MOST_SIMILAR, Ranked, fused, reasons
from bot.search.words import Stems
from tests.factories import NOON

CANDIDATES = {
    n: Candidate(n, NOON - timedelta(n), f"Title {n}", "", "", "", Stems()) for n in range(1, 40)
}
BY_WORDS = [Ranked(n, 9.0 - n, (f"word {n}",), NOON) for n in (1, 2, 3)]
BY_MEANING = [(n, 0.9 - n / 1_000) for n in (4, 3, 5)]


def _ids(share: float) -> list[int]:
    return [place.id for place in fused(BY_WORDS, BY_MEANING, CANDIDATES, words_weight(share))]


@pytest.mark.parametrize(
    ("share", "order"),
    [
        (1.0, [3, 1, 2, 4, 5]),  # all that was asked is held: by words first
        (0.6, [3, 4, 5, 1, 2]),
        (0.0, [4, 3, 5, 1, 2]),  # nothing of it is: by meaning alone
    ],
)
def test_words_count_by_how_much_of_the_query_they_hold(share: float, order: list[int]) -> None:
    assert _ids(share) == order


def test_only_the_nearest_are_shown_for_their_meaning_alone() -> None:
    near = [(n, 0.9) for n in range(4, 34)]

    places = fused(BY_WORDS, near, CANDIDATES, 1.0)

    assert len(places) == len(BY_WORDS) + MOST_SIMILAR


def test_an_article_that_was_deleted_is_left_out() -> None:
    assert [place.id for place in fused([], [(99, 0.9), (4, 0.8)], CANDIDATES, 0.0)] == [4]


def test_each_place_says_why() -> None:
    why = [reasons(place) for place in fused(BY_WORDS[:1], BY_MEANING[:1], CANDIDATES, 1.0)]

    assert why == [("matched: word 1",), ("similar in meaning",)]


def test_an_answer_stands_out_of_the_nearest_ten() -> None:
    assert stands_out([(1, 0.87), *((n, 0.84) for n in range(2, 12))])
    assert not stands_out([(n, 0.85) for n in range(12)])
    assert not stands_out([(1, 0.9), (2, 0.5)])

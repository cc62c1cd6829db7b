"""How near a match is to the best that an article could have."""

from datetime import timedelta

import pytest

from bot.model.query import Concept, Phrase
from bot.search.ranking import Scorer
from bot.search.words import Stems
from tests.factories import NOON
from tests.search.test_ranking import KNOWN, candidate, ranked, word

RARE, COMMON = word("zebra"), word("brain")
"""Words of no article, and of some."""


def strength(*concepts: Concept, text: str) -> float:
    """The strength of an old article's match that says these words over and over."""
    given = candidate(1, text=f"{text} " * 2_000, dated=NOON - timedelta(days=36_500))
    (place,) = ranked(list(concepts), given)
    return place.strength


@pytest.mark.parametrize("said", [RARE, COMMON])
def test_an_article_that_says_a_word_over_and_over_has_about_the_full_strength(
    said: Phrase,
) -> None:
    assert 0.9 < strength(Concept("x", (said,)), text=said.shown) < 1.1


def test_an_article_on_one_of_two_equal_subjects_has_about_half_of_it() -> None:
    asked = Concept("x", (RARE,)), Concept("y", (word("quokka"),))

    assert 0.45 < strength(*asked, text="zebra") < 0.55


def test_the_full_strength_is_that_of_the_commonest_form() -> None:
    either = Concept("x", (RARE, COMMON))

    assert strength(either, text="brain") == strength(Concept("x", (COMMON,)), text="brain")
    assert strength(either, text="zebra") > 1.2


def test_a_word_that_only_may_mean_the_subject_is_not_its_commonest_form() -> None:
    perhaps = Phrase(COMMON.words, 0.3, "brain")

    alone, beside = (Concept("x", phrases) for phrases in ((RARE,), (RARE, perhaps)))

    assert strength(beside, text="zebra") == strength(alone, text="zebra")


def test_a_subject_that_all_its_words_only_may_mean_is_judged_by_the_first() -> None:
    implied = Concept("x", (Phrase(RARE.words, 0.3, "zebra"), Phrase(COMMON.words, 0.3, "brain")))
    full = strength(Concept("x", (RARE,)), text="zebra")

    assert strength(implied, text="zebra") == pytest.approx(0.3 * full)


def test_what_is_unwanted_or_says_little_is_not_part_of_the_full_strength() -> None:
    start = Concept("start", (word("start"),), generic=True)
    no_liver = Concept("liver", (word("liver"),), negated=True)

    assert strength(Concept("x", (COMMON,)), start, no_liver, text="brain") > 0.9
    assert strength(start, text="start") == 0


def test_an_article_is_about_the_words_that_its_title_and_teaser_share_with_the_query() -> None:
    asked = [Concept("zebra", (RARE, word("quokka", 0.5, typed=False))), Concept("x", (COMMON,))]
    teaser = f"A zebra walks {'slowly ' * 26}."
    given = candidate(1, title="Quokkas and yoga", teaser=teaser, text="The brain.")
    (place,) = ranked(asked, given)

    told = Scorer(asked, KNOWN, Stems(), NOON).with_aboutness(place, given)

    assert told.holds == (0, 1)
    assert told.about == 2 / 30
    assert told.in_passing == (1,)


def test_a_headline_alone_is_hardly_about_its_words() -> None:
    asked = [Concept("x", (COMMON,))]
    given = candidate(1, title="The brain at rest")
    (place,) = ranked(asked, given)

    assert Scorer(asked, KNOWN, Stems(), NOON).with_aboutness(place, given).about == 1 / 20


def test_an_article_without_a_title_is_about_nothing() -> None:
    given = candidate(1, text="The brain.")
    (place,) = ranked([Concept("x", (COMMON,))], given)

    told = Scorer([Concept("x", (COMMON,))], KNOWN, Stems(), NOON).with_aboutness(place, given)

    assert (told.about, told.in_passing) == (0, (0,))

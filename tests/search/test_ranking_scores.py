"""How much a candidate scores, and which places are shown in which order."""

from datetime import timedelta
from typing import Any

import pytest

from bot.model.query import SIMILAR_IN_MEANING, Concept, Phrase, Ranked
from bot.search.finder import by_sense, in_order, newest_first
from bot.search.ranking import ArticleFields, matches_of, patterns_of, reasons
from bot.search.words import Stems
from tests.factories import NOON
from tests.search.test_ranking import BRAIN, KNOWN, LIVER, candidate, ranked, word

ZEBRA = Concept("zebra", (word("zebra"),))
NO_LIVER, NO_ZEBRA = (Concept(each.label, each.phrases, negated=True) for each in (LIVER, ZEBRA))
LONG_AGO = NOON - timedelta(days=36_500)


def score(concepts: list[Concept], **fields: Any) -> float:
    """The score of the only candidate."""
    (place,) = ranked(concepts, candidate(1, **fields))
    return place.score


def test_a_score_is_the_worth_of_the_words_and_about_a_quarter_more_at_most() -> None:
    given = candidate(1, title="brain", text="brain and liver")
    words = matches_of(
        ArticleFields(given, KNOWN), [patterns_of(each, KNOWN, Stems()) for each in (BRAIN, LIVER)]
    )
    points = sum(match.points for match in words)
    (place,) = ranked([BRAIN, LIVER], given)
    assert points < place.score < 1.26 * points


def test_an_article_on_all_that_was_asked_gains_a_tenth_and_one_on_half_of_it_a_twentieth() -> None:
    old: dict[str, Any] = {"text": "brain", "dated": LONG_AGO}
    assert score([BRAIN], **old) / score([BRAIN, ZEBRA], **old) == pytest.approx(1.1 / 1.05)


def test_a_title_like_the_query_adds_about_a_tenth() -> None:
    asked = [Concept("brain", (word("liver"),))]
    old: dict[str, Any] = {"text": "liver", "dated": LONG_AGO}
    like, unlike = score(asked, title="brain", **old), score(asked, title="xxxxx", **old)
    assert 1.08 < like / unlike < 1.1


def test_a_title_like_the_unwanted_adds_nothing() -> None:
    asked = [BRAIN, Concept("xxxxx", (word("zebra"),), negated=True)]
    old: dict[str, Any] = {"text": "brain", "dated": LONG_AGO}
    assert score(asked, title="xxxxx", **old) < score(asked, title="brain", **old)
    assert score(asked, title="xxxxx", **old) == score(asked, title="yyyyy", **old)


def test_an_article_of_today_gains_a_twentieth_and_half_of_it_is_left_after_a_year() -> None:
    new = score([BRAIN], text="brain")
    a_year_old = score([BRAIN], text="brain", dated=NOON - timedelta(days=365))
    old = score([BRAIN], text="brain", dated=LONG_AGO)
    assert 1.04 < new / old < 1.05
    assert (a_year_old - old) / (new - old) == pytest.approx(0.5)


def test_an_article_all_about_the_unwanted_keeps_two_fifths_of_its_score() -> None:
    mostly_liver = "brain " + "liver " * 500
    kept = score([BRAIN, NO_LIVER], text=mostly_liver) / score([BRAIN, NO_ZEBRA], text=mostly_liver)
    assert 0.4 < kept < 0.45


def test_an_article_without_the_unwanted_loses_nothing() -> None:
    assert score([BRAIN, NO_ZEBRA], text="brain") == score([BRAIN, ZEBRA], text="brain")


def test_a_mention_of_the_unwanted_is_worth_less_than_a_quarter_if_nothing_else_is_asked() -> None:
    mention = "liver " + "word " * 300
    assert 0.2 < score([NO_LIVER], text=mention) / score([LIVER], text=mention) < 0.25


def test_only_words_that_an_article_holds_are_named_and_counted() -> None:
    (one,) = ranked([BRAIN, LIVER], candidate(1, text="brain"))
    assert (one.matched, one.holds, one.touches) == (("brain",), (0,), ())
    (unwanted,) = ranked([NO_ZEBRA, NO_LIVER], candidate(1, text="liver"))
    assert (unwanted.matched, unwanted.holds, unwanted.touches) == (("liver",), (), ())


def test_the_unwanted_is_not_named_if_the_article_holds_more_than_that() -> None:
    (place,) = ranked([BRAIN, NO_LIVER], candidate(1, text="brain liver"))
    assert place.matched == ("brain",)


def test_a_part_of_a_phrase_is_told_from_the_whole() -> None:
    concept = Concept("brain metastases", (word("brain metastases"),))
    (part,) = ranked([concept], candidate(1, text="of the brain"))
    (whole,) = ranked([concept], candidate(1, text="brain metastases"))
    assert (part.holds, part.touches) == ((), (0,))
    assert (whole.holds, whole.touches) == ((0,), ())


def place(number: int, score: float = 1.0, *, days_old: int = 0, holds: int = 0) -> Ranked:
    return Ranked(number, score, (), NOON - timedelta(days=days_old), tuple(range(holds)))


def test_of_equal_scores_the_newer_article_is_first_and_on_one_day_the_later_found() -> None:
    places = [place(1), place(3, days_old=1), place(2), place(9, 0.9)]
    assert [each.id for each in in_order(places)] == [2, 1, 3, 9]


@pytest.mark.parametrize(("share", "kept"), [(0.16, True), (0.15, True), (0.14, False)])
def test_an_article_of_a_low_score_is_kept_only_if_it_holds_as_much(
    share: float,
    kept: bool,  # noqa: FBT001
) -> None:
    best = place(1, holds=2)
    assert len(in_order([place(2, share, holds=1), best])) == 1 + kept
    assert len(in_order([place(2, share, holds=2), best])) == 2


@pytest.mark.parametrize(("share", "kept"), [(0.41, True), (0.4, True), (0.39, False)])
def test_by_date_the_newest_come_first_of_those_that_answer_about_as_well_as_the_best(
    share: float,
    kept: bool,  # noqa: FBT001
) -> None:
    best, as_much = place(1, holds=2, days_old=9), place(2, 0.1, holds=2, days_old=5)
    newest = place(3, share, holds=1)
    shown = [each.id for each in newest_first([best, newest, as_much])]
    assert shown == ([3, 2, 1] if kept else [2, 1])


def test_by_date_the_later_found_of_one_day_is_first() -> None:
    assert [each.id for each in newest_first([place(1), place(3), place(2)])] == [3, 2, 1]
    assert newest_first([place(1)]) == [place(1)]


def test_no_more_than_five_words_are_named_as_reasons() -> None:
    words = ("lump", "scan", "bone", "hair", "rash", "node", "vein")
    assert reasons(Ranked(1, 1.0, words, NOON)) == ("matched: lump, scan, bone, hair, rash",)


def test_an_article_found_without_a_word_of_the_query_is_similar_in_meaning() -> None:
    assert reasons(Ranked(1, 1.0, (), NOON)) == (SIMILAR_IN_MEANING,)


AMBIGUOUS = Concept(
    "brain",
    (
        word("brain"),
        Phrase(("liver",), 0.2, "liver", sense="the liver"),
        Phrase(("breast",), 0.2, "breast", sense="the breast"),
    ),
    senses=("the liver", "the breast"),
)


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("brain brain brain liver", "the liver"),
        ("liver and breast", "the liver"),
        ("brain alone", ""),
    ],
)
def test_an_article_has_the_sense_of_the_words_in_it_that_are_worth_most(
    text: str, sense: str
) -> None:
    (found,) = ranked([AMBIGUOUS], candidate(1, text=text))
    assert found.sense == sense


def test_beside_another_word_of_the_query_no_sense_is_named() -> None:
    (found,) = ranked([AMBIGUOUS, ZEBRA], candidate(1, text="brain liver"))
    assert found.sense == ""


def test_articles_of_one_sense_stay_in_their_order() -> None:
    for sense in ("", "the liver"):
        places = [Ranked(n, 1.0, (), NOON, sense=sense) for n in range(5)]
        assert by_sense(places) == places

from datetime import timedelta
from typing import Any

from bot.model.query import Concept, Phrase
from bot.search.ranking import Candidate, Ranked, Scorer, in_order, reasons
from bot.search.words import Stems
from tests.factories import NOON
from tests.search.test_spelling import vocabulary

KNOWN = vocabulary({"brain": 50, "metastas": 60, "liver": 40, "breast": 800})
KNOWN.average_length = 20.0


def candidate(number: int, **fields: Any) -> Candidate:
    given = {"title": "", "topic_words": "", "teaser": "", "text": "", "dated": NOON, **fields}
    return Candidate(id=number, **given)


def word(text: str, weight: float = 1.0, *, typed: bool = True) -> Phrase:
    return Phrase(tuple(text.split()), weight, text, typed=typed)


def ranked(concepts: list[Concept], *candidates: Candidate) -> list[Ranked]:
    scorer = Scorer(concepts, KNOWN, Stems(), NOON)
    return in_order(filter(None, map(scorer.score, candidates)))


def order(concepts: list[Concept], *candidates: Candidate) -> list[int]:
    return [place.id for place in ranked(concepts, *candidates)]


BRAIN = Concept("brain", (word("brain"),))
LIVER = Concept("liver", (word("liver"),))


def test_more_concepts_rank_higher() -> None:
    both = candidate(1, text="liver and brain")
    assert order([BRAIN, LIVER], candidate(2, text="brain brain brain brain"), both) == [1, 2]


def test_a_match_in_the_title_ranks_higher() -> None:
    assert order([BRAIN], candidate(1, text="brain"), candidate(2, title="brain")) == [2, 1]


def test_the_newer_of_two_equals_ranks_higher() -> None:
    old = candidate(2, title="brain", dated=NOON - timedelta(days=400))
    assert order([BRAIN], old, candidate(1, title="brain")) == [1, 2]


def test_a_date_in_the_future_is_no_advantage() -> None:
    ahead = candidate(1, title="brain", dated=NOON + timedelta(days=4_000))
    today, later = ranked([BRAIN], candidate(2, title="brain"), ahead)
    assert today.score == later.score


def test_synonyms_count_once_and_less() -> None:
    concept = Concept("brain", (word("brain"), word("liver", 0.5, typed=False)))
    all_ways = candidate(1, text="brain liver")
    places = ranked([concept], all_ways, candidate(2, text="liver x"), candidate(3, text="brain x"))
    assert [place.id for place in places] == [3, 1, 2]
    assert places[0].score == places[1].score or places[0].id == 3


def test_a_phrase_in_one_piece_ranks_higher_than_its_words_apart() -> None:
    concept = Concept("brain metastases", (word("brain metastases"),))
    whole = candidate(1, text="new brain metastases here")
    apart = candidate(2, text="metastases of the brain")
    places = ranked([concept], apart, whole)
    assert [place.id for place in places] == [1, 2]
    assert [place.matched for place in places] == [("brain metastases",), ("brain, metastases",)]


def test_what_is_missing_of_a_phrase_is_told() -> None:
    concept = Concept("brain metastases", (word("brain metastases"),))
    (place,) = ranked([concept], candidate(1, text="of the brain and more"))
    assert place.matched == ("only “brain” of “brain metastases”",)


def test_what_holds_a_part_alone_is_no_answer_beside_one_that_holds_all() -> None:
    concept = Concept("liver mets", (word("liver mets"), word("liver metastases", typed=False)))
    whole = candidate(1, title="liver metastases", teaser="liver metastases")
    part = candidate(2, text="the liver and other things")
    assert order([concept], part, whole) == [1]
    assert order([concept], part) == [2]


def test_what_is_missing_of_a_long_phrase_is_not_told() -> None:
    concept = Concept("x", (word("liver surgery before chemo"),))
    (place,) = ranked([concept], candidate(1, text="the liver and surgery"))
    assert place.matched == ("liver, surgery",)


def test_words_of_a_synonym_do_not_count_one_by_one() -> None:
    concept = Concept("x", (word("brain metastases", typed=False),))
    assert order([concept], candidate(1, text="brain of a liver")) == []


def test_inflected_words_match() -> None:
    assert order([Concept("m", (word("metastases"),))], candidate(1, text="a metastase")) == [1]


def test_reasons_name_each_match_once() -> None:
    assert reasons(Ranked(1, 1.0, ("brain", "liver", "brain"), NOON)) == ("matched: brain, liver",)

from datetime import timedelta
from typing import Any

from bot.model.query import Concept, Phrase, Ranked
from bot.search.finder import by_sense, in_order
from bot.search.highlights import Candidate
from bot.search.ranking import Scorer, reasons
from bot.search.words import Stems
from tests.factories import NOON
from tests.search.test_spelling import vocabulary

KNOWN = vocabulary({"brain": 50, "metastas": 60, "liver": 40, "breast": 800})
KNOWN.average_length = 20.0


def candidate(number: int, **fields: Any) -> Candidate:
    given = {"title": "", "topic_words": "", "teaser": "", "text": "", "dated": NOON, **fields}
    return Candidate(id=number, stems=Stems(), **given)


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


def test_an_article_that_says_it_in_several_ways_ranks_higher() -> None:
    ways = (word("spine"), word("brain", 0.5, typed=False), word("liver", 0.5, typed=False))
    twice, once = candidate(1, text="a brain and liver"), candidate(2, text="a brain and so")
    assert order([Concept("spine", ways)], once, twice) == [1, 2]


def test_two_loose_words_that_agree_are_sure() -> None:
    loose = (Phrase(("brain",), 0.5, loose=True), Phrase(("liver",), 0.5, loose=True))
    concept = Concept("spine", (word("spine"), *loose))
    one, two = candidate(1, text="a brain and so"), candidate(2, text="a brain and liver")
    assert {place.id: place.weak for place in ranked([concept], one, two)} == {1: (0,), 2: ()}


def test_several_names_of_its_class_do_not_name_a_drug() -> None:
    loose = (Phrase(("brain",), 0.5, loose=True), Phrase(("liver",), 0.5, loose=True))
    drug = Concept("spine", (word("spine"), *loose), drug=True)
    classes, itself = candidate(1, text="a brain and liver"), candidate(2, text="a spine and liver")
    assert {place.id: place.weak for place in ranked([drug], classes, itself)} == {1: (0,), 2: ()}


def test_an_article_that_names_the_drug_comes_before_one_on_its_class() -> None:
    drug = Concept("spine", (word("spine"), word("brain metastases", 0.3, typed=False)), drug=True)
    on_class = candidate(1, title="Liver: brain metastases", teaser="brain metastases")
    named = candidate(2, teaser="the spine and the liver")
    assert order([drug, LIVER], on_class, named) == [2, 1]


def test_small_words_mean_a_phrase_only_together() -> None:
    concept = Concept("how long", (word("how long do i have"), word("brain", 0.8, typed=False)))
    texts = ("a long walk", "long ago they have it", "how long do I have", "a brain")
    found = ranked([concept], *(candidate(n, text=text) for n, text in enumerate(texts)))
    assert {place.id for place in found} == {2, 3}


def test_a_shorter_way_with_the_same_words_is_no_further_way() -> None:
    ways = (word("liver"), word("brain metastases", 0.8, typed=False), word("brain", typed=False))
    text = candidate(1, text="a brain metastases")
    (all_ways,), (best,) = (ranked([Concept("liver", some)], text) for some in (ways, ways[:2]))
    assert all_ways.score == best.score


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


def test_a_rarer_word_is_worth_more() -> None:
    asked = [BRAIN, Concept("breast", (word("breast"),))]
    assert order(asked, candidate(1, text="breast"), candidate(2, text="brain"))[0] == 2


def test_title_counts_more_than_teaser_and_teaser_more_than_text() -> None:
    held = (candidate(1, text="brain"), candidate(2, teaser="brain"), candidate(3, title="brain"))
    assert order([BRAIN], *held) == [3, 2, 1]


def test_a_word_of_the_title_is_worth_about_three_of_the_text() -> None:
    title = candidate(1, title="brain x x x x x x x x x")
    twice = candidate(2, text="brain x x x x brain x x x x")
    often = candidate(3, text="brain brain brain brain brain brain brain brain")
    assert order([BRAIN], twice, title, often) == [3, 1, 2]


def test_a_date_decides_between_equals_alone() -> None:
    new, old = NOON, NOON - timedelta(days=3_000)
    in_title = candidate(1, title="brain", dated=old)
    assert order([BRAIN], candidate(2, text="brain", dated=new), in_title) == [1, 2]
    both = candidate(1, text="liver and brain", dated=old)
    assert order([BRAIN, LIVER], candidate(2, text="brain", dated=new), both) == [1, 2]


def test_a_long_article_counts_less_for_one_mention() -> None:
    long = candidate(1, text=f"brain {'word ' * 200}")
    assert order([BRAIN], long, candidate(2, text="brain word word")) == [2, 1]


def test_what_is_unwanted_ranks_below_unless_the_article_is_without_it() -> None:
    asked = [BRAIN, Concept("liver", (word("liver"),), negated=True)]
    about = candidate(1, title="brain and liver", text="liver liver")
    without = candidate(2, title="brain without liver")
    plain = candidate(3, title="brain and more")
    assert order(asked, about, plain, without) == [2, 3, 1]


def test_what_is_unwanted_is_found_last_if_nothing_else_is_asked() -> None:
    asked = [Concept("liver", (word("liver"),), negated=True)]
    about, without = candidate(1, title="liver"), candidate(2, text="a brain without liver")
    assert order(asked, about, without) == [2, 1]


def test_senses_take_turns_and_are_named() -> None:
    phrases = (
        word("breast"),
        Phrase(("brain",), 0.2, "brain", sense="the brain"),
        Phrase(("liver",), 0.2, "liver", sense="the liver"),
    )
    asked = [Concept("breast", phrases, senses=("the brain", "the liver"))]
    brains = [candidate(n, title="brain breast") for n in (1, 2, 3)]
    places = by_sense(
        ranked(asked, *brains, candidate(4, text="liver"), candidate(5, text="breast"))
    )
    assert [place.sense for place in places][:4] == ["the brain", "the brain", "the liver", ""]
    assert reasons(places[0])[0] == "as the brain"


def test_words_that_only_may_mean_it_are_told_apart() -> None:
    asked = [Concept("x", (word("breast"), word("brain", 0.3, typed=False)))]
    may, is_it = ranked(asked, candidate(1, text="brain"), candidate(2, title="breast"))
    assert {may.id: may.weak, is_it.id: is_it.weak} == {1: (0,), 2: ()}


def test_words_that_ask_do_not_count_one_by_one() -> None:
    concept = Concept("get out of", (word("get out of"), word("liver", 0.5, typed=False)))
    assert order(
        [concept], candidate(1, text="out of it, get well"), candidate(2, text="liver")
    ) == [2]


def test_news_of_a_death_and_what_was_retracted_rank_lower_unless_asked_for() -> None:
    sad = candidate(1, title="Choosing hospice: brain")
    taken_back = candidate(2, title="RETRACTED: brain, brain")
    other = candidate(3, title="A study of the brain")
    hospice, retracted = (Concept(each, (word(each),)) for each in ("hospice", "retracted"))
    assert order([BRAIN], sad, taken_back, other) == [3, 1, 2]
    assert order([BRAIN, hospice], sad, other)[0] == 1
    assert order([BRAIN, retracted], taken_back, other)[0] == 2

"""The threshold of an answer: words of known rarity, just enough and just not enough."""

from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from bot.model.query import Concept, ConceptRole, Phrase, Ranked, missing
from bot.search.finder import MIN_CONFIDENCE, confidence, relaxation, relaxed
from bot.search.fusion import held_parts
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems
from tests.factories import NOON
from tests.search.test_finder import ABOUT, KNOWN, TEASER, answered, concepts, place
from tests.search.test_spelling import vocabulary

SLEEP, YOGA, PRICE, TAMOXIFEN = concepts("sleep", "yoga", "price", "tamoxifen")
"""In 4, 2, 10 and 2 of a hundred articles; what no article holds counts as 2."""


def but(concept: Concept, **fields: Any) -> Concept:
    return Concept(concept.label, concept.phrases, **fields)


def weak_place(*holds: int, weak: tuple[int, ...]) -> Ranked:
    return Ranked(1, 1.0, (), NOON, holds, weak=weak, strength=TEASER, about=ABOUT)


def share(asked: list[Concept], one: Ranked, known: Vocabulary = KNOWN) -> float:
    return held_parts(asked, [one], known, Stems()).shares[one.id]


def test_the_rarer_half_of_a_question_is_an_answer_and_the_commoner_is_not() -> None:
    assert answered([SLEEP, YOGA], place(1))
    assert not answered([SLEEP, YOGA], place(0))


def test_half_of_a_question_is_no_answer() -> None:
    assert not answered([YOGA, TAMOXIFEN], place(0))


def test_a_guess_or_a_weak_word_counts_half() -> None:
    guess = but(YOGA, guessed=True)
    assert not answered([SLEEP, guess], place(1))
    assert answered([SLEEP, guess, PRICE], place(0, 1))
    assert not answered([SLEEP, YOGA], weak_place(1, weak=(1,)))
    assert answered([SLEEP, YOGA, PRICE], weak_place(0, 1, weak=(1,)))


def test_a_part_of_a_phrase_counts_half() -> None:
    assert not answered([SLEEP, YOGA], place(touches=(1,)))
    assert answered([SLEEP, YOGA, PRICE], place(0, touches=(1,)))


def test_only_the_ten_best_articles_can_be_the_answer() -> None:
    assert answered([YOGA], *[place()] * 9, place(0))
    assert not answered([YOGA], *[place()] * 10, place(0))


def test_among_fewer_than_eight_articles_whatever_is_found_is_an_answer() -> None:
    asked = concepts("brain", "zebra", "quokka")
    few = vocabulary({"brain": 7})
    for articles, enough in ((7, True), (8, False)):
        few.articles = articles
        assert (confidence(asked, [place(0)], few, Stems()) > MIN_CONFIDENCE) is enough
        assert confidence(asked, [], few, Stems()) == 0


@pytest.mark.parametrize(("strength", "enough"), [(0.36, False), (0.38, True)])
def test_half_of_a_question_is_an_answer_if_the_match_is_clear(
    strength: float,
    enough: bool,  # noqa: FBT001
) -> None:
    assert answered([YOGA, TAMOXIFEN], place(0, strength=strength)) is enough


@pytest.mark.parametrize(("about", "enough"), [(0.05, False), (0.15, True)])
def test_half_of_a_question_is_an_answer_if_the_article_is_about_nothing_else(
    about: float,
    enough: bool,  # noqa: FBT001
) -> None:
    assert answered([YOGA, TAMOXIFEN], place(0, about=about)) is enough


def test_a_word_of_the_text_alone_counts_half() -> None:
    asked, mentioned = [SLEEP, YOGA], replace(place(1), in_passing=(1,))
    assert answered(asked, place(1))
    assert not answered(asked, mentioned)
    named, passing = concepts("yoga", named=True), replace(place(0), in_passing=(0,))
    assert answered(named, passing)
    assert not answered([YOGA], passing)


@pytest.mark.parametrize("role", ConceptRole)
def test_all_that_was_asked_is_an_answer_whatever_its_role(role: ConceptRole) -> None:
    assert answered([but(YOGA, role=role)], place(0))
    assert not answered([but(YOGA, role=role)], place())


@pytest.mark.parametrize(
    ("role", "enough"),
    [
        (ConceptRole.SUBJECT, False),
        (ConceptRole.EVERYDAY, True),
        (ConceptRole.TURN, True),
        (ConceptRole.ASIDE, True),
    ],
)
def test_a_name_that_is_missing_tells_more_against_an_article_than_what_is_said_along(
    role: ConceptRole,
    enough: bool,  # noqa: FBT001
) -> None:
    assert answered([YOGA, but(TAMOXIFEN, role=role)], place(0)) is enough


def test_of_two_relatives_one_that_is_found_is_an_answer() -> None:
    mother, sister = (but(each, role=ConceptRole.ASIDE) for each in (YOGA, TAMOXIFEN))
    assert answered([mother, sister], place(1))


def test_everyday_words_beside_a_name_count_less() -> None:
    everyday = Concept("strange", (Phrase(("strange",), 0.6, "strange", typed=True),))
    assert answered([YOGA, everyday], place(0))
    assert not answered([YOGA, everyday], place(1))


def test_faint_and_unwanted_words_count_only_if_there_are_no_others() -> None:
    generic = [but(each, generic=True) for each in (TAMOXIFEN, *concepts("zebra", "quokka"))]
    unwanted = [but(each, negated=True) for each in concepts("zebra", "quokka")]
    assert answered([YOGA, *generic], place(0))
    assert answered([YOGA, *unwanted], place(0))
    assert not answered([YOGA, *generic], place(1, 2, 3))
    assert not answered(generic, place(0))
    assert answered(generic, place(0, 1))


def test_faint_unwanted_and_small_words_are_not_missing() -> None:
    (zebra,) = concepts("zebra")
    small_alone = but(Concept("vs", (Phrase(("over",)), Phrase(("brain",)))), role=ConceptRole.TURN)
    small_synonym = Concept("zebra", (Phrase(("zebra",), 1.0), Phrase(("over",), 0.8)))
    asked = [YOGA, but(zebra, generic=True), but(zebra, negated=True), small_alone]
    assert missing(asked, [place(0)]) == []
    assert missing([YOGA, small_synonym], [place(0)]) == [small_synonym]


def test_an_article_holds_its_share_of_the_query() -> None:
    asked = [YOGA, TAMOXIFEN]
    assert share(asked, place()) == 0
    assert share(asked, place(0)) == 0.5
    assert share(asked, place(touches=(0,))) == 0.25
    assert share(asked, place(0, touches=(1,))) == 0.75
    assert share(asked, place(0, 1)) == 1


def test_what_asks_for_nothing_is_held_by_anything() -> None:
    generic = but(TAMOXIFEN, generic=True)
    assert share([YOGA, generic], place(0)) == 1
    assert share([generic], place()) == 1


def test_words_in_fewer_than_two_of_a_hundred_articles_tell_alike() -> None:
    known = vocabulary({"wig": 10, "hair": 20, "nail": 40})
    rarest = share(concepts("wig", "hair"), place(0), known)
    rarer = share(concepts("hair", "nail"), place(0), known)
    assert (rarest, rarer > 0.5) == (0.5, True)


def test_words_in_no_more_than_five_articles_are_rare_however_few_there_are() -> None:
    known = vocabulary({"wig": 5, "hair": 6})
    known.articles = 30
    assert share(concepts("wig", "zebra"), place(0), known) == 0.5
    assert share(concepts("hair", "zebra"), place(0), known) < 0.5


NAMES = ("sleep yoga", "price of yoga and sleep", "phyllodes tumor", "tamoxifen", "breast price")
DISEASE = frozenset({"breast", "cancer"})
KNOWS = partial(KNOWN.knows, stems=Stems())


def named(weight: float = 0.5, **fields: Any) -> Concept:
    return Concept("x", tuple(Phrase(tuple(n.split()), weight, n) for n in NAMES), **fields)


def loose(concept: Concept, *places: Ranked) -> list[str]:
    """The names whose words may stand apart."""
    (found,) = relaxed([concept], places, KNOWS, DISEASE)
    return [phrase.shown for phrase in found.phrases if phrase.typed]


def test_names_of_several_known_words_are_relaxed_if_no_article_holds_them() -> None:
    assert loose(named()) == loose(named(), place(touches=(0,))) == list(NAMES[:2])
    assert loose(named(), place(0)) == []
    assert loose(named(senses=("one", "other"))) == []


def test_a_name_that_only_may_mean_what_was_asked_is_not_relaxed() -> None:
    assert (loose(named(0.35)), loose(named(0.34))) == (list(NAMES[:2]), [])


def test_the_reader_is_told_the_words_of_the_longest_name() -> None:
    asked = [named(), PRICE]
    sentence = relaxation(asked, relaxed(asked, [place(1)], KNOWS, DISEASE))
    assert sentence == "No article says *x*: searched for the words of *price of yoga and sleep*"

from msgspec.structs import replace

from bot.model.query import Concept, ConceptRole, Phrase, Ranked, held, missing
from bot.search.finder import FIRST_ANSWERS, MIN_CONFIDENCE, confidence
from bot.search.words import Stems
from tests.factories import NOON
from tests.search.test_spelling import vocabulary

KNOWN = vocabulary(
    {"breast": 800, "cancer": 800, "tamoxifen": 20, "price": 100, "sleep": 40, "yoga": 20}
)


def concepts(*words: str, named: bool = False) -> list[Concept]:
    more = (Phrase(("other", "name"), 0.8, "other name"),) if named else ()
    return [Concept(w, (Phrase(tuple(w.split()), 1.0, w, typed=True), *more)) for w in words]


TEASER = 0.35
"""About the strength of a match in the teaser: with it, more than half of a query is an answer."""
TITLE = 0.7
ABOUT = 0.05
"""One word of the query among twenty of the title and teaser."""


def place(
    *holds: int,
    touches: tuple[int, ...] = (),
    weak: tuple[int, ...] = (),
    strength: float = TEASER,
    about: float = ABOUT,
) -> Ranked:
    return Ranked(1, 1.0, (), NOON, holds, touches, weak=weak, strength=strength, about=about)


def answered(asked: list[Concept], *places: Ranked) -> bool:
    return confidence(asked, places, KNOWN, Stems()) > MIN_CONFIDENCE


def test_what_no_article_holds_is_missing() -> None:
    asked = concepts("tamoxifen", "zebra", "sleep")
    assert missing(asked, [place(0), place(0, 2)]) == asked[1:2]
    assert missing(asked, [place(0, touches=(1,)), place(2)]) == asked[1:2]
    assert missing(asked, [place(0, 1), place(2)]) == []
    assert missing(asked, []) == []


def test_common_words_alone_are_no_answer() -> None:
    asked = concepts("breast", "cancer", "horoscope")
    assert not answered(asked, place(0, 1))
    assert answered(asked, place(0, 1), place(2))
    assert answered(concepts("breast", "cancer"), place(0, 1))


def test_a_name_is_no_answer_if_most_of_the_question_is_missing() -> None:
    asked = [*concepts("tamoxifen", named=True), *concepts("zebra", "quokka", "walrus")]
    assert not answered(asked, place(0))
    assert answered([*asked[:1], *concepts("price")], place(0))


def test_a_common_name_is_no_answer_to_something_else() -> None:
    common = Concept("bc", (Phrase(("bc",), typed=True), Phrase(("breast", "cancer"), 0.8)))
    assert not answered([common, *concepts("horoscope")], place(0))
    assert answered([common], place(0))


def test_a_clear_match_is_an_answer_to_a_smaller_part_of_a_question() -> None:
    strange = concepts(*(f"strange{n}" for n in range(3)))
    asked = [*concepts("sleep", "yoga"), *strange]
    assert answered(asked, place(0, 1, strength=TITLE))
    assert not answered(asked, place(0, 1))
    assert not answered(asked, place(0, strength=TITLE / 2), place(1, strength=TITLE / 2))


def test_a_guess_counts_in_part() -> None:
    (guess,) = concepts("yoga")
    guessed = Concept(guess.label, guess.phrases, guessed=True)
    assert answered(concepts("yoga"), place(0))
    assert answered([*concepts("sleep"), *concepts("yoga")], place(0, 1))
    assert not answered([*concepts("zebra"), guessed], place(1))


def test_articles_that_do_not_name_the_drug_asked_for_are_no_answer() -> None:
    (named,) = concepts("tamoxifen", named=True)
    asked = [replace(named, drug=True), *concepts("sleep", "price")]
    others = [place(1, 2, strength=TITLE)] * FIRST_ANSWERS
    assert answered([named, *asked[1:]], *others, place(0, 1))
    assert not answered(asked, *others)
    assert not answered(asked, *others, place(0, 1))
    assert not answered(asked, place(0, 1, 2, weak=(0,), strength=TITLE))
    assert not answered(asked, place(1, 2, touches=(0,), strength=TITLE))
    assert answered(asked, *others[1:], place(0))


def test_articles_without_a_subject_that_the_thesaurus_knows_must_match_clearly() -> None:
    asked = [*concepts("tamoxifen", named=True), *concepts("sleep", "price")]
    assert not answered(asked, place(1, 2, strength=TITLE / 2))
    assert answered([replace(asked[0], role=ConceptRole.TURN), *asked[1:]], place(1, 2))
    assert answered(asked, place(1, 2, strength=TITLE / 2), place(0))
    assert answered(asked, place(1, 2, strength=TITLE))


def test_articles_that_may_mean_something_else_are_no_answer() -> None:
    asked = concepts("tamoxifen")
    assert answered(asked, place(0, strength=TITLE))
    assert not answered(asked, place(0, weak=(0,), strength=TITLE))
    assert not answered(asked, place(touches=(0,), strength=TITLE))


def test_a_turn_is_not_told_as_missing_and_a_drug_must_be_named() -> None:
    asked = concepts("tamoxifen", "zebra")
    turn = replace(asked[1], role=ConceptRole.TURN)
    drug = replace(asked[0], drug=True)
    assert missing([asked[0], turn], [place(0)]) == []
    everyday = replace(asked[1], role=ConceptRole.EVERYDAY)
    assert missing([asked[0], everyday], [place(0)]) == [everyday]
    assert missing([asked[0], everyday], [place(0)], answered=True) == []
    assert missing([drug, asked[1]], [place(0, 1, weak=(0,))]) == [drug]
    assert held(asked, [place(0, 1, weak=(1,))]) == asked[:1]


def test_two_subjects_of_different_articles_are_no_answer() -> None:
    asked = [replace(each, term=True) for each in concepts("tamoxifen", "yoga", named=True)]
    everyday = [asked[0], replace(asked[1], term=False)]
    apart = [place(0, strength=TITLE), place(1, strength=TITLE)]
    assert not answered(asked, *apart)
    assert answered(everyday, *apart)
    assert answered(asked, place(0), place(0, 1))
    assert answered(asked, place(0, touches=(1,), strength=TITLE))
    assert answered(asked[:1], place(0, strength=TITLE), place())


def test_a_feeling_or_a_relative_may_stand_in_another_article() -> None:
    subject, aside = (replace(each, term=True) for each in concepts("yoga", "tamoxifen"))
    asked = [subject, replace(aside, role=ConceptRole.ASIDE)]
    assert answered(asked, place(0, strength=TITLE), place(1))


def test_a_question_that_only_implies_its_subject_is_judged_by_that() -> None:
    (implied,) = concepts("yoga")
    words = replace(concepts("sleep")[0], generic=True)
    asked = [words, Concept("yoga", (replace(implied.phrases[0], typed=False),), generic=True)]
    assert answered(asked, place(1))
    assert not answered(asked, place(0, strength=TITLE))


def test_words_that_every_article_holds_do_not_answer_for_an_implied_subject() -> None:
    everywhere = vocabulary({"long": 1_000, "yoga": 1_000})
    long, implied = concepts("long", "yoga")
    asked = [
        replace(long, generic=True),
        Concept("yoga", (replace(implied.phrases[0], typed=False),), generic=True),
    ]
    assert confidence(asked, [place(0)], everywhere, Stems()) == 0
    assert confidence(asked, [place(1)], everywhere, Stems()) > MIN_CONFIDENCE


def test_a_drug_that_is_left_out_need_not_be_named() -> None:
    (named,) = concepts("tamoxifen", named=True)
    assert answered([replace(named, drug=True, negated=True), *concepts("sleep")], place(1))


def test_words_that_every_article_holds_answer_for_themselves() -> None:
    everywhere = vocabulary({"cancer": 1_000})
    assert confidence(concepts("cancer"), [place(0)], everywhere, Stems()) > MIN_CONFIDENCE


def test_nothing_found_is_no_answer() -> None:
    assert not answered(concepts("sleep"))


def test_few_articles_of_a_small_library_are_not_called_common() -> None:
    small = vocabulary({"brain": 4})
    small.articles = 4
    asked = [*concepts("brain", named=True), *concepts("zebra", "quokka")]
    assert confidence(asked, [place(0)], small, Stems()) > MIN_CONFIDENCE

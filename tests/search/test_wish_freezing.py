"""The parts of an understood query that become a wish, and those that are refused."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from bot.errors import RequestError
from bot.model.query import Concept, Phrase, Query
from bot.model.wish import WishAlternative
from bot.search.vocabulary import Vocabulary, VocabularyBuilder
from bot.search.wish_freezing import freeze
from bot.search.words import Stems

STEMS = Stems()
HELD = MappingProxyType({"breast": 90, "bone": 5})


def vocabulary(held: Mapping[str, int], articles: int = 100) -> Vocabulary:
    """The words of an index, with how many of its articles hold each."""
    builder = VocabularyBuilder()
    for word, number in held.items():
        builder.add(STEMS[word], number, number)
    return builder.build(articles)


def concept(label: str, *more: Phrase, negated: bool = False, generic: bool = False) -> Concept:
    """A concept that was asked for by this word or these words, and other names for it."""
    typed = Phrase(tuple(label.split()), typed=True)
    return Concept(label, (typed, *more), negated=negated, generic=generic)


def frozen(
    *concepts: Concept,
    held: Mapping[str, int] = HELD,
    articles: int = 100,
    leaves_out: bool = False,
) -> WishAlternative:
    query = Query("as typed", concepts)
    return freeze(query, "as typed", vocabulary(held, articles), STEMS, leaves_out=leaves_out)


def test_only_sure_phrases_are_frozen() -> None:
    kept = frozen(
        concept(
            "bone",
            Phrase(("skeleton",), 0.5),
            Phrase(("zoledronate",), 0.3),
            Phrase(("hip",), 0.5, loose=True),
            Phrase(("bones",), 0.6, begins=True),
            Phrase(("marrow",), 0.6, sense="marrow"),
        ),
    )

    assert [p.words for p in kept.concepts[0].phrases] == [("bone",), ("skeleton",)]


def test_the_words_that_were_typed_are_frozen_whatever_their_weight() -> None:
    corrected = Concept("bone", (Phrase(("bone",), 0.1), Phrase(("hip",), 0.1)))

    assert [p.words for p in frozen(corrected).concepts[0].phrases] == [("bone",)]


def test_what_says_little_is_not_asked_of_articles() -> None:
    kept = frozen(concept("start", generic=True), concept("bone"))

    assert [each.label for each in kept.concepts] == ["bone"]
    assert kept.read == "bone"


def test_common_words_need_rarer_ones_beside_them() -> None:
    kept = frozen(concept("bone"), concept("breast"))

    assert [each.telling for each in kept.concepts] == [True, False]
    with pytest.raises(RequestError, match="in more than a fifth of all articles"):
        frozen(concept("breast"))


@pytest.mark.parametrize("of_a_hundred", [16, 20])
def test_words_of_a_fifth_of_all_articles_can_be_followed(of_a_hundred: int) -> None:
    assert frozen(concept("bone"), held={"bone": of_a_hundred}).concepts[0].telling


def test_words_of_more_articles_cannot() -> None:
    with pytest.raises(RequestError, match="in more than a fifth of all articles"):
        frozen(concept("bone"), held={"bone": 21})


def test_the_commonest_name_tells_how_common_a_concept_is() -> None:
    with pytest.raises(RequestError, match="in more than a fifth"):
        frozen(concept("skeleton", Phrase(("bone",), 0.5)), held={"skeleton": 1, "bone": 90})


def test_the_rarest_word_of_a_name_tells_how_common_it_is() -> None:
    kept = frozen(concept("breast bone"))

    assert kept.concepts[0].telling


def test_common_words_can_be_muted_unless_nearly_all_articles_hold_them() -> None:
    kept = frozen(concept("surgery"), held={"surgery": 70}, leaves_out=True)

    assert kept.concepts[0].telling
    with pytest.raises(RequestError, match="next to nothing would come"):
        frozen(concept("breast"), leaves_out=True)


@pytest.mark.parametrize("articles", [30, 49])
def test_in_a_small_index_no_word_is_too_common(articles: int) -> None:
    kept = frozen(concept("breast"), held={"breast": articles}, articles=articles)

    assert kept.concepts[0].telling


@pytest.mark.parametrize("articles", [50, 80])
def test_in_a_larger_one_some_are(articles: int) -> None:
    with pytest.raises(RequestError, match="in more than a fifth"):
        frozen(concept("breast"), held={"breast": articles}, articles=articles)


def test_one_mention_in_the_text_counts_of_rare_words_alone() -> None:
    kept = frozen(concept("bone"), concept("liver"), held={"bone": 9, "liver": 14})

    assert [each.rare for each in kept.concepts] == [True, False]


def test_one_mention_of_an_everyday_turn_does_not_count() -> None:
    turn = concept("worn out", Phrase(("fatigue",), 0.5))
    name = concept("fatigue", Phrase(("worn", "out"), 0.5))

    kept = frozen(turn, name)

    assert [each.rare for each in kept.concepts] == [False, True]


def test_a_long_wish_asks_for_its_first_eight_subjects() -> None:
    labels = [f"subject{number}" for number in range(10)]

    kept = frozen(*map(concept, labels))

    assert [each.label for each in kept.concepts] == labels[:8]


@pytest.mark.parametrize("concepts", [(), (concept("start", generic=True),)])
def test_words_that_name_no_subject_are_refused(concepts: tuple[Concept, ...]) -> None:
    with pytest.raises(RequestError, match="“as typed” has no word that could be followed"):
        frozen(*concepts)
    with pytest.raises(RequestError, match="has no word by which articles could be left out"):
        frozen(*concepts, leaves_out=True)


def test_what_is_not_wanted_is_refused() -> None:
    concepts = concept("bone"), concept("mets", negated=True)

    with pytest.raises(RequestError, match="To leave out “mets”"):
        frozen(*concepts)
    with pytest.raises(RequestError, match="Name only what is left out"):
        frozen(*concepts, leaves_out=True)


def test_a_short_form_of_several_senses_is_refused_with_all_of_them() -> None:
    mets = Concept("mets", (Phrase(("mets",)),), senses=("metastases", "MetS"))

    with pytest.raises(RequestError, match="“METS” may mean metastases or MetS"):
        frozen(concept("bone"), mets)


def test_a_short_form_of_one_known_sense_may_have_another() -> None:
    form = Concept("pt", (Phrase(("pt",)),), senses=("physical therapy",))

    with pytest.raises(RequestError, match="“PT” may mean physical therapy or something else"):
        frozen(form)


def test_a_number_that_stands_for_an_age_is_followed_as_articles_write_ages() -> None:
    number, unit = Phrase(("40",), 0.5), Phrase(("forty", "something"), 0.5)

    kept = frozen(concept("under 40", number, unit))

    rows = [phrase.words for phrase in kept.concepts[0].phrases]
    assert rows[0] == ("under", "40")
    assert ("40", "year", "old") in rows
    assert ("younger", "than", "40") in rows
    assert ("40",) not in rows
    assert rows[-1] == ("forty", "something")


def test_a_typed_number_is_followed_as_it_is() -> None:
    kept = frozen(concept("40", Phrase(("forty",), 0.5)))

    assert kept.concepts[0].phrases[0].words == ("40",)

"""Words of one stem are told apart if they are not forms of one word."""

import Stemmer

from bot.search.english_words import STEM_FAMILIES
from bot.search.words import Stems, indexed, same_word
from tests.tables import each_row

STEMS = Stems()


@each_row(
    ("one", "other"),
    [
        ("organ", "organs"),
        ("therapy", "therapies"),
        ("mutated", "mutation"),
        ("approval", "approves"),
        ("screening", "screened"),
        ("severe", "severely"),
        ("generic", "generics"),
        ("planning", "planned"),
        ("diagnosed", "diagnoses"),
        ("flashes", "flash"),
        ("depression", "depressed"),
        ("infection", "infected"),
        ("vaccination", "vaccines"),
        ("familial", "family"),
        ("stopped", "stop"),
        ("planned", "plan"),
        ("cutting", "cut"),
        ("approval", "approved"),
        ("hormonal", "hormones"),
        ("cultural", "cultures"),
    ],
)
def test_forms_of_one_word_are_the_same_word(one: str, other: str) -> None:
    assert STEMS[one] == STEMS[other]
    assert same_word(one, other)
    assert same_word(other, one)


@each_row(
    ("one", "other"),
    [
        ("immune", "immunization"),
        ("immunity", "immunized"),
        ("even", "evenity"),
        ("supplements", "supplemental"),
        ("organ", "organic"),
        ("person", "personalized"),
        ("system", "systemic"),
        ("busy", "business"),
        ("meningeal", "meningitis"),
        ("onc", "once"),
        ("hands", "handful"),
    ],
)
def test_words_that_only_the_stemmer_joins_have_stems_of_their_own(one: str, other: str) -> None:
    """A flu immunization is not about immune cells."""
    assert STEMS[one] != STEMS[other]
    assert indexed(STEMS[one]) == indexed(STEMS[other])


@each_row(
    ("one", "other"),
    [
        ("generic", "generation"),
        ("generics", "general"),
        ("organs", "organization"),
        ("university", "universal"),
        ("community", "communication"),
        ("severe", "several"),
        ("adoption", "adopt"),
        ("production", "products"),
        ("clinic", "clinical"),
        ("news", "new"),
        ("mets", "met"),
        ("relatives", "relative"),
        ("informed", "informal"),
        ("general", "generation"),
        ("direction", "direct"),
        ("40s", "40"),
        ("forties", "forty"),
    ],
)
def test_other_words_of_one_stem_are_told_apart(one: str, other: str) -> None:
    assert indexed(STEMS[one]) == indexed(STEMS[other])
    assert not same_word(one, other)


def test_a_single_letter_is_no_base_form() -> None:
    assert not same_word("red", "ring")


def test_only_a_doubled_last_letter_is_taken_off() -> None:
    assert not same_word("pointed", "poin")
    assert not same_word("needed", "nee")


def test_words_with_a_stem_of_their_own_share_one_in_the_index() -> None:
    porter = Stemmer.Stemmer("porter", 0)
    for own, indexed_stem, words in STEM_FAMILIES:
        for word in words.split():
            assert STEMS[word] == own
            assert porter.stemWord(word) == indexed_stem == indexed(own)
            assert word.startswith(own[:-1])

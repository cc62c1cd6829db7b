from collections.abc import Mapping

import pytest

from bot.search.spelling import Respelling, correct, edits_allowed
from bot.search.vocabulary import Vocabulary, VocabularyBuilder
from bot.search.words import Stems
from tests.tables import each_row

STEMS = Stems()


def vocabulary(counts: Mapping[str, int]) -> Vocabulary:
    builder = VocabularyBuilder()
    for stem in sorted(counts):
        builder.add(stem, counts[stem], counts[stem] * 2)
    return builder.build(articles=1_000)


KNOWN = vocabulary(
    {
        "brain": 200,
        "brian": 2,
        "tamoxifen": 60,
        "tamoxifin": 1,
        "her2": 90,
        "hers": 3,
        "metastasi": 40,
        "zometa": 3,
        "cat": 30,
        "ген": 4,
    }
)


@pytest.mark.parametrize(
    ("word", "edits"),
    [("cat", 0), ("brca", 1), ("imaging", 1), ("imagings", 2), ("her2", 0), ("what", 0)],
)
def test_long_words_may_hold_more_slips(word: str, edits: int) -> None:
    assert edits_allowed(word) == edits


@pytest.mark.parametrize(
    ("typed", "stem"),
    [
        ("tamoxifne", "tamoxifen"),
        ("tamoxfien", "tamoxifen"),
        ("famoxifen", "tamoxifen"),
        ("amoxifen", "tamoxifen"),
        ("atmoxifen", "tamoxifen"),
        ("metastsis", "metastasi"),
        ("brainn", "brain"),
    ],
)
def test_an_unknown_word_gives_way_to_its_nearest_neighbour(typed: str, stem: str) -> None:
    assert correct(typed, KNOWN, STEMS) == Respelling(stem)


@pytest.mark.parametrize("typed", ["tamoxifen", "zometa", "cut", "her3", "ген", "xyzzy", "乳がん"])
def test_words_that_stand_as_they_are(typed: str) -> None:
    assert correct(typed, KNOWN, STEMS) is None


def test_a_rare_word_gets_its_far_commoner_neighbour_beside_it() -> None:
    assert correct("brian", KNOWN, STEMS) == Respelling("brain", instead=False)


def test_names_of_the_thesaurus_are_offered_where_they_are_nearer() -> None:
    assert correct("herceptn", KNOWN, STEMS, ["herceptin"]) == Respelling("herceptin", "herceptin")
    assert correct("tamoxifne", KNOWN, STEMS, ["tamoxifex"]) == Respelling("tamoxifen")


@each_row(
    ("typed", "known"),
    [
        ("thanks", "than"),
        ("kids", "did"),
        ("heat", "heart"),
        ("horse", "wors"),
        ("honey", "monei"),
        ("chicken", "thicken"),
        ("elections", "erect"),
        ("flight", "light"),
    ],
)
def test_an_everyday_word_is_not_read_as_another_one(typed: str, known: str) -> None:
    assert correct(typed, vocabulary({known: 500}), STEMS) is None


def test_another_letter_in_a_short_word_may_be_a_name_that_articles_use() -> None:
    index = vocabulary({"tumor": 20, "monei": 20})

    assert correct("tumar", index, STEMS, ["tumor"]) == Respelling("tumor")
    assert correct("tumar", vocabulary({"tumor": 1}), STEMS, ["tumor"]) is None
    assert correct("honey", index, STEMS, ["tumor"]) is None


@pytest.mark.parametrize("typed", ["birds", "deep", "coat", "wide"])
def test_an_everyday_word_is_not_read_as_a_short_name(typed: str) -> None:
    assert correct(typed, KNOWN, STEMS, ["diep", "cost", "wine", "bards"]) is None


def test_a_rare_everyday_word_gets_no_company() -> None:
    known = vocabulary({"near": 1, "year": 500, "posit": 500, "post": 1})
    assert correct("near", known, STEMS) is None
    assert correct("post", known, STEMS) is None


def test_the_vocabulary_knows_what_it_was_given_and_what_it_learnt() -> None:
    known = vocabulary({"brain": 5})
    assert (len(known), known.count("brain"), known.count("bone")) == (1, 5, 0)
    known.learn({"bone": 3})
    assert known.count("bone") == 3
    assert known.average_length == 10 / 1_000


@pytest.mark.parametrize(
    ("typed", "stem"),
    [("losinzg", "lose"), ("comipng", "come"), ("treatmens", "treatment"), ("ilver", "liver")],
)
def test_a_slip_is_found_in_an_ending_and_in_two_first_letters(typed: str, stem: str) -> None:
    known = vocabulary({"lose": 20, "come": 90, "treatment": 300, "liver": 60})
    assert correct(typed, known, STEMS) == Respelling(STEMS[stem])


def test_among_other_words_a_bolder_guess_is_made() -> None:
    known = vocabulary({"liver": 60, "river": 5})
    assert correct("dliver", known, STEMS) is None
    assert correct("dliver", known, STEMS, accompanied=True) == Respelling("liver", guessed=True)


@pytest.mark.parametrize(
    ("typed", "stem"), [("hegnia", "hernia"), ("fazili", "famili"), ("plane", "place")]
)
def test_a_word_with_a_single_neighbour_is_guessed(typed: str, stem: str) -> None:
    known = vocabulary({"hernia": 8, "famili": 90, "place": 500})
    assert correct(typed, known, STEMS) == Respelling(stem, guessed=True)


@pytest.mark.parametrize("known", [{"hernia": 8, "hegnio": 8}, {"hernia": 1}, {"pernia": 8}])
def test_no_guess_is_made_if_several_words_are_as_near_or_none_is_sure(
    known: dict[str, int],
) -> None:
    assert correct("hegnia", vocabulary(known), STEMS) is None
    assert correct("hegni4", vocabulary({"hegnia": 8}), STEMS) is None


@pytest.mark.parametrize("typed", ["rolia", "grolia", "polia"])
def test_a_brand_is_known_by_all_but_its_first_letter(typed: str) -> None:
    names = ["prolia"]
    assert correct(typed, KNOWN, STEMS, names, brands=names) == Respelling("prolia", "prolia")
    assert correct("rolia", KNOWN, STEMS, names) is None


def test_a_misspelling_that_articles_share_is_still_rare_among_many() -> None:
    known = vocabulary({"tamoxifen": 900, "tamoxifin": 6})
    assert correct("tamoxifin", known, STEMS) is None
    known.articles = 100_000
    assert correct("tamoxifin", known, STEMS) == Respelling("tamoxifen", instead=False)


OTHER_TERMS = vocabulary(
    {
        "hypertens": 90,
        "hypothyroid": 40,
        "hypokalemia": 20,
        "hypofraction": 20,
        "microcalcif": 30,
        "gemcitabin": 40,
        "lapatinib": 40,
        "lorazepam": 20,
        "goserelin": 30,
        "raloxifen": 30,
        "dexamethason": 30,
        "glutamin": 30,
        "letrozol": 50,
    }
)
NAMES = ("hypertension", "hypothyroidism", "gemcitabine", "lorazepam", "dexamethasone", "letrozole")


@pytest.mark.parametrize("names", [(), NAMES])
@pytest.mark.parametrize(
    "typed",
    [
        *("hypotension", "hyperthyroidism", "hyperkalemia", "hyperfractionation"),
        *("macrocalcification", "decitabine", "dasatinib", "afatinib", "clonazepam", "oxazepam"),
        *("buserelin", "droloxifene", "betamethasone", "flutamide"),
    ],
)
def test_an_opposite_or_another_drug_is_no_correction(typed: str, names: tuple[str, ...]) -> None:
    assert correct(typed, OTHER_TERMS, STEMS, names, brands=names, accompanied=True) is None


@pytest.mark.parametrize(
    ("typed", "stem"),
    [
        ("hypertenshion", "hypertens"),
        ("hypothyrodism", "hypothyroid"),
        ("gemcitibine", "gemcitabin"),
        ("lapatanib", "lapatinib"),
        ("etrozole", "letrozol"),
        ("ketrozole", "letrozol"),
        ("dexamethazone", "dexamethason"),
    ],
)
def test_a_misspelled_drug_or_condition_is_corrected(typed: str, stem: str) -> None:
    meant = correct(typed, OTHER_TERMS, STEMS, NAMES)
    assert meant
    assert meant.stem == stem


def test_a_rare_opposite_gets_no_commoner_neighbor() -> None:
    known = vocabulary({"hypercalcaemia": 200, "hypocalcaemia": 1, "hyper": 200, "hypo": 1})
    assert correct("hypocalcaemia", known, STEMS) is None

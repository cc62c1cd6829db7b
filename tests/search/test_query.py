import pytest

from bot.model.query import Concept, Phrase
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.query import Respelling, free_words, understand
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import Stems
from tests.search.conftest import THESAURUS

INDEX = ThesaurusIndex(THESAURUS, Stems())


def labels(text: str) -> list[str]:
    return [concept.label for concept in understand(text, INDEX, {}).concepts]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("brain mets", ["brain mets"]),
        ("mets in the brain", ["mets", "brain"]),
        ("what is TNBC?", ["tnbc"]),
        ("what is it", ["what", "is", "it"]),
        ("brain brain", ["brain"]),
        ("🎀", []),
    ],
)
def test_names_are_taken_as_long_as_they_can_be(text: str, concepts: list[str]) -> None:
    assert labels(text) == concepts


def test_a_short_form_leads_to_the_terms_but_not_back() -> None:
    (short,) = understand("TNBC", INDEX, {}).concepts
    assert [phrase.shown for phrase in short.phrases] == [
        "tnbc",
        "triple-negative breast cancer",
        "triple negative",
    ]
    (term,) = understand("triple negative", INDEX, {}).concepts
    assert ("tnbc",) not in [phrase.words for phrase in term.phrases]


def test_what_was_typed_counts_most() -> None:
    (concept,) = understand("Enhertu", INDEX, {}).concepts
    assert concept.phrases[0] == Phrase(("enhertu",), 1.0, "enhertu", typed=True)
    assert all(phrase.weight < 1 for phrase in concept.phrases[1:])


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("AI", ()),
        ("AI with letrozole", ("including *aromatase inhibitor*",)),
        ("hot flashes on AI", ("including *aromatase inhibitor*",)),
        ("AI and the radiologist", ("including *artificial intelligence*",)),
    ],
)
def test_an_ambiguous_form_needs_company_that_decides(
    text: str, understood: tuple[str, ...]
) -> None:
    assert understand(text, INDEX, {}).understood == understood


def test_an_inflected_name_is_the_same_name() -> None:
    assert "including *artificial intelligence*" not in understand("ai", INDEX, {}).understood
    (concept,) = understand("aromatase inhibitors", INDEX, {}).concepts
    assert concept.label == "aromatase inhibitors"


@pytest.mark.parametrize("typed", ["expect", "expected", "recalled", "tumoral"])
def test_a_word_with_the_stem_of_a_name_is_not_that_name(typed: str) -> None:
    groups = [
        SynonymGroup(SynonymKind.LAY, terms=(name, f"the other name of {name}"))
        for name in ("expecting", "recall", "tumor")
    ]
    index = ThesaurusIndex(Thesaurus(tuple(groups)), Stems())
    (concept,) = understand(typed, index, {}).concepts
    assert len(concept.phrases) == 1


def test_names_that_read_alike_are_told_once() -> None:
    assert understand("brain mets", INDEX, {}).understood == ("including *brain metastases*",)


def test_only_words_outside_of_names_may_be_misspelled() -> None:
    assert free_words("brain mets tamoxifne", INDEX) == ["tamoxifne"]


def test_a_corrected_word_takes_part_in_names() -> None:
    query = understand("brian mets", INDEX, {"brian": Respelling("brain", instead=False)})
    (concept,) = query.concepts
    assert concept.phrases[:2] == (
        Phrase(("brain", "mets"), 0.9, "brain mets", typed=True),
        Phrase(("brian",), 1.0, "brian", typed=True),
    )
    assert query.understood == ("including *brain*", "including *brain metastases*")


def test_a_word_corrected_instead_is_no_longer_looked_for() -> None:
    query = understand("tamoxifne", INDEX, {"tamoxifne": Respelling("tamoxifen", instead=True)})
    phrase = Phrase(("tamoxifen",), 0.9, "tamoxifen", typed=True)
    assert query.concepts == (Concept("tamoxifen", (phrase,)),)
    assert query.understood == ("showing results for *tamoxifen*",)

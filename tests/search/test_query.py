import pytest

from bot.model.query import Concept, ConceptRole, Phrase, Query, Reading
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.interpreter import misspelled_name, unfinished_name
from bot.search.negation import without_in_law
from bot.search.query import understand as understand_readings
from bot.search.spelling import is_guess
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import Stems, typed_words
from tests.search.conftest import THESAURUS

INDEX = ThesaurusIndex(THESAURUS, Stems())


def understand(text: str, index: ThesaurusIndex = INDEX, **readings: Reading) -> Query:
    """A text whose words are read as they are, but for those given."""
    words = typed_words(text)
    return understand_readings(
        text, index, [readings.get(word, Reading((word,), (word,))) for word in words]
    )


def labels(text: str) -> list[str]:
    return [concept.label for concept in understand(text).concepts if concept.phrases[0].typed]


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


def test_a_guess_of_a_drug_does_not_name_it() -> None:
    guess = Reading(("enhertu",), ("inert",), guessed=True)
    assert [each.drug for each in understand("enhertu").concepts] == [True]
    assert [each.drug for each in understand("inert", inert=guess).concepts] == [False]


def test_a_short_form_leads_to_the_terms_but_not_back() -> None:
    (short,) = understand("TNBC").concepts
    assert [phrase.shown for phrase in short.phrases] == [
        "tnbc",
        "triple-negative breast cancer",
        "triple negative",
    ]
    (term,) = understand("triple negative").concepts
    assert ("tnbc",) not in [phrase.words for phrase in term.phrases]


def test_what_was_typed_counts_most() -> None:
    (concept,) = understand("Enhertu").concepts
    assert concept.phrases[0] == Phrase(("enhertu",), 1.0, "enhertu", typed=True)
    assert all(phrase.weight < 1 for phrase in concept.phrases[1:])


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("AI", ("*AI* may mean *aromatase inhibitor* or *artificial intelligence*",)),
        ("AI with letrozole", ("Also searched for *aromatase inhibitor*",)),
        ("hot flashes on AI", ("Also searched for *aromatase inhibitor*",)),
        ("AI and the radiologist", ("Also searched for *artificial intelligence*",)),
    ],
)
def test_an_ambiguous_form_needs_company_that_decides(
    text: str, understood: tuple[str, ...]
) -> None:
    assert understand(text).understood == understood


def test_an_inflected_name_is_the_same_name() -> None:
    assert "Also searched for *artificial intelligence*" not in understand("ai").understood
    (concept,) = understand("aromatase inhibitors").concepts
    assert concept.label == "aromatase inhibitors"


@pytest.mark.parametrize("typed", ["expect", "expected", "recalled", "tumoral"])
def test_a_word_with_the_stem_of_a_name_is_not_that_name(typed: str) -> None:
    groups = [
        SynonymGroup(SynonymKind.LAY, terms=(name, f"the other name of {name}"))
        for name in ("expecting", "recall", "tumor")
    ]
    index = ThesaurusIndex(Thesaurus(tuple(groups)), Stems())
    (concept,) = understand(typed, index).concepts
    assert len(concept.phrases) == 1


def test_names_that_read_alike_are_told_once() -> None:
    assert understand("brain mets").understood == ("Also searched for *brain metastases*",)


def test_what_a_word_only_sometimes_means_is_told_if_it_has_no_other_name() -> None:
    groups = (
        SynonymGroup(SynonymKind.LAY, terms=("redness", "red skin")),
        SynonymGroup(SynonymKind.LAY, terms=("mastitis",), related=("redness", "hot skin")),
    )
    index = ThesaurusIndex(Thesaurus(groups), Stems())
    assert understand("redness", index).understood == ("Also searched for *red skin*",)
    assert understand("hot skin", index).understood == ("Also searched for *mastitis*",)


def test_a_corrected_word_takes_part_in_names() -> None:
    query = understand("brian mets", brian=Reading(("brain",), ("brian",), instead=False))
    (concept,) = query.concepts
    assert concept.phrases[:2] == (
        Phrase(("brain", "mets"), 0.9, "brain mets", typed=True),
        Phrase(("brian",), 1.0, "brian", typed=True),
    )
    assert query.understood == ("Also searched for *brain*", "Also searched for *brain metastases*")


def test_a_word_corrected_instead_is_no_longer_looked_for() -> None:
    query = understand("tamoxifne", tamoxifne=Reading(("tamoxifen",), ("tamoxifne",)))
    phrase = Phrase(("tamoxifen",), 0.9, "tamoxifen", typed=True)
    assert query.concepts == (Concept("tamoxifen", (phrase,)),)
    assert query.understood == ("Showing results for *tamoxifen*",)


def test_a_word_that_was_parted_becomes_a_name() -> None:
    query = understand("brainmets", brainmets=Reading(("brain", "mets"), ("brainmets",)))
    (concept,) = query.concepts
    assert concept.label == "brain mets"
    assert "brain metastases" in [phrase.shown for phrase in concept.phrases]
    assert query.understood[0] == "Showing results for *brain mets*"


def test_words_that_are_one_are_looked_for_both_ways() -> None:
    joined = Reading(("her2",), ("her", "2"), instead=False)
    query = understand_readings("her 2", ThesaurusIndex(Thesaurus(), Stems()), [joined])
    assert query.concepts[0].phrases == (
        Phrase(("her2",), 0.9, "her2", typed=True),
        Phrase(("her", "2"), 1.0, "her 2"),
    )
    assert query.understood == ()


def test_a_word_that_may_not_be_finished_counts_less_where_it_goes_on() -> None:
    query = understand("letroz", letroz=Reading(("letroz",), ("letroz",), begins=True))
    whole, begun = query.concepts[0].phrases
    assert (whole.begins, begun.begins) == (False, True)
    assert begun.weight < whole.weight
    assert query.understood == ("Also searched for words that begin with *letroz*",)


def test_words_in_quotes_count_in_a_row_alone() -> None:
    query = understand_readings("", INDEX, [], [("brain", "mets")])
    assert query.concepts == (
        Concept("\u201cbrain mets\u201d", (Phrase(("brain", "mets"), 1.0, "brain mets"),)),
    )


def test_a_short_form_with_the_stem_of_another_word_counts_less_than_its_long_form() -> None:
    nets = SynonymGroup(SynonymKind.ABBREVIATION, terms=("neuroendocrine tumors",), short=("NETs",))
    (concept,) = understand("nets", ThesaurusIndex(Thesaurus((nets,)), Stems())).concepts
    assert concept.phrases[0].weight < concept.phrases[1].weight


def test_a_long_form_leads_to_an_ambiguous_short_one_in_company_alone() -> None:
    def shown(text: str) -> set[str]:
        return {phrase.shown for c in understand(text).concepts for phrase in c.phrases}

    assert "AI" not in shown("aromatase inhibitor")
    assert "AI" in shown("aromatase inhibitor hot flashes")


@pytest.mark.parametrize(
    ("typed", "at", "word"),
    [
        ("chemo brzin", 1, "brain"),
        ("triplle negative", 0, "triple"),
        ("about chmeo brain", 1, "chemo"),
        ("brzin pain", 0, None),
        ("chemo xyz", 1, None),
    ],
)
def test_a_misspelled_word_is_known_by_the_name_it_stands_in(
    typed: str, at: int, word: str | None
) -> None:
    found = misspelled_name(typed.split(), at, INDEX)
    assert (found[0] if found else None) == word


GUESSED = (("pash", "pass", "pass on"), ("tern", "turn", "turn off"))
SURE = (("pasing", "passing", "passing on"), ("psas", "pass", "pass on"))


def test_a_name_of_small_words_leaves_a_correction_a_guess() -> None:
    """An unknown short form beside "on" may be a term, and not the word of a name."""
    assert [is_guess(typed, meant, name.split()) for typed, meant, name in GUESSED] == [True] * 2
    assert [is_guess(typed, meant, name.split()) for typed, meant, name in SURE] == [False] * 2
    assert not is_guess("brzin", "brain", ("chemo", "brain"))


@pytest.mark.parametrize(
    ("typed", "word"), [("brain metast", "metastases"), ("chemo bra", "brain"), ("my bra", None)]
)
def test_an_unfinished_word_is_known_by_the_name_it_stands_in(typed: str, word: str | None) -> None:
    assert unfinished_name(typed.split(), INDEX) == word


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("mother-in-law had brca", "mother had brca"),
        ("my sisters in law", "my sisters"),
        ("my daughter in law school", "my daughter in law school"),
        ("new law", "new law"),
    ],
)
def test_relatives_by_marriage_ask_about_no_law(typed: str, read: str) -> None:
    assert " ".join(without_in_law(typed_words(typed))) == read


FEELINGS_INDEX = ThesaurusIndex(
    Thesaurus(
        (
            SynonymGroup(SynonymKind.LAY, ("anxiety",), ("scared", "so scared")),
            SynonymGroup(SynonymKind.LAY, ("hair loss",), ("going bald", "clumps of hair", "hair")),
            SynonymGroup(SynonymKind.LAY, ("chemo brain",), ("foggy", "forget words")),
            SynonymGroup(SynonymKind.LAY, ("flat closure",), ("going flat",)),
            SynonymGroup(SynonymKind.LAY, ("mother",), ("mom",)),
        )
    ),
    Stems(),
)


def test_a_feeling_counts_less_than_what_is_felt() -> None:
    scared, bald = understand("scared of going bald", FEELINGS_INDEX).concepts
    assert scared.phrases[0].weight < bald.phrases[0].weight


def test_a_feeling_alone_counts_in_full() -> None:
    (scared,) = understand("scared", FEELINGS_INDEX).concepts
    assert scared.phrases[0].weight == 1.0


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("forget words", ConceptRole.SUBJECT),
        ("clumps of hair", ConceptRole.TURN),
        ("scared", ConceptRole.ASIDE),
        ("mothers", ConceptRole.ASIDE),
        ("finally", ConceptRole.EVERYDAY),
        ("quokka", ConceptRole.SUBJECT),
    ],
)
def test_the_role_of_a_concept_tells_a_name_from_what_is_said_along(
    text: str, role: ConceptRole
) -> None:
    readings = [Reading((word,), (word,)) for word in typed_words(text)]
    query = understand_readings(
        text, FEELINGS_INDEX, readings, everyday=lambda word: word == "finally"
    )
    assert [concept.role for concept in query.concepts] == [role]


def test_two_ways_to_say_one_thing_are_one_concept() -> None:
    (foggy,) = understand("foggy and forget words", FEELINGS_INDEX).concepts
    weights = {phrase.words: phrase.weight for phrase in foggy.phrases}
    assert {("foggy",), ("forget", "words")} <= weights.keys()
    (alone,) = understand("foggy", FEELINGS_INDEX).concepts
    assert weights["chemo", "brain"] > alone.phrases[1].weight


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("scared without hair", "hair"),
        ("going bald but never a mom", "mom"),
        ("going bald and regret not going flat", "going flat"),
    ],
)
def test_a_lack_or_a_regret_leaves_nothing_out(text: str, label: str) -> None:
    assert {c.label: c.negated for c in understand(text, FEELINGS_INDEX).concepts}[label] is False


def test_what_is_not_meant_is_left_out_beside_a_subject() -> None:
    negated = {
        c.label: c.negated for c in understand("foggy, not hair loss", FEELINGS_INDEX).concepts
    }
    assert negated == {"foggy": False, "hair loss": True}

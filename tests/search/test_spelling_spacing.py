import pytest

from bot.search.spelling import Spacing, are_long
from bot.search.words import Stems
from tests.search.test_spelling import vocabulary
from tests.tables import each_row

KNOWN = vocabulary(
    {
        "brain": 200, "breast": 800, "cancer": 800, "pain": 90, "in": 900, "the": 950, "of": 950,
        "chemo": 60, "therapi": 300, "chemotherapi": 150, "mammogram": 50, "her2": 90, "2": 400,
        "her": 300, "boundari": 5, "mammo": 2, "gran": 2, "side": 200, "effect": 300, "brca": 50,
    }
)  # fmt: skip
SPACING = Spacing(
    KNOWN,
    Stems(),
    frozenset({"mets", "tnbc", "her2", "idc"}).__contains__,
)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("brainmets", ("brain", "mets")),
        ("painin", ("pain", "in")),
        ("sideeffects", ("side", "effects")),
        ("sideeffectsofchemo", ("side", "effects", "of", "chemo")),
        ("breastcancerpain", ("breast", "cancer", "pain")),
    ],
)
def test_a_space_that_was_left_out_is_put_in(typed: str, words: tuple[str, ...]) -> None:
    assert SPACING.parted(typed)[0] == words


@pytest.mark.parametrize(
    "typed", ["xyzzybrain", "brca7", "her3", "pain2", "inof", "乳がん", "a" * 900]
)
def test_a_word_that_has_no_known_parts_stays_whole(typed: str) -> None:
    assert SPACING.parted(typed) == []


def test_a_likelier_spelling_stands_before_two_rare_words() -> None:
    assert SPACING.parted("mammogran") == [("mammo", "gran")]
    assert SPACING.parted("mammogran", rival=50) == []
    assert SPACING.parted("breastcancer", rival=50) == [("breast", "cancer")]


@each_row(
    ("typed", "together"),
    [
        ("mam mogram", ("mammogram", True)),
        ("t nbc", ("tnbc", True)),
        ("i d c", ("idc", True)),
        ("her 2", ("her2", False)),
        ("chemo therapy", ("chemotherapy", False)),
        ("the in", None),
        ("pain brain", None),
        ("xyz abc", None),
    ],
)
def test_a_space_that_was_put_in_is_left_out(typed: str, together: tuple[str, bool] | None) -> None:
    assert SPACING.together(typed.split()) == together


@pytest.mark.parametrize(
    ("parts", "sure"),
    [
        (("tamoxifen", "fatigue"), True),
        (("breast", "stroke"), False),
        (("cardio", "protection"), False),
        (("under", "treatment"), False),
    ],
)
def test_long_words_hardly_stand_in_another_one_by_chance(
    parts: tuple[str, ...], *, sure: bool
) -> None:
    assert are_long(parts) is sure

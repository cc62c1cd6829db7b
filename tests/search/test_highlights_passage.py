from pathlib import Path

from bot.search.highlights import Passage
from bot.search.words import Stems, aligned, words_of
from tests.tables import each_row

STEMS = Stems()
TEXT = Passage("brain metastases of the brain  metastasis | brain metastatic", STEMS)


def test_words_are_found_by_their_stem() -> None:
    assert TEXT.places("brain") == {0: 5, 24: 29, 44: 49}
    assert TEXT.places("metastas") == {6: 16}
    assert TEXT.places("metasta") == TEXT.places("rain") == {}


def test_words_are_found_by_their_beginning() -> None:
    assert len(TEXT.places("metast", begins=True)) == 3


@each_row(
    ("row", "places"),
    [
        (("brain", "metastas"), {0: 16}),
        (("brain", "metastasi"), {24: 41}),
        (("metastas", "of", "the", "brain"), {6: 29}),
        (("the", "brain", "metastasi"), {20: 41}),
        (("of", "the", "metastasi"), {}),
        (("brain", "brain", "metastas"), {}),
        (("metastasi", "brain"), {}),
        (("brain", "unheard"), {}),
        (("brain", "metastat", "brain"), {}),
    ],
)
def test_words_in_a_row_are_found_within_a_field(
    row: tuple[str, ...], places: dict[int, int]
) -> None:
    assert TEXT.rows(row) == places


def test_no_word_is_missed() -> None:
    words = {word for path in Path().glob("*.md") for word in words_of(path.read_text("utf-8"))}
    words |= {"flies", "ponies", "relational", "valency", "sensibility", "possibly", "theology"}
    words |= {"hopping", "sized", "conflated", "triplicate", "ss", "us", "is", "ties", "dying"}
    missed = [word for word in words if not Passage(aligned(word), STEMS).places(STEMS[word])]
    assert missed == []

"""Words that are slips of a finger, and words that are none."""

from bot.search.typed_text import is_slip
from tests.tables import each_row


@each_row(
    ("typed", "word"),
    [
        ("ot", "to"),
        ("dei", "die"),
        ("wnat", "want"),
        ("awnt", "want"),
        ("diee", "die"),
        ("wannt", "want"),
        ("liv", "live"),
        ("morer", "morrer"),
        ("morrir", "morir"),
        ("sterbn", "sterben"),
        ("meself", "myself"),
    ],
)
def test_a_swap_a_repeated_a_missing_or_a_wrong_letter_is_a_slip(typed: str, word: str) -> None:
    assert is_slip(typed, word)


@each_row(
    ("typed", "word"),
    [
        ("die", "die"),
        ("diet", "die"),
        ("dye", "die"),
        ("do", "die"),
        ("love", "live"),
        ("give", "live"),
        ("alive", "live"),
        ("of", "off"),
        ("too", "to"),
        ("living", "giving"),
        ("lviign", "living"),
    ],
)
def test_another_letter_in_a_short_word_or_two_slips_are_none(typed: str, word: str) -> None:
    assert not is_slip(typed, word)

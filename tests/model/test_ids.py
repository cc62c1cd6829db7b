import pytest

from bot.errors import RequestError
from bot.model.ids import LARGEST_ID, NO_SUCH_ID, read_id
from tests.tables import each_row


@pytest.mark.parametrize("number", [1, 1_576_306_094_479_769_603, LARGEST_ID])
def test_an_id_is_read_from_its_digits(number: int) -> None:
    assert read_id(str(number)) == number


WRONG = ("", "0", "-1", "+1", " 1", "1\n", "1_0", "abc", "0x1", "1.0", "\u0661", "\u00b2")
TOO_LARGE = (str(LARGEST_ID + 1), str(2**64 + 1), "9" * 5000)


@each_row("text", [*WRONG, *TOO_LARGE])
def test_what_is_no_id_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(RequestError, match=NO_SUCH_ID):
        read_id(text)

import pytest

from bot.model.feed import Pace
from bot.reading.extensions import pace_of


def test_hours_and_days_are_read_in_any_case() -> None:
    head = b"""<skipHours> <hour>0</hour><hour> 23 </hour><hour>24</hour></skipHours>
        <skipdays><day>Saturday</day><day>SUNDAY</day></skipdays>"""
    assert pace_of(head, 60) == Pace(60, (0, 23), (5, 6))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<skipHours></skipHours>",
        b"<skipHours><hour>25</hour><hour>-1</hour><hour>noon</hour></skipHours>",
        b"<skipDays><day>Feiertag</day></skipDays>",
        b"<skipHours><hour>5</hour>",
        b"<skipHours>" * 50_000,
    ],
)
def test_what_is_neither_hour_nor_day_is_left_out(head: bytes) -> None:
    assert pace_of(head, None) == Pace()

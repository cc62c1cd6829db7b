"""Reads ids from outside: from a button's address, a command's option, a setting."""

import re

from bot.errors import RequestError

LARGEST_ID = 2**63 - 1
"""SQLite's integers are signed and have 64 bits; the ids that Discord makes fit in until 2084."""
NO_SUCH_ID = "There is nothing with this number. Run the command again, and choose from its list."

_DIGITS = re.compile(r"[0-9]{1,20}")


def read_id(text: str) -> int:
    """The id in a text: ASCII digits, from 1 to `LARGEST_ID`.

    Raises:
        RequestError: the text is no such number.
    """
    number = int(text) if _DIGITS.fullmatch(text) else 0
    if not 1 <= number <= LARGEST_ID:
        raise RequestError(NO_SUCH_ID)
    return number

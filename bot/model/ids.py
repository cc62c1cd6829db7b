"""Reads ids from untrusted text: a button's custom id, a command's option, a setting."""

import re

from bot.errors import RequestError

LARGEST_ID = 2**63 - 1
"""The largest of SQLite's integers (64 bits, signed). Discord's ids stay below it until 2084."""
NO_SUCH_ID = "There is nothing with this number. Run the command again, and choose from its list."

_DIGITS = re.compile(r"[0-9]{1,20}")


def read_id(text: str) -> int:
    """The id in a text: ASCII digits, from 1 to `LARGEST_ID`.

    Raises:
        RequestError: the text is not a number in this range.
    """
    number = int(text) if _DIGITS.fullmatch(text) else 0
    if not 1 <= number <= LARGEST_ID:
        raise RequestError(NO_SUCH_ID)
    return number

"""Check: the result of one check of `progress-bot doctor`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the diagnosis.

    Attributes:
        name: the part that was checked, such as "database" or "feed The Progress Report".
        say: one sentence: the state of the part or, if it is not ok, what to do.
    """

    name: str
    ok: bool
    say: str

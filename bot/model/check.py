"""Check: what `progress-bot doctor` finds of one part."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the diagnosis.

    Attributes:
        name: the part: "database", "feed The Progress Report".
        say: how it is, or what to do where it is not ok; one sentence.
    """

    name: str
    ok: bool
    say: str

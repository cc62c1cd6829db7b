"""The labeled pairs of titles, and how well the rule tells them apart; a bench prints it, too."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from bot.articles.titles import same_title

FILE = Path(__file__).parent / "pairs.toml"
PARTS = ("seen", "held_out")


@dataclass(frozen=True, slots=True)
class Judged:
    """How many pairs were called the same story, rightly or wrongly, and which were not.

    Attributes:
        wrong: pairs that were called the same and are not.
        missed: pairs that are the same and were not called so.
    """

    right: int
    wrong: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]

    @property
    def precision(self) -> float:
        """Of those called the same, the share that is."""
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """Of those that are the same, the share that was called so."""
        return self.right / (self.right + len(self.missed))


def pairs(part: str, kind: str) -> list[tuple[str, str]]:
    """The pairs of `same` or `different` stories in one part of the file."""
    loaded = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [(one, other) for one, other in loaded[part][kind]]


def judge(part: str) -> Judged:
    """Judge one part."""
    same = [(pair, same_title(*pair)) for pair in pairs(part, "same")]
    different = [(pair, same_title(*pair)) for pair in pairs(part, "different")]
    return Judged(
        right=sum(called for _, called in same),
        wrong=tuple(pair for pair, called in different if called),
        missed=tuple(pair for pair, called in same if not called),
    )

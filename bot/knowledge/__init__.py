"""Loads and checks the files in `data/*.toml`; errors name the file and the line."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

_PACKAGE = Path(__file__).resolve().parent.parent

SHIPPED_AGAIN = (
    "It ships with the bot, so install the bot again, or correct the setting that names it."
)
"""Tells what to do if a knowledge file is missing."""


def shipped(name: str) -> Path:
    """The path of a file that ships with the bot: in a checkout's `data/`, else in the package."""
    checkout = _PACKAGE.parent / "data" / name
    return checkout if checkout.exists() else _PACKAGE / "data" / name


class KnowledgeFiles(Struct, frozen=True):
    """Finds each knowledge file: the operator's, or the one that ships with the bot.

    Attributes:
        folder: KNOWLEDGE_DIR; a file that it does not have is the shipped one.
        named: the files that have a setting of their own, which takes precedence; by name.
    """

    folder: Path | None = None
    named: Mapping[str, Path] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """The path of `topics.toml`, for example; it may not exist."""
        if name in self.named:
            return self.named[name]
        if self.folder and (own := self.folder / name).exists():
            return own
        return shipped(name)

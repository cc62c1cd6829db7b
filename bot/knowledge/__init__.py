"""Loads and checks the files in `data/*.toml`; errors name the file and the line."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from bot.paths import is_taken

KNOWLEDGE_NAMES = (
    *("topics.toml", "feeds.toml", "thesaurus.toml", "glossary.toml", "support.toml"),
    *("everyday_words.toml", "languages"),
)
"""The knowledge files; `languages` is a folder."""
_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """The path of a file that ships with the bot: in a checkout's `data/`, else in the package."""
    checkout = _PACKAGE.parent / "data" / name
    return checkout if checkout.exists() else _PACKAGE / "data" / name


def is_shipped(path: Path) -> bool:
    """Whether the file ships with the bot, and is not the operator's."""
    folders = (_PACKAGE.parent / "data", _PACKAGE / "data")
    return any(path.is_relative_to(each / name) for each in folders for name in KNOWLEDGE_NAMES)


class KnowledgeFiles(Struct, frozen=True):
    """Finds each knowledge file: the operator's, or the one that ships with the bot.

    Attributes:
        folder: KNOWLEDGE_DIR; only a file whose name is not in it is the shipped one.
        named: the files that have a setting of their own, which takes precedence; by name.
    """

    folder: Path | None = None
    named: Mapping[str, Path] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """The path of `topics.toml`, for example; perhaps of a file that cannot be read."""
        if name in self.named:
            return self.named[name]
        own = self.folder / name if self.folder else None
        return own if own and is_taken(own) else shipped(name)

"""`data/everyday_words.toml` → words that are never respelled. Called by `core`."""

from pathlib import Path

from pydantic import ValidationError

from bot.errors import KnowledgeError
from bot.knowledge.toml import Shape, what_is_wrong
from bot.knowledge.toml_file import read_file, shown

MISSING = "It ships with the bot, so install the bot again."


class EverydayWordsShape(Shape):
    """The whole file."""

    words: str


def load_everyday_words(path: Path) -> frozenset[str]:
    """Read and check the file; the words are in lower case.

    Raises:
        KnowledgeError: the file is wrong, or is not there.
    """
    _, table = read_file(path, MISSING)
    try:
        found = EverydayWordsShape.model_validate(table)
    except ValidationError as exc:
        raise KnowledgeError(f"{shown(path)}: {what_is_wrong(exc, EverydayWordsShape)[1]}") from exc
    return frozenset(found.words.lower().split())

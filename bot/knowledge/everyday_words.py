"""`data/everyday_words.toml` → EverydayWords. Called by `core`."""

from pathlib import Path

from pydantic import ValidationError

from bot.errors import KnowledgeError
from bot.knowledge.toml import Shape, what_is_wrong
from bot.knowledge.toml_file import read_file, shown
from bot.model.thesaurus import EverydayWords

MISSING = "It ships with the bot, so install the bot again."


class EverydayWordsShape(Shape):
    """The whole file."""

    commonest: str
    common: str


def load_everyday_words(path: Path) -> EverydayWords:
    """Read and check the file.

    Raises:
        KnowledgeError: the file is wrong, or is not there.
    """
    _, table = read_file(path, MISSING)
    try:
        found = EverydayWordsShape.model_validate(table)
    except ValidationError as exc:
        raise KnowledgeError(f"{shown(path)}: {what_is_wrong(exc, EverydayWordsShape)[1]}") from exc
    return EverydayWords(
        frozenset(found.commonest.lower().split()), frozenset(found.common.lower().split())
    )

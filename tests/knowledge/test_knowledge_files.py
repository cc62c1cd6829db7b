"""The knowledge files that ship with the bot, and what operators are told about others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge import KNOWLEDGE_NAMES, is_shipped, shipped
from bot.knowledge.thesaurus import (
    load_language,
    load_support,
    load_tested_thesaurus,
    load_thesaurus,
)
from bot.knowledge.toml import INSTALL_AGAIN, unreadable
from bot.knowledge.topics import load_topics
from tests.tables import each_row

DATA = shipped("topics.toml").parent


@each_row("name", [*KNOWLEDGE_NAMES, "languages/es.toml"])
def test_the_files_that_ship_are_the_bots(name: str) -> None:
    assert is_shipped(DATA / name)
    assert INSTALL_AGAIN in str(unreadable(DATA / name, "does not exist"))


@pytest.mark.parametrize("name", ["mine", "mine/topics.toml", "mine/languages/es.toml", "my.toml"])
def test_files_of_the_operators_own_beside_those_that_ship_are_the_operators(name: str) -> None:
    assert not is_shipped(DATA / name)
    assert "Correct it, or the setting that leads to it (KNOWLEDGE_DIR)." in str(
        unreadable(DATA / name, "cannot be read")
    )


@pytest.mark.parametrize(
    ("load", "settings"),
    [
        (load_topics, "TOPICS_FILE or KNOWLEDGE_DIR"),
        (load_thesaurus, "THESAURUS_FILE or KNOWLEDGE_DIR"),
        (load_tested_thesaurus, "THESAURUS_FILE or KNOWLEDGE_DIR"),
        (load_support, "KNOWLEDGE_DIR"),
        (load_language, "KNOWLEDGE_DIR"),
    ],
)
def test_the_way_out_holds_for_each_setting_and_for_a_file_that_does_not_exist(
    tmp_path: Path, load: Callable[[Path], object], settings: str
) -> None:
    """Deleting it would help in a folder alone, and would drop a language."""
    with pytest.raises(KnowledgeError) as raised:
        load(tmp_path / "own.toml")

    assert str(raised.value).endswith(
        f"own.toml does not exist. Correct it, or the setting that leads to it ({settings}). "
        "`progress-bot knowledge copy DIR` copies the files that ship."
    )

"""The knowledge files of search, read when they are needed."""

import shutil
from pathlib import Path

import pytest

from bot.core import SEARCH_FILES, SearchWords
from bot.errors import KnowledgeError
from bot.knowledge import KnowledgeFiles, shipped


@pytest.fixture
def own(tmp_path: Path) -> KnowledgeFiles:
    """A copy of the files, as an operator changes them."""
    for name in SEARCH_FILES:
        source = shipped(name)
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            shutil.copy(source, tmp_path / name)
    return KnowledgeFiles(tmp_path)


def test_the_edition_changes_with_the_thesaurus_and_with_a_language(own: KnowledgeFiles) -> None:
    """Words that channels follow are understood anew after a change of either."""
    before = SearchWords(own).edition
    same = SearchWords(own).edition
    own.path("thesaurus.toml").write_text('[[group]]\nkind = "lay"\nterms = ["a", "b"]\n', "utf-8")
    other_names = SearchWords(own).edition
    (own.path("languages") / "es.toml").unlink()
    other_languages = SearchWords(own).edition

    assert before == same == SearchWords(KnowledgeFiles()).edition
    assert len({before, other_names, other_languages}) == 3


@pytest.mark.parametrize("name", SEARCH_FILES)
def test_a_wrong_file_of_the_operator_is_found_at_the_start(own: KnowledgeFiles, name: str) -> None:
    """A wrong one must not wait for the first question."""
    path = own.path(name)
    wrong = path / "es.toml" if path.is_dir() else path
    wrong.write_text("[[nothing", "utf-8")

    with pytest.raises(KnowledgeError, match=wrong.name):
        SearchWords(own).read_own()


def test_the_shipped_files_are_not_read_at_the_start() -> None:
    """Reading them would delay it by a tenth of a second."""
    words = SearchWords(KnowledgeFiles())

    words.read_own()

    assert not {"thesaurus", "everyday", "languages"} & set(vars(words))


def test_the_shipped_files_can_be_read() -> None:
    """A start relies on it."""
    words = SearchWords(KnowledgeFiles())

    words.read()

    assert all((words.thesaurus, words.everyday, words.languages, len(words.glossary)))

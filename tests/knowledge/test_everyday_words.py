from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.everyday_words import load_everyday_words
from bot.model.thesaurus import EverydayWords


def test_words_are_read_in_lower_case(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text('commonest = """\nCut nap\nsee\n"""\ncommon = "jury"\n')

    assert load_everyday_words(path) == EverydayWords(
        frozenset({"cut", "nap", "see"}), frozenset({"jury"})
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('commonest = "a"\n', "the key “common” is missing"),
        ('commonest = "a"\ncommon = ["b"]\n', "common is wrong"),
        ('commonest = "a"\ncommon = "b"\ncomon = "c"\n', "the key “comon” is unknown"),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "words.toml"
    path.write_text(text)

    with pytest.raises(KnowledgeError, match=reason):
        load_everyday_words(path)

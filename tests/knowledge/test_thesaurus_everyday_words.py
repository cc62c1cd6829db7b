from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.thesaurus import load_everyday_words


def test_words_are_read_in_lower_case(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text('words = """\nCut nap\nsee\n"""\n')

    assert load_everyday_words(path) == {"cut", "nap", "see"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the key “words” is missing"),
        ('words = ["b"]\n', "words is wrong"),
        ('words = "b"\nworms = "c"\n', "the key “worms” is unknown"),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "words.toml"
    path.write_text(text)

    with pytest.raises(KnowledgeError, match=reason):
        load_everyday_words(path)

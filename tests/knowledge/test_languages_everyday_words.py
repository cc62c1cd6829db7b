from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.languages import load_everyday_words
from bot.model.thesaurus import CommonWords


def test_words_are_read_in_lower_case(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text('words = """\nCut nap\nsee\n"""\nothers = "Apron"\n')

    words = load_everyday_words(path)

    assert words == CommonWords(frozenset({"cut", "nap", "see"}), frozenset({"apron"}))
    assert len(words) == 4


def test_the_less_common_words_may_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text('words = "cut"\n')

    assert load_everyday_words(path).others == frozenset()


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

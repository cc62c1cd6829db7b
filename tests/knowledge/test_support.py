from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge import shipped
from bot.knowledge.support import load_support, load_tested_support

LANGUAGE = """\
[[language]]
code = "en"
crisis = ["want to die"]
card = "Call {support}"
beneath = "You can call {support}"
line = "a friend"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "support.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_file_speaks_five_languages() -> None:
    assert [each.code for each in load_support(shipped("support.toml"))] == [
        "en",
        "es",
        "pt",
        "fr",
        "de",
    ]


def test_the_shipped_file_is_read_without_its_checks_as_with_them() -> None:
    assert load_tested_support(shipped("support.toml")) == load_support(shipped("support.toml"))


@pytest.mark.parametrize("load", [load_support, load_tested_support])
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Call {support}", "Call somebody", "line 4: card"),
        ("Call {support}", "Call {name} {support}", "line 4: card"),
        ('"want to die"', "", "line 3: crisis"),
        ('"en"', '"english"', "line 2: code"),
    ],
)
def test_a_wrong_entry_is_named_with_its_line(
    tmp_path: Path,
    load: Callable[[Path], object],
    old: str,
    new: str,
    said: str,
) -> None:
    with pytest.raises(KnowledgeError, match=said):
        load(write(tmp_path, LANGUAGE.replace(old, new)))


def test_a_language_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="language"):
        load_support(write(tmp_path, LANGUAGE + LANGUAGE))


def test_parts_are_phrases_by_a_name(tmp_path: Path) -> None:
    text = LANGUAGE.replace("want to die", "<want> to <die> !it") + (
        '[language.parts]\nwant = ["want", "am going"]\ndie = ["die", "jump !up"]\n'
    )

    (language,) = load_support(write(tmp_path, text))

    assert language.crisis == ("<want> to <die> !it",)
    assert language.parts == {"want": ("want", "am going"), "die": ("die", "jump !up")}


def test_a_part_that_is_not_there_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(
        KnowledgeError, match=r"line 3: “<want>” stands for nothing: “parts” has no “want”\.$"
    ):
        load_support(write(tmp_path, LANGUAGE.replace("want to die", "<want> to die")))

"""Any file of knowledge is read, or refused in one sentence."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.catalogue import load_feeds
from bot.knowledge.thesaurus import load_thesaurus
from bot.knowledge.toml import LARGEST_TOML_BYTES, LONGEST_TOML_LINE
from bot.knowledge.topics import load_topics
from tests.factories import taxonomy

LOADERS: dict[str, Callable[[Path], object]] = {
    "topic": load_topics,
    "group": load_thesaurus,
    "feed": partial(load_feeds, taxonomy=taxonomy("metastasis")),
}
WRONG = {
    "a = " + "[" * 5_000: "line 1: its brackets are nested too deeply.",
    "a = [\n" + "[\n" * 3_000: "line 51: its brackets are nested too deeply.",
    "a = " + "{a = " * 3_000: "line 1: its brackets are nested too deeply.",
    "\na."
    + "a." * LONGEST_TOML_LINE: f"line 2: the line has more than {LONGEST_TOML_LINE} characters.",
    "'\u2028'."
    + "a.'\u2028'." * LONGEST_TOML_LINE: f"line 1: the line has more than {LONGEST_TOML_LINE}",
    "a." * 5_000 + "a = 1": "a key has too many parts.",
    "[" + "a." * 5_000 + "a]": "a key has too many parts.",
    "a = " + "1" * 5_000: "a number is too long.",
    "a = 1\n\0": "line 2: invalid statement.",
    "a = 1\r\r=": "line 3: invalid statement.",
    "a = 1\na = 2": "cannot overwrite a value.",
    "#" + "\n" * LARGEST_TOML_BYTES: "is larger than 5 MB, so it was not read.",
}
VALUES = (
    *("2024-05-01", "2024-13-45", "12:00:00", "inf", "nan", "-1", "1e999", "true", "[]", "{}"),
    *("[[1]]", "[{}]", "[nan]", '[""]', '"\\ud800"', "0x" + "f" * 5_000, "9" * 400, "{a.b.c = 1}"),
)


@pytest.fixture(params=LOADERS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def load(name: str, tmp_path: Path) -> Callable[[str | bytes], object]:
    def loaded(content: str | bytes) -> object:
        path = tmp_path / "knowledge.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return LOADERS[name](path)

    return loaded


def sentence(load: Callable[[str | bytes], object], content: str | bytes) -> str:
    with pytest.raises(KnowledgeError) as caught:
        load(content)
    said = str(caught.value)
    assert "knowledge.toml" in said
    assert "\n" not in said
    assert len(said) < 500
    return said


@pytest.mark.parametrize("content", WRONG)
def test_what_is_wrong_is_one_sentence(load: Callable[[str | bytes], object], content: str) -> None:
    assert WRONG[content] in sentence(load, content)


@pytest.mark.parametrize("value", VALUES)
def test_a_value_of_another_type_is_one_sentence(
    load: Callable[[str | bytes], object], name: str, value: str
) -> None:
    for key in ("name", "url", "terms", "phrases", "listing", "enabled", "kind", "slug"):
        assert sentence(load, f"[[{name}]]\n{key} = {value}\n")[-1] in ".?"


def test_a_key_of_very_many_parts_is_one_sentence(
    load: Callable[[str | bytes], object], name: str
) -> None:
    for key in ("name", "kind", "audience", "slug"):
        assert sentence(load, f"[[{name}]]\n{key}.{'a.' * 5_000}a = 1\n")[-1] in ".?"


def test_bytes_that_are_no_text_are_one_sentence(load: Callable[[str | bytes], object]) -> None:
    assert "is not UTF-8 text. Save it as UTF-8." in sentence(load, b"\xff\xfe\x00a")


def test_a_byte_order_mark_is_passed_over(load: Callable[[str | bytes], object]) -> None:
    assert "line 1: “a” is unknown here." in sentence(load, "\ufeffa = 1")


def test_a_folder_a_circle_and_an_endless_file_are_one_sentence(name: str, tmp_path: Path) -> None:
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    for path in (tmp_path, circle, Path(os.devnull).with_name("zero")):
        with pytest.raises(KnowledgeError, match=r"cannot be read|was not read"):
            LOADERS[name](path)

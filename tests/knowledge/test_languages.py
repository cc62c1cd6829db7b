from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge import shipped
from bot.knowledge.languages import load_language, load_tested_languages
from bot.model.thesaurus import Language
from bot.search.english_words import STOP_WORDS
from bot.search.words import words_of
from tests.shared import shipped_languages

SPANISH = """\
name = "Spanish"
stop_words = "de la mi"
also_english = "tumor"

[terms]
"breast" = ["mama", "seno"]
"insomnia, sleep" = ["no duermo"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "es.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_term_may_differ_from_another_in_its_accents_alone(tmp_path: Path) -> None:
    text = SPANISH.replace("no duermo", "mamá")

    assert load_language(write(tmp_path, text)).terms["insomnia, sleep"] == ("mamá",)


def test_a_language_is_read_with_all_its_keys(tmp_path: Path) -> None:
    text = SPANISH.replace("[terms]", 'frequent = "más Mas"\n[terms]')

    assert load_language(write(tmp_path, text)) == Language(
        "Spanish",
        ("de", "la", "mi"),
        {"breast": ("mama", "seno"), "insomnia, sleep": ("no duermo",)},
        ("tumor",),
        frequent=("más", "mas"),
    )


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ('"Spanish"', '"Spanisch"', 1, "Did you mean “Spanish”?"),
        ("stop_words", "stopwords", 2, "Did you mean “stop_words”?"),
        ('"de la mi"', "3", 2, "stop_words is wrong"),
        ('["mama", "seno"]', "[]", 6, "breast is empty"),
        ('["mama", "seno"]', '"mama"', 6, "write a list"),
        ('"seno"', '"Mi"', 6, "“Mi” is one of the stop words, too"),
        ('"seno"', '"¿?"', 6, "“¿?” has no letter and no digit"),
        ('"no duermo"', '"Mama"', 7, "“Mama” is here for the second time, see line 6"),
        ("insomnia, sleep", "insomnia,", 7, "“insomnia,” lacks a word"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, reason: str
) -> None:
    assert before in SPANISH
    with pytest.raises(KnowledgeError) as caught:
        load_language(write(tmp_path, SPANISH.replace(before, after, 1)))
    assert f"es.toml, line {line}:" in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('"Spanish"', '"Spanisch"', "line 1"),
        ("stop_words", "stopwords", "line 2"),
        ('"de la mi"', "3", "line 2"),
        ('["mama", "seno"]', '"mama"', "line 6"),
        ('"seno"', '"seno', "line 6"),
    ],
)
def test_a_shipped_language_that_was_changed_and_cannot_be_read_is_told_with_the_line(
    tmp_path: Path, before: str, after: str, reason: str
) -> None:
    write(tmp_path, SPANISH.replace(before, after, 1))

    with pytest.raises(KnowledgeError, match=reason):
        tuple(load_tested_languages(tmp_path))


def test_a_word_may_be_written_with_and_without_its_accent(tmp_path: Path) -> None:
    load_language(write(tmp_path, SPANISH.replace('"seno"', '"máma"')))


def test_four_languages_ship_with_thousands_of_entries_each() -> None:
    languages = shipped_languages()
    assert [each.name for each in languages] == ["German", "Spanish", "French", "Portuguese"]
    assert all(len(each.terms) >= 2_000 for each in languages)


def test_the_languages_that_ship_are_read_without_checks_as_they_are_with_them() -> None:
    folder = shipped("languages")

    assert tuple(load_tested_languages(folder)) == shipped_languages()


def test_every_english_side_names_something() -> None:
    languages = shipped_languages()
    names = {name for each in languages for english in each.terms for name in english.split(", ")}
    asking = {name for name in names if STOP_WORDS.issuperset(words_of(name))}
    # These make names together with others: "tell" "children", "pregnancy" "after" "cancer". A
    # greeting that has a name in it says nothing: "buenas noches" is not about nights.
    assert asking == {"after", "hello", "needed", "tell", "tells", "without"}

"""A phrase is compiled when a text has a word that it needs; no text has it without that word."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.articles.content_notes import LISTS
from bot.articles.needed_words import needed_words
from bot.articles.note_phrases import NotePhrases, compiled, phrases_of
from bot.articles.note_signs import OF_LOSS, SIGNS, WEIGHTS
from bot.articles.person_words import marked
from tests.tables import each_row

SAMPLES = tomllib.loads((Path(__file__).parent / "content_notes.toml").read_text("utf-8"))
TITLES = [*SAMPLES["memorial"][::3], *SAMPLES["end_of_life"][::3], *SAMPLES["none"][::3]]
EVERY = {**LISTS, **SIGNS}


@each_row(
    ("phrase", "needed"),
    [
        ("pass(?:ed|es|ing) away", [{"pass"}, {"away"}]),
        ("deaths? of <somebody>", [{"death"}]),
        ("(?:took|drew) (?:her|his) breath", [{"took", "drew"}, {"her", "his"}, {"breath"}]),
        ("(?:her )?funerals?", [{"funeral"}]),
        ("(?:very )?(?:sad|sorry) news", [{"sad", "sorry"}, {"news"}]),
        ("die[sd],? aged", [{"die"}, {"aged"}]),
        ("her memory(?! of mice)", [{"her "}, {"memory"}]),
        ("<somebody>", []),
        ("r\\.?i\\.?p", []),
        ("(?:she|he) is", []),
        ("(?:funeral|<family>'s) speech", [{"speech"}]),
        ("(?:sad loss|his death)", [{"sad ", "death"}]),
        (r"men\b|women", [{"men ", "women"}]),
        ("good-?byes?", [{"good"}]),
        ("tumou?rs? shrank", [{"tumo"}, {"shrank"}]),
        ("(?<!not )dead", [{"dead"}]),
        ("o?estrogen", []),
        ("(?:was |were )?killed|slain", [{"killed", "slain"}]),
    ],
)
def test_a_phrase_needs_the_words_that_it_cannot_be_without(
    phrase: str, needed: list[set[str]]
) -> None:
    assert list(needed_words(phrase)) == needed


@cache
def marked_titles() -> Mapping[str, str]:
    """Each title, and as phrases are looked for in it."""
    return {title: marked(title) for title in TITLES}


@each_row("name", sorted(EVERY))
def test_each_phrase_of_a_title_is_among_those_that_may_stand_in_it(name: str) -> None:
    phrases = NotePhrases({name: EVERY[name]})

    assert not [
        (title, phrase)
        for title, with_marks in marked_titles().items()
        for phrase in phrases_of(EVERY[name])
        if compiled(phrase).search(with_marks)
        and phrase not in phrases.read(title).phrases.get(name, ())
    ]


def test_phrases_are_taken_out_with_a_gap() -> None:
    text = NotePhrases({"a": "his cat\ncat sat"}).read("On his cat sat a hat, and his cat sat")

    assert text.without("a").text == "On  ·  sat a hat, and  ·  sat"
    assert text.without("b") is text


def test_signs_have_weights_and_names_of_their_own() -> None:
    assert SIGNS.keys() == WEIGHTS.keys()
    assert not OF_LOSS - SIGNS.keys()
    assert LISTS.keys().isdisjoint(SIGNS)


def test_of_phrases_that_begin_together_the_longest_is_taken_out() -> None:
    text = NotePhrases({"a": "the last\nthe last days of summer"}).read(
        "See the last days of summer"
    )

    assert text.without("a").text == "See  · "

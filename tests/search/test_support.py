"""Words of distress, in five languages, and words that only look like them."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from bot.knowledge import shipped
from bot.knowledge.support import PART, load_support
from bot.model.support import DistressKind, SupportLanguage
from bot.search.support import DistressWords, Support
from bot.storage.database import Database
from tests.tables import each_row

LANGUAGES = load_support(shipped("support.toml"))
SUPPORT = Support(cast("Database", None), lambda: LANGUAGES, "")
WORDS = DistressWords(LANGUAGES)
COLLECTED, KINDS = (
    tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    for name in ("distress.toml", "distress_kinds.toml")
)

ONE_PHRASE = replace(
    LANGUAGES[0],
    crisis=("want to end my life",),
    whole=(),
    dying=(),
    other=(),
    persons="brother",
    of_others={},
    spelled={},
    no_slips="",
)


def concern(text: str) -> DistressKind | None:
    found = WORDS.find(text)
    return found.kind if found else None


@each_row(
    ("text", "language"),
    [
        ("I want to die", "en"),
        ("i just really want to die", "en"),
        ("WANT TO DIE!!", "en"),
        ("suicidal", "en"),
        ("my cells are back and i think of suicide", "en"),
        ("suicidal thoughts on tamoxifen", "en"),
        ("i can't go on", "en"),
        ("I don’t want to live like this", "en"),
        ("they'd be better off without me", "en"),
        ("i'm dying and want to kill myself", "en"),
        ("no quiero seguir viviendo", "es"),
        ("me quiero morir", "es"),
        ("não quero mais viver", "pt"),
        ("vou me matar", "pt"),
        ("j’ai envie d’en finir", "fr"),
        ("je n'en peux plus", "fr"),
        ("Ich möchte nicht mehr leben", "de"),
        ("ich kann nicht mehr", "de"),
    ],
)
def test_words_of_a_crisis_are_recognized(text: str, language: str) -> None:
    found = WORDS.find(text)

    assert found is not None
    assert (found.kind, found.language.code) == (DistressKind.CRISIS, language)


@each_row(
    "text",
    [
        "am I going to die",
        "is my mum going to die?",
        "I don't want to die",
        "how long do i have",
        "scared of dying",
        "no quiero morir",
        "tenho medo de morrer",
        "vais-je mourir",
        "ich will nicht sterben",
        "Wie lange habe ich noch?",
    ],
)
def test_questions_about_dying_are_told_from_a_crisis(text: str) -> None:
    assert concern(text) is DistressKind.DYING


@each_row(
    "text",
    [
        "",
        "   ",
        "hope",
        "die off",
        "dying cells",
        "cells that die",
        "do tumours die after radiation",
        "my hair is dying",
        "dying my hair after chemo",
        "want to diet",
        "i want to diet during chemo",
        "patients who want to die at home",
        "suicide gene therapy",
        "cant go on tamoxifen",
        "i want to quit these pills",
        "how long do i have to take letrozole",
        "how long do i have to wait for results",
        "die Chemotherapie",
        "ich kann nicht mehr arbeiten",
        "je veux en finir avec la chimio",
        "vivir con metástasis",
        "gene suicida",
        "cell suicide",
        "why do some cells commit suicide",
        "a drug that makes cancer cells commit suicide",
        "suicidio celular",
        "suicide cellulaire",
        "Selbstmord der Zellen",
        "Die",
    ],
)
def test_words_that_only_look_so_are_left_alone(text: str) -> None:
    assert concern(text) is None


def test_a_very_long_text_is_read_as_far_as_a_query_is() -> None:
    assert concern("breast " * 100_000) is None
    assert concern("i want to die " + "breast " * 100_000) is DistressKind.CRISIS


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("i just want to die", False),
        ("i feel like i want to die", False),
        ("ich kann nicht mehr", False),
        ("suicidal thoughts on tamoxifen", True),
        ("scratching myself until i bleed", True),
        ("me corté anoche", True),
    ],
)
def test_articles_belong_beside_a_question_alone(text: str, asks: bool) -> None:  # noqa: FBT001
    found = WORDS.find(text)

    assert found is not None
    assert found.asks is asks


@each_row(
    ("code", "text"),
    [(code, text) for code, texts in COLLECTED["crisis"].items() for text in texts],
)
def test_a_crisis_gets_the_card_in_its_own_language(code: str, text: str) -> None:
    found = WORDS.find(text)

    assert found is not None
    assert (found.kind, found.language.code) == (DistressKind.CRISIS, code)


@each_row(
    ("code", "text"),
    [(code, text) for code, texts in COLLECTED["dying"].items() for text in texts],
)
def test_a_question_about_dying_gets_the_note_in_its_own_language(code: str, text: str) -> None:
    found = WORDS.find(text)

    assert found is not None
    assert (found.kind, found.language.code) == (DistressKind.DYING, code)


@each_row("text", [text for texts in COLLECTED["other"].values() for text in texts])
def test_the_same_words_with_another_object_get_no_card(text: str) -> None:
    assert concern(text) is None


@each_row(
    ("kind", "code", "text"),
    [
        (kind, code, text)
        for kind in DistressKind
        for languages in KINDS[kind].values()
        for code, texts in languages.items()
        for text in texts
    ],
)
def test_distress_has_many_kinds_of_words(kind: DistressKind, code: str, text: str) -> None:
    """Means, a plan, a farewell, being a burden, being gone, self-harm, help to die."""
    found = WORDS.find(text)

    assert found is not None
    assert (found.kind, found.language.code) == (kind, code)


@each_row(
    "text",
    [
        text
        for languages in KINDS["other"].values()
        for texts in languages.values()
        for text in texts
    ],
)
def test_what_only_looks_like_these_kinds_gets_no_card(text: str) -> None:
    assert concern(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i have a rope", DistressKind.DYING),
        ("today i have a rope", DistressKind.DYING),
        ("i have a rope and a tent", None),
        ("i have a rope and i want to die", DistressKind.CRISIS),
    ],
)
def test_words_in_doubt_get_the_note_beneath_only_if_they_say_nothing_else(
    text: str, kind: DistressKind | None
) -> None:
    assert concern(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "no quiero vivir más",
        "ich will nicht mehr leben",
        "je veux me suicider",
        "quero me matar",
        "ya no puedo más con esto",
        "ich möchte einfach nur noch sterben",
    ],
)
def test_a_crisis_in_any_language_that_asks_nothing_gets_the_card_alone(text: str) -> None:
    found = WORDS.find(text)

    assert found is not None
    assert not found.asks


@pytest.mark.parametrize(
    "text",
    ["how to die painlessly", "quick way to die", "como morir sin dolor", "schmerzlos sterben"],
)
def test_a_question_for_a_method_gets_the_card_alone(text: str) -> None:
    """Articles in which cells die would answer it."""
    found = WORDS.find(text)

    assert found is not None
    assert not found.asks


@each_row(
    ("text", "code"),
    [
        ("suicídio", "pt"),
        ("suicidio", "es"),
        ("suicide", "en"),
        ("suicide assisté", "fr"),
        ("tentative de suicide", "fr"),
        ("Suicidgedanken", "de"),
        ("je veux die", "fr"),
        ("eu quero die", "pt"),
    ],
)
def test_the_words_around_tell_the_language_of_the_card(text: str, code: str) -> None:
    found = WORDS.find(text)

    assert found is not None
    assert found.language.code == code


def said(phrase: str, language: SupportLanguage) -> Iterator[str]:
    """A phrase as somebody types it, with each way of each of its parts."""
    pieces = [
        language.parts[piece[1:-1]] if PART.fullmatch(piece) else (piece,)
        for piece in PART.split(phrase)
    ]
    for number in range(max(map(len, pieces))):
        text = "".join(ways[number % len(ways)] for ways in pieces)
        yield re.sub(r" ?!\S+|\*|… |=", "", text).replace("~", "")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_no_phrase_hides_another(language: SupportLanguage) -> None:
    """Each phrase of the list, typed as it stands there, is found as what it is."""
    listed = {
        DistressKind.CRISIS: (*language.crisis, *language.whole),
        DistressKind.DYING: (*language.dying, *language.unsure, *language.despair),
    }

    for kind, phrases in listed.items():
        typed = [text for phrase in phrases for text in said(phrase, language)]
        assert [text for text in typed if concern(text) is not kind] == []


@pytest.mark.parametrize(
    "text",
    [
        "my sister says she wants to end her life",
        "mi madre quiere morir",
        "minha mãe quer morrer",
        "ma mère veut mourir",
        "meine Mutter will sterben",
    ],
)
def test_a_crisis_of_somebody_close_that_asks_nothing_gets_the_card_alone(text: str) -> None:
    found = WORDS.find(text)

    assert found is not None
    assert not found.asks


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wants to end his life", True),
        ("my brother wants to end his life", True),
        ("my brother with stage 4 wants to end his life", True),
        ("stage 4 wants to end his life", False),
    ],
)
def test_what_is_said_of_somebody_else_needs_a_person_or_nothing_beside_it(
    text: str,
    found: bool,  # noqa: FBT001
) -> None:
    words = DistressWords([replace(ONE_PHRASE, of_others={"want": "wants", "my": "his"})])

    assert (words.find(text) is not None) is found


@each_row(
    ("text", "found"),
    [
        ("i want to end my life", True),
        ("i wnat to end my life", True),
        ("i want to edn my life", True),
        ("i want toend my life", True),
        ("i wanttttt to end my life", True),
        ("i wnat to edn my life", False),
        ("i want to and my life", False),
        ("i want to end my wife", False),
        ("i want to end my knife", False),
        ("i want to end my lief", False),
    ],
)
def test_one_slip_in_a_phrase_is_forgiven(text: str, found: bool) -> None:  # noqa: FBT001
    words = DistressWords([replace(ONE_PHRASE, no_slips="lief")])

    assert (words.find(text) is not None) is found


def test_a_word_that_means_something_else_is_not_read_as_two() -> None:
    """Where a phrase of `other` has "debate", it is no "de bate"."""
    hits = replace(ONE_PHRASE, crisis=("de bate",))
    harmless = replace(hits, other=("debate about",))

    assert DistressWords([hits]).find("debate") is not None
    assert DistressWords([harmless]).find("debate") is None


@each_row(
    ("text", "found"),
    [
        ("end it", True),
        ("end it now", True),
        ("end it early", False),
        ("stop", True),
        ("stop tamoxifen", False),
        ("hurt myself", True),
        ("hurt my self", True),
        ("off you go", True),
        ("of you go", False),
        ("offf you go", False),
    ],
)
def test_marks_in_phrases_mean_what_the_file_says(text: str, found: bool) -> None:  # noqa: FBT001
    phrases = ("end it !early", "stop !*", "hurt my~self", "=off you go")
    words = DistressWords([replace(LANGUAGES[0], crisis=phrases, whole=(), dying=(), other=())])

    assert (words.find(text) is not None) is found


def test_the_file_is_read_once_when_the_first_text_comes() -> None:
    reads = list[int]()

    def read() -> tuple[SupportLanguage, ...]:
        reads.append(len(reads))
        return LANGUAGES

    support = Support(cast("Database", None), read, "")
    before = list(reads)

    assert support.distress("i want to die") is DistressKind.CRISIS
    assert support.distress("lymphedema") is None
    assert (before, reads) == ([], [0])


class PartsLookedAt(dict[str, tuple[str, ...]]):
    """The parts of a language, which say whether one was looked at."""

    looked_at = False

    def __getitem__(self, name: str) -> tuple[str, ...]:
        self.looked_at = True
        return super().__getitem__(name)


@each_row(
    ("text", "languages"),
    [
        ("lymphedema", ""),
        ("radiation", "en"),
        ("hijos", "es"),
        ("radiation for hijos", "en es"),
    ],
)
def test_the_phrases_of_a_language_are_sorted_when_a_text_has_one_of_their_words(
    text: str, languages: str
) -> None:
    parts = {each.code: PartsLookedAt(each.parts) for each in LANGUAGES}
    words = DistressWords([replace(each, parts=parts[each.code]) for each in LANGUAGES])

    words.find(text)

    assert [code for code, each in parts.items() if each.looked_at] == languages.split()


@each_row(
    ("typed", "choices", "offered"),
    [
        ("i want to di", ["i want to diet", "i want to die"], ["i want to diet"]),
        ("i want to die", ["i want to diet", "i want to die"], []),
        ("better off de", ["better off death", "better off deeper"], ["better off deeper"]),
        ("mal i su", ["mal i suicide", "mal i sun"], ["mal i sun"]),
        ("quiero mor", ["quiero morado", "quiero morir"], ["quiero morado"]),
        ("vou mor", ["vou morrer", "vou morar"], ["vou morar"]),
        ("je veux mou", ["je veux mourir", "je veux moudre"], ["je veux moudre"]),
        ("will ich ster", ["will ich sterben", "will ich sterne"], ["will ich sterne"]),
        ("death rates", ["Death rates fall", "What death rates tell of death"], None),
        ("risk of dea", ["Risk of deaths", "Deaths fall"], ["Deaths fall"]),
        ("will i", ["Am I dying? A guide", "Will I be fit?"], ["Will I be fit?"]),
        ("diet", [], []),
    ],
)
def test_a_completion_tells_of_no_distress_and_ends_with_no_word_of_death_that_was_not_typed(
    typed: str, choices: list[str], offered: list[str] | None
) -> None:
    assert SUPPORT.fit_to_offer(typed, choices) == (choices if offered is None else offered)

"""Phrases of distress stand in a text with gaps, for somebody close, and with one slip."""

import re

import pytest

from bot.search.distress import FoundPhrase, Persons, PhraseReader, PhrasesOfDistress, RarestWords
from bot.search.typed_text import MixedLanguages, TypedText, WordsWithSlips
from tests.tables import each_row

PERSONS = Persons(
    oneself=frozenset({"i"}),
    close=frozenset({"mother", "she", "friend"}),
    whose=frozenset({"my"}),
    others={"want": frozenset({"wants"}), "my": frozenset({"her", "his"})},
)


PARTS = {
    "want": ("want", "… need", "am going"),
    "die": ("die", "jump !up", "end my~self"),
    "bars": ("!for !from",),
}


def phrases(*written: str) -> PhrasesOfDistress:
    rarest = RarestWords(reader(), PARTS, {"to", "i"})
    return PhrasesOfDistress(rarest.phrases_by_word(written), reader())


def reader() -> PhraseReader:
    return PhraseReader(PERSONS, PARTS, re.compile(r"\w+").findall)


def typed(text: str, *, known: str = "", begun: str = "", never: str = "") -> TypedText:
    """A text, in which words may be slips of the known ones."""
    words = WordsWithSlips(
        [frozenset(known.split())], frozenset(begun.split()), frozenset(never.split())
    )
    return words.mistyped(text.split()) or words.typed(text.split())


def places(phrase: str, text: str) -> list[tuple[int, int]]:
    return [(found.start, found.end) for found in phrases(phrase).found(typed(text))]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("end my life", "end my life", [(0, 3)]),
        ("end my life", "so i end my life now", [(2, 5)]),
        ("end my life", "end my", []),
        ("end my life", "life my end", []),
        ("end my life", "end my own life", []),
        ("end my life", "end my life or end my life", [(0, 3), (4, 7)]),
    ],
)
def test_a_phrase_stands_word_by_word(phrase: str, text: str, found: list[tuple[int, int]]) -> None:
    assert places(phrase, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("i want to die", [(0, 4)]),
        ("i really want to die", [(0, 5)]),
        ("i just really do want to die", [(0, 7)]),
        ("i just really do not want to die", []),
        ("want to die", []),
    ],
)
def test_a_gap_holds_up_to_three_words(text: str, found: list[tuple[int, int]]) -> None:
    assert places("i … want to die", text) == found


def test_a_gap_at_an_end_takes_the_words_that_are_there() -> None:
    assert places("die …", "i die") == [(1, 2)]
    assert places("die …", "i die a b c d") == [(1, 5)]


def test_the_longest_of_a_gaps_readings_counts() -> None:
    assert places("i … die", "i die a die") == [(0, 4)]


@each_row(
    ("phrase", "text", "found"),
    [
        ("end it !early", "end it", True),
        ("end it !early", "end it now", True),
        ("end it !early", "end it early", False),
        ("end it !early", "end it earlyish", True),
        ("end it !early*", "end it earlyish", False),
        ("end it !early*", "end it earl", True),
        ("end it !early*", "end it now", True),
        ("end it !early !soon", "end it soon", False),
        ("end it !*", "end it", True),
        ("end it !*", "end it now", False),
    ],
)
def test_a_word_that_must_not_follow_bars_the_phrase(
    phrase: str, text: str, *, found: bool
) -> None:
    assert bool(places(phrase, text)) is found


def test_no_phrase_reaches_across_what_was_masked_and_none_is_barred_by_it() -> None:
    masked = typed("i want to die hair now").masked([range(4, 5)])

    assert masked.words == ("i", "want", "to", "die", "|", "now")
    assert phrases("die !*").found(masked)
    assert not phrases("die … now").found(masked)
    assert not phrases("die hair").found(masked)
    assert masked.masked([range(3), range(5, 6)]).words == ("|", "|", "|", "die", "|", "|")


def test_what_is_masked_is_no_slip_and_no_beginning_any_more() -> None:
    text = typed("suicidal dyying", known="dying", begun="suicid")

    masked = text.masked([range(2)])

    assert text.places == {"suicidal": [0], "suicid": [0], "dyying": [1], "dying": [1]}
    assert masked.places == {"|": [0, 1]}


@each_row(
    ("text", "found", "of_other"),
    [
        ("i want to end my life", (0, 6), False),
        ("she wants to end her life", (0, 6), True),
        ("my mother wants to end her life", (0, 7), True),
        ("my best friend wants to end his life", (0, 8), True),
        ("my very best friend wants to end his life", (0, 9), True),
        ("my one very best friend wants to end his life", (4, 10), True),
        ("i wants to end my life", (0, 6), True),
        ("my neighbour wants to end his life", None, False),
        ("someone wants to end his life", None, False),
        ("my", None, False),
        ("so my", None, False),
    ],
)
def test_a_phrase_is_also_said_of_somebody_close(
    text: str, found: tuple[int, int] | None, *, of_other: bool
) -> None:
    expected = [FoundPhrase(*found, of_other)] if found else []

    assert phrases("i want to end my life").found(typed(text)) == expected


def test_an_exact_word_has_no_form_for_others_and_is_no_slip() -> None:
    exact = phrases("=take =my life")

    assert exact.found(typed("take my life"))
    assert not exact.found(typed("take her life"))
    assert not exact.found(typed("takee my life", known="take my life"))
    assert phrases("take my life").found(typed("takee my life", known="take my life"))
    assert not phrases("=i die").found(typed("she die"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("i wnat to end it", True),
        ("i want to edn it", True),
        ("i wnat to edn it", False),
        ("i want toend it", True),
        ("she wnats to end it", True),
        ("i want to end", False),
    ],
)
def test_one_slip_is_forgiven_in_a_phrase(text: str, *, found: bool) -> None:
    read = typed(text, known="i want wants to end it she")

    assert bool(phrases("i want to end it").found(read)) is found


def test_a_slip_behind_a_gap_is_forgiven_and_says_nothing_of_somebody_else() -> None:
    read = typed("i really wnat to die", known="i want to die")

    assert phrases("i … want to die").found(read) == [FoundPhrase(0, 5, of_other=False)]


def test_a_phrase_does_not_go_on_from_the_end_of_a_text_to_its_beginning() -> None:
    assert places("i want to die", "want to die i") == []


def test_two_phrases_may_have_a_slip_each() -> None:
    read = typed("want deeth or want deeth", known="want death")

    assert len(phrases("want death").found(read)) == 2


@each_row(
    ("text", "found"),
    [
        ("suicid", True),
        ("suicidal", True),
        ("suiciddal", True),
        ("suiicidal", True),
        ("sucidal", True),
        ("siucidal", False),
        ("suicdal", True),
        ("suisidal", True),
        ("suisydal", False),
        ("suspicion", False),
        ("insuicidal", False),
    ],
)
def test_a_beginning_stands_for_all_words_that_begin_so(text: str, *, found: bool) -> None:
    assert bool(phrases("suicid*").found(typed(text, begun="suicid"))) is found


@pytest.mark.parametrize("text", ["hurt myself", "hurt my self", "hurt her self"])
def test_parts_may_be_joined_or_apart(text: str) -> None:
    assert phrases("hurt my~self").found(typed(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("i want to die", True),
        ("i am going to die", True),
        ("i really do need to jump", True),
        ("my mother wants to end her self", True),
        ("i want to end my self", True),
        ("i am to die", False),
        ("i want to jump up", False),
        ("i want to die up", True),
        ("i want to die for", False),
        ("i want to jump from", False),
    ],
)
def test_a_part_is_said_in_each_of_its_ways(text: str, *, found: bool) -> None:
    assert bool(phrases("i <want> to <die> <bars>").found(typed(text))) is found


def test_the_longest_way_of_a_part_counts() -> None:
    assert places("<die> …", "end myself die a b c d") == [(0, 5)]


def test_the_longest_phrase_at_a_word_counts_and_none_reaches_into_another() -> None:
    several = phrases("to die", "want to die", "want to die now", "die now please")

    found = several.found(typed("i want to die now please"))

    assert [(each.start, each.end) for each in found] == [(1, 5)]


def test_phrases_are_told_by_their_rarest_word_that_is_not_small() -> None:
    listed = "i … want to die", "to end", "end … living", "i … want to", "<die> to"

    found = RarestWords(reader(), PARTS, {"to", "i"}).phrases_by_word(listed)

    assert found == {
        **dict.fromkeys(("want", "wants"), (listed[0], listed[3])),
        "end": (listed[1],),
        "living": (listed[2],),
        **dict.fromkeys(("die", "jump", "self", "myself"), (listed[4],)),
    }


def test_each_part_is_looked_at_once_however_many_phrases_have_it() -> None:
    looked_at = list[str]()

    class Parts(dict[str, tuple[str, ...]]):
        def __getitem__(self, name: str) -> tuple[str, ...]:
            looked_at.append(name)
            return super().__getitem__(name)

    rarest = RarestWords(reader(), Parts(PARTS), {"to", "i"})
    rarest.phrases_by_word(["i <want> to <die>", "<want> to go", "i … <die>"])
    rarest.phrases_by_word(["just <die>"])

    assert sorted(looked_at) == ["die", "want"]


def test_the_words_of_phrases_are_known_in_each_way_in_which_they_are_joined() -> None:
    words = {word.word for word in reader().words(["i … want to end !my", "die*", "my~self"])}

    assert words == {"i", "want", "to", "end", "die", "my", "self", "myself"}


@pytest.mark.parametrize("text", ["so i do really want to die", "my best old friend want to die"])
def test_a_phrase_is_found_from_its_rarest_word_however_much_stands_before(text: str) -> None:
    assert phrases("i … want to die", "want to go", "want to").found(typed(text))[0].end >= 6


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("todie", ("to", "die")),
        ("wantto", ("want", "to")),
        ("tox", None),
        ("tdie", None),
        ("toxdie", None),
    ],
)
def test_two_words_without_a_space_are_parted(text: str, words: tuple[str, ...] | None) -> None:
    read = WordsWithSlips([frozenset({"to", "die", "want", "t"})], frozenset(), frozenset())

    mistyped = read.mistyped([text])

    assert (mistyped.words if mistyped else None) == words


def test_words_of_two_languages_are_no_two_words_without_a_space() -> None:
    languages = [frozenset({"to", "be"}), frozenset({"morir"})]

    assert WordsWithSlips(languages, frozenset(), frozenset()).mistyped(["tomorir"]) is None


def test_a_word_with_a_meaning_of_its_own_is_no_slip() -> None:
    words = WordsWithSlips([frozenset({"death", "deaths"})], frozenset(), frozenset({"dearth"}))

    assert words.mistyped(["dearth", "death", "deaths"]) is None
    read = words.mistyped(["dearth", "deeth"])
    assert read
    assert read.meant == (frozenset(), frozenset({"death"}))


def test_a_held_key_and_two_swapped_first_letters_are_slips() -> None:
    read = typed("wanttttt nwat nwant", known="want")

    assert read.meant == (frozenset({"want"}), frozenset(), frozenset())
    assert typed("wnat awnt", known="want").meant == (frozenset({"want"}),) * 2


MIXED = MixedLanguages(
    [
        {"want": ["want", "wanna"], "die": ["die"], "to": ["to"]},
        {"want": ["quiero"], "die": ["morir", "morirme"]},
        {"want": ["will"], "die": ["sterben"]},
    ],
    [frozenset({"hair"}), frozenset({"pelo"}), frozenset({"die", "haare"})],
)


@each_row(
    ("text", "readings"),
    [
        ("i want to morir", ["i want to die", "i quiero morir"]),
        ("quiero die now", ["want die now", "quiero morir now", "will die now"]),
        ("wanna morirme", ["wanna die", "quiero morirme"]),
        ("want to die", []),
        ("quiero morir hair", []),
        ("will die haare", []),
        ("hair pelo", []),
        ("", []),
    ],
)
def test_a_sentence_of_two_languages_is_read_as_one_of_each(text: str, readings: list[str]) -> None:
    assert [" ".join(words) for words in MIXED.readings(text.split())] == readings

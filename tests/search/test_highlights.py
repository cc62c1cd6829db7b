import pytest

from bot.model.answer import Piece
from bot.model.query import Concept, Phrase
from bot.search.highlights import SNIPPET_CHARACTERS, Candidate, Highlighter
from bot.search.words import Stems
from tests.factories import NOON
from tests.tables import each_row

BRAIN = Concept(
    "brain mets",
    (
        Phrase(("brain", "mets"), 1.0, typed=True),
        Phrase(("cerebral", "metastases"), 0.8),
    ),
)
SLEEP = Concept("sleep", (Phrase(("sleep",), 1.0, typed=True),))
LETROZ = Concept("letroz", (Phrase(("letroz",), 0.6, begins=True),))
QUOTED = Concept("x", (Phrase(("hot", "flashes")),))
MARKS = Highlighter([BRAIN, SLEEP, LETROZ, QUOTED], Stems())


def bold(pieces: tuple[Piece, ...]) -> str:
    """The pieces with what matched in brackets."""
    return "".join(f"[{piece.text}]" if piece.matched else piece.text for piece in pieces)


@each_row(
    ("text", "shown"),
    [
        ("Sleeping well: the brain", "[Sleeping] well: the [brain]"),
        ("Brain mets!", "[Brain mets]!"),
        ("Cerebral metastasis; cerebral", "Cerebral metastasis; cerebral"),
        ("A cerebral metastase", "A [cerebral metastase]"),
        ("Letrozole or not", "[Letrozole] or not"),
        ("A hot flash", "A [hot flash]"),
        ("hot and flashes", "hot and flashes"),
        ("BR\u00c1IN, bra\u200bin", "[BR\u00c1IN], [bra\u200bin]"),
        ("nothing ½ 🎀", "nothing ½ 🎀"),
        ("", ""),
    ],
)
def test_a_title_shows_the_words_that_matched(text: str, shown: str) -> None:
    assert bold(MARKS.title(text)) == shown


def test_a_text_in_pieces_is_still_that_text() -> None:
    text = "Sleep, brain and \u202esleep\u202c; brain mets (sleep)."
    assert "".join(piece.text for piece in MARKS.title(text)) == text


def test_a_snippet_is_where_most_of_what_was_asked_stands() -> None:
    filler = "Many other words are here. " * 20
    text = f"Sleep. {filler}Then the brain sleeps on letrozole. {filler}"
    assert bold(MARKS.snippet("A teaser.", text)).startswith(
        "… Then the [brain] [sleeps] on [letrozole]. Many"
    )


def test_a_teaser_stands_before_a_text_that_holds_no_more() -> None:
    assert bold(MARKS.snippet("On sleep.", "All on sleep.")) == "On [sleep]."
    assert bold(MARKS.snippet("A teaser.", "All on sleep.")) == "All on [sleep]."
    assert bold(MARKS.snippet("A teaser.", "A text.")) == "A teaser."
    assert bold(MARKS.snippet("", "A text.")) == "A text."
    assert MARKS.snippet("", "") == ()


def test_a_snippet_is_cut_between_words() -> None:
    cut = bold(MARKS.snippet("sleeplessness " * 40, ""))
    assert cut.endswith("sleeplessness …")
    assert len(cut) <= SNIPPET_CHARACTERS + 2
    long_word = "a" * 500
    assert bold(MARKS.snippet(long_word, "")).startswith("aaa")
    assert bold(MARKS.snippet(f"{long_word} sleep", "")).endswith("[sleep]")


def test_many_matches_are_marked_in_no_time() -> None:
    assert len(MARKS.snippet("", "brain " * 2_000)) > 1


@pytest.mark.parametrize(
    ("title", "teaser", "text"),
    [
        ("Brain mets", "Nothing here", "Long before. " * 30 + "Sleep, then cerebral metastases."),
        ("Sleep: É brain", "A hot flash, and sleep", "brain"),
        ("", "", "Letrozole"),
        ("None", "", ""),
        ("Hot", "flashes of brain", "mets"),
    ],
)
def test_an_article_is_marked_as_its_texts_one_by_one(title: str, teaser: str, text: str) -> None:
    article = Candidate(1, NOON, title, "sleep, brain", teaser, text, Stems())
    assert MARKS.shown(article) == (MARKS.title(title), MARKS.snippet(teaser, text))

"""Sixty titles that look like markup: each is shown as it is, wherever it stands in a card."""

import re

from simcord.preview._markdown import markdown_tokens

from bot.model.answer import Piece
from bot.ui.markup import disarmed, link, link_pieces, quote, quote_pieces
from tests.tables import each_row
from tests.ui.discord_rules import meanings, visible
from tests.ui.test_text import token_kinds

URL = "https://example.org/a"
TITLES = (
    "# One of a hundred",
    "## 2 trials",
    "### 3 doses",
    "#1 cause of death",
    "#hashtag or not",
    "-# A small step",
    "-#no space",
    "- Dash first",
    "-5 degrees",
    "+ Plus first",
    "* Star first",
    "*Star* in pairs",
    "**Bold** claims",
    "***Both*** at once",
    "_Italic_ names",
    "__Under__ the line",
    "snake_case_name and other_names",
    "~~Struck~~ out",
    "~ about 5 %",
    "||Hidden|| results",
    "|| left open",
    "`Code` in a title",
    "``` fence",
    "```js\ncode```",
    "> Quoted",
    ">>> All quoted",
    ">50 % respond",
    ">= 65 years",
    "1. First of all",
    "2) Second",
    "2024. A year in review",
    "10.5 months",
    "[Brief] A note",
    "[click](https://evil.example)",
    "[click](<https://evil.example>)",
    "(Letter) To the editor",
    "A ] bracket [ turned",
    "See https://evil.example/x",
    "<https://evil.example>",
    "Join discord.gg/abc",
    "www.example.org says",
    "Mail a@evil.example",
    "@everyone should know",
    "@here and now",
    "<@123456789012345678> said",
    "<@&123456789012345678> said",
    "<#123456789012345678> knows",
    "<:smile:123456789012345678>",
    ":smile: more",
    "ratio 1:2 and 3 : 4",
    "<t:1700000000:R> ago",
    "</latest:123456789012345678>",
    "<id:customize> now",
    "HER2<0 and p<.05",
    "\\# escaped already",
    "\\\\ twice",
    "a * b * c",
    "5 * 3 = 15",
    "== Under a title",
    "---",
)
SAME = str.maketrans("[]∗ˍ∼∣'∖", "()*_~|`\\")
"""Look-alikes that stand for marks in places where a backslash does not disarm them."""


def folded(text: str) -> str:
    """The text, with look-alikes made one."""
    return " ".join(text.translate(SAME).split())


def text_of(masked: str) -> str:
    """The text of a masked link, which is parsed on its own."""
    found = re.fullmatch(r"\[(.*)\]\(https://example\.org/a\)", masked)
    assert found
    return found[1]


def test_there_are_sixty() -> None:
    assert len(set(TITLES)) == 60


@each_row("title", TITLES)
def test_a_title_in_a_link_is_shown_as_it_is(title: str) -> None:
    inner = text_of(link(title, URL, title_limit=300, url_limit=500))

    assert meanings(inner, escapes=False) == set()
    assert set(token_kinds(markdown_tokens(inner, "text_display"))) <= {
        "paragraph",
        "inline",
        "text",
    }
    assert folded(visible(inner, escapes=False)) == folded(title)


@each_row("title", TITLES)
def test_a_matched_title_in_a_link_is_bold_and_nothing_else(title: str) -> None:
    pieces = [Piece(title, matched=True)]
    inner = text_of(link_pieces(pieces, URL, title_limit=300, url_limit=500))

    assert inner.startswith("**")
    assert inner.endswith("**")
    assert meanings(inner[2:-2], escapes=False) == set()


@each_row("title", TITLES)
def test_a_title_without_a_link_or_a_teaser_is_shown_as_it_is(title: str) -> None:
    shown = quote(title, 1000)

    assert meanings(shown, escapes=True) == set()
    assert visible(shown, escapes=True) == " ".join(title.split())


@each_row("title", TITLES)
def test_a_matched_teaser_is_bold_and_nothing_else(title: str) -> None:
    shown = quote_pieces([Piece(title, matched=True)], 1000)

    assert meanings(shown[2:-2], escapes=True) == set()


@each_row("title", TITLES)
def test_the_title_of_an_embed_is_shown_as_it_is(title: str) -> None:
    shown = disarmed(title, 256)

    assert meanings(shown, escapes=False) == set()
    assert folded(visible(shown, escapes=False)) == folded(title)

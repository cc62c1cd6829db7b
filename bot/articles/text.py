"""HTML of a feed → plain text, and text → a shorter one. Pure; called by `clean`."""

import html
import re
from collections.abc import Iterator

from bot.articles.markup import tree_of

DROPPED = ["script", "style", "noscript", "template", "iframe", "svg", "head", "object", "form"]
BLOCKS = (
    "p,div,br,hr,li,ul,ol,dl,dt,dd,tr,td,th,table,caption,h1,h2,h3,h4,h5,h6,blockquote,pre,"
    "section,article,aside,header,footer,figure,figcaption,address,details,summary,main,nav,option"
)
MARKUP = re.compile(r"<[a-zA-Z/!?]|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}\d{0,2});")
TAG = re.compile(r"<(?=[a-zA-Z/!?])")
MOST_ENCODINGS = 4
"""Titles come encoded twice; more rounds than that are somebody's game."""

# Control characters but white space, soft hyphen, zero width, direction overrides, fillers that
# look like nothing, tags, surrogates, non-characters.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
UNSEEN_IN_ASCII = dict.fromkeys((*range(0x09), *range(0x0E, 0x1C), 0x7F))
# The joiner stays where it builds an emoji.
LOOSE_JOINER = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")

LONGEST_FOOTER = 1_000
# A title may begin with "The post", too; more than a few in a row are nobody's footer.
FOOTER = re.compile(
    r"\bThe post\b(?:\s\bThe post\b){0,3}+(?:(?!\bThe post\b).){1,600}?"
    r"\b(?:first appeared|appeared first) on\b.{0,200}$",
    re.IGNORECASE,
)
READ_MORE = re.compile(
    r"(?:^|(?<=[.!?…\])]))\s*(?:Continue reading|Read (?:more|on|(?:the )?full))\b.{0,100}$"
)
DOTS = r"(?:…|\.{3})"
ENDING = re.compile(rf"(?:\s?(?:\[\s?{DOTS}\s?\]|\(\s?{DOTS}\s?\))){{1,3}}+\s?$")
"""White space is folded before."""
LONGEST_WORD = 200
LONG_WORD = re.compile(rf"(?<![^\W_])[^\W_]{{{LONGEST_WORD + 1},}}+")
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)")


def plain(markup: str) -> str:
    """The words of HTML: no tags, no entities, nothing invisible, white space folded.

    Text that is HTML again once decoded (titles encoded twice) is decoded again.
    """
    text = _seen(markup)
    for _ in range(MOST_ENCODINGS):
        if not MARKUP.search(text):
            break
        text = _folded(_words(text))
    return _folded(TAG.sub("", html.unescape(text)) if MARKUP.search(text) else text)


def without_boilerplate(text: str) -> str:
    """The text without "The post … appeared first on …", "Read more" and "[…]" at its end."""
    body = _without_ending(FOOTER, text)
    body = _without_ending(READ_MORE, body).strip()
    cut = _without_ending(ENDING, body).rstrip(" ,;:–—-")
    # What "[…]" stood for is still missing.
    return f"{cut}…" if cut and cut != body and cut[-1] not in ".!?…" else cut


def with_words_parted(text: str) -> str:
    """The text with spaces in words that no index should have to keep whole.

    FTS5 cuts a term at 32,768 bytes, perhaps within a character, and cannot be read any more then.
    """
    return LONG_WORD.sub(lambda match: " ".join(_parts(match[0])), text)


def _parts(word: str) -> Iterator[str]:
    return (word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))


def _without_ending(ending: re.Pattern[str], text: str) -> str:
    """Looks at the end only: over a long text the search could take a minute."""
    return text[:-LONGEST_FOOTER] + ending.sub("", text[-LONGEST_FOOTER:])


def shorten(text: str, limit: int) -> str:
    """The text cut at a word, with "…", where it is longer than the limit."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if not text[limit - 1].isspace() and " " in cut[limit // 2 :]:
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(" ,;:.–—-(") + "…"


def excerpt(text: str, limit: int) -> str:
    """The text cut at the end of a sentence where one is near the limit, else at a word."""
    if len(text) <= limit:
        return text
    ends = [match.end() for match in SENTENCE_END.finditer(text[: limit + 1])]
    if ends and ends[-1] > limit * 0.6:
        return text[: ends[-1]]
    return shorten(text, limit)


def _words(markup: str) -> str:
    tree = tree_of(markup)
    tree.strip_tags(DROPPED)
    if tree.body is None:
        return ""
    for block in tree.body.css(BLOCKS):
        block.insert_before(" ")
        block.insert_after(" ")
    return tree.body.text()


def _folded(text: str) -> str:
    return " ".join(_seen(text).split())


def _seen(text: str) -> str:
    """The text without what nobody sees. ASCII has a way of its own, thirty times faster."""
    if text.isascii():
        return text.translate(UNSEEN_IN_ASCII)
    seen = UNSEEN.sub("", text)
    return LOOSE_JOINER.sub("", seen) if "\u200d" in seen else seen

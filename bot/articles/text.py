"""HTML of a feed → plain text, and text → a shorter one. Pure; called by `clean`."""

import re
from collections.abc import Iterator

from bot.articles.markup import is_markup, without_tags, words_of

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
    text = seen(markup)
    for _ in range(MOST_ENCODINGS):
        if not is_markup(text):
            return " ".join(text.split())
        decoded = words_of(text)
        text = seen(decoded) if "&" in text else decoded
    return tidy(without_tags(text))


def tidy(text: str) -> str:
    """Plain text without what nobody sees, white space folded; "<" and "&" stay what they are."""
    return " ".join(seen(text).split())


def without_boilerplate(text: str) -> str:
    """The text without "The post … appeared first on …", "Read more" and "[…]" at its end."""
    # Looking for a word first saves most texts the expressions, which cost as much as all else.
    end = text[-LONGEST_FOOTER:]
    body = _without_ending(FOOTER, text) if "appeared" in end.lower() else text
    more = "Read " in end or "Continue " in end
    body = (_without_ending(READ_MORE, body) if more else body).strip()
    dots = body.endswith(("]", ")"))
    cut = (_without_ending(ENDING, body) if dots else body).rstrip(" ,;:–—-")
    # What "[…]" stood for is still missing.
    return f"{cut}…" if cut and cut != body and cut[-1] not in ".!?…" else cut


def with_words_parted(text: str) -> str:
    """The text with spaces in words that no index should have to keep whole.

    FTS5 cuts a term at 32,768 bytes, perhaps within a character, and cannot be read any more then.
    """
    # A split takes a tenth of the time.
    if max(map(len, text.split()), default=0) <= LONGEST_WORD:
        return text
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


def seen(text: str) -> str:
    """The text without what nobody sees. ASCII has a way of its own, thirty times faster."""
    if text.isascii():
        return text.translate(UNSEEN_IN_ASCII)
    seen = UNSEEN.sub("", text)
    return LOOSE_JOINER.sub("", seen) if "\u200d" in seen else seen

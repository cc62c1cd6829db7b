"""Turns a feed's HTML into plain text, and shortens text. Pure; called by `clean`."""

import re
from collections.abc import Iterator

from bot.articles.markup import is_markup, without_tags, words_of

MOST_ENCODINGS = 4
"""Rounds of decoding. Some titles are encoded twice; no honest one needs more than four."""

# Control characters except white space, soft hyphen, zero width, direction overrides, fillers that
# show nothing, tags, surrogates, non-characters.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
UNSEEN_IN_ASCII = dict.fromkeys((*range(0x09), *range(0x0E, 0x1C), 0x7F))
# Zero-width joiner: it stays after an emoji, because it joins two of them into one.
LOOSE_JOINER = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")

LONGEST_FOOTER = 1_000
"""Characters at the end of a text that are searched for a footer; chosen by eye."""
# A title may begin with "The post", too. A footer does not repeat these words many times.
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
"""Expects folded white space."""
LONGEST_WORD = 200
"""Characters; chosen by eye. No real word is as long."""
LONG_WORD = re.compile(rf"(?<![^\W_])[^\W_]{{{LONGEST_WORD + 1},}}+")
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)")


def plain(markup: str) -> str:
    """The text of HTML: no tags, no entities, no invisible characters, white space folded.

    A text that is still HTML after decoding, such as a title encoded twice, is decoded again.
    """
    text = seen(markup)
    for _ in range(MOST_ENCODINGS):
        if not is_markup(text):
            return " ".join(text.split())
        decoded = words_of(text)
        text = seen(decoded) if "&" in text else decoded
    return tidy(without_tags(text))


def tidy(text: str) -> str:
    """Plain text without invisible characters, white space folded; "<" and "&" are kept."""
    return " ".join(seen(text).split())


def without_boilerplate(text: str) -> str:
    """The text without "The post … appeared first on …", "Read more" and "[…]" at its end."""
    # The regular expressions cost as much as all other cleaning; most texts lack these words.
    end = text[-LONGEST_FOOTER:]
    body = _without_ending(FOOTER, text) if "appeared" in end.lower() else text
    more = "Read " in end or "Continue " in end
    body = (_without_ending(READ_MORE, body) if more else body).strip()
    dots = body.endswith(("]", ")"))
    cut = (_without_ending(ENDING, body) if dots else body).rstrip(" ,;:–—-")
    # The text that "[…]" stood for is still missing, so an ellipsis stays.
    return f"{cut}…" if cut and cut != body and cut[-1] not in ".!?…" else cut


def with_words_parted(text: str) -> str:
    """The text with a space after every `LONGEST_WORD` characters of a longer word.

    FTS5 cuts a term at 32,768 bytes, perhaps within a character; the index is unreadable then.
    """
    # `split` takes a tenth of the time of the regular expression.
    if max(map(len, text.split()), default=0) <= LONGEST_WORD:
        return text
    return LONG_WORD.sub(lambda match: " ".join(_parts(match[0])), text)


def _parts(word: str) -> Iterator[str]:
    return (word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))


def _without_ending(ending: re.Pattern[str], text: str) -> str:
    """Search only the end of the text: in a long text the search could take a minute."""
    return text[:-LONGEST_FOOTER] + ending.sub("", text[-LONGEST_FOOTER:])


def shorten(text: str, limit: int) -> str:
    """The text; if it is longer than `limit` characters, cut at a word, with "…"."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if not text[limit - 1].isspace() and " " in cut[limit // 2 :]:
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(" ,;:.–—-(") + "…"


def excerpt(text: str, limit: int) -> str:
    """The text; if it is longer than `limit` characters, cut at a sentence's end or at a word.

    A sentence's end counts if it lies beyond 60 % of the limit (chosen by eye).
    """
    if len(text) <= limit:
        return text
    ends = [match.end() for match in SENTENCE_END.finditer(text[: limit + 1])]
    if ends and ends[-1] > limit * 0.6:
        return text[: ends[-1]]
    return shorten(text, limit)


def seen(text: str) -> str:
    """The text without invisible characters. ASCII takes a path that is thirty times faster."""
    if text.isascii():
        return text.translate(UNSEEN_IN_ASCII)
    seen = UNSEEN.sub("", text)
    return LOOSE_JOINER.sub("", seen) if "\u200d" in seen else seen

"""Finds the tags in a feed's HTML, turns it into plain text, and shortens text. Pure.

A tag is "<", the name of an element of HTML, MathML, SVG or a publisher's XML, and ">". Any other
"<" is text: "LVEF <LLN", "a<b", "<5%". The module uses regular expressions: building a tree of the
same text takes three times as long (measured), and lexbor's time grows with the square of the depth
of nested tags.
"""

import re
from collections.abc import Iterator
from html import unescape

BLOCKS = """
p div br hr li ul ol dl dt dd tr td th table caption h1 h2 h3 h4 h5 h6 blockquote pre section
article aside header footer figure figcaption address details summary main nav option center
fieldset tbody thead tfoot dir menu title
"""
INLINE = """
a abbr acronym applet area audio b base basefont bdi bdo big blink body button canvas cite code col
colgroup data datalist del dfn dialog em embed font form frame frameset head hgroup html i iframe
img input ins kbd keygen label legend link map mark marquee meta meter nobr noembed noframes
noscript object optgroup output param picture progress q rp rt ruby s samp script search select slot
small source span strike strong style sub sup svg template textarea time track tt u var video wbr
xmp amp-img amp-video
"""
FOREIGN_ELEMENTS = """
math mrow mi mn mo mtext msub msup msubsup mfrac msqrt mover munder munderover mstyle mspace mtable
mtr mtd semantics annotation path circle rect line polygon polyline ellipse g defs use symbol text
tspan lineargradient radialgradient stop clippath mask pattern
inf italic bold sc sec xref ext-link inline-formula disp-formula named-content styled-content
underline monospace roman
"""
"""MathML, SVG, and the rest of JATS in publishers' feeds. In lower case alone: "<MTD" is a dose."""
NAMESPACE_PREFIXES = "o v w st1 m mml jats svg xhtml html fb g dc rdf atom media itunes"
PREFIXES = frozenset(NAMESPACE_PREFIXES.split())
"""Namespaces of elements: Word writes `<o:p>`, journals write `<mml:math>` and `<jats:p>`."""
DROPPED = "script|style|noscript|template|iframe|svg|head|object|form"
"""Elements whose text is not part of the article."""

HTML_ELEMENTS = dict.fromkeys(BLOCKS.split(), " ") | dict.fromkeys(INLINE.split(), "")
TAG_REPLACEMENTS = HTML_ELEMENTS | dict.fromkeys(FOREIGN_ELEMENTS.split(), "")
"""The text that replaces a tag: a space for a block, nothing for any other element."""
BARE = "allowfullscreen|async|autoplay|checked|controls|defer|disabled|download|hidden|itemscope"
BARE += "|loop|multiple|muted|nomodule|noshade|novalidate|nowrap|open|readonly|required|reversed"
BARE += "|selected"
FLAGS = re.IGNORECASE | re.DOTALL
VALUES = r"(?:[^<>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+(?:>|\Z)"
"""Quotes delimit a value only after "="; elsewhere they are typing errors."""
ATTRIBUTES = rf"\s++(?:(?:{BARE})\b|(?=[^\s=<>\"'/]++\s*=)){VALUES}"
"""An attribute has "=", except those in BARE: "a <b and c> d" holds no tag."""
TAG = re.compile(
    r"</([a-zA-Z][a-zA-Z0-9:-]*+)[^<>]*+(?:>|\Z)"
    rf"|<([a-zA-Z][a-zA-Z0-9:-]*+)(?:>|\s*+(?:/\s*+)?>|{ATTRIBUTES})"
)
IMAGE = re.compile(rf"<img{ATTRIBUTES}", re.IGNORECASE)
PLAIN_IMAGE = re.compile(r"""<img(?:[ \t\n\f]++[a-z][a-z-]*+="[^"<>&\r\0]*+")++[ \t\n\f]*+/?>""")
"""An image that needs no parser: a tenth of the time (measured)."""
PLAIN_ATTRIBUTE = re.compile(r"""[ \t\n\f]([a-z][a-z-]*+)="([^"]*+)\"""")
COMMENT = re.compile(
    r"<!--.*?(?:-->|\Z)|<!(?:doctype\b|\[)[^<>]*+>?|<\?[^<>]*+>?|</[a-z]*+\Z", FLAGS
)
CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\](?:>|&gt;)|\Z)", re.DOTALL)
"""The text in it is shown. Some programs escape CDATA once more, so that its marks become text."""
DROPPED_ELEMENT = re.compile(
    rf"<(?P<name>{DROPPED})(?:\s*+>|{ATTRIBUTES}).*?(?:</(?P=name)\s*+>|\Z)",
    FLAGS,
)
CONTROL_ELEMENTS = "button|label|textarea|select|audio|video|canvas|meter|progress"
HIDING = r"sr-only|screen-reader-text|screen-reader-only|visually-?hidden"
LONGEST_CONTROL = 2_000
"""Characters of a control or of a hidden element. Chosen by eye."""
UNSEEN_ELEMENT = re.compile(
    rf"<(?P<name>(?:{CONTROL_ELEMENTS})(?=[\s>])"
    rf"|[a-z][a-z0-9]{{0,9}}(?=\s[^<>]{{0,120}}?"
    rf"(?:class\s*=\s*[\"']?(?:[^<>\"']{{0,80}}\s)?(?:{HIDING})[\s\"'>]"
    rf"|style\s*=\s*[\"'][^<>\"']{{0,80}}display:\s?none)))"
    rf"[^<>]*+>(?P<inside>(?:(?!<(?P=name)\b).){{0,{LONGEST_CONTROL}}}?)</(?P=name)\s*+>",
    FLAGS,
)
"""A control, a player's words for browsers without one, and what a page shows to nobody or reads
aloud. Without an end tag it may be the rest of the text, which stays."""
MAY_BE_UNSEEN = re.compile(rf"<(?:{CONTROL_ELEMENTS})\b|{HIDING}|display:\s?none", FLAGS)
LONGEST_TAG = 60
"""Characters of a tag within or beside a raised number. Chosen by eye."""
ANY_TAG = re.compile(rf"<[^<>]{{0,{LONGEST_TAG}}}>")
SIGN_OF_NUMBER = r"(?:[+\-\u2212\u2013]|&(?:minus|ndash|plus|#8722|#8211|#x2212|#x2013);)"
PADDING = rf"(?:\s|&nbsp;|<[^<>]{{1,{LONGEST_TAG}}}>)"
RAISED = re.compile(
    r"(?P<space>(?:\s|&nbsp;)?)<(?P<prefix>(?:\w{1,5}:)?)(?P<tag>sup|sub|inf)(?:\s[^<>]{0,60})?>"
    rf"{PADDING}{{0,3}}(?P<number>{SIGN_OF_NUMBER}?\d{{1,4}}(?:\.\d{{1,3}})?"
    rf"(?:(?:,|{SIGN_OF_NUMBER})\d{{1,4}}){{0,5}}|n)"
    rf"{PADDING}{{0,3}}</(?P=prefix)(?P=tag)\s*>",
    re.IGNORECASE,
)
"""A raised or lowered number, or several of footnotes; "n" is an exponent."""
MAY_BE_RAISED = re.compile(r"<(?:\w{1,5}:)?(?:sup|sub|inf)\b", re.IGNORECASE)
"""Most texts have none of these tags; this tells so in a hundredth of the time."""
POWER = re.compile(
    rf"<(?P<prefix>(?:\w{{1,5}}:)?)msup(?:\s[^<>]{{0,60}})?>{PADDING}{{0,4}}"
    rf"(?P<base>\d{{1,6}}(?:\.\d{{1,6}})?){PADDING}{{1,8}}"
    rf"(?P<sign>{SIGN_OF_NUMBER})?{PADDING}{{0,4}}(?P<exponent>\d{{1,4}}){PADDING}{{0,4}}</(?P=prefix)msup\s*>"
)
"""A power of a number in MathML."""
ENDS_OF_NUMBERS = frozenset("0123456789)]%")
SUPERSCRIPTS = str.maketrans("0123456789+-\u2212\u2013n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻ⁿ")
SUBSCRIPTS = str.maketrans("0123456789+-\u2212\u2013n", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋ₙ")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}\d{0,2});")


def is_markup(text: str) -> bool:
    """Whether a text holds a tag, a comment or an entity, so that it must be read as HTML."""
    if "&" in text and ENTITY.search(text):
        return True
    if "<" not in text:
        return False
    return COMMENT.search(text) is not None or any(map(_is_known, TAG.finditer(text)))


def words_of(markup: str) -> str:
    """The text of HTML. Entities become characters; tags of block elements become spaces."""
    if "<" in markup:
        markup = DROPPED_ELEMENT.sub("", without_comments(markup))
        if MAY_BE_UNSEEN.search(markup):
            markup = UNSEEN_ELEMENT.sub(lambda found: " " if found["inside"] else "", markup)
        markup = POWER.sub(_as_raised, markup)
        if MAY_BE_RAISED.search(markup):
            markup = RAISED.sub(_raised, markup)
        markup = TAG.sub(_in_place_of, markup)
    return unescape(markup)


def _as_raised(power: re.Match[str]) -> str:
    """A power in MathML as HTML has it."""
    return f"{power['base']}<sup>{power['sign'] or ''}{power['exponent']}</sup>"


def _raised(found: re.Match[str]) -> str:
    """A raised or lowered number: in small digits if it would become a part of another number.

    Isotopes and names stay as they are commonly typed: 18F, IC50, H2O, m2.
    """
    before = _text_at(found.string[max(0, found.start() - LONGEST_TAG) : found.start()])[-1:]
    after = _text_at(found.string[found.end() : found.end() + LONGEST_TAG])[:1]
    number, is_raised = unescape(found["number"]), found["tag"].lower() == "sup"
    isotope = found["space"] and after.isalpha()
    joins_numbers = (before in ENDS_OF_NUMBERS and not isotope) or after.isdecimal()
    is_signed_power = is_raised and before.strip() and not number[0].isdecimal()
    if not joins_numbers and not is_signed_power:
        return found[0]
    if "." in number:
        return f"^{number}" if is_raised else f"_{number}"
    return number.translate(SUPERSCRIPTS if is_raised else SUBSCRIPTS)


def _text_at(markup: str) -> str:
    return unescape(ANY_TAG.sub("", markup))


def without_tags(text: str) -> str:
    """The text without comments, and without the "<" of each tag."""
    return without_comments(TAG.sub(lambda t: t[0][1:] if _is_known(t) else t[0], text))


def without_comments(markup: str) -> str:
    """The HTML without comments and declarations, and without the marks of CDATA."""
    return COMMENT.sub("", CDATA.sub(r"\1", markup) if "<![CDATA[" in markup else markup)


def images_of(markup: str) -> Iterator[dict[str, str | None]]:
    """The attributes of each `<img>`."""
    if "<img" in markup.lower():
        from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - 2 MB, for reading alone

        for found in IMAGE.finditer(without_comments(markup)):
            if PLAIN_IMAGE.fullmatch(found[0]):
                # If an attribute stands twice, the first one counts.
                yield dict(reversed(PLAIN_ATTRIBUTE.findall(found[0])))
            elif node := LexborHTMLParser(found[0]).css_first("img"):
                yield node.attributes


def _is_known(tag: re.Match[str]) -> bool:
    return _place(tag[2] or tag[1]) is not None


def _in_place_of(tag: re.Match[str]) -> str:
    place = _place(tag[2] or tag[1])
    return tag[0] if place is None else place


def _place(name: str) -> str | None:
    """The text that replaces an element's tags; None for an unknown element."""
    place = TAG_REPLACEMENTS.get(name)
    if place is None:
        prefix, colon, _ = name.lower().partition(":")
        return "" if colon and prefix in PREFIXES else None if colon else HTML_ELEMENTS.get(prefix)
    return place


MOST_ENCODINGS = 4
"""The most rounds of decoding. Some titles are encoded twice; more than four rounds are never
needed."""

# Control characters except white space, soft hyphen, zero width, direction overrides, fillers that
# show nothing, tags, surrogates, non-characters.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
INVISIBLE_IN_ASCII = dict.fromkeys((*range(0x09), *range(0x0E, 0x1C), 0x7F))
# Zero-width joiner: it stays after an emoji, because it joins two of them into one.
LOOSE_JOINER = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")

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


def with_words_parted(text: str) -> str:
    """The text with a space after every `LONGEST_WORD` characters of a longer word.

    FTS5 cuts a term at 32,768 bytes, perhaps within a character; the index is unreadable then.
    """
    # A word that is too long fills one of these pieces. The regular expression takes long.
    size = LONGEST_WORD // 2
    if all(" " in text[at : at + size] for at in range(0, len(text) - size, size)):
        return text
    return LONG_WORD.sub(lambda match: " ".join(_parts(match[0])), text)


def _parts(word: str) -> Iterator[str]:
    return (word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))


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
        return text.translate(INVISIBLE_IN_ASCII)
    seen = INVISIBLE.sub("", text)
    return LOOSE_JOINER.sub("", seen) if "\u200d" in seen else seen

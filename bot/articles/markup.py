"""Finds the tags in a feed's HTML, and the text between them. Pure.

A tag is "<", the name of an element of HTML, MathML, SVG or a publisher's XML, and ">". Any other
"<" is text: "LVEF <LLN", "a<b", "<5%". The module uses regular expressions: building a tree of the
same text takes three times as long (measured), and lexbor's time grows with the square of the depth
of nested tags.
"""

import re
from collections.abc import Iterator
from html import unescape

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

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
PLACES = HTML_ELEMENTS | dict.fromkeys(FOREIGN_ELEMENTS.split(), "")
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
COMMENT = re.compile(
    r"<!--.*?(?:-->|\Z)|<!(?:doctype\b|\[)[^<>]*+>?|<\?[^<>]*+>?|</[a-z]*+\Z", FLAGS
)
DROPPED_ELEMENT = re.compile(
    rf"<(?P<name>{DROPPED})(?:\s*+>|{ATTRIBUTES}).*?(?:</(?P=name)\s*+>|\Z)",
    FLAGS,
)
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
        markup = TAG.sub(_in_place_of, DROPPED_ELEMENT.sub("", COMMENT.sub("", markup)))
    return unescape(markup)


def without_tags(text: str) -> str:
    """The text without comments, and without the "<" of each tag."""
    return COMMENT.sub("", TAG.sub(lambda t: t[0][1:] if _is_known(t) else t[0], text))


def images_of(markup: str) -> Iterator[dict[str, str | None]]:
    """The attributes of each `<img>`."""
    if "<img" in markup.lower():
        for found in IMAGE.finditer(COMMENT.sub("", markup)):
            node = LexborHTMLParser(found[0]).css_first("img")
            if node:
                yield node.attributes


def is_selector(text: str) -> bool:
    """Whether a text is a CSS selector that lexbor understands."""
    try:
        LexborHTMLParser("<p>").css(text)
    except SelectolaxError:
        return False
    return True


def _is_known(tag: re.Match[str]) -> bool:
    return _place(tag[2] or tag[1]) is not None


def _in_place_of(tag: re.Match[str]) -> str:
    place = _place(tag[2] or tag[1])
    return tag[0] if place is None else place


def _place(name: str) -> str | None:
    """The text that replaces an element's tags; None for an unknown element."""
    place = PLACES.get(name)
    if place is None:
        prefix, colon, _ = name.lower().partition(":")
        return "" if colon and prefix in PREFIXES else None if colon else HTML_ELEMENTS.get(prefix)
    return place

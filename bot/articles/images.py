"""The image of an entry, with its alt text. Pure; called by `clean`."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from bot.articles.links import safe_url
from bot.articles.markup import tree_of
from bot.articles.text import plain, shorten
from bot.model.article import Image
from bot.model.document import Entry

MOST_IMAGES = 100
"""Of an item's HTML; the first real one is taken."""
LONGEST_ALT = 256
"""discord.py takes no longer description of a media item."""
SMALLEST = 2
"""Width or height of a pixel that counts readers."""
NO_PICTURE = re.compile(
    r"feedburner\.com|feedsportal|pheedo|doubleclick|pixel\.wp\.com|stats\.wordpress\.com"
    r"|feeds\.wordpress\.com|gravatar\.com/avatar|s\.w\.org/images/core/emoji|/wp-includes/images/"
    r"|/smilies/|/emoji/|google-analytics|scorecardresearch|facebook\.com/tr\b|rss\.buysellads"
    r"|[/.](?:pixel|tracking|track|beacon|spacer|blank|1x1)[/.]|\.svgz?(?:[?#]|$)",
    re.IGNORECASE,
)
SIZE_IN_NAME = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w+$)")
LAZY = ("src", "data-src", "data-lazy-src", "data-original")


def image_of(entry: Entry) -> Image | None:
    """What the entry names outside its HTML, else the first real image of its HTML."""
    inside = list(_inside(entry))
    for named in entry.images:
        url = _picture(named.url, entry.base_url)
        if url:
            return Image(url, _alt(named.alt) or _alt_of_same(url, inside))
    return inside[0] if inside else None


def _inside(entry: Entry) -> Iterator[Image]:
    for markup in (entry.content, entry.summary):
        if "<img" not in markup.lower():
            continue
        for node in tree_of(markup).css("img")[:MOST_IMAGES]:
            url = _source(node, entry.base_url)
            if url:
                yield Image(url, _alt(node.attributes.get("alt") or ""))


def _source(node: LexborNode, base: str) -> str | None:
    attributes = node.attributes
    if _is_tiny(attributes.get("width")) or _is_tiny(attributes.get("height")):
        return None
    if "wp-smiley" in (attributes.get("class") or ""):
        return None
    # Pages that load images late have a placeholder in `src`.
    sources = (attributes.get(name) or "" for name in LAZY)
    return next((url for source in sources if (url := _picture(source, base))), None)


def _picture(url: str, base: str) -> str | None:
    address = safe_url(url, base) if url.strip() else None
    return None if address is None or NO_PICTURE.search(address) else address


def _is_tiny(size: str | None) -> bool:
    digits = re.match(r"\s*(\d{1,6})(?!\s*%)", size or "")
    return digits is not None and int(digits[1]) <= SMALLEST


def _alt(text: str) -> str:
    return shorten(plain(text), LONGEST_ALT)


def _alt_of_same(url: str, inside: list[Image]) -> str:
    """WordPress names an image outside without alt text, and the same inside with it."""
    return next((image.alt for image in inside if _file(image.url) == _file(url)), "")


def _file(url: str) -> str:
    return SIZE_IN_NAME.sub("", url.partition("?")[0])

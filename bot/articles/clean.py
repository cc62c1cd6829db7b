"""Cleans an untrusted Entry: plain text, http(s) addresses, bounded sizes.

Pure; called by `extract`. Nothing that leaves this module is HTML. Discord's own markup is escaped
later, when `ui` makes a card.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from msgspec import Struct

from bot.articles.boilerplate import without_boilerplate
from bot.articles.citations import without_citation
from bot.articles.links import host_of, safe_url, without_forwarding, without_tracking
from bot.articles.phrase_index import split_words
from bot.articles.text import (
    excerpt,
    images_of,
    plain,
    shorten,
    tidy,
    with_words_parted,
)
from bot.model.article import Image
from bot.model.document import Entry

MOST_HTML_IMAGES = 100
"""Images of one item's HTML that are looked at; chosen by eye."""
LONGEST_ALT = 256
"""Characters; discord.py's limit for the description of a media item."""
MIN_IMAGE_PIXELS = 2
"""Pixels: an image of this width or height only counts readers."""
NO_PICTURE = re.compile(
    r"feedburner\.com|feedsportal|pheedo|doubleclick|pixel\.wp\.com|stats\.wordpress\.com"
    r"|feeds\.wordpress\.com|gravatar\.com/avatar|s\.w\.org/images/core/emoji|/wp-includes/images/"
    r"|/smilies/|/emoji/|google-analytics|scorecardresearch|facebook\.com/tr\b|rss\.buysellads"
    r"|[/.](?:pixel|tracking|track|beacon|spacer|blank|1x1)[/.]|\.svgz?(?:[?#]|$)"
)
"""In lower case: to ignore case takes three times as long (measured)."""
VARIANT_IN_NAME = re.compile(r"(?:-\d{2,4}x\d{2,4}|-scaled|@\dx)(?=\.\w+$)")
LAZY_SOURCES = ("src", "data-src", "data-lazy-src", "data-original")


def image_of(entry: Entry) -> Image | None:
    """The image that the entry names outside its HTML, else the first in it; None without one."""
    for named in entry.images:
        url = _picture(named.url, entry.base_url)
        if url:
            return Image(url, alt_text(named.alt) or _alt_of_same(url, _inside(entry)))
    return next(_inside(entry), None)


def pictures_in(markup: str, base: str) -> Iterator[Image]:
    """The images of some HTML in their order, without icons, emoji and tracking pixels."""
    for attributes in islice(images_of(markup), MOST_HTML_IMAGES):
        url = _source(attributes, base)
        if url:
            yield Image(url, alt_text(attributes.get("alt") or ""))


def same_file(one: str, other: str) -> bool:
    """Whether two addresses end in the same file name, apart from a size in it."""
    name = _file(one)
    return bool(name) and name == _file(other)


def _file(url: str) -> str:
    name = url.partition("?")[0].partition("#")[0].rpartition("/")[2]
    return VARIANT_IN_NAME.sub("", name)


def _alt_of_same(url: str, images: Iterable[Image]) -> str:
    """The alt text that the same image has in the HTML.

    WordPress names an image twice: outside the HTML without alt text, and inside with it.
    """
    return next((image.alt for image in images if image.alt and same_file(image.url, url)), "")


def _inside(entry: Entry) -> Iterator[Image]:
    for field in ("content", "summary"):
        if field not in entry.plain:
            yield from pictures_in(getattr(entry, field), entry.base_url)


def _source(attributes: Mapping[str, str | None], base: str) -> str | None:
    if _is_tiny(attributes.get("width")) or _is_tiny(attributes.get("height")):
        return None
    if "wp-smiley" in (attributes.get("class") or ""):
        return None
    # A page that loads its images late has a placeholder in `src`.
    sources = (attributes.get(name) or "" for name in LAZY_SOURCES)
    return next((url for source in sources if (url := _picture(source, base))), None)


def _picture(url: str, base: str) -> str | None:
    address = safe_url(url, base) if url.strip() else None
    return None if address is None or NO_PICTURE.search(address.lower()) else address


def _is_tiny(size: str | None) -> bool:
    digits = re.match(r"\s*(\d{1,6})(?!\s*%)", size or "")
    return digits is not None and int(digits[1]) <= MIN_IMAGE_PIXELS


def alt_text(text: str) -> str:
    """The description as plain text, cut to the length that Discord takes."""
    return shorten(plain(text), LONGEST_ALT)


# Limits of characters, chosen by eye.
LONGEST_TITLE = 250
LONGEST_TEASER = 300
LONGEST_TEXT = 20_000
"""About 3,000 words. The text goes into the index alone."""
LONGEST_AUTHOR = 100
LONGEST_CATEGORY = 100
TITLE_FROM_TEASER = 80
"""The title of an entry that has only a teaser."""
UNTITLED = "Untitled"
AD_HOST = re.compile(
    r"(?:.+\.)?(?:ads\.pheedo\.com|doubleclick\.net|googleadservices\.com|googlesyndication\.com"
    r"|buysellads\.(?:com|net))"
)
"""Hosts of advertisements, which a feed's service may list as items between the publisher's."""


class CleanEntry(Struct, frozen=True):
    """A cleaned entry, not yet identified or classified.

    Attributes:
        guid: as the feed has it, for identity alone; never shown.
        url: the entry's own address; None if no address of it may be shown.
        text: the longer one of content and summary, for the index.
    """

    guid: str
    url: str | None
    title: str
    teaser: str
    text: str
    author: str
    image: Image | None
    categories: tuple[str, ...]


def clean(entry: Entry) -> CleanEntry:
    """Clean every part of an entry, and cut it to this module's limits."""
    summary = without_boilerplate(_text(entry, "summary"))
    content = without_boilerplate(_text(entry, "content"))
    stated_title = _text(entry, "title")
    title = shorten(stated_title, LONGEST_TITLE)
    teaser = _teaser(stated_title, summary, content)
    if not title:
        # A short teaser becomes the title as a whole, and is not said a second time.
        title = shorten(teaser or summary or content, TITLE_FROM_TEASER)
        teaser = "" if title == teaser else teaser
    return CleanEntry(
        guid=entry.guid.strip(),
        url=_own_address(entry),
        title=title or UNTITLED,
        teaser=teaser,
        text=with_words_parted(max(content, summary, key=len))[:LONGEST_TEXT],
        author=shorten(plain(entry.author), LONGEST_AUTHOR),
        image=image_of(entry),
        categories=tuple(_categories(entry)),
    )


def says_nothing(entry: CleanEntry) -> bool:
    """Whether an entry has no title, no text and no link, so that nobody can read anything."""
    return entry.title == UNTITLED and not entry.text and entry.url is None


def is_advertisement(entry: CleanEntry) -> bool:
    """Whether an entry links to a host of advertisements."""
    return entry.url is not None and AD_HOST.fullmatch(host_of(entry.url)) is not None


def _text(entry: Entry, field: str) -> str:
    text: str = getattr(entry, field)
    return tidy(text) if field in entry.plain else plain(text)


def _teaser(title: str, *texts: str) -> str:
    """An excerpt of the first text that says more than a citation and the title; else ""."""
    bodies = (without_citation(text) for text in texts)
    return next((excerpt(body, LONGEST_TEASER) for body in bodies if not _same(body, title)), "")


def _same(text: str, title: str) -> bool:
    """Whether a text has just the title's words, or none; marks may differ."""
    return not text or split_words(text.casefold()) == split_words(title.casefold())


def _own_address(entry: Entry) -> str | None:
    """The first of link, guid and enclosure that may be shown."""
    link = safe_url(entry.link, entry.base_url) if entry.link else None
    address = link or (safe_url(entry.guid) if entry.guid else None)
    if not address and entry.enclosure:
        address = safe_url(entry.enclosure, entry.base_url)
    return without_tracking(without_forwarding(address)) if address else None


def _categories(entry: Entry) -> dict[str, None]:
    names = (plain(name)[:LONGEST_CATEGORY].strip() for name in entry.categories)
    return dict.fromkeys(name for name in names if name)

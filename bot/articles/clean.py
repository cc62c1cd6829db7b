"""Cleans an untrusted Entry: plain text, http(s) addresses, bounded sizes.

Pure; called by `extract`. Nothing that leaves this module is HTML. Discord's own markup is escaped
later, when `ui` makes a card.
"""

from msgspec import Struct

from bot.articles.images import image_of
from bot.articles.links import safe_url, without_forwarding, without_tracking
from bot.articles.text import (
    excerpt,
    plain,
    shorten,
    tidy,
    with_words_parted,
    without_boilerplate,
)
from bot.model.article import Image
from bot.model.document import Entry

LONGEST_TITLE = 250
"""Limits are in characters; chosen by eye."""
LONGEST_TEASER = 300
LONGEST_TEXT = 20_000
"""About 3,000 words. The text goes into the index alone."""
LONGEST_AUTHOR = 100
LONGEST_CATEGORY = 100
TITLE_FROM_TEASER = 80
"""Length of the title of an entry that has only a teaser."""
UNTITLED = "Untitled"


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
    title = shorten(_text(entry, "title"), LONGEST_TITLE)
    teaser = _teaser(title, summary, content)
    return CleanEntry(
        guid=entry.guid.strip(),
        url=_own_address(entry),
        title=title or shorten(teaser, TITLE_FROM_TEASER) or UNTITLED,
        teaser=teaser,
        text=with_words_parted(max(content, summary, key=len))[:LONGEST_TEXT],
        author=shorten(plain(entry.author), LONGEST_AUTHOR),
        image=image_of(entry),
        categories=tuple(_categories(entry)),
    )


def _text(entry: Entry, field: str) -> str:
    text: str = getattr(entry, field)
    return tidy(text) if field in entry.plain else plain(text)


def _teaser(title: str, *texts: str) -> str:
    """An excerpt of the first text that does not just repeat the title; "" if there is none."""
    return next((excerpt(t, LONGEST_TEASER) for t in texts if t and not _same(t, title)), "")


def _same(text: str, title: str) -> bool:
    return text.rstrip(".…").casefold() == title.rstrip(".…").casefold()


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

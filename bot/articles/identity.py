"""What makes two entries the same article. Pure; called by `extract`.

The key of an entry is its guid; where it has none, its canonical URL; where it has neither, a hash
of title and text (such an item is new when its title changes). It is one rule for every item, so a
key that was kept is found again whatever else the feed holds by then.

A guid (or address) that several different items of one document carry names none of them, and
keeping the first would lose the others. There the canonical URL is added; where that is shared too,
the title, unless guid and address are two names that agree: then it is one article, listed twice.
Should such an item stand alone in a later document, its key falls back to the guid, but its
canonical URL is still known, and `novelty` does not take it for news.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from bot.articles.clean import CleanEntry
from bot.articles.links import canonical_url

LONGEST_KEY = 300


def keys(entries: Sequence[CleanEntry]) -> list[str]:
    """The key of each entry of one document; equal where an entry is listed twice."""
    found = [_key(entry) for entry in entries]
    for more in (_address, _title):
        distinct = {(key, _address(e), _title(e)) for key, e in zip(found, entries, strict=True)}
        shared = Counter(key for key, _, _ in distinct)
        found = [
            f"{key} {more(entry)}" if shared[key] > 1 else key
            for key, entry in zip(found, entries, strict=True)
        ]
    return [_bounded(key) for key in found]


def address(entry: CleanEntry, key: str, homepage: str) -> tuple[str, str]:
    """Where an entry's card leads, and its canonical URL.

    An entry without an address of its own leads to the feed's homepage. Its canonical URL is made
    unlike any other, lest it be taken for the last article that led there.
    """
    if entry.url:
        return entry.url, canonical_url(entry.url)
    parts = urlsplit(canonical_url(homepage))
    return homepage, urlunsplit(parts._replace(fragment=_digest(key)))


def _key(entry: CleanEntry) -> str:
    if entry.guid:
        return f"guid:{entry.guid}"
    if entry.url:
        return f"url:{canonical_url(entry.url)}"
    return f"hash:{_digest(entry.title + chr(0) + entry.text)}"


def _address(entry: CleanEntry) -> str:
    return canonical_url(entry.url) if entry.url else ""


def _title(entry: CleanEntry) -> str:
    if entry.guid and entry.url and entry.guid != entry.url:
        return ""
    return _digest(entry.title)


def _bounded(key: str) -> str:
    # SQLite's JSON ends a text at a NUL, so that such a key would never be found again.
    clean = key.replace("\0", "").encode("utf-8", "replace").decode()
    return clean if len(clean) <= LONGEST_KEY else f"long:{_digest(clean)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]

"""Gives each entry a key within its feed. Pure.

Called by `extract`. `changed_keys` notices that a feed changes the keys of its items.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from bot.articles.clean import CleanEntry
from bot.articles.links import canonical_url

LONGEST_KEY = 300
"""Characters; a longer key is replaced by its hash. Chosen by eye."""


def keys(entries: Sequence[CleanEntry]) -> list[str]:
    """The key of each entry of one document; an entry that is listed twice has one key."""
    found = [_key(entry) for entry in entries]
    for more in (_address, _title):
        distinct = {(key, _address(e), _title(e)) for key, e in zip(found, entries, strict=True)}
        shared = Counter(key for key, _, _ in distinct)
        found = [
            f"{key} {more(entry)}" if shared[key] > 1 else key
            for key, entry in zip(found, entries, strict=True)
        ]
    return [bounded_key(key) for key in found]


def address(entry: CleanEntry, key: str, homepage: str) -> tuple[str, str]:
    """The address that an entry's card links to, and its canonical URL.

    A card whose entry has no address links to the feed's homepage. The canonical URL then gets a
    fragment of its own, so that two such entries do not look like one article.
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


def bounded_key(key: str) -> str:
    """The key, or its hash if it is longer than keys may be."""
    # SQLite's JSON ends a text at a NUL: a key with one would never be found again.
    clean = key.replace("\0", "").encode("utf-8", "replace").decode()
    return clean if len(clean) <= LONGEST_KEY else f"long:{_digest(clean)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]

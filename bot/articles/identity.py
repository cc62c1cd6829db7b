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
import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit, urlunsplit

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


LONGEST = 200
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>?#&|]+", re.IGNORECASE)
"""https://www.crossref.org/blog/dois-and-matching-regular-expressions/"""
AFTER_DOI = re.compile(r"(?:v\d{1,3})?(?:\.(?:full|abstract|pdf|short)){0,3}$", re.IGNORECASE)
"""bioRxiv and medRxiv put version and form into the path behind the DOI."""
PUNCTUATION = "./,;:)]"
NATURE = re.compile(r"^/articles/(s\d{5}-[\w-]+)")
PMID = re.compile(r"(?:pubmed|pmid)\W{0,3}(\d{1,9})\b", re.IGNORECASE)
DIGITS = re.compile(r"\s*(\d{1,9})\s*")


def doi_of(stated: str, url: str) -> str:
    """The DOI, lower case and without a prefix; "" where there is none.

    Args:
        stated: what the feed states, with whatever stands in front.
        url: the item's own link.
    """
    return _doi(stated) or _doi_in_link(url)


def pmid_of(stated: str, url: str) -> str:
    """The PubMed id, digits only; "" where there is none."""
    bare = DIGITS.fullmatch(stated)
    found = bare or PMID.match(stated.strip())
    host, path = _host_and_path(url)
    if not found and host == "pubmed.ncbi.nlm.nih.gov":
        found = DIGITS.fullmatch(path.strip("/"))
    return found[1].lstrip("0") if found else ""


def _doi(text: str) -> str:
    found = DOI.search(text[:LONGEST])
    return AFTER_DOI.sub("", found[0].rstrip(PUNCTUATION)).lower() if found else ""


def _doi_in_link(url: str) -> str:
    host, path = _host_and_path(url)
    if host.removeprefix("www.") == "nature.com" and (found := NATURE.match(path)):
        return f"10.1038/{found[1].lower()}"
    return _doi(unquote(path))


def _host_and_path(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.hostname or "", parts.path

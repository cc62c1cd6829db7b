"""Gives each entry a key within its feed, and reads its DOI and its id at PubMed. Pure.

Called by `extract`. `changed_keys` notices that a feed changes the keys of its items.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit, urlunsplit

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


DOI_SEARCHED_CHARACTERS = 200
"""Characters that are searched for a DOI; chosen by eye."""
DOI = re.compile(
    r"10\.\d{4,9}/[^\s\"<>?#&|]+(?:<[^\s\"<>/]{1,60}>\d\.\d\.[a-z]{2};\d-[\w#])?", re.IGNORECASE
)
"""https://www.crossref.org/blog/dois-and-matching-regular-expressions/ and, in angle brackets with
what ends it, the place in a volume that a SICI states (ANSI/NISO Z39.56): many DOIs of before 2002
are made of one."""
AFTER_DOI = re.compile(r"(?:v\d{1,3})?(?:\.(?:full|abstract|pdf|short)){0,3}$", re.IGNORECASE)
"""bioRxiv and medRxiv write version and format behind the DOI in the path."""
PUNCTUATION = "./,;:)]"
NATURE = re.compile(r"^/articles/(s\d{5}-[\w-]+)")
PMID = re.compile(r"(?:pubmed|pmid)\W{0,3}(\d{1,9})\b", re.IGNORECASE)
BARE_NUMBER = re.compile(r"\s*(\d{1,9})\s*")


def doi_of(stated: str, url: str) -> str:
    """The DOI, in lower case and without a prefix; "" if there is none.

    Args:
        stated: the feed's own words, perhaps with a prefix such as "doi:".
        url: the item's own link; searched if `stated` holds no DOI.
    """
    return _doi(unquote(stated)) or _doi_in_link(url)


def pmid_of(stated: str, url: str) -> str:
    """The PubMed id, digits only; "" if neither the feed's words nor the link holds one."""
    bare = BARE_NUMBER.fullmatch(stated)
    found = bare or PMID.match(stated.strip())
    host, path = _host_and_path(url)
    if not found and host == "pubmed.ncbi.nlm.nih.gov":
        found = BARE_NUMBER.fullmatch(path.strip("/"))
    return found[1].lstrip("0") if found else ""


def _doi(text: str) -> str:
    found = DOI.search(text[:DOI_SEARCHED_CHARACTERS])
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

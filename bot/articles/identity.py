"""Gives each entry a key within its feed, and notices that a feed gave its items new keys. Pure.

`extract` asks for the keys of entries; the ingest and polls ask whether keys are new. A whole
document decides that, not a single item. If most of its unknown items have the titles and dates of
kept articles of that feed, they are these articles under new keys. Items without dates and
teasers, or with other teasers, are taken for the same only if several agree: a column may have one
title every week. A kept article whose own key stands in the document is never matched: the feed
shows both.

If the document has no known item, the site may be a new one that also writes titles and dates in
other forms (`relaunched`).
"""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from enum import IntEnum
from urllib.parse import unquote, urlsplit, urlunsplit

from msgspec import Struct

from bot.articles.clean import UNTITLED, CleanEntry
from bot.articles.links import canonical_url
from bot.model.article import Article

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
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>?#&|]+", re.IGNORECASE)
"""https://www.crossref.org/blog/dois-and-matching-regular-expressions/"""
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
    return _doi(stated) or _doi_in_link(url)


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


FEWEST_BARE_TITLES = 3
"""Different titles that have to agree if nothing else tells; chosen by eye."""


class Likeness(IntEnum):
    """How surely an item is a kept article."""

    OTHER = 0
    BY_TITLE = 1
    SURE = 2


class TitledArticle(Struct, frozen=True):
    """A kept article of the feed, as far as it takes to know it again."""

    id: int
    key: str
    title: str
    teaser: str
    published_at: datetime | None


def rekeyed(
    unknown: Sequence[Article], shown: Collection[str], kept: Sequence[TitledArticle]
) -> dict[str, int]:
    """By the new key of each item that has one, the id of the kept article that it is.

    Args:
        unknown: items of one document whose keys are not known.
        shown: the keys of all its items.
        kept: articles of the same feed with the same titles.
    """
    gone = [each for each in kept if each.key not in shown]
    found: dict[str, tuple[int, Likeness]] = {}
    for article in unknown:
        taken = {article_id for article_id, _ in found.values()}
        free = (each for each in gone if each.id not in taken)
        best = max(free, key=lambda each: (_likeness(article, each), each.id), default=None)
        if best and (likeness := _likeness(article, best)):
            found[article.key] = best.id, likeness
    titles = {article.title for article in unknown if article.key in found}
    sure = {key: each for key, each in found.items() if each[1] is Likeness.SURE}
    if not sure and len(titles) < FEWEST_BARE_TITLES:
        return {}
    if 2 * len(found) <= len(unknown):
        return {}
    return {key: article_id for key, (article_id, _) in found.items()}


def _likeness(article: Article, kept: TitledArticle) -> Likeness:
    if article.title != kept.title or article.title == UNTITLED:
        return Likeness.OTHER
    dated = article.published_at is not None and kept.published_at is not None
    if dated and not _same_second(article.published_at, kept.published_at):
        return Likeness.OTHER
    told = bool(article.teaser and kept.teaser)
    if told and article.teaser != kept.teaser:
        # One title and one day may be those of two articles of a column.
        return Likeness.BY_TITLE if dated else Likeness.OTHER
    return Likeness.SURE if dated or told else Likeness.BY_TITLE


def _same_second(one: datetime | None, other: datetime | None) -> bool:
    """Dates are kept to the second."""
    return one is not None and other is not None and int(one.timestamp()) == int(other.timestamp())


MOST_TIME_ZONE = timedelta(hours=14)
"""The furthest that a wrong time zone moves a date (UTC+14 exists)."""
LATEST_ARTICLES = 200
"""Kept articles, the newest first, among which a relaunched site's are looked for. More than the
longest usual document has. Chosen by eye."""
TITLE_WORD = re.compile(r"[^\W_]+")
WITHOUT_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
"""For `str.translate`: "women's" is one word, however it is written."""


def relaunched(unknown: Sequence[Article], kept: Sequence[TitledArticle]) -> dict[str, int]:
    """The same as `rekeyed`, of a document in which nothing is known: its site may be a new one.

    A new site writes other quotes and dashes, puts its name behind each title, and loses times or
    zones. So the words of titles are compared. One may go on where the other ends, if all do so
    with the same words.

    Args:
        unknown: all items of a document.
        kept: articles of the same feed, the newest first.
    """
    by_beginning = defaultdict[str, list[tuple[TitledArticle, str]]](list)
    for each in kept:
        words = _title_words(each.title)
        by_beginning[words.partition(" ")[0]].append((each, words))
    pairs = [
        (article, each, added)
        for article in unknown
        if (title := _title_words(article.title))
        for each, words in by_beginning[title.partition(" ")[0]]
        if (added := _added_words(title, words)) is not None
        and _may_be_one_date(article.published_at, each.published_at)
    ]
    ways = Counter(added for added, _ in {(added, article.title) for article, _, added in pairs})
    way, agreeing = next(iter(ways.most_common(1)), ("", 0))
    found: dict[str, int] = {}
    for article, each, added in pairs:
        if added == way and article.key not in found and each.id not in found.values():
            found[article.key] = each.id
    return found if agreeing >= FEWEST_BARE_TITLES and 2 * len(found) > len(unknown) else {}


def _title_words(title: str) -> str:
    text = unicodedata.normalize("NFKC", title).casefold().translate(WITHOUT_APOSTROPHES)
    return " ".join(TITLE_WORD.findall(text)) if title != UNTITLED else ""


def _added_words(one: str, other: str) -> str | None:
    """The words by which the longer title is longer, with its side; None if they differ."""
    shorter, longer = sorted((one, other), key=len)
    if not f"{longer} ".startswith(f"{shorter} "):
        return None
    return f"{longer is one}{longer[len(shorter) :]}" if one != other else ""


def _may_be_one_date(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return True
    is_day = time() in {one.time(), other.time()}
    return abs(one - other) < timedelta(days=1) if is_day else abs(one - other) <= MOST_TIME_ZONE

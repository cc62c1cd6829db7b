"""Finds the articles of pasted links, DOIs and PubMed ids. Called by the engine.

Members paste a link from a browser, a mail or another app, so it has another form than in the feed:
tracking parameters, `m.` or `www.` before the host.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct
from msgspec.structs import replace

from bot.articles.links import (
    canonical_url,
    safe_url,
    typed_address,
    without_forwarding,
    without_sharing,
)
from bot.articles.papers import doi_of, pmid_of
from bot.model.query import UNFILTERED, Filters, Query, Ranked
from bot.search.finder import Finder, Findings
from bot.search.retrieval import MAX_RANKED
from bot.storage import articles, index
from bot.storage.database import Connection

IS_NAMED = "the link or number names this article"
HOST_FORMS = ("", "www.", "m.")
"""Beginnings of a host that differ between devices."""
FORM_OF_HOST = re.compile(r"(?:www|m|mobile|amp)\.(?=[^.]+\.)")
OF_PUBMED = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed"
    r"|europepmc\.org/(?:article|abstract)/med)/(\d{1,9})",
    re.IGNORECASE,
)
"""Addresses of PubMed's records, with their number."""
NAMED_PUBMED = re.compile(r"pubmed(?!\.)\W{0,3}(?=\d)", re.IGNORECASE)
NOT_KEPT = "No article with this link or number is kept here"
"""For a link, DOI or PubMed id of no kept article; the words of an address are searched for."""
AT_END = ".,;:!?*_~'\u2019"


async def find(
    connection: Connection, links: Iterable[str], filters: Filters, finder: Finder
) -> Findings | None:
    """The articles of these links that fit the filters; None if there are none.

    Args:
        links: as pasted; see `filters.Typed`.
    """
    wanted = linked_articles(links)
    ids = await articles.linked(connection, wanted.urls, wanted.dois, wanted.pmids)
    if ids and filters != UNFILTERED:
        fitting = set(await index.fitting(connection, filters))
        ids = [each for each in ids if each in fitting]
    texts = await finder.read(connection, ids[:MAX_RANKED])
    ranked = [
        Ranked(key, 0.0, (), texts[key].dated, otherwise=IS_NAMED) for key in ids if key in texts
    ]
    return Findings(ranked, texts) if ranked else None


class LinkedArticles(Struct, frozen=True):
    """The addresses and ids under which the articles of pasted links may be stored.

    Attributes:
        urls: canonical URLs.
        dois: in lower case.
        pmids: ids at PubMed.
    """

    urls: tuple[str, ...]
    dois: tuple[str, ...]
    pmids: tuple[str, ...]


def linked_articles(links: Iterable[str]) -> LinkedArticles:
    """The addresses and ids under which the articles of pasted links may be stored."""
    urls, dois, pmids = list[str](), list[str](), list[str]()
    for link in map(_trimmed, links):
        address = safe_url(typed_address(link)) or ""
        address = without_forwarding(address)
        urls += _kept_urls(address) if address else ()
        dois.append(doi_of("" if address else link, address))
        pmid = OF_PUBMED.search(address)
        stated = "" if address else NAMED_PUBMED.sub("pmid ", link)
        pmids.append(pmid[1].lstrip("0") if pmid else pmid_of(stated, ""))
    return LinkedArticles(_each_once(urls), _each_once(dois), _each_once(pmids))


def not_kept(query: Query) -> Query:
    """The words of a link's address as a query that says that no article is kept under it."""
    return replace(query, understood=(NOT_KEPT, *query.understood))


def _trimmed(link: str) -> str:
    """A link without the signs that follow it; ")" belongs to a link with a "("."""
    link = link.rstrip(AT_END)
    while link.endswith(")") and link.count(")") > link.count("("):
        link = link[:-1].rstrip(AT_END)
    return link


def _kept_urls(url: str) -> Iterator[str]:
    for each in (url, without_sharing(url)):
        parts = urlsplit(canonical_url(each))
        host = FORM_OF_HOST.sub("", parts.netloc, count=1)
        path = parts.path.rstrip("/").removesuffix("/amp")
        # A story's links in other feeds are stored as the feeds give them.
        for end in {parts.path, path, f"{path}/"} - {""}:
            for form in HOST_FORMS:
                yield urlunsplit(parts._replace(netloc=f"{form}{host}", path=end))


def _each_once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, found)))

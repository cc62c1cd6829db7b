"""DOI and PMID of the paper that an item is. Pure; called by `extract`.

Only what the feed states for the item itself, or what its own link shows: a report that cites a
paper is another story than the paper.
"""

import re
from urllib.parse import unquote, urlsplit

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

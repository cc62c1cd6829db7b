"""Reads by which ids a paper is known, its DOI and its id at PubMed, in words and in links. Pure.

Called by `extract` for entries, and by `pasted_links` for what members paste.
"""

import re
from urllib.parse import unquote, urlsplit

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
    if not found and "pubmed" in url.lower():
        host, path = _host_and_path(url)
        if host == "pubmed.ncbi.nlm.nih.gov":
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

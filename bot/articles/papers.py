"""Reads by which ids a paper is known, its DOI and its id at PubMed, in words and in links. Pure.

Called by `extract` for entries, and by `pasted_links` for what members paste.
"""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

DOI_SEARCHED_CHARACTERS = 200
"""Characters that are searched for a DOI; chosen by eye."""
DOI = re.compile(
    r"10\.\d{4,9}/[^\s\"<>?#&|]+(?:<[^\s\"<>/]{1,60}>\d\.\d\.[a-z]{2};\d-[\w#])?", re.IGNORECASE
)
"""https://www.crossref.org/blog/dois-and-matching-regular-expressions/ and, in angle brackets with
what ends it, the place in a volume that a SICI states (ANSI/NISO Z39.56): many DOIs of before 2002
are made of one."""
OF_OPENRXIV = re.compile(r"10\.(?:1101|64898)/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,10}(?=v\d)")
"""bioRxiv and medRxiv write the version behind the DOI, and all versions share it. Elsewhere a
version is a part of the DOI. https://connect.biorxiv.org/news/2025/11/18/preprint_dois"""
PAPER_FORMS = (
    "abs|abstract|epdf|epub|figures|figures-only|full|fulltext|full-text|html|meta|pdf|references"
    "|short|xml"
)
AFTER_DOI = re.compile(
    rf"(?:;jsessionid=[\w.!-]{{0,100}}|[./](?:{PAPER_FORMS})|/suppl_file/[^/]{{1,100}}){{1,4}}$"
)
"""The form of a paper or one of its files, which publishers write behind the DOI in a path."""
SILVERCHAIR = re.compile(
    r"article[\w-]{0,30}/doi/(10\.\d{4,9}/.{1,100}?)/\d{4,12}(?:/[^/]{0,300})?$"
)
"""The platform of Oxford, the AACR and Karger: behind the DOI stand a number of its own and the
title."""
PUNCTUATION = "./,;:)]"
PARAMETERS = frozenset({"doi", "id"})
"""Parameters of an address whose value may be the DOI: PLOS has `?id=`."""
ADDRESSES = {
    "bmj.com": (re.compile(r"/content/\d+/(bmj(?:-\d{4}-|\.[a-z])\d+)"), "10.1136/"),
    "elifesciences.org": (re.compile(r"/(?:articles|reviewed-preprints)/(\d+)"), "10.7554/elife."),
    "nature.com": (re.compile(r"/articles/(s\d{5}-[\w-]+)"), "10.1038/"),
    "peerj.com": (re.compile(r"/articles/(\d+)"), "10.7717/peerj."),
    "researchsquare.com": (re.compile(r"/article/(rs-\d+/v\d+)"), "10.21203/rs.3."),
}
"""Sites whose addresses hold the end of a DOI, with what stands before it."""
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
        host, path, _ = _parts(url)
        if host == "pubmed.ncbi.nlm.nih.gov":
            found = BARE_NUMBER.fullmatch(path.strip("/"))
    return found[1].lstrip("0") if found else ""


def _doi(text: str) -> str:
    found = DOI.search(text[:DOI_SEARCHED_CHARACTERS])
    if not found:
        return ""
    doi = found[0].lower().rstrip(PUNCTUATION)
    of_openrxiv = OF_OPENRXIV.match(doi)
    return of_openrxiv[0] if of_openrxiv else AFTER_DOI.sub("", doi).rstrip(PUNCTUATION)


def _doi_in_link(url: str) -> str:
    host, path, query = _parts(url)
    pattern, prefix = ADDRESSES.get(host.removeprefix("www."), (None, ""))
    if pattern and (found := pattern.match(path)):
        return f"{prefix}{found[1].lower()}"
    path = unquote(path)
    found = SILVERCHAIR.search(path)
    named = (value for name, value in parse_qsl(query) if name in PARAMETERS and DOI.match(value))
    return _doi(found[1] if found else path) or _doi(next(named, ""))


def _parts(url: str) -> tuple[str, str, str]:
    """Host, path and query of an address, all empty if it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", "", ""
    return parts.hostname or "", parts.path, parts.query

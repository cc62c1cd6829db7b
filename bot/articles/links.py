"""URLs of a feed: which may be shown, and which mean the same page.

Pure; called by `clean` and `identity`.
"""

import re
from urllib.parse import SplitResult, parse_qsl, quote, urljoin, urlsplit, urlunsplit

LONGEST = 2048
SAFE = ":/?#[]@!$&'()*+,;=%~-._"
HOST = re.compile(r"[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\]")
# Spaces and control characters, which browsers drop too.
IGNORED = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
LOGIN = re.compile(r"([^/?#]*//)[^/?#]*@")

TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_hs.*|hsctatracking"
    r"|mkt_tok|vero_id|ref_src|cmpid|wt_mc|oly_.*_id|trk|spm|s_cid|ncid|__s|rss|wprss",
    re.IGNORECASE,
)
TRACKING_OF = {"pubmed.ncbi.nlm.nih.gov": {"fc", "ff", "v"}}
"""These change with every fetch (measured), but mean something elsewhere."""


def safe_url(url: str, base: str = "") -> str | None:
    """An absolute http(s) URL in ASCII, or None where it is none, or leads somewhere else.

    Args:
        url: as the feed has it.
        base: what a relative one is resolved against.
    """
    try:
        parts = urlsplit(urljoin(base, IGNORED.sub("", url).strip()))
        host = _host(parts)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return None
    # A name before the host (`https://bcrf.org@example.com`) only ever misleads.
    if parts.scheme not in {"http", "https"} or not HOST.fullmatch(host) or parts.username:
        return None
    rest = (quote(part, safe=SAFE) for part in (parts.path, parts.query, parts.fragment))
    whole = urlunsplit((parts.scheme, host + port, *rest))
    return whole if len(whole) <= LONGEST else None


def has_login(url: str) -> bool:
    """Whether a name, or a name and a password, stands before the host."""
    return LOGIN.match(url) is not None


def without_login(url: str) -> str:
    """The same address without them, to be shown."""
    match = LOGIN.match(url)
    return match[1] + url[match.end() :] if match else url


def without_tracking(url: str) -> str:
    """The same URL without tracking parameters, which some feeds change with every fetch."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    kept = (part for part in parts.query.split("&") if part and not _tracks(part, host))
    return urlunsplit(parts._replace(query="&".join(kept)))


def canonical_url(url: str) -> str:
    """What all addresses of one page have in common; to compare, not to show.

    `https`, lower-case host, no default port, no fragment, no tracking parameters, no slash at the
    end of the path; the rest of the query in its own order.
    """
    parts = urlsplit(without_tracking(url))
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    return urlunsplit(("https", f"{host}{port}", parts.path.rstrip("/") or "/", parts.query, ""))


def _tracks(parameter: str, host: str) -> bool:
    name = next((name for name, _ in parse_qsl(parameter, keep_blank_values=True)), "")
    return bool(TRACKING.fullmatch(name)) or name in TRACKING_OF.get(host, ())


def _host(parts: SplitResult) -> str:
    """The host in ASCII; UnicodeError, a ValueError, where it has no such form."""
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host.encode("idna").decode() if host else ""

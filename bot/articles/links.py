"""URLs of a feed: which may be shown, and which mean the same page or the same picture.

Pure; called by the parsers, `clean`, `identity` and `novelty`.
"""

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, urljoin, urlsplit, urlunsplit

LONGEST = 2048
ADDRESSES_REMEMBERED = 1 << 10
"""Each is asked for several times while its document is read."""
SAFE = ":/?#[]@!$&'()*+,;=%~-._"
HOST = re.compile(r"[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\]")
# Spaces and control characters, which browsers drop too.
IGNORED = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
LOGIN = re.compile(r"([^/?#]*//)[^/?#]*@")

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
USUAL = re.compile(rf"https?://{LABEL}(?:\.{LABEL})+(?:/[\w.~/-]*)?(?:\?[\w.~/=&%+-]+)?", re.ASCII)
"""An address that is safe, and written as `safe_url` would write it; nearly all are."""

TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_hs.*|hsctatracking"
    r"|mkt_tok|vero_id|ref_src|cmpid|wt_mc|oly_.*_id|trk|spm|s_cid|ncid|__s|rss|wprss",
    re.IGNORECASE,
)
TRACKING_OF = {"pubmed.ncbi.nlm.nih.gov": {"fc", "ff", "v"}}
"""These change with every fetch (measured), but mean something elsewhere."""
"""Keys of articles rest on these two: a change makes kept articles unknown."""

ALSO_TRACKING = re.compile(
    r"at_.*|cid|icid|ocid|rdt_cid|sc_cid|intcid|cmp|campaign.*|camp|medium|source|src|sr_share|share.*"
    r"|ref|refer.*|ref_.*|via|from|origin|partner|affiliate|aff|feed.*|rss.*|mod|ito|smid|smtyp|xtor"
    r"|wt\..*|ns_.*|mtm_.*|pk_.*|piwik_.*|matomo_.*|hsa_.*|gad_.*|gbraid|wbraid|srsltid|_g[al]|guce.*"
    r"|guccounter|soc_.*|ttclid|li_fat_id|epik|mibextid|echobox|sub_?id|cvid|ef_id|s_kwcid|trk.*"
    r"|(?:php)?sess(?:ion)?_?(?:id)?|sid|jsessionid|nonce|_|cb|cache.*|rnd|rand(?:om)?|r|t|ts|time(?:stamp)?",
    re.IGNORECASE,
)
"""On some sites these say which page is meant, so links keep them; that such a value alone changes
is no news."""
SIGNING = re.compile(
    r"x-(?:amz|goog|oss|cos|ms)-.*|(?:aws|google)?accesskeyid|googleaccessid|ossaccesskeyid|signature"
    r"|sig|sign|hmac|hash|token|access_token|auth.*|expires?|exp|e|policy|key-pair-id|s|st|se|sv|sr|sp|spr"
    r"|ske?|skoid|sktid|skt|sks|skv|oh|oe|_nc_.*|ccb|v|ver|version|fit|crop|auto|q|quality|w|h|width"
    r"|height|size|resize|dpr|format|fm",
    re.IGNORECASE,
)
"""What grants access to a picture, for a time, and what sizes it."""
PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)$", re.IGNORECASE)
SIZE_IN_NAME = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w+$)")
SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
DIGITS = re.compile(r"\d+")

NO_SCHEME = re.compile(
    r"www\.[a-z0-9-]+\.[a-z0-9.-]+(?::\d+)?(?:[/?#]|$)"
    r"|(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|info|int|eu|uk|us|ca|au|de|fr|es|br|nl|ch|at|ie)(?::\d+)?/",
    re.IGNORECASE,
)
"""A host where a path might stand; "index.html" is none."""


def safe_url(url: str, base: str = "") -> str | None:
    """An absolute http(s) URL in ASCII, or None where it is none, or leads somewhere else.

    Args:
        url: as the feed has it.
        base: what a relative one is resolved against.
    """
    if len(url) <= LONGEST and USUAL.fullmatch(url):
        return url
    try:
        parts = urlsplit(_joined(base, IGNORED.sub("", url).strip()))
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


def absolute_url(address: str, base: str) -> str:
    """An address of a document as an absolute http(s) one; "" where it is none."""
    try:
        joined = _joined(base, address.strip())
        parts = urlsplit(joined)
        usable = address.strip() and parts.scheme in {"http", "https"} and parts.hostname
    except ValueError:
        return ""
    return joined if usable else ""


def has_host(url: str) -> bool:
    """Whether a text can be told from an id: it has a host, or begins at a site's root."""
    return url.lower().startswith(("http://", "https://", "/")) or bool(NO_SCHEME.match(url))


def has_login(url: str) -> bool:
    """Whether a name, or a name and a password, stands before the host."""
    return LOGIN.match(url) is not None


def without_login(url: str) -> str:
    """The same address without them, to be shown."""
    match = LOGIN.match(url)
    return match[1] + url[match.end() :] if match else url


@lru_cache(maxsize=ADDRESSES_REMEMBERED)
def without_tracking(url: str) -> str:
    """The same URL without tracking parameters, which some feeds change with every fetch."""
    parts = urlsplit(url)
    if not parts.query:
        return urlunsplit(parts)
    host = (parts.hostname or "").rstrip(".")
    kept = (part for part in parts.query.split("&") if part and not _tracks(part, host))
    return urlunsplit(parts._replace(query="&".join(kept)))


@lru_cache(maxsize=ADDRESSES_REMEMBERED)
def canonical_url(url: str) -> str:
    """What all addresses of one page have in common; to compare, not to show.

    `https`, lower-case host, no default port, no fragment, no tracking parameters, no slash at the
    end of the path; the rest of the query in its own order.
    """
    parts = urlsplit(without_tracking(url))
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    return urlunsplit(("https", f"{host}{port}", parts.path.rstrip("/") or "/", parts.query, ""))


def same_page(one: str, other: str) -> bool:
    """Whether two links lead to one page, whatever tracking and sessions they carry."""
    return one == other or _page(one) == _page(other)


def same_picture(one: str, other: str) -> bool:
    """Whether two addresses give one picture, whatever signatures and sizes they carry."""
    return one == other or _picture(one) == _picture(other)


def _page(url: str) -> tuple[str, ...]:
    parts = urlsplit(canonical_url(url))
    host = parts.netloc.removeprefix("www.")
    path = SESSION_IN_PATH.sub("", parts.path)
    return (host, path, *_telling(parts.query, ALSO_TRACKING))


def _picture(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    # i0.wp.com and i2.wp.com take turns.
    host = DIGITS.sub("", parts.hostname or "")
    if PICTURE_NAME.search(parts.path):
        return (host, SIZE_IN_NAME.sub("", parts.path))
    return (host, parts.path, *_telling(_telling_query(parts.query), SIGNING))


def _telling_query(query: str) -> str:
    return "&".join(_telling(query, ALSO_TRACKING))


def _telling(query: str, noise: re.Pattern[str]) -> list[str]:
    """The parameters of a query that say what is meant, in any order."""
    parameters = (part.removeprefix("amp;") for part in query.split("&"))
    return sorted(p for p in parameters if p and not noise.fullmatch(p.partition("=")[0]))


def _joined(base: str, url: str) -> str:
    """A URL against its base; one without a scheme gets that of the base."""
    if base and NO_SCHEME.match(url):
        return f"{'http' if base.startswith('http:') else 'https'}://{url}"
    return urljoin(base, url)


def _tracks(parameter: str, host: str) -> bool:
    name = next((name for name, _ in parse_qsl(parameter, keep_blank_values=True)), "")
    return bool(TRACKING.fullmatch(name)) or name in TRACKING_OF.get(host, ())


def _host(parts: SplitResult) -> str:
    """The host in ASCII; UnicodeError, a ValueError, where it has no such form."""
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host.encode("idna").decode() if host else ""

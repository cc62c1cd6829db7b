"""Checks a feed's URLs, and compares them: do two lead to the same page or the same picture?

Pure; called wherever addresses are read, stored or compared.
"""

import re
from functools import lru_cache
from itertools import filterfalse
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

LONGEST_LINK = 2048
"""Characters; a longer URL is refused. Chosen by eye."""
ADDRESSES_REMEMBERED = 1 << 10
"""Reading a document asks for each of its addresses several times. Chosen by eye."""
SAFE = ":/?#[]@!$&'()*+,;=%~-._"
HOST = re.compile(r"[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\]")
# Spaces and control characters, which browsers drop too.
IGNORED = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
LOGIN = re.compile(r"([^/?#]*//)[^/?#]*@")

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
USUAL_ADDRESS = re.compile(
    rf"https?://{LABEL}(?:\.{LABEL})+(?:/[\w.~/-]*)?(?:\?[\w.~/=&%+-]+)?", re.ASCII
)
"""A safe address that `safe_url` returns unchanged; nearly all addresses are of this form."""

TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_hs.*|hsctatracking"
    r"|mkt_tok|vero_id|ref_src|cmpid|wt_mc|oly_.*_id|trk|spm|s_cid|ncid|__s|rss|wprss",
    re.IGNORECASE,
)
TRACKING_OF = {"pubmed.ncbi.nlm.nih.gov": {"fc", "ff", "v"}}
"""PubMed changes these parameters with every fetch (measured); other sites give them a meaning.

Keys of articles depend on TRACKING and TRACKING_OF: a change makes kept articles unknown."""

ALSO_TRACKING = re.compile(
    r"at_.*|cid|icid|ocid|rdt_cid|sc_cid|intcid|cmp|campaign.*|camp|medium|source|src|sr_share|share.*"
    r"|ref|refer.*|ref_.*|via|from|origin|partner|affiliate|aff|feed.*|rss.*|mod|ito|smid|smtyp|xtor"
    r"|wt\..*|ns_.*|mtm_.*|pk_.*|piwik_.*|matomo_.*|hsa_.*|gad_.*|gbraid|wbraid|srsltid|_g[al]|guce.*"
    r"|guccounter|soc_.*|ttclid|li_fat_id|epik|mibextid|echobox|sub_?id|cvid|ef_id|s_kwcid|trk.*"
    r"|(?:php)?sess(?:ion)?_?(?:id)?|sid|jsessionid|nonce|_|cb|cache.*|rnd|rand(?:om)?|r|t|ts|time(?:stamp)?",
    re.IGNORECASE,
)
"""Links keep these parameters, because on some sites they select the page. If only they change, the
link still counts as the same page."""
SIGNING_PARAMETERS = re.compile(
    r"x-(?:amz|goog|oss|cos|ms)-.*|(?:aws|google)?accesskeyid|googleaccessid|ossaccesskeyid|signature"
    r"|sig|sign|hmac|hash|token|access_token|auth.*|expires?|exp|e|policy|key-pair-id|s|st|se|sv|sr|sp|spr"
    r"|ske?|skoid|sktid|skt|sks|skv|oh|oe|_nc_.*|ccb|v|ver|version|fit|crop|auto|q|quality|w|h|width"
    r"|height|size|resize|dpr|format|fm",
    re.IGNORECASE,
)
"""Parameters that grant access to a picture for a time, or that set its size."""
PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)$", re.IGNORECASE)
SIZE_IN_NAME = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w+$)")
SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
DIGITS = re.compile(r"\d+")

FORWARDING = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?/url|(?:www\.)?bing\.com/news/apiclick\.aspx"
    r"|lm?\.facebook\.com/l\.php)\?",
    re.IGNORECASE,
)
"""Services whose addresses hold that of the page, as in feeds of Google Alerts and Bing News."""
FORWARDED_TO = ("url", "q", "u")

NO_SCHEME = re.compile(
    r"www\.[a-z0-9-]+\.[a-z0-9.-]+(?::\d+)?(?:[/?#]|$)"
    r"|(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|info|int|eu|uk|us|ca|au|de|fr|es|br|nl|ch|at|ie)(?::\d+)?/",
    re.IGNORECASE,
)
"""An address that begins with its host. "index.html" does not match: it is a path."""
FEED_SCHEME = re.compile(r"\A(?:web\+)?feed:(?:(https?://)|//|(?=[^/\s]))", re.IGNORECASE)
"""https://en.wikipedia.org/wiki/Feed_URI_scheme"""
AROUND_ADDRESS = "<>\"'“”„‘’«»,; \t\r\n"
"""An address is pasted in quotes, with a comma, or in the angle brackets that Discord knows."""
SCHEMES = ("https://", "http://", "feed:")
ORIGIN = re.compile(r"\Ahttps?://[^/?#\s@]*+(?![^/?#\s])", re.IGNORECASE)
"""Scheme, host and port, without a login, in which case counts."""
BARE_HOST = re.compile(
    r"(?:[^\s/?#@]+@)?(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[\w-]+\.)+[^\W\d_]{2,})\.?"
    r"(?::\d+)?(?:[/?#]\S*)?\Z",
    re.IGNORECASE,
)
"""A host as people type it, perhaps with a login, a port and a path."""
MAIL = re.compile(r"mailto:|[^\s/?#@:]+@(?:[\w-]+\.)+[^\W\d_]{2,}\Z", re.IGNORECASE)
"""A mail address. A login is followed by a path, or has a colon and a password."""


def safe_url(url: str, base: str = "") -> str | None:
    """The URL as an absolute http(s) one in ASCII.

    Args:
        url: as the feed has it.
        base: the URL that a relative one is resolved against.

    Returns:
        None if it is no http(s) URL, is too long, or hides its host behind a login name.
    """
    if len(url) <= LONGEST_LINK and USUAL_ADDRESS.fullmatch(url):
        return url
    try:
        parts = urlsplit(_joined(base, IGNORED.sub("", url).strip()))
        host = _host(parts)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return None
    # A name before the host serves only to mislead: `https://bcrf.org@example.com`.
    if parts.scheme not in {"http", "https"} or not HOST.fullmatch(host) or parts.username:
        return None
    rest = (quote(part, safe=SAFE) for part in (parts.path, parts.query, parts.fragment))
    whole = urlunsplit((parts.scheme, host + port, *rest))
    return whole if len(whole) <= LONGEST_LINK else None


def absolute_url(address: str, base: str) -> str:
    """An address in a document as an absolute http(s) one; "" if it cannot be made one."""
    try:
        joined = _joined(base, address.strip())
        parts = urlsplit(joined)
        usable = address.strip() and parts.scheme in {"http", "https"} and parts.hostname
    except ValueError:
        return ""
    return joined if usable else ""


def typed_address(text: str) -> str:
    """The address that a person means: trimmed, `feed:` as http(s), a bare host as https.

    Scheme and host become lower case, so that no feed is added twice.

    Servers do not get the part after "#", so it is left out.

    Text that is no address, such as a feed's name, is only trimmed.
    """
    pasted = text.strip(AROUND_ADDRESS)
    stated = pasted if pasted.lower().startswith(SCHEMES) else text.strip()
    text = FEED_SCHEME.sub(_without_feed_scheme, stated)
    whole = f"https://{text}" if BARE_HOST.match(text) else text
    address = ORIGIN.sub(lambda origin: origin[0].lower(), whole)
    return address.partition("#")[0] if address.lower().startswith(SCHEMES) else address


def _without_feed_scheme(match: re.Match[str]) -> str:
    # `feed://host` stands for http, `feed:https://host` for the address that follows.
    return match[1] or "http://"


def has_host(url: str) -> bool:
    """Whether a text is an address and no mere id: it has a host, or begins at a site's root."""
    return url.lower().startswith(("http://", "https://", "/")) or bool(NO_SCHEME.match(url))


def host_of(url: str) -> str:
    """The host of a URL, in lower case; "" if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def has_login(url: str) -> bool:
    """Whether a login (a name, or a name and a password) stands before the host."""
    return LOGIN.match(url) is not None


def is_mail_address(text: str) -> bool:
    """Whether a person typed a mail address."""
    return MAIL.match(text.strip(AROUND_ADDRESS)) is not None


def without_login(url: str) -> str:
    """The address without its login, so that it can be shown."""
    match = LOGIN.match(url)
    return match[1] + url[match.end() :] if match else url


def without_forwarding(url: str) -> str:
    """The address to which the URL of a forwarding service leads; other URLs as they are.

    Such URLs differ with each feed and reader, so one story would have several.
    """
    if not FORWARDING.match(url):
        return url
    parameters = dict(parse_qsl(urlsplit(url).query))
    targets = (safe_url(parameters[name]) for name in FORWARDED_TO if name in parameters)
    return next(filter(None, targets), url)


@lru_cache(maxsize=ADDRESSES_REMEMBERED)
def without_tracking(url: str) -> str:
    """The URL without tracking parameters, which some feeds change with every fetch."""
    parts = urlsplit(url)
    if not parts.query:
        return urlunsplit(parts)
    host = (parts.hostname or "").rstrip(".")
    kept = (part for part in parts.query.split("&") if part and not _tracks(part, host))
    return urlunsplit(parts._replace(query="&".join(kept)))


def without_sharing(url: str) -> str:
    """The URL without all parameters that some sites use for tracking: for look-ups alone."""
    parts = urlsplit(url)
    kept = (p for p in parts.query.split("&") if not ALSO_TRACKING.fullmatch(p.partition("=")[0]))
    return urlunsplit(parts._replace(query="&".join(kept)))


@lru_cache(maxsize=ADDRESSES_REMEMBERED)
def canonical_url(url: str) -> str:
    """One form for all addresses of a page; to compare, not to show.

    `https`, lower-case host, no default port, no fragment, no tracking parameters, no slash at the
    end of the path. The rest of the query keeps its order.
    """
    parts = urlsplit(without_tracking(url))
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    return urlunsplit(("https", f"{host}{port}", parts.path.rstrip("/") or "/", parts.query, ""))


def same_page(one: str, other: str) -> bool:
    """Whether two links lead to the same page, apart from tracking and session parameters."""
    return one == other or _page(one) == _page(other)


def same_picture(one: str, other: str) -> bool:
    """Whether two addresses give the same picture, apart from signatures and sizes."""
    return one == other or _picture(one) == _picture(other)


def _page(url: str) -> tuple[str, ...]:
    parts = urlsplit(canonical_url(url))
    host = parts.netloc.removeprefix("www.")
    path = SESSION_IN_PATH.sub("", parts.path)
    return (host, path, *_parameters_without(parts.query, ALSO_TRACKING))


def _picture(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    # WordPress serves one picture from i0.wp.com and from i2.wp.com.
    host = DIGITS.sub("", parts.hostname or "")
    if PICTURE_NAME.search(parts.path):
        return (host, SIZE_IN_NAME.sub("", parts.path))
    return (
        host,
        parts.path,
        *_parameters_without(_identifying_query(parts.query), SIGNING_PARAMETERS),
    )


def _identifying_query(query: str) -> str:
    return "&".join(_parameters_without(query, ALSO_TRACKING))


def _parameters_without(query: str, noise: re.Pattern[str]) -> list[str]:
    """The parameters of a query without the noise, sorted."""
    parameters = (part.removeprefix("amp;") for part in query.split("&"))
    return sorted(p for p in parameters if p and not noise.fullmatch(p.partition("=")[0]))


def _joined(base: str, url: str) -> str:
    """A URL resolved against its base. "www.example.org/a" gets the scheme of the base."""
    if base and NO_SCHEME.match(url):
        return f"{'http' if base.startswith('http:') else 'https'}://{url}"
    return urljoin(base, url)


def _tracks(parameter: str, host: str) -> bool:
    name = next((name for name, _ in parse_qsl(parameter, keep_blank_values=True)), "")
    return bool(TRACKING.fullmatch(name)) or name in TRACKING_OF.get(host, ())


def _host(parts: SplitResult) -> str:
    """The host in ASCII. A host without an ASCII form raises UnicodeError, a ValueError."""
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host.encode("idna").decode() if host else ""


FILE_ENDING = re.compile(r"\.(?:[a-z]?html?|php|aspx?|jsp|pdf)\Z", re.IGNORECASE)
OF_ADDRESS = re.compile(r"\d*|(?:article|blog|post|page)s?|abstract|full|html?", re.IGNORECASE)
"""Words of addresses that are numbers, or say how a site is built."""
OF_ID = re.compile(r"\d{3}")
"""A word with so many digits is an id."""


def path_words(path: str) -> str:
    """The words of a path; those of ids and of how sites are built say nothing."""
    path = FILE_ENDING.sub("", unquote(path.partition("?")[0].partition("#")[0]))
    parts = (re.split(r"[\W_]+", part) for part in path.split("/"))
    rows = (" ".join(filterfalse(_is_of_address, words)) for words in parts)
    return " ".join(row for row in rows if re.search(r"\w{3}", row))


def _is_of_address(word: str) -> bool:
    return bool(OF_ADDRESS.fullmatch(word) or OF_ID.search(word))

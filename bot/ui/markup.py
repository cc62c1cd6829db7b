"""Makes text from feeds and members safe for Discord, and cuts it. Pure; called all over `ui`.

Escapes follow Discord's own rules. A backslash disarms any punctuation mark, except inside a masked
link, where it is shown (https://github.com/discord/discord-api-docs/issues/6185); there look-alikes
replace markup. A backslash does not disarm the name of a host. Clients look for `discord.gg/…` and
the like in the raw text, and even take a backslash for a slash
(https://github.com/Cog-Creators/Red-DiscordBot/pull/6586). A zero-width space after the dot makes
it another name that looks the same.
"""

import bisect
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from bot.model.answer import Piece
from bot.ui.texts import READ_THIS_ARTICLE

ELLIPSIS = "…"
ZERO_WIDTH_SPACE = "\u200b"
"""A zero-width space: it breaks up text that would become a mention or an address."""

_BEGIN, _END = "\ue000", "\ue001"
"""Private characters around a match until the rest is escaped; removed from all other text."""

# Control characters, and those that turn the direction of all text after them.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_MARKUP = re.compile(r"[\\*_~|`\[\]<#]|:(?=\S)")
_START = f"(?:^|(?<={_BEGIN}))"
"""The text of bold and of a link is parsed on its own: its beginning counts as that of a line."""
_BLOCK = re.compile(rf"{_START}(\d+(?=[.)])|(?=[>+=-]))")
_SMALL = re.compile(rf"{_START}-#")
_BLOCK_IN_LINK = re.compile(rf"{_START}(?=#{{1,3}}\s|-#|>|[*∗+-]\s|\d+[.)]\s)")
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_HOST_DOT = re.compile(
    r"(?<=[^\x00-,./:-@\[-^`{-\x7f])[.\u3002\uff0e\uff61]"
    r"(?=[^\W\d_]{2,63}(?!\w)|(?![\x00-\x7f])[^\W\d_]|xn--)"
    r"|(?<=\bwww)[.\u3002\uff0e\uff61]",
    re.IGNORECASE,
)
"""The dot before the last part of a host's name, which is two letters or more, or one that is not
ASCII: scripts such as Devanagari write vowels as marks, which are no letters to Python. Before the
dot may stand marks, emoji and soft hyphens, too: all but ASCII signs, which take a tenth of the
time to compile. "0.5", "e.g.", "U.S." and "p.T790M" have no such
dot. Browsers read four characters as a dot."""
# Any of these inside a masked link shows the link's source instead of the link.
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2300-\u23ff\u2b00-\u2bff\u2190-\u21ff\u25a0-\u25ff"
    "\u203c\u2049\u2122\u2139\u24c2\u3030\u303d\u3297\u3299\u00a9\u00ae\ufe0e\ufe0f\u200d\u20e3"
    "\U000e0000-\U000e007f]"
)
_LOOK_ALIKES = str.maketrans(
    {
        "[": "(",
        "]": ")",
        "*": "∗",
        "_": "ˍ",
        "~": "∼",
        "|": "∣",
        "`": "'",
        "\\": "∖",
        "<": f"<{ZERO_WIDTH_SPACE}",
    }
)
_PRIVATE = re.compile(f"[{_BEGIN}{_END}]")
_SPACE_INSIDE = re.compile(rf"({_BEGIN})(\s++)|(?<!\s)(\s++)({_END})")
_SEAM = re.compile(rf"{_END}(\s*){_BEGIN}")
HOST_CHARACTERS = 253
"""The limit of a host's name in DNS."""
MOST_HOST_LENGTH = 4 * HOST_CHARACTERS
"""A host as typed may be longer than its name in DNS, since accents can be letters of their own.
Encoding takes time that grows faster than the text."""
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_URL_SAFE = "!#$%&'+,-./:;=?_~"
"""Characters that stay as they are in a URL; brackets could end a link, @ begin a mention."""


def plain(text: str) -> str:
    """One line, without invisible characters."""
    return _SPACES.sub(" ", _UNSEEN.sub("", _SPACES.sub(" ", text))).strip()


def with_emoji(name: str, emoji: str, limit: int) -> str:
    """A name with its emoji behind it, so that screen readers say the name first.

    Args:
        name: plain text, which is cut if it is too long.
        emoji: "" for none.
        limit: the most characters of both.
    """
    # A space that does not break: the emoji stays beside the name.
    behind = f"\u00a0{emoji}" if emoji else ""
    return clip(name, limit - len(behind)) + behind


def without_emoji(text: str) -> str:
    """The text with a space in place of each emoji."""
    return _EMOJI.sub(" ", text)


def clip(text: str, limit: int) -> str:
    """One plain line of at most `limit` characters, not escaped: for labels and alt text."""
    return _fitted(plain(text), limit, str)


def with_both_ends(text: str, limit: int) -> str:
    """As `clip`, but of a long text the last words are kept, too: lists tell two texts apart."""
    whole = plain(text)
    if len(whole) <= limit:
        return whole
    last = whole[-limit // 3 :].partition(" ")[2]
    return f"{clip(whole, limit - len(last) - 1)} {last}".strip()


def quote(text: str, limit: int) -> str:
    """One line that shows `text` as it is; at most `limit` characters, escapes included."""
    return _fitted(plain(text), limit, _escaped)


def disarmed(text: str, limit: int) -> str:
    """One line of at most `limit` characters for the title of an embed.

    Markup counts there, but not the backslash, so look-alikes take the place of its signs.
    """
    return _fitted(plain(text), limit, _disarmed)


def link(title: str, url: str | None, *, title_limit: int, url_limit: int) -> str:
    """A masked link; the title alone if the URL is not valid or too long. Limits are characters."""
    return link_pieces([Piece(title)], url, title_limit=title_limit, url_limit=url_limit)


def quote_pieces(pieces: Iterable[Piece], limit: int) -> str:
    """One line of at most `limit` characters that shows the pieces as they are, matches in bold."""
    return _fitted(_marked(pieces), limit, _in_bold(_escaped))


def link_pieces(
    pieces: Iterable[Piece], url: str | None, *, title_limit: int, url_limit: int
) -> str:
    """The pieces as a masked link, matches in bold; the text alone if the URL is not valid."""
    pieces = tuple(pieces)
    target = web_url(url or "", url_limit)
    if not target:
        return quote_pieces(pieces, title_limit)
    title = _marked(Piece(without_emoji(piece.text), piece.matched) for piece in pieces)
    shown = _fitted(title, title_limit, _in_bold(_disarmed))
    return f"[{shown or READ_THIS_ARTICLE}]({target})"


def emphasis(sentence: str) -> list[Piece]:
    """The pieces of one of the bot's sentences; `*word*` becomes a match."""
    parts = re.split(r"\*([^*]+)\*", sentence)
    return [Piece(part, matched=number % 2 == 1) for number, part in enumerate(parts)]


def web_url(url: str, limit: int) -> str | None:
    """The URL, percent-encoded as needed; None if Discord would refuse it, or if it is too long.

    Args:
        url: as a feed states it.
        limit: the most characters of the encoded URL.
    """
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname or "", parts.port  # a wrong port raises
        # A lone surrogate raises.
        encoded = percent_encode(_STRAY_PERCENT.sub("%25", parts.geturl()), safe=_URL_SAFE)
    except ValueError:
        return None
    whole = parts.scheme in {"http", "https"} and not re.search(r"[@\[]", parts.netloc)
    return encoded if whole and len(encoded) <= limit and _is_host(host) else None


def when(moment: datetime) -> str:
    """A time that each reader's client shows in its own words: "3 days ago"."""
    return f"<t:{int(moment.timestamp())}:R>"


def moment_of(moment: datetime) -> str:
    """A date with its time, in each reader's own zone: "May 3, 2026 at 2:00 PM"."""
    return f"<t:{int(moment.timestamp())}:f>"


def _is_host(host: str) -> bool:
    """Whether a URL parser takes this as a public host: names with a dot, or an IPv4 address.

    https://url.spec.whatwg.org/#host-parsing: a host whose last label is a number is an address.
    """
    # Normalized as IDNA does it, which can make a letter into many.
    if len(unicodedata.normalize("NFKC", host)) > MOST_HOST_LENGTH:
        return False
    try:
        name = host.removesuffix(".").encode("idna").decode("ascii")
        name.encode("ascii").decode("idna")  # a name in Punycode that stands for none raises
    except UnicodeError:  # an empty label, one of more than 63 characters, or an unassigned one
        return False
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _IPV4.fullmatch(name) is not None
    return len(labels) > 1 and len(name) <= HOST_CHARACTERS and all(map(_LABEL.fullmatch, labels))


def _escaped(text: str) -> str:
    text = _SMALL.sub(f"-{ZERO_WIDTH_SPACE}#", text)
    text = _MARKUP.sub(lambda match: f"\\{match[0]}", text)
    text = _without_hosts(_MENTION.sub(f"@{ZERO_WIDTH_SPACE}", text))
    return _BLOCK.sub(r"\1\\", text)


def _disarmed(text: str) -> str:
    text = _BLOCK_IN_LINK.sub(ZERO_WIDTH_SPACE, text)
    text = _without_hosts(_MENTION.sub(f"@{ZERO_WIDTH_SPACE}", text.translate(_LOOK_ALIKES)))
    return re.sub(r":(?=\S)", f":{ZERO_WIDTH_SPACE}", text)


def _without_hosts(text: str) -> str:
    return _HOST_DOT.sub(rf"\g<0>{ZERO_WIDTH_SPACE}", text)


def _marked(pieces: Iterable[Piece]) -> str:
    """One plain line with marks around matches; spaces at their inner sides move outside."""
    line = plain("".join(map(_with_marks, pieces)))
    return plain(_SEAM.sub(r"\1", _SPACE_INSIDE.sub(r"\2\1\4\3", line)))


def _with_marks(piece: Piece) -> str:
    text = _PRIVATE.sub("", piece.text)
    return f"{_BEGIN}{text}{_END}" if piece.matched and plain(text) else text


def _in_bold(render: Callable[[str], str]) -> Callable[[str], str]:
    def rendered(text: str) -> str:
        # A text that was cut inside a match gets its end mark again.
        whole = text + _END * (text.rfind(_BEGIN) > text.rfind(_END))
        return _PRIVATE.sub("**", render(whole))

    return rendered


def _fitted(text: str, limit: int, render: Callable[[str], str]) -> str:
    """`render(text)`, or that of its longest beginning that fits, cut between words."""
    whole = render(text[: limit + 1])
    if len(text) <= limit and len(whole) <= limit:
        return whole
    size = bisect.bisect_right(range(limit), limit, key=lambda n: len(render(text[:n] + ELLIPSIS)))
    for end in range(size, -1, -1):
        shown = render(_whole_words(text[:end]) + ELLIPSIS)
        if len(shown) <= limit:
            return shown
    return ""


def _whole_words(text: str) -> str:
    words, _, _ = text.rpartition(" ")
    return (words if len(words) * 2 > len(text) else text).rstrip(" .,;:-")

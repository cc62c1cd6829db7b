"""Text from feeds and members made safe for Discord, and cut to length. Pure; called all over `ui`.

Escapes follow Discord's own rules: a backslash disarms any punctuation mark, but is shown as it
stands inside a masked link (https://github.com/discord/discord-api-docs/issues/6185), so that a
link's text is disarmed by look-alikes instead.
"""

import bisect
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import accumulate, pairwise
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from bot.model.query import Piece

ELLIPSIS = "…"
GAP = "\u200b"
"""A space of no width: it parts what would be read as a mention or an address."""

# Control characters, and those that turn the direction of all text after them.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_MARKUP = re.compile(r"[\\*_~|`\[\]<#]|:(?=\S)")
_BLOCK = re.compile(r"^(\d+(?=[.)])|(?=[>+=-]))")
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
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
        "<": f"<{GAP}",
    }
)
_URL_SAFE = "!#$%&'+,-./:;=?_~"
"""What stands in a URL as it is; brackets could end a link, and an @ could begin a mention."""


def plain(text: str) -> str:
    """One line, without characters that are not seen."""
    return _SPACES.sub(" ", _UNSEEN.sub("", _SPACES.sub(" ", text))).strip()


def without_emoji(text: str) -> str:
    """The text with a space in place of each emoji."""
    return _EMOJI.sub(" ", text)


def clip(text: str, limit: int) -> str:
    """One plain line of at most `limit` characters, not escaped: for labels and alt text."""
    return _fitted(plain(text), limit, str)


def quote(text: str, limit: int) -> str:
    """One line that shows `text` as it is, at most `limit` characters with all its escapes."""
    return _fitted(plain(text), limit, _escaped)


def bold(pieces: Sequence[Piece], limit: int) -> str:
    """One line that shows the pieces as they are, the matching ones bold; as `quote` otherwise."""
    texts = [_UNSEEN.sub("", _SPACES.sub(" ", piece.text)) for piece in pieces]
    ends = list(accumulate(map(len, texts)))

    def render(shown: str) -> str:
        # What a cut adds belongs to the last piece.
        parts = [shown[start:end] for start, end in pairwise([0, *ends[:-1], None])]
        marked = zip(parts, pieces, strict=True)
        return "".join(_bold(part) if piece.matched else _escaped(part) for part, piece in marked)

    return _fitted("".join(texts), limit, render) if texts else ""


def _bold(text: str) -> str:
    body = text.strip()
    return text.replace(body, f"**{_escaped(body)}**", 1) if body else text


def link(title: str, url: str | None, *, title_limit: int, url_limit: int) -> str:
    """A masked link, or the title alone where the URL is none or too long."""
    target = web_url(url or "", url_limit)
    shown = _fitted(plain(without_emoji(title)), title_limit, _disarmed)
    if not target:
        return quote(title, title_limit)
    return f"[{shown or 'Read this article'}]({target})"


def web_url(url: str, limit: int) -> str | None:
    """The URL, percent-encoded where needed; None where Discord would refuse it."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    encoded = percent_encode(parts.geturl(), safe=_URL_SAFE)
    whole = parts.scheme in {"http", "https"} and "." in host.strip(".") and "@" not in parts.netloc
    return encoded if whole and len(encoded) <= limit and _seen(host) else None


def when(moment: datetime) -> str:
    """A time as each reader's own client words it: "3 days ago"."""
    return f"<t:{int(moment.timestamp())}:R>"


def _seen(host: str) -> bool:
    return re.fullmatch(r"[\w.-]+", host) is not None


def _escaped(text: str) -> str:
    text = re.sub(r"^-#", f"-{GAP}#", text)
    text = _MARKUP.sub(lambda match: f"\\{match[0]}", text)
    text = _MENTION.sub(f"@{GAP}", text)
    return _BLOCK.sub(r"\1\\", text)


def _disarmed(text: str) -> str:
    text = _MENTION.sub(f"@{GAP}", text.translate(_LOOK_ALIKES))
    return re.sub(r":(?=\S)", f":{GAP}", text)


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

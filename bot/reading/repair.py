"""Repairs a feed's bytes, so that parsers can read the whole document. Pure; called by `parse`.

A single error makes feedparser read the whole document differently: after one incomplete character
it decodes everything as windows-1252, and after one bare "&" it uses a less strict parser. This
module repairs only the damaged places.

A document that expat accepts is not changed at all, but for names of characters such as "&uuml;"
if it refers to an external DTD. Nothing reads the DTD, and expat leaves these names out.
"""

import codecs
import re
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from html.entities import html5
from xml.parsers import expat

from msgspec import Struct

from bot.feeds.long_feeds import without_broken_item

BOMS = (
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
)
"""UTF-32 comes first: its little-endian mark begins with the mark of UTF-16."""
LEADING = re.compile(rb"^(?:\xef\xbb\xbf|\xc3\xaf\xc2\xbb\xc2\xbf|\s)*+")
"""White space and byte order marks of UTF-8, also encoded twice."""
BEFORE_JSON = re.compile(
    rb"(?:\s|//[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/|\)\]\}',?|while ?\(1\);|for ?\(;;\);)++(?=[{\[])"
)
"""Comments, and words by which some servers keep other sites' scripts from using their answer."""
DECLARATION = re.compile(
    rb"^<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)[\"'][^>]*>", re.IGNORECASE
)
UTF_8_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
WIDE_ENCODING = re.compile(r"utf.?(?:16|32)|ucs.?[24]", re.IGNORECASE)
UTF_8 = "application/xml; charset=utf-8"

# "surrogateescape" decodes each byte that is not UTF-8 to one of these surrogates.
STRAY = re.compile("[\udc80-\udcff]+")
PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
TYPOGRAPHY = re.compile("[\u2010-\u2027\u2030-\u203a]")
"""Dashes, quotes and the like. Three bytes that make one in UTF-8 are an accident in no other
encoding: one is enough to know a document by."""
REPLACEMENT = "\ufffd"
REPLACEMENT_AT_END = re.compile("(?<!\ufffd)\ufffd++(?=\\s*+(?:<|]]>|&lt;|\\[|…|\\.\\.\\.|$))")

ASIDE = rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
CDATA_OPENING = re.compile(
    rb"(?:<([a-zA-Z_][\w:.-]*+)(?:\s[^<>]*+)?>\s*+)?(<!\[CDATA\[)|<!--.*?(?:-->|\Z)", re.DOTALL
)
"""The beginning of CDATA, perhaps with the tag of the element whose text it is; or a comment."""
CDATA_BEGINS = b"<![CDATA["
COMMENT_BEGINS, SHOWN_COMMENT = b"<!--", b"&lt;!--"
ITEM_EDGE = re.compile(
    rb"</(?:[\w-]++:)?(?:item|entry)\s*+>\s*+<(?:/|(?:[\w-]++:)?(?:item|entry)[\s>])", re.IGNORECASE
)
"""Matches the end of an item with the next item behind it, or with the end of the feed."""
NUMBER = rb"&#(?:(\d{1,20})|[xX]([0-9a-fA-F]{1,20}));"
AMPERSAND = re.compile(ASIDE + rb"|" + NUMBER + rb"|&([a-zA-Z_][\w.-]{0,31};)?", re.DOTALL)
PAIR_OF_REFERENCES = re.compile(
    rb"&#(?:(5[56]\d{3})|[xX]([dD][89abAB][0-9a-fA-F]{2}));"
    rb"&#(?:(5[67]\d{3})|[xX]([dD][c-fC-F][0-9a-fA-F]{2}));"
)
"""An emoji as some programs write it: the numbers of its two halves in UTF-16."""
XML_NAMES = frozenset((b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"))
OWN_ENTITY = re.compile(rb"<!ENTITY\s+([a-zA-Z_][\w.-]{0,31})\s")
CONTROLS = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)))
"""ASCII's control characters, which XML 1.0 does not allow: all but tab and the ends of lines."""
NO_CHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")


class Repaired(Struct, frozen=True):
    """A document's bytes, and the content type that names their encoding."""

    body: bytes
    content_type: str


def repaired(body: bytes, content_type: str) -> Repaired:
    """Repair a document; the bytes stay the same if nothing is wrong with them."""
    marked = any(body.startswith(mark) for mark, _ in BOMS)
    if b"\0" in body[:4] and not marked:  # UTF-16 or UTF-32 without a mark, which feedparser knows
        return Repaired(body, content_type)
    body = LEADING.sub(b"", body, count=1)
    if before := BEFORE_JSON.match(body):
        body = body[before.end() :]
    if is_json(body):
        return Repaired((_mended(body) or _western(body)).encode("utf-8", "replace"), content_type)
    if _is_well_formed(body) and not _is_wrongly_wide(body):
        return Repaired(body, content_type)
    whole = _text(body, content_type).encode("utf-8", "replace")
    if is_json(whole):
        return Repaired(whole, UTF_8)
    whole = PAIR_OF_REFERENCES.sub(_one_reference, whole)
    clean = NO_CHARACTERS.sub(
        b"", DECLARATION.sub(UTF_8_DECLARATION, whole, count=1).translate(None, CONTROLS)
    )
    clean = _with_ends_of_cdata(_without_open_comment(clean))
    escape = partial(_escaped, own=frozenset(OWN_ENTITY.findall(clean)))
    # The rest of an item that breaks off would be an article of its own.
    return Repaired(without_broken_item(AMPERSAND.sub(escape, clean)), UTF_8)


def is_json(body: bytes) -> bool:
    """Whether a document begins as JSON does; white space must be removed before."""
    return body[:1] in {b"{", b"["}


def _is_well_formed(body: bytes) -> bool:
    """Whether expat reads all of a document."""
    parser = expat.ParserCreate(namespace_separator=" ")
    # Called if there is an external DTD; 0 is an error. Else expat would leave names out silently.
    parser.NotStandaloneHandler = lambda: 0
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return True


def _is_wrongly_wide(body: bytes) -> bool:
    """Whether a document wrongly declares UTF-16 or UTF-32; some programs on Windows do that."""
    found = DECLARATION.match(body)
    return found is not None and WIDE_ENCODING.match(found[1].decode()) is not None


def _text(body: bytes, content_type: str) -> str:
    """Decode the document in the first encoding that fits, else repair it in the likeliest one.

    The order is feedparser's: byte order mark, stated encodings, UTF-8.
    """
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    stated = list(_stated(body, content_type))
    for encoding in (*stated, "utf-8"):
        with suppress(UnicodeError):
            return body.decode(encoding)
    if mended := _mended(body):
        return mended
    other = next((encoding for encoding in stated if encoding not in {"utf-8", "ascii"}), None)
    return body.decode(other, "replace") if other else _western(body)


def _stated(body: bytes, content_type: str) -> Iterator[str]:
    """The encodings that the server and the document name, without impossible ones."""
    declared = DECLARATION.match(body)
    charset = CHARSET.search(content_type)
    for name in (charset[1] if charset else "", declared[1].decode() if declared else ""):
        # gb18030 is a superset of gb2312.
        alias = "gb18030" if name.lower() == "gb2312" else name
        with suppress(LookupError, ValueError):
            if alias and not WIDE_ENCODING.match(alias) and b"<".decode(alias) == "<":
                yield codecs.lookup(alias).name


def _western(body: bytes) -> str:
    """Decode bytes without a stated encoding as browsers do."""
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return body.decode("iso-8859-2")


def _mended(body: bytes) -> str | None:
    """Decode bytes that are mostly UTF-8; None if they are in another encoding."""
    text = body.decode("utf-8", "surrogateescape")
    strays = STRAY.findall(text)
    if not strays:
        return text
    leads = {character.encode()[0] for character in set(STRAY.sub("", text)) if character > "\x7f"}
    whole = sum(character > "\x7f" for character in text) - sum(map(len, strays))
    if len(strays) > max(whole, 2) and not TYPOGRAPHY.search(text):
        return None
    mended = STRAY.sub(lambda stray: "".join(_pieces(stray[0], leads)), text)
    return REPLACEMENT_AT_END.sub("", mended)


def _pieces(stray: str, leads: set[int]) -> Iterator[str]:
    """Characters for bytes that are not UTF-8: surrogate pairs, windows-1252, cut characters.

    A byte with which other characters of the document begin is a cut one; any other byte is a
    letter in windows-1252.
    """
    data = stray.encode("utf-8", "surrogateescape")
    at = 0
    while at < len(data):
        if pair := PAIR.match(data, at):
            both = pair[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
            yield both.decode("utf-16", "replace")
            at = pair.end()
        elif data[at] in leads:
            at += 1
            while at < len(data) and data[at] & 0xC0 == 0x80:  # noqa: PLR2004 - continues a character
                at += 1
            yield REPLACEMENT
        else:
            yield data[at : at + 1].decode("cp1252", "replace")
            at += 1


def _with_ends_of_cdata(body: bytes) -> bytes:
    """Close each section of CDATA that lacks its end, within its item.

    Otherwise it would take in all that follows, up to the end of another one or of the document.
    """
    edges = [*(edge.start() for edge in ITEM_EDGE.finditer(body)), len(body)]
    parts: list[bytes] = []
    at = done = end = 0
    while found := CDATA_OPENING.search(body, at):
        at = found.end()
        if not found[2]:
            continue
        if end < at:
            end = body.find(b"]]>", at)
            end = end if end >= 0 else len(body)
        missing = _missing_end(body, found, end, edges[bisect_left(edges, at)])
        at = end if missing is None else missing
        if missing is not None:
            parts += (body[done:missing], b"]]>")
            done = missing
    return b"".join((*parts, body[done:]))


def _missing_end(body: bytes, found: re.Match[bytes], end: int, edge: int) -> int | None:
    """The index at which a section of CDATA should end; None if it has its end.

    It lacks its end if an item ends within it, or if another section begins within it, behind the
    end of its element.

    Args:
        found: the beginning of the section.
        end: the index of the next end of a section; the length of the document if none follows.
        edge: the index at which the item ends.
    """
    other = body.find(CDATA_BEGINS, found.end(), end)
    limit = min(edge, end if other < 0 else other)
    element = re.compile(rb"</%s\s*+>" % re.escape(found[1] or b"item"))
    if limit < end and (close := element.search(body, found.end(), limit)):
        return close.start()
    return edge if edge < end else None


def _without_open_comment(body: bytes) -> bytes:
    """Let a comment that lacks its end be text, if items follow that it would take in.

    `articles.text` removes it from the text of its own element.
    """
    begin = body.find(COMMENT_BEGINS, body.rfind(b"-->") + 1)
    if begin < 0 or not ITEM_EDGE.search(body, begin):
        return body
    return body[:begin] + body[begin:].replace(COMMENT_BEGINS, SHOWN_COMMENT)


def _one_reference(found: re.Match[bytes]) -> bytes:
    """The character of a pair of surrogates, as one reference."""
    high = int(found[1]) if found[1] else int(found[2], 16)
    low = int(found[3]) if found[3] else int(found[4], 16)
    if not (0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF):  # noqa: PLR2004 - of UTF-16
        return found[0]
    return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _escaped(found: re.Match[bytes], own: frozenset[bytes]) -> bytes:
    """Rewrite a reference for XML: HTML's names become numbers; an unknown one gets "&amp;".

    Args:
        own: the names that the document defines itself, which are kept.
    """
    name = found[3]
    if found[0] == b"&":
        return b"&amp;"
    if name is None:
        return _numbered(found)
    if name in XML_NAMES or name[:-1] in own:
        return found[0]
    characters = html5.get(name.decode())
    if not characters:
        return b"&amp;" + name
    return "".join(f"&#{ord(character)};" for character in characters).encode()


def _numbered(found: re.Match[bytes]) -> bytes:
    """A reference by number; a replacement if XML does not allow the character."""
    if found[1] is None and found[2] is None:  # CDATA, a comment, an instruction
        return found[0]
    number = int(found[1]) if found[1] else int(found[2], 16)
    return found[0] if _is_character(number) else REPLACEMENT.encode()


def _is_character(number: int) -> bool:
    """https://www.w3.org/TR/xml/#charsets"""  # noqa: D415 - an address
    return (
        number in {0x9, 0xA, 0xD}
        or 0x20 <= number <= 0xD7FF  # noqa: PLR2004 - ends of ranges, as the next two
        or 0xE000 <= number <= 0xFFFD  # noqa: PLR2004
        or 0x10000 <= number <= 0x10FFFF  # noqa: PLR2004
    )

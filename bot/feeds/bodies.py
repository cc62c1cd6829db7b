"""The body of an answer: unpacked as far as a limit, and cut after the last whole item. Pure.

Called by `fetch`; it cuts a feed of which only the first 5 MB were read. Polls and `doctor` say so.
"""

import codecs
import json
import re
import zlib
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise

import brotli

GZIP_MAGIC = b"\x1f\x8b\x08"
MOST_LAYERS = 3
BEGINS_DOCUMENT = (b"<", b"{", b"[", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""XML, HTML or JSON, or a byte order mark ahead of them."""
GZIP, ZLIB, RAW_DEFLATE = 31, 15, -15
"""Values of zlib's `wbits`."""


class UnpackingError(Exception):
    """The body is not what its encoding says, or breaks off."""


def unpacked(body: bytes, encoding: str, most: int, *, cut: bool) -> tuple[bytes, bool]:
    """The body without its encodings, and whether it is cut.

    Args:
        body: as it was sent.
        encoding: of the header Content-Encoding; "" without one.
        most: bytes to unpack; 194 KB of gzip can become 200 MB (measured).
        cut: whether the body was cut already.

    Raises:
        UnpackingError: it cannot be unpacked.
    """
    for _ in range(MOST_LAYERS):
        unpack = _unpacker(body, encoding)
        if unpack is None:
            break
        body, whole = unpack(body, most + 1)
        if not whole and not cut and len(body) <= most:
            raise UnpackingError("it breaks off")
        cut |= len(body) > most
        # A second layer is known by its own bytes.
        body, encoding = body[:most], ""
    return body[:most], cut or len(body) > most


def _unpacker(body: bytes, encoding: str) -> Callable[[bytes, int], tuple[bytes, bool]] | None:
    """How the outermost layer is unpacked; None if there is none."""
    if body.startswith(GZIP_MAGIC):
        return _gunzip
    names = {name.strip().lower() for name in encoding.split(",")}
    if not body or _is_document(body):
        return None
    if "br" in names:
        return _unbrotli
    if "deflate" in names:
        return _inflate
    if names & {"gzip", "x-gzip"}:
        raise UnpackingError("it is not gzip")
    return None


def _is_document(body: bytes) -> bool:
    return body[:100].lstrip(b"\0 \t\r\n").startswith(BEGINS_DOCUMENT)


def _gunzip(body: bytes, most: int) -> tuple[bytes, bool]:
    """All members of a gzip file."""
    unpacked_so_far, rest, whole = bytearray(), body, False
    while rest.startswith(GZIP_MAGIC) and len(unpacked_so_far) < most:
        member, whole, rest = _decompress(rest, GZIP, most - len(unpacked_so_far))
        unpacked_so_far += member
    return bytes(unpacked_so_far), whole


def _inflate(body: bytes, most: int) -> tuple[bytes, bool]:
    """The encoding "deflate": zlib's format by the standard, without its header by habit."""
    try:
        unpacked_so_far, whole, _ = _decompress(body, ZLIB, most)
    except UnpackingError:
        unpacked_so_far, whole, _ = _decompress(body, RAW_DEFLATE, most)
    return unpacked_so_far, whole


def _decompress(body: bytes, window_bits: int, most: int) -> tuple[bytes, bool, bytes]:
    """Return the unpacked bytes, whether they are whole, and the bytes behind them."""
    decompressor = zlib.decompressobj(window_bits)
    try:
        # zlib takes 0 for no limit.
        found = decompressor.decompress(body, max(most, 1))
    except zlib.error as exc:
        raise UnpackingError(str(exc)) from exc
    return found, decompressor.eof, decompressor.unused_data


def _unbrotli(body: bytes, most: int) -> tuple[bytes, bool]:
    decompressor = brotli.Decompressor()
    try:
        found = decompressor.process(body, output_buffer_limit=most)
    except brotli.error as exc:
        raise UnpackingError(str(exc)) from exc
    return found[:most], decompressor.is_finished()


FIRST_ONLY = "the feed is larger than 5 MB, so only its first items were read"
NEWEST_MISSED = (
    "the feed is larger than 5 MB and lists its oldest items first, so its newest ones cannot be "
    "read; ask its publisher for a shorter feed"
)
ROOT = re.compile(r"<((?:[\w-]+:)?(?:rss|rdf|feed))[\s>]", re.IGNORECASE)
ITEM_END = re.compile(r"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
CHANNEL = re.compile(r"<(/?)((?:[\w-]+:)?channel)[\s>]", re.IGNORECASE)
CDATA_OR_COMMENT = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
JSON_FEED = "https://jsonfeed.org/version/1.1"
JSON_COMMA = re.compile(r"\s*,\s*")
BOM_ENCODINGS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def whole_items(body: bytes) -> bytes:
    """The document up to its last whole item, and closed; unchanged if it holds none."""
    mark = next((mark for mark in BOM_ENCODINGS if body.startswith(mark)), b"")
    # Latin-1 maps each byte to one character and back, so nothing is lost.
    encoding = BOM_ENCODINGS.get(mark, "latin-1")
    text = body[len(mark) :].decode(encoding, "ignore")
    is_json = text.lstrip("\xef\xbb\xbf \t\r\n").startswith("{")
    found = _json(text) if is_json else _xml(text)
    return mark + found.encode(encoding) if found else body


def cut_sentence(dates: Sequence[datetime | None]) -> str:
    """A sentence about a feed of which only the beginning was read.

    Args:
        dates: of its items, in the feed's order.
    """
    return NEWEST_MISSED if oldest_first(dates) else FIRST_ONLY


def oldest_first(dates: Sequence[datetime | None]) -> bool:
    """Whether items with these dates stand oldest first, as most neighbors do."""
    known = [date for date in dates if date]
    rises = sum(one < other for one, other in pairwise(known))
    falls = sum(one > other for one, other in pairwise(known))
    return rises > falls


def _xml(text: str) -> str:
    root = ROOT.search(text)
    end = _last_end(text) if root else 0
    if not root or not end:
        return ""
    kept = text[:end]
    # RSS 1.0 closes its channel before the items.
    channels = CHANNEL.findall(kept)
    opened = f"</{channels[-1][1]}>" if channels and not channels[-1][0] else ""
    return f"{kept}{opened}</{root[1]}>"


def _last_end(text: str) -> int:
    """The index at which the last item ends; end tags in CDATA or comments do not count."""
    end = 0
    for found in ITEM_END.finditer(_without_asides(text)):
        end = found.end()
    return end


def _without_asides(text: str) -> str:
    """The text with CDATA and comments replaced by as many spaces, so that indexes stay right."""
    return CDATA_OR_COMMENT.sub(lambda aside: " " * len(aside[0]), text)


def _json(text: str) -> str:
    """Cut a JSON Feed. Fields after the items are lost, except the version, which is required."""
    items = ITEMS.search(text)
    if not items:
        return ""
    decoder, at, end = json.JSONDecoder(strict=False), items.end(), 0
    try:
        while True:
            _, end = decoder.raw_decode(text, at)
            following = JSON_COMMA.match(text, end)
            if not following:
                break
            at = following.end()
    except (ValueError, RecursionError):
        pass
    version = "" if '"version"' in text[: items.start()] else f', "version": "{JSON_FEED}"'
    return f"{text[:end]}]{version}}}" if end else ""

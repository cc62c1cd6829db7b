"""Unpacks the body of an answer, up to a limit. Pure; called by `fetch`."""

import zlib
from collections.abc import Callable

import brotli

GZIP_MAGIC = b"\x1f\x8b\x08"
MOST_LAYERS = 3
"""Encodings of one body, one inside the other. Chosen by eye."""
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
        cut: whether the body breaks off, since only a part of it was read.

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
    """The encoding "deflate": zlib's format, which many servers send without its header."""
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

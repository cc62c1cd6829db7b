"""The transport compressions of the gateway: what `compress=` in its URL asks for."""

import importlib
import zlib
from collections.abc import Callable

Compress = Callable[[bytes], bytes]


def compressor(name: str | None) -> Compress | None:
    """A stream's compression, or None for plain text.

    Raises:
        ValueError: it cannot be offered here.
    """
    if name is None:
        return None
    if name == "zlib-stream":
        return _zlib()
    if name == "zstd-stream":
        return _zstd()
    raise ValueError(f"no such compression: {name}")


def _zlib() -> Compress:
    stream = zlib.compressobj()
    return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Compress:
    # discord.py asks for it if one of the two is installed; the first comes with Python 3.14.
    try:
        module = importlib.import_module("compression.zstd")
    except ImportError:
        stream = importlib.import_module("zstandard").ZstdCompressor().compressobj()
        flush_block = importlib.import_module("zstandard").COMPRESSOBJ_FLUSH_BLOCK
        return lambda data: bytes(stream.compress(data) + stream.flush(flush_block))
    own = module.ZstdCompressor()
    return lambda data: bytes(own.compress(data, own.FLUSH_BLOCK))

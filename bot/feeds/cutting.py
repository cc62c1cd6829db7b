"""A feed that was read in part, made whole again: cut after its last whole item. Pure.

Called by `fetch` for a feed of more than 5 MB, before it is read.
"""

import json
import re

LAST_ITEM = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
ROOT = re.compile(rb"<((?:\w+:)?(?:rss|feed|rdf))[\s>]", re.IGNORECASE)
CHANNEL = re.compile(rb"<((?:\w+:)?channel)[\s>]", re.IGNORECASE)
JSON_ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
JSON_COMMA = re.compile(r"\s*,\s*")
HEAD_BYTES = 4_096


def whole_items(body: bytes) -> bytes:
    """The document up to its last whole item, closed; as it is if it holds none."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _whole_json(body)
    ends = [found.end() for found in LAST_ITEM.finditer(body)]
    root = ROOT.search(body[:HEAD_BYTES])
    if not ends or not root:
        return body
    kept = body[: ends[-1]]
    channel = CHANNEL.search(kept)
    # RSS 1.0 closes its channel ahead of its items.
    is_open = channel and b"</" + channel[1] not in kept
    closing = b"</" + channel[1] + b">" if channel and is_open else b""
    return kept + closing + b"</" + root[1] + b">"


def _whole_json(body: bytes) -> bytes:
    text = body.decode("utf-8-sig", "ignore")
    items = JSON_ITEMS.search(text)
    if not items:
        return body
    decoder, end, place = json.JSONDecoder(), items.end(), items.end()
    while True:
        try:
            _, end = decoder.raw_decode(text, place)
        except ValueError:
            break
        comma = JSON_COMMA.match(text, end)
        if not comma:
            break
        place = comma.end()
    return f"{text[:end]}]}}".encode()

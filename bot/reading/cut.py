"""The beginning of a feed that is too long → a whole feed with its first items. Pure.

The pipelines call it for a document of which only the first megabytes were read.
"""

import codecs
import json
import re

ROOT = re.compile(r"<((?:[\w-]+:)?(?:rss|rdf|feed))[\s>]", re.IGNORECASE)
ITEM_END = re.compile(r"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
CHANNEL = re.compile(r"<(/?)((?:[\w-]+:)?channel)[\s>]", re.IGNORECASE)
ASIDE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
JSON_FEED = "https://jsonfeed.org/version/1.1"
BETWEEN = re.compile(r"\s*,\s*")
BOMS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def cut_after_last_item(body: bytes) -> bytes:
    """The document up to its last whole item, and closed; unchanged if it holds none."""
    mark = next((mark for mark in BOMS if body.startswith(mark)), b"")
    # Latin-1 gives each byte a character, and back.
    encoding = BOMS.get(mark, "latin-1")
    text = body[len(mark) :].decode(encoding, "ignore")
    is_json = text.lstrip("\xef\xbb\xbf \t\r\n").startswith("{")
    found = _json(text) if is_json else _xml(text)
    return mark + found.encode(encoding) if found else body


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
    """Where the last item ends; what stands in CDATA or a comment ends none."""
    end = 0
    for found in ITEM_END.finditer(_without_asides(text)):
        end = found.end()
    return end


def _without_asides(text: str) -> str:
    """The text with as many spaces in place of CDATA and comments."""
    return ASIDE.sub(lambda aside: " " * len(aside[0]), text)


def _json(text: str) -> str:
    """Fields that stand behind the items are lost, but for the version, which makes it a feed."""
    items = ITEMS.search(text)
    if not items:
        return ""
    decoder, at, end = json.JSONDecoder(strict=False), items.end(), 0
    try:
        while True:
            _, end = decoder.raw_decode(text, at)
            following = BETWEEN.match(text, end)
            if not following:
                break
            at = following.end()
    except (ValueError, RecursionError):
        pass
    version = "" if '"version"' in text[: items.start()] else f', "version": "{JSON_FEED}"'
    return f"{text[:end]}]{version}}}" if end else ""

import json

import pytest

from bot.feeds.long_feeds import whole_items
from bot.model.document import Document
from bot.reading.parse import parse

ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom">'
RDF = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    b'xmlns="http://purl.org/rss/1.0/"><channel><title>F</title></channel>'
)
ITEMS = b"<item><title>A</title></item><item><title>B</title></item>"


@pytest.mark.parametrize(
    ("body", "end"),
    [
        (b"<rss><channel>" + ITEMS + b"<item><title>C", b"B</title></item></channel></rss>"),
        (b"<rss><channel>" + ITEMS + b"<item><ti", b"B</title></item></channel></rss>"),
        (b"<rss><channel>" + ITEMS + b"</channel>", b"B</title></item></channel></rss>"),
        (RDF + ITEMS + b"<item rdf:about='x'>", b"B</title></item></rdf:RDF>"),
        (ATOM + ITEMS.replace(b"item", b"entry") + b"<entry>", b"B</title></entry></feed>"),
        (
            b"<rss><channel>" + ITEMS + b"<item><d><![CDATA[ a </item> b",
            b"B</title></item></channel></rss>",
        ),
        (b"<rss><channel>" + ITEMS + b"<!-- </item> -->", b"B</title></item></channel></rss>"),
    ],
)
def test_a_cut_feed_ends_with_its_last_whole_item(body: bytes, end: bytes) -> None:
    found = whole_items(body)
    assert found.endswith(end)
    entries = parse(Document("https://example.org/", 200, {}, found)).entries
    assert [entry.title for entry in entries] == ["A", "B"]


def test_a_cut_feed_in_utf_16_is_cut_too() -> None:
    body = (b"<rss><channel>" + ITEMS + b"<item><ti").decode().encode("utf-16")
    found = whole_items(body)
    assert found.decode("utf-16").endswith("B</title></item></channel></rss>")


@pytest.mark.parametrize("at", range(60, 200, 7))
def test_a_json_feed_is_cut_after_an_item(at: int) -> None:
    items = [{"id": str(n), "title": "a ] } , b", "tags": [["x"], {}]} for n in range(9)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    found = whole_items(json.dumps(feed).encode()[: 60 + at])
    entries = parse(Document("https://example.org/", 200, {}, found)).entries
    assert 0 < len(entries) <= 5
    assert [entry.guid for entry in entries] == [str(n) for n in range(len(entries))]


def test_a_json_feed_whose_version_was_cut_off_stays_one() -> None:
    body = b'{"items": [{"id": "1"}, {"id": "2'
    found = whole_items(body)
    assert [e.guid for e in parse(Document("https://e.org/", 200, {}, found)).entries] == ["1"]


@pytest.mark.parametrize(
    "body", [b"", b"<rss><channel><item>", b"<html></item>", b"{", b'{"items": [']
)
def test_what_holds_no_whole_item_is_unchanged(body: bytes) -> None:
    assert whole_items(body) == body

import json
from collections.abc import Iterable

import pytest

from bot.feeds.long_feeds import joined, lists_oldest_first, whole_items
from bot.model.document import Document
from bot.reading.parse import parse
from tests.tables import each_row

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


@each_row("at", range(60, 200, 7))
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


def json_feed(days: Iterable[int], *, before: bool = True, after: bool = False) -> bytes:
    """A JSON Feed whose texts, keys and nested lists look like the ends of items."""
    items = [
        {
            "id": str(day),
            "content_text": 'a"}, {"id": "x", "date_published": "2031-01-01"}, { \\"b\\\\ é',
            "attachments": [{"url": "https://e.org/1"}, {"url": "https://e.org/2"}],
            "_own": [[{}, {"items": [{"id": "y"}, {"id": "z"}]}]],
            "date_published": f"2026-01-{day:02}T08:00:00Z",
            "date_modified": f"2026-02-{29 - day:02}T08:00:00Z",
        }
        for day in days
    ]
    fields = {"version": "https://jsonfeed.org/version/1.1", "title": "T {[", "hubs": [{}, {}]}
    feed = {**(fields if before else {}), "items": items, **(fields if after else {})}
    return json.dumps(feed, ensure_ascii=False).encode()


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True), (True, True)])
def test_the_end_of_a_json_feed_may_begin_anywhere(*, before: bool, after: bool) -> None:
    body = json_feed(range(1, 9), before=before, after=after)
    assert lists_oldest_first(body[: len(body) // 2])
    one_item = len(json_feed([1])) - len(json_feed([]))
    for at in range(len(body) // 2, len(body) // 2 + one_item + 20):
        found = joined(body[: len(body) // 2], body[at:], len(body))
        assert found is not None, body[at : at + 40]
        feed = parse(Document("https://example.org/", 200, {}, found))
        guids = [entry.guid for entry in feed.entries]
        assert feed.title == "T {["
        assert guids in (["5", "6", "7", "8"], ["6", "7", "8"], ["7", "8"])


def test_of_the_end_of_a_json_feed_as_many_items_are_taken_as_fit() -> None:
    body = json_feed(range(1, 9))
    found = joined(body[: len(body) // 2], body[100:], len(body) // 2)
    assert found is not None
    assert len(found) <= len(body) // 2
    assert json.loads(found)["items"][-1]["id"] == "8"


@pytest.mark.parametrize(
    ("days", "end"),
    [
        (range(8, 0, -1), b""),
        (range(1, 9), b"<p>"),
        (range(1, 9), b', {"id": "9"'),
        (range(1, 2), b""),
    ],
    ids=["newest first", "more behind it", "broken off", "one item"],
)
def test_another_end_of_a_json_feed_is_not_taken(days: Iterable[int], end: bytes) -> None:
    body = json_feed(days)
    assert joined(body[: len(body) // 2], (body + end)[len(body) // 2 :], len(body)) is None

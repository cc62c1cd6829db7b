import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.model.document import MOST_ENTRIES, Document, ParsedFeed
from bot.reading.parse import parse

URL = "https://example.org/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
ITEM = st.dictionaries(
    st.sampled_from(
        [
            *("id", "url", "external_url", "title", "content_html", "content_text", "summary"),
            *("image", "banner_image", "date_published", "date_modified", "author", "authors"),
            *("tags", "attachments"),
        ]
    ),
    JSON,
)


def read(body: bytes) -> ParsedFeed:
    return parse(Document(URL, 200, {}, body))


def feed(*items: Any, **fields: Any) -> bytes:
    return json.dumps({"version": VERSION, "title": "F", "items": items, **fields}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"error": "no"}',
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b'{"version": "2", "items": []}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_json_that_is_no_feed_is_one_sentence(body: bytes) -> None:
    with pytest.raises(ParseError, match="answers with JSON instead of a feed"):
        read(body)


def test_a_feed_after_a_byte_order_mark_is_read() -> None:
    assert read(b"\xef\xbb\xbf" + feed()).entries == ()


def test_only_so_many_items_are_read() -> None:
    assert len(read(feed(*({"id": n} for n in range(MOST_ENTRIES + 5)))).entries) == MOST_ENTRIES


@pytest.mark.parametrize(
    ("address", "older"),
    [
        ("/feed.json?page=2", "https://example.org/feed.json?page=2"),
        (URL, None),
        ("", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
        (5, None),
    ],
)
def test_the_feed_goes_on_at_another_web_address(address: Any, older: str | None) -> None:
    assert read(feed(next_url=address)).older == older


@given(st.lists(ITEM | JSON), st.dictionaries(st.text(), JSON))
def test_whatever_the_items_hold_they_are_read(items: list[Any], fields: dict[str, Any]) -> None:
    fields.pop("version", None)
    fields.pop("items", None)
    assert len(read(feed(*items, **fields)).entries) == sum(isinstance(i, dict) for i in items)

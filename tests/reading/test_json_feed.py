import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.model.document import MOST_ENTRIES, Document, ParsedFeed
from bot.reading.parse import parse
from tests.tables import each_row

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


@each_row(
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


@given(st.lists(ITEM | JSON, max_size=4), st.dictionaries(st.text(), JSON, max_size=4))
def test_whatever_the_items_hold_they_are_read(items: list[Any], fields: dict[str, Any]) -> None:
    fields.pop("version", None)
    fields.pop("items", None)
    assert len(read(feed(*items, **fields)).entries) == sum(isinstance(i, dict) for i in items)


FIRST = '{"id": "1", "title": "First", "content_text": "See https://example.org//a, /* b */ ,]"}'
SECOND = '{"id": "2", "title": "Second"}'


def written(items: str, before: str = "", fields: str = "") -> bytes:
    return f'{before}{{"version": "{VERSION}", {fields} "items": [{items}]}}'.encode()


@each_row(
    "body",
    [
        written(f"{FIRST}, {SECOND},"),
        written(f"{FIRST}, {SECOND[:-1]},\n}}\n,\n"),
        written(f'{FIRST}, // the first\n{SECOND} /* the last, "2" */'),
        written(f"{FIRST}, {SECOND}", before="// by hand\n/* twice */\n"),
        written(f"{FIRST}, {SECOND}", before=")]}',\n"),
        written(f"{FIRST}, {SECOND}", before="while(1);"),
        written(f"{FIRST}, {SECOND}", fields='"rank": NaN, "least": -Infinity,'),
        written(f"{FIRST}, {SECOND}", fields=r'"home": "C:\dir\x41 \u12 \'s",'),
        b"\xef\xbb\xbf" + written(f"{FIRST}, {SECOND},"),
        written(f"{FIRST}, {SECOND},").decode().encode("utf-16"),
        written(f"{FIRST}, {SECOND},").decode().encode("utf-16-le"),
        written(f'{FIRST}, {SECOND}, {{"id": "3", "title": "Thi').removesuffix(b"]}"),
        written(f'{FIRST}, {SECOND}, {{"id": "3", "tags": ["a"').removesuffix(b"]}"),
        written(f"{FIRST}, {SECOND}").removesuffix(b"}"),
    ],
)
def test_a_feed_with_mistakes_of_people_and_programs_is_read(body: bytes) -> None:
    entries = read(body).entries

    assert [entry.title for entry in entries] == ["First", "Second"]
    assert entries[0].content == "See https://example.org//a, /* b */ ,]"


def test_an_escape_that_json_does_not_know_is_read_as_it_stands() -> None:
    item = r'{"id": "1", "title": "Patient\'s C:\dir, \"\u00e9\" \\ 5\n6 \u12"}'

    assert read(written(item)).entries[0].title == 'Patient\'s C:\\dir, "é" \\ 5\n6 \\u12'


def test_an_ampersand_in_utf_16_stays_as_it_is() -> None:
    body = feed({"id": "1", "title": "R&D"}).decode().encode("utf-16")

    assert read(body).entries[0].title == "R&D"


@pytest.mark.parametrize(
    ("items", "place"),
    [
        ("{'id': '1'}", "line 2 (character 2)"),
        (f"{FIRST}, {{id: 2}}, {SECOND}", f"line 2 (character {len(FIRST) + 4})"),
        (f"{FIRST} {SECOND}", f"line 2 (character {len(FIRST) + 2})"),
    ],
)
def test_a_feed_that_no_rule_mends_is_told_by_the_place_of_its_error(
    items: str, place: str
) -> None:
    with pytest.raises(ParseError) as caught:
        read(written(f"\n{items}"))

    assert place in str(caught.value)
    assert "JSON with an error" in str(caught.value)

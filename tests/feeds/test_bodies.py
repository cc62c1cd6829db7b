import json
from datetime import timedelta

import pytest

from bot.feeds.long_feeds import FIRST_ONLY, NEWEST_MISSED, cut_sentence, whole_items
from bot.model.document import Document
from bot.model.feed import Feed
from bot.reading.extract import extract
from tests.factories import NOON, feed
from tests.pipelines.conftest import TOPICS
from tests.tables import each_row

RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>'
    + "".join(f"<item><title>Post {n}</title><guid>{n}</guid></item>" for n in range(5))
    + "</channel></rss>"
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/"><channel><title>F</title></channel>'
    + "".join(f"<item><title>Post {n}</title><link>http://x/{n}</link></item>" for n in range(5))
    + "</rdf:RDF>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>'
    + "".join(f"<entry><id>{n}</id><title>Post {n}</title></entry>" for n in range(5))
    + "</feed>"
)
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "F",
        "items": [{"id": str(n), "title": f"Post {n}"} for n in range(5)],
    }
)


def titles(body: bytes) -> list[str]:
    source: Feed = feed()
    found = extract(Document(source.url, 200, {}, body), source, TOPICS)
    return [article.title for article in found.articles]


@each_row("text", [RSS, RDF, ATOM, JSON])
@each_row("within", ["3", "t 3", "ost 3"])
def test_a_feed_that_is_cut_holds_its_whole_items(text: str, within: str) -> None:
    cut = text[: text.rindex(within)].encode()
    assert titles(whole_items(cut)) == ["Post 0", "Post 1", "Post 2"]


@pytest.mark.parametrize("text", [RSS, RDF, ATOM])
def test_a_cut_within_a_character_or_behind_an_item_loses_nothing(text: str) -> None:
    end = text.rindex("</item>" if "item" in text else "</entry>") + len("</item>")
    assert len(titles(whole_items(text[:end].encode() + b"\xe2\x80"))) >= 4


@pytest.mark.parametrize("body", [b"", b"<html>", b"<rss><channel><item>", b"{", b'{"items": 3'])
def test_what_holds_no_whole_item_stays_as_it_is(body: bytes) -> None:
    assert whole_items(body) == body


@each_row(
    ("days", "sentence"),
    [
        ("5 4 3 2 1", FIRST_ONLY),
        ("9 5 4 3 2 1", FIRST_ONLY),
        ("1 5 4 3 2 0", FIRST_ONLY),
        ("1 1 1", FIRST_ONLY),
        ("- - -", FIRST_ONLY),
        ("", FIRST_ONLY),
        ("1 2 3 4 5", NEWEST_MISSED),
        ("9 1 2 3 - 4", NEWEST_MISSED),
        ("1 1 2 2 3", NEWEST_MISSED),
    ],
)
def test_a_feed_that_begins_with_its_oldest_items_is_told_from_others(
    days: str, sentence: str
) -> None:
    dates = [None if day == "-" else NOON + timedelta(days=int(day)) for day in days.split()]
    assert cut_sentence(dates, has_end=False) == sentence

"""Golden pairs: a small awkward feed, and the articles that must come of it.

`python -m tests.reading.test_extract` writes the expected values anew, to be read before they are
kept.
"""

import json
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest
from msgspec import to_builtins

from bot.errors import ParseError
from bot.model.article import Article, Taxonomy
from bot.model.document import Document
from bot.reading.extract import extract
from tests import factories
from tests.shared import sample_feeds

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
FEEDS = sorted(path for path in GOLDEN.glob("*.*") if path.suffix != ".json")
FEED = factories.feed(url="https://example.org/feed/", topics=("survivorship",))
SAYING_NOTHING = {"only-ids.atom", "missing-fields.atom"}
"""Samples without an item that has a title, a text or a link."""
TAXONOMY = Taxonomy(
    (
        factories.topic("heredity", phrases=("BRCA*",), categories=("Genetics",)),
        factories.topic("metastasis", phrases=("brain metasta*",)),
        factories.topic("survivorship"),
    )
)


def outcome(path: Path) -> Any:
    try:
        extraction = extract(Document(FEED.url, 200, {}, path.read_bytes()), FEED, TAXONOMY)
    except ParseError as exc:
        return {"error": str(exc)}
    fields = json.loads(json.dumps(to_builtins(extraction, builtin_types=(datetime,)), default=str))
    # The database gets none of these; `feeds add` and the backfill have tests of them.
    return {name: fields[name] for name in fields if name not in {"homepage", "left_out", "keys"}}


def expected_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_a_golden_feed_gives_its_articles(path: Path) -> None:
    assert outcome(path) == json.loads(expected_of(path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sample_feeds(), ids=lambda path: path.name)
def test_a_feed_of_any_kind_gives_clean_articles_and_the_same_ones_again(path: Path) -> None:
    document = Document(FEED.url, 200, {}, path.read_bytes())
    first = extract(document, FEED, TAXONOMY)
    assert bool(first.articles) is (path.name not in SAYING_NOTHING)
    assert extract(document, FEED, TAXONOMY) == first
    assert len({article.key for article in first.articles}) == len(first.articles)
    for article in first.articles:
        assert article.url.startswith(("http://", "https://"))
        assert 0 < len(article.title) <= 250
        assert len(article.teaser) <= 300
        assert not article.teaser.endswith(("[…]", "[...]"))


def rss(*titles: str, link: str = "/news/") -> Document:
    items = "".join(
        f"<item><guid>{title}</guid><title>{title}</title><category>Oncology</category></item>"
        for title in titles
    )
    body = f"<rss version='2.0'><channel><title>T</title><link>{link}</link>{items}</channel></rss>"
    return Document(FEED.url, 200, {}, body.encode())


def test_what_holds_none_of_the_feeds_phrases_is_left_out_and_named() -> None:
    feed = factories.feed(phrases=("breast cancer",))

    extraction = extract(rss("A recall of lettuce", "Breast cancer drug"), feed, TAXONOMY)

    assert [article.title for article in extraction.articles] == ["Breast cancer drug"]
    assert extraction.left_out == ("A recall of lettuce",)


def articles_of(*items: str) -> tuple[Article, ...]:
    body = f"<rss version='2.0'><channel><title>F</title>{''.join(items)}</channel></rss>"
    return extract(Document(FEED.url, 200, {}, body.encode()), FEED, TAXONOMY).articles


def listed(*items: str) -> list[str]:
    return [article.key for article in articles_of(*items)]


def item(guid: str, text: str = "Words.", link: str = "<link>https://example.org/1</link>") -> str:
    return (
        f"<item><guid isPermaLink='false'>{guid}</guid><title>Roundup</title>{link}"
        f"<description>{text}</description></item>"
    )


def test_an_item_that_is_listed_twice_with_another_id_is_one_article() -> None:
    assert listed(item("a"), item("b")) == ["guid:a"]


def test_items_that_a_reader_can_tell_apart_are_several() -> None:
    assert len(listed(item("a"), item("b", "Other words."))) == 2
    assert len(listed(item("a"), item("b", link="<link>https://example.org/2</link>"))) == 2


def test_items_without_a_link_are_told_apart_by_their_ids() -> None:
    assert len(listed(item("a", link=""), item("b", link=""))) == 2


@pytest.mark.parametrize(
    "said",
    [
        "",
        "<guid>g1</guid>",
        "<title> </title><description>&lt;p&gt;&lt;/p&gt;</description>",
        "<enclosure url='javascript:1' type='image/png'/>",
        "<guid>1</guid><description>&lt;img src='https://example.org/a.png'&gt;</description>",
    ],
)
def test_an_item_that_says_nothing_is_no_article(said: str) -> None:
    assert listed(f"<item>{said}</item>", item("a")) == ["guid:a"]


def test_an_item_of_a_link_alone_is_an_article() -> None:
    assert listed("<item><link>https://example.org/2</link></item>") == [
        "url:https://example.org/2"
    ]


def test_an_item_of_a_json_feed_that_says_nothing_is_no_article() -> None:
    items = [{"id": "1", "title": ["list"], "url": {"a": 1}}, {"id": "2", "content_text": "Words"}]
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}
    document = Document(FEED.url, 200, {}, json.dumps(body).encode())

    assert [each.key for each in extract(document, FEED, TAXONOMY).articles] == ["guid:2"]


@pytest.mark.parametrize(
    "host",
    ["ads.pheedo.com", "ad.doubleclick.net", "www.googleadservices.com", "rss.buysellads.com"],
)
def test_an_advertisement_between_the_items_is_no_article(host: str) -> None:
    link = f"<link>http://{host}/click?p=4</link>"

    assert listed(item("ad", link=link), item("a")) == ["guid:a"]


def test_a_host_that_only_sounds_like_advertisements_is_one_like_any() -> None:
    assert listed(item("a", link="<link>https://notdoubleclick.net/1</link>")) == ["guid:a"]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("NCT01234567 recruits.", "https://example.org/1"),
        (
            '<a href="https://www.ClinicalTrials.gov/study/NCT01234567">The page</a>',
            "https://example.org/1",
        ),
        ("Words.", "https://clinicaltrials.gov/study/NCT01234567"),
    ],
)
def test_a_trial_is_named_by_words_or_by_a_link(text: str, link: str) -> None:
    (found,) = articles_of(item("a", escape(text), f"<link>{link}</link>"))

    assert found.trials == ("NCT01234567",)


def test_a_document_that_was_cut_before_its_first_item_is_an_error() -> None:
    document = Document(FEED.url, 200, {}, b"<rss version='2.0'>" + b" " * 1000, cut=True)

    with pytest.raises(ParseError, match="larger than 5 MB"):
        extract(document, FEED, TAXONOMY)


def test_an_articles_key_does_not_depend_on_the_phrases() -> None:
    document = rss("Breast cancer drug", "Another drug")
    narrow = extract(document, factories.feed(phrases=("breast cancer",)), TAXONOMY)
    wide = extract(document, factories.feed(), TAXONOMY)

    assert narrow.articles[0].key == wide.articles[0].key


def test_the_homepage_that_a_feed_names_is_told_where_it_is_one() -> None:
    assert extract(rss("One"), FEED, TAXONOMY).homepage == "https://example.org/news/"
    assert extract(rss("One", link="javascript:alert(1)"), FEED, TAXONOMY).homepage == ""


if __name__ == "__main__":
    for golden in FEEDS:
        text = json.dumps(outcome(golden), indent=2, ensure_ascii=False)
        expected_of(golden).write_text(f"{text}\n", encoding="utf-8")

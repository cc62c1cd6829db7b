from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.selectors import is_selector
from bot.model.article import Image
from bot.model.document import Document
from bot.model.feed import Listing
from bot.reading.listing import read_listing
from tests import factories

PAGE = Path(__file__).resolve().parents[1] / "golden" / "pages" / "listing.html"
URL = "https://example.org/blog/metastasis?page=1"
FEED = factories.feed()
TAXONOMY = factories.taxonomy("metastasis", "survivorship")
LISTING = Listing(
    url=URL,
    item="article.teaser",
    title="h2",
    link="h2 a",
    date="time, .date",
    teaser=".summary",
    image="a.image",
    next_page=".pager .next a",
    topics=("metastasis",),
)


def page(body: bytes = PAGE.read_bytes()) -> Document:
    return Document(URL, 200, {}, body)


def test_a_listing_gives_its_articles_with_all_that_it_tells() -> None:
    found = read_listing(page(), LISTING, FEED, TAXONOMY)
    first, second, third = found.articles
    assert first.title == "Sample: What wakes dormant cells?"
    assert first.url == "https://example.org/blog/dormant-cells"
    assert first.key == "url:https://example.org/blog/dormant-cells"
    assert first.published_at == datetime(2021, 5, 4, 12, tzinfo=UTC)
    assert first.teaser == "A sample teaser: fewer than 5 < 6 cells wake."
    assert first.image == Image("https://example.org/images/cells.jpg", "Cells under a microscope")
    assert [match.slug for match in first.topics] == ["metastasis"]
    assert second.published_at == datetime(2020, 3, 1, tzinfo=UTC)
    assert (second.image, second.teaser) == (None, "")
    # A link that may not be shown leads home, as in a feed.
    assert third.url == FEED.homepage
    assert found.older == "https://example.org/blog/metastasis?page=2"


def test_an_item_that_is_a_link_itself_needs_no_selectors() -> None:
    found = read_listing(page(), Listing(URL, item="nav a"), FEED, TAXONOMY)
    assert [article.title for article in found.articles] == ["All", "Genetics"]
    assert found.older is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021-05-04", datetime(2021, 5, 4, tzinfo=UTC)),
        ("4 May 2021", datetime(2021, 5, 4, tzinfo=UTC)),
        ("Sept. 4, 2021", datetime(2021, 9, 4, tzinfo=UTC)),
        ("3/4/2021", None),
        ("May 2021", None),
        ("", None),
    ],
)
def test_a_date_is_read_where_it_is_a_whole_one(text: str, date: datetime | None) -> None:
    body = f"<a href='/x'>Title <i class='date'>{text}</i></a>".encode()
    found = read_listing(page(body), Listing(URL, item="a", date="i"), FEED, TAXONOMY)
    assert [article.published_at for article in found.articles] == [date]


def test_a_selector_is_told_from_what_is_none() -> None:
    assert is_selector("div > h2 a, .teaser:first-child")
    assert not is_selector("a[")
    assert not is_selector("")


STARTS = st.sampled_from(["<article class=teaser><h2><a href='", "<html>", ""])


@given(st.binary(max_size=500), STARTS)
def test_any_page_is_read(body: bytes, before: str) -> None:
    read_listing(page(before.encode() + body), LISTING, FEED, TAXONOMY)

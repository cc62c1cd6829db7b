import pytest
from msgspec.structs import replace

from bot.model.document import Document, FeedLink
from bot.reading.web_page import feed_links
from tests.tables import each_row

RSS = "application/rss+xml"


def page(*links: str, url: str = "https://example.org/blog/") -> Document:
    head = "".join(links)
    return Document(url, 200, {}, f"<!DOCTYPE html><html><head>{head}</head></html>".encode())


def link(href: str, title: str = "", kind: str = RSS, rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}">'


def urls(document: Document) -> list[str]:
    return [each.url for each in feed_links(document)]


@pytest.mark.parametrize(
    "kind", [RSS, "application/atom+xml", "application/feed+json", "Application/RSS+XML; q=1"]
)
def test_each_kind_of_feed_is_found(kind: str) -> None:
    assert urls(page(link("/feed/", kind=kind))) == ["https://example.org/feed/"]


def test_a_link_has_its_title_as_plain_text() -> None:
    document = page(link("/feed/", "Blog &raquo; <b>Feed</b>"))

    assert feed_links(document) == (FeedLink("https://example.org/feed/", "Blog » Feed"),)


@each_row(
    ("header", "named"),
    [
        ('</feed/>; rel="alternate"; type="application/rss+xml"', ["https://example.org/feed/"]),
        (
            "<atom.xml>;type=application/atom+xml ; REL=Alternate",
            ["https://example.org/blog/atom.xml"],
        ),
        (
            '</x>; rel="x", </a>; title="A, b"; rel="up alternate"; type="application/rss+xml"',
            ["https://example.org/a"],
        ),
        ('</wp-json/1>; rel="alternate"; type="application/json"', []),
        ('</entry>; rel="alternate"; type="application/atom+xml; type=entry"', []),
        ('</feed/>; rel="next"; type="application/rss+xml"', []),
        ('<mailto:a@example.org>; rel="alternate"; type="application/rss+xml"', []),
        ("</feed/", []),
    ],
)
def test_a_header_names_a_feed_as_the_head_does(header: str, named: list[str]) -> None:
    document = replace(page(), headers={"link": header})

    assert urls(document) == named


def test_an_address_in_a_header_stands_beside_the_page_whatever_its_base() -> None:
    document = replace(
        page('<base href="/news/">', link("rss.xml")),
        headers={"link": '<rss.xml>; rel="alternate"; type="application/rss+xml"'},
    )

    assert set(urls(document)) == {
        "https://example.org/news/rss.xml",
        "https://example.org/blog/rss.xml",
    }


def test_comments_come_last() -> None:
    document = page(
        link("/blog/comments/feed/", "Sample"),
        link("/feed2/", "Sample » Comments Feed"),
        link("/feed/", "Sample » Feed"),
    )

    assert urls(document)[0] == "https://example.org/feed/"


def test_a_sections_own_feed_comes_before_the_sites() -> None:
    document = page(link("/feed/"), link("/blog/feed/"), url="https://example.org/blog/")

    assert urls(document) == ["https://example.org/blog/feed/", "https://example.org/feed/"]


def test_addresses_are_resolved_against_the_page_or_its_base() -> None:
    assert urls(page(link("rss.xml"))) == ["https://example.org/blog/rss.xml"]
    assert urls(page('<base href="/news/">', link("rss.xml"))) == [
        "https://example.org/news/rss.xml"
    ]


@pytest.mark.parametrize(
    "other",
    [
        link("/style.css", rel="stylesheet", kind="text/css"),
        link("/wp-json/", kind="application/json"),
        link("/de/", kind="text/html"),
        link("javascript:alert(1)"),
        link("ftp://example.org/feed"),
        link("/feed/", rel="nofollow"),
        '<link rel type href="/feed/">',
    ],
)
def test_other_links_are_none(other: str) -> None:
    assert urls(page(other)) == []


@pytest.mark.parametrize("href", ["/feed", "news.rss", "/rss.xml", "/de/atom/", "/feed.php?a=1"])
def test_a_page_that_names_no_feed_may_link_to_one(href: str) -> None:
    assert len(urls(page("<a href='/about'>About</a>", f"<a href='{href}'>RSS</a>"))) == 1


@pytest.mark.parametrize(
    "href", ["/feedback", "/rss-explained", "/feed/how-to", "/news.html", "#rss"]
)
def test_other_pages_it_links_to_are_no_feeds(href: str) -> None:
    assert urls(page(f"<a href='{href}'>RSS</a>")) == []


def test_what_a_page_names_counts_more_than_a_link() -> None:
    document = page("<a href='/other.rss'>RSS</a>", link("/feed/"))
    assert urls(document) == ["https://example.org/feed/"]


def test_feeds_of_comments_are_known() -> None:
    document = page(link("/feed/"), link("/comments/feed/"))
    assert [each.of_comments for each in feed_links(document)] == [False, True]


def test_a_feed_that_is_named_twice_is_one() -> None:
    assert len(urls(page(link("/feed/"), link("/feed/")))) == 1


def test_what_is_no_web_page_names_nothing() -> None:
    body = b'<rss><link rel="alternate" type="application/rss+xml" href="/feed/"/></rss>'
    assert feed_links(Document("https://example.org/", 200, {}, body)) == ()


def test_a_broken_page_still_names_its_feed() -> None:
    body = b"<html><title>x<div>" + link("/feed/").encode() + b"\xff\xfe</span>"
    body = body.replace(b"<title>x", b"<title>x</title>")
    assert urls(Document("https://example.org/", 200, {}, body)) == ["https://example.org/feed/"]


@pytest.mark.parametrize(
    "parameter", ["type=entry", ' Type="Entry"', "charset=utf-8; type = entry"]
)
def test_a_document_of_one_entry_is_no_feed(parameter: str) -> None:
    kind = f"application/atom+xml;{parameter}".replace('"', "&quot;")

    assert urls(page(link("/entry.atom", kind=kind), link("/feed/"))) == [
        "https://example.org/feed/"
    ]


def test_an_atom_feed_that_says_so_is_found() -> None:
    kind = "application/atom+xml;type=feed"

    assert urls(page(link("/feed/", kind=kind))) == ["https://example.org/feed/"]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.links import (
    canonical_url,
    safe_url,
    typed_address,
    without_forwarding,
    without_tracking,
)
from tests.tables import each_row


@each_row(
    ("url", "expected"),
    [
        ("https://x.org/a", "https://x.org/a"),
        (" https://x.org/a\n", "https://x.org/a"),
        ("/a", "https://base.org/a"),
        ("a?b=1", "https://base.org/dir/a?b=1"),
        ("//x.org/a", "https://x.org/a"),
        ("HTTP://X.org/A", "http://x.org/A"),
        ("https://x.org/ä b", "https://x.org/%C3%A4%20b"),
        ("https://x.org/%C3%A4", "https://x.org/%C3%A4"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("https://x.org/<b>", "https://x.org/%3Cb%3E"),
        ("java\nscript:alert(1)", None),
        ("javascript:alert(1)", None),
        ("data:image/gif;base64,xx", None),
        ("ftp://x.org/", None),
        ("mailto:a@x.org", None),
        ("tag:x.org,2026:1", None),
        ("https://bank.org@x.org/", None),
        ("https://bank.org\\@x.org/", None),
        ("https://x.org:99999/", None),
        ("https://[x/", None),
        ("https://" + "x" * 3000, None),
        ("https://x.org/" + "x" * 2048, None),
    ],
)
def test_only_http_addresses_that_say_where_they_lead_are_safe(
    url: str, expected: str | None
) -> None:
    assert safe_url(url, "https://base.org/dir/") == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://x.org/a/",
        "https://X.ORG./a",
        "https://x.org:443/a#top",
        "https://x.org/a?utm_source=b&fbclid=c&mc_cid=d&_hsenc=e",
    ],
)
def test_addresses_of_one_page_are_equal(url: str) -> None:
    assert canonical_url(url) == "https://x.org/a"


@pytest.mark.parametrize(
    "url", ["https://x.org/A", "https://x.org/a?v=1", "https://x.org:8080/a", "https://www.x.org/a"]
)
def test_addresses_of_other_pages_are_not(url: str) -> None:
    assert canonical_url(url) != "https://x.org/a"


def test_the_query_keeps_its_order() -> None:
    assert canonical_url("https://x.org/?b=2&utm_id=1&a=1") == "https://x.org/?b=2&a=1"


def test_pubmed_changes_its_parameters_with_every_fetch() -> None:
    url = "https://pubmed.ncbi.nlm.nih.gov/1/?utm_source=a&fc=2026&ff=3&v=2.18"
    assert without_tracking(url) == "https://pubmed.ncbi.nlm.nih.gov/1/"


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (
            "https://www.google.com/url?rct=j&sa=t&url=https://n.example/a%3Fb%3D1&ct=ga&usg=x",
            "https://n.example/a?b=1",
        ),
        ("https://www.google.co.uk/url?q=http://n.example/a&sa=U", "http://n.example/a"),
        (
            "http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fn.example%2fa&c=1",
            "https://n.example/a",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fn.example%2Fa&h=x", "https://n.example/a"),
    ],
)
def test_a_forwarding_address_becomes_that_of_the_page(url: str, page: str) -> None:
    assert without_forwarding(url) == page


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.com/url?sa=t&usg=x",
        "https://www.google.com/url?url=javascript:alert(1)",
        "https://www.google.com/url?url=https://name@n.example/a",
        "https://www.google.com/search?q=https://n.example/a",
        "https://n.example/url?url=https://other.example/a",
        "https://google.com.n.example/url?url=https://other.example/a",
        "https://n.example/share?u=https://n.example/a",
    ],
)
def test_another_address_stays_as_it_is(url: str) -> None:
    assert without_forwarding(url) == url


@given(st.text(), st.text())
def test_no_text_can_break_it(url: str, base: str) -> None:
    found = safe_url(url, base)
    assert found is None or (found.isascii() and len(found) <= 2048 and canonical_url(found))


@given(st.text())
def test_an_address_stays_safe(rest: str) -> None:
    found = safe_url(f"https://x.org/{rest}")
    assert found is None or safe_url(found) == found


@each_row(
    ("text", "address"),
    [
        (" https://example.org/feed\n", "https://example.org/feed"),
        ("feed://example.org/feed", "http://example.org/feed"),
        ("FEED:example.org/feed", "http://example.org/feed"),
        ("feed:https://example.org/feed", "https://example.org/feed"),
        ("example.org/blog/feed", "https://example.org/blog/feed"),
        ("localhost:8080/feed?a=1", "https://localhost:8080/feed?a=1"),
        ("10.0.0.1/feed", "https://10.0.0.1/feed"),
        ("me:secret@example.org/feed", "https://me:secret@example.org/feed"),
        ("npj Breast Cancer", "npj Breast Cancer"),
        ("Feed: news", "Feed: news"),
        ("news", "news"),
        ("ftp://example.org/feed", "ftp://example.org/feed"),
        ("<https://x.org/feed>", "https://x.org/feed"),
        ('"https://x.org/feed/"', "https://x.org/feed/"),
        ("“http://x.org/a?b=1,2”,", "http://x.org/a?b=1,2"),
        ("<feed://x.org/rss>;", "http://x.org/rss"),
        ("« https://x.org »", "https://x.org"),
        ('"The Progress Report"', '"The Progress Report"'),
        ("https://x.org/feed#top", "https://x.org/feed"),
        ("x.org/feed#", "https://x.org/feed"),
        ("Feed #1", "Feed #1"),
        ("HTTPS://Example.ORG:8080/Feed?A=1", "https://example.org:8080/Feed?A=1"),
        ("Example.org", "https://example.org"),
        ("https://Me:Secret@example.org/Feed", "https://Me:Secret@example.org/Feed"),
    ],
)
def test_a_typed_address_is_understood(text: str, address: str) -> None:
    assert typed_address(text) == address

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.article import ArticlePage, Image
from bot.model.document import Document
from bot.reading.web_page import read_page
from tests.tables import each_row

PAGES = Path(__file__).resolve().parents[1] / "golden" / "pages"
URL = "https://example.org/news/walking/?utm_source=feed"


def read(body: bytes | str, url: str = URL, **headers: str) -> ArticlePage:
    given_bytes = body if isinstance(body, bytes) else body.encode()
    return read_page(
        Document(url, 200, {k.replace("_", "-"): v for k, v in headers.items()}, given_bytes)
    )


def golden(name: str) -> bytes:
    return (PAGES / name).read_bytes()


def test_an_article_is_found_among_what_surrounds_it() -> None:
    page = read(golden("article.html"))
    assert "Those with neuropathy in their feet walked less" in page.text
    for around in ("cookies", "Give today", "Ten recipes", "Copyright"):
        assert around not in page.text
    assert page.author == "Alex Sample"
    assert page.image == Image(
        "https://example.org/images/walking.jpg", "Two people on a path in spring"
    )
    assert page.published_at == datetime(2026, 2, 27, tzinfo=UTC)
    assert page.canonical_url == "https://example.org/news/walking"


def test_a_page_in_an_old_encoding_is_read_as_it_was_written() -> None:
    page = read(golden("german.html"))
    assert "noch Monate lang müde" in page.text
    assert "Ärztinnen und Ärzte" in page.text


@pytest.mark.parametrize(
    ("head", "headers"),
    [
        ('<meta name="robots" content="NOINDEX, nofollow">', {}),
        ('<meta name="ProgressBot" content="none">', {}),
        ("", {"x_robots_tag": "noindex"}),
    ],
)
def test_a_page_that_wants_no_index_is_left_out(head: str, headers: dict[str, str]) -> None:
    body = golden("article.html").replace(b"<head>", f"<head>{head}".encode())
    assert read(body, **headers) == ArticlePage(indexable=False)


@pytest.mark.parametrize(
    "canonical",
    ["https://other.example.com/news/walking/", "/", "javascript:alert(1)", "http://[", ""],
)
def test_a_canonical_link_is_believed_on_its_own_host_alone(canonical: str) -> None:
    assert read(f'<link rel="canonical" href="{canonical}"><p>Text.</p>').canonical_url == ""


@each_row(
    ("picture", "alt"),
    [
        ('<img src="/images/walk.jpg" alt="Two people">', "Two people"),
        ('<img src="/images/walk-300x200.jpg?w=1" alt="A &amp; B">', "A & B"),
        ('<img src="x.gif" data-src="/images/walk.jpg" alt="Late">', "Late"),
        ('<img srcset="/s.jpg 300w, /images/walk.jpg 900w" alt="Wide">', "Wide"),
        ('<img src="/images/logo.png" alt="Logo"><img src="/images/walk.jpg" alt="This">', "This"),
        ('<img src="/images/walk.jpg" alt=""><img src="/images/walk.jpg" alt="Second">', "Second"),
        ('<img src="/images/walking.jpg" alt="Another">', ""),
        ('<img src="/images/walk.jpg">', ""),
    ],
)
def test_an_image_without_text_has_that_of_the_same_file_in_the_page(
    picture: str, alt: str
) -> None:
    head = '<meta property="og:image" content="https://cdn.example.org/images/walk.jpg">'
    page = read(f"<html><head>{head}</head><body>{picture}</body></html>")
    assert page.image == Image("https://cdn.example.org/images/walk.jpg", alt)


def test_the_text_that_the_head_states_goes_first() -> None:
    head = '<meta property="og:image" content="/a.jpg"><meta property="og:image:alt" content="Own">'
    page = read(f'<html><head>{head}</head><body><img src="/a.jpg" alt="Other"></body></html>')
    assert page.image == Image("https://example.org/a.jpg", "Own")


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", "<html></html>", "<p>5 < 6</p>" * 3])
def test_a_page_without_an_article_has_little_to_say(body: bytes | str) -> None:
    page = read(body)
    assert len(page.text) < 100
    assert (page.image, page.author, page.published_at) == (None, "", None)


@settings(max_examples=60)
@given(st.binary(max_size=400), st.integers(0, 2_000))
def test_any_bytes_give_a_page_within_the_limits(noise: bytes, at: int) -> None:
    whole = golden("article.html")
    page = read(whole[:at] + noise + whole[at:])
    assert len(page.text) <= 20_000
    assert len(page.author) <= 100
    page.text.encode()
    assert page.image is None or page.image.url.startswith(("http://", "https://"))

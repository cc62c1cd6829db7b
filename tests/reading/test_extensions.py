import pytest

from bot.reading.extensions import older_by_header, older_by_links
from tests.tables import each_row

URL = "https://example.org/feed/"


@pytest.mark.parametrize(
    ("links", "older"),
    [
        ([], None),
        ([{"rel": "next", "href": "?paged=2"}], "https://example.org/feed/?paged=2"),
        (
            [{"rel": "next", "href": "?paged=2"}, {"rel": "prev-archive", "href": "/2026-02"}],
            "https://example.org/2026-02",
        ),
        (
            [{"rel": "next", "href": "?paged=2"}, {"rel": "prev-archive", "href": "ftp://x/"}],
            "https://example.org/feed/?paged=2",
        ),
        ([{"rel": "next", "href": URL}], None),
        ([{"rel": "next"}, {"href": "x"}, {}], None),
        ([{"rel": "previous", "href": "/x"}], None),
    ],
)
def test_the_archive_goes_before_the_next_page(
    links: list[dict[str, object]], older: str | None
) -> None:
    assert older_by_links(links, URL) == older


@each_row(
    ("header", "older"),
    [
        ("", None),
        ('<https://example.org/feed/?page=2>; rel="next"', f"{URL}?page=2"),
        ("<?page=2>;rel=next", f"{URL}?page=2"),
        ('<//www.example.org/2>; title="a, b; c"; REL="Last Next"', "https://www.example.org/2"),
        ("</2>; rel=next, </2026-02>; rel=prev-archive", "https://example.org/2026-02"),
        ('</wp-json/>; rel="https://api.w.org/", </a,b>; rel=next', "https://example.org/a,b"),
        ("<https://cdn.example/style.css>; rel=next", None),
        (f"<{URL}>; rel=next", None),
        ("</2>; rel=prev; rel=next", None),
        ("<>; rel=next, no link, <unfinished", None),
    ],
)
def test_a_header_names_the_next_page_of_its_own_site(header: str, older: str | None) -> None:
    assert older_by_header(header, URL) == older

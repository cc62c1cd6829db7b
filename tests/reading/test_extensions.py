import pytest

from bot.reading.extensions import older_by_links

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

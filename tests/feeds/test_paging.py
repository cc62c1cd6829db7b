import pytest

from bot.feeds.paging import next_page

FEED = "https://example.org/feed/"
WORDPRESS = ("guid:https://example.org/?p=1", "guid:https://example.org/?post_type=x&p=2")


@pytest.mark.parametrize(
    ("url", "following"),
    [
        (FEED, f"{FEED}?paged=2"),
        (f"{FEED}?paged=2", f"{FEED}?paged=3"),
        (f"{FEED}?cat=5&paged=9", f"{FEED}?cat=5&paged=10"),
        (f"{FEED}?paged=soon", f"{FEED}?paged=2"),
        (f"{FEED}?cat=&withcomments", f"{FEED}?cat=&withcomments=&paged=2"),
    ],
)
def test_wordpress_counts_its_pages(url: str, following: str) -> None:
    assert next_page(url, WORDPRESS, None) == following


@pytest.mark.parametrize("keys", [(), ("guid:1",), (WORDPRESS[0], "guid:2", "guid:3")])
def test_what_is_not_wordpress_for_the_most_part_has_no_further_page(keys: tuple[str, ...]) -> None:
    assert next_page(FEED, keys, None) is None


def test_posts_that_came_from_another_blog_end_no_past() -> None:
    moved = "guid:tag:blogger.com,1999:post-3"
    assert next_page(FEED, (*WORDPRESS, moved), None) == f"{FEED}?paged=2"
    assert next_page(f"{FEED}?paged=2", (moved,), None) == f"{FEED}?paged=3"


@pytest.mark.parametrize(
    ("older", "following"),
    [
        ("https://example.org/2026-02.atom", "https://example.org/2026-02.atom"),
        ("https://www.example.org/2", "https://www.example.org/2"),
        ("https://example.com/2", None),
    ],
)
def test_a_page_that_is_named_goes_first_and_stays_on_the_site(
    older: str, following: str | None
) -> None:
    assert next_page(FEED, WORDPRESS, older) == following


def test_an_empty_page_is_the_last() -> None:
    assert next_page(FEED, (), "https://example.org/2") is None

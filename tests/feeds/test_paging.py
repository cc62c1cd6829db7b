import pytest

from bot.feeds.paging import PagesShown, Shown, is_wordpress, next_page, page_number
from tests.tables import each_row

FEED = "https://example.org/feed/"
WORDPRESS = ("guid:https://example.org/?p=1", "guid:https://example.org/?post_type=x&p=2")
PLAIN = "https://example.org/news.xml"


@pytest.mark.parametrize(
    ("url", "following"),
    [
        (FEED, f"{FEED}?paged=2"),
        (f"{FEED}?paged=2", f"{FEED}?paged=3"),
        (f"{FEED}?cat=5&paged=9", f"{FEED}?cat=5&paged=10"),
        (f"{FEED}?paged=soon", f"{FEED}?paged=2"),
        (f"{FEED}?cat=&withcomments", f"{FEED}?cat=&withcomments=&paged=2"),
        (PLAIN, f"{PLAIN}?paged=2"),
    ],
)
def test_pages_are_counted_as_wordpress_counts_them(url: str, following: str) -> None:
    assert next_page(url, WORDPRESS, None, counts=True) == following


def test_a_page_that_may_not_be_counted_on_from_is_the_last() -> None:
    assert next_page(FEED, WORDPRESS, None, counts=False) is None


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
    assert next_page(FEED, WORDPRESS, older, counts=True) == following


def test_the_site_is_the_same_with_and_without_www() -> None:
    page = "https://www.example.org/feed/"
    assert next_page(page, WORDPRESS, "https://example.org/2", counts=True)


def test_an_empty_page_is_the_last() -> None:
    assert next_page(FEED, (), "https://example.org/2", counts=True) is None
    assert next_page(FEED, (), None, counts=True) is None


@pytest.mark.parametrize(
    ("url", "number"),
    [(FEED, 1), (f"{FEED}?paged=7", 7), (f"{FEED}?paged=-7", 1), (f"{FEED}?paged=²", 1)],
)
def test_a_page_has_the_number_of_its_address(url: str, number: int) -> None:
    assert page_number(url) == number


@each_row(
    ("url", "link", "body", "key"),
    [
        (PLAIN, '<https://example.org/wp-json/>; rel="https://api.w.org/"', "", ""),
        (PLAIN, "", "<generator>https://wordpress.org/?v=6.1</generator>", ""),
        (PLAIN, "", '<rss xmlns:wfw="http://wellformedweb.org/CommentAPI/">', ""),
        (PLAIN, "", '<rss xmlns:slash="http://purl.org/rss/1.0/modules/slash/">', ""),
        (FEED, "", "", ""),
        ("https://example.org/blog/feed", "", "", ""),
        ("https://example.org/feed/atom/?cat=3", "", "", ""),
        (PLAIN, "", "", WORDPRESS[0]),
        (PLAIN, "", "", WORDPRESS[1]),
    ],
)
def test_wordpress_is_known_by_any_of_its_signs(url: str, link: str, body: str, key: str) -> None:
    assert is_wordpress(url, {"link": link}, body.encode(), ["guid:1", key])


@pytest.mark.parametrize(
    "url", [PLAIN, "https://example.org/feeds/news", "http://[", "https://example.org/?x=/feed/"]
)
def test_other_sites_show_no_sign_of_it(url: str) -> None:
    late = b" " * 5_000 + b"our move away from wordpress.org/"
    keys = ["guid:1", "guid:https://example.org/?page=1", "url:https://example.org/?p=1"]
    assert not is_wordpress(url, {"link": "<https://example.org/>"}, late, keys)


def page(*keys: str, contents: tuple[str, ...] = ()) -> Shown:
    return Shown(frozenset(keys), frozenset((each,) for each in contents or keys))


def test_a_page_with_other_items_is_another_one() -> None:
    shown = PagesShown()
    assert not shown.repeats(page("1"))
    shown.add(page("1", "2"))
    assert not shown.repeats(page("2", "3"))


def test_a_page_without_others_is_the_same_again_also_under_new_keys() -> None:
    shown = PagesShown()
    shown.add(page("1", "2"))
    assert shown.repeats(page("2", "1"))
    assert shown.repeats(page("8", "9", contents=("2", "1")))


def test_a_site_that_gives_its_first_or_last_page_for_any_higher_number_is_found_out() -> None:
    shown = PagesShown()
    for each in ("1", "2", "3"):
        shown.add(page(each))
    assert shown.repeats(page("1"))
    assert shown.repeats(page("3"))
    assert not shown.repeats(page("4"))


def test_items_without_anything_to_tell_them_by_but_keys_are_told_by_keys() -> None:
    shown = PagesShown()
    shown.add(Shown(frozenset("1"), frozenset()))
    assert not shown.repeats(Shown(frozenset("2"), frozenset()))

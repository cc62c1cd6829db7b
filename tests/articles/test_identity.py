from bot.articles.clean import CleanEntry
from bot.articles.identity import address, keys


def entry(guid: str = "", url: str | None = None, title: str = "T", text: str = "") -> CleanEntry:
    return CleanEntry(guid, url, title, "", text, "", None, ())


def key(guid: str = "", url: str | None = None, title: str = "T", text: str = "") -> str:
    (found,) = keys([entry(guid, url, title, text)])
    return found


def test_the_guid_is_the_key_whatever_else_changes() -> None:
    assert key("a", "https://x.org/1", "T") == key("a", "https://x.org/2", "U") == "guid:a"


def test_without_a_guid_it_is_the_canonical_url() -> None:
    assert key("", "http://X.org/1/?utm_source=a", "T") == key("", "https://x.org/1", "U")


def test_without_either_it_is_title_and_text() -> None:
    assert key(title="T", text="x") == key(title="T", text="x")
    assert len({key(title="T"), key(title="U"), key(title="T", text="x")}) == 3


def test_a_guid_is_never_taken_for_an_address() -> None:
    assert key("https://x.org/1") != key("", "https://x.org/1")


def test_items_that_share_a_guid_are_told_apart_by_their_address() -> None:
    entries = [entry("g", f"https://x.org/{n}") for n in range(4)]
    assert len(set(keys(entries))) == 4
    assert keys(entries[1:]) == keys(entries)[1:]
    assert keys([entry("new", "https://x.org/new"), *entries])[1:] == keys(entries)


def test_items_that_share_guid_and_address_are_one() -> None:
    assert len(set(keys([entry("g", "https://x.org/1", "A"), entry("g", "http://x.org/1/")]))) == 1


def test_items_whose_only_name_is_shared_are_told_apart_by_title() -> None:
    url = "https://x.org/"
    assert len(set(keys([entry("g", title="A"), entry("g", title="B")]))) == 2
    assert len(set(keys([entry("", url, "A"), entry("", url, "B"), entry("", url, "B")]))) == 2
    assert len(set(keys([entry(url, url, "A"), entry(url, url, "B")]))) == 2


def test_other_items_keep_their_key_where_some_share_one() -> None:
    assert keys([entry("a"), entry("g", "https://x.org/1"), entry("g")])[0] == "guid:a"


def test_a_long_key_is_bounded_and_still_its_own() -> None:
    assert len(key("x" * 5000)) < 100
    assert key("x" * 5000) != key("x" * 4999)


def test_an_entry_without_address_leads_home_and_is_like_no_other() -> None:
    url, canonical = address(entry("a"), "guid:a", "https://x.org/blog/")
    assert url == "https://x.org/blog/"
    assert canonical != address(entry("b"), "guid:b", "https://x.org/blog/")[1]
    assert canonical.startswith("https://x.org/blog#")


def test_a_key_holds_no_nul_which_would_end_it_in_a_query() -> None:
    assert key("a\0b") == "guid:ab"

"""Keys of posts and notices."""

from bot.delivery.keys import notice_key, post_key


def test_a_key_fits_a_nonce_and_differs_by_database_post_and_generation() -> None:
    keys = {post_key("a", 1, 0), post_key("b", 1, 0), post_key("a", 2, 0), post_key("a", 1, 1)}

    assert len(keys) == 4
    assert all(len(key) <= 25 for key in keys)


def test_a_notices_key_differs_by_database_notice_and_time_and_from_any_posts() -> None:
    keys = {notice_key("a", 1, 0), notice_key("b", 1, 0), notice_key("a", 2, 0)}
    keys |= {notice_key("a", 1, 7), post_key("a", 1, 0)}

    assert len(keys) == 5
    assert all(len(key) <= 25 for key in keys)


def test_a_newer_version_finds_what_an_older_one_was_about_to_send() -> None:
    assert post_key("a1b2", 12, 1) == "08e87783a9ab6e1a3e100167"
    assert notice_key("a1b2", 12, 1) == "b23a7dd85a8703e9f45311b2"

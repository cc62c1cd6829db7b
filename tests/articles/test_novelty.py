"""Tells a poll's articles that are new to the database from changed and known ones."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.articles.duplicates import SameStory, SameStoryReason
from bot.articles.novelty import is_revision, sort_out, unknown
from bot.model.article import Image
from tests.factories import NOON, article, kept


def test_unknown_articles_are_new_and_oldest_first() -> None:
    newest = article("2", published_at=NOON)
    oldest = article("1", published_at=NOON - timedelta(days=1))

    assert sort_out([newest, oldest], {}, {}).new == (oldest, newest)


def test_articles_without_dates_are_taken_in_the_feeds_order_from_its_end() -> None:
    undated = [article(key, published_at=None) for key in "cba"]

    assert [a.key for a in sort_out(undated, {}, {}).new] == ["a", "b", "c"]


def test_an_article_as_it_was_is_known() -> None:
    novelty = sort_out([article("1")], {"1": kept("1")}, {})

    assert (novelty.new, novelty.changed, novelty.known) == ((), (), 1)


def test_what_a_card_shows_is_a_revision_when_it_changes() -> None:
    changes = (
        {"title": "Another"},
        {"teaser": "Another"},
        {"url": "https://example.org/moved"},
        {"image": Image("https://example.org/a.png")},
        {"retracted": True},
        {"concern": True},
    )
    for change in changes:
        revised = replace(article("1"), **change)

        assert sort_out([revised], {"1": kept("1", id=5)}, {}).changed == ((5, revised),)


def test_a_changed_date_alone_is_no_revision() -> None:
    redated = replace(article("1"), published_at=NOON + timedelta(days=9))

    assert sort_out([redated], {"1": kept("1")}, {}).known == 1


LINK = "https://example.org/news/1/"
PICTURE = "https://img.example.org/a.jpg"


@pytest.mark.parametrize(
    "url",
    [
        f"{LINK}?cid=rss-2026",
        f"{LINK}?source=feed&ref=a1",
        f"{LINK}?at_medium=RSS&at_campaign=KARANGA",
        f"{LINK}?UTM_SOURCE=x&FBCLID=y&CMP=z",
        f"{LINK}?WT.mc_id=1#xtor=RSS-1",
        "http://www.example.org/news/1;jsessionid=A1B2",
        "https://example.org/news/1?_=1763&amp;t=9",
    ],
)
def test_another_tracking_parameter_is_no_revision_and_the_newest_address_is_kept(url: str) -> None:
    tracked = replace(article("1"), url=url)

    novelty = sort_out([tracked], {"1": kept("1", id=5)}, {})

    assert (novelty.changed, novelty.moved, novelty.known) == ((), ((5, tracked),), 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{PICTURE}?X-Amz-Date=1&X-Amz-Signature=a", f"{PICTURE}?X-Amz-Date=2&X-Amz-Signature=b"),
        (f"{PICTURE}?Expires=1&Signature=a&Key-Pair-Id=K", f"{PICTURE}?Expires=2&Signature=b"),
        (f"{PICTURE}?width=140&s=abc", f"{PICTURE}?width=700&s=def"),
        (f"{PICTURE}?v=1", f"{PICTURE}?v=2"),
        ("https://i0.wp.com/x.org/a.jpg?w=1", "https://i2.wp.com/x.org/a.jpg?w=2"),
        ("https://x.org/a-300x200.jpg", "https://x.org/a-1024x683.jpg"),
        ("https://x.org/photo?id=7&sig=a&se=1", "https://x.org/photo?id=7&sig=b&se=2"),
    ],
)
def test_another_signature_of_a_picture_is_no_revision(before: str, after: str) -> None:
    one = replace(article("1"), image=Image(before, "Cells"))
    other = replace(one, image=Image(after, "Cells"))

    assert not is_revision(one, other)
    assert sort_out([other], {"1": replace(kept("1"), article=one)}, {}).moved == ((1, other),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Text of it. 17 comments | 1 share", "Text of it. 34 comments | 3 shares"),
        ("A question. Points: 3 # Comments: 9", "A question. Points: 120 # Comments: 1,034"),
        ("Posted 3 hours ago. A question.", "Posted 21 hours ago. A question."),
        ("Posted 23 hours ago. A question.", "Posted 1 day ago. A question."),
        ("Text of it. 3 min read, 1 week ago", "Text of it. 4-minute read, 2 weeks ago"),
    ],
)
def test_other_numbers_of_readers_are_no_revision(before: str, after: str) -> None:
    """Forums and share buttons write them into the text, new at every poll."""
    assert not is_revision(article("1", teaser=before), article("1", teaser=after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Pain fell by 3 points.", "Pain fell by 5 points."),
        ("Given within 6 hours of surgery.", "Given within 8 hours of surgery."),
        ("Of 120 women, 17 had views to share.", "Of 120 women, 71 had views to share."),
        ("Text of it. 17 comments", "Another text of it. 17 comments"),
    ],
)
def test_other_numbers_of_a_study_are_a_revision(before: str, after: str) -> None:
    """They may be its correction."""
    assert is_revision(article("1", teaser=before), article("1", teaser=after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"url": f"{LINK}?p=1"}, {"url": f"{LINK}?p=2"}),
        ({"url": f"{LINK}?id=1&utm_id=2"}, {"url": f"{LINK}?id=2&utm_id=2"}),
        ({"url": LINK}, {"url": "https://example.com/news/1/"}),
        ({"image": Image(PICTURE)}, {"image": Image("https://img.example.org/b.jpg")}),
        ({"image": Image(f"{PICTURE[:-5]}?id=1")}, {"image": Image(f"{PICTURE[:-5]}?id=2")}),
        ({"image": Image(PICTURE, "Cells")}, {"image": Image(PICTURE, "Cells of a mouse")}),
        ({"image": None}, {"image": Image(PICTURE)}),
    ],
)
def test_another_page_or_picture_is_a_revision(
    before: dict[str, object], after: dict[str, object]
) -> None:
    assert is_revision(article("1", **before), article("1", **after))


@pytest.mark.parametrize("image", [None, Image(PICTURE)])
def test_what_the_articles_own_page_gave_is_not_missed_in_the_feed(image: Image | None) -> None:
    before = article("1", image=Image(PICTURE, "Cells"))
    novelty = sort_out(
        [replace(before, image=image)], {"1": replace(kept("1"), article=before)}, {}
    )

    assert (novelty.changed, novelty.moved) == ((), ())


def test_a_new_id_for_a_known_link_is_known() -> None:
    renumbered = article("99", canonical_url="https://example.org/news/1")
    same = SameStory(1, SameStoryReason.URL)

    novelty = sort_out([renumbered], {}, {"99": same})

    assert (novelty.new, novelty.again, novelty.known) == ((), ((same, renumbered),), 1)


def test_what_is_known_to_stand_elsewhere_is_known() -> None:
    novelty = sort_out([article("99")], {}, {}, {"99"})

    assert (novelty.new, novelty.again, novelty.known) == ((), (), 1)


def test_a_link_that_several_articles_share_tells_nothing() -> None:
    home = "https://example.org/"
    items = [article(key, canonical_url=home) for key in "ab"]

    same = {key: SameStory(1, SameStoryReason.URL) for key in "ab"}

    assert len(sort_out(items, {}, same).new) == 2


def test_a_title_told_before_counts_whatever_links_are_shared() -> None:
    home = "https://example.org/"
    items = [article(key, canonical_url=home) for key in "ab"]
    same = {"a": SameStory(1, SameStoryReason.TITLE)}

    novelty = sort_out(items, {}, same)

    assert novelty.again == ((same["a"], items[0]),)
    assert novelty.new == (items[1],)


def test_every_article_of_a_document_is_new_changed_or_known() -> None:
    told = {"5": SameStory(9, SameStoryReason.DOI)}
    revised = article("3", title="Another")
    moved = article("4", url=f"{LINK}?cid=1")
    was = replace(kept("4", id=4), article=replace(moved, url=LINK))
    document = [article("1"), article("2"), revised, moved, article("5"), article("6")]

    novelty = sort_out(document, {"2": kept("2"), "3": kept("3", id=3), "4": was}, told, {"6"})

    assert [each.key for each in novelty.new] == ["1"]
    assert (novelty.changed, novelty.moved) == (((3, revised),), ((4, moved),))
    assert novelty.again == ((told["5"], document[4]),)
    assert novelty.known == 4


def test_an_article_without_a_date_is_newer_than_all_others() -> None:
    undated, dated = article("1", published_at=None), article("2")

    assert sort_out([dated, undated], {}, {}).new == (dated, undated)
    assert sort_out([undated, dated], {}, {}).new == (dated, undated)


def test_only_unknown_articles_are_looked_up_elsewhere() -> None:
    known, told, new = article("1"), article("2"), article("3")

    assert unknown([known, told, new], {"1": kept("1")}, {"2"}) == (new,)

"""What a poll's articles are to the database."""

from dataclasses import replace
from datetime import timedelta

from bot.articles.duplicates import SameStory, Why
from bot.articles.novelty import sort_out
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


def test_a_new_id_for_a_known_link_is_known() -> None:
    renumbered = article("99", canonical_url="https://example.org/news/1")
    same = SameStory(1, Why.URL)

    novelty = sort_out([renumbered], {}, {"99": same})

    assert (novelty.new, novelty.again, novelty.known) == ((), ((same, renumbered),), 1)


def test_what_is_known_to_stand_elsewhere_is_known() -> None:
    novelty = sort_out([article("99")], {}, {}, {"99"})

    assert (novelty.new, novelty.again, novelty.known) == ((), (), 1)


def test_a_link_that_several_articles_share_tells_nothing() -> None:
    home = "https://example.org/"
    items = [article(key, canonical_url=home) for key in "ab"]

    same = {key: SameStory(1, Why.URL) for key in "ab"}

    assert len(sort_out(items, {}, same).new) == 2

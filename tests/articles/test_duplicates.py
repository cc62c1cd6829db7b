from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.articles.duplicates import (
    SameStory,
    SameStoryReason,
    StoryCandidate,
    same_story,
    server_duplicates,
    stays_apart,
)
from bot.model.article import Article
from tests.factories import NOON, article

TEASER = "Fragments of tumor DNA in the blood told of a relapse."
TITLE = "Blood test finds relapse months before a scan"
KEPT = StoryCandidate(5, 1, "https://example.org/kept", "10.1/kept", "7", TITLE, TEASER, NOON)


def new(**fields: Any) -> Article:
    return replace(article("new", title="Something else", teaser="Other."), **fields)


def found(candidate: StoryCandidate = KEPT, *, feed_id: int = 2, **fields: Any) -> SameStory | None:
    return same_story(new(**fields), feed_id, [candidate], NOON)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"canonical_url": "https://example.org/kept"}, SameStoryReason.URL),
        ({"doi": "10.1/kept"}, SameStoryReason.DOI),
        ({"pmid": "7"}, SameStoryReason.PMID),
        ({"title": f"{TITLE} - Medical Daily"}, SameStoryReason.TITLE),
    ],
)
def test_a_story_is_known_by_any_of_its_names(fields: dict[str, Any], why: SameStoryReason) -> None:
    assert found(**fields) == SameStory(5, why)


def test_the_surest_name_is_the_one_that_counts() -> None:
    others = [replace(KEPT, id=1, doi=""), replace(KEPT, id=2, title="Other", canonical_url="x")]
    assert same_story(new(title=TITLE, doi="10.1/kept"), 2, others, NOON) == SameStory(
        2, SameStoryReason.DOI
    )


def test_what_has_no_names_is_not_the_same_for_that() -> None:
    assert found(replace(KEPT, doi="", pmid="")) is None


@pytest.mark.parametrize(("days", "same"), [(0, True), (10, True), (11, False), (-11, False)])
def test_a_title_counts_within_ten_days(days: int, same: bool) -> None:  # noqa: FBT001
    assert bool(found(title=TITLE, published_at=NOON + timedelta(days=days))) is same


def test_an_article_without_a_date_counts_as_of_today() -> None:
    assert found(title=TITLE, published_at=None)
    assert not found(replace(KEPT, dated=NOON - timedelta(days=11)), title=TITLE, published_at=None)


@pytest.mark.parametrize("name", ["doi", "pmid"])
def test_one_title_on_two_papers_is_two_stories(name: str) -> None:
    other: dict[str, Any] = {name: "10.1/other"}
    none: dict[str, Any] = {name: ""}
    assert not found(title=TITLE, **other)
    assert found(replace(KEPT, **none), title=TITLE, **other)


def test_one_feed_repeats_a_story_only_where_the_teaser_agrees() -> None:
    assert not found(feed_id=1, title=TITLE)
    assert found(feed_id=1, title=TITLE, teaser=TEASER + "..")
    assert not found(replace(KEPT, teaser=""), feed_id=1, title=TITLE, teaser="")


def test_a_teaser_of_which_half_is_another_is_another_story_in_one_feed() -> None:
    half = TEASER[: len(TEASER) // 2] + " It says when to come back."
    assert not found(feed_id=1, title=TITLE, teaser=half)
    assert found(feed_id=2, title=TITLE, teaser=half)


def test_titles_that_share_words_alone_are_two_stories() -> None:
    assert not found(title="Blood test misses relapse months before a scan of the liver")


SERVERS = replace(KEPT, server_only=True)
"""The article of a feed that a server chose."""


def test_only_an_article_of_another_server_feed_stays_apart() -> None:
    assert stays_apart(SERVERS, 2)
    assert not stays_apart(SERVERS, 1)
    assert not stays_apart(KEPT, 2)


def test_server_duplicates_are_the_articles_that_stay_apart_and_tell_the_same_story() -> None:
    told = new(doi="10.1/kept")
    others = [
        SERVERS,
        replace(SERVERS, id=6, doi="10.1/other"),
        replace(KEPT, id=7),
        replace(SERVERS, id=8, feed_id=2),
        replace(SERVERS, id=9, feed_id=3),
    ]
    assert server_duplicates(told, 2, [*others, SERVERS], NOON) == (5, 9)
    assert server_duplicates(new(), 2, others, NOON) == ()

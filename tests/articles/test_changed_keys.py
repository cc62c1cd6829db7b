"""An id that a site uses again does not change the article of before."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.articles.changed_keys import is_another_story, with_own_key
from bot.articles.identity import LONGEST_KEY
from bot.model.article import Article
from tests.factories import NOON, article
from tests.tables import each_row

OLD = "https://example.org/2026/exercise"
NEW = "https://example.org/2026/scalp-cooling"
EXERCISE = "Women who walked for an hour a day slept better during chemotherapy, a trial found."
COOLING = "A cap that cools the scalp kept half of the participants from losing their hair."


def item(title: str, url: str, teaser: str, days: float = 0, **fields: Any) -> Article:
    return replace(
        article("guid:1", title=title, url=url, canonical_url=url, teaser=teaser),
        published_at=NOON + timedelta(days=days),
        **fields,
    )


KEPT = item("Walking eases sleep during chemotherapy", OLD, EXERCISE)
OTHER = item("Scalp cooling saves hair for many", NEW, COOLING, 9)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (KEPT, OTHER),
        (OTHER, KEPT),
        (replace(KEPT, teaser=""), OTHER),
        (KEPT, replace(OTHER, teaser="Read more.")),
        (KEPT, replace(OTHER, published_at=NOON + timedelta(minutes=1))),
    ],
)
def test_an_item_that_shares_its_id_alone_is_another_story(before: Article, after: Article) -> None:
    assert is_another_story(before, after)


@each_row(
    "after",
    [
        KEPT,
        # One of title, link, date and text is that of before.
        replace(OTHER, title=KEPT.title),
        replace(OTHER, title="Walking during chemotherapy eases sleep, trial finds"),
        replace(OTHER, url=f"{OLD}?utm_source=feed"),
        replace(OTHER, published_at=NOON),
        # An editor renamed the post, moved it and dated it anew.
        replace(OTHER, teaser=EXERCISE),
        replace(OTHER, teaser=f"Updated: {EXERCISE} The trial goes on."),
        replace(OTHER, teaser=EXERCISE.replace("an hour", "30 minutes").replace("better", "well")),
        # Nothing tells.
        replace(OTHER, published_at=None),
        replace(OTHER, teaser="", title="Sleep during chemotherapy: what may help"),
        replace(OTHER, teaser="", title="Scalp cooling"),
    ],
)
def test_an_item_of_which_something_stayed_is_the_same(after: Article) -> None:
    assert not is_another_story(KEPT, after)
    assert not is_another_story(after, KEPT)


def test_its_own_key_is_the_same_at_each_poll_and_bounded() -> None:
    assert with_own_key(OTHER).key == with_own_key(OTHER).key != OTHER.key
    long = replace(OTHER, key="k" * LONGEST_KEY)
    assert len(with_own_key(long).key) <= LONGEST_KEY

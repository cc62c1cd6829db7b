"""Tells that a feed uses the id of an earlier item for another one. Pure; called by the ingest.

Some sites number the items of a document from 1, restart a counter, or keep the id of a template.
Such an item must not change the card of the earlier one. But an editor may rename a post, give it a
new address and a new date, all at once: its text says that it is the same.
"""

from datetime import timedelta

from msgspec.structs import replace
from rapidfuzz import fuzz

from bot.articles.identity import bounded_key
from bot.articles.links import same_page
from bot.articles.titles import MIN_TELLING_WORDS_IF_EQUAL, read, same_title
from bot.model.article import Article

MAX_TEASER_RATIO = 60.0
"""rapidfuzz's `token_set_ratio`. Of teasers of different articles of the same feeds, 98 in 100 are
below it (measured on the feeds of the tests)."""
SHORTEST_TEASER = 40
"""Characters; a shorter teaser says too little. Chosen by eye."""
MIN_DATE_DIFFERENCE = timedelta(seconds=1)
"""Dates are kept to the second."""


def is_another_story(before: Article, after: Article) -> bool:
    """Whether an item has the id of a kept article, and nothing else of it.

    Title, link, date and teaser all differ. If one of the two has no teaser, their titles share no
    telling word.
    """
    if before.published_at is None or after.published_at is None:
        return False
    if abs(before.published_at - after.published_at) < MIN_DATE_DIFFERENCE:
        return False
    if same_page(before.url, after.url):
        return False
    if min(len(before.teaser), len(after.teaser)) < SHORTEST_TEASER:
        return _share_no_word(before.title, after.title)
    same = before.title.casefold() == after.title.casefold()
    if same or same_title(before.title, after.title):
        return False
    return fuzz.token_set_ratio(before.teaser, after.teaser) < MAX_TEASER_RATIO


def with_own_key(article: Article) -> Article:
    """The article under a key of its own, which is the same at each poll."""
    return replace(article, key=bounded_key(f"{article.key} {article.canonical_url}"))


def _share_no_word(one: str, other: str) -> bool:
    telling, others = set(read(one).uncommon), set(read(other).uncommon)
    enough = min(len(telling), len(others)) >= MIN_TELLING_WORDS_IF_EQUAL
    return enough and telling.isdisjoint(others)

"""Tells that a feed gave its items new keys. Pure; called by the ingest and by polls.

Judged by the document, not by the item: if most of its unknown items carry the titles and dates of
kept articles of that feed, these are the same. If they have neither dates nor teasers, or other
teasers, several of them have to agree, since a column may have one title every week.

A kept article whose own key still stands in the document is none of them: both are there.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from bot.articles.clean import UNTITLED
from bot.model.article import Article

FEWEST_BARE_TITLES = 3
"""Different titles that have to agree if nothing else tells; chosen by eye."""


class Likeness(IntEnum):
    """How surely an item is a kept article."""

    OTHER = 0
    BY_TITLE = 1
    SURE = 2


@dataclass(frozen=True, slots=True)
class TitledArticle:
    """A kept article of the feed, as far as it takes to know it again."""

    id: int
    key: str
    title: str
    teaser: str
    published_at: datetime | None


def rekeyed(
    unknown: Sequence[Article], shown: Collection[str], kept: Sequence[TitledArticle]
) -> dict[str, int]:
    """By the new key of each item that has one, the id of the kept article that it is.

    Args:
        unknown: items of one document whose keys are not known.
        shown: the keys of all its items.
        kept: articles of the same feed with the same titles.
    """
    gone = [each for each in kept if each.key not in shown]
    found: dict[str, tuple[int, Likeness]] = {}
    for article in unknown:
        taken = {article_id for article_id, _ in found.values()}
        free = (each for each in gone if each.id not in taken)
        best = max(free, key=lambda each: (_likeness(article, each), each.id), default=None)
        if best and (likeness := _likeness(article, best)):
            found[article.key] = best.id, likeness
    titles = {article.title for article in unknown if article.key in found}
    sure = {key: each for key, each in found.items() if each[1] is Likeness.SURE}
    if not sure and len(titles) < FEWEST_BARE_TITLES:
        return {}
    if 2 * len(found) <= len(unknown):
        return {}
    return {key: article_id for key, (article_id, _) in found.items()}


def _likeness(article: Article, kept: TitledArticle) -> Likeness:
    if article.title != kept.title or article.title == UNTITLED:
        return Likeness.OTHER
    dated = article.published_at is not None and kept.published_at is not None
    if dated and not _same_second(article.published_at, kept.published_at):
        return Likeness.OTHER
    told = bool(article.teaser and kept.teaser)
    if told and article.teaser != kept.teaser:
        # One title and one day may be those of two articles of a column.
        return Likeness.BY_TITLE if dated else Likeness.OTHER
    return Likeness.SURE if dated or told else Likeness.BY_TITLE


def _same_second(one: datetime | None, other: datetime | None) -> bool:
    """Dates are kept to the second."""
    return one is not None and other is not None and int(one.timestamp()) == int(other.timestamp())

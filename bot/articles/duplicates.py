"""Whether a new article tells a story that is kept already. Pure; called by the ingest.

    the same canonical URL ─► the same DOI or PMID ─► the same title within ten days

What one feed gives again under a new id counts by its title only where the teaser says the same,
too: a column may have one title every week.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from bot.articles.titles import same_title
from bot.model.article import Article

NEAR = timedelta(days=10)
"""A press release is carried within days; after that, the same words are a later story."""
FAR_APART = 70.0
"""rapidfuzz's ratio of the words, below which titles need no closer look; the same have 84 and more
(measured on the labelled pairs)."""
SAME_TEASER = 90.0
"""rapidfuzz's ratio."""


class Why(StrEnum):
    """By what two articles were found to be one story."""

    URL = "url"
    DOI = "doi"
    PMID = "pmid"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class StoryCandidate:
    """A kept article, as far as it takes to compare it.

    Attributes:
        dated: its publication, else its discovery.
    """

    id: int
    feed_id: int
    canonical_url: str
    doi: str
    pmid: str
    title: str
    teaser: str
    dated: datetime


@dataclass(frozen=True, slots=True)
class SameStory:
    """The kept article that tells the story, and by what it was found."""

    article_id: int
    why: Why


def same_story(
    article: Article, feed_id: int, candidates: Iterable[StoryCandidate], now: datetime
) -> SameStory | None:
    """The candidate that tells the article's story, the surest reason first; None without one.

    Args:
        article: a new one.
        feed_id: the feed that carries it.
        candidates: kept articles.
        now: when the article was found.
    """
    several = tuple(candidates)
    for why in Why:
        for candidate in several:
            if _agree(why, article, feed_id, candidate, now):
                return SameStory(candidate.id, why)
    return None


def _agree(
    why: Why, article: Article, feed_id: int, candidate: StoryCandidate, now: datetime
) -> bool:
    match why:
        case Why.URL:
            return article.canonical_url == candidate.canonical_url
        case Why.DOI:
            return bool(article.doi) and article.doi == candidate.doi
        case Why.PMID:
            return bool(article.pmid) and article.pmid == candidate.pmid
        case Why.TITLE:
            return _same_by_title(article, feed_id, candidate, now)


def _same_by_title(
    article: Article, feed_id: int, candidate: StoryCandidate, now: datetime
) -> bool:
    if abs((article.published_at or now) - candidate.dated) > NEAR:
        return False
    if _stand_against(article.doi, candidate.doi) or _stand_against(article.pmid, candidate.pmid):
        return False
    if fuzz.token_set_ratio(article.title.casefold(), candidate.title.casefold()) < FAR_APART:
        return False
    if not same_title(article.title, candidate.title):
        return False
    return feed_id != candidate.feed_id or (
        bool(article.teaser) and fuzz.ratio(article.teaser, candidate.teaser) >= SAME_TEASER
    )


def _stand_against(one: str, other: str) -> bool:
    return bool(one and other) and one != other

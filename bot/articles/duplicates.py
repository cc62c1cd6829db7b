"""Finds the kept article that tells the same story as a new one. Pure; called by the ingest.

    the same canonical URL ─► the same DOI or PMID ─► the same title within ten days

Two articles of one feed need the same teaser as well as the same title: a column may have one title
every week.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from rapidfuzz import fuzz

from bot.articles.titles import same_title
from bot.model.article import Article

SAME_STORY_WITHIN = timedelta(days=10)
"""Outlets carry a press release within days. Later, the same title belongs to another story. Chosen
by eye."""
MIN_LOOSE_TITLE_RATIO = 70.0
"""rapidfuzz's `token_set_ratio`. Titles below it are not compared closely: same titles reach 84 or
more (measured on the labeled pairs)."""
MIN_TEASER_RATIO = 90.0
"""rapidfuzz's `ratio`; chosen by eye."""


class SameStoryReason(StrEnum):
    """The evidence that two articles tell one story, the surest first."""

    URL = "url"
    DOI = "doi"
    PMID = "pmid"
    TITLE = "title"


class StoryCandidate(Struct, frozen=True):
    """The parts of a kept article that are compared.

    Attributes:
        dated: when it was published; if that is unknown, when it was found.
        server_only: whether it is shown only in servers that chose its feed.
    """

    id: int
    feed_id: int
    canonical_url: str
    doi: str
    pmid: str
    title: str
    teaser: str
    dated: datetime
    server_only: bool = False


class SameStory(Struct, frozen=True):
    """The kept article that tells the story, and the evidence for it."""

    article_id: int
    why: SameStoryReason


def same_story(
    article: Article, feed_id: int, candidates: Iterable[StoryCandidate], now: datetime
) -> SameStory | None:
    """Find the candidate that tells the article's story, by the surest evidence first.

    Args:
        article: a new article.
        feed_id: the feed that carries it.
        candidates: kept articles.
        now: when the article was found; used as its date if it has none.

    Returns:
        The match, or None if no candidate tells the same story.
    """
    several = tuple(candidates)
    for why in SameStoryReason:
        for candidate in several:
            if _agree(why, article, feed_id, candidate, now):
                return SameStory(candidate.id, why)
    return None


def server_duplicates(
    article: Article, feed_id: int, candidates: Iterable[StoryCandidate], now: datetime
) -> tuple[int, ...]:
    """The articles of servers' own feeds that tell the same story and stay apart from it."""
    return tuple(
        dict.fromkeys(
            candidate.id
            for candidate in candidates
            if stays_apart(candidate, feed_id) and same_story(article, feed_id, [candidate], now)
        )
    )


def stays_apart(candidate: StoryCandidate, feed_id: int) -> bool:
    """Whether an article of this feed stays apart from the candidate, whatever it tells."""
    return candidate.server_only and candidate.feed_id != feed_id


def _agree(
    why: SameStoryReason, article: Article, feed_id: int, candidate: StoryCandidate, now: datetime
) -> bool:
    match why:
        case SameStoryReason.URL:
            return article.canonical_url == candidate.canonical_url
        case SameStoryReason.DOI:
            return bool(article.doi) and article.doi == candidate.doi
        case SameStoryReason.PMID:
            return bool(article.pmid) and article.pmid == candidate.pmid
        case SameStoryReason.TITLE:
            return _same_by_title(article, feed_id, candidate, now)


def _same_by_title(
    article: Article, feed_id: int, candidate: StoryCandidate, now: datetime
) -> bool:
    if abs(article.date_or_first_seen(now) - candidate.dated) > SAME_STORY_WITHIN:
        return False
    if _stand_against(article.doi, candidate.doi) or _stand_against(article.pmid, candidate.pmid):
        return False
    if (
        fuzz.token_set_ratio(article.title.casefold(), candidate.title.casefold())
        < MIN_LOOSE_TITLE_RATIO
    ):
        return False
    if not same_title(article.title, candidate.title):
        return False
    return feed_id != candidate.feed_id or (
        bool(article.teaser) and fuzz.ratio(article.teaser, candidate.teaser) >= MIN_TEASER_RATIO
    )


def _stand_against(one: str, other: str) -> bool:
    return bool(one and other) and one != other

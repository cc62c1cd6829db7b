"""Article: a news item as we keep it, and what its own web page adds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.feed import Audience, FeedKind


@dataclass(frozen=True, slots=True)
class Image:
    """An image by its http(s) URL, with its alt text ("" where the feed gives none)."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """A topic that an article has, and why: "title: brain metastases"."""

    slug: str
    why: str


@dataclass(frozen=True, slots=True)
class Article:
    """A clean news item, as the pure rooms make it and before the database has seen it.

    Attributes:
        key: its identity within its feed, fixed when first seen.
        url: where the card's link leads; http(s).
        canonical_url: the same without tracking parameters; equal where two feeds carry one
            article.
        title, teaser, text: plain text without HTML; `text` is for the index alone.
        topics: all that fit, in the taxonomy's order.
        doi, pmid: of the paper that it is or reports on, lower case and without a prefix; "" where
            the feed states none.
        concern: whether its publisher doubts it in public, short of a retraction.
    """

    key: str
    url: str
    canonical_url: str
    title: str
    teaser: str = ""
    text: str = ""
    author: str = ""
    image: Image | None = None
    published_at: datetime | None = None
    topics: tuple[TopicMatch, ...] = ()
    retracted: bool = False
    concern: bool = False
    doi: str = ""
    pmid: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The feed that an article came from, as far as a reader cares."""

    name: str
    homepage: str
    kind: FeedKind
    audience: Audience


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same story in another feed: that feed's name, and its link."""

    source: str
    url: str


@dataclass(frozen=True, slots=True)
class KeptArticle:
    """An article with what the database adds; its `text` is left out when read for a card.

    Attributes:
        first_seen_at: when a poll first found it.
        revision: 1, and one more for each change of title, teaser, link, image,
            retraction or concern.
        elsewhere: where else the same story stands, in the order in which it was found.
    """

    id: int
    article: Article
    source: Source
    first_seen_at: datetime
    revision: int = 1
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def dated(self) -> datetime:
        """What it is sorted and shown by: its publication, else its discovery."""
        return self.article.published_at or self.first_seen_at


class ArticlePageState(StrEnum):
    """Whether an article's web page was read; `refused`: its host does not allow it."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What an article's own web page says beyond its feed, clean and within the limits of articles.

    Attributes:
        text: its main text, for the index alone; "" where there is none.
        canonical_url: as the page names it on its own host; "" where it does not.
        indexable: whether its robots meta allows search to have it.
    """

    text: str = ""
    author: str = ""
    image: Image | None = None
    published_at: datetime | None = None
    canonical_url: str = ""
    indexable: bool = True


@dataclass(frozen=True, slots=True)
class WantedArticlePage:
    """An article whose web page is to be read."""

    article_id: int
    url: str
    attempts: int

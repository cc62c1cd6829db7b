"""Tells a document's new, changed and known articles apart. Pure.

Called by the ingest, for polls and for backfills. `articles.news` decides which new ones are news.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from bot.articles.duplicates import SameStory, SameStoryReason
from bot.articles.links import same_page, same_picture
from bot.model.article import Article, Image, KeptArticle

READERS_COUNTED = re.compile(
    r"\d[\d,.]{0,9}k? (?:comments?|shares?|likes?|retweets?|downloads?)\b"
    r"|\b(?:comments?|shares?|likes?|points?|views?|downloads?): ?\d[\d,.]{0,9}k?"
    r"|\d{1,3} (?:minutes?|mins?|hours?|hrs?|days?|weeks?) ago\b"
    r"|\d{1,3}[ -]min(?:ute)?s?[ -]read\b",
    re.IGNORECASE,
)
"""Counts and times that forums, blogs and share buttons put into a text; they change with every
poll. A bare "3 points" or "2 views" is not among them: a study may report it."""


class Novelty(Struct, frozen=True):
    """A document's articles: new to the database, changed, moved, told already, or known.

    Attributes:
        new: oldest first.
        changed: each with the id of the kept article that it revises.
        moved: known articles with another address of page or image, or with a date at last, each
            with the kept one's id.
        again: unknown articles whose story a kept article tells, each with that one.
        known: the number of all others; it includes `moved` and `again`.
    """

    new: tuple[Article, ...]
    changed: tuple[tuple[int, Article], ...]
    moved: tuple[tuple[int, Article], ...]
    again: tuple[tuple[SameStory, Article], ...]
    known: int


def unknown(
    articles: Sequence[Article], kept: Mapping[str, KeptArticle], elsewhere: Collection[str]
) -> tuple[Article, ...]:
    """The articles of a document whose keys the database does not have.

    Args:
        articles: in the feed's order.
        kept: the feed's kept articles by key.
        elsewhere: keys of this feed whose story is kept as another article.
    """
    return tuple(a for a in articles if a.key not in kept and a.key not in elsewhere)


def sort_out(
    articles: Sequence[Article],
    kept: Mapping[str, KeptArticle],
    same: Mapping[str, SameStory],
    elsewhere: Collection[str] = (),
) -> Novelty:
    """Tell new, changed and known articles apart.

    A URL that several of these articles share, such as a homepage, is no evidence of a duplicate.

    Args:
        articles: in the feed's order, usually newest first.
        kept: the feed's kept articles by key.
        same: by the key of an unknown article, the kept one that tells its story.
        elsewhere: keys of this feed whose story is kept as another article.
    """
    shared = Counter(article.canonical_url for article in articles)
    new: list[Article] = []
    again: list[tuple[SameStory, Article]] = []
    for article in reversed(unknown(articles, kept, elsewhere)):
        story = same.get(article.key)
        if story and not (story.why is SameStoryReason.URL and shared[article.canonical_url] > 1):
            again.append((story, article))
        else:
            new.append(article)
    changed: list[tuple[int, Article]] = []
    moved: list[tuple[int, Article]] = []
    for article in reversed(articles):
        before = kept.get(article.key)
        if before and is_revision(before.article, article):
            changed.append((before.id, article))
        elif before and is_moved(before.article, article):
            moved.append((before.id, article))
    return Novelty(
        new=tuple(sorted(new, key=_published)),
        changed=tuple(changed),
        moved=tuple(moved),
        again=tuple(again),
        known=len(articles) - len(new) - len(changed),
    )


def is_revision(before: Article, after: Article) -> bool:
    """Whether something changed that a card shows.

    These changes alone are no revision: another date; other tracking or signing parameters in an
    address; other numbers of comments or shares in the teaser; an image or alt text that is missing
    now, since it may have come from the article's own page.
    """
    return (
        _texts(before) != _texts(after)
        or not same_page(before.url, after.url)
        or _is_another(before.image, after.image)
    )


def is_moved(before: Article, after: Article) -> bool:
    """Whether the address of page or image changed in any way; the database keeps the newest.

    Or the date is known now: while the clock was behind, it lay in the future.
    """
    image = after.image.url if after.image else ""
    was = before.image.url if before.image else ""
    dated = not before.published_at and after.published_at is not None
    return before.url != after.url or image not in {"", was} or dated


def _texts(article: Article) -> tuple[object, ...]:
    return (
        article.title,
        READERS_COUNTED.sub("", article.teaser),
        article.retracted,
        article.concern,
    )


def _is_another(before: Image | None, after: Image | None) -> bool:
    if before is None or after is None:
        return after is not None
    other_text = after.alt not in {"", before.alt}
    return other_text or not same_picture(before.url, after.url)


def _published(article: Article) -> float:
    # An article without a date was found just now and counts as the newest; the sort is stable.
    return article.published_at.timestamp() if article.published_at else float("inf")

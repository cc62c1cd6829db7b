"""Tells a document's new, changed and known articles apart. Pure; used by `ingest`."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.articles.duplicates import SameStory, Why
from bot.model.article import Article, KeptArticle


@dataclass(frozen=True, slots=True)
class Novelty:
    """A document's articles, sorted by what they are to the database.

    Attributes:
        new: oldest first.
        changed: with the id of the kept article that each one revises.
        again: what another article tells already, with that one.
        known: how many are as they were.
    """

    new: tuple[Article, ...]
    changed: tuple[tuple[int, Article], ...]
    again: tuple[tuple[SameStory, Article], ...]
    known: int


def unknown(
    articles: Sequence[Article], kept: Mapping[str, KeptArticle], elsewhere: Collection[str]
) -> tuple[Article, ...]:
    """Those of a document's articles whose keys the database does not have.

    Args:
        articles: in the feed's order.
        kept: the feed's kept articles by key.
        elsewhere: keys of the feed that are known to tell a kept story.
    """
    return tuple(a for a in articles if a.key not in kept and a.key not in elsewhere)


def sort_out(
    articles: Sequence[Article],
    kept: Mapping[str, KeptArticle],
    same: Mapping[str, SameStory],
    elsewhere: Collection[str] = (),
) -> Novelty:
    """Tell new, changed and known articles apart.

    URLs that several of these articles share (a homepage, say) tell nothing.

    Args:
        articles: in the feed's order, newest first as a rule.
        kept: the feed's kept articles by key.
        same: by the key of an unknown article, the kept one that tells its story.
        elsewhere: keys of the feed that are known to tell a kept story.
    """
    shared = Counter(article.canonical_url for article in articles)
    new: list[Article] = []
    again: list[tuple[SameStory, Article]] = []
    for article in reversed(unknown(articles, kept, elsewhere)):
        story = same.get(article.key)
        if story and not (story.why is Why.URL and shared[article.canonical_url] > 1):
            again.append((story, article))
        else:
            new.append(article)
    changed = tuple(
        (before.id, article)
        for article in reversed(articles)
        if (before := kept.get(article.key)) and is_revision(before.article, article)
    )
    return Novelty(
        new=tuple(sorted(new, key=_published)),
        changed=changed,
        again=tuple(again),
        known=len(articles) - len(new) - len(changed),
    )


def is_revision(before: Article, after: Article) -> bool:
    """Whether what a card shows of it changed; a date alone is no revision.

    Nor is an image that is missing now: it may have come from the article's own page.
    """
    image = after.image or before.image
    return _shown(before) != _shown(replace(after, image=image))


def _shown(article: Article) -> tuple[object, ...]:
    return (
        article.title,
        article.teaser,
        article.url,
        article.image,
        article.retracted,
        article.concern,
    )


def _published(article: Article) -> float:
    # Without a date it was found just now, so it counts as the newest; the sort is stable.
    return article.published_at.timestamp() if article.published_at else float("inf")

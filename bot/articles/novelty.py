"""What a poll's articles are to the database: new, changed or known. Pure; called by `poll`."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.model.article import Article, KeptArticle


@dataclass(frozen=True, slots=True)
class Novelty:
    """A poll's articles, sorted by what they are to the database.

    Attributes:
        new: oldest first.
        changed: with the id of the kept article that each one revises.
        known: how many are as they were.
    """

    new: tuple[Article, ...]
    changed: tuple[tuple[int, Article], ...]
    known: int


def sort_out(
    articles: Sequence[Article],
    kept: Mapping[str, KeptArticle],
    known_urls: Collection[str],
) -> Novelty:
    """Tell new, changed and known articles apart.

    An article without a kept one of its key is known all the same when its canonical URL is:
    another feed carries it, or this feed gave it a new id. URLs that several of these articles
    share (a homepage, say) tell nothing.

    Args:
        articles: in the feed's order, newest first as a rule.
        kept: the feed's kept articles by key.
        known_urls: those of the articles' canonical URLs that some kept article has.
    """
    shared = Counter(article.canonical_url for article in articles)
    new: list[Article] = []
    changed: list[tuple[int, Article]] = []
    for article in reversed(articles):
        before = kept.get(article.key)
        url = article.canonical_url
        if before and is_revision(before.article, article):
            changed.append((before.id, article))
        elif not before and not (url in known_urls and shared[url] == 1):
            new.append(article)
    return Novelty(
        new=tuple(sorted(new, key=_published)),
        changed=tuple(changed),
        known=len(articles) - len(new) - len(changed),
    )


def is_revision(before: Article, after: Article) -> bool:
    """Whether what a card shows of it changed; a date alone is no revision."""
    return _shown(before) != _shown(after)


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

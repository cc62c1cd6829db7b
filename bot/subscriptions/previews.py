"""Finds stored articles that a subscription would have brought: for its preview and first card.

Called by `wishes` and by the service.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from bot.clock import Clock
from bot.delivery.plan import asks_for
from bot.model.article import Article, KeptArticle, Taxonomy
from bot.model.query import Filters
from bot.model.subscription import Subscription
from bot.model.wish import Exclusion, Reach, Wish, WishMatch
from bot.search.wishes import ArticleWords, expression, match
from bot.search.words import Stems
from bot.storage import index, subscriptions, visibility, wishes
from bot.storage.database import Connection, Database
from bot.storage.rows import load_articles

PREVIEW_PERIOD = timedelta(days=90)
"""The time that a preview covers. Chosen by eye."""
MOST_PREVIEWED = 400
"""A preview reads at most this many articles of the last months. More would take too long."""
WIDE_SHARE = 0.3
"""Words that match a larger share of all articles are called wide. Chosen by eye."""
MIN_ARTICLES_FOR_WIDE = 20
"""With fewer articles, the share means nothing. Chosen by eye."""
MOST_PASSED_OVER = 100
"""At most this many muted or excluded articles are skipped to find the newest one for a card.
Chosen by eye."""


def is_excluded(exclusion: Exclusion, article: Article, words: ArticleWords, stems: Stems) -> bool:
    """Whether an article is of the excluded topic, or about the excluded words."""
    if exclusion.wish is None:
        return any(topic.slug == exclusion.topic for topic in article.topics)
    return match(exclusion.wish, words, stems) is not None


def name_of(exclusion: Exclusion) -> str:
    """The excluded words, or the slug of the excluded topic."""
    return exclusion.wish.words if exclusion.wish else exclusion.topic


async def exclusions_of(
    connection: Connection, subscription: Subscription
) -> tuple[Exclusion, ...]:
    """All exclusions that apply to a subscription: its own, and its server's mutes."""
    mutes = await wishes.mutes_of(connection, subscription.guild_id)
    kept = await wishes.load(connection, [each.wish_id for each in mutes if each.wish_id])
    muted = [
        Exclusion(each.topic, stored.wish if (stored := kept.get(each.wish_id or 0)) else None)
        for each in mutes
    ]
    readable = (each for each in muted if each.topic or each.wish)
    return (*subscription.without, *readable)


async def newest_wanted(
    connection: Connection, subscription: Subscription, taxonomy: Taxonomy
) -> KeptArticle | None:
    """The newest article that a subscription to a topic would have announced, if any."""
    excluded = await exclusions_of(connection, subscription)
    limit = MOST_PASSED_OVER if excluded else 1
    found = await subscriptions.newest_articles(
        connection, subscription, taxonomy.outside_all, limit
    )
    rows = await index.texts(connection, [each.id for each in found]) if excluded else ()
    texts, stems = {row["id"]: row["text"] for row in rows}, Stems()
    for each in found:
        words = ArticleWords(each.article.title, each.article.teaser, texts.get(each.id, ""), stems)
        if not any(is_excluded(one, each.article, words, stems) for one in excluded):
            return each
    return None


class Preview(Struct, frozen=True):
    """Articles of the last months that a subscription would have brought.

    Attributes:
        matched: with what matched, newest first.
        total: the number of articles of that time that the server sees.
        other: how many the other reach would have brought.
        is_whole: whether all articles of that time were read; else there may be more.
    """

    matched: tuple[tuple[KeptArticle, WishMatch], ...]
    total: int
    other: int = 0
    is_whole: bool = True

    @property
    def is_wide(self) -> bool:
        """Whether it is so much that a topic would serve better."""
        enough = self.total >= MIN_ARTICLES_FOR_WIDE
        return enough and len(self.matched) > WIDE_SHARE * self.total


class Previewer:
    """Previews what subscriptions to words would have brought.

    Args:
        outside_all: the topics that go only to subscriptions of their own.
    """

    def __init__(self, database: Database, outside_all: frozenset[str], clock: Clock) -> None:
        self._database = database
        self._outside_all = outside_all
        self._clock = clock
        self._stems = Stems()

    async def preview(
        self, subscription: Subscription, wish: Wish, excluded: Sequence[Exclusion]
    ) -> Preview:
        """Find the articles of the last months that the wish would have brought."""
        since = self._clock.now() - PREVIEW_PERIOD
        async with self._database.reader() as connection:
            hidden = await visibility.hidden(connection, subscription.guild_id)
            filters = Filters(since=since, hidden=hidden)
            _, total = await index.latest(connection, filters, limit=1, offset=0)
            found = await index.newest(connection, expression(wish), filters, MOST_PREVIEWED)
            kept = await load_articles(connection, found)
            texts = {row["id"]: row["text"] for row in await index.texts(connection, found)}
        matched, other = list[tuple[KeptArticle, WishMatch]](), 0
        far = Reach.ANYWHERE if wish.reach is Reach.CLOSE else Reach.CLOSE
        for each in kept.values():
            text = (each.article.title, each.article.teaser, texts.get(each.id, ""))
            words = ArticleWords(*text, self._stems)
            if self._brings(subscription, excluded, each, words):
                if hit := match(wish, words, self._stems):
                    matched.append((each, hit))
                other += match(wish.reaching(far), words, self._stems) is not None
            await asyncio.sleep(0)
        matched.sort(key=lambda pair: (pair[0].dated, pair[0].id), reverse=True)
        return Preview(tuple(matched), total, other, is_whole=len(found) < MOST_PREVIEWED)

    async def count_topic(self, guild_id: int, topic: str) -> tuple[int, int]:
        """Count the articles of the last months on a topic, and all that the server sees."""
        since = self._clock.now() - PREVIEW_PERIOD
        async with self._database.reader() as connection:
            hidden = await visibility.hidden(connection, guild_id)
            every = Filters(since=since, hidden=hidden)
            on_topic = Filters(topic, since=since, hidden=hidden)
            _, found = await index.latest(connection, on_topic, limit=1, offset=0)
            _, total = await index.latest(connection, every, limit=1, offset=0)
        return found, total

    def _brings(
        self,
        subscription: Subscription,
        excluded: Sequence[Exclusion],
        kept: KeptArticle,
        words: ArticleWords,
    ) -> bool:
        """Whether a subscription would bring an article, its words aside."""
        asked = asks_for(subscription, kept.article, [kept.source], self._outside_all)
        return asked and not any(
            is_excluded(each, kept.article, words, self._stems) for each in excluded
        )

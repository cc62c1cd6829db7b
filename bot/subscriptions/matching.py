"""Matches new articles with the words that channels follow and servers mute.

    new article ─► WishMatcher.about ─► what it matches ─► WishMatcher.sort_out
            ─► who gets it, and the record of what is held back from whom

The planner calls it inside the transaction that stores the article.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from bot.delivery.plan import Allowed, accepts, allowed
from bot.model.article import Article, Source
from bot.model.delivery import PlannedDelivery
from bot.model.feed import Feed
from bot.model.subscription import Subscription
from bot.model.wish import NO_WISHES, ArticleWishes, Exclusion, HeldBack, HeldBackReason
from bot.search.wishes import ArticleWords, WishIndex
from bot.search.words import Stems
from bot.storage import wishes
from bot.storage.database import Connection
from bot.subscriptions.previews import is_excluded, name_of


class WishMatcher:
    """Matches new articles with all stored wishes, which it keeps in memory."""

    def __init__(self) -> None:
        self._stems = Stems()
        self._index = WishIndex(self._stems)
        self._seen = 0

    async def about(self, connection: Connection, article: Article) -> ArticleWishes:
        """The wishes and mutes that an article matches.

        Args:
            connection: inside the transaction that stores the article.
            article: a new one.
        """
        await self._refresh(connection)
        found = self._index.matches(article.title, article.teaser, article.text)
        topics = [topic.slug for topic in article.topics]
        muted = await wishes.muted(connection, topics, found)
        return ArticleWishes(found, muted) if found or muted else NO_WISHES

    def sort_out(
        self, several: Sequence[Subscription], article: Article, about: ArticleWishes
    ) -> Allowed:
        """The subscriptions that get an article, and those from which something keeps it."""

        @cache
        def words() -> ArticleWords:
            return ArticleWords(article.title, article.teaser, article.text, self._stems)

        @cache
        def excluded(each: Exclusion) -> bool:
            return is_excluded(each, article, words(), self._stems)

        def leaves_out(subscription: Subscription) -> str | None:
            return next((name_of(each) for each in subscription.without if excluded(each)), None)

        return allowed(several, about.muted, leaves_out)

    async def _refresh(self, connection: Connection) -> None:
        # Deleted wishes stay in the index: no subscription or mute has their ids any more. Other
        # tasks run between two parts, while the connection's thread reads the next one.
        while new := await wishes.after(connection, self._seen):
            for wish_id, wish in new:
                self._index.put(wish_id, wish)
                self._seen = wish_id


def held_back(
    sorted_out: Allowed,
    planned: Sequence[PlannedDelivery],
    feed: Feed | Source,
    article_id: int,
    now: datetime,
) -> list[HeldBack]:
    """The records of held articles, unless another subscription of the channel brings them."""
    return [
        HeldBack(each.guild_id, each.channel_id, article_id, reason, what, now)
        for each, reason, what in sorted_out.of_channels_without(planned)
        if accepts(each, feed)
    ]


def held_by_pause(
    planned: Sequence[PlannedDelivery], article_id: int, now: datetime
) -> list[HeldBack]:
    """The records of an article that channels would get if no moderator had paused them."""
    reason = HeldBackReason.PAUSED
    return [
        HeldBack(each.guild_id, each.channel_id, article_id, reason, "", now) for each in planned
    ]

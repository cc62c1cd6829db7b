"""Articles that were read go into the database, once: the second half of the poll pipeline.

    Article* ─► new | changed | known ─► plan against subscriptions ─► the caller's transaction

`poll` and `backfill` hand over what they read, each within a transaction that keeps its own
progress too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiosqlite import Connection

from bot.articles.novelty import sort_out
from bot.delivery.plan import plan, wanted_topics
from bot.model.article import Article
from bot.model.feed import Feed, TrackedFeed
from bot.model.topic import Taxonomy
from bot.storage import articles, deliveries, subscriptions


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of the articles were what to the database."""

    new: int
    changed: int
    known: int


class Intake:
    """Keeps articles, and plans the deliveries of those that are news.

    Args:
        taxonomy: names topics for the index.
        announce: whether deliveries are planned at all.
        wake: called when there is something new to announce.
        revised: called when there is something to correct.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        *,
        announce: bool = True,
        wake: Callable[[], None] = lambda: None,
        revised: Callable[[], None] = lambda: None,
    ) -> None:
        self._taxonomy = taxonomy
        self._announce = announce
        self._wake = wake
        self._revised = revised

    async def keep(
        self,
        connection: Connection,
        tracked: TrackedFeed,
        found: Sequence[Article],
        now: datetime,
        is_news: Callable[[Article], bool],
    ) -> Kept:
        """Keep what is new or changed of the found articles.

        Args:
            connection: inside a transaction.
            tracked: the feed that they come from.
            found: in the feed's order, newest first as a rule.
            now: the present.
            is_news: whether a new article is to be announced.
        """
        kept = await articles.by_keys(connection, tracked.id, [a.key for a in found])
        urls = await articles.known_canonical_urls(connection, [a.canonical_url for a in found])
        novelty = sort_out(found, kept, urls)
        for article in novelty.new:
            article_id = await articles.insert(
                connection, tracked.id, article, self._topic_words(article), now
            )
            if self._announce and is_news(article):
                await self._plan(connection, tracked.feed, article_id, article, now)
        for article_id, article in novelty.changed:
            await articles.revise(connection, article_id, article, self._topic_words(article))
        return Kept(len(novelty.new), len(novelty.changed), novelty.known)

    def tell(self, kept: Kept) -> None:
        """Rouse those who deliver; called when the transaction stands."""
        if kept.new:
            self._wake()
        if kept.changed:
            self._revised()

    async def _plan(
        self, connection: Connection, feed: Feed, article_id: int, article: Article, now: datetime
    ) -> None:
        topics = wanted_topics(article, self._taxonomy.outside_all)
        wanting = await subscriptions.matching(connection, topics)
        await deliveries.add(connection, article_id, plan(article, feed, wanting), now)

    def _topic_words(self, article: Article) -> str:
        topics = (self._taxonomy.get(match.slug) for match in article.topics)
        return ", ".join(topic.name for topic in topics if topic)

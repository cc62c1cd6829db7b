"""Plans the deliveries of an article that is news: which channels get it, and which do not.

    article ─► subscriptions to its topics, and to words that it holds
            ─► left out: by exclusions, mutes, paused channels, channels that were told before
            ─► deliveries, and the record of what was held back

`ingest` calls it inside its transaction, for new articles and for kept ones that become news. When
the web page of an article was read, `article_pages` has the article matched again.
"""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct

from bot.delivery import plan as planning
from bot.delivery.plan import wanted_topics
from bot.model.article import Article, Source, Taxonomy
from bot.model.delivery import PlannedDelivery
from bot.model.feed import Feed, TrackedFeed
from bot.model.subscription import Subscription
from bot.model.wish import ArticleWishes
from bot.storage import articles, deliveries, delivery_log, server_feeds, sightings, subscriptions
from bot.storage.database import Connection
from bot.storage.rows import load_articles
from bot.subscriptions.matching import WishMatcher, held_back, held_by_pause

MATCHED_AGAIN_FOR = timedelta(days=1)
"""How long after an article was announced its web page may still bring it to a channel. Chosen by
eye."""


class NewArticle(Struct, frozen=True):
    """An article that is stored for the first time, and is news.

    Attributes:
        article: as it was stored.
        audience: the servers that may get it; None means all servers.
        told: channels that got the same story from a server's own feed.
    """

    id: int
    article: Article
    feed: Feed
    audience: frozenset[int] | None
    told: Collection[int] = ()


class PlannedNews(Struct, frozen=True):
    """An article that is news, with all that its planning needs.

    Attributes:
        audience: the servers that may get it; None means all servers.
        is_again: whether it was planned before, so that other subscriptions of a channel may have
            brought it.
    """

    id: int
    article: Article
    source: Feed | Source
    audience: frozenset[int] | None
    about: ArticleWishes
    now: datetime
    is_again: bool = False

    def is_for(self, guild_id: int) -> bool:
        """Whether a server is in the audience."""
        return self.audience is None or guild_id in self.audience


class Planner:
    """Plans articles against subscriptions, the words that they follow, and mutes.

    Args:
        taxonomy: tells which topics a subscription to all topics leaves out.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._wishes = WishMatcher()

    async def plan(self, connection: Connection, new: NewArticle, now: datetime) -> None:
        """Plan a new article, inside a transaction."""
        about = await self._wishes.about(connection, new.article)
        news = PlannedNews(new.id, new.article, new.feed, new.audience, about, now)
        planned_by = partial(planning.plan, new.article, new.feed, matches=about.matches)
        await self._plan(connection, news, planned_by, lambda one: one.channel_id not in new.told)

    async def plan_again(
        self, connection: Connection, tracked: TrackedFeed, article_id: int, now: datetime
    ) -> bool:
        """Plan a kept article for channels that did not get it; returns whether there are any."""
        first = (await load_articles(connection, [article_id])).get(article_id)
        if first is None:
            return False  # The operator hid it.
        audience = await server_feeds.audience(connection, tracked.id)
        told_by = await sightings.told_by(connection, article_id)
        article = await articles.with_text(connection, first)
        about = await self._wishes.about(connection, article)
        news = PlannedNews(article_id, article, tracked.feed, audience, about, now)
        planned_by = partial(
            planning.plan_again, first, tracked.feed, told_by=told_by, matches=about.matches
        )
        return await self._plan(connection, news, planned_by, lambda _: True) > 0

    async def match_again(self, connection: Connection, article_id: int, now: datetime) -> bool:
        """Plan an article for channels whose words stand only in the text of its web page.

        Only for a day after it was announced. Returns whether there is something to announce.
        """
        since = now - MATCHED_AGAIN_FOR
        feed_id = await articles.announced_by(connection, article_id, since)
        first = (await load_articles(connection, [article_id])).get(article_id)
        if feed_id is None or first is None:
            return False
        article = await articles.with_text(connection, first)
        about = await self._wishes.about(connection, article)
        audience = await server_feeds.audience(connection, feed_id)
        news = PlannedNews(article_id, article, first.source, audience, about, now, is_again=True)
        planned_by = partial(planning.plan, article, first.source, matches=about.matches)
        added = await self._plan(
            connection,
            news,
            planned_by,
            lambda one: bool(one.words) and one.created_at < first.first_seen_at,
        )
        return added > 0

    async def _plan(
        self,
        connection: Connection,
        news: PlannedNews,
        planned_by: Callable[[Sequence[Subscription]], Sequence[PlannedDelivery]],
        fits: Callable[[Subscription], bool],
    ) -> int:
        """Plan an article, and record which channels do not get it; returns the number planned."""
        added, future = 0, list[int]()
        async for wanting, is_paused in self._wanting(connection, news):
            several = [each for each in wanting if fits(each)]
            future += [each.id for each in several if each.created_at > news.now]
            sorted_out = self._wishes.sort_out(several, news.article, news.about)
            planned = planned_by(sorted_out.subscriptions)
            if is_paused:
                await delivery_log.hold_back(connection, held_by_pause(planned, news.id, news.now))
                continue
            added += await deliveries.add(connection, news.id, planned, news.now)
            if not news.is_again:
                held = held_back(sorted_out, planned, news.source, news.id, news.now)
                await delivery_log.hold_back(connection, held)
        if future:
            await deliveries.clamp_future_subscriptions(connection, future, news.now)
        return added

    async def _wanting(
        self, connection: Connection, news: PlannedNews
    ) -> AsyncIterator[tuple[list[Subscription], bool]]:
        """The subscriptions that match, and whether a moderator paused their channels."""
        topics = wanted_topics(news.article, self._taxonomy.outside_all)
        for paused in (False, True):
            async for part in subscriptions.matching(
                connection, topics, news.about.matches, paused=paused
            ):
                yield [each for each in part if news.is_for(each.guild_id)], paused

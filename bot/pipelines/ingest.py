"""Stores the articles that were read, each once: the second half of the poll pipeline.

    Article* ─► known? ─► a kept one under a new key? ─► the same story as a kept one?
            ─► new | changed | again | known
            ─► news, or silent for a reason (articles.news)
            ─► plan against subscriptions, wishes and mutes ─► the caller's transaction

`poll` and `backfill` call it inside the transaction that also records their own progress.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct

from bot.articles import news
from bot.articles.dates import dated_credibly
from bot.articles.duplicates import SameStory, Why, apart, same_story, twins
from bot.articles.identity import rekeyed
from bot.articles.news import FeedPart, Record, Sighting, Silence, silences
from bot.delivery.plan import plan, plan_again, wanted_topics
from bot.model.article import Article, Source, Taxonomy
from bot.model.delivery import PlannedDelivery
from bot.model.feed import Feed, TrackedFeed
from bot.model.subscription import Subscription
from bot.model.wish import ArticleWishes
from bot.storage import (
    article_pages,
    articles,
    deliveries,
    delivery_log,
    duplicates,
    server_feeds,
    sightings,
    subscriptions,
)
from bot.storage import twins as stored_twins
from bot.storage.database import Connection
from bot.subscriptions.wishes import WishMatcher, held_back, held_by_pause

MATCHED_AGAIN_FOR = timedelta(days=1)
"""How long after an article its web page may still bring it to a channel. Chosen by eye."""
LITTLE_TEXT = 1_500
"""Characters. Of the feeds that were measured, those with whole posts have more."""


class IngestReport(Struct, frozen=True):
    """Counts of new, changed and known articles.

    Attributes:
        affects_posts: whether known articles bring something to announce or correct.
    """

    new: int
    changed: int
    known: int
    affects_posts: bool = False


class _News(Struct, frozen=True):
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


class Ingest:
    """Keeps articles, and plans the deliveries of those that are news.

    Args:
        taxonomy: names topics for the index.
        announce: whether deliveries are planned at all.
        read_pages: whether to read the web pages of articles with little text.
        wake: called when there is something new to announce.
        revised: called when an article changed whose cards may need an edit.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        *,
        announce: bool = True,
        read_pages: bool = False,
        wake: Callable[[], None] = lambda: None,
        revised: Callable[[], None] = lambda: None,
    ) -> None:
        self._taxonomy = taxonomy
        self._announce = announce
        self._read_pages = read_pages
        self.wake = wake
        self._revised = revised
        self._wishes = WishMatcher()

    async def keep(
        self,
        connection: Connection,
        tracked: TrackedFeed,
        found: Sequence[Article],
        now: datetime,
        sighting: Sighting,
    ) -> IngestReport:
        """Store the new and changed ones of the found articles.

        Args:
            connection: inside a transaction.
            tracked: their feed.
            found: in the feed's order, newest first as a rule.
            now: the present.
            sighting: where and when the feed showed them.
        """
        # A date in the future is not stored: the article would stay at the top of lists.
        stated, found = found, [dated_credibly(article, now) for article in found]
        keys = [article.key for article in found]
        kept = await sightings.articles_by_key(connection, tracked.id, keys)
        records = await sightings.records_by_key(connection, tracked.id, keys)
        unknown = news.unknown(found, kept, records)
        if unknown and sighting.place is FeedPart.FIRST_PAGE:
            again = await self.rekeyed(connection, tracked.id, unknown, keys)
            for article in unknown:
                if article.key in again:
                    await sightings.rekey(connection, again[article.key], article)
            if again:
                kept = await sightings.articles_by_key(connection, tracked.id, keys)
                records = await sightings.records_by_key(connection, tracked.id, keys)
                unknown = news.unknown(found, kept, records)
        same, apart_from = await self._same_stories(connection, tracked.id, unknown, now)
        sorted_out = news.sort_out(found, kept, same, records)
        records |= await _records_of(connection, tracked.id, sorted_out.again)
        reasons = silences(stated, sighting, records, announce=self._announce)
        await self._insert(connection, tracked, sorted_out.new, now, reasons, apart_from=apart_from)
        for article_id, article in sorted_out.changed:
            await articles.revise(connection, article_id, article, self._topic_words(article))
        for article_id, article in sorted_out.moved:
            await sightings.readdress(connection, article_id, article)
        affects_posts = await self._take_again(connection, tracked, sorted_out.again, now, reasons)
        past_only = {key: each for key, each in records.items() if not each.decided}
        affects_posts |= await self._decide(connection, tracked, past_only, now, reasons)
        return IngestReport(
            len(sorted_out.new), len(sorted_out.changed), sorted_out.known, affects_posts
        )

    def wake_loops(self, kept: IngestReport) -> None:
        """Wake the loops that deliver and correct; called after the commit."""
        if kept.new or kept.affects_posts:
            self.wake()
        if kept.changed or kept.affects_posts:
            self._revised()

    async def rekeyed(
        self,
        connection: Connection,
        feed_id: int,
        unknown: Sequence[Article],
        shown: Collection[str],
    ) -> dict[str, int]:
        """The ids of kept articles that a document shows under new keys, by new key."""
        titles = {article.title for article in unknown}
        titled = await sightings.articles_by_title(connection, feed_id, titles)
        return rekeyed(unknown, frozenset(shown), titled)

    async def _same_stories(
        self, connection: Connection, feed_id: int, unknown: Sequence[Article], now: datetime
    ) -> tuple[dict[str, SameStory], dict[str, tuple[int, ...]]]:
        """By key, the story that an article tells again, and articles that stay apart from it."""
        found: dict[str, SameStory] = {}
        apart_from: dict[str, tuple[int, ...]] = {}
        several = await duplicates.candidates(connection, unknown, now) if unknown else []
        for article, candidates in zip(unknown, several, strict=True):
            if not candidates:
                continue
            open_to_all = [each for each in candidates if not apart(each, feed_id)]
            if same := same_story(article, feed_id, open_to_all, now):
                found[article.key] = same
            elif others := twins(article, feed_id, candidates, now):
                apart_from[article.key] = others
            # Comparing many similar titles takes a millisecond: let other tasks run.
            await asyncio.sleep(0)
        return found, apart_from

    async def _insert(
        self,
        connection: Connection,
        tracked: TrackedFeed,
        new: Sequence[Article],
        now: datetime,
        reasons: Mapping[str, Silence | None],
        *,
        apart_from: Mapping[str, tuple[int, ...]],
    ) -> None:
        audience = await server_feeds.audience(connection, tracked.id)
        named = [(article, self._topic_words(article), reasons[article.key]) for article in new]
        # A story that only some servers saw until now becomes everybody's.
        published = [each for each in named if audience is None and each[0].key in apart_from]
        inserted = [each for each in named if each not in published]
        ids = await articles.insert_all(connection, tracked.id, inserted, now)
        for each in published:
            taken = apart_from[each[0].key]
            ids.append(await stored_twins.make_public(connection, taken, tracked.id, each, now))
        kept = [
            (key, article) for key, (article, *_) in zip(ids, inserted + published, strict=True)
        ]
        if self._read_pages:
            wanted = [key for key, article in kept if _wants_page(article, tracked.feed)]
            await article_pages.want(connection, wanted)
        for article_id, article in kept:
            if reasons[article.key] is None:
                others = apart_from.get(article.key)
                told = await stored_twins.told_in(connection, others) if others else ()
                about = await self._wishes.about(connection, article)
                news = _News(article_id, article, tracked.feed, audience, about, now)
                planned_by = partial(plan, article, tracked.feed, matches=about.matches)
                await self._plan(connection, news, planned_by, _channels_outside(told))

    async def _take_again(
        self,
        connection: Connection,
        tracked: TrackedFeed,
        again: Sequence[tuple[SameStory, Article]],
        now: datetime,
        reasons: Mapping[str, Silence | None],
    ) -> bool:
        """Record a feed's duplicate; returns whether there is something to announce or correct."""
        affects_posts = False
        for same, article in again:
            reason = reasons[article.key]
            if reason is None:
                affects_posts |= await self._announce_again(
                    connection, tracked, same.article_id, now
                )
            added = await duplicates.add(connection, tracked.id, article, same, now, silent=reason)
            # The feed of some servers does not change what the others see.
            says_retracted = article.retracted and not tracked.server_only
            if added and same.why in (Why.DOI, Why.PMID) and says_retracted:
                affects_posts |= await articles.mark_retracted(connection, same.article_id)
        return affects_posts

    async def _decide(
        self,
        connection: Connection,
        tracked: TrackedFeed,
        past_only: Mapping[str, Record],
        now: datetime,
        reasons: Mapping[str, Silence | None],
    ) -> bool:
        """Decide about stories that only a backfill has seen; returns whether one is announced."""
        affects_posts = False
        for key, record in past_only.items():
            if reasons[key] is record.silent:
                continue
            if reasons[key] is None:
                affects_posts |= await self._announce_again(
                    connection, tracked, record.article_id, now
                )
            await sightings.decide(connection, tracked.id, record.article_id, reasons[key])
        return affects_posts

    async def announce_kept(
        self, connection: Connection, tracked: TrackedFeed, article_id: int, now: datetime
    ) -> None:
        """Plan an article as news that was kept silently when this feed showed it."""
        await self._announce_again(connection, tracked, article_id, now)
        await sightings.decide(connection, tracked.id, article_id, None)

    async def match_again(self, connection: Connection, article_id: int, now: datetime) -> bool:
        """Plan an article for channels whose words stand only in the text of its web page.

        Only for a day after it was announced. Returns whether there is something to announce.
        """
        since = now - MATCHED_AGAIN_FOR
        feed_id = await articles.announced_by(connection, article_id, since)
        first = (await articles.load(connection, [article_id])).get(article_id)
        if not self._announce or feed_id is None or first is None:
            return False
        article = await articles.with_text(connection, first)
        about = await self._wishes.about(connection, article)
        audience = await server_feeds.audience(connection, feed_id)
        news = _News(article_id, article, first.source, audience, about, now, is_again=True)
        planned_by = partial(plan, article, first.source, matches=about.matches)
        added = await self._plan(
            connection,
            news,
            planned_by,
            lambda one: bool(one.words) and one.created_at < first.first_seen_at,
        )
        return added > 0

    async def _announce_again(
        self, connection: Connection, tracked: TrackedFeed, article_id: int, now: datetime
    ) -> bool:
        """Plan a kept article for channels that did not get it; returns whether there are any."""
        first = (await articles.load(connection, [article_id])).get(article_id)
        if first is None:
            return False  # The operator hid it.
        audience = await server_feeds.audience(connection, tracked.id)
        told_by = await sightings.told_by(connection, article_id)
        article = await articles.with_text(connection, first)
        about = await self._wishes.about(connection, article)
        news = _News(article_id, article, tracked.feed, audience, about, now)
        planned_by = partial(
            plan_again, first, tracked.feed, told_by=told_by, matches=about.matches
        )
        return await self._plan(connection, news, planned_by, lambda _: True) > 0

    async def _plan(
        self,
        connection: Connection,
        news: "_News",
        planned_by: Callable[[Sequence[Subscription]], Sequence[PlannedDelivery]],
        fits: Callable[[Subscription], bool],
    ) -> int:
        """Plan an article, and record which channels do not get it; returns the number planned."""
        added = 0
        async for wanting, is_paused in self._wanting(connection, news):
            several = [each for each in wanting if fits(each)]
            sorted_out = self._wishes.sort_out(several, news.article, news.about)
            planned = planned_by(sorted_out.subscriptions)
            if is_paused:
                await delivery_log.hold_back(connection, held_by_pause(planned, news.id, news.now))
                continue
            added += await deliveries.add(connection, news.id, planned, news.now)
            if not news.is_again:
                held = held_back(sorted_out, planned, news.source, news.id, news.now)
                await delivery_log.hold_back(connection, held)
        return added

    async def _wanting(
        self, connection: Connection, news: "_News"
    ) -> AsyncIterator[tuple[list[Subscription], bool]]:
        """The subscriptions that match, and whether a moderator paused their channels."""
        topics = wanted_topics(news.article, self._taxonomy.outside_all)
        for paused in (False, True):
            async for part in subscriptions.matching(
                connection, topics, news.about.matches, paused=paused
            ):
                yield [each for each in part if news.is_for(each.guild_id)], paused

    def _topic_words(self, article: Article) -> str:
        topics = (self._taxonomy.get(match.slug) for match in article.topics)
        return ", ".join(topic.name for topic in topics if topic)


async def _records_of(
    connection: Connection, feed_id: int, again: Sequence[tuple[SameStory, Article]]
) -> dict[str, Record]:
    """The records of stories that the feed shows under new keys, by key."""
    if not again:
        return {}
    ids = [same.article_id for same, _ in again]
    records = await sightings.records_by_story(connection, feed_id, ids)
    return {
        article.key: records[same.article_id]
        for same, article in again
        if same.article_id in records
    }


def _channels_outside(told: Collection[int]) -> Callable[[Subscription], bool]:
    return lambda one: one.channel_id not in told


def _wants_page(article: Article, feed: Feed) -> bool:
    """Whether the article has little text in the feed, and a web page of its own."""
    return len(article.text) < LITTLE_TEXT and article.url != feed.homepage

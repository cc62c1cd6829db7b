"""Stores each article once, and decides whether it is news: the second half of the poll pipeline.

    Article* ─► known? ─► a kept one under a new key? ─► the same story as a kept one?
            ─► new | changed | again | known
            ─► news, or silent for a reason (articles.news)
            ─► plan (planner) ─► the caller's transaction

`feed_poll` and `archives` call it inside the transaction that also records their own progress.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from bot.articles import novelty
from bot.articles.changed_keys import (
    FEWEST_BARE_TITLES,
    LATEST_ARTICLES,
    is_another_story,
    rekeyed,
    relaunched,
    with_own_key,
)
from bot.articles.dates import dated_credibly
from bot.articles.duplicates import (
    SameStory,
    SameStoryReason,
    same_story,
    server_duplicates,
    stays_apart,
)
from bot.articles.news import FeedPart, Record, Sighting, Silence, silences
from bot.articles.topics import with_noted_topics
from bot.model.article import Article, KeptArticle, Taxonomy
from bot.model.feed import Feed, TrackedFeed
from bot.pipelines.planner import NewArticle, Planner
from bot.storage import article_pages, articles, duplicates, restored, server_feeds, sightings
from bot.storage.articles import UnstoredArticle
from bot.storage.database import Connection
from bot.storage.server_duplicates import channels_with, make_public

FULL_TEXT_CHARACTERS = 1_500
"""Characters. Of the feeds that were measured, those with whole posts have more."""


class IngestReport(Struct, frozen=True):
    """Counts of new, changed and known articles.

    Attributes:
        affects_posts: whether something is to be announced or corrected because of known articles.
    """

    new: int
    changed: int
    known: int
    affects_posts: bool = False


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
        self.revised = revised
        self._planner = Planner(taxonomy)

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
            tracked: their feed.
            found: in the feed's order, newest first as a rule.
            sighting: where and when the feed showed them.
        """
        stated, kept, records = await _recognized(connection, tracked.id, found)
        # A date in the future is not stored: the article would stay at the top of lists.
        found = [dated_credibly(article, now) for article in stated]
        keys = [article.key for article in found]
        unknown = novelty.unknown(found, kept, records)
        if unknown and sighting.place is FeedPart.FIRST_PAGE:
            former_ids = await self.rekeyed(connection, tracked.id, unknown, keys)
            for article in unknown:
                if article.key in former_ids:
                    await sightings.rekey(connection, former_ids[article.key], article)
            if former_ids:
                kept, records = await _known(connection, tracked.id, keys)
                unknown = novelty.unknown(found, kept, records)
        same, apart_from = await self._same_stories(connection, tracked.id, unknown, now)
        novel = novelty.sort_out(found, kept, same, records)
        records |= await _records_of(connection, tracked.id, novel.again)
        reasons = silences(stated, sighting, records, announce=self._announce)
        reasons |= await _of_gap(connection, novel.again, reasons)
        await self._insert(connection, tracked, novel.new, now, reasons, apart_from=apart_from)
        for article_id, revision in novel.changed:
            article = with_noted_topics(revision, self._taxonomy)
            await articles.revise(connection, article_id, article, self._topic_words(article))
        for article_id, article in novel.moved:
            await sightings.readdress(connection, article_id, article)
        affects_posts = await self._take_again(connection, tracked, novel.again, now, reasons)
        affects_posts |= await self._decide(connection, tracked, records, now, reasons)
        return IngestReport(len(novel.new), len(novel.changed), novel.known, affects_posts)

    def wake_loops(self, kept: IngestReport) -> None:
        """Wake the loops that deliver and correct; called after the commit."""
        if kept.new or kept.affects_posts:
            self.wake()
        if kept.changed or kept.affects_posts:
            self.revised()

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
        again = rekeyed(unknown, frozenset(shown), titled)
        if again or len(unknown) < max(len(shown), FEWEST_BARE_TITLES):
            return again
        latest = await sightings.latest_articles(connection, feed_id, LATEST_ARTICLES)
        return relaunched(unknown, latest)

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
            open_to_all = [each for each in candidates if not stays_apart(each, feed_id)]
            if same := same_story(article, feed_id, open_to_all, now):
                found[article.key] = same
            elif others := server_duplicates(article, feed_id, candidates, now):
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
        # Finding a note takes half a millisecond: too long for the thousands of a first poll.
        noted = [with_noted_topics(a, self._taxonomy) if not reasons[a.key] else a for a in new]
        found = [
            UnstoredArticle(each, self._topic_words(each), reasons[each.key]) for each in noted
        ]
        # A story that only some servers saw until now becomes everybody's.
        published = [each for each in found if audience is None and each.article.key in apart_from]
        inserted = [each for each in found if each not in published]
        ids = await articles.insert_all(connection, tracked.id, inserted, now)
        for each in published:
            taken = apart_from[each.article.key]
            ids.append(await make_public(connection, taken, tracked.id, each, now))
        stored = inserted + published
        kept = [(article_id, each.article) for article_id, each in zip(ids, stored, strict=True)]
        if self._read_pages:
            wanted = [
                article_id for article_id, article in kept if _wants_page(article, tracked.feed)
            ]
            await article_pages.want(connection, wanted)
        for article_id, article in kept:
            if reasons[article.key] is None:
                # Who got the story from a server's own feed does not get it twice.
                others = apart_from.get(article.key)
                told = await channels_with(connection, others) if others else ()
                news = NewArticle(article_id, article, tracked.feed, audience, told)
                await self._planner.plan(connection, news, now)

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
                affects_posts |= await self._planner.plan_again(
                    connection, tracked, same.article_id, now
                )
            added = await duplicates.add(connection, tracked.id, article, same, now, silent=reason)
            # The feed of some servers does not change what the others see.
            says_retracted = article.retracted and not tracked.server_only
            if added and same.why in (SameStoryReason.DOI, SameStoryReason.PMID) and says_retracted:
                affects_posts |= await articles.mark_retracted(connection, same.article_id)
        return affects_posts

    async def _decide(
        self,
        connection: Connection,
        tracked: TrackedFeed,
        records: Mapping[str, Record],
        now: datetime,
        reasons: Mapping[str, Silence | None],
    ) -> bool:
        """Decide about stories that only a backfill has seen; returns whether one is announced."""
        affects_posts = False
        for key, record in records.items():
            if record.decided or reasons[key] is record.silent:
                continue
            if reasons[key] is None:
                affects_posts |= await self._planner.plan_again(
                    connection, tracked, record.article_id, now
                )
            await sightings.decide(connection, tracked.id, record.article_id, reasons[key])
        return affects_posts

    async def announce_kept(
        self, connection: Connection, tracked: TrackedFeed, article_id: int, now: datetime
    ) -> None:
        """Plan an article as news that was kept silently when this feed showed it."""
        await self._planner.plan_again(connection, tracked, article_id, now)
        await sightings.decide(connection, tracked.id, article_id, None)

    async def match_again(self, connection: Connection, article_id: int, now: datetime) -> bool:
        """Plan an article again after its web page was read; see `Planner.match_again`."""
        return self._announce and await self._planner.match_again(connection, article_id, now)

    def _topic_words(self, article: Article) -> str:
        topics = (self._taxonomy.get(match.slug) for match in article.topics)
        return ", ".join(topic.name for topic in topics if topic)


async def _known(
    connection: Connection, feed_id: int, keys: Sequence[str]
) -> tuple[dict[str, KeptArticle], dict[str, Record]]:
    """The feed's kept articles with these keys, and the records of its sightings, by key."""
    kept = await sightings.articles_by_key(connection, feed_id, keys)
    return kept, await sightings.records_by_key(connection, feed_id, keys)


async def _recognized(
    connection: Connection, feed_id: int, stated: Sequence[Article]
) -> tuple[Sequence[Article], dict[str, KeptArticle], dict[str, Record]]:
    """The stated articles, and what `_known` finds of them.

    An article that tells another story than the kept one with its key gets a key of its own.
    """
    kept, records = await _known(connection, feed_id, [article.key for article in stated])
    reused = {
        article.key
        for article in stated
        if (before := kept.get(article.key)) and is_another_story(before.article, article)
    }
    if not reused:
        return stated, kept, records
    stated = [with_own_key(each) if each.key in reused else each for each in stated]
    return stated, *await _known(connection, feed_id, [article.key for article in stated])


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


async def _of_gap(
    connection: Connection,
    again: Sequence[tuple[SameStory, Article]],
    reasons: Mapping[str, Silence | None],
) -> dict[str, Silence | None]:
    """RESTORED for what would be news, but tells a story that a restore keeps silent."""
    if not again:
        return {}
    told = [(same, article) for same, article in again if reasons[article.key] is None]
    silent = await restored.silent_among(connection, [same.article_id for same, _ in told])
    return {article.key: Silence.RESTORED for same, article in told if same.article_id in silent}


def _wants_page(article: Article, feed: Feed) -> bool:
    """Whether the article has little text in the feed, and a web page of its own."""
    return len(article.text) < FULL_TEXT_CHARACTERS and article.url != feed.homepage

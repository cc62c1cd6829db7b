"""Input of the announcing bench: a database full of pending deliveries, and the same as cards."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core import SearchWords
from bot.delivery.plan import plan, wanted_topics
from bot.knowledge import KnowledgeFiles, shipped
from bot.knowledge.topics import load_topics
from bot.model.article import ALL_TOPICS, Article, Image, Taxonomy, TopicMatch
from bot.model.delivery import CarriedArticle
from bot.model.feed import Feed
from bot.model.subscription import PATIENT_KINDS, Subscription
from bot.storage import articles, deliveries, feeds, subscriptions
from bot.storage.database import Database
from bot.storage.rows import load_articles
from bot.ui.cards import article_card

START = datetime(2026, 1, 1, tzinfo=UTC)
FEED = Feed("Sample News", "https://example.org/feed/", "https://example.org/")
KEY = "0123456789abcdef01234567"

PlainCard = tuple[int, list[dict[str, Any]]]


def sample_articles(count: int, taxonomy: Taxonomy) -> Iterator[Article]:
    """Articles of the length and shape that WordPress feeds have."""
    slugs = [topic.slug for topic in taxonomy if topic.in_all]
    for number in range(count):
        url = f"https://example.org/news/{number}-what-a-new-study-says-about-care/"
        yield Article(
            key=f"https://example.org/?p={number}",
            url=url,
            canonical_url=url.rstrip("/"),
            title=f"Study {number}: a gentler treatment works as well for many people (HER2+)",
            teaser="In a study of 1,204 people with early breast cancer, those who had a shorter "
            "course of radiation did as well after five years as those who had the longer one. "
            "The researchers say what this may mean for *your* care, and what is not known yet.",
            author="News Desk",
            image=Image(f"https://example.org/images/{number}.png", "Drawing of two hands"),
            published_at=START + timedelta(hours=number),
            topics=tuple(
                TopicMatch(slugs[(number + step) % len(slugs)], "title: sample")
                for step in range(3)
            ),
        )


async def fill(
    path: Path, guild_id: int, channel_ids: Sequence[int], count: int
) -> list[PlainCard]:
    """Write `count` new articles, each pending for every channel; returns the same as cards."""
    taxonomy, files = load_topics(shipped("topics.toml")), KnowledgeFiles()
    glossary = SearchWords(files).glossary
    async with Database.open(path) as database, database.transaction() as connection:
        await feeds.sync_catalogue(connection, [FEED])
        (tracked,) = await feeds.active(connection)
        for channel_id in channel_ids:
            wanted = Subscription(0, guild_id, channel_id, ALL_TOPICS, PATIENT_KINDS, None, START)
            await subscriptions.put(connection, wanted)
        ids = []
        for article in sample_articles(count, taxonomy):
            now = article.published_at or START
            article_id = await articles.insert(connection, tracked.id, article, "", now)
            topics = wanted_topics(article, taxonomy.outside_all)
            async for wanting in subscriptions.matching(connection, topics):
                await deliveries.add(connection, article_id, plan(article, FEED, wanting), now)
            ids.append(article_id)
        kept = await load_articles(connection, ids)
    # discord.py leaves to_components untyped.
    cards = [
        article_card(CarriedArticle(kept[each], ()), taxonomy, KEY, glossary).to_components()  # type: ignore[no-untyped-call]
        for each in ids
    ]
    return [(place, card) for card in cards for place in channel_ids]

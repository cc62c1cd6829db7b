"""The bot's own search, over articles as a poll would have kept them."""

import html
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.search.collection import Document
from bench.search.contenders import DEPTH, OURS, Ask, Contender
from bot.articles.clean import clean
from bot.articles.topics import classifier_of
from bot.clock import SystemClock
from bot.knowledge import shipped
from bot.knowledge.languages import load_everyday_words, load_languages
from bot.knowledge.thesaurus import load_thesaurus
from bot.knowledge.topics import load_topics
from bot.model.article import Article, Taxonomy
from bot.model.document import Entry
from bot.model.feed import Feed
from bot.search.engine import SearchEngine
from bot.search.semantic import SemanticSearch
from bot.storage import articles, feeds
from bot.storage.database import Database

HOMEPAGE = "https://example.org/"


def engine_of(database: Database, semantic: SemanticSearch | None = None) -> SearchEngine:
    """The engine with the shipped knowledge."""
    return SearchEngine(
        database,
        lambda: load_thesaurus(shipped("thesaurus.toml")),
        load_topics(shipped("topics.toml")),
        SystemClock(),
        languages=lambda: load_languages(shipped("languages")),
        everyday=lambda: load_everyday_words(shipped("everyday_words.toml")),
        semantic=semantic,
    )


@asynccontextmanager
async def opened(folder: Path, documents: Sequence[Document]) -> AsyncIterator[Ask]:
    """Keep the documents as a poll keeps articles, and ask the engine."""
    taxonomy = load_topics(shipped("topics.toml"))
    now = SystemClock().now()
    async with Database.open(folder / "progress.db") as database:
        async with database.transaction() as connection:
            await feeds.sync_catalogue(connection, [Feed("Bench", f"{HOMEPAGE}feed/", HOMEPAGE)])
            for document in documents:
                article = _article(document, taxonomy)
                topics = (taxonomy.get(match.slug) for match in article.topics)
                words = ", ".join(topic.name for topic in topics if topic)
                await articles.insert(connection, 1, article, words, now)
        engine = engine_of(database)

        async def ask(text: str) -> list[str]:
            answer = await engine.search(text, limit=DEPTH)
            return [hit.article.article.key for hit in answer.hits]

        yield ask


def _article(document: Document, taxonomy: Taxonomy) -> Article:
    """As a poll makes it of an entry with a title and a text."""
    entry = clean(
        Entry(
            HOMEPAGE,
            guid=document.id,
            title=html.escape(document.title),
            content=html.escape(document.text),
        )
    )
    address = f"{HOMEPAGE}{document.id}/"
    return Article(
        key=document.id,
        url=address,
        canonical_url=address,
        title=entry.title,
        teaser=entry.teaser,
        text=entry.text,
        topics=classifier_of(taxonomy).classify(entry.title, entry.teaser, entry.text),
    )


CONTENDERS = (Contender(OURS, opened),)

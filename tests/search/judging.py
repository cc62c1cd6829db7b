"""How well the engine answers judged queries; `judged/README.md` says what was judged, and by whom.

a collection's articles + the demo's ─► kept as a poll keeps them ─► each query ─► Verdict*

Called by `test_judged`, which has floors, and by `./run bench search-judged`, which prints.
"""

import tomllib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache, partial
from math import log2
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.articles.topics import classifier_of
from bot.knowledge import shipped
from bot.model.article import Article, Taxonomy
from bot.model.document import Document
from bot.model.feed import Feed
from bot.reading.embedding_process import EmbeddingProcess
from bot.reading.extract import extract
from bot.search.engine import SearchEngine
from bot.storage import articles, feeds
from bot.storage.database import Database
from tests import databases
from tests.engines import shipped_engine
from tests.fakes import ManualClock
from tests.shared import shipped_topics

if TYPE_CHECKING:
    from bot.search.semantic import SemanticSearch

FOLDER = Path(__file__).parent / "judged"
SEEN = (("first", "blind.toml"), ("second", "blind.toml"), ("english", "learn.toml"))
"""Collections and their queries by which the search was worked on."""
LANGUAGES = (("languages", "learn.toml"),)
"""Queries in other languages over English articles; their classes are languages."""
EVERYDAY = (("everyday", "learn.toml"), ("forum", "learn.toml"))
"""Queries in everyday words. The thesaurus was fitted to `everyday`. Only the bench asks them."""
UNSEEN = (
    ("third", "blind.toml"),
    ("english", "unseen.toml"),
    ("languages", "unseen.toml"),
    ("everyday-unseen", "unseen.toml"),
    ("forum", "unseen.toml"),
)
"""Queries that nobody who works on the search reads; `./run bench search-judged` alone does."""
HOMEPAGE = "https://example.org/"
DEMO = Feed("Sample News (demo)", f"{HOMEPAGE}demo/feed/", HOMEPAGE)
JUDGED = Feed("Judged Samples", f"{HOMEPAGE}judged/feed/", HOMEPAGE)
PRESENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEPTH = 10
SUCCESS = 3
GOOD = 2


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query that somebody typed, and the articles that they would be glad to see.

    Attributes:
        kind: the class of the query, such as "brand".
        relevant: grades of 1 to 3 by article.
        avoid: articles in the wrong sense of a word.
        language: its code.
    """

    text: str
    kind: str
    relevant: Mapping[str, int]
    avoid: frozenset[str] = field(default_factory=frozenset)
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one query was answered."""

    query: JudgedQuery
    found: Sequence[str]
    confident: bool = True

    @property
    def success(self) -> bool:
        """A good article among the first three and none to avoid; no claim if there is none."""
        first = self.found[:SUCCESS]
        if self.query.avoid.intersection(first):
            return False
        if not self.query.relevant:
            return not self.confident
        enough = min(GOOD, max(self.query.relevant.values()))
        return any(self.query.relevant.get(each, 0) >= enough for each in first)

    @property
    def ndcg(self) -> float:
        """nDCG@10 with linear gain (Järvelin and Kekäläinen 2002).

        If nothing is right, it is 1 for no claim.
        """
        if not self.query.relevant:
            return float(not self.confident)
        ideal = sorted(self.query.relevant.values(), reverse=True)
        gained = _gain(self.query.relevant.get(each, 0) for each in self.found[:DEPTH])
        return gained / _gain(ideal[:DEPTH])


def _gain(grades: Iterable[int]) -> float:
    return sum(grade / log2(place + 1) for place, grade in enumerate(grades, start=1))


def queries(collection: str, name: str) -> list[JudgedQuery]:
    """The queries of a collection; none if it has no such file."""
    if not (FOLDER / collection / name).exists():
        return []
    return [
        JudgedQuery(
            each["text"],
            each["class"],
            each.get("relevant", {}),
            frozenset(each.get("avoid", ())),
            each.get("language", "en"),
        )
        for each in _read(collection, name)["query"]
    ]


async def verdicts(
    folder: Path, collection: str, name: str, *, by_meaning: bool = False
) -> list[Verdict]:
    """Ask the engine every query of a collection, over its articles and the demo's."""
    async with opened(folder, collection, by_meaning=by_meaning) as engine:
        return [await _verdict(engine, each) for each in queries(collection, name)]


def sorted_out(
    judged: Iterable[Verdict], key: Callable[[JudgedQuery], str]
) -> dict[str, list[Verdict]]:
    """Verdicts by a property of their query."""
    found: dict[str, list[Verdict]] = {}
    for each in judged:
        found.setdefault(key(each.query), []).append(each)
    return found


def confidence(judged: Iterable[Verdict]) -> dict[bool, float]:
    """How much of the queries with an answer (True), and without one, is told as it is."""
    told: dict[bool, list[bool]] = {True: [], False: []}
    for each in judged:
        answerable = bool(each.query.relevant)
        told[answerable].append(each.confident == answerable)
    return {answerable: fmean(some) for answerable, some in told.items() if some}


def success(judged: Sequence[Verdict]) -> float:
    """success@3: the share of queries that are answered well at once."""
    return fmean(each.success for each in judged)


def ndcg(judged: Sequence[Verdict]) -> float:
    """Mean nDCG@10."""
    return fmean(each.ndcg for each in judged)


async def _verdict(engine: SearchEngine, query: JudgedQuery) -> Verdict:
    answer = await engine.search(query.text, limit=DEPTH)
    found = [id_of(hit.article.article.url) for hit in answer.hits]
    return Verdict(query, found, answer.confident)


@cache
def _library(collection: str) -> bytes:
    """The file of a database with the articles of a collection and those of the demo."""
    return databases.made_by(partial(_keep, collection))


async def _keep(collection: str, path: Path) -> None:
    taxonomy = shipped_topics()
    kept = {1: demo_articles(taxonomy), 2: sample_articles(collection, taxonomy)}
    async with databases.open_new(path) as database, database.transaction() as connection:
        await feeds.sync_catalogue(connection, [DEMO, JUDGED])
        for feed_id, some in kept.items():
            for article in some:
                topics = (taxonomy.get(match.slug) for match in article.topics)
                words = ", ".join(topic.name for topic in topics if topic)
                now = article.published_at or PRESENT
                await articles.insert(connection, feed_id, article, words, now)


@asynccontextmanager
async def opened(
    folder: Path, collection: str, *, by_meaning: bool = False
) -> AsyncIterator[SearchEngine]:
    path = folder / (f"{collection}-by-meaning.db" if by_meaning else f"{collection}.db")
    path.write_bytes(_library(collection))
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(path))
        clock = ManualClock(PRESENT)
        semantic = await stack.enter_async_context(_semantic(database)) if by_meaning else None
        yield shipped_engine(database, shipped_topics(), clock, semantic)


@asynccontextmanager
async def _semantic(database: Database) -> AsyncIterator["SemanticSearch"]:
    """The meaning of all articles of this database."""
    from bot.pipelines.embed import ArticleEmbedder  # noqa: PLC0415 - needs the extra
    from bot.search.semantic import SemanticSearch  # noqa: PLC0415 - the same

    async with EmbeddingProcess.open() as process:
        semantic = SemanticSearch(database, process, ManualClock(PRESENT), patience=30)
        await semantic.start()
        opened = EmbeddingProcess.open
        await ArticleEmbedder(database, semantic, opened, ManualClock(PRESENT)).embed_missing()
        yield semantic
        await semantic.close()


def demo_articles(taxonomy: Taxonomy) -> Sequence[Article]:
    """The articles that the demo ships."""
    document = Document(DEMO.url, 200, {}, shipped("demo/feed.xml").read_bytes())
    return extract(document, DEMO, taxonomy).articles


def sample_articles(collection: str, taxonomy: Taxonomy) -> list[Article]:
    """The articles of a collection, with the topics that a poll would find."""
    return [_article(each, taxonomy) for each in _read(collection, "articles.toml")["article"]]


def _article(each: Mapping[str, Any], taxonomy: Taxonomy) -> Article:
    url = f"{HOMEPAGE}judged/{each['id']}/"
    published: date = each["published"]
    return Article(
        key=each["id"],
        url=url,
        canonical_url=url.rstrip("/"),
        title=each["title"],
        teaser=each["teaser"],
        text=each["text"],
        published_at=datetime.combine(published, time(12), UTC),
        topics=classifier_of(taxonomy).classify(each["title"], each["teaser"], each["text"]),
    )


def id_of(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def _read(collection: str, name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / collection / name).read_text("utf-8"))

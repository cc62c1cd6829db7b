"""Builds the parts that need no Discord: knowledge, database, search, and the readers of feeds.

    load_knowledge ─► open_core ─► open_readers (over open_fetching)

`app` builds a whole bot on them; the commands and doctor take the parts that they need.
"""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.catalogue.finder import FeedFinder
from bot.catalogue.service import Sources
from bot.clock import Clock, SystemClock
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import PrivateHosts
from bot.feeds.robots import RobotsRules
from bot.feeds.turns import HostTurns
from bot.knowledge import shipped
from bot.knowledge.catalogue import load_feeds
from bot.knowledge.languages import load_languages
from bot.knowledge.support import load_support
from bot.knowledge.thesaurus import load_thesaurus
from bot.knowledge.topics import load_topics
from bot.model.feed import Feed
from bot.model.language import Language
from bot.model.support import SupportLanguage
from bot.model.thesaurus import Thesaurus
from bot.model.topic import Taxonomy
from bot.pipelines.article_pages import PageReader
from bot.pipelines.backfill import Backfiller
from bot.pipelines.feed_poll import PollRules
from bot.pipelines.ingest import Ingest
from bot.pipelines.poll import Poller
from bot.pipelines.reading_context import ReadingContext
from bot.reading.worker import ExtractorPool
from bot.search.engine import SearchEngine
from bot.search.support import Support
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.health import Health

if TYPE_CHECKING:
    from bot.search.semantic import SemanticSearch


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The knowledge files that every command reads."""

    taxonomy: Taxonomy
    feeds: tuple[Feed, ...]
    support: tuple[SupportLanguage, ...]


@dataclass(frozen=True, slots=True)
class SearchWords:
    """The knowledge files of search. They take a quarter of a second, which most commands save."""

    thesaurus: Thesaurus
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class Fetching:
    """The parts that ask feeds and web pages, and read the answers in processes of their own."""

    fetcher: HttpFetcher
    extractor: ExtractorPool
    turns: HostTurns
    private_hosts: PrivateHosts


@dataclass(frozen=True)
class Core:
    """The parts that every command needs, with or without Discord.

    Attributes:
        open_engine: makes the search engine.
    """

    settings: Settings
    clock: Clock
    taxonomy: Taxonomy
    feeds: tuple[Feed, ...]
    database: Database
    open_engine: Callable[[], SearchEngine]
    sources: Sources
    support: Support
    turns: HostTurns
    semantic: "SemanticSearch | None" = None

    @cached_property
    def engine(self) -> SearchEngine:
        """The search engine, made when it is first needed."""
        return self.open_engine()


@dataclass(frozen=True, slots=True)
class Readers:
    """The parts that read from the web; they take turns at each host."""

    poller: Poller
    backfiller: Backfiller
    page_reader: PageReader
    finder: FeedFinder


def load_knowledge(settings: Settings) -> Knowledge:
    """Read and check the knowledge files, but for those of search.

    Raises:
        KnowledgeError: a file is wrong.
    """
    taxonomy = load_topics(shipped("topics.toml"))
    support = load_support(shipped("support.toml"))
    return Knowledge(taxonomy, load_feeds(settings.feeds_file, taxonomy), support)


def load_search_words() -> SearchWords:
    """Read and check the knowledge files of search.

    Raises:
        KnowledgeError: a file is wrong.
    """
    return SearchWords(
        load_thesaurus(shipped("thesaurus.toml")), load_languages(shipped("languages"))
    )


@contextlib.asynccontextmanager
async def open_core(
    settings: Settings, clock: Clock | None = None, health: Health | None = None
) -> AsyncIterator[Core]:
    """Load the knowledge files, and open the database for as long as the context lasts.

    Raises:
        ConfigurationError: a knowledge file is wrong, or the database is newer than this program.
        DatabaseError: the database cannot be opened.
        StorageUnavailableError: the database cannot be opened now, but perhaps later.
    """
    clock = clock or SystemClock()
    knowledge = load_knowledge(settings)
    async with (
        Database.open(settings.database_path, health=health) as database,
        _open_semantic(settings, database, clock) as semantic,
    ):

        def open_engine() -> SearchEngine:
            words = load_search_words()
            return SearchEngine(
                database,
                words.thesaurus,
                knowledge.taxonomy,
                clock,
                languages=words.languages,
                semantic=semantic,
            )

        yield Core(
            settings,
            clock,
            knowledge.taxonomy,
            knowledge.feeds,
            database,
            open_engine,
            Sources(database, knowledge.feeds, clock),
            Support(database, knowledge.support, settings.support_text),
            HostTurns(clock),
            semantic,
        )


@contextlib.asynccontextmanager
async def _open_semantic(
    settings: Settings, database: Database, clock: Clock
) -> "AsyncIterator[SemanticSearch | None]":
    """Search by meaning, if it is switched on; nothing of it is imported otherwise."""
    if not settings.semantic:
        yield None
        return
    from bot.reading.embedding_process import EmbeddingProcess  # noqa: PLC0415 - see above

    async with EmbeddingProcess.open() as embedder:
        # After the model was found: it imports numpy.
        from bot.search.semantic import SemanticSearch  # noqa: PLC0415 - see above

        semantic = SemanticSearch(database, embedder, clock)
        try:
            yield semantic
        finally:
            await semantic.close()


@contextlib.asynccontextmanager
async def open_fetching(
    settings: Settings, taxonomy: Taxonomy, turns: HostTurns
) -> AsyncIterator[Fetching]:
    """Open the HTTP client; the reading processes start with the first document."""
    private_hosts = PrivateHosts(settings.allowed_private_hosts)
    async with HttpFetcher.open(contact=settings.contact, private_hosts=private_hosts) as fetcher:
        yield Fetching(fetcher, ExtractorPool(taxonomy), turns, private_hosts)


@contextlib.asynccontextmanager
async def open_readers(
    core: Core,
    wake: Callable[[], None] = lambda: None,
    revised: Callable[[], None] = lambda: None,
    *,
    waits: bool = False,
) -> AsyncIterator[Readers]:
    """Sync the list of feeds, and build the parts that read them.

    Args:
        core: the parts below.
        wake: called when there is something to announce.
        revised: called when an article changed whose cards may need an edit.
        waits: whether the parts wait for an unavailable database, as in a running bot; a command
            fails instead.
    """
    settings, database, clock, turns = core.settings, core.database, core.clock, core.turns
    ingest = Ingest(
        core.taxonomy,
        announce=settings.announce,
        read_pages=settings.article_pages,
        wake=wake,
        revised=revised,
    )
    await core.sources.apply()
    async with open_fetching(settings, core.taxonomy, turns) as parts:
        fetcher, extractor = parts.fetcher, parts.extractor
        robots = RobotsRules(fetcher, turns, clock, settings.crawl_delay)
        context = ReadingContext(
            database,
            fetcher,
            extractor,
            ingest,
            turns=turns,
            robots=robots,
            clock=clock,
            waits=waits,
        )
        yield Readers(
            Poller(context, PollRules(settings.poll_interval, parts.private_hosts)),
            Backfiller(context),
            PageReader(
                database,
                fetcher,
                extractor,
                turns=turns,
                robots=robots,
                clock=clock,
                revised=revised,
            ),
            FeedFinder(fetcher, extractor, turns),
        )

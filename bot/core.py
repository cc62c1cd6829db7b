"""Builds the parts that every command needs: knowledge, database, search, the list of feeds.

    load_knowledge ─► open_core

`readers` builds the parts that read feeds on them, and `app` a whole bot. A command that only
searches imports neither aiohttp nor feedparser.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from functools import cached_property, partial
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.catalogue.server_feeds import ServerFeeds
from bot.catalogue.service import Sources
from bot.clock import Clock, SystemClock
from bot.errors import KnowledgeError, SettingsError
from bot.feeds.hosts import HostTurns
from bot.knowledge import KnowledgeFiles, is_shipped, shipped
from bot.knowledge.catalogue import load_feeds
from bot.knowledge.glossary import load_glossary
from bot.knowledge.languages import (
    load_everyday_words,
    load_language,
    load_languages,
    load_tested_languages,
)
from bot.knowledge.support import load_support, load_tested_support
from bot.knowledge.thesaurus import load_tested_thesaurus, load_thesaurus
from bot.knowledge.toml import shown
from bot.knowledge.topics import load_topics
from bot.model.article import Taxonomy
from bot.model.feed import Feed
from bot.model.glossary import Glossary
from bot.model.query import PackedGroups
from bot.model.support import SupportLanguage
from bot.model.thesaurus import CommonWords, Language, Thesaurus
from bot.search.engine import SearchEngine
from bot.search.support import Support
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.health import Health

if TYPE_CHECKING:
    from bot.search.semantic import SemanticSearch


SHIPPED_FEEDS = (
    "{topics} lacks topics that the shipped feeds.toml names. Put a feeds.toml of your own beside "
    "it, or set FEEDS_FILE; or keep these topics."
)


class Knowledge(Struct, frozen=True):
    """The knowledge files that every command reads."""

    taxonomy: Taxonomy
    feeds: tuple[Feed, ...]


SEARCH_FILES = (
    "thesaurus.toml",
    "everyday_words.toml",
    "languages",
    "glossary.toml",
    "support.toml",
)
"""The knowledge files that `SearchWords` reads; `languages` is a folder."""
EDITION_CHARACTERS = 16
"""64 bits of a hash: two editions do not share them by chance."""


class SearchWords(Struct, frozen=True, dict=True):
    """The knowledge files of search and the glossary, each read when it is needed.

    Each may raise KnowledgeError: the file is wrong.
    """

    files: KnowledgeFiles

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """The groups of words that mean the same."""
        path = self.files.path("thesaurus.toml")
        is_tested = path == shipped("thesaurus.toml")
        found = load_tested_thesaurus(path) if is_tested else load_thesaurus(path)
        return Thesaurus(PackedGroups(found))

    @property
    def everyday(self) -> CommonWords:
        """Common words, which are never respelled. Not kept here: search has tables of its own."""
        return load_everyday_words(self.files.path("everyday_words.toml"))

    @property
    def languages(self) -> Iterable[Language]:
        """The other languages. Not kept here: search has tables of its own."""
        folder = self.files.path("languages")
        is_tested = folder == shipped("languages")
        return load_tested_languages(folder) if is_tested else load_languages(folder)

    @property
    def support(self) -> tuple[SupportLanguage, ...]:
        """The words of distress. Not kept here: `Support` has them."""
        path = self.files.path("support.toml")
        return load_tested_support(path) if path == shipped(path.name) else load_support(path)

    @cached_property
    def glossary(self) -> Glossary:
        """The words that are explained."""
        return Glossary(lambda: load_glossary_of(self.files, self.thesaurus).entries)

    @cached_property
    def edition(self) -> str:
        """A hash of the files that decide how followed words are understood.

        It is a hash of bytes, since parsing the files takes 50 ms more (measured).
        """
        thesaurus, languages = self.files.path("thesaurus.toml"), self.files.path("languages")
        known = sha256()
        for path in (thesaurus, *sorted(languages.glob("*.toml"))):
            # The property that reads the file says why it cannot be read.
            with contextlib.suppress(OSError):
                known.update(sha256(path.read_bytes() if path.is_file() else b"").digest())
        return known.hexdigest()[:EDITION_CHARACTERS]

    def read(self) -> None:
        """Read all of them now; the thesaurus and the glossary are kept."""
        _ = self.thesaurus, self.everyday, tuple(self.languages), self.glossary.entries
        _ = self.support

    def read_own(self) -> None:
        """Read all of them now if one is the operator's, so that a wrong file ends the start.

        Those that ship are checked by tests.
        """
        if any(self.files.path(name) != shipped(name) for name in SEARCH_FILES):
            self.read()


class Core(Struct, frozen=True, dict=True):
    """The parts that every command needs, with or without Discord.

    Attributes:
        open_engine: makes the search engine from the knowledge files of search.
    """

    settings: Settings
    clock: Clock
    taxonomy: Taxonomy
    feeds: tuple[Feed, ...]
    database: Database
    open_engine: Callable[[SearchWords], SearchEngine]
    sources: Sources
    server_feeds: ServerFeeds
    support: Support
    turns: HostTurns
    words: SearchWords
    semantic: "SemanticSearch | None" = None

    @cached_property
    def engine(self) -> SearchEngine:
        """The search engine, made when it is first needed."""
        return self.open_engine(self.words)


def load_knowledge(files: KnowledgeFiles) -> Knowledge:
    """Read and check the knowledge files, but for those of search and the glossary.

    Raises:
        KnowledgeError: a file is wrong.
    """
    taxonomy = load_topics(files.path("topics.toml"))
    return Knowledge(taxonomy, load_feeds_of(files, taxonomy))


def load_feeds_of(files: KnowledgeFiles, taxonomy: Taxonomy | None) -> tuple[Feed, ...]:
    """Read and check the feeds, which name topics.

    Args:
        taxonomy: as `load_feeds` takes it.

    Raises:
        KnowledgeError: the file is wrong, or it ships with the bot and the topics are others.
    """
    path, topics = files.path("feeds.toml"), files.path("topics.toml")
    try:
        return load_feeds(path, taxonomy)
    except KnowledgeError as exc:
        if is_shipped(path) and not is_shipped(topics):
            raise KnowledgeError(SHIPPED_FEEDS.format(topics=shown(topics))) from exc
        raise


def load_glossary_of(files: KnowledgeFiles, thesaurus: Thesaurus | None) -> Glossary:
    """Read and check the glossary, which explains groups of the thesaurus.

    Its words are also known by the names that search knows in Spanish.

    The glossary that ships is checked against the thesaurus that ships, even if search uses
    another.

    Args:
        thesaurus: that of search; None if it is wrong, and the groups are not checked.

    Raises:
        KnowledgeError: the file is wrong.
    """
    path, own = files.path("glossary.toml"), files.path("thesaurus.toml")
    spanish = files.path("languages") / "es.toml"
    names = load_language(spanish).terms if spanish.exists() else {}
    if path == shipped("glossary.toml") and own != (original := shipped("thesaurus.toml")):
        return load_glossary(path, load_tested_thesaurus(original), names)
    return load_glossary(path, thesaurus, names)


@contextlib.asynccontextmanager
async def open_core(
    settings: Settings,
    clock: Clock | None = None,
    health: Health | None = None,
    *,
    frozen: bool = False,
    alone: bool = False,
) -> AsyncIterator[Core]:
    """Load the knowledge files, and open the database for as long as the context lasts.

    Args:
        frozen: as `Database.open` takes it.
        alone: as `Database.open` takes it.

    Raises:
        ConfigurationError: a knowledge file is wrong, or the database is newer than this program.
        DatabaseError: the database cannot be opened.
        DatabaseInUseError: it must be upgraded, and an older bot runs on it.
        StorageUnavailableError: the database cannot be opened now, but perhaps later.
    """
    clock = clock or SystemClock()
    knowledge, words = load_knowledge(settings.knowledge), SearchWords(settings.knowledge)
    async with (
        Database.open(
            settings.database_path, health=health, frozen=frozen, alone=alone
        ) as database,
        _open_semantic(settings, database, clock) as semantic,
    ):
        yield Core(
            settings,
            clock,
            knowledge.taxonomy,
            knowledge.feeds,
            database,
            partial(_engine, database, knowledge.taxonomy, clock, semantic),
            Sources(database, knowledge.feeds, clock),
            ServerFeeds(database, clock),
            Support(database, lambda: words.support, settings.support_text),
            HostTurns(clock),
            words,
            semantic,
        )


def _engine(
    database: Database,
    taxonomy: Taxonomy,
    clock: Clock,
    semantic: "SemanticSearch | None",
    words: SearchWords,
) -> SearchEngine:
    return SearchEngine(
        database,
        lambda: words.thesaurus,
        taxonomy,
        clock,
        languages=lambda: words.languages,
        everyday=lambda: words.everyday,
        edition=words.edition,
        semantic=semantic,
    )


@contextlib.asynccontextmanager
async def _open_semantic(
    settings: Settings, database: Database, clock: Clock
) -> "AsyncIterator[SemanticSearch | None]":
    """Search by meaning, if it is switched on; nothing of it is imported otherwise."""
    if not settings.semantic:
        yield None
        return
    from bot.reading.embedding_process import (  # noqa: PLC0415 - see above
        PACKAGE_MISSING,
        EmbeddingProcess,
    )

    async with EmbeddingProcess.open() as embedder:
        # After the model was found: it imports numpy.
        try:
            from bot.search.semantic import SemanticSearch  # noqa: PLC0415 - see above
        except ImportError as exc:
            raise SettingsError(PACKAGE_MISSING) from exc

        semantic = SemanticSearch(database, embedder, clock)
        try:
            yield semantic
        finally:
            await semantic.close()

"""Search engines, and words of distress, that share what takes long to make of knowledge files."""

from functools import cache
from typing import TYPE_CHECKING, cast

from bot.clock import Clock
from bot.model.article import Taxonomy
from bot.search.engine import SearchEngine
from bot.search.support import Support
from bot.storage.database import Database
from tests.shared import (
    shipped_everyday_words,
    shipped_index,
    shipped_languages,
    shipped_thesaurus,
    shipped_translator,
    support_languages,
)

if TYPE_CHECKING:  # It imports numpy, which is there with the extra alone.
    from bot.search.semantic import SemanticSearch


def with_shipped_names(engine: SearchEngine) -> SearchEngine:
    """Let an engine of the shipped thesaurus use the index of its names that is made already."""
    engine.__dict__["_thesaurus"] = shipped_index()
    return engine


def shipped_engine(
    database: Database,
    taxonomy: Taxonomy,
    clock: Clock,
    semantic: "SemanticSearch | None" = None,
) -> SearchEngine:
    """An engine of all words that ship, with the indexes that are made already."""
    engine = SearchEngine(
        database,
        shipped_thesaurus,
        taxonomy,
        clock,
        languages=shipped_languages,
        everyday=shipped_everyday_words,
        semantic=semantic,
    )
    engine.__dict__["_translator"] = shipped_translator()
    return with_shipped_names(engine)


def shipped_support(database: Database) -> Support:
    """Finds the shipped phrases of distress, which are read already."""
    support = Support(database, support_languages, "")
    support.__dict__["_languages"] = _support_with_words()._languages
    support.__dict__["_words"] = _support_with_words()._words
    return support


@cache
def _support_with_words() -> Support:
    """Has read the phrases, for others to share; it has no servers."""
    return Support(cast("Database", None), support_languages, "")

"""Search engines, and words of distress, that share what takes long to make of knowledge files."""

from typing import TYPE_CHECKING

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
)

if TYPE_CHECKING:  # It imports numpy, which is there with the extra alone.
    from bot.search.semantic import SemanticSearch


def sharing_names(engine: SearchEngine, made: SearchEngine) -> SearchEngine:
    """Let an engine use the indexes of names and of languages that another one has made.

    To make them takes half a second, and no question changes them. Both engines have the same
    thesaurus and languages.
    """
    engine.__dict__["_thesaurus"] = made._thesaurus
    engine.__dict__["_translator"] = made._translator
    return engine


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


def sharing_words(support: Support, made: Support) -> Support:
    """Let `support` find the phrases that another one of the same languages has read."""
    support.__dict__["_languages"] = made._languages
    support.__dict__["_words"] = made._words
    return support

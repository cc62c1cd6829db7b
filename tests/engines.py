"""Search engines, and words of distress, that share what takes long to make of knowledge files."""

from bot.search.engine import SearchEngine
from bot.search.support import Support
from tests.shared import shipped_index


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


def sharing_words(support: Support, made: Support) -> Support:
    """Let `support` find the phrases that another one of the same languages has read."""
    support.__dict__["_languages"] = made._languages
    support.__dict__["_words"] = made._words
    return support

"""Search engines that share what takes long to make of a thesaurus and of languages."""

from bot.search.engine import SearchEngine


def sharing_names(engine: SearchEngine, made: SearchEngine) -> SearchEngine:
    """Let an engine use the indexes of names and of languages that another one has made.

    To make them takes half a second, and no question changes them. Both engines have the same
    thesaurus and languages.
    """
    engine.__dict__["_thesaurus"] = made._thesaurus
    engine.__dict__["_translator"] = made._translator
    return engine

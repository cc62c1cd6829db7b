"""Material that tests read: files of our own, and larger ones that may lie beside the checkout."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from bot.core import load_glossary_of
from bot.knowledge import KnowledgeFiles, shipped
from bot.knowledge.languages import load_everyday_words, load_languages
from bot.knowledge.support import load_support
from bot.knowledge.thesaurus import load_thesaurus
from bot.knowledge.topics import load_topics
from bot.model.article import Taxonomy
from bot.model.glossary import Glossary
from bot.model.support import SupportLanguage
from bot.model.thesaurus import CommonWords, Language, Thesaurus
from bot.search.interpreter import Interpreter
from bot.search.languages import Translator
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Lexicon
from bot.search.words import Stems
from tests.api_facts import DOCUMENT

BESIDE = Path(__file__).resolve().parents[2] / "shared"
SAMPLE_FEEDS = Path(__file__).resolve().parent / "sample_feeds"
API_DESCRIPTIONS = ("own", *(["beside"] if (BESIDE / "discord-openapi.json").exists() else []))
"""The descriptions of Discord's API that are there: of what the bot uses, and the whole."""


@cache
def shipped_thesaurus() -> Thesaurus:
    """The thesaurus, which takes a tenth of a second to read."""
    return load_thesaurus(shipped("thesaurus.toml"))


@cache
def shipped_index() -> ThesaurusIndex:
    """All names of the thesaurus by their words, which takes a fifth of a second to sort."""
    return ThesaurusIndex(shipped_thesaurus(), Stems())


@cache
def shipped_languages() -> Sequence[Language]:
    """The languages that queries are read in."""
    return load_languages(shipped("languages"))


@cache
def shipped_everyday_words() -> CommonWords:
    """Words that are no misspellings."""
    return load_everyday_words(shipped("everyday_words.toml"))


@cache
def support_languages() -> Sequence[SupportLanguage]:
    """The words of distress, and whom to reach."""
    return load_support(shipped("support.toml"))


@cache
def shipped_translator() -> Translator:
    """Reads all shipped languages, which takes a quarter of a second to begin."""
    names, stems, no_lexicon = shipped_index(), Stems(), cast("Lexicon", None)
    common = Interpreter(names, no_lexicon, stems, shipped_everyday_words).is_common_word
    return Translator(shipped_languages, shipped_thesaurus(), names, stems, common)


@cache
def shipped_topics() -> Taxonomy:
    """The topics."""
    return load_topics(shipped("topics.toml"))


@cache
def shipped_glossary() -> Glossary:
    """The glossary, with the names that search knows in Spanish."""
    return load_glossary_of(KnowledgeFiles(), shipped_thesaurus())


@cache
def api_description(name: str) -> dict[str, Any]:
    """One of API_DESCRIPTIONS, as an OpenAPI document."""
    if name == "own":
        return DOCUMENT
    document: dict[str, Any] = json.loads((BESIDE / "discord-openapi.json").read_text("utf-8"))
    return document


def sample_feeds() -> Sequence[Path]:
    """Feeds of our own, and real ones if they are there."""
    folders = (SAMPLE_FEEDS, BESIDE / "feeds")
    return [path for folder in folders if folder.exists() for path in sorted(folder.iterdir())]

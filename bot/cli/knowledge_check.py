"""Examines the knowledge files for `progress-bot doctor`; `checks` calls it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.cli import texts
from bot.clock import SystemClock
from bot.core import load_glossary_of, load_knowledge, load_search_words
from bot.errors import KnowledgeError
from bot.knowledge.toml import shown
from bot.model.article import Taxonomy
from bot.model.feed import Feed
from bot.model.health import Check
from bot.model.thesaurus import Glossary
from bot.settings import Settings

REVIEWED_FOR = timedelta(days=2 * 365)
"""Then an entry of the glossary should be read again: treatment changes about as fast."""
MOST_DUE_NAMED = 5


@dataclass(frozen=True, slots=True)
class KnowledgeChecked:
    """The checks, and the files that could be read."""

    checks: Sequence[Check]
    taxonomy: Taxonomy = field(default_factory=lambda: Taxonomy(()))
    feeds: Sequence[Feed] = ()


def check_knowledge(settings: Settings) -> KnowledgeChecked:
    """Read all knowledge files."""
    try:
        found = load_knowledge(settings.knowledge)
        words = load_search_words(settings.knowledge)
        _ = words.languages
        glossary = load_glossary_of(settings.knowledge, words)
    except KnowledgeError as exc:
        return KnowledgeChecked([Check("knowledge", ok=False, say=str(exc))])
    say = texts.KNOWN.format(
        topics=len(found.taxonomy), feeds=len(found.feeds), terms=len(glossary)
    )
    checks = [Check("knowledge", ok=True, say=say), *_check_reviews(settings, glossary)]
    return KnowledgeChecked(checks, found.taxonomy, found.feeds)


def _check_reviews(settings: Settings, glossary: Glossary) -> Iterator[Check]:
    """Name the explained words that nobody has read again for too long."""
    today = SystemClock().now().date()
    due = sorted(
        (entry for entry in glossary if today - entry.reviewed > REVIEWED_FOR),
        key=lambda entry: entry.reviewed,
    )
    if due:
        names = ", ".join(entry.name for entry in due[:MOST_DUE_NAMED])
        names += ", …" if len(due) > MOST_DUE_NAMED else ""
        path = shown(settings.knowledge.path("glossary.toml"))
        say = texts.plural(texts.REVIEW_DUE, len(due), terms=names, path=path)
        yield Check("glossary", ok=False, say=say)

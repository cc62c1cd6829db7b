"""Checks the knowledge files, for `knowledge check` and the doctor.

It is apart from `knowledge`, which every command imports at its start.
"""

from collections.abc import Callable, Iterator, Sequence, Sized
from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from rapidfuzz import fuzz

from bot.cli import texts
from bot.clock import SystemClock
from bot.core import SearchWords, load_feeds_of, load_glossary_of, load_knowledge
from bot.errors import KnowledgeError
from bot.knowledge import KNOWLEDGE_NAMES, KnowledgeFiles
from bot.knowledge.languages import load_everyday_words, load_languages
from bot.knowledge.shapes import LEAST_RATIO, nearest
from bot.knowledge.support import load_support
from bot.knowledge.thesaurus import load_thesaurus
from bot.knowledge.toml import shown
from bot.knowledge.topics import load_topics
from bot.model.article import Taxonomy
from bot.model.feed import Feed
from bot.model.glossary import Glossary
from bot.model.health import Check
from bot.settings import Settings

NAMES_ENTRIES_OF = {"feeds.toml": "topics.toml", "glossary.toml": "thesaurus.toml"}
"""The files that name entries of another file."""
REVIEWED_FOR = timedelta(days=2 * 365)
"""After this time an entry should be reviewed: treatment changes about as fast."""
MOST_DUE_NAMED = 5
"""Entries to review that are named; the others are counted. Chosen by eye."""


def check_files(files: KnowledgeFiles) -> Iterator[Check]:
    """Read each file. A file that names entries of a wrong file is checked without these names."""
    read = dict[str, Any]()
    loaders: dict[str, Callable[[Path], Sized]] = {
        "topics.toml": load_topics,
        "feeds.toml": lambda _: load_feeds_of(files, read.get("topics.toml")),
        "thesaurus.toml": load_thesaurus,
        "glossary.toml": lambda _: load_glossary_of(files, read.get("thesaurus.toml")),
        "support.toml": load_support,
        "everyday_words.toml": load_everyday_words,
        "languages": load_languages,
    }
    for name in KNOWLEDGE_NAMES:
        path, needed = files.path(name), NAMES_ENTRIES_OF.get(name)
        try:
            read[name] = loaders[name](path)
        except KnowledgeError as exc:
            for sentence in exc.sentences:
                yield Check(name, ok=False, say=sentence)
            continue
        whole = needed is None or needed in read
        said = texts.ENTRIES_IN if whole else texts.CHECKED_IN_PART
        say = texts.plural(said, len(read[name]), path=shown(path), needed=needed)
        yield Check(name, ok=whole, say=say)


def check_names(folder: Path | None) -> Iterator[Check]:
    """Name what no part of the bot reads, such as `topic.toml` or a folder `language`."""
    for path in sorted(folder.iterdir()) if folder else ():
        meant = path.suffix == ".toml" or (path.is_dir() and _is_like_a_name(path.name))
        if meant and path.name not in KNOWLEDGE_NAMES:
            hint = nearest(path.name, KNOWLEDGE_NAMES)
            yield Check(path.name, ok=False, say=texts.NOT_A_KNOWLEDGE_NAME.format(hint=hint))


def _is_like_a_name(name: str) -> bool:
    return any(fuzz.ratio(name.casefold(), known) >= LEAST_RATIO for known in KNOWLEDGE_NAMES)


class KnowledgeChecked(Struct, frozen=True):
    """The checks, and the files that could be read."""

    checks: Sequence[Check]
    taxonomy: Taxonomy = field(default_factory=lambda: Taxonomy(()))
    feeds: Sequence[Feed] = ()


def check_knowledge(settings: Settings) -> KnowledgeChecked:
    """Read all knowledge files."""
    try:
        found = load_knowledge(settings.knowledge)
        words = SearchWords(settings.knowledge)
        words.read()
    except KnowledgeError as exc:
        return KnowledgeChecked([Check("knowledge", ok=False, say=str(exc))])
    say = texts.KNOWN.format(
        topics=len(found.taxonomy), feeds=len(found.feeds), terms=len(words.glossary)
    )
    checks = [Check("knowledge", ok=True, say=say), *_check_reviews(settings, words.glossary)]
    return KnowledgeChecked(checks, found.taxonomy, found.feeds)


def _check_reviews(settings: Settings, glossary: Glossary) -> Iterator[Check]:
    """Name the explained words that were last reviewed too long ago."""
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

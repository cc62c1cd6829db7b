"""`progress-bot knowledge`: check files of knowledge, or copy the shipped ones to edit them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import texts
from bot.cli.doctor import report
from bot.cli.output import JsonOption, print_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sized

    from bot.knowledge import KnowledgeFiles
    from bot.model.health import Check
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.clock import SystemClock
from bot.core import load_glossary_of, load_knowledge, load_search_words
from bot.errors import KnowledgeError
from bot.knowledge.toml import shown
from bot.model.article import Taxonomy
from bot.model.feed import Feed
from bot.model.health import Check
from bot.model.thesaurus import Glossary
from bot.settings import Settings

KNOWLEDGE_NAMES = (
    *("topics.toml", "feeds.toml", "thesaurus.toml", "glossary.toml", "support.toml"),
    *("everyday_words.toml", "languages"),
)
"""The knowledge files; `languages` is a folder."""


def knowledge_commands() -> typer.Typer:
    """The group of commands."""
    group = typer.Typer(
        name="knowledge",
        help="Check the files of topics, feeds and words, or copy them to edit them.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command()(check)
    group.command()(copy)
    return group


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR",
            help="A folder for KNOWLEDGE_DIR; without it, the files that the bot would read now.",
            show_default=False,
        ),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Check every knowledge file, and name the file and line of what is wrong in each."""
    from bot.cli.session import start
    from bot.errors import RequestError
    from bot.knowledge import KnowledgeFiles

    if folder and not folder.is_dir():
        raise RequestError(texts.NO_FOLDER.format(folder=folder))
    files = KnowledgeFiles(folder) if folder else start().knowledge
    report(list(_examined(files)), as_json=as_json)


def _examined(files: "KnowledgeFiles") -> "Iterator[Check]":
    from bot.core import load_glossary_of, load_search_words
    from bot.errors import KnowledgeError
    from bot.knowledge.catalogue import load_feeds
    from bot.knowledge.thesaurus import (
        load_everyday_words,
        load_languages,
        load_support,
        load_thesaurus,
    )
    from bot.knowledge.toml import shown
    from bot.knowledge.topics import load_topics
    from bot.model.health import Check

    def feeds(path: Path) -> "Sized":
        return load_feeds(path, load_topics(files.path("topics.toml")))

    def glossary(_: Path) -> "Sized":
        return load_glossary_of(files, load_search_words(files))

    loaders: dict[str, Callable[[Path], Sized]] = {
        "topics.toml": load_topics,
        "feeds.toml": feeds,
        "thesaurus.toml": load_thesaurus,
        "glossary.toml": glossary,
        "support.toml": load_support,
        "everyday_words.toml": load_everyday_words,
        "languages": load_languages,
    }
    told = set[str]()
    for name in KNOWLEDGE_NAMES:
        path = files.path(name)
        try:
            said = texts.ENTRIES_IN.format(number=len(loaders[name](path)), path=shown(path))
            yield Check(name, ok=True, say=said)
        except KnowledgeError as exc:
            # A file that needs a wrong one fails by the same error.
            if str(exc) not in told:
                yield Check(name, ok=False, say=str(exc))
            told.add(str(exc))


def copy(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder; it may be new.")],
) -> None:
    """Copy the shipped knowledge files into a folder, to edit them there."""
    import shutil

    from bot.errors import RequestError
    from bot.knowledge import shipped

    for name in KNOWLEDGE_NAMES:
        if (folder / name).exists():
            raise RequestError(texts.FILE_EXISTS.format(path=folder / name))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in KNOWLEDGE_NAMES:
            source = shipped(name)
            (shutil.copytree if source.is_dir() else shutil.copyfile)(source, folder / name)
    except OSError as exc:
        raise RequestError(texts.NOT_COPIED.format(folder=folder, reason=exc.strerror)) from exc
    print_line(texts.COPIED.format(folder=folder))


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
        glossary = load_glossary_of(settings.knowledge, load_search_words(settings.knowledge))
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

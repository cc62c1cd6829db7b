"""`progress-bot knowledge`: check files of knowledge, or copy the shipped ones to edit them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import texts
from bot.cli.doctor import report
from bot.cli.output import JsonOption, print_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sized

    from bot.knowledge import KnowledgeFiles
    from bot.model.check import Check

KNOWLEDGE_NAMES = (
    *("topics.toml", "feeds.toml", "thesaurus.toml", "glossary.toml", "support.toml"),
    *("everyday_words.toml", "languages"),
)
"""The knowledge files; `languages` is a folder."""
NAMES_ENTRIES_OF = {"feeds.toml": "topics.toml", "glossary.toml": "thesaurus.toml"}
"""The files that name entries of another file."""


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
    if folder and not any((folder / name).exists() for name in KNOWLEDGE_NAMES):
        raise RequestError(texts.NO_KNOWLEDGE.format(folder=folder))
    files = KnowledgeFiles(folder) if folder else start().knowledge
    report([*_examined(files), *_misnamed(files.folder)], as_json=as_json)


def _examined(files: "KnowledgeFiles") -> "Iterator[Check]":
    """Read each file. Of one that names entries of a wrong file, the rest is still checked."""
    from bot.core import load_glossary_of
    from bot.errors import KnowledgeError
    from bot.knowledge.catalogue import load_feeds
    from bot.knowledge.everyday_words import load_everyday_words
    from bot.knowledge.languages import load_languages
    from bot.knowledge.support import load_support
    from bot.knowledge.thesaurus import load_thesaurus
    from bot.knowledge.toml_file import shown
    from bot.knowledge.topics import load_topics
    from bot.model.check import Check

    read = dict[str, Any]()
    loaders: dict[str, Callable[[Path], Sized]] = {
        "topics.toml": load_topics,
        "feeds.toml": lambda path: load_feeds(path, read.get("topics.toml")),
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
            yield Check(name, ok=False, say=str(exc))
            continue
        whole = needed is None or needed in read
        said = texts.ENTRIES_IN if whole else texts.CHECKED_IN_PART
        number = len(read[name])
        yield Check(name, ok=whole, say=said.format(number=number, path=shown(path), needed=needed))


def _misnamed(folder: Path | None) -> "Iterator[Check]":
    """Name the TOML files that no part of the bot reads, such as `topic.toml`."""
    from bot.knowledge.toml import nearest
    from bot.model.check import Check

    for path in sorted(folder.glob("*.toml")) if folder else ():
        if path.name not in KNOWLEDGE_NAMES:
            hint = nearest(path.name, KNOWLEDGE_NAMES)
            yield Check(path.name, ok=False, say=texts.NOT_A_KNOWLEDGE_NAME.format(hint=hint))


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

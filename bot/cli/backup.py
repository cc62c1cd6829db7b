"""`progress-bot backup`, `restore`, `split` and `announce`: copies of the database.

`announce` posts the articles that were not announced after a restore.
"""

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import texts
from bot.cli.output import (
    JsonOption,
    iso,
    path_argument,
    print_json,
    print_line,
    say,
    whole_number,
)
from bot.cli.session import start
from bot.clock import SystemClock
from bot.paths import other_than_file
from bot.search.filters import SINCE_FORMS, parse_since

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.pipelines.backup import BackupPlan
    from bot.pipelines.restore import Restored
    from bot.settings import Settings
    from bot.storage.restored import Unannounced


def backup(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            help="The copy's file, or a folder, where it is named by the time; else BACKUP_DIR.",
        ),
    ] = None,
    *,
    keep: Annotated[
        int | None,
        typer.Option(
            parser=whole_number(1),
            metavar="N",
            help="Delete older copies in the folder, so that N stay; BACKUP_KEEP in BACKUP_DIR.",
        ),
    ] = None,
    without_members: Annotated[
        bool,
        typer.Option(
            "--without-members", help="Copy news alone: nothing about servers, channels or members."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy the database, and check the copy. A bot may run meanwhile."""
    settings = start()
    from bot.pipelines.backup import back_up

    with _planned(settings, file, keep, members=not without_members) as plan:
        made = back_up(plan, SystemClock().now())
    if made.from_future:
        say(made.from_future)
    if as_json:
        copy = {"file": str(made.file), "bytes": made.size, "members": made.members}
        deleted = [{"file": str(each)} for each in made.deleted]
        print_json({"backups": [copy], "deleted": deleted})
        return
    print_line(texts.BACKED_UP.format(file=made.file, size=made.size))
    if made.deleted:
        print_line(texts.plural(texts.OLDER_DELETED, len(made.deleted)))


@contextmanager
def _planned(
    settings: "Settings", file: str | None, keep: int | None, *, members: bool
) -> "Iterator[BackupPlan]":
    """The copy to make. Its folder is there until the end, and stays if the copy is in it."""
    from bot.errors import RequestError, SettingsError
    from bot.pipelines.backup import BackupPlan, refuse_taken_name
    from bot.storage.files import new_folder, owner_of_new

    target = path_argument(file) if file else settings.backup_dir
    if target is None:
        raise SettingsError(texts.NO_BACKUP_PLACE)
    refuse_taken_name(target)
    if file is None:
        keep = keep or settings.backup_keep
    with ExitStack() as stack:
        if file is None or file.endswith("/"):
            try:
                owner = owner_of_new(settings.database_path)
                stack.enter_context(new_folder(target, like=owner))
            except OSError as exc:
                said = texts.NO_BACKUP_DIR if file is None else texts.NO_BACKUP_FOLDER
                kind = SettingsError if file is None else RequestError
                raise kind(said.format(folder=target, reason=exc.strerror)) from exc
        if keep and not target.is_dir():
            raise typer.BadParameter(texts.KEEP_NEEDS_FOLDER, param_hint="--keep")
        yield BackupPlan(settings.database_path, target, keep, members=members)


def restore(
    file: Annotated[
        Path,
        typer.Argument(parser=path_argument, metavar="FILE", help="A copy of the database."),
    ],
    *,
    as_json: JsonOption = False,
) -> None:
    """Put a copy in the place of the database, which is kept. No bot may run.

    Nothing is posted twice: articles published before now that the copy lacks are not announced.
    """
    import asyncio

    settings = start()
    from bot.pipelines.restore import restore as put_back

    _require_file(file)
    done = asyncio.run(put_back(settings.database_path, file, SystemClock().now()))
    if as_json:
        print_json({"restores": [_restored_object(done)]})
        return
    said = texts.RESTORED.format(file=done.file, database=done.database)
    print_line(said + (texts.plural(texts.NO_SUBSCRIPTIONS, done.lost) if done.lost else ""))
    if done.parts:
        print_line(texts.PARTS_RUN.format(parts=done.parts))
    if done.kept:
        print_line(texts.FORMER_KEPT.format(kept=done.kept))
    if done.renewal.looked_for:
        print_line(texts.plural(texts.LOOKED_FOR, done.renewal.looked_for))
    if done.renewal.dropped:
        print_line(texts.plural(texts.DROPPED, done.renewal.dropped))
    print_line(texts.AFTER_RESTORE)


def _require_file(file: Path) -> None:
    """Raise UnknownNameError unless there is such a file, and RequestError if it is closed."""
    from bot.errors import RequestError, UnknownNameError

    if kind := other_than_file(file):
        raise UnknownNameError(texts.COPY_IS_NO_FILE.format(file=file, kind=kind))
    if not file.is_file():
        raise UnknownNameError(texts.NO_COPY_THERE.format(file=file))
    try:
        file.open("rb").close()
    except OSError as exc:
        raise RequestError(texts.COPY_NOT_READ.format(file=file, reason=exc.strerror)) from exc


def _restored_object(done: "Restored") -> dict[str, object]:
    return {
        "file": str(done.file),
        "database": str(done.database),
        "kept": str(done.kept) if done.kept else None,
        "looked_for": done.renewal.looked_for,
        "not_announced": done.renewal.dropped,
        "parts": done.parts,
        "lost_subscriptions": done.lost,
    }


def split(
    folder: Annotated[
        Path,
        typer.Argument(parser=path_argument, metavar="FOLDER", help="Where the parts are written."),
    ],
    shards: Annotated[
        list[str], typer.Argument(metavar="SHARDS...", help="Each part, such as 0-1/4 2-3/4.")
    ],
    *,
    as_json: JsonOption = False,
) -> None:
    """Divide the database, for several processes that are one bot.

    Each part has the servers of its shards. No bot may run.
    """
    import asyncio

    from bot.errors import PartsError
    from bot.model.ids import Shards

    try:
        wanted = [Shards.read(each) for each in shards]
    except ValueError as exc:
        raise typer.BadParameter(f"{exc}.", param_hint="SHARDS") from exc
    settings = start()
    from bot.pipelines.split import split as divide

    try:
        parts = asyncio.run(divide(settings.database_path, folder, wanted, SystemClock().now()))
    except PartsError as exc:
        raise typer.BadParameter(str(exc)) from exc
    if as_json:
        rows = [{"shards": str(p.shards), "file": str(p.file), "servers": p.servers} for p in parts]
        print_json({"parts": rows})
        return
    for part in parts:
        said = texts.PART_MADE if part.made else texts.PART_KEPT
        print_line(said.format(file=part.file, shards=part.shards, servers=part.servers))
    print_line(texts.AFTER_SPLIT)


def announce(
    *,
    since: Annotated[
        str, typer.Option(metavar="WHEN", help=f"Only articles that are not older: {SINCE_FORMS}.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show them, and announce nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Announce the articles that were not announced after a restore. A running bot posts them."""
    import asyncio

    try:
        moment = parse_since(since, SystemClock().now())
    except ValueError as exc:
        raise typer.BadParameter(str(exc), param_hint="--since") from exc
    settings = start()
    from bot.cli import tasks

    if dry_run:
        found = asyncio.run(tasks.unannounced_since(settings, moment))
        shown: list[tuple[Unannounced, int | None]] = [(each, None) for each in found]
    else:
        announced = asyncio.run(tasks.announce_since(settings, moment))
        shown = [(each.article, each.channels) for each in announced]
    if as_json:
        print_json({"articles": [_article_object(*each) for each in shown]})
        return
    _print_announced(shown, dry_run=dry_run)


def _print_announced(shown: "Sequence[tuple[Unannounced, int | None]]", *, dry_run: bool) -> None:
    for article, channels in shown:
        number = "" if channels is None else texts.plural(texts.TO_CHANNELS, channels)
        print_line(f"{article.dated:%Y-%m-%d}  {article.title}{number}")
    for_none = sum(channels == 0 for _, channels in shown)
    if not shown:
        print_line(texts.NOTHING_UNANNOUNCED)
    elif for_none < len(shown):
        said = texts.WOULD_ANNOUNCE if dry_run else texts.ANNOUNCED
        print_line(texts.plural(said, len(shown) - for_none))
    if for_none:
        print_line(texts.plural(texts.FOR_NO_CHANNEL, for_none))


def _article_object(article: "Unannounced", channels: int | None) -> dict[str, object]:
    return {
        "title": article.title,
        "url": article.url,
        "published": iso(article.dated),
        "channels": channels,
    }

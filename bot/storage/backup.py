"""Copies a database into another file while a bot writes to it, whole or with its news alone.

    the whole database ─► page by page
    its news alone ─► the same, then all tables but NEWS_TABLES emptied ─► a new id, no counts
                   ─► deleted: feeds that servers chose for themselves, with the articles that only
                      these servers see

Called by the pipelines that back up, restore and split.
"""

import contextlib
import errno
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from bot.errors import BackupError, DatabaseDamagedError, DatabaseError, DatabaseVersionError
from bot.paths import give_to_owner_of
from bot.storage.errors import (
    FOREIGN_DATABASE,
    NO_DATABASE,
    PART_DAMAGED,
    is_unreadable,
    primary_code,
    require_database,
)
from bot.storage.files import Beside, beside, is_frozen, sync_file
from bot.storage.identity import COPIED_AT
from bot.storage.meta import APPLICATION_ID, HIGHEST_PURGED_ID
from bot.storage.migrations import MIGRATIONS
from bot.storage.rows import PUBMED_KEY, to_seconds

PAGES_PER_STEP = 64
"""A quarter of a megabyte: most steps take half a millisecond (measured)."""
PAUSE_SECONDS = 0.002
"""After each step, so that the disk also serves others. The copy of 170 MB takes three seconds, in
which no write and no other task waited longer than without it (measured)."""
STEPS_BETWEEN_LOOKS = 100_000
"""Steps of SQLite's virtual machine between two checks whether to stop: a few milliseconds."""
SOURCE_TIMEOUT_SECONDS = 10
"""How long a copy waits for a lock on the database. Chosen by eye."""

NOT_READ = "{path} cannot be read ({reason}). Check the rights on the file and its folder."
NOT_WRITTEN = (
    "No copy was made in {folder} ({reason}). Check the free space there, and the rights on the "
    "folder."
)

Stopped = Callable[[], bool]
"""Says whether to stop copying."""


def never() -> bool:
    """Copy to the end."""
    return False


def copy_database(
    source: Path,
    target: Path,
    now: datetime,
    *,
    members: bool = True,
    stopped: Stopped = never,
    not_written: str = NOT_WRITTEN,
) -> None:
    """Write a copy of a database, check it, and wait until it is on the disk.

    Args:
        source: the database, in use or not. It is not changed.
        target: an empty file that only its owner can open. It gets the source's owner and rights.
        members: whether to copy more than news; queries of members are never copied.
        stopped: asked after each step.
        not_written: the sentence if it cannot be written, as `translated` takes it.

    Raises:
        BackupError: the copy cannot be written, or was stopped.
        DatabaseError: the source is no database of this program, or is damaged.
        DatabaseVersionError: a newer version of this program made it.
    """
    with translated(source, target, not_written=not_written):
        with contextlib.closing(connect_to_write(target)) as new:
            new.set_progress_handler(stopped, STEPS_BETWEEN_LOOKS)
            copy_pages(source, new, stopped)
            _forget(new, now, members=members)
            _check(new, source)
        _give_rights(source, target)
        sync_file(target)


def copy_pages(
    source: Path,
    new: sqlite3.Connection,
    stopped: Stopped,
    *,
    foreign: str = FOREIGN_DATABASE,
) -> None:
    """Copy all pages of a database as they are, into one file without a log.

    Args:
        source: the database.
        new: a connection to the copy.
        stopped: asked after each step.
        foreign: the sentence if another program made it, with a place for its `path`.

    Raises:
        sqlite3.Error: the source cannot be read, or the copy cannot be written.
        BackupError, DatabaseError, DatabaseVersionError: as `copy_database`.
    """

    def after_step(*_: int) -> None:
        if stopped():
            raise BackupError("The copy was stopped before it was complete.")
        time.sleep(PAUSE_SECONDS)

    with contextlib.closing(_connect_to_read(source)) as old:
        old.execute("BEGIN")
        _refuse_other(old, source, foreign)
        old.backup(new, pages=PAGES_PER_STEP, progress=after_step)
    for mode in ("DELETE", "OFF"):  # The first takes the log out of the file's header.
        new.execute(f"PRAGMA journal_mode = {mode}")


def _refuse_other(
    connection: sqlite3.Connection, path: Path, foreign: str = FOREIGN_DATABASE
) -> None:
    """Raise DatabaseError if it is no database of this program; DatabaseVersionError if newer."""
    program = int(connection.execute("PRAGMA application_id").fetchone()[0])
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if program != APPLICATION_ID:
        raise DatabaseError(foreign.format(path=path))
    if version > len(MIGRATIONS):
        raise DatabaseVersionError(
            f"The database {path} has version {version}, and this program knows {len(MIGRATIONS)}: "
            "a newer one made it. Install that one again."
        )


def connect_to_write(target: Path) -> sqlite3.Connection:
    """A connection to a new copy. A crash may spoil the copy, so use it only after it is synced."""
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _connect_to_read(source: Path) -> sqlite3.Connection:
    require_database(source)
    # A connection that may write removes the files that SQLite makes beside a database with a log.
    log = beside(source, Beside.LOG)
    writable = os.access(log.parent, os.W_OK) and os.access(source, os.W_OK)
    frozen = "mode=ro&immutable=1"
    mode = frozen if is_frozen(source) else "mode=rw" if writable else "mode=ro"
    address = f"{source.absolute().as_uri()}?{mode}"
    try:
        connection = sqlite3.connect(
            address, uri=True, timeout=SOURCE_TIMEOUT_SECONDS, isolation_level=None
        )
    except sqlite3.OperationalError as exc:
        reason = exc if os.access(source, os.R_OK) else os.strerror(errno.EACCES)
        raise BackupError(NOT_READ.format(path=source, reason=reason)) from exc
    connection.execute("PRAGMA query_only = ON")
    return connection


@contextlib.contextmanager
def translated(
    source: Path,
    target: Path,
    *,
    no_database: str = NO_DATABASE,
    damaged: str = PART_DAMAGED,
    not_written: str = NOT_WRITTEN,
) -> Iterator[None]:
    """Translate errors of SQLite and of the file system.

    Args:
        source: the database that is copied.
        target: its copy.
        no_database: the sentence if the source is no database, with a place for its `path`.
        damaged: the same if a part of it cannot be read.
        not_written: the sentence if the copy cannot be written, with places for the `folder` and
            the `reason`.

    Raises:
        BackupError, DatabaseError: as `copy_database`.
    """
    try:
        yield
    except sqlite3.Error as exc:
        if primary_code(exc) == sqlite3.SQLITE_NOTADB:
            raise DatabaseError(no_database.format(path=source)) from exc
        if is_unreadable(exc):
            raise DatabaseDamagedError(damaged.format(path=source)) from exc
        raise BackupError(not_written.format(folder=target.parent, reason=exc)) from exc
    except OSError as exc:
        reason = exc.strerror or exc
        raise BackupError(not_written.format(folder=target.parent, reason=reason)) from exc


def _forget(new: sqlite3.Connection, now: datetime, *, members: bool) -> None:
    """Delete what the copy must not hold, also from its free pages."""
    tables = tables_of(new)
    new.execute("PRAGMA secure_delete = ON")
    new.execute("BEGIN")
    if "stored_queries" in tables:
        new.execute("DELETE FROM stored_queries")
    new.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (COPIED_AT, str(to_seconds(now))),
    )
    if not members:
        _keep_news(new, tables)
    new.execute("COMMIT")
    if not members:
        new.execute("INSERT INTO article_index (article_index) VALUES ('rebuild')")
        new.execute("VACUUM")


def forget_queries(path: Path) -> None:
    """Delete members' queries from a file that no bot uses any more, if it can be written.

    A damaged table is left as it is: the rest may yet be saved. So is a log, without a query.
    """
    mode = "ro" if beside(path, Beside.LOG).exists() else "ro&immutable=1"
    with contextlib.suppress(sqlite3.Error):
        with _open_quietly(f"{path.absolute().as_uri()}?mode={mode}") as old:
            said = old.execute("PRAGMA integrity_check(stored_queries)").fetchone()[0]
            held = old.execute("SELECT EXISTS (SELECT 1 FROM stored_queries)").fetchone()[0]
        if said == "ok" and held:
            with _open_quietly(f"{path.absolute().as_uri()}?mode=rw") as old:
                old.execute("PRAGMA secure_delete = ON")
                old.execute("DELETE FROM stored_queries")
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _open_quietly(address: str) -> "contextlib.closing[sqlite3.Connection]":
    return contextlib.closing(sqlite3.connect(address, uri=True, isolation_level=None))


def _check(new: sqlite3.Connection, source: Path) -> None:
    """Raise DatabaseDamagedError if the copy is not sound: then its source is not, either."""
    said = new.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok" or new.execute("PRAGMA foreign_key_check").fetchone():
        raise DatabaseDamagedError(PART_DAMAGED.format(path=source))


def _give_rights(source: Path, target: Path) -> None:
    give_to_owner_of(source, target)
    if os.name != "nt":
        target.chmod(stat.S_IMODE(source.stat().st_mode))


def keep_servers(copy: Path, kept: Callable[[int], bool]) -> None:
    """Delete all that is about other servers from a copy that nobody uses.

    Raises:
        sqlite3.Error: it cannot be written.
    """
    with contextlib.closing(connect_to_write(copy)) as new:
        new.execute("PRAGMA foreign_keys = ON")
        new.execute("PRAGMA secure_delete = ON")
        new.create_function("kept", 1, kept, deterministic=True)
        new.execute("BEGIN")
        for table in sorted(tables_of(new)):
            columns = {row[1] for row in new.execute(f'PRAGMA table_info("{table}")')}
            if "guild_id" in columns:
                new.execute(f'DELETE FROM "{table}" WHERE NOT kept(guild_id)')  # noqa: S608 - names of the schema
        new.execute("COMMIT")


def is_database(path: Path) -> bool:
    """Whether a file is a database of this program, or a copy of one.

    Raises:
        DatabaseVersionError: it is one of a newer version.
    """
    try:
        with contextlib.closing(_connect_to_read(path)) as connection:
            _refuse_other(connection, path)
    except (sqlite3.Error, DatabaseError):
        return False
    return True


OF_SERVER_FEEDS = ("articles", "elsewhere", "backfills", "gaps", "left_out")
"""Tables that have rows of the feeds that servers chose for themselves, by `feed_id`."""
OF_ARTICLES = frozenset(
    {
        "article_topics",
        "article_evidence",
        "article_pages",
        "article_vectors",
        "elsewhere",
        "refused_parts",
    }
)
"""Tables that have rows of articles, by `article_id`."""
NEWS_TABLES = frozenset(
    {
        "feeds",
        "feed_choices",
        "articles",
        "article_topics",
        "article_evidence",
        "article_pages",
        "article_vectors",
        "elsewhere",
        "refused_parts",
        "registry_checks",
        "pubmed_checks",
        "backfills",
        "gaps",
        "left_out",
        "meta",
    }
)
"""The tables that a copy without members keeps. All others are emptied, also those that later
versions add. It repeats names of the lists above on purpose: such copies are passed on, so a table
is added here only if it tells nothing about servers and members."""
NEWS_NAMES = ("database_id", HIGHEST_PURGED_ID, COPIED_AT)
"""The names that such a copy keeps in `meta`."""


def tables_of(new: sqlite3.Connection) -> set[str]:
    """The tables, without virtual ones and those that belong to them."""
    rows = new.execute("PRAGMA main.table_list").fetchall()
    return {row[1] for row in rows if row[2] == "table" and not row[1].startswith("sqlite_")}


def _keep_news(new: sqlite3.Connection, tables: set[str]) -> None:
    """Delete all that is about servers, channels and members, or derived from them."""
    for table in sorted(tables - NEWS_TABLES):
        new.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of the schema
    new.execute("DELETE FROM sqlite_sequence")
    names = ", ".join("?" * len(NEWS_NAMES))
    new.execute(f"DELETE FROM meta WHERE name NOT IN ({names})", NEWS_NAMES)  # noqa: S608
    # Whoever runs a bot on this copy must not make the keys of this one.
    new.execute("UPDATE meta SET value = lower(hex(randomblob(16))) WHERE name = 'database_id'")
    if "server_feeds" in tables:
        _drop_server_feeds(new, tables)


def _drop_server_feeds(new: sqlite3.Connection, tables: set[str]) -> None:
    """Delete the feeds that servers chose for themselves, with the articles that only they see."""
    own = "SELECT id FROM feeds WHERE server_only = 1"
    for table in OF_SERVER_FEEDS:
        shown = "AND server_only = 1" if table == "articles" else ""
        new.execute(f"DELETE FROM {table} WHERE feed_id IN ({own}) {shown}")  # noqa: S608
    for table in sorted(tables & OF_ARTICLES):
        new.execute(f"DELETE FROM {table} WHERE article_id NOT IN (SELECT id FROM articles)")  # noqa: S608
    if "registry_checks" in tables:
        new.execute(
            "DELETE FROM registry_checks WHERE doi NOT IN "
            "(SELECT doi FROM articles UNION SELECT ? || pmid FROM articles)",
            (PUBMED_KEY,),
        )
    if "pubmed_checks" in tables:
        new.execute("DELETE FROM pubmed_checks WHERE pmid NOT IN (SELECT pmid FROM articles)")
    # A feed whose articles everybody saw before stays as their source, and is read no more.
    new.execute(
        "DELETE FROM feeds WHERE server_only = 1 AND id NOT IN (SELECT feed_id FROM articles)"
    )
    new.execute("UPDATE feeds SET server_only = 0, active = 0, listed = 0 WHERE server_only = 1")

"""Sample databases of former schema versions: `python -m tests.storage.version_samples` adds one.

    migrations up to a version ─► two rows in every table ─► versions/NN.db.xz, never written again

`scripts/release` adds the one of the version that it releases. A sample is made by the migrations
of its time and stays as it is, so that a migration that was changed later does not go unnoticed.
"""

import contextlib
import lzma
import re
import sqlite3
from pathlib import Path

from bot.storage.migrations import MIGRATIONS

FOLDER = Path(__file__).resolve().parent / "versions"
ROWS = (1, 2)
SECOND = 1_767_225_600
"""The first of January 2026, as the database keeps times."""
OF_SQLITE = "name NOT LIKE 'sqlite_%' AND name NOT LIKE 'article_index%'"
TABLES = f"SELECT name, sql FROM sqlite_master WHERE type = 'table' AND {OF_SQLITE}"  # noqa: S608 - constants
Value = str | bytes | int | None
TEXTS = {
    "kind": "news",
    "audience": "patients",
    "kinds": "news,stories",
    "topic": "all",
    "title": "A study of brain metastases",
    "feed": '{"name": "A", "url": "https://example.org/2", "homepage": "https://example.org/",'
    ' "kind": "news", "audience": "patients", "topics": [], "phrases": [], "listings": []}',
    "preview": "{}",
    "rhythm": "daily",
    "language": "en",
    "served": "2026-01-01",
    "held": "quiet",
    "digest": '["2026-01-01", "2026-01-01", "en", null]',
    **dict.fromkeys(("at", "quiet_from", "quiet_to"), "09:00"),
    **dict.fromkeys(("topics", "role_ids", "why", "keys", "without", "reasons"), "[]"),
    "understood": '{"words": "a", "read": "a", "reach": "close", "concepts": [{"label": "a",'
    ' "telling": true, "rare": true, "phrases": [[["a"], []]]}]}',
}
"""Values of columns that today's code reads as more than text."""
SWITCHES = {"active": 1, "listed": 1, "enabled": 1}
SWITCHES |= dict.fromkeys(("hidden", "server_only", "retracted", "concern"), 0)


def write_sample(version: int) -> Path:
    """Write the sample of a version; refuses to replace one."""
    path = FOLDER / f"{version:02}.db.xz"
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA page_size = 512")
    for statements in MIGRATIONS[:version]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
    fill(connection)
    with path.open("xb") as file:
        file.write(lzma.compress(connection.serialize()))
    connection.close()
    return path


def fill(connection: sqlite3.Connection) -> None:
    """Write two rows into every table that holds what a bot stores."""
    for name, sql in connection.execute(TABLES).fetchall():
        if name == "meta" or "USING fts5" in sql:
            continue
        columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
        for row in ROWS:
            values = [value(sql, row, *column[1:4], default=column[4]) for column in columns]
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {name} VALUES ({marks})", values)  # noqa: S608 - ours


def value(table: str, row: int, name: str, kind: str, needed: int, *, default: str | None) -> Value:
    """The sample's value in this row and column of a table, which is given as its SQL."""
    allowed = re.search(rf"CHECK\s*\({name} IN \(([^)]*)\)", table)
    if not needed and row == ROWS[0] and name != "post_id" and not _is_key(table, name):
        return None
    if allowed:
        first = allowed[1].split(",")[0].strip().strip("'")
        return int(first) if first.isdigit() else first
    if kind == "INTEGER":
        is_time = re.search(r"_at$|^dated$|^since$|^until$", name)
        return SWITCHES.get(name, SECOND + row if is_time else row)
    if kind == "BLOB":
        return bytes([row])
    if default and len(default) > len("''"):
        return default[1:-1]
    return TEXTS.get(name) or (f"https://example.org/{row}" if "url" in name else f"{name} {row}")


def _is_key(table: str, name: str) -> bool:
    return bool(re.search(rf"\b{name} \w+ PRIMARY KEY", table))


if __name__ == "__main__":
    with contextlib.suppress(FileExistsError):
        write_sample(len(MIGRATIONS))

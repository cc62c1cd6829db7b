"""Damage to a database file, as a failing disk does it."""

import contextlib
import sqlite3
from pathlib import Path

PAGE = 4096


def overwrite(path: Path, table: str) -> None:
    """Make a table unreadable. The schema stays, so that the file can still be opened."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xff" * PAGE)

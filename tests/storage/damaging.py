"""Damage to a database file, as a failing disk does it, while the file is closed; and a full disk.

Page formats: https://www.sqlite.org/fileformat2.html#b_tree_pages
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

PAGE = 4096
INTERIOR = (2, 5)
"""Kinds of pages that lead to others: of an index, of a table."""
HEADER = 100
GARBAGE = b"\xff" * PAGE


def overwrite(path: Path, table: str) -> None:
    """Make a table unreadable. The schema stays, so that the file can still be opened."""
    overwrite_page(path, root(path, table))


def overwrite_page(path: Path, page: int, content: bytes = GARBAGE) -> None:
    """Replace the beginning of a page."""
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(content)


def root(path: Path, name: str) -> int:
    """The first page of a table or an index."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)
        ).fetchone()
    return int(page)


def leaves(path: Path, name: str) -> list[int]:
    """The pages of a table or an index that hold its rows, in order."""
    data = path.read_bytes()
    return [page for page in _pages(data, root(path, name)) if _is_leaf(data, page)]


def overflow_pages(path: Path) -> list[int]:
    """The pages that hold the ends of long rows: those that are no part of a tree."""
    data = path.read_bytes()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
        roots = [row[0] for row in connection.execute("SELECT rootpage FROM sqlite_master")]
    trees = {page for root in (1, *filter(None, roots)) for page in _pages(data, root)}
    return sorted(set(range(1, len(data) // PAGE + 1)) - trees)


def _pages(data: bytes, page: int) -> Iterator[int]:
    """The pages of a tree, its leaves in order."""
    yield page
    begin = (page - 1) * PAGE
    start = begin + (HEADER if page == 1 else 0)
    if data[start] in INTERIOR:
        cells = int.from_bytes(data[start + 3 : start + 5], "big")
        for place in range(start + 12, start + 12 + 2 * cells, 2):
            cell = begin + int.from_bytes(data[place : place + 2], "big")
            yield from _pages(data, int.from_bytes(data[cell : cell + 4], "big"))
        yield from _pages(data, int.from_bytes(data[start + 8 : start + 12], "big"))


def _is_leaf(data: bytes, page: int) -> bool:
    return data[(page - 1) * PAGE + (HEADER if page == 1 else 0)] not in INTERIOR


def fill(disk: Path) -> Path:
    """Write a file there that takes all the space that is left."""
    path = disk / "fill"
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(PAGE)):
            pass
    return path

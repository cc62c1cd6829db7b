"""A bare FTS5: the words joined by OR, Porter's stems, BM25 with the title's weight at 2."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.search.collection import Document
from bench.search.contenders import BARE, DEPTH, Ask, Contender
from bot.search.words import words_of


@asynccontextmanager
async def opened(folder: Path, documents: Sequence[Document]) -> AsyncIterator[Ask]:
    """Index in a database of its own, with the SQLite that the bot has."""
    with contextlib.closing(sqlite3.connect(folder / "bare.db")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE documents USING fts5 "
            "(id UNINDEXED, title, text, tokenize='porter unicode61 remove_diacritics 2')"
        )
        connection.executemany(
            "INSERT INTO documents VALUES (?, ?, ?)",
            ((document.id, document.title, document.text) for document in documents),
        )
        connection.commit()

        async def ask(text: str) -> list[str]:
            expression = " OR ".join(f'"{word}"' for word in words_of(text))
            rows = connection.execute(
                "SELECT id FROM documents WHERE documents MATCH ? "
                "ORDER BY bm25(documents, 0, 2, 1) LIMIT ?",
                (expression, DEPTH),
            )
            return [row[0] for row in rows]

        yield ask


CONTENDERS = (Contender(BARE, opened),)

"""A test collection in BEIR's layout: documents, queries, and which answers which how well.

FOLDER/corpus.jsonl     {"_id", "title", "text"}
FOLDER/queries.jsonl    {"_id", "text"}
FOLDER/qrels.tsv        query, document, grade; or qrels/test.tsv; with or without a header
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CORPUS, QUERIES = "corpus.jsonl", "queries.jsonl"
JUDGEMENTS = ("qrels.tsv", "qrels/test.tsv")


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the collection."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class JudgedText:
    """A query of the collection, as its people typed it or as it was spoiled."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """All of it.

    Attributes:
        queries: those that were judged.
        judgements: by query and document.
    """

    name: str
    documents: tuple[Document, ...]
    queries: tuple[JudgedText, ...]
    judgements: Mapping[str, Mapping[str, int]]


def is_collection(folder: Path) -> bool:
    """Whether the three files are there."""
    return (folder / CORPUS).is_file() and (folder / QUERIES).is_file() and bool(_judged(folder))


def read(folder: Path) -> Collection:
    """Read the collection in a folder, for which `is_collection` holds."""
    judgements: dict[str, dict[str, int]] = {}
    for query, document, grade in _grades(_judged(folder)[0]):
        judgements.setdefault(query, {})[document] = grade
    return Collection(
        folder.resolve().name,
        tuple(
            Document(str(row["_id"]), row.get("title") or "", row.get("text") or "")
            for row in _rows(folder / CORPUS)
        ),
        tuple(
            JudgedText(str(row["_id"]), row["text"])
            for row in _rows(folder / QUERIES)
            if str(row["_id"]) in judgements
        ),
        judgements,
    )


def _judged(folder: Path) -> list[Path]:
    return [folder / name for name in JUDGEMENTS if (folder / name).is_file()]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _grades(path: Path) -> Iterator[tuple[str, str, int]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        query, document, grade = line.split("\t")
        if number or grade.lstrip("-").isdigit():
            yield query, document, int(grade)

"""Material that tests read: files of our own, and larger ones that may lie beside the checkout."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.core import load_glossary_of
from bot.knowledge import KnowledgeFiles, shipped
from bot.knowledge.thesaurus import load_thesaurus
from bot.model.thesaurus import Glossary, Thesaurus
from tests.api_facts import DOCUMENT

BESIDE = Path(__file__).resolve().parents[2] / "shared"
SAMPLE_FEEDS = Path(__file__).resolve().parent / "sample_feeds"
API_DESCRIPTIONS = ("own", *(["beside"] if (BESIDE / "discord-openapi.json").exists() else []))
"""The descriptions of Discord's API that are there: of what the bot uses, and the whole."""


@cache
def shipped_thesaurus() -> Thesaurus:
    """The thesaurus, which takes a tenth of a second to read."""
    return load_thesaurus(shipped("thesaurus.toml"))


@cache
def shipped_glossary() -> Glossary:
    """The glossary, with the names that search knows in Spanish."""
    return load_glossary_of(KnowledgeFiles(), shipped_thesaurus())


@cache
def api_description(name: str) -> dict[str, Any]:
    """One of API_DESCRIPTIONS, as an OpenAPI document."""
    if name == "own":
        return DOCUMENT
    document: dict[str, Any] = json.loads((BESIDE / "discord-openapi.json").read_text("utf-8"))
    return document


def sample_feeds() -> Sequence[Path]:
    """Feeds of our own, and real ones if they are there."""
    folders = (SAMPLE_FEEDS, BESIDE / "feeds")
    return [path for folder in folders if folder.exists() for path in sorted(folder.iterdir())]

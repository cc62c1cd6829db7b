"""The search of `reader`, a feed library: over the same documents, from a feed in a file."""

import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import reader

from bench.search.collection import Document
from bench.search.contenders import DEPTH, Ask, Contender
from bot.search.words import words_of


@asynccontextmanager
async def opened(folder: Path, documents: Sequence[Document]) -> AsyncIterator[Ask]:
    """Let it read the feed and index its entries."""
    feed = folder / "feed.json"
    feed.write_text(json.dumps(_feed(documents)), encoding="utf-8")
    with contextlib.closing(reader.make_reader(str(folder / "db"), feed_root=str(folder))) as kept:
        kept.add_feed(feed.name)
        kept.update_feed(feed.name)
        kept.enable_search()
        kept.update_search()
        feed.unlink()

        async def ask(text: str) -> list[str]:
            # In quotes, as its query is FTS5's own, which refuses every other question mark.
            query = " ".join(f'"{word}"' for word in words_of(text))
            return [found.id for found in itertools.islice(kept.search_entries(query), DEPTH)]

        yield ask


def _feed(documents: Sequence[Document]) -> dict[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Bench",
        "items": [
            {"id": each.id, "title": each.title, "content_text": each.text} for each in documents
        ],
    }


CONTENDERS = (Contender("reader", opened),)

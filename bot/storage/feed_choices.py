"""The operator's choices about feeds, by URL. The file of the catalogue is never changed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiosqlite import Connection
from msgspec import to_builtins

from bot.model.feed import Audience, Feed, FeedChoice, FeedKind, Listing
from bot.storage.rows import to_seconds


async def everything(connection: Connection) -> list[FeedChoice]:
    """All choices, in the order in which they were first made."""
    rows = await connection.execute_fetchall(
        "SELECT url, enabled, feed FROM feed_choices ORDER BY chosen_at, url"
    )
    return [
        FeedChoice(
            row["url"],
            bool(row["enabled"]),
            feed_from_text(row["feed"]) if row["feed"] else None,
        )
        for row in rows
    ]


async def put(connection: Connection, choice: FeedChoice, now: datetime) -> None:
    """Store a choice; it replaces an earlier one for this URL."""
    await connection.execute(
        """
        INSERT INTO feed_choices (url, enabled, feed, chosen_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (url) DO UPDATE SET enabled = excluded.enabled, feed = excluded.feed
        """,
        (
            choice.url,
            choice.enabled,
            feed_text(choice.feed) if choice.feed else None,
            to_seconds(now),
        ),
    )


async def drop(connection: Connection, url: str) -> None:
    """Delete the choice, so that the catalogue decides about this URL."""
    await connection.execute("DELETE FROM feed_choices WHERE url = ?", (url,))


def feed_text(feed: Feed) -> str:
    """A whole feed as it is stored."""
    return json.dumps(to_builtins(feed))


def feed_from_text(text: str) -> Feed:
    """A feed that was stored by `feed_text`."""
    fields: Mapping[str, Any] = json.loads(text)
    return Feed(
        **{
            **fields,
            "kind": FeedKind(fields["kind"]),
            "audience": Audience(fields["audience"]),
            "topics": tuple(fields["topics"]),
            "phrases": tuple(fields["phrases"]),
            "listings": tuple(_listing(each) for each in fields["listings"]),
        }
    )


def _listing(fields: Mapping[str, Any]) -> Listing:
    return Listing(**{**fields, "topics": tuple(fields["topics"])})

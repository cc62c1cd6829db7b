"""Stores queries that are too long for a button, for the pages of answers and `/privacy`.

A member's query is health information. It is found by a random key alone, deleted after seven days,
and never logged.
"""

import contextlib
import secrets
from datetime import timedelta

from bot.clock import Clock
from bot.errors import NOT_STORED
from bot.storage import stored_queries
from bot.storage.database import Database

QUERIES_KEPT_FOR = timedelta(days=7)
"""PRIVACY.md promises it."""
KEY_BYTES = 12
"""16 characters, safe in a URL and in a component's custom_id."""


class StoredQueries:
    """Members' stored queries under random keys."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, user_id: int, query: str) -> str:
        """Store a query and return its key. Deletes expired queries."""
        key = secrets.token_urlsafe(KEY_BYTES)
        now = self._clock.now()
        # A lone surrogate cannot be stored, and asks for nothing.
        text = query.encode(errors="replace").decode()
        async with self._database.transaction() as connection:
            await stored_queries.delete_expired(connection, now)
            await stored_queries.keep(connection, key, user_id, text, now + QUERIES_KEPT_FOR)
        return key

    async def get(self, user_id: int, key: str) -> str | None:
        """This member's query; None if the key is unknown, expired, or another member's."""
        async with self._database.reader() as connection:
            return await stored_queries.get(connection, user_id, key, self._clock.now())

    async def count(self, user_id: int) -> int:
        """Deletes expired queries, then counts the member's remaining ones."""
        with contextlib.suppress(*NOT_STORED):
            await self.forget_expired()
        async with self._database.reader() as connection:
            return await stored_queries.count(connection, user_id, self._clock.now())

    async def forget_expired(self) -> None:
        """Delete all expired queries."""
        async with self._database.transaction() as connection:
            await stored_queries.delete_expired(connection, self._clock.now())

    async def forget(self, user_id: int) -> int:
        """Delete all queries of this member and return their number."""
        async with self._database.transaction() as connection:
            return await stored_queries.forget(connection, user_id)

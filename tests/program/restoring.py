"""Copies that a trial makes of the bot's database, and puts back: by the commands, and by hand."""

import asyncio
import contextlib
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.articles.news import Silence
from bot.storage.restored import GAP_DELIVERY
from tests.peer import Channel, Peer
from tests.peer.world import Json
from tests.program.running import program


@dataclass
class Restores:
    """Every few lives, an older copy is put back.

    Attributes:
        every: after how many lives; 0 is never. The copy is as many lives old, but for one.
        done: how many were put back, by how.
        gap: links of what feeds had published by then; the bot may keep them silently.
    """

    folder: Path
    environment: Mapping[str, str]
    every: int
    done: dict[str, int] = field(default_factory=lambda: {"command": 0, "hand": 0})
    gap: set[str] = field(default_factory=set)
    _unnoticed: tuple[object, ...] | None = None

    @property
    def _database(self) -> Path:
        return self.folder / "progress.db"

    @property
    def _copy(self) -> Path:
        return self.folder / "copy.db"

    def published(self, links: set[str]) -> None:
        """Feeds hold these; until all were read after a restore, they count as of the gap."""
        if self.every and (self._unnoticed == self._last_restore() or self._has_unread_feeds()):
            self.gap |= links

    @contextlib.asynccontextmanager
    async def copying(self, life: int) -> AsyncIterator[None]:
        """Make a copy beside the life of the bot, whenever that ends."""
        if not self.every or life % self.every or self._by_hand(life):
            yield
            return
        async with program(
            "backup", "copy.db", folder=self.folder, environment=self.environment
        ) as p:
            yield
            assert await p.process.wait() == 0, p.log.read_text()

    async def between_lives(self, life: int, links: set[str]) -> None:
        """Make a copy by hand, or put one back."""
        if not self.every:
            return
        if life % self.every == 0 and self._by_hand(life):
            await asyncio.to_thread(self._copy_by_hand)
        if life % self.every == self.every - 1:
            await self._put_back(by_hand=self._by_hand(life))
            self.gap |= links

    def _by_hand(self, life: int) -> bool:
        return life // self.every % 2 == 1

    def _copy_by_hand(self) -> None:
        with (
            contextlib.closing(sqlite3.connect(self._database)) as old,
            contextlib.closing(sqlite3.connect(self._copy)) as new,
        ):
            old.backup(new)

    async def _put_back(self, *, by_hand: bool) -> None:
        self.done["hand" if by_hand else "command"] += 1
        if by_hand:
            for suffix in ("-wal", "-shm"):
                self._database.with_name(f"progress.db{suffix}").unlink(missing_ok=True)
            shutil.copyfile(self._copy, self._database)
            self._unnoticed = self._last_restore()
            return
        async with program(
            "restore", "copy.db", folder=self.folder, environment=self.environment
        ) as restore:
            assert await restore.process.wait() == 0, restore.log.read_text()

    def _last_restore(self) -> tuple[object, ...]:
        """The last restore that the database records; the bot may not have noticed a newer."""
        with _reading(self._database) as connection:
            names = "('restored_at', 'database_id', 'copied_at')"
            query = f"SELECT value FROM meta WHERE name IN {names} ORDER BY name"  # noqa: S608
            return tuple(connection.execute(query).fetchall())

    def _has_unread_feeds(self) -> bool:
        with _reading(self._database) as connection:
            unread = "SELECT 1 FROM feeds WHERE active AND last_success_at < restored_at"
            return connection.execute(unread).fetchone() is not None

    def said(self) -> set[tuple[str, int]]:
        """Links and channels of what the bot says it did not announce."""
        with _reading(self._database) as connection:
            silent = connection.execute(
                "SELECT canonical_url, channel_id FROM articles, channels WHERE silent = ?",
                (Silence.RESTORED,),
            ).fetchall()
            dropped = connection.execute(
                "SELECT canonical_url, channel_id FROM deliveries AS d "
                "JOIN articles AS a ON a.id = d.article_id WHERE reason = ?",
                (GAP_DELIVERY,),
            ).fetchall()
        return {(str(link).rstrip("/"), int(channel)) for link, channel in (*silent, *dropped)}

    def wrongly_recorded(self, peer: Peer, channels: list[Channel]) -> list[str]:
        """Deliveries that are recorded as sent with a message that shows another article."""
        texts = {
            (channel.id, int(message["id"])): json.dumps(message)
            for channel in channels
            for message in _messages(peer, channel)
        }
        with _reading(self._database) as connection:
            rows = connection.execute(
                "SELECT a.canonical_url, p.channel_id, p.message_id FROM deliveries AS d "
                "JOIN posts AS p ON p.id = d.post_id JOIN articles AS a ON a.id = d.article_id "
                "WHERE p.state = 'sent' AND p.message_id IS NOT NULL"
            ).fetchall()
        return [
            f"{link} in {channel} with {message}"
            for link, channel, message in rows
            if link.rstrip("/") + "/" not in texts.get((channel, message), "")
        ]


def _messages(peer: Peer, channel: Channel) -> list[Json]:
    if channel.kind.holds_posts:
        return [post["message"] for post in peer.posts(channel.id)]
    return list(peer.messages(channel.id))


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection

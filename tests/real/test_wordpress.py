"""A site that nobody here wrote, from poll to card: every post once, none twice, the past whole."""

import asyncio
import contextlib
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.peer import Channel, Peer
from tests.program.running import LoopbackFeed, program, settings, subscribe
from tests.real.conftest import IMPORTED, WordPress

ALT = "drawing of a tumor cell in orange before a black background"
PATIENCE_SECONDS = 180
FIRST, BURST = 6, 25


class SiteFeed(LoopbackFeed):
    """The site's feed as the catalogue names it."""

    @property
    def url(self) -> str:
        return self.titles[0]


async def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.5)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.timeout(1200)
async def test_every_post_of_a_wordpress_stands_once_in_its_channel(
    tmp_path: Path, wordpress: WordPress, peer: Peer, channel: Channel
) -> None:
    feed = SiteFeed([wordpress.url], name="The Progress Report")
    changes = {"CRAWL_DELAY": "1s", "BURST_LIMIT": "0", "ARTICLE_PAGES": "on"}
    environment = {**settings(tmp_path, feed, peer), **changes}
    database = tmp_path / "progress.db"
    await subscribe(tmp_path, channel)

    def shown() -> str:
        return str(peer.messages(channel.id))

    def stand(count: int) -> Callable[[], bool]:
        return lambda: len(peer.messages(channel.id)) >= count

    def has_articles(count: int) -> Callable[[], bool]:
        return lambda: rows(database, "SELECT count(*) FROM articles") == [(count,)]

    async with program("run", folder=tmp_path, environment=environment) as bot:
        await until(lambda: "Polled" in bot.log.read_text(), "polled")
        # The imported posts, and the first one that each WordPress has.
        await until(has_articles(IMPORTED + 1), "the whole past, by its own backfill")
        assert peer.messages(channel.id) == []
        alts = rows(database, "SELECT DISTINCT image_alt FROM articles WHERE image_url NOT NULL")
        assert alts == [(ALT,)]

        wordpress.does("new", str(FIRST))
        await until(stand(FIRST), "new posts")

        for action, words in {
            "note": "Editor",
            "retitle": "Correction: Fresh news",
            "reslug": "/blog/moved-",
        }.items():
            wordpress.does(action)
            await until(lambda words=words: words in shown(), action)  # type: ignore[misc]
        for action in ("trash", "private", "redate", "schedule", "category"):
            wordpress.does(action)
            await asyncio.sleep(3)
        wordpress.does("excerpt", "on")
        wordpress.does("new", "1")
        await until(stand(FIRST + 1), "a post of which the feed shows an excerpt")
        pages = "SELECT count(*) FROM article_pages WHERE state = 'done'"
        await until(lambda: rows(database, pages)[0][0] >= FIRST, "pages of articles")
        assert len(peer.messages(channel.id)) == FIRST + 1
        assert await bot.stopped_by(signal.SIGTERM) == 0

    wordpress.does("new", str(BURST))
    async with program("run", folder=tmp_path, environment=environment) as bot:
        total = FIRST + 1 + BURST
        await until(stand(total), "all posts of a pause")
        await asyncio.sleep(5)
        assert await bot.stopped_by(signal.SIGTERM) == 0

    assert len(peer.messages(channel.id)) == total
    assert has_articles(IMPORTED + 1 + total)()
    assert rows(database, "SELECT count(*) FROM gaps") == [(0,)]
    sent = rows(database, "SELECT article_id FROM deliveries WHERE state = 'sent'")
    assert (len(sent), max(Counter(sent).values())) == (total, 1)

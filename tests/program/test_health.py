"""The real program, watched: /healthz, `progress-bot health`, the daily copy, and its stop."""

import contextlib
import signal
import sqlite3
from pathlib import Path

from tests.peer import Peer, World
from tests.program.running import (
    asked,
    loopback_feed,
    program,
    settings,
    subscribe,
)
from tests.waiting import until


async def test_a_running_bot_says_that_it_is_well_and_copies_its_database(
    tmp_path: Path, health_address: str
) -> None:
    world = World()
    news = world.add_guild("Kindness").add_channel("news")
    await subscribe(tmp_path, news)
    async with Peer.open(world) as peer, loopback_feed("Old news") as feed:
        environment = {
            **settings(tmp_path, feed, peer),
            "HEALTH": health_address,
            "BACKUP_DIR": "copies",
            "REGISTRY": "on",
            "REGISTRY_URL": "http://127.0.0.1:1",
        }
        before = await asked(tmp_path, environment)
        async with program("run", folder=tmp_path, environment=environment) as bot:
            await peer.journal.reached("ready", 1)
            await until(lambda: len(list((tmp_path / "copies").glob("*.db"))) == 1)
            while (found := await asked(tmp_path, environment))[1]["gateway"] != {
                "connected": True,
                "lost": None,
            }:
                pass
            assert await bot.stopped_by(signal.SIGTERM) == 0
        after = await asked(tmp_path, environment)

    assert before[0] == after[0] == 1
    assert "No bot answers" in str(before[1]["why"])
    code, answer = found
    assert (code, answer["ok"], answer["why"]) == (0, True, [])
    loops = answer["loops"]
    assert isinstance(loops, list)
    names = {each["name"] for each in loops}
    assert {"poll", "announce", "heal", "backup", "gap", "registry"} <= names
    assert {"tell", "conditions", "vocabulary", "gateway"} <= names


async def test_what_a_restore_kept_silent_is_said_and_posted_on_command(tmp_path: Path) -> None:
    world = World()
    news = world.add_guild("Kindness").add_channel("news")
    await subscribe(tmp_path, news)
    async with Peer.open(world) as peer, loopback_feed("Old news") as feed:
        peer.gateway.limit["total"] = 10**9
        environment = settings(tmp_path, feed, peer)

        async def command(*arguments: str) -> str:
            async with program(*arguments, folder=tmp_path, environment=environment) as done:
                assert await done.process.wait() == 0, done.log.read_text()
                return done.log.read_text()

        await command("poll", "--once")
        await command("backup", "copy.db")
        feed.titles.append("A study of metastasis")
        async with program("run", folder=tmp_path, environment=environment) as bot:
            await until(lambda: len(peer.messages(news.id)) == 1)
            await bot.stopped_by(signal.SIGTERM)
        feed.titles.append("A later study of metastasis")
        said = await command("restore", "copy.db")
        async with program("run", folder=tmp_path, environment=environment) as bot:
            await until(lambda: silent(tmp_path) == 2)
            posted = len(peer.messages(news.id))
            announced = await command("announce", "--since", "2d")
            await until(lambda: len(peer.messages(news.id)) == 3)
            await bot.stopped_by(signal.SIGTERM)

    assert posted == 1
    assert "the copy lacks are not announced" in said
    assert "2 articles are to be announced" in announced


def silent(folder: Path) -> int:
    with contextlib.closing(sqlite3.connect(folder / "progress.db")) as connection:
        query = "SELECT count(*) FROM articles WHERE silent = 'restored'"
        return int(connection.execute(query).fetchone()[0])

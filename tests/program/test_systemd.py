"""The real program's messages to systemd, over a socket like its own."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peer import Fault, Peer
from tests.program.blocking import BLOCKED, RELEASE
from tests.program.running import LoopbackFeed, program, settings
from tests.waiting import until

PERIOD_SECONDS = 0.4
QUIET_SECONDS = 1.0
"""Five times what passes between two feedings of the watchdog."""

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="has no such sockets")


class Listener:
    """The service manager's end of the socket."""

    def __init__(self, address: str) -> None:
        self.heard: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._socket.setblocking(False)

    async def listen(self) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.closing(self._socket):
            while True:
                self.heard.append((await loop.sock_recv(self._socket, 4096)).decode())

    def count(self, message: str) -> int:
        return self.heard.count(message)


@contextlib.asynccontextmanager
async def listening(address: str) -> AsyncIterator[Listener]:
    listener = Listener(address)
    task = asyncio.create_task(listener.listen())
    try:
        yield listener
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def supervised(folder: Path, feed: LoopbackFeed, peer: Peer, address: str) -> dict[str, str]:
    watchdog = {"WATCHDOG_USEC": str(int(PERIOD_SECONDS * 1_000_000))}
    return {**settings(folder, feed, peer), "NOTIFY_SOCKET": address, **watchdog}


async def test_systemd_hears_that_the_bot_is_ready_alive_and_stopping(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    address = str(tmp_path / "notify")
    environment = supervised(tmp_path, feed, peer, address)
    async with listening(address) as systemd:
        async with program("run", folder=tmp_path, environment=environment, forks=False) as bot:
            await until(lambda: systemd.count("WATCHDOG=1") >= 4)
            await peer.journal.reached("ready")
            assert systemd.count("STOPPING=1") == 0
            assert await bot.stopped_by(signal.SIGTERM) == 0

        await until(lambda: "STOPPING=1" in systemd.heard)
    assert systemd.heard[0] == "READY=1"
    assert systemd.count("READY=1") == 1
    assert "STATUS=Reads feeds, announces and answers." in systemd.heard


async def test_an_abstract_socket_is_reached_and_ready_does_not_wait_for_discord(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    peer.faults.add(Fault("GET", "/users/@me", status=503, times=100))
    name = f"progress-bot-{tmp_path}"
    environment = supervised(tmp_path, feed, peer, f"@{name}")
    async with (
        listening(f"\0{name}") as systemd,
        program("run", folder=tmp_path, environment=environment) as bot,
    ):
        await until(lambda: "trying again" in bot.log.read_text())
        seen = systemd.count("WATCHDOG=1")
        await until(lambda: systemd.count("WATCHDOG=1") > seen)
        await bot.stopped_by(signal.SIGTERM)

    assert systemd.count("READY=1") == 1
    assert "STATUS=Reads feeds, and waits for Discord." in systemd.heard
    assert "STATUS=Reads feeds, announces and answers." not in systemd.heard


async def test_a_loop_that_is_blocked_does_not_feed_the_watchdog(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    address = str(tmp_path / "notify")
    environment = supervised(tmp_path, feed, peer, address)
    async with (
        listening(address) as systemd,
        program(
            "run", folder=tmp_path, environment=environment, module="tests.program.blocking"
        ) as bot,
    ):
        # The watchdog is fed before the loops run, and with them the handler of the signal.
        await until(lambda: "STATUS=Reads feeds, and waits for Discord." in systemd.heard)
        await until(lambda: systemd.count("WATCHDOG=1") >= 2)
        bot.process.send_signal(signal.SIGUSR1)
        await until(lambda: BLOCKED in bot.log.read_text())
        await asyncio.sleep(0.1)  # what was sent before is heard
        blocked_at = systemd.count("WATCHDOG=1")
        await asyncio.sleep(QUIET_SECONDS)
        assert systemd.count("WATCHDOG=1") == blocked_at

        (tmp_path / RELEASE).touch()
        await until(lambda: systemd.count("WATCHDOG=1") > blocked_at)


async def test_a_bot_that_nobody_supervises_says_nothing_of_it(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    environment = {**settings(tmp_path, feed, peer), "NOTIFY_SOCKET": str(tmp_path / "gone")}
    async with program("run", folder=tmp_path, environment=environment) as bot:
        await peer.journal.reached("ready")
        assert await bot.stopped_by(signal.SIGTERM) == 0

    assert bot.log.read_text().count("systemd cannot be told") == 1


async def test_systemd_shows_the_outage_that_the_start_waits_for(
    tmp_path: Path, feed: LoopbackFeed, peer: Peer
) -> None:
    address = str(tmp_path / "notify")
    environment = {**supervised(tmp_path, feed, peer, address), "FILE_SIZE": "16384"}
    async with (
        listening(address) as systemd,
        program(
            "run", folder=tmp_path, environment=environment, module="tests.program.confined"
        ) as bot,
    ):
        shown = "STATUS=The disk of the database"
        await until(lambda: any(each.startswith(shown) for each in systemd.heard))
        assert await bot.stopped_by(signal.SIGTERM) == 0

"""Two processes that share one bot, on the loopback Discord behind a proxy that limits requests."""

import asyncio
import contextlib
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from tests.loopback import listening
from tests.peer import Channel, Peer, World
from tests.program.running import (
    LoopbackFeed,
    loopback_feed,
    program,
    settings,
    standing,
    subscribe,
)
from tests.waiting import until

RATE = 20
"""Requests a second that the proxy lets through, for both processes together."""
TITLES = [f"Study {number} of metastasis" for number in range(6)]
HALVES = ("0-1/4", "2-3/4")


class LimitingProxy:
    """Queues all requests at a rate, as nirn-proxy does, and passes them on.

    Attributes:
        moments: when each came.
        unanswered: so many messages are stored, and answered by 408, as if that took too long.
    """

    def __init__(self, target: str) -> None:
        self.moments: list[float] = []
        self.unanswered = 0
        self._target = target
        self._turn = asyncio.Lock()

    async def handle(self, request: web.Request) -> web.Response:
        self.moments.append(time.monotonic())
        async with self._turn:
            await asyncio.sleep(1 / RATE)
        headers = {k: v for k, v in request.headers.items() if k.lower() != "host"}
        address = f"{self._target}/{request.match_info['path']}"
        if request.query_string:
            address += f"?{request.query_string}"
        async with (
            ClientSession(auto_decompress=False) as session,
            session.request(
                request.method, address, headers=headers, data=await request.read()
            ) as answer,
        ):
            body = await answer.read()
        if self.unanswered and request.method == "POST" and request.path.endswith("/messages"):
            self.unanswered -= 1
            return web.Response(status=408)
        kept = {k: v for k, v in answer.headers.items() if k.lower() not in _OWN}
        return web.Response(status=answer.status, body=body, headers=kept)


_OWN = {"content-length", "transfer-encoding", "connection", "date", "server"}


@contextlib.asynccontextmanager
async def limiting(peer: Peer) -> AsyncIterator[tuple[LimitingProxy, str]]:
    """The proxy and its address, until the end of the block."""
    proxy = LimitingProxy(peer.api_url)
    application = web.Application()
    application.router.add_route("*", "/api/v10/{path:.*}", proxy.handle)
    async with listening(application) as port:
        yield proxy, f"http://127.0.0.1:{port}/api/v10"


@pytest.mark.long
async def test_two_processes_post_everywhere_once_though_one_is_killed(tmp_path: Path) -> None:
    world = World()
    channels = [
        world.add_guild(f"Server {n}", guild_id=(1_000 + n) << 22).add_channel("news")
        for n in range(12)
    ]
    for channel in channels:
        await subscribe(tmp_path, channel)
    async with (
        Peer.open(world, shards=4) as peer,
        limiting(peer) as (proxy, url),
        loopback_feed("Old news") as feed,
    ):
        peer.gateway.limit["total"] = 10**9
        common = {
            **settings(tmp_path, feed, peer),
            "DISCORD_API_URL": url,
            "REQUESTS_PER_SECOND": str(RATE // 2),
            "BURST_LIMIT": "0",
        }
        await _command("poll", "--once", folder=tmp_path, environment=common)
        divided = await _command("split", "parts", *HALVES, folder=tmp_path, environment=common)
        refused = await _command("run", folder=tmp_path, environment=common, code=78)
        await _both_run(tmp_path, common, peer, proxy, feed, channels)

    assert divided.count("servers: 6") == 2
    assert "was split" in refused
    assert [standing(peer, channel, TITLES) for channel in channels] == [Counter(TITLES)] * 12
    # Both keep to their share, so that little waits in the proxy. The machine may be busy.
    both = zip(proxy.moments, proxy.moments[RATE:], strict=False)
    assert min(later - earlier for earlier, later in both) > 0.5
    assert len(peer.journal.calls("PUT", "/commands")) == 1


async def _both_run(
    folder: Path,
    common: dict[str, str],
    peer: Peer,
    proxy: LimitingProxy,
    feed: LoopbackFeed,
    channels: list[Channel],
) -> None:
    first, second = (
        {
            **common,
            "SHARDS": shards,
            "COMMANDS": "on" if shards == HALVES[0] else "off",
            "DATABASE_PATH": str(folder / f"parts/progress-{shards.replace('/', '-of-')}.db"),
        }
        for shards in HALVES
    )

    def posted() -> int:
        return sum(sum(standing(peer, channel, TITLES).values()) for channel in channels)

    async with program("run", folder=folder, environment=first) as one:
        async with program("run", folder=folder, environment=second) as two:
            await until(lambda: len(peer.journal.milestones.get("ready", ())) >= 4)
            feed.titles += TITLES[:3]
            proxy.unanswered = 2
            await until(lambda: posted() >= 8)
            two.process.kill()
            await two.process.wait()
        feed.titles += TITLES[3:]
        async with program("run", folder=folder, environment=second) as two:
            await until(lambda: posted() >= len(TITLES) * len(channels))
            await asyncio.sleep(1)  # for what should not come
            assert await two.stopped_by(signal.SIGTERM) == 0
        assert await one.stopped_by(signal.SIGTERM) == 0


async def _command(
    *arguments: str, folder: Path, environment: dict[str, str], code: int = 0
) -> str:
    log = folder / f"{arguments[0]}.log"
    log.unlink(missing_ok=True)
    async with program(*arguments, folder=folder, environment=environment) as done:
        assert await done.process.wait() == code, done.log.read_text()
        return done.log.read_text()

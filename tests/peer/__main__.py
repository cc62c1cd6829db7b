"""`python -m tests.peer`: a peer until it is told to stop; its first line says where, in JSON."""

import argparse
import asyncio
import json
import signal
import sys

from tests.peer.limits import Limits
from tests.peer.server import NONCE_WINDOW_SECONDS, TOKEN, Peer
from tests.peer.world import World


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.peer", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--guilds", type=int, default=1)
    parser.add_argument("--channels", type=int, default=1, help="text channels in each guild")
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--nonce-window", type=float, default=NONCE_WINDOW_SECONDS)
    parser.add_argument("--limits", action="store_true", help="limit requests as Discord does")
    return parser.parse_args()


def a_world(guilds: int, channels: int) -> World:
    """Guilds that have text channels and nothing else."""
    world = World()
    for number in range(guilds):
        guild = world.add_guild(f"Guild {number + 1}")
        for place in range(channels):
            guild.add_channel(f"channel-{place + 1}")
    return world


async def serve(options: argparse.Namespace) -> None:
    """Listen until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    async with Peer.open(
        a_world(options.guilds, options.channels),
        token=options.token,
        nonce_window=options.nonce_window,
        limits=Limits.like_discord() if options.limits else None,
        shards=options.shards,
        port=options.port,
    ) as peer:
        sys.stdout.write(json.dumps(greeting(peer)) + "\n")
        sys.stdout.flush()
        await stopped.wait()


def greeting(peer: Peer) -> dict[str, object]:
    """What another process needs to know."""
    return {
        "api_url": peer.api_url,
        "control_url": f"http://127.0.0.1:{peer.port}/control",
        "token": peer.token,
        "guilds": list(peer.world.guilds),
        "channels": list(peer.world.channels),
    }


if __name__ == "__main__":
    asyncio.run(serve(arguments()))

"""`python -m tests.peer`: a peer until it is told to stop; its first line says where, in JSON."""

import argparse
import asyncio
import json
import signal
import sys

from tests.peer.blueprint import KINDS, a_world
from tests.peer.control import told_places
from tests.peer.limits import Limits
from tests.peer.server import NONCE_WINDOW_SECONDS, TOKEN, Peer


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.peer", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--guilds", type=int, default=1)
    parser.add_argument("--channels", type=int, default=1, help="text channels in each guild")
    parser.add_argument("--kinds", nargs="*", default=[], choices=KINDS, help="further channels")
    parser.add_argument("--tags", nargs="*", default=[], help="what each forum offers")
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--nonce-window", type=float, default=NONCE_WINDOW_SECONDS)
    parser.add_argument("--limits", action="store_true", help="limit requests as Discord does")
    parser.add_argument("--answer-delay", nargs=2, type=float, default=[0, 0], help="in seconds")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


async def serve(options: argparse.Namespace) -> None:
    """Listen until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    kinds = ["text"] * options.channels + options.kinds
    async with Peer.open(
        a_world(options.guilds, kinds, options.tags),
        token=options.token,
        nonce_window=options.nonce_window,
        limits=Limits.like_discord() if options.limits else None,
        shards=options.shards,
        port=options.port,
        answer_delay=tuple(options.answer_delay),
        seed=options.seed,
    ) as peer:
        sys.stdout.write(json.dumps(greeting(peer)) + "\n")
        sys.stdout.flush()
        await stopped.wait()


def greeting(peer: Peer) -> dict[str, object]:
    """The addresses that another process needs."""
    return {
        "api_url": peer.api_url,
        "control_url": f"http://127.0.0.1:{peer.port}/control",
        "token": peer.token,
        "guilds": list(peer.world.guilds),
        "channels": list(peer.world.channels),
        "places": told_places(peer.world),
    }


if __name__ == "__main__":
    asyncio.run(serve(arguments()))

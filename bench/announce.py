"""CPU per announced message: the bot's announcing pipeline against a bare discord.py send loop.

Both send the same cards to the same peer, in turns, each in a process of its own; the peer is in a
third one. Measured from logged in to the last answer: reading, rendering, sending, recording.

It is measured twice: as fast as either can, and at the pace that Discord allows. At that pace, a
process sleeps between messages, and waking up costs most, with or without a bot around it.
"""

import asyncio
import json
import shutil
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.children import environment, result_of
from bench.figures import Figure, Report
from bench.pending import PlainCard, fill
from tests.peer.process import PeerProcess

CHANNELS = 10
RATIO_GOAL = 1.5
IDS = ("id", "custom_id")

Taken = dict[str, float]
Pair = tuple[Taken, Taken]
"""The time of the bot, and that of the bare loop."""


def main(*, small: bool = False) -> Report:
    """Measure; `small` sends a hundred messages in two rounds instead of 500 in five."""
    return asyncio.run(measure(articles=10 if small else 50, rounds=2 if small else 5))


async def measure(*, articles: int, rounds: int) -> Report:
    """`articles` to each channel, `rounds` times by either side at either pace."""
    with tempfile.TemporaryDirectory() as name:
        async with PeerProcess.open(channels=CHANNELS) as peer:
            cards = await fill(Path(name, "full.db"), peer.guild_ids[0], peer.channels, articles)
            _write(Path(name, "cards.json"), json.dumps(cards))
            free = [await _round(peer, Path(name), cards, "free") for _ in range(rounds)]
            paced = [await _round(peer, Path(name), cards, "paced") for _ in range(rounds)]
    return Report(
        "announce",
        f"a bare discord.py channel.send loop, {len(cards)} messages, in turns, rounds: {rounds}",
        (
            _cpu("CPU per message", free, len(cards)),
            _cpu("CPU per message, both at Discord's pace", paced, len(cards)),
            _rate("messages a second", free, len(cards)),
            _rate("messages a second, both at Discord's pace", paced, len(cards)),
        ),
    )


def _cpu(name: str, pairs: list[Pair], messages: int) -> Figure:
    bot, bare = ([pair[side]["cpu"] * 1000 / messages for pair in pairs] for side in (0, 1))
    ratio = median(ours / theirs for ours, theirs in zip(bot, bare, strict=True))
    return Figure(name, median(bot), "ms", median(bare), ratio, RATIO_GOAL)


def _rate(name: str, pairs: list[Pair], messages: int) -> Figure:
    bot, bare = (median(messages / pair[side]["wall"] for pair in pairs) for side in (0, 1))
    return Figure(name, bot, "/s", bare)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


async def _round(peer: PeerProcess, folder: Path, cards: list[PlainCard], pace: str) -> Pair:
    """The bot, then the bare loop; both must have sent the same."""
    settings = environment(
        folder, DISCORD_API_URL=peer.api_url, DISCORD_TOKEN=peer.token, BURST_LIMIT="0"
    )
    shutil.copy(folder / "full.db", folder / "progress.db")
    bot = await result_of(folder, settings, "-m", "bench.announcing", pace)
    announced = await _texts(peer)
    bare = await result_of(folder, settings, "-m", "bench.bare", "send", "cards.json", pace)
    sent = await _texts(peer)
    if announced != sent or sum(map(len, sent.values())) != len(cards):
        raise RuntimeError("The two sides did not send the same messages")
    return bot, bare


async def _texts(peer: PeerProcess) -> dict[int, list[str]]:
    """The messages of each channel, without the keys of posts; empties the channels."""
    found = {
        place: [_text(m) for m in messages] for place, messages in (await peer.messages()).items()
    }
    await peer.clear()
    return found


def _text(message: dict[str, Any]) -> str:
    return json.dumps(_without_ids(message["components"]), sort_keys=True)


def _without_ids(part: object) -> object:
    if isinstance(part, dict):
        named = part.items()
        return {name: _without_ids(each) for name, each in named if name not in IDS}
    return [_without_ids(each) for each in part] if isinstance(part, list) else part

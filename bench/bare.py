"""The reference, in a process of its own: discord.py with nothing around it.

    python -m bench.bare idle              connect and stay, with the bot's intents and caches
    python -m bench.bare send FILE PACE    send the cards in FILE, a plain `channel.send` loop

DISCORD_API_URL and DISCORD_TOKEN say where. PACE is `free` or `paced`. `send` prints
`{"cpu": seconds, "wall": seconds}`.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord_api.limits import RequestLimiter

Json = dict[str, Any]
Item = discord.ui.Item[Any]


async def idle(client: discord.Client) -> None:
    """Connect, and stay until the process is ended."""
    _, gateway, _ = await client.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    await client.connect()


async def send(
    client: discord.Client, cards: list[tuple[int, list[Json]]], limiter: RequestLimiter | None
) -> Json:
    """Send each card to its channel, one after the other."""
    channels = {place: client.get_partial_messageable(place) for place, _ in cards}
    wall, cpu = time.perf_counter(), time.process_time()
    for place, components in cards:
        if limiter:
            await limiter.wait()
        await channels[place].send(view=as_view(components))
    return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


def as_view(components: list[Json]) -> discord.ui.LayoutView:
    """A view as a programmer would write it for that message, texts at hand."""
    view = discord.ui.LayoutView(timeout=None)
    for component in components:
        view.add_item(as_item(component))
    return view


def as_item(component: Json) -> Item:
    """One component of those that cards have."""
    return MAKERS[component["type"]](component)


def _row(component: Json) -> Item:
    return discord.ui.ActionRow(*(_button(each) for each in component["components"]))


def _button(component: Json) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        style=discord.ButtonStyle(component["style"]),
        label=component["label"],
        url=component.get("url"),
        custom_id=component.get("custom_id"),
        emoji=component["emoji"]["name"] if "emoji" in component else None,
    )


def _gallery(component: Json) -> Item:
    items = (
        discord.MediaGalleryItem(item["media"]["url"], description=item.get("description"))
        for item in component["items"]
    )
    return discord.ui.MediaGallery(*items)


def _container(component: Json) -> Item:
    children = (as_item(each) for each in component["components"])
    return discord.ui.Container(*children, accent_colour=component["accent_color"])


MAKERS: dict[int, Callable[[Json], Item]] = {
    1: _row,
    10: lambda component: discord.ui.TextDisplay(component["content"]),
    12: _gallery,
    17: _container,
}
"""By Discord's numbers for components."""


async def main(task: str, *arguments: str) -> None:
    """Log in and do one of the two."""
    Route.BASE = os.environ["DISCORD_API_URL"]
    client = discord.AutoShardedClient(
        intents=discord.Intents(guilds=True),
        member_cache_flags=discord.MemberCacheFlags.none(),
        max_messages=None,
        chunk_guilds_at_startup=False,
        allowed_mentions=discord.AllowedMentions.none(),
    )
    async with client:
        await client.login(os.environ["DISCORD_TOKEN"])
        if task == "idle":
            await idle(client)
        else:
            cards = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))  # noqa: ASYNC240 - before the clock starts
            limiter = RequestLimiter() if arguments[1] == "paced" else None
            sys.stdout.write(json.dumps(await send(client, cards, limiter)) + "\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

"""Builds the demo and runs its loops. `run_demo` owns its lifetime.

    sample feed ─► the real poller ─► the real index ─► the real announcer ─► simulated channels
    page ─► hub ─► stage (one channel, one person) ─► the real commands

Discord and the articles are simulated. All other parts are those of `run`, in a temporary folder.
"""

import asyncio
import contextlib
import socket
import tempfile
import threading
import webbrowser
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import aiohttp
import simcord

from bot import app
from bot.clock import Clock
from bot.demo.feed import SampleFeed, listening, served
from bot.demo.hub import PAGE_FOLDER, Hub, Proxy
from bot.demo.world import FORUM, DemoClock, Stage, World, avatars, build_world, catch_up
from bot.errors import ConfigurationError
from bot.knowledge import shipped
from bot.model.article import ALL_TOPICS
from bot.model.feed import ServerFeedRule
from bot.model.subscription import ChannelKind
from bot.setting_values import LOOPBACK
from bot.settings import Settings
from bot.subscriptions.saving import WantedSubscription

BOT_NAME = "Progress Bot"
FIRST_AFTER_SECONDS = 10.0
"""The wait before the first sample article appears. Chosen by eye."""
IMAGES_URL = "https://example.org/images/"


async def play(*, browser: bool, port: int, every: float) -> None:
    """Build the demo and run it until canceled; see `run_demo` for the arguments."""
    samples, clock = shipped("demo"), DemoClock()
    feed = SampleFeed.read((samples / "feed.xml").read_text("utf-8"), clock)
    async with contextlib.AsyncExitStack() as stack:
        place = stack.enter_context(_reserve(port))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="progress-demo-"))
        feed_url = await stack.enter_async_context(served(feed))
        preprints = (samples / "preprints.xml").read_text("utf-8")
        preprints_url = await stack.enter_async_context(
            served(SampleFeed.read(preprints, clock, upcoming=0))
        )
        bot = await stack.enter_async_context(
            app.assemble(_settings(Path(folder), feed_url, preprints_url), clock=clock)
        )
        env = await stack.enter_async_context(_simulation(bot, clock))
        world = await build_world(env, bot.core.taxonomy)
        await _settle_in(bot, world)
        pictures = _images(samples / "images") | avatars(bot.client, world, PAGE_FOLDER)
        stage = await stack.enter_async_context(Stage.open(env, world, pictures, clock))
        client = await stack.enter_async_context(aiohttp.ClientSession())
        proxy = Proxy(stage, client, (PAGE_FOLDER / "channel.css").read_text("utf-8"))
        page = Hub(stage, feed, proxy, partial(_move_on, bot, world, clock)).application()
        await stack.enter_async_context(listening(page, place))
        _invite(f"http://{LOOPBACK}:{place.getsockname()[1]}/", browser=browser)
        await _run_loops(bot, stage, feed, every)


def _reserve(port: int) -> socket.socket:
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as exc:
        raise ConfigurationError(
            f"Port {port} is taken. Choose another one, or leave --port out."
        ) from exc


@contextlib.asynccontextmanager
async def _simulation(bot: app.Bot, clock: Clock) -> AsyncIterator[simcord.Env]:
    """Log the bot in to a simulated Discord whose clock shows the present."""
    # The bot's own handlers log errors of commands, as they do on Discord.
    async with simcord.run(bot.client, shard_count=1, check_errors=False) as env:
        await catch_up(env, clock)
        if bot.client.user:
            await bot.client.user.edit(username=BOT_NAME)
        yield env


async def _settle_in(bot: app.Bot, world: World) -> None:
    """Fill the index with the older articles, and subscribe each topic's channel and the forum."""
    await bot.readers.poller.poll_due()
    subscriptions = bot.client.services.subscriptions
    for name, channel in world.channels().items():
        if bot.core.taxonomy.get(name):
            await subscriptions.save(
                WantedSubscription(world.guild.id, channel.id, topic=name, post_newest=True)
            )
    for topic in (ALL_TOPICS, *(each.slug for each in bot.core.taxonomy if not each.in_all)):
        await subscriptions.save(
            WantedSubscription(
                world.guild.id,
                world.channels()[FORUM].id,
                topic=topic,
                channel_kind=ChannelKind.FORUM,
                post_newest=True,
            )
        )
    await bot.announcer.announce_due()


async def _move_on(bot: app.Bot, world: World, clock: DemoClock) -> None:
    """Move the clock to the next digest of any channel, or by a day if no channel has one."""
    schedules = await bot.client.services.schedules.of_guild(world.guild.id)
    times = [each.next_at for each in schedules.values() if each.next_at]
    clock.move_to(min(times, default=clock.now() + timedelta(days=1)))


async def _run_loops(bot: app.Bot, stage: Stage, feed: SampleFeed, every: float) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(bot.readers.poller.run(), name="poll")
        group.create_task(bot.announcer.run(), name="announce")
        group.create_task(stage.run(), name="stage")
        group.create_task(_publish(feed, every), name="publish")


async def _publish(feed: SampleFeed, every: float) -> None:
    wait = min(FIRST_AFTER_SECONDS, every)
    while feed.upcoming:
        await asyncio.sleep(wait)
        feed.publish_next()
        wait = every
    _say("All sample articles are published. The commands go on working; Ctrl-C ends the demo.")


def _settings(folder: Path, feed_url: str, preprints_url: str) -> Settings:
    """Settings with the demo's own feeds and database, whatever the environment and .env say."""
    catalogue = folder / "feeds.toml"
    catalogue.write_text(
        f'[[feed]]\nname = "Sample News"\nurl = "{feed_url}"\nhomepage = "https://example.org"\n'
        f'[[feed]]\nname = "Sample Preprints"\nurl = "{preprints_url}"\nkind = "preprint"\n'
        'homepage = "https://example.org/preprints/"\naudience = "professionals"\n',
        "utf-8",
    )
    return Settings(
        database_path=folder / "demo.db",
        feeds_file=catalogue,
        poll_interval=timedelta(seconds=5),
        allowed_private_hosts=(LOOPBACK,),
        burst_limit=0,
        server_feeds=ServerFeedRule.ALLOW,
    )


def _images(folder: Path) -> dict[str, tuple[str, bytes]]:
    return {
        IMAGES_URL + path.name: (path.name, path.read_bytes())
        for path in sorted(folder.glob("*.png"))
    }


def _invite(url: str, *, browser: bool) -> None:
    _say(
        f"The demo is at {url}\n"
        "Try /search with brain mets in #general, then act as Maya to see what moderators can do.\n"
        "New sample articles arrive in the channels of their topics. Ctrl-C ends the demo."
    )
    if browser:
        # A browser in the terminal would block the event loop; as a daemon it cannot delay the end.
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - what the command says belongs on stdout

"""A small simulated server with a bot that says nothing by itself."""

from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
import simcord
from aiohttp import web

from bot.demo.feed import SampleFeed, listening
from bot.demo.hub import Hub, Proxy
from bot.demo.world import Stage, World, build_world, catch_up
from tests.demo.samples import STYLE, sample_feed
from tests.factories import taxonomy
from tests.fakes import SETTLE_SECONDS, ManualClock


@pytest.fixture
def simcord_bot() -> discord.Client:
    return discord.Client(intents=discord.Intents(guilds=True))


@pytest.fixture
async def env(simcord_env: simcord.Env, clock: ManualClock) -> simcord.Env:
    simcord_env.settle_timeout = SETTLE_SECONDS
    await catch_up(simcord_env, clock)
    return simcord_env


@pytest.fixture
async def world(env: simcord.Env) -> World:
    return await build_world(env, taxonomy("metastasis", "screening", "something-new"))


@pytest.fixture
async def stage(env: simcord.Env, world: World, clock: ManualClock) -> AsyncIterator[Stage]:
    async with Stage.open(env, world, {}, clock) as stage:
        yield stage


@pytest.fixture
def feed(clock: ManualClock) -> SampleFeed:
    return sample_feed(clock, older=2, upcoming=1)


def hub(
    stage: Stage, feed: SampleFeed, upstream: aiohttp.ClientSession, clock: ManualClock
) -> web.Application:
    """The hub, whose button moves the clock by a day."""

    async def move_on() -> None:
        clock.forward(days=1)

    return Hub(stage, feed, Proxy(stage, upstream, STYLE), move_on).application()


@pytest.fixture
async def page(
    stage: Stage, feed: SampleFeed, clock: ManualClock
) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the hub, as a browser would be."""
    async with (
        aiohttp.ClientSession() as upstream,
        listening(hub(stage, feed, upstream, clock)) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        yield client

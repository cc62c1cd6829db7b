import asyncio
import random
from typing import Any

import aiohttp
import discord
import pytest

from tests.peer import Channel, ChannelKind, Fault, Peer, World
from tests.peer.login import a_client, forum_channel, logged_in, text_channel
from tests.peer.world import Json


async def test_a_fault_before_storing_leaves_nothing(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    peer.faults.add(Fault("POST", "/channels/*/messages", status=503))

    with pytest.raises(discord.DiscordServerError):
        await text_channel(client, channel).send("Hello")

    assert peer.messages(channel.id) == []


async def test_a_connection_lost_after_storing_leaves_the_message(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    peer.faults.add(Fault("POST", "/channels/*/messages", drop=True, after=True))

    with pytest.raises(aiohttp.ClientError):
        await text_channel(client, channel).send("Hello")

    assert [m["content"] for m in peer.messages(channel.id)] == ["Hello"]


async def test_a_fault_can_pass_some_requests_first(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    peer.faults.add(Fault("POST", "/channels/*", status=403, body={"code": 50013}, skip=1))
    await text_channel(client, channel).send("one")

    with pytest.raises(discord.Forbidden):
        await text_channel(client, channel).send("two")
    await text_channel(client, channel).send("three")

    assert [m["content"] for m in peer.messages(channel.id)] == ["one", "three"]


@pytest.fixture
def forum(world: World, channel: Channel) -> Channel:
    return world.guild_of(channel).add_channel("news", ChannelKind.FORUM)


POSTS = "/channels/*/threads"


@pytest.mark.parametrize(("after", "posts"), [(False, 0), (True, 1)])
@pytest.mark.parametrize("how", [{"status": 503}, {"drop": True}])
async def test_a_forum_post_goes_wrong_before_or_after_it_is_stored(
    world: World, forum: Channel, how: dict[str, Any], *, after: bool, posts: int
) -> None:
    async with Peer.open(world) as peer, logged_in(peer, a_client()) as client:
        peer.faults.add(Fault("POST", POSTS, after=after, **how))

        with pytest.raises((discord.DiscordServerError, aiohttp.ClientError)):
            await forum_channel(client, forum).create_thread(name="Trial", content="Hello")

        assert len(peer.posts(forum.id)) == posts


async def test_discord_py_posts_twice_on_its_own_where_a_502_came_late(
    world: World, forum: Channel
) -> None:
    async with Peer.open(world) as peer, logged_in(peer, a_client()) as client:
        peer.faults.add(Fault("POST", POSTS, status=502, after=True))

        await forum_channel(client, forum).create_thread(name="Trial", content="Hello")

        assert len(peer.posts(forum.id)) == 2


@pytest.mark.parametrize("after", [False, True])
async def test_a_delay_lies_before_or_after_the_storing(
    peer: Peer,
    client: discord.Client,
    channel: Channel,
    monkeypatch: pytest.MonkeyPatch,
    *,
    after: bool,
) -> None:
    stored_before, original = list[int](), asyncio.sleep

    async def sleep(seconds: float) -> None:
        if seconds == 0.1:
            stored_before.append(len(peer.journal.stored))
        await original(seconds)

    peer.faults.add(Fault("POST", "/channels/*/messages", delay=0.1, after=after))
    monkeypatch.setattr("tests.peer.checks.asyncio.sleep", sleep)

    await text_channel(client, channel).send("Hello")

    assert stored_before == [int(after)]
    assert len(peer.journal.stored) == 1


async def test_a_test_is_told_of_what_is_stored_before_the_client_is(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    told: list[tuple[int, str, bool]] = []

    async def on_stored(where: Channel, message: Json) -> None:
        await asyncio.sleep(0.02)
        told.append((where.id, message["content"], sending.done()))

    peer.on_stored = on_stored
    sending = asyncio.create_task(text_channel(client, channel).send("Hello"))
    await sending

    assert told == [(channel.id, "Hello", False)]


async def test_a_test_is_told_of_posts_by_their_threads(world: World, forum: Channel) -> None:
    told: list[tuple[int | None, str]] = []

    async def on_stored(where: Channel, message: Json) -> None:
        told.append((where.parent_id, message["content"]))

    async with Peer.open(world) as peer, logged_in(peer, a_client()) as client:
        peer.on_stored = on_stored
        await forum_channel(client, forum).create_thread(name="Trial", content="Hello")

    assert told == [(forum.id, "Hello")]


async def test_answers_wait_as_long_as_the_seed_says(world: World, channel: Channel) -> None:
    expected = random.Random(2).uniform(0.02, 0.1)

    async with Peer.open(world, answer_delay=(0.02, 0.1), seed=2) as peer:
        async with logged_in(peer, a_client()) as client:
            await text_channel(client, channel).send("Hello")
        (stored,) = peer.journal.stored

    assert expected > 0.09
    assert stored.answered_at is not None
    # No upper bound: a busy machine may take its time.
    assert stored.answered_at - stored.at >= expected - 0.002

"""Requests of a real client at a peer: none is sent twice that must not be."""

import asyncio
from collections.abc import AsyncIterator

import discord
import pytest
from aiohttp import TraceConfig, TraceRequestExceptionParams
from discord import app_commands
from msgspec.structs import replace

from bot.discord_api.api_calls import single_attempt
from bot.discord_api.limits import Circuit, RequestLimiter, in_background
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.requests import DiscordRequests
from bot.errors import MessengerError
from bot.model.delivery import CarriedArticle, Post, PostKind
from tests.factories import NOON, kept, taxonomy
from tests.peer import Channel, Fault, Limits, Peer, World
from tests.peer.login import logged_in
from tests.waiting import PATIENCE_SECONDS

KEY = "0123456789abcdef01234567"
MESSAGES = "/channels/*/messages"
CARRIED = (CarriedArticle(kept("1", "metastasis"), ()),)


class Door(RequestLimiter):
    """A limiter that can be shut, and that remembers which requests could wait."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.open.set()
        self.passed: list[bool] = []

    async def wait(self) -> float:
        await self.open.wait()
        ticket = await super().wait()
        self.passed.append(in_background())
        return ticket


class Client(discord.Client):
    """A client with one command, as little as discord.py gets by with."""

    def __init__(self, trace: TraceConfig) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            http_trace=trace,
            max_ratelimit_timeout=60.0,
        )
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        @self.tree.command()
        async def hello(interaction: discord.Interaction) -> None:
            """Say hello."""
            await interaction.response.defer()
            await interaction.followup.send("Hello")

        await self.tree.sync()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def news(world: World) -> Channel:
    return world.add_guild("Kindness").add_channel("news")


@pytest.fixture
async def peer(world: World, news: Channel) -> AsyncIterator[Peer]:
    """Discord remembers no nonce."""
    assert news.id in world.channels
    async with Peer.open(world, nonce_window=0) as peer:
        yield peer


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def circuit() -> Circuit:
    return Circuit(most=3)


@pytest.fixture
def trace(door: Door, circuit: Circuit) -> TraceConfig:
    return DiscordRequests(door, circuit).trace()


@pytest.fixture
async def client(peer: Peer, trace: TraceConfig) -> AsyncIterator[Client]:
    async with logged_in(peer, Client(trace)) as client:
        yield client


def _messenger(client: discord.Client) -> DiscordMessenger:
    return DiscordMessenger(client, taxonomy("metastasis"))


@pytest.fixture
def messenger(client: Client) -> DiscordMessenger:
    return _messenger(client)


@pytest.fixture
def post(news: Channel) -> Post:
    return Post(1, news.guild_id, news.id, PostKind.CARD, KEY, NOON)


def slowed_down(seconds: float, *, times: int | None = 1, scope: str = "user") -> Fault:
    """A 429 as Discord sends it; discord.py takes one without Via for a ban."""
    return Fault(
        "POST",
        MESSAGES,
        status=429,
        body={"message": "You are being rate limited.", "retry_after": seconds, "global": False},
        headers={"Via": "1.1 google", "X-RateLimit-Scope": scope},
        times=times,
    )


async def _refused(messenger: DiscordMessenger, post: Post) -> MessengerError:
    with pytest.raises(MessengerError) as caught:
        await messenger.send(post, CARRIED)
    return caught.value


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
async def test_a_message_that_was_stored_before_an_error_is_posted_once(
    peer: Peer, messenger: DiscordMessenger, post: Post, status: int
) -> None:
    peer.faults.add(Fault("POST", MESSAGES, status=status, after=True))

    error = await asyncio.wait_for(_refused(messenger, post), PATIENCE_SECONDS)

    assert error.status == status
    assert len(peer.journal.calls("POST", "/messages")) == 1
    assert len(peer.messages(post.channel_id)) == 1


@pytest.mark.parametrize("number", [104, 54, 10054])
async def test_a_message_that_was_stored_before_a_reset_is_posted_once(
    peer: Peer, trace: TraceConfig, post: Post, number: int
) -> None:
    async def as_numbered(_: object, __: object, request: TraceRequestExceptionParams) -> None:
        raise ConnectionResetError(number, "reset") from request.exception

    # Linux, macOS and Windows number a reset differently; discord.py repeats after the last two.
    trace.on_request_exception.append(as_numbered)
    peer.faults.add(Fault("POST", MESSAGES, drop=True, after=True))

    async with logged_in(peer, Client(trace)) as client:
        error = await _refused(_messenger(client), post)

    assert error.status is None
    assert len(peer.journal.calls("POST", "/messages")) == 1
    assert len(peer.messages(post.channel_id)) == 1


async def test_a_post_that_has_to_wait_for_a_moment_is_repeated_and_posted_once(
    peer: Peer, messenger: DiscordMessenger, post: Post
) -> None:
    peer.faults.add(slowed_down(0.05))

    await messenger.send(post, CARRIED)

    assert len(peer.journal.calls("POST", "/messages")) == 2
    assert len(peer.messages(post.channel_id)) == 1


async def test_a_repeat_after_waiting_is_a_single_attempt_too(
    peer: Peer, messenger: DiscordMessenger, post: Post
) -> None:
    peer.faults.add(slowed_down(0.05))
    peer.faults.add(Fault("POST", MESSAGES, status=502, after=True))

    assert (await _refused(messenger, post)).status == 502
    assert len(peer.messages(post.channel_id)) == 1


async def test_a_long_wait_is_told_instead_of_waited_for(
    peer: Peer, messenger: DiscordMessenger, post: Post
) -> None:
    peer.faults.add(slowed_down(3000))

    error = await _refused(messenger, post)

    assert (error.status, error.retry_after) == (429, 3000)
    assert peer.messages(post.channel_id) == []


async def test_what_discord_refused_may_be_sent_by_a_later_call(
    peer: Peer, messenger: DiscordMessenger, post: Post
) -> None:
    peer.faults.add(Fault("POST", MESSAGES, status=502))
    await _refused(messenger, post)

    assert await messenger.send(post, CARRIED) == int(peer.messages(post.channel_id)[0]["id"])


async def test_reading_is_repeated_as_discord_py_does_it(
    peer: Peer, client: Client, news: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(_: float) -> None:
        """Instead of discord.py's second between its attempts."""

    peer.faults.add(Fault("GET", "/channels/*", status=502))
    monkeypatch.setattr("discord.http.asyncio.sleep", at_once)

    with single_attempt():
        found = await client.fetch_channel(news.id)

    assert found.id == news.id


async def test_answers_to_members_do_not_wait(
    peer: Peer, client: Client, door: Door, news: Channel
) -> None:
    assert client.is_ready()
    door.open.clear()

    answer = await asyncio.wait_for(peer.slash("hello", channel=news), PATIENCE_SECONDS)

    assert answer["content"] == "Hello"


async def test_everything_else_passes_the_limiter(
    peer: Peer, client: Client, door: Door, news: Channel
) -> None:
    door.open.clear()
    asking = asyncio.create_task(client.fetch_channel(news.id))
    await peer.slash("hello", channel=news)
    early = peer.journal.calls("GET", f"/channels/{news.id}")
    door.open.set()
    await asking

    assert early == []
    assert len(peer.journal.calls("GET", f"/channels/{news.id}")) == 1


async def test_what_pipelines_ask_can_wait_and_the_rest_cannot(
    client: Client, messenger: DiscordMessenger, door: Door, post: Post
) -> None:
    door.passed.clear()

    message_id = await messenger.send(post, CARRIED)
    await messenger.edit(replace(post, message_id=message_id), CARRIED)
    await messenger.find(post, None)
    await client.fetch_channel(post.channel_id)

    assert door.passed == [True, True, True, False]


async def test_after_too_many_refusals_pipelines_are_told_when_to_ask_again(
    peer: Peer, messenger: DiscordMessenger, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    peer.faults.add(Fault("POST", MESSAGES, status=403, times=3))
    for _ in range(3):
        await _refused(messenger, post)

    error = await _refused(messenger, post)

    assert error.status == 429
    assert error.retry_after == pytest.approx(600, abs=30)
    assert len(peer.journal.calls("POST", "/messages")) == 3
    assert "announcing rests for 10.0 minutes" in caplog.text


async def test_after_too_many_refusals_members_are_still_answered(
    peer: Peer, client: Client, messenger: DiscordMessenger, post: Post, news: Channel
) -> None:
    peer.faults.add(Fault("POST", MESSAGES, status=403, times=3))
    for _ in range(3):
        await _refused(messenger, post)

    assert (await peer.slash("hello", channel=news))["content"] == "Hello"
    assert (await client.fetch_channel(news.id)).id == news.id


async def test_a_limit_that_others_used_up_is_no_refusal_of_ours(
    peer: Peer, messenger: DiscordMessenger, post: Post, circuit: Circuit
) -> None:
    peer.faults.add(slowed_down(0.01, times=3, scope="shared"))

    await messenger.send(post, CARRIED)

    assert circuit.open_for(asyncio.get_running_loop().time()) == 0


async def test_discords_limit_for_the_whole_bot_is_never_hit(world: World) -> None:
    channels = [world.add_guild("Kindness").add_channel("news") for _ in range(4)]
    trace = DiscordRequests(RequestLimiter(), Circuit()).trace()
    async with (
        Peer.open(world, limits=Limits(overall=50)) as peer,
        logged_in(peer, Client(trace)) as client,
    ):
        places = [client.get_partial_messageable(place.id) for place in channels]
        await asyncio.gather(*(place.send("Hello") for place in places for _ in range(30)))

    assert len(peer.journal.calls("POST", "/messages")) == 120
    assert [request for request in peer.journal if request.status == 429] == []


def held_everywhere(seconds: float) -> Fault:
    """A limit for the whole bot."""
    return replace(
        slowed_down(seconds, times=None, scope="global"),
        method="*",
        path="*",
        body={"message": "Slow down.", "retry_after": seconds, "global": True},
    )


async def test_a_limit_for_the_whole_bot_holds_every_channel_and_is_said_once(
    peer: Peer,
    world: World,
    trace: TraceConfig,
    post: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = world.add_guild("Hope").add_channel("news")
    elsewhere = Post(2, other.guild_id, other.id, PostKind.CARD, "2" * 24, NOON)
    async with logged_in(peer, Client(trace)) as client:
        before = len(list(peer.journal))
        peer.faults.add(held_everywhere(86400))
        messenger = _messenger(client)
        errors = [
            await _refused(messenger, each) for each in (post, elsewhere, replace(post, id=3))
        ]
        asked = len(list(peer.journal)) - before

    assert asked == 1
    assert [(each.status, each.everywhere) for each in errors] == [(429, True)] * 3
    assert errors[0].retry_after == 86400
    assert errors[1].retry_after == pytest.approx(3600, abs=60)
    (said,) = [each.getMessage() for each in caplog.records if "whole bot" in each.getMessage()]
    assert said == (
        "Discord asks the whole bot to wait for 24 hours; nothing is posted meanwhile. It is asked "
        "again every hour at least"
    )


async def test_members_are_answered_while_the_whole_bot_is_to_wait(
    peer: Peer, client: Client, messenger: DiscordMessenger, post: Post, news: Channel
) -> None:
    peer.faults.add(replace(held_everywhere(86400), times=1))
    await _refused(messenger, post)

    assert (await peer.slash("hello", channel=news))["content"] == "Hello"
    with pytest.raises(MessengerError):
        await client.fetch_channel(news.id)


async def test_after_the_hour_the_whole_bot_asks_again_with_one_request(
    peer: Peer, post: Post, news: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    time = [0.0]
    trace = DiscordRequests(RequestLimiter(), Circuit(), lambda: time[0]).trace()
    async with logged_in(peer, Client(trace)) as client:
        messenger = _messenger(client)
        held = replace(held_everywhere(86400), method="POST", path=MESSAGES, times=2)
        peer.faults.add(held)
        for _ in range(2):
            await _refused(messenger, post)
            await _refused(messenger, post)
            await peer.slash("hello", channel=news)
            time[0] += 3601
        await messenger.send(post, CARRIED)

    assert len(peer.journal.calls("POST", "/messages")) == 3
    assert caplog.text.count("asks the whole bot to wait") == 1


async def test_a_limit_of_one_channel_holds_no_other_one(
    peer: Peer, world: World, trace: TraceConfig, post: Post
) -> None:
    other = world.add_guild("Hope").add_channel("news")
    elsewhere = Post(2, other.guild_id, other.id, PostKind.CARD, "2" * 24, NOON)
    path = f"/channels/{post.channel_id}/messages"
    peer.faults.add(replace(slowed_down(86400, times=None), path=path))
    async with logged_in(peer, Client(trace)) as client:
        messenger = _messenger(client)
        error = await _refused(messenger, post)
        await messenger.send(elsewhere, CARRIED)

    assert (error.retry_after, error.everywhere) == (86400, False)
    assert len(peer.messages(other.id)) == 1


async def test_the_gateway_is_reached_while_the_whole_bot_is_to_wait(
    peer: Peer, client: Client, messenger: DiscordMessenger, post: Post, news: Channel
) -> None:
    peer.faults.add(replace(held_everywhere(86400), times=1))
    await _refused(messenger, post)

    await peer.gateway.drop()
    await peer.journal.reached("resumed")

    assert not client.is_closed()
    assert (await peer.slash("hello", channel=news))["content"] == "Hello"

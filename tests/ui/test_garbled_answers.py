"""A garbled answer of Discord is an unknown outcome, never a bug of ours.

A real client at a peer.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import discord
import pytest
from msgspec.structs import replace

from bot.discord_api.api_calls import translated
from bot.discord_api.limits import Circuit, RequestLimiter
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.notices import ServerNotifier
from bot.discord_api.requests import DiscordRequests
from bot.errors import MessengerError
from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.model.subscription import ChannelKind, Notice, SubscriptionName
from tests.factories import kept, taxonomy
from tests.peer import ChannelKind as Kind
from tests.peer import Fault, Peer, World
from tests.peer.login import pointed_at

TOPICS = taxonomy("metastasis")
CARRIED = (CarriedArticle(kept("1", "metastasis"), ()),)
KEY = "0123456789abcdef01234567"
BODIES = ["", "<html>", "{", "[]", "null", "7", '"text"', "{}", '[{"id": "x"}]', '{"id": "abc"}']


@dataclass(frozen=True, slots=True)
class Scene:
    """A bot, and a post in each kind of channel that it knows to stand."""

    peer: Peer
    messenger: DiscordMessenger
    notifier: ServerNotifier
    text: Post
    news: Post
    forum: Post
    notice: Notice


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    world = World()
    guild = world.add_guild("Kindness")
    kinds = {
        ChannelKind.TEXT: Kind.TEXT,
        ChannelKind.ANNOUNCEMENT: Kind.ANNOUNCEMENT,
        ChannelKind.FORUM: Kind.FORUM,
    }
    channels = {kind: guild.add_channel(kind, peers) for kind, peers in kinds.items()}
    now = datetime.now(UTC)
    async with Peer.open(world, nonce_window=0) as peer:
        with pointed_at(peer.api_url, peer.gateway_url):
            client = discord.Client(
                intents=discord.Intents(guilds=True),
                http_trace=DiscordRequests(RequestLimiter(), Circuit()).trace(),
                max_ratelimit_timeout=60.0,
            )
            async with client:
                await client.login(peer.token)
                messenger = DiscordMessenger(client, TOPICS)
                posts: dict[ChannelKind, Post] = {}
                for kind, channel in channels.items():
                    post = Post(1, guild.id, channel.id, PostKind.CARD, KEY, now, channel_kind=kind)
                    sent = await messenger.send(post, CARRIED)
                    posts[kind] = replace(post, message_id=sent)
                place = channels[ChannelKind.TEXT].id
                notice = Notice(
                    1, guild.id, place, (SubscriptionName("all", "brain mets"),), "Why.", KEY, now
                )
                notifier = ServerNotifier(client, TOPICS)
                text, news, forum = posts.values()
                yield Scene(peer, messenger, notifier, text, news, forum, notice)


Asking = Callable[[Scene], Awaitable[object]]
ASKED: dict[str, Asking] = {
    "send": lambda s: s.messenger.send(s.text, CARRIED),
    "send a post": lambda s: s.messenger.send(s.forum, CARRIED),
    "edit": lambda s: s.messenger.edit(s.text, CARRIED),
    "edit a post": lambda s: s.messenger.edit(s.forum, CARRIED),
    "find": lambda s: s.messenger.find(s.text, None),
    "find a post": lambda s: s.messenger.find(s.forum, None),
    "look": lambda s: s.messenger.exists(s.text.place_id, s.text.message_id or 0),
    "publish": lambda s: s.messenger.publish(s.news),
    "open a thread": lambda s: s.messenger.discuss(s.text, CARRIED),
    "tell": lambda s: s.notifier.tell([s.notice], s.text.channel_id),
    "look for a notice": lambda s: s.notifier.stands(s.notice, s.text.channel_id),
}


@pytest.mark.parametrize("content", ["application/json", "text/html"])
@pytest.mark.parametrize("asked", ASKED)
async def test_what_nobody_can_read_is_an_unknown_outcome(
    scene: Scene, asked: str, content: str
) -> None:
    wrong = []
    for body in BODIES:
        scene.peer.faults.clear()
        headers = {"Content-Type": content}
        scene.peer.faults.add(
            Fault("*", "*", status=200, body=body, headers=headers, after=True, times=None)
        )
        if json_says_that_there_is_nothing(asked, body, content):
            continue
        try:
            await ASKED[asked](scene)
        except MessengerError as exc:
            wrong += [body] if exc.status is not None else []
        else:
            wrong.append(body)

    assert wrong == []


def json_says_that_there_is_nothing(asked: str, body: str, content: str) -> bool:
    """An empty list of messages is an answer."""
    empty = body == "[]" and content == "application/json"
    return empty and asked == "look for a notice"


async def test_what_discord_py_trips_over_is_logged_with_its_trace(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.peer.faults.add(Fault("POST", "*", change={"author": 7}))

    with pytest.raises(MessengerError) as caught:
        await scene.messenger.send(scene.text, CARRIED)

    assert caught.value.status is None
    assert "Traceback" in caplog.text


async def test_a_bug_of_ours_is_none_of_discords() -> None:
    with pytest.raises(ZeroDivisionError):
        async with translated():
            raise ZeroDivisionError

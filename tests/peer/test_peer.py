import io
from typing import Any

import aiohttp
import discord
import pytest

from tests.peer import Channel, ChannelKind, Limits, Overwrite, Peer, World
from tests.peer.asking import asking
from tests.peer.clock import Clock
from tests.peer.greeter import Greeter, a_card
from tests.peer.login import a_client, logged_in, pointed_at, text_channel
from tests.peer.permissions import Permission
from tests.waiting import PATIENCE_SECONDS


async def test_a_real_client_becomes_ready_and_knows_its_guilds(
    client: discord.Client, channel: Channel
) -> None:
    found = text_channel(client, channel)

    permissions = found.permissions_for(found.guild.me)

    assert (found.name, found.guild.name) == ("metastasis", "Kindness")
    assert permissions.send_messages
    assert not permissions.manage_messages


class Hasty(discord.AutoShardedClient):
    """A client that does not wait five seconds between its shards."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        pass


async def test_every_shard_gets_its_own_guilds(world: World) -> None:
    for number in range(1, 9):
        world.add_guild(f"Guild {number}", guild_id=number << 22)
    intents = discord.Intents(guilds=True)
    client = Hasty(intents=intents)

    async with Peer.open(world, shards=2) as peer, logged_in(peer, client):
        assert client.shard_count == 2
        assert {guild.id: guild.shard_id for guild in client.guilds} == {
            number << 22: number % 2 for number in range(1, 9)
        }


async def test_a_wrong_token_is_refused(peer: Peer) -> None:
    with pointed_at(peer.api_url, peer.gateway_url):
        async with a_client() as client:
            with pytest.raises(discord.LoginFailure):
                await client.start("another.token")


async def test_the_gateway_closes_on_a_wrong_token(peer: Peer) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(peer.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": "another.token", "intents": 1}})

        closing = await socket.receive()

        assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, 4004)


async def test_a_lost_connection_is_resumed_with_what_was_missed(
    peer: Peer, client: discord.Client, world: World
) -> None:
    await peer.gateway.drop()
    await peer.journal.reached("disconnected")
    guild = next(iter(world.guilds.values()))
    created = {"id": str(guild.id), "unavailable": True}
    await peer.gateway.dispatch("GUILD_DELETE", created, guild_id=guild.id)

    await peer.journal.reached("resumed")
    await client.wait_for("guild_unavailable", timeout=PATIENCE_SECONDS)

    assert len(peer.journal.milestones["identify"]) == 1


async def test_a_card_is_stored_with_ids_and_its_flags(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    message = await text_channel(client, channel).send(view=a_card(), nonce="n-1")

    (stored,) = peer.messages(channel.id)
    container = stored["components"][0]
    assert message.id == int(stored["id"])
    assert message.flags.components_v2
    assert stored["nonce"] == "n-1"
    assert container["components"][0]["components"][0]["content"] == "Hello"
    assert container["components"][0]["accessory"]["description"] == "Cells"
    assert (container["id"], container["components"][0]["id"]) == (1, 2)


async def test_a_repeated_nonce_answers_with_the_first_message(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    first = await text_channel(client, channel).send("one", nonce="n-1")

    second = await text_channel(client, channel).send("two", nonce="n-1")

    assert second.id == first.id
    assert [m["content"] for m in peer.messages(channel.id)] == ["one"]


async def test_a_nonce_is_forgotten_when_its_window_has_passed(
    peer: Peer, client: discord.Client, channel: Channel, clock: Clock
) -> None:
    await text_channel(client, channel).send("one", nonce="n-1")
    clock.seconds = 60

    await text_channel(client, channel).send("two", nonce="n-1")

    assert [m["content"] for m in peer.messages(channel.id)] == ["one", "two"]


async def test_a_nonce_whose_message_was_deleted_answers_unknown_message(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    message = await text_channel(client, channel).send("one", nonce="n-1")
    await message.delete()

    with pytest.raises(discord.NotFound) as refused:
        await text_channel(client, channel).send("two", nonce="n-1")

    assert refused.value.code == 10008
    assert peer.messages(channel.id) == []


@pytest.mark.parametrize(
    ("denied", "code"),
    [(Permission.SEND_MESSAGES, 50013), (Permission.VIEW_CHANNEL, 50001)],
)
async def test_a_send_without_permission_is_refused(
    client: discord.Client, channel: Channel, denied: Permission, code: int
) -> None:
    found = text_channel(client, channel)
    channel.overwrites = (Overwrite(channel.guild_id, deny=denied),)

    with pytest.raises(discord.Forbidden) as refused:
        await found.send("Hello")

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("content", "components", "code"),
    [
        ("x" * 2001, [], 50035),
        ("", [], 50006),
        ("", [{"type": 10, "content": "x" * 2001}] * 2, 50035),
        ("", [{"type": 10, "content": "x"}] * 41, 50035),
    ],
)
async def test_a_message_beyond_the_limits_is_refused(
    client: discord.Client,
    channel: Channel,
    content: str,
    components: list[dict[str, Any]],
    code: int,
) -> None:
    payload = {"content": content, "components": components, "flags": 1 << 15 if components else 0}
    params = discord.http.MultipartParameters(payload=payload, multipart=None, files=None)

    with pytest.raises(discord.HTTPException) as refused:
        await client.http.send_message(channel.id, params=params)

    assert (refused.value.status, refused.value.code) == (400, code)


async def test_history_comes_newest_first_in_pages(
    client: discord.Client, channel: Channel
) -> None:
    found = text_channel(client, channel)
    sent = [await found.send(str(number)) for number in range(5)]

    newest = [m.content async for m in found.history(limit=2)]
    before = [m.content async for m in found.history(before=sent[2])]
    after = [m.content async for m in found.history(after=sent[2])]

    assert (newest, before, after) == (["4", "3"], ["1", "0"], ["3", "4"])


async def test_a_message_can_be_edited_and_deleted(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    message = await text_channel(client, channel).send("one")

    await message.edit(content="two")
    edited = await text_channel(client, channel).fetch_message(message.id)
    await message.delete()

    assert (edited.content, edited.edited_at is not None) == ("two", True)
    assert peer.messages(channel.id) == []


async def test_an_announcement_is_published_once(peer: Peer) -> None:
    guild = peer.world.add_guild("News")
    channel = guild.add_channel("announcements", ChannelKind.ANNOUNCEMENT)
    async with logged_in(peer, a_client()) as client:
        message = await text_channel(client, channel).send("News")

        await message.publish()
        with pytest.raises(discord.HTTPException) as refused:
            await message.publish()

    assert refused.value.code == 40033
    assert peer.messages(channel.id)[0]["flags"] == 1


async def test_a_channel_publishes_so_many_messages_an_hour(world: World, clock: Clock) -> None:
    news = world.add_guild("News").add_channel("announcements", ChannelKind.ANNOUNCEMENT)
    limits = Limits(crossposts=2)
    async with Peer.open(world, limits=limits, clock=clock) as peer, asking(peer) as api:
        sent = [(await api.send(news.id)).json["id"] for _ in "123"]
        paths = [f"/channels/{news.id}/messages/{message_id}/crosspost" for message_id in sent]

        published = [await api.ask("POST", path) for path in paths]
        again = await api.ask("POST", paths[0])
        clock.seconds = 3600
        later = await api.ask("POST", paths[2])

    refused = published[2]
    assert [told.status for told in published] == [200, 200, 429]
    assert (refused.json["retry_after"], refused.json["global"]) == (3600, False)
    assert (refused.headers["X-RateLimit-Scope"], "Via" in refused.headers) == ("shared", True)
    assert (again.status, again.json["code"]) == (400, 40033)
    assert later.status == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit=3", "765"),
        ("before={3}&limit=2", "21"),
        ("after={3}&limit=2", "54"),
        ("around={3}&limit=5", "54321"),
        ("around={3}&limit=1", "3"),
    ],
)
async def test_a_page_of_history_is_what_its_query_asks_for(
    peer: Peer, channel: Channel, query: str, expected: str
) -> None:
    async with asking(peer) as api:
        ids = [(await api.send(channel.id, str(number))).json["id"] for number in range(8)]
        page = await api.ask("GET", f"/channels/{channel.id}/messages?{query.format(*ids)}")
        refused = await api.ask("GET", f"/channels/{channel.id}/messages?limit=101")

    assert "".join(message["content"] for message in page.json) == expected
    assert (refused.status, refused.json["code"]) == (400, 50035)


async def test_a_file_is_sent_beside_its_message(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    file = discord.File(io.BytesIO(b"12345"), "notes.txt")

    message = await text_channel(client, channel).send("see file", file=file)

    assert (message.attachments[0].filename, message.attachments[0].size) == ("notes.txt", 5)
    assert peer.messages(channel.id)[0]["content"] == "see file"


async def test_allowed_mentions_say_who_is_notified(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    found = text_channel(client, channel)

    await found.send("@everyone <@&5> <@&6>")
    await found.send(
        "@everyone <@&5> <@&6>",
        allowed_mentions=discord.AllowedMentions(
            everyone=False, users=False, roles=[discord.Object(6)]
        ),
    )

    loud, quiet = peer.messages(channel.id)
    assert (loud["mention_everyone"], loud["mention_roles"]) == (True, ["5", "6"])
    assert (quiet["mention_everyone"], quiet["mention_roles"]) == (False, ["6"])


async def test_a_slash_command_reaches_the_client_and_is_answered(
    peer: Peer, channel: Channel
) -> None:
    async with logged_in(peer, Greeter()):
        answer = await peer.slash("greet", {"name": "Ada"}, channel=channel)
        later = await peer.slash("greet", {"name": "Ada", "patience": True}, channel=channel)

    assert (answer["content"], answer["flags"]) == ("Hello Ada", 1 << 6)
    assert later["content"] == "At last, Ada"


@pytest.mark.parametrize(
    ("limits", "scope"), [(Limits(route=2), "user"), (Limits(overall=2), "global")]
)
async def test_a_request_past_a_limit_is_told_to_wait(limits: Limits, scope: str) -> None:
    async with Peer.open(limits=limits, clock=Clock()) as peer, asking(peer) as api:
        answers = [await api.ask("GET", "/users/@me") for _ in "123"]
        body = answers[2].json

    assert [a.status for a in answers] == [200, 200, 429]
    assert (answers[2].headers["X-RateLimit-Scope"], "Via" in answers[2].headers) == (scope, True)
    assert (body["global"], body["retry_after"] > 0) == (scope == "global", True)


async def test_an_unknown_route_is_refused_loudly(client: discord.Client) -> None:
    with pytest.raises(discord.DiscordServerError) as refused:
        await client.http.get_user(5)

    assert refused.value.status == 501

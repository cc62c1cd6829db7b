import asyncio
from typing import Any

import discord
import pytest

from tests.peer import Channel, ChannelKind, Peer, Tag
from tests.peer.login import a_client, logged_in, text_channel
from tests.waiting import PATIENCE_SECONDS


class Heard:
    """An event of a client, awaited by name after the change that causes it."""

    def __init__(self, client: discord.Client, *names: str) -> None:
        self._coming = {
            name: asyncio.ensure_future(client.wait_for(name, timeout=PATIENCE_SECONDS))
            for name in names
        }

    async def __call__(self, name: str) -> Any:
        return await self._coming[name]


async def test_a_client_hears_of_channels_made_changed_and_deleted(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    guild = peer.world.guild_of(channel)
    names = ("guild_channel_create", "guild_channel_update", "guild_channel_delete")
    heard = Heard(client, *names)

    forum = await peer.changes.add_channel(guild, "news", ChannelKind.FORUM, tags=[Tag("Trials")])
    created = await heard("guild_channel_create")
    tags = [tag.name for tag in created.available_tags]
    await peer.changes.change_channel(forum, name="old-news", tags=())
    _, changed = await heard("guild_channel_update")
    await peer.changes.delete_channel(forum)

    assert ((await heard("guild_channel_delete")).id, tags) == (forum.id, ["Trials"])
    assert (changed.name, list(changed.available_tags)) == ("old-news", [])
    with pytest.raises(discord.NotFound) as refused:
        await client.fetch_channel(forum.id)
    assert refused.value.code == 10003


async def test_a_client_hears_of_threads_archived_and_deleted(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    heard = Heard(client, "thread_create", "thread_update", "thread_delete", "raw_thread_delete")

    thread = await peer.changes.add_thread(channel, "Talk")
    made = await heard("thread_create")
    await peer.changes.change_channel(thread, locked=True)
    _, changed = await heard("thread_update")
    await peer.changes.delete_channel(thread)

    assert (made.name, changed.locked) == ("Talk", True)
    assert (await heard("thread_delete")).id == thread.id


async def test_a_channel_takes_its_threads_along(peer: Peer, channel: Channel) -> None:
    thread = await peer.changes.add_thread(channel, "Talk")

    await peer.changes.delete_channel(channel)

    assert thread.id not in peer.world.channels


async def test_a_client_hears_of_permissions_lost(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    guild = peer.world.guild_of(channel)
    found = text_channel(client, channel)
    heard = Heard(client, "guild_role_update")

    await peer.changes.change_role(guild, guild.bot_role, permissions=1 << 10)
    await heard("guild_role_update")

    assert not found.permissions_for(found.guild.me).send_messages
    with pytest.raises(discord.Forbidden):
        await found.send("Hello")


async def test_a_client_hears_of_its_own_roles(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    guild = peer.world.guild_of(channel)
    found = text_channel(client, channel)
    heard = Heard(client, "member_update", "guild_role_update")

    await peer.changes.change_bot_roles(guild)
    _, member = await heard("member_update")

    assert member.id == peer.world.bot_id
    with pytest.raises(discord.Forbidden):
        await found.send("Hello")


async def test_a_guild_without_the_bot_answers_no_more(
    peer: Peer, client: discord.Client, channel: Channel
) -> None:
    guild, found = peer.world.guild_of(channel), text_channel(client, channel)
    heard = Heard(client, "guild_remove", "guild_join")

    await peer.changes.remove_bot(guild)
    await heard("guild_remove")
    with pytest.raises(discord.Forbidden) as sent:
        await found.send("Hello")
    with pytest.raises(discord.NotFound):
        await client.fetch_guild(guild.id)
    await peer.changes.add_bot(guild)
    await heard("guild_join")
    await found.send("Hello again")

    assert sent.value.code == 50001
    assert [m["content"] for m in peer.messages(channel.id)] == ["Hello again"]


async def test_the_bot_is_invited_while_it_runs(peer: Peer, client: discord.Client) -> None:
    guild = peer.world.add_guild("Hope")
    channel = guild.add_channel("news")
    heard = Heard(client, "guild_join")

    await peer.changes.add_bot(guild)
    await heard("guild_join")

    assert text_channel(client, channel).guild.name == "Hope"


async def test_an_outage_ends(peer: Peer, client: discord.Client, channel: Channel) -> None:
    guild = peer.world.guild_of(channel)
    heard = Heard(client, "guild_unavailable", "guild_available")

    await peer.changes.begin_outage(guild)
    assert (await heard("guild_unavailable")).id == guild.id
    await peer.changes.end_outage(guild)

    assert not (await heard("guild_available")).unavailable


async def test_a_client_that_connects_in_an_outage_does_not_see_the_guild(
    peer: Peer, channel: Channel
) -> None:
    await peer.changes.begin_outage(peer.world.guild_of(channel))

    async with logged_in(peer, a_client()) as client:
        guild = client.get_guild(channel.guild_id)

        assert guild is not None
        assert guild.unavailable
        assert client.get_channel(channel.id) is None

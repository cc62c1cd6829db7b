from typing import Any

import discord
import pytest

from tests.peer import Channel, ChannelKind, Overwrite, Peer, World
from tests.peer.login import a_client, logged_in, text_channel
from tests.peer.permissions import Permission


@pytest.fixture
async def thread(client: discord.Client, channel: Channel) -> discord.Thread:
    """One that the bot opened from its own message, "Hello"."""
    message = await text_channel(client, channel).send("Hello")
    return await message.create_thread(name="What do you think?")


def kept(peer: Peer, thread: discord.Thread) -> Channel:
    return peer.world.channels[thread.id]


def allow(channel: Channel, permission: Permission) -> None:
    channel.overwrites = (*channel.overwrites, Overwrite(channel.guild_id, allow=permission))


def deny(channel: Channel, permission: Permission) -> None:
    channel.overwrites = (*channel.overwrites, Overwrite(channel.guild_id, deny=permission))


async def test_a_thread_from_a_message_has_its_id_and_is_told_with_it(
    peer: Peer, client: discord.Client, channel: Channel, thread: discord.Thread
) -> None:
    message = await text_channel(client, channel).fetch_message(thread.id)

    assert (thread.parent_id, thread.owner_id) == (channel.id, peer.world.bot_id)
    assert message.flags.has_thread
    assert message.thread == thread
    assert peer.messages(channel.id)[0]["thread"]["name"] == "What do you think?"


async def test_a_message_has_one_thread(
    client: discord.Client, channel: Channel, thread: discord.Thread
) -> None:
    message = text_channel(client, channel).get_partial_message(thread.id)

    with pytest.raises(discord.HTTPException) as refused:
        await message.create_thread(name="Another")

    assert (refused.value.status, refused.value.code) == (400, 160004)


async def test_opening_a_thread_needs_a_permission_of_its_own(
    client: discord.Client, channel: Channel
) -> None:
    message = await text_channel(client, channel).send("Hello")
    deny(channel, Permission.CREATE_PUBLIC_THREADS)

    with pytest.raises(discord.Forbidden) as refused:
        await message.create_thread(name="Closed")

    assert refused.value.code == 50013


async def test_a_thread_of_an_announcement_channel_is_of_its_kind(
    world: World, channel: Channel
) -> None:
    news = world.guild_of(channel).add_channel("news", ChannelKind.ANNOUNCEMENT)
    async with Peer.open(world) as peer, logged_in(peer, a_client()) as client:
        message = await text_channel(client, news).send("News")

        thread = await message.create_thread(name="Talk")

        await thread.send("Hello")
    assert thread.is_news()
    assert [m["content"] for m in peer.messages(thread.id)] == ["Hello"]


async def test_a_send_wakes_an_archived_thread(peer: Peer, thread: discord.Thread) -> None:
    await thread.edit(archived=True)

    await thread.send("Good morning")

    assert not kept(peer, thread).archived
    assert len(peer.messages(thread.id)) == 1


async def test_the_bot_unarchives_a_thread_and_then_edits_in_it(
    peer: Peer, client: discord.Client, thread: discord.Thread
) -> None:
    message = await thread.send("one")
    await thread.edit(archived=True)
    with pytest.raises(discord.HTTPException) as refused:
        await message.edit(content="two")

    await client.http.edit_channel(thread.id, archived=False)
    await message.edit(content="two")

    assert (refused.value.status, refused.value.code) == (400, 50083)
    assert [m["content"] for m in peer.messages(thread.id)] == ["two"]


@pytest.mark.parametrize(("archived", "status", "code"), [(True, 400, 50083), (False, 403, 160005)])
async def test_a_locked_thread_takes_no_messages(
    peer: Peer, thread: discord.Thread, *, archived: bool, status: int, code: int
) -> None:
    kept(peer, thread).locked, kept(peer, thread).archived = True, archived

    with pytest.raises(discord.HTTPException) as refused:
        await thread.send("Anyone?")

    assert (refused.value.status, refused.value.code) == (status, code)


async def test_who_manages_threads_writes_into_a_locked_one(
    peer: Peer, thread: discord.Thread, channel: Channel
) -> None:
    kept(peer, thread).locked = kept(peer, thread).archived = True
    allow(channel, Permission.MANAGE_THREADS)

    await thread.send("Hello")

    assert not kept(peer, thread).archived


@pytest.mark.parametrize("change", [{"archived": False}, {"name": "New"}, {"locked": False}])
async def test_a_locked_thread_is_changed_by_who_manages_threads_alone(
    peer: Peer, client: discord.Client, channel: Channel, thread: discord.Thread, change: Any
) -> None:
    kept(peer, thread).locked, kept(peer, thread).archived = True, change == {"archived": False}
    with pytest.raises(discord.Forbidden) as refused:
        await client.http.edit_channel(thread.id, **change)
    allow(channel, Permission.MANAGE_THREADS)

    await client.http.edit_channel(thread.id, **change)

    assert refused.value.code == 50013
    ((name, value),) = change.items()
    assert getattr(kept(peer, thread), name) == value


async def test_an_archived_thread_is_renamed_only_when_it_is_woken(
    peer: Peer, client: discord.Client, thread: discord.Thread
) -> None:
    await thread.edit(archived=True)
    with pytest.raises(discord.HTTPException) as refused:
        await client.http.edit_channel(thread.id, name="New")

    await client.http.edit_channel(thread.id, name="New", archived=False)

    assert (refused.value.status, refused.value.code) == (400, 50083)
    assert kept(peer, thread).name == "New"


async def test_a_thread_of_another_is_woken_but_not_renamed(peer: Peer, channel: Channel) -> None:
    theirs = peer.world.guild_of(channel).add_thread(channel, "Theirs")
    theirs.archived = True
    async with logged_in(peer, a_client()) as client:
        await client.http.edit_channel(theirs.id, archived=False)
        with pytest.raises(discord.Forbidden):
            await client.http.edit_channel(theirs.id, name="Mine")

    assert (theirs.archived, theirs.name) == (False, "Theirs")


async def test_active_and_archived_threads_are_listed_apart(
    client: discord.Client, channel: Channel
) -> None:
    found = text_channel(client, channel)
    sent = [await found.send(str(number)) for number in range(6)]
    threads = [await message.create_thread(name=message.content) for message in sent]
    for thread in (threads[3], threads[0], threads[4], threads[1]):
        await thread.edit(archived=True)

    active = [thread.name for thread in await found.guild.active_threads()]
    archived = [thread.name async for thread in found.archived_threads(limit=None)]
    page = await client.http.get_public_archived_threads(channel.id, limit=3)
    last = page["threads"][-1]["thread_metadata"]["archive_timestamp"]
    rest = await client.http.get_public_archived_threads(channel.id, before=last, limit=3)

    assert (active, archived) == (["5", "2"], ["1", "4", "0", "3"])
    assert (page["has_more"], rest["has_more"]) == (True, False)
    assert [thread["name"] for thread in rest["threads"]] == ["3"]

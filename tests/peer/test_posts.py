import io

import discord
import pytest

from tests.peer import Channel, ChannelKind, Overwrite, Peer, Tag, World
from tests.peer.login import a_client, forum_channel, logged_in
from tests.peer.permissions import Permission

TAGS = [Tag("Metastasis", emoji="\N{BOOKS}"), Tag("Staff", moderated=True)]


@pytest.fixture
def channel(world: World) -> Channel:
    """A forum, in place of the text channel."""
    return world.add_guild("Kindness").add_channel("news", ChannelKind.FORUM, tags=TAGS)


@pytest.fixture
async def forum(client: discord.Client, channel: Channel) -> discord.ForumChannel:
    return forum_channel(client, channel)


def refused(
    raised: pytest.ExceptionInfo[discord.HTTPException],
) -> tuple[int, int]:
    return raised.value.status, raised.value.code


async def test_a_client_knows_what_a_forum_asks_for(world: World, channel: Channel) -> None:
    guild = world.guild_of(channel)
    picky = guild.add_channel("picky", ChannelKind.MEDIA, tags=TAGS, require_tag=True)

    async with Peer.open(world) as peer, logged_in(peer, a_client()) as client:
        forum, media = forum_channel(client, channel), forum_channel(client, picky)
        fetched = await client.fetch_channel(picky.id)

    assert [(tag.name, tag.moderated) for tag in forum.available_tags] == [
        ("Metastasis", False),
        ("Staff", True),
    ]
    assert str(forum.available_tags[0].emoji) == "\N{BOOKS}"
    assert (forum.flags.require_tag, media.flags.require_tag) == (False, True)
    assert (forum.is_media(), media.is_media()) == (False, True)
    assert isinstance(fetched, discord.ForumChannel)
    assert list(fetched.available_tags) == list(media.available_tags)


async def test_a_post_is_a_thread_and_a_message_of_one_id(
    peer: Peer, forum: discord.ForumChannel, channel: Channel
) -> None:
    made = await forum.create_thread(
        name="Trial opens", content="Hello", applied_tags=[forum.available_tags[0]]
    )

    (post,) = peer.posts(channel.id)
    assert made.thread.id == made.message.id == int(post["message"]["id"])
    assert made.thread.parent_id == channel.id
    assert made.thread.owner_id == peer.world.bot_id
    assert [tag.name for tag in made.thread.applied_tags] == ["Metastasis"]
    assert post["thread"]["name"] == "Trial opens"
    assert (post["message"]["content"], post["thread"]["message_count"]) == ("Hello", 1)
    assert [m["content"] for m in peer.messages(made.thread.id)] == ["Hello"]


async def test_a_post_can_carry_a_file(peer: Peer, forum: discord.ForumChannel) -> None:
    file = discord.File(io.BytesIO(b"12345"), "notes.txt")

    made = await forum.create_thread(name="Notes", content="see file", file=file)

    assert made.message.attachments[0].filename == "notes.txt"
    assert peer.posts(forum.id)[0]["message"]["content"] == "see file"


async def test_two_posts_alike_are_two_posts(peer: Peer, forum: discord.ForumChannel) -> None:
    await forum.create_thread(name="Trial opens", content="Hello")
    await forum.create_thread(name="Trial opens", content="Hello")

    assert len(peer.posts(forum.id)) == 2


@pytest.mark.parametrize("name", ["", "x" * 101])
async def test_a_post_needs_a_name_that_fits(
    peer: Peer, forum: discord.ForumChannel, name: str
) -> None:
    with pytest.raises(discord.HTTPException) as raised:
        await forum.create_thread(name=name, content="Hello")

    assert refused(raised) == (400, 50035)
    assert peer.posts(forum.id) == []


async def test_a_post_is_checked_as_other_messages_are(
    peer: Peer, forum: discord.ForumChannel
) -> None:
    with pytest.raises(discord.HTTPException) as raised:
        await forum.create_thread(name="Long", content="x" * 2001)

    assert refused(raised) == (400, 50035)
    assert peer.posts(forum.id) == []


async def test_a_forum_that_requires_a_tag_refuses_a_post_without_one(
    forum: discord.ForumChannel, channel: Channel
) -> None:
    channel.flags = 1 << 4

    with pytest.raises(discord.HTTPException) as raised:
        await forum.create_thread(name="Untagged", content="Hello")

    assert refused(raised) == (400, 40067)


async def test_a_post_carries_five_tags_at_most(forum: discord.ForumChannel) -> None:
    with pytest.raises(discord.HTTPException) as raised:
        await forum.create_thread(
            name="Many", content="Hello", applied_tags=[forum.available_tags[0]] * 6
        )

    assert refused(raised) == (400, 50035)


async def test_a_tag_that_was_deleted_is_unknown(
    forum: discord.ForumChannel, channel: Channel
) -> None:
    tag = forum.available_tags[0]
    channel.tags = ()

    with pytest.raises(discord.NotFound) as raised:
        await forum.create_thread(name="Trial", content="Hello", applied_tags=[tag])

    assert refused(raised) == (404, 10087)


async def test_a_moderated_tag_needs_who_manages_threads(
    peer: Peer, forum: discord.ForumChannel, channel: Channel
) -> None:
    moderated = [forum.available_tags[1]]
    with pytest.raises(discord.Forbidden) as raised:
        await forum.create_thread(name="Trial", content="Hello", applied_tags=moderated)
    channel.overwrites = (Overwrite(channel.guild_id, allow=Permission.MANAGE_THREADS),)

    await forum.create_thread(name="Trial", content="Hello", applied_tags=moderated)

    assert refused(raised) == (403, 50013)
    assert len(peer.posts(forum.id)) == 1


async def test_a_post_needs_the_permission_to_send(
    forum: discord.ForumChannel, channel: Channel
) -> None:
    channel.overwrites = (Overwrite(channel.guild_id, deny=Permission.SEND_MESSAGES),)

    with pytest.raises(discord.Forbidden) as raised:
        await forum.create_thread(name="Trial", content="Hello")

    assert refused(raised) == (403, 50013)


async def test_a_forum_takes_and_lists_no_messages_of_its_own(
    client: discord.Client, forum: discord.ForumChannel
) -> None:
    params = discord.http.MultipartParameters({"content": "Hello"}, None, None)
    with pytest.raises(discord.HTTPException) as sent:
        await client.http.send_message(forum.id, params=params)
    with pytest.raises(discord.HTTPException) as listed:
        await client.http.logs_from(forum.id, 5)

    assert (refused(sent), refused(listed)) == ((400, 40058), (400, 50024))

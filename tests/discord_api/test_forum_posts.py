"""Forums, media channels, threads and what follows a card: a real client at a peer.

Each with what the gateway told in discord.py's cache, and without any.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from msgspec.structs import replace

from bot.delivery.failures import react_to_edit
from bot.delivery.refusals import Action
from bot.discord_api.limits import Circuit, RequestLimiter
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.requests import DiscordRequests
from bot.errors import MessengerError
from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.model.subscription import ChannelKind
from tests.factories import NOON, kept, taxonomy
from tests.peer import Channel, Fault, Guild, Overwrite, Peer, Tag, World
from tests.peer import ChannelKind as Kind
from tests.peer.login import logged_in, pointed_at
from tests.peer.openapi import ApiDescription
from tests.peer.permissions import Permission
from tests.shared import API_DESCRIPTIONS, api_description

KEY = "0123456789abcdef01234567"
TOPICS = taxonomy("metastasis", "treatment")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def guild(world: World) -> Guild:
    return world.add_guild("Kindness")


@pytest.fixture
def forum(guild: Guild) -> Channel:
    tags = [Tag("Metastasis"), Tag("🎗️ treatment", moderated=True)]
    return guild.add_channel("forum", Kind.FORUM, tags=tags)


@pytest.fixture
async def peer(world: World) -> AsyncIterator[Peer]:
    async with Peer.open(world, nonce_window=60) as peer:
        yield peer


def a_client() -> discord.Client:
    """A client with what `bot.discord_api.client` sets for sending."""
    return discord.Client(
        intents=discord.Intents(guilds=True),
        allowed_mentions=discord.AllowedMentions.none(),
        http_trace=DiscordRequests(RequestLimiter(), Circuit()).trace(),
        max_ratelimit_timeout=60.0,
    )


@asynccontextmanager
async def connected(peer: Peer) -> AsyncIterator[DiscordMessenger]:
    """A messenger of a client that has all its guilds in its cache."""
    client = a_client()
    async with logged_in(peer, client):
        yield DiscordMessenger(client, TOPICS)


@asynccontextmanager
async def without_gateway(peer: Peer) -> AsyncIterator[DiscordMessenger]:
    """A messenger of a client that knows its token alone."""
    client = a_client()
    with pointed_at(peer.api_url, peer.gateway_url):
        async with client:
            await client.login(peer.token)
            yield DiscordMessenger(client, TOPICS)


@pytest.fixture(params=[connected, without_gateway])
async def messenger(
    request: pytest.FixtureRequest, peer: Peer, forum: Channel
) -> AsyncIterator[DiscordMessenger]:
    assert forum.id in peer.world.channels
    async with request.param(peer) as built:
        yield built


def post_for(channel: Channel, key: str = KEY, **fields: Any) -> Post:
    """A card for a channel, made just now."""
    kinds = {
        kind.name: ChannelKind(kind.name.lower())
        for kind in Kind
        if hasattr(ChannelKind, kind.name)
    }
    given = {"channel_kind": kinds[channel.kind.name], "created_at": datetime.now(UTC), **fields}
    return Post(1, channel.guild_id, channel.id, PostKind.CARD, key, **given)


def carried(*roles: int, **fields: Any) -> CarriedArticle:
    """An article on metastasis and treatment."""
    return CarriedArticle(kept("1", "metastasis", "treatment", **fields), ("metastasis",), roles)


def bodies(peer: Peer, method: str, below_channel: str = "") -> list[Any]:
    """The requests about channels and threads, or about what is below them."""
    path = re.compile(rf"/channels/\d+{below_channel}")
    return [r.json for r in peer.journal if r.method == method and path.fullmatch(r.path)]


@pytest.mark.parametrize("kind", [Kind.FORUM, Kind.MEDIA])
async def test_an_article_becomes_a_post_of_its_own(
    messenger: DiscordMessenger, peer: Peer, guild: Guild, kind: Kind
) -> None:
    place = await peer.changes.add_channel(guild, "place", kind, tags=[Tag("METASTASIS")])

    post_id = await messenger.send(post_for(place), [carried(5, title="Bone")])

    (kept_post,) = peer.posts(place.id)
    assert kept_post["thread"]["id"] == kept_post["message"]["id"] == str(post_id)
    assert kept_post["thread"]["name"] == "Bone"
    assert kept_post["thread"]["applied_tags"] == [str(place.tags[0].id)]
    (asked,) = bodies(peer, "POST", "/threads")
    assert asked["message"]["allowed_mentions"] == {"parse": [], "roles": [5]}


async def test_a_posts_name_is_cut_between_words(
    messenger: DiscordMessenger, peer: Peer, forum: Channel
) -> None:
    await messenger.send(post_for(forum), [carried(title="A " + "marker " * 30)])

    (post,) = peer.posts(forum.id)
    assert post["thread"]["name"] == "A " + "marker " * 13 + "marker…"


async def test_an_article_without_a_title_has_a_post_with_a_name(
    messenger: DiscordMessenger, peer: Peer, forum: Channel
) -> None:
    await messenger.send(post_for(forum), [carried(title="\u200e")])

    (post,) = peer.posts(forum.id)
    assert post["thread"]["name"] == "A new article"


async def test_a_summary_is_one_post_that_says_how_many_articles_it_has(
    messenger: DiscordMessenger, peer: Peer, forum: Channel
) -> None:
    summary = replace(post_for(forum), kind=PostKind.SUMMARY)

    await messenger.send(summary, [carried()] * 12)

    (post,) = peer.posts(forum.id)
    assert post["thread"]["name"] == "12 new articles"


async def test_a_forum_whose_tags_the_bot_may_not_use_is_told_as_such(
    messenger: DiscordMessenger, peer: Peer, guild: Guild
) -> None:
    strict = await peer.changes.add_channel(
        guild, "strict", Kind.FORUM, tags=[Tag("Treatment", moderated=True)], require_tag=True
    )

    with pytest.raises(MessengerError) as caught:
        await messenger.send(post_for(strict), [carried()])

    assert caught.value.code == 40067
    assert peer.posts(strict.id) == []


async def test_a_required_tag_is_chosen_where_none_fits(
    messenger: DiscordMessenger, peer: Peer, guild: Guild
) -> None:
    tags = [Tag("Questions"), Tag("General")]
    strict = await peer.changes.add_channel(
        guild, "strict", Kind.FORUM, tags=tags, require_tag=True
    )

    await messenger.send(post_for(strict), [carried()])

    (post,) = peer.posts(strict.id)
    assert post["thread"]["applied_tags"] == [str(strict.tags[1].id)]


async def test_with_manage_threads_the_tags_of_moderators_are_used(
    peer: Peer, guild: Guild, forum: Channel
) -> None:
    guild.bot_role.permissions |= Permission.MANAGE_THREADS
    async with connected(peer) as messenger:
        await messenger.send(post_for(forum), [carried()])

    (post,) = peer.posts(forum.id)
    assert post["thread"]["applied_tags"] == [str(tag.id) for tag in forum.tags]


async def test_tags_that_were_changed_unnoticed_are_asked_for(peer: Peer, forum: Channel) -> None:
    async with connected(peer) as messenger:
        forum.tags = (Tag("Metastasis", id=peer.world.ids.next()),)
        await messenger.send(post_for(forum), [carried()])

    (post,) = peer.posts(forum.id)
    assert post["thread"]["applied_tags"] == [str(forum.tags[0].id)]


async def test_a_channel_that_is_no_forum_takes_no_posts(
    messenger: DiscordMessenger, peer: Peer, guild: Guild
) -> None:
    text = await peer.changes.add_channel(guild, "text")

    with pytest.raises(MessengerError) as caught:
        await messenger.send(post_for(text, channel_kind=ChannelKind.FORUM), [carried()])

    assert caught.value.code == 50024


@pytest.mark.parametrize("archived", [False, True])
async def test_a_post_is_found_by_its_key(
    messenger: DiscordMessenger, peer: Peer, forum: Channel, *, archived: bool
) -> None:
    post_id = await messenger.send(post_for(forum), [carried()])
    await messenger.send(post_for(forum, "another"), [carried()])
    for thread in peer.world.guilds[forum.guild_id].threads(forum):
        await peer.changes.change_channel(thread, archived=archived)

    assert await messenger.find(post_for(forum), None) == post_id
    assert await messenger.find(post_for(forum), post_id - 1) == post_id
    assert await messenger.find(post_for(forum), post_id) is None
    assert await messenger.find(post_for(forum, "neither"), None) is None


@pytest.mark.parametrize("fault", [{"status": 502}, {"drop": True}])
async def test_a_post_that_was_stored_before_an_error_is_made_once_and_found(
    messenger: DiscordMessenger, peer: Peer, forum: Channel, fault: dict[str, Any]
) -> None:
    peer.faults.add(Fault("POST", f"/channels/{forum.id}/threads", after=True, **fault))

    with pytest.raises(MessengerError) as caught:
        await messenger.send(post_for(forum), [carried()])
    found = await messenger.find(post_for(forum), None)

    (post,) = peer.posts(forum.id)
    assert caught.value.status == fault.get("status")
    assert found == int(post["thread"]["id"])


async def test_members_posts_and_those_of_the_past_are_not_read(
    messenger: DiscordMessenger, peer: Peer, forum: Channel
) -> None:
    await peer.changes.add_thread(forum, "A member's")
    await messenger.send(post_for(forum), [carried()])
    later = post_for(forum, "later", created_at=datetime.now(UTC) + timedelta(days=2))
    peer.journal.clear()

    assert await messenger.find(later, None) is None
    assert [r.path for r in peer.journal if "/messages/" in r.path] == []


async def test_posts_in_another_forum_are_not_read(
    messenger: DiscordMessenger, peer: Peer, guild: Guild, forum: Channel
) -> None:
    other = await peer.changes.add_channel(guild, "other", Kind.FORUM)
    await messenger.send(post_for(other, "another"), [carried()])
    peer.journal.clear()

    assert await messenger.find(post_for(forum), None) is None
    assert [r.path for r in peer.journal if "/messages/" in r.path] == []


async def test_a_post_whose_card_was_deleted_is_no_obstacle(
    messenger: DiscordMessenger, peer: Peer, forum: Channel
) -> None:
    post_id = await messenger.send(post_for(forum), [carried()])
    gone = await messenger.send(post_for(forum, "gone"), [carried()])
    peer.world.delete(gone, gone)

    assert await messenger.find(post_for(forum), None) == post_id


async def test_a_correction_edits_the_card_and_renames_the_post(
    messenger: DiscordMessenger, peer: Peer, forum: Channel
) -> None:
    sent = await _sent(messenger, forum)

    await messenger.edit(sent, [carried(5, title="Marrow")])
    await messenger.edit(sent, [carried(5, title="Marrow", teaser="More.")])

    (post,) = peer.posts(forum.id)
    assert post["thread"]["name"] == "Marrow"
    assert "More." in str(post["message"]["components"])
    assert post["thread"]["applied_tags"] == [str(forum.tags[0].id)]
    assert bodies(peer, "PATCH") == [{"name": "Marrow"}]
    assert [body["allowed_mentions"] for body in bodies(peer, "PATCH", r"/messages/\d+")] == [
        {"parse": []},
        {"parse": []},
    ]


async def test_a_name_that_is_refused_leaves_the_correction_made(
    messenger: DiscordMessenger, peer: Peer, forum: Channel
) -> None:
    sent = await _sent(messenger, forum)
    refused = {"message": "Missing Permissions", "code": 50013}
    peer.faults.add(Fault("PATCH", f"/channels/{sent.message_id}", status=403, body=refused))

    await messenger.edit(sent, [carried(title="Marrow")])

    (post,) = peer.posts(forum.id)
    assert post["thread"]["name"] == "Sample article 1"
    assert "Marrow" in str(post["message"]["components"])


@pytest.fixture
async def archived(messenger: DiscordMessenger, peer: Peer, forum: Channel) -> Post:
    """A post that was sent, and whose thread is archived."""
    sent = await _sent(messenger, forum)
    await _change_thread(peer, sent, archived=True)
    return sent


async def test_an_archived_post_is_opened_for_its_correction(
    messenger: DiscordMessenger, peer: Peer, archived: Post
) -> None:
    await messenger.edit(archived, [carried(teaser="More.")])

    (post,) = peer.posts(archived.channel_id)
    assert "More." in str(post["message"]["components"])
    assert bodies(peer, "PATCH") == [{"archived": False}, {"archived": True}]
    assert post["thread"]["thread_metadata"]["archived"]


async def test_a_post_that_was_opened_is_archived_again_if_the_edit_fails(
    messenger: DiscordMessenger, peer: Peer, archived: Post
) -> None:
    path = f"/channels/*/messages/{archived.message_id}"
    peer.faults.add(Fault("PATCH", path, status=403, body={"code": 50013}, skip=1))

    with pytest.raises(MessengerError):
        await messenger.edit(archived, [carried(teaser="More.")])

    (post,) = peer.posts(archived.channel_id)
    assert post["thread"]["thread_metadata"]["archived"]


async def test_a_renamed_post_is_archived_again(
    messenger: DiscordMessenger, peer: Peer, archived: Post
) -> None:
    await messenger.edit(archived, [carried(title="Marrow")])

    (post,) = peer.posts(archived.channel_id)
    assert post["thread"]["name"] == "Marrow"
    assert post["thread"]["thread_metadata"]["archived"]


async def test_a_post_that_discord_does_not_archive_again_is_corrected_all_the_same(
    messenger: DiscordMessenger, peer: Peer, archived: Post
) -> None:
    thread = f"/channels/{archived.message_id}"
    peer.faults.add(Fault("PATCH", thread, status=403, body={"code": 50013}, skip=1))

    await messenger.edit(archived, [carried(teaser="More.")])

    (post,) = peer.posts(archived.channel_id)
    assert "More." in str(post["message"]["components"])


async def test_a_post_that_a_moderator_closed_is_left_and_its_forum_not_blamed(
    messenger: DiscordMessenger, peer: Peer, forum: Channel
) -> None:
    sent = await _sent(messenger, forum)
    await _change_thread(peer, sent, archived=True, locked=True)

    with pytest.raises(MessengerError) as caught:
        await messenger.edit(sent, [carried(teaser="More.")])

    reaction = react_to_edit(caught.value, sent, 1, NOON, 0)
    assert (reaction.action, reaction.reason) == (
        Action.FAIL_POST,
        "A moderator closed this post.",
    )
    assert bodies(peer, "PATCH") == []


async def test_a_post_that_was_deleted_needs_no_correction_and_its_forum_stays(
    messenger: DiscordMessenger, peer: Peer, forum: Channel
) -> None:
    sent = await _sent(messenger, forum)
    await peer.changes.delete_channel(peer.world.channels[sent.place_id])

    with pytest.raises(MessengerError) as caught:
        await messenger.edit(sent, [carried()])

    assert react_to_edit(caught.value, sent, 1, NOON, 0).action is Action.SENT


async def test_a_channel_that_is_gone_is_told_with_its_code(
    messenger: DiscordMessenger, peer: Peer, forum: Channel
) -> None:
    await peer.changes.delete_channel(forum)

    for attempt in (
        messenger.send(post_for(forum), [carried()]),
        messenger.find(post_for(forum), None),
    ):
        with pytest.raises(MessengerError) as caught:
            await attempt
        assert (caught.value.status, caught.value.code) == (404, 10003)


async def test_an_archived_thread_that_discord_leaves_closed_is_opened(
    messenger: DiscordMessenger, peer: Peer, guild: Guild
) -> None:
    thread = await _thread(peer, guild, archived=True)
    archived = {"message": "Thread is archived", "code": 50083}
    peer.faults.add(Fault("POST", f"/channels/{thread.id}/messages", status=400, body=archived))

    await messenger.send(post_for(thread), [carried()])

    assert len(peer.messages(thread.id)) == 1
    assert bodies(peer, "PATCH") == [{"archived": False}]


async def test_a_locked_thread_stays_closed(
    messenger: DiscordMessenger, peer: Peer, guild: Guild
) -> None:
    thread = await _thread(peer, guild, archived=True, locked=True)

    with pytest.raises(MessengerError) as caught:
        await messenger.send(post_for(thread), [carried()])

    assert caught.value.code == 50083
    assert bodies(peer, "PATCH") == []


async def test_a_card_is_published_once(
    messenger: DiscordMessenger, peer: Peer, guild: Guild
) -> None:
    news = await peer.changes.add_channel(guild, "news", Kind.ANNOUNCEMENT)
    sent = await _sent(messenger, news)

    await messenger.publish(sent)
    with pytest.raises(MessengerError) as again:
        await messenger.publish(sent)

    assert peer.messages(news.id)[0]["flags"] & 1
    assert again.value.code == 40033


async def test_where_too_much_is_published_the_time_to_wait_is_told_at_once(
    messenger: DiscordMessenger, peer: Peer, guild: Guild
) -> None:
    news = await peer.changes.add_channel(guild, "news", Kind.ANNOUNCEMENT)
    sent = [await _sent(messenger, news, f"key {number}") for number in range(11)]
    for post in sent[:10]:
        await messenger.publish(post)

    with pytest.raises(MessengerError) as caught:
        await messenger.publish(sent[10])

    assert caught.value.status == 429
    assert 3500 < (caught.value.retry_after or 0) <= 3600


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.ANNOUNCEMENT])
async def test_a_thread_is_opened_under_a_card_once(
    messenger: DiscordMessenger, peer: Peer, guild: Guild, kind: Kind
) -> None:
    allowed = Overwrite(guild.bot_role.id, allow=Permission.CREATE_PUBLIC_THREADS)
    place = await peer.changes.add_channel(guild, "place", kind, overwrites=(allowed,))
    sent = await _sent(messenger, place)

    await messenger.discuss(sent, [carried(title="Bone")])
    with pytest.raises(MessengerError) as again:
        await messenger.discuss(sent, [carried(title="Bone")])

    assert peer.world.channels[sent.message_id or 0].name == "Bone"
    assert again.value.code == 160004


async def test_no_thread_is_opened_within_a_thread(
    messenger: DiscordMessenger, peer: Peer, guild: Guild
) -> None:
    sent = await _sent(messenger, await _thread(peer, guild))

    with pytest.raises(MessengerError) as caught:
        await messenger.discuss(sent, [carried()])

    assert caught.value.code == 50024


@pytest.mark.parametrize("name", API_DESCRIPTIONS)
async def test_every_request_is_as_discord_describes_it(
    messenger: DiscordMessenger, peer: Peer, guild: Guild, forum: Channel, name: str
) -> None:
    description = ApiDescription(api_description(name))
    guild.bot_role.permissions |= Permission.CREATE_PUBLIC_THREADS
    news = await peer.changes.add_channel(guild, "news", Kind.ANNOUNCEMENT)
    post, card = await _sent(messenger, forum), await _sent(messenger, news)
    await _change_thread(peer, post, archived=True)
    await messenger.find(post_for(forum), None)
    await messenger.edit(post, [carried(title="Marrow")])
    await messenger.publish(card)
    await messenger.discuss(card, [carried()])

    asked = [description.wrong_with_request(request) for request in peer.journal]

    assert len(asked) > 10
    assert [wrong for wrong in asked if wrong] == []


async def _sent(messenger: DiscordMessenger, channel: Channel, key: str = KEY) -> Post:
    post = post_for(channel, key)
    return replace(post, message_id=await messenger.send(post, [carried()]))


async def _thread(peer: Peer, guild: Guild, **fields: Any) -> Channel:
    parent = await peer.changes.add_channel(guild, "parent")
    thread = await peer.changes.add_thread(parent, "thread")
    await peer.changes.change_channel(thread, **fields)
    return thread


async def _change_thread(peer: Peer, post: Post, **fields: Any) -> None:
    await peer.changes.change_channel(peer.world.channels[post.place_id], **fields)

from collections.abc import AsyncIterator

import pytest

from tests.peer import Channel, ChannelKind, Peer, Tag
from tests.peer.asking import Api, asking
from tests.peer.greeter import Greeter, a_card
from tests.peer.journal import Request
from tests.peer.login import a_client, forum_channel, logged_in, text_channel
from tests.peer.openapi import ApiDescription
from tests.peer.permissions import Permission
from tests.shared import API_DESCRIPTIONS, api_description


@pytest.fixture(params=API_DESCRIPTIONS)
def description(request: pytest.FixtureRequest) -> ApiDescription:
    return ApiDescription(api_description(request.param))


@pytest.fixture
async def api(peer: Peer) -> AsyncIterator[Api]:
    async with asking(peer) as api:
        yield api


@pytest.fixture
def forum(peer: Peer, channel: Channel) -> Channel:
    guild = peer.world.guild_of(channel)
    return guild.add_channel("news", ChannelKind.FORUM, tags=[Tag("Trials", emoji="!")])


async def test_what_discord_py_asked_and_what_it_was_told_fit_the_description(
    description: ApiDescription, peer: Peer, api: Api, channel: Channel
) -> None:
    guild = f"/guilds/{channel.guild_id}"
    paths = ["/gateway/bot", "/users/@me", "/applications/@me", guild, f"{guild}/channels"]
    paths += [f"{guild}/roles", f"{guild}/members/{peer.world.bot_id}", f"/channels/{channel.id}"]
    async with logged_in(peer, Greeter()) as client:
        message = await text_channel(client, channel).send(view=a_card(), nonce="n-1")
        await peer.slash("greet", {"name": "Ada"}, channel=channel)
    paths += [f"/channels/{channel.id}/messages", f"/channels/{channel.id}/messages/{message.id}"]

    asked = [description.wrong_with_request(request) for request in peer.journal]
    told = [await wrong_with_answer(description, api, "GET", path) for path in paths]

    assert [wrong for wrong in asked + told if wrong] == []


async def wrong_with_answer(
    description: ApiDescription, api: Api, method: str, path: str, body: object = None
) -> str | None:
    assert body is None or isinstance(body, dict)
    told = await api.ask(method, path, body)
    return description.wrong_with_answer(method, path, told.status, told.json)


async def test_what_discord_py_asks_of_forums_and_threads_fits_the_description(
    description: ApiDescription, peer: Peer, channel: Channel, forum: Channel
) -> None:
    async with logged_in(peer, a_client()) as client:
        news = forum_channel(client, forum)
        await news.create_thread(name="Trial", view=a_card(), applied_tags=news.available_tags)
        message = await text_channel(client, channel).send("Hello")
        thread = await message.create_thread(name="Talk")
        await thread.edit(archived=True)

    assert len(peer.journal.calls("POST", "/threads")) == 2
    assert [w for r in peer.journal if (w := description.wrong_with_request(r))] == []


async def test_what_the_peer_says_of_forums_and_threads_fits_the_description(
    description: ApiDescription, api: Api, channel: Channel, forum: Channel
) -> None:
    message_id = (await api.send(channel.id)).json["id"]
    here, message = f"/channels/{channel.id}", f"/channels/{channel.id}/messages/{message_id}"
    tags = [str(tag.id) for tag in forum.tags]
    post = {"name": "Trial", "message": {"content": "Hello"}, "applied_tags": tags}
    asked: list[tuple[str, str, object]] = [
        ("POST", f"/channels/{forum.id}/threads", post),
        ("POST", f"/channels/{forum.id}/threads", {**post, "applied_tags": ["5"]}),
        ("POST", f"{message}/threads", {"name": "Talk"}),
        ("POST", f"{message}/threads", {"name": "Talk"}),
        ("GET", f"/channels/{forum.id}", None),
        ("GET", message, None),
        ("GET", f"{here}/messages", None),
        ("GET", f"/guilds/{channel.guild_id}/threads/active", None),
        ("PATCH", f"/channels/{message_id}", {"archived": True}),
        ("GET", f"/channels/{message_id}", None),
        ("GET", f"{here}/threads/archived/public", None),
        ("GET", f"/guilds/{channel.guild_id}/channels", None),
    ]

    told = [await wrong_with_answer(description, api, *each) for each in asked]

    assert [wrong for wrong in told if wrong] == []


async def test_a_refusal_to_publish_fits_the_description(
    description: ApiDescription, peer: Peer, api: Api, channel: Channel
) -> None:
    news = peer.world.guild_of(channel).add_channel("news", ChannelKind.ANNOUNCEMENT)
    wrong = []
    for _ in range(11):
        message_id = (await api.send(news.id)).json["id"]
        path = f"/channels/{news.id}/messages/{message_id}/crosspost"
        wrong.append(await wrong_with_answer(description, api, "POST", path))

    assert [request.status for request in peer.journal.calls("POST", "/crosspost")][-1] == 429
    assert [each for each in wrong if each] == []


async def test_what_the_peer_says_of_followers_fits_the_description(
    description: ApiDescription, peer: Peer, api: Api, channel: Channel
) -> None:
    guild = peer.world.guild_of(channel)
    news = guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    guild.roles[1].permissions |= Permission.MANAGE_WEBHOOKS
    followed = f"/channels/{news.id}/followers", {"webhook_channel_id": str(channel.id)}

    told = [
        await wrong_with_answer(description, api, "POST", *followed),
        await wrong_with_answer(description, api, "GET", f"/channels/{channel.id}/webhooks"),
    ]

    assert [each for each in told if each] == []


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Trial", "message": {"content": 5}},
        {"name": "x" * 101, "message": {"content": "Hello"}},
        {"name": "Trial", "message": {"content": "Hello"}, "applied_tags": ["1"] * 6},
    ],
)
def test_a_post_that_discord_would_not_take_is_found_wrong(
    description: ApiDescription, body: dict[str, object]
) -> None:
    request = Request("POST", "/channels/1/threads", {}, 0, body)

    assert description.wrong_with_request(request)


def a_row(**button: object) -> dict[str, object]:
    return {"type": 1, "components": [{"type": 2, "style": 1, "custom_id": "x", **button}]}


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 4001},
        {"nonce": "x" * 26},
        {"components": [a_row(label="x" * 81)]},
        {"components": [a_row(custom_id="x" * 101)]},
        {"components": [{"type": 17, "components": []}]},
        {"components": [{"type": 9, "components": [{"type": 10, "content": "Hello"}]}]},
        {"components": [{"type": 17, "components": [{"type": 10, "content": "x" * 4001}]}]},
        {"allowed_mentions": {"parse": ["all"]}},
    ],
)
def test_a_message_that_discord_would_not_take_is_found_wrong(
    description: ApiDescription, body: dict[str, object]
) -> None:
    assert description.wrong_with_request(Request("POST", "/channels/1/messages", {}, 0, body))
    assert not description.wrong_with_request(
        Request("POST", "/channels/1/messages", {}, 0, {"components": [a_row(label="Read")]})
    )

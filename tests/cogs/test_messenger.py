from datetime import UTC, datetime

import discord
import pytest
from aiohttp import ServerDisconnectedError
from msgspec.structs import replace

from bot.discord_api.messenger import DiscordMessenger
from bot.errors import MessengerError
from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.model.subscription import ChannelKind
from bot.services import Services
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, text
from tests.factories import NOON, article, kept

KEY = "0123456789abcdef01234567"
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
"""When SimCord's clock begins."""


@pytest.fixture
def messenger(community: Community, services: Services) -> DiscordMessenger:
    return DiscordMessenger(community.env.bot, services.taxonomy)


def post(community: Community, kind: PostKind = PostKind.CARD, key: str = KEY) -> Post:
    """A post for the news channel."""
    return Post(1, community.guild.id, community.news.id, kind, key, BEFORE)


def carried(*roles: int) -> CarriedArticle:
    """An article on metastasis."""
    return CarriedArticle(kept("1", "metastasis", title="Bone"), ("metastasis",), roles)


async def test_a_card_is_sent_with_its_key_as_nonce_and_allows_its_roles_alone(
    community: Community, messenger: DiscordMessenger
) -> None:
    message_id = await messenger.send(post(community), [carried(5, 6)])

    sent = community.news.last_message
    body = community.env.http_requests[-1].json
    assert sent is not None
    assert sent.id == message_id
    assert body is not None
    assert (body["nonce"], body["enforce_nonce"]) == (KEY, True)
    assert body["allowed_mentions"] == {"parse": [], "roles": [5, 6]}


async def test_no_more_roles_are_allowed_than_are_mentioned(
    community: Community, messenger: DiscordMessenger
) -> None:
    many = [carried(*range(10 * n, 10 * n + 10)) for n in range(1, 13)]

    await messenger.send(post(community, PostKind.SUMMARY), many)

    body = community.env.http_requests[-1].json
    assert body is not None
    assert body["allowed_mentions"]["roles"] == list(range(10, 35))


async def test_a_card_without_roles_allows_no_mention(
    community: Community, messenger: DiscordMessenger
) -> None:
    await messenger.send(post(community), [carried()])

    body = community.env.http_requests[-1].json
    assert body is not None
    assert body["allowed_mentions"] == {"parse": [], "roles": []}


async def test_an_edit_shows_the_article_as_it_is_now_and_mentions_nobody(
    community: Community, messenger: DiscordMessenger
) -> None:
    sent = await messenger.send(post(community), [carried(5)])
    revised = CarriedArticle(kept("1", title="Marrow", retracted=True), (), (5,))

    await messenger.edit(replace(post(community), message_id=sent), [revised])

    body = community.env.http_requests[-1].json
    assert body is not None
    assert body["allowed_mentions"] == {"parse": []}
    assert "Marrow" in str(body["components"])
    assert "Retracted" in str(body["components"])
    assert await messenger.find(post(community), None) == sent


@pytest.mark.parametrize("kind", list(PostKind))
async def test_a_post_is_found_again_by_its_key(
    community: Community, messenger: DiscordMessenger, kind: PostKind
) -> None:
    sent = await messenger.send(post(community, kind), [carried()])
    await messenger.send(post(community, kind, "another"), [carried()])

    assert await messenger.find(post(community), None) == sent
    assert await messenger.find(post(community, key="neither"), None) is None


async def test_in_a_forum_each_article_is_a_post(
    community: Community, messenger: DiscordMessenger
) -> None:
    forum = community.guild.create_forum_channel("articles")
    given = replace(post(community), channel_id=forum.id, channel_kind=ChannelKind.FORUM)

    await messenger.send(given, [carried()])

    # A post's message has another id than the post here: the rest is tried on the loopback peer.
    assert [thread.name for thread in forum.threads] == ["Bone"]


async def test_a_card_in_an_announcement_channel_is_published_and_discussed(
    community: Community, messenger: DiscordMessenger
) -> None:
    news = community.guild.create_news_channel("announcements")
    given = replace(post(community), channel_id=news.id, channel_kind=ChannelKind.ANNOUNCEMENT)
    sent = replace(given, message_id=await messenger.send(given, [carried()]))

    await messenger.publish(sent)
    await messenger.discuss(sent, [carried()])

    published = f"/channels/{news.id}/messages/{sent.message_id}/crosspost"
    assert [r.method for r in community.env.http_requests if r.path.endswith(published)] == ["POST"]
    assert [thread.name for thread in news.threads] == ["Bone"]


async def test_the_button_on_a_card_answers_who_pressed_it_alone(
    community: Community, messenger: DiscordMessenger, seed: Seed
) -> None:
    await seed(article("a", "metastasis", title="Older bone news"))
    await messenger.send(post(community), [carried()])
    card = community.news.last_message
    assert card is not None

    result = await community.kim.click(card, label="More on Metastasis")

    assert "Older bone news" in text(answer(result))
    assert answer(result).ephemeral


async def test_a_lost_permission_is_told_with_its_code(
    community: Community, messenger: DiscordMessenger
) -> None:
    me = community.guild.me
    assert me is not None
    closed = community.guild.create_text_channel(
        "closed", overwrites={me: discord.PermissionOverwrite(send_messages=False)}
    )

    with pytest.raises(MessengerError) as caught:
        await messenger.send(
            Post(1, community.guild.id, closed.id, PostKind.CARD, KEY, NOON), [carried()]
        )

    assert (caught.value.status, caught.value.code) == (403, 50013)


async def test_a_channel_that_is_gone_is_told_with_its_code(
    community: Community, messenger: DiscordMessenger
) -> None:
    with pytest.raises(MessengerError) as caught:
        await messenger.find(Post(1, community.guild.id, 4, PostKind.CARD, KEY, NOON), None)

    assert (caught.value.status, caught.value.code) == (404, 10003)


async def test_a_message_exists_until_it_or_its_channel_is_deleted(
    community: Community, messenger: DiscordMessenger
) -> None:
    place_id = community.news.id
    sent = await messenger.send(post(community), [carried()])

    before = await messenger.exists(place_id, sent)
    await community.env.bot.http.delete_message(place_id, sent)

    assert before
    assert not await messenger.exists(place_id, sent)
    assert not await messenger.exists(4, sent)


@pytest.mark.parametrize("error", [ServerDisconnectedError(), OSError("reset"), TimeoutError()])
async def test_no_answer_at_all_has_no_status(
    messenger: DiscordMessenger,
    community: Community,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise error

    # SimCord has no broken connections; discord.py lets aiohttp's errors through from here.
    monkeypatch.setattr(community.env.bot.http, "request", broken)

    with pytest.raises(MessengerError) as caught:
        await messenger.send(post(community), [carried()])

    assert caught.value.status is None


async def test_how_long_to_wait_is_taken_from_the_answers_body(
    messenger: DiscordMessenger, community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    class SlowMode:
        status = 429
        reason = "Too Many Requests"

        async def json(self) -> dict[str, float]:
            return {"retry_after": 12.5}

    async def slowed(*_: object, **__: object) -> None:
        raise discord.HTTPException(SlowMode(), {"code": 20016, "message": "slow mode"})

    monkeypatch.setattr(community.env.bot.http, "request", slowed)

    with pytest.raises(MessengerError) as caught:
        await messenger.send(post(community), [carried()])

    assert (caught.value.status, caught.value.code, caught.value.retry_after) == (429, 20016, 12.5)

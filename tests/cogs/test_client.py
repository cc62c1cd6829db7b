import discord
import pytest

from bot.discord_api.client import NewsBot
from bot.services import Services
from bot.storage import meta
from tests.cogs.conftest import Community
from tests.cogs.showing import answer, text


def test_the_bot_asks_discord_for_servers_alone_and_caches_no_one(services: Services) -> None:
    bot = NewsBot(services)

    assert bot.intents == discord.Intents(guilds=True)
    assert bot._connection.member_cache_flags == discord.MemberCacheFlags.none()
    assert bot._connection.max_messages is None
    assert bot.allowed_mentions is not None
    assert bot.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()


def test_no_call_waits_longer_than_a_minute_for_a_limit(services: Services) -> None:
    assert NewsBot(services).http.max_ratelimit_timeout == 60


class Refusal:
    """The parts of a response that discord.py reads."""

    status = 400
    reason = "Bad Request"


@pytest.mark.parametrize(
    "refusal",
    [
        discord.HTTPException(Refusal(), {"code": 30034, "message": "too many"}),
        discord.RateLimited(3600),
    ],
)
async def test_commands_that_discord_refuses_stop_nothing_and_are_tried_again(
    community: Community,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    refusal: Exception,
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise refusal

    async with services.database.transaction() as connection:
        await meta.put(connection, "commands", "older")
    bot = NewsBot(services)
    monkeypatch.setattr(bot.tree, "sync", refuse)

    await community.env.restart_bot(bot)

    assert "Topics" in text(answer(await community.sam.slash(community.general, "topics")))
    assert "did not register the commands" in caplog.text
    async with services.database.reader() as connection:
        assert await meta.get(connection, "commands") == "older"


async def test_commands_of_an_older_version_are_replaced(
    community: Community, services: Services
) -> None:
    http, application = community.env.bot.http, community.env.bot.application_id
    older = {"name": "subscribe", "description": "Post a topic's news in a channel", "type": 1}
    await http.bulk_upsert_global_commands(application or 0, [older])

    await community.env.restart_bot(NewsBot(services))

    offered = community.maya.available_commands(community.general)
    assert "subscribe" not in offered
    assert "news subscribe" in offered

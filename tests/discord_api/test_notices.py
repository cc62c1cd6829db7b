"""The direct message to whoever hosts the bot: a real client, and a server in Discord's place."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from aiohttp import web

from bot.discord_api.limits import Circuit, RequestLimiter
from bot.discord_api.notices import OwnerMessages
from bot.discord_api.requests import DiscordRequests
from bot.errors import MessengerError
from tests.loopback import Server, serving
from tests.peer.login import pointed_at

OWNER = 80351110224678912
USER = {"id": str(OWNER), "username": "host", "discriminator": "0", "avatar": None}
APPLICATION = {
    "id": "1",
    "name": "bot",
    "description": "",
    "icon": None,
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "owner": USER,
    "flags": 0,
}
MESSAGES = "/api/v10/channels/9/messages"


class Discord:
    """The messages that Discord was asked to post.

    Attributes:
        refuses: a JSON error code, with which it answers instead.
    """

    def __init__(self, server: Server) -> None:
        self.posted: list[dict[str, Any]] = []
        self.status, self.refuses = 200, 0
        for path, answer in {
            "/api/v10/users/@me": USER,
            "/api/v10/oauth2/applications/@me": APPLICATION,
            f"/api/v10/users/{OWNER}": USER,
            "/api/v10/users/@me/channels": {"id": "9", "type": 1, "recipients": [USER]},
        }.items():
            server.answer(path, body=json.dumps(answer).encode(), Content_Type="application/json")
        server.answers[MESSAGES] = self.post

    async def post(self, request: web.Request) -> web.StreamResponse:
        self.posted.append(await request.json())
        if self.refuses:
            error = {"code": self.refuses, "message": "no"}
            return _as_json(error, self.status)
        message = {
            "id": "10",
            "channel_id": "9",
            "author": USER,
            "content": self.posted[-1]["content"],
            "timestamp": "2026-03-01T12:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
        }
        return _as_json(message)


def _as_json(value: object, status: int = 200) -> web.Response:
    # discord.py reads no JSON whose type has a charset.
    return web.Response(
        body=json.dumps(value).encode(), status=status, content_type="application/json"
    )


@pytest.fixture
async def discords() -> AsyncIterator[tuple[Discord, OwnerMessages]]:
    trace = DiscordRequests(RequestLimiter(), Circuit()).trace()
    async with serving() as server:
        fake = Discord(server)
        client = discord.Client(intents=discord.Intents(guilds=True), http_trace=trace)
        with pointed_at(server.url("/api/v10"), server.url("/")):
            async with client:
                await client.login("token")
                yield fake, OwnerMessages(client, OWNER)


async def test_all_of_it_is_said_in_one_message_that_mentions_nobody(
    discords: tuple[Discord, OwnerMessages],
) -> None:
    fake, owner = discords
    await owner.tell(["A *feed* is gone.", *(f"Feed {number} fails." for number in range(7))])
    (message,) = fake.posted
    assert message["content"].splitlines()[1] == r"- A \*feed\* is gone."
    assert message["content"].endswith("- and 3 more: `progress-bot doctor`")
    assert message["allowed_mentions"] == {"parse": []}
    assert message["enforce_nonce"] is True
    assert len(message["nonce"]) <= 25


async def test_the_longest_sentences_fit_a_message(discords: tuple[Discord, OwnerMessages]) -> None:
    fake, owner = discords
    await owner.tell(["*" * 1000] * 20)
    assert len(fake.posted[0]["content"]) <= 2000


async def test_an_owner_who_takes_no_messages_is_logged_and_not_raised(
    discords: tuple[Discord, OwnerMessages], caplog: pytest.LogCaptureFixture
) -> None:
    fake, owner = discords
    fake.status, fake.refuses = 403, 50007
    for number in range(3):
        await owner.tell([f"Feed {number} is gone."])
    (record,) = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert "leave OWNER_ID out" in record.getMessage()


async def test_an_owner_who_took_messages_again_is_told_of_a_new_refusal(
    discords: tuple[Discord, OwnerMessages], caplog: pytest.LogCaptureFixture
) -> None:
    fake, owner = discords
    for status, refuses in ((403, 50007), (200, 0), (403, 50007)):
        fake.status, fake.refuses = status, refuses
        await owner.tell(["A feed is gone."])
    assert len([r for r in caplog.records if r.levelno >= logging.WARNING]) == 2


async def test_discord_out_of_reach_is_raised_after_one_try(
    discords: tuple[Discord, OwnerMessages],
) -> None:
    fake, owner = discords
    fake.status, fake.refuses = 502, 1
    with pytest.raises(MessengerError):
        await owner.tell(["A feed is gone."])
    assert len(fake.posted) == 1

"""Ends of the login and of the connection are told, and the bot goes on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord.ext import commands

from bot.discord_api.connection import DiscordConnection
from bot.errors import SettingsError
from bot.setting_values import Secret
from bot.settings import Settings
from bot.storage.database import Database
from tests.discord_api.conftest import PingBot, answers, until
from tests.discord_api.test_shard import times
from tests.fakes import ManualClock, SteppedClock
from tests.peer import Channel, Fault, GatewayFault, Peer
from tests.waiting import PATIENCE_SECONDS

SENTENCES = {
    4004: "does not accept DISCORD_TOKEN",
    4010: "does not accept shard 0 of 1",
    4011: "too many servers for its number of shards, 1",
    4012: "no longer accepts this version of its gateway",
    4013: "does not know the intents that the bot asks for: guilds",
    4014: "does not allow the bot the intents that it asks for: guilds",
}


def settings(folder: Path, peer: Peer, *, api_url: str | None = None) -> Settings:
    return Settings(
        database_path=folder / "progress.db",
        discord_token=Secret(peer.token),
        discord_api_url=api_url,
    )


@contextlib.asynccontextmanager
async def living(connection: DiscordConnection, bot: PingBot) -> AsyncIterator[asyncio.Task[None]]:
    """The task that stays connected, until the end of the block."""
    async with bot:
        await connection.log_in()
        staying = asyncio.create_task(connection.stay_connected())
        try:
            yield staying
        finally:
            staying.cancel()
            await asyncio.wait({staying})


def _limit(told: object, *, times: int | None) -> Fault:
    return Fault("GET", "/gateway/bot", change={"session_start_limit": told}, times=times)


@pytest.mark.parametrize("moment", ["identify", "ready"])
@pytest.mark.parametrize("code", SENTENCES)
async def test_a_close_code_that_a_person_must_mend_is_told_in_a_sentence(
    database: Database, peer: Peer, tmp_path: Path, code: int, moment: str
) -> None:
    peer.gateway.faults.add(GatewayFault(moment, close=code))  # type: ignore[arg-type]
    clock = SteppedClock()
    bot = PingBot(database, clock)
    async with living(DiscordConnection(bot, settings(tmp_path, peer), clock), bot) as staying:
        with pytest.raises(SettingsError, match=SENTENCES[code]) as told:
            await asyncio.wait_for(staying, PATIENCE_SECONDS)

    assert code == 4004 or f"close code {code}" in str(told.value)
    assert times(peer, "identify") == 1


async def test_privileged_intents_are_named_alone(
    database: Database, peer: Peer, tmp_path: Path
) -> None:
    peer.gateway.faults.add(GatewayFault("identify", close=4014))
    clock = SteppedClock()
    bot = PingBot(database, clock)
    bot._connection._intents.members = True
    async with living(DiscordConnection(bot, settings(tmp_path, peer), clock), bot) as staying:
        with pytest.raises(SettingsError, match="asks for: members \\("):
            await asyncio.wait_for(staying, PATIENCE_SECONDS)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", "/users/@me", status=403, body="<html>Attention Required!</html>"),
        Fault("GET", "/users/@me", status=400),
        Fault("GET", "/users/@me", status=503),
        # aiohttp repeats a GET by itself.
        Fault("GET", "/users/@me", drop=True, times=3),
        Fault("GET", "/users/@me", status=200, body="<html>Sign in to the hotel's network</html>"),
        Fault("GET", "/users/@me", status=200, body={}),
        Fault("GET", "/*applications/@me", status=200, body={"id": "none"}),
    ],
)
async def test_a_login_that_goes_wrong_is_tried_again(
    database: Database,
    clock: ManualClock,
    peer: Peer,
    tmp_path: Path,
    fault: Fault,
) -> None:
    peer.faults.add(fault)
    bot = PingBot(database, clock)
    connection = DiscordConnection(bot, settings(tmp_path, peer), clock)
    async with bot:
        await asyncio.wait_for(connection.log_in(), PATIENCE_SECONDS)

    assert clock.now() > ManualClock().now()


@pytest.mark.parametrize(("status", "ends"), [(403, True), (404, True), (408, False), (429, False)])
async def test_a_refusal_is_blamed_on_the_api_url_unless_it_goes_by(
    database: Database, clock: ManualClock, peer: Peer, tmp_path: Path, status: int, *, ends: bool
) -> None:
    peer.faults.add(Fault("GET", "/users/@me", status=status, body="<html></html>"))
    bot = PingBot(database, clock)
    own = settings(tmp_path, peer, api_url=peer.api_url)
    async with bot:
        if ends:
            with pytest.raises(SettingsError, match=f"DISCORD_API_URL.*{status}"):
                await DiscordConnection(bot, own, clock).log_in()
        else:
            await DiscordConnection(bot, own, clock).log_in()


async def test_a_cog_that_cannot_be_loaded_is_a_bug_and_surfaces(
    database: Database, clock: ManualClock, peer: Peer, tmp_path: Path
) -> None:
    class Broken(PingBot):
        async def setup_hook(self) -> None:
            await self.load_extension("cogs.missing")

    bot = Broken(database, clock)
    async with bot:
        with pytest.raises(commands.ExtensionError):
            await DiscordConnection(bot, settings(tmp_path, peer), clock).log_in()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", "/gateway/bot", status=503, times=2),
        Fault("GET", "/gateway/bot", drop=True, times=2),
        Fault("GET", "/gateway/bot", status=200, body={}, times=2),
        Fault("GET", "/gateway/bot", status=200, body="<html></html>", times=2),
        Fault("GET", "/gateway/bot", status=403, skip=2, times=2),
        _limit(None, times=None),
        _limit([], times=None),
        _limit({"total": None, "remaining": "all"}, times=None),
        _limit({"remaining": -1}, times=2),
        _limit({"total": 1000, "remaining": 0, "reset_after": 10**30}, times=2),
    ],
)
async def test_a_gateway_that_is_not_told_is_asked_for_again(
    database: Database, peer: Peer, channel: Channel, tmp_path: Path, fault: Fault
) -> None:
    peer.faults.add(fault)
    clock = SteppedClock()
    bot = PingBot(database, clock)
    async with living(DiscordConnection(bot, settings(tmp_path, peer), clock), bot) as staying:
        await until(lambda: _ready(clock, peer), staying)

        assert await answers(peer, channel)


def _ready(clock: SteppedClock, peer: Peer) -> bool:
    clock.forward(hours=1)
    return times(peer, "ready") > 0


async def test_a_client_that_is_closed_logs_in_again(
    database: Database, peer: Peer, channel: Channel, tmp_path: Path
) -> None:
    clock = SteppedClock()
    bot = PingBot(database, clock)
    async with living(DiscordConnection(bot, settings(tmp_path, peer), clock), bot) as staying:
        await until(lambda: times(peer, "ready"), staying)
        await bot.close()
        await until(lambda: _ready_again(clock, peer), staying)

        assert await answers(peer, channel)


def _ready_again(clock: SteppedClock, peer: Peer) -> bool:
    clock.forward(seconds=1)
    return times(peer, "ready") > 1


async def test_an_unexpected_error_of_a_shard_ends_nothing(
    database: Database,
    peer: Peer,
    channel: Channel,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Buggy(PingBot):
        bugs = 2

        async def before_identify_hook(
            self, shard_id: int | None, *, initial: bool = False
        ) -> None:
            if self.bugs:
                self.bugs -= 1
                raise ZeroDivisionError
            await super().before_identify_hook(shard_id, initial=initial)

    clock = SteppedClock()
    bot = Buggy(database, clock)
    async with living(DiscordConnection(bot, settings(tmp_path, peer), clock), bot) as staying:
        await until(lambda: _ready(clock, peer), staying)

        assert await answers(peer, channel)
    assert "unexpected error" in caplog.text
    assert any(record.exc_info for record in caplog.records)

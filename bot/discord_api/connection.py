"""Logs in to Discord, and connects again whenever the connection ends.

    log in    token refused ─► SettingsError
              anything else ─► wait ─► again
    connect   earlier runs, session_start_limit ─► wait ─► all shards
              a close code that a person must mend ─► SettingsError
              anything else ─► wait ─► log in again if discord.py closed the client ─► connect

Started by `lifecycle`. Polling and announcing need no gateway: polling runs from the start,
announcing from the login on.
"""

import asyncio
import itertools
import logging
from http import HTTPStatus

import discord
from discord.ext import commands

from bot.clock import Clock
from bot.discord_api import texts
from bot.discord_api.gateway_socket import (
    AUTHENTICATION_FAILED,
    LASTING_CONNECTION,
    close_sentence,
)
from bot.discord_api.outage import GATEWAY, LOGIN
from bot.discord_api.resilient_bot import ResilientBot
from bot.discord_api.shard import OUT_OF_REACH
from bot.errors import SettingsError, reason_of
from bot.settings import Settings

log = logging.getLogger(__name__)

LOGIN_RETRY_SECONDS = (5, 15, 60, 300)
"""The waits between tries; the last one repeats. Chosen by eye."""
PASSING_STATUSES = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
"""Statuses of 4xx after which the login is tried again. Proxies such as nirn-proxy answer 408 if
Discord takes too long."""


class DiscordConnection:
    """Keeps one client logged in and connected."""

    def __init__(self, client: ResilientBot, settings: Settings, clock: Clock) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock

    async def log_in(self) -> None:
        """Log in and register the commands; try again while Discord is out of reach.

        Raises:
            SettingsError: Discord does not accept the token, or DISCORD_API_URL is wrong.
        """
        token = self._settings.discord_token
        assert token is not None  # noqa: S101 - `lifecycle` has checked it
        for attempt in itertools.count():
            try:
                await self._client.login(token.value)
            except discord.LoginFailure as exc:
                raise SettingsError(texts.TOKEN_NOT_ACCEPTED) from exc
            except (SettingsError, commands.ExtensionError):
                raise
            except Exception as exc:  # noqa: BLE001 - logged by `_wait`
                self._blame_api_url(exc)
                await _end_session(self._client)
                await self._wait(exc, attempt, LOGIN)
            else:
                self._client.outage.over(LOGIN)
                return

    async def stay_connected(self) -> None:
        """Stay connected to the gateway until canceled.

        Raises:
            SettingsError: Discord closed the connection for a reason that only a person can mend.
        """
        # Beats by the name of this loop, which itself waits as long as the connection lasts.
        loop = asyncio.current_task()
        recording = asyncio.create_task(
            self._client.session_starts.record(), name=loop.get_name() if loop else None
        )
        try:
            await self._keep_trying()
        finally:
            recording.cancel()

    async def _keep_trying(self) -> None:
        begun, attempt = False, 0
        while True:
            since = self._clock.now()
            try:
                if not begun:
                    await self._client.session_starts.begin()
                    begun, since = True, self._clock.now()
                await self._connect()
            except discord.ConnectionClosed as exc:
                # Without a valid token, the next run fails before it sends IDENTIFY.
                if exc.code != AUTHENTICATION_FAILED:
                    self._client.session_starts.refused()
                raise SettingsError(close_sentence(exc, self._client)) from exc
            except SettingsError:
                raise
            except Exception as exc:  # noqa: BLE001 - logged by `_wait`
                attempt = 0 if self._clock.now() - since >= LASTING_CONNECTION else attempt
                await self._wait(exc, attempt, GATEWAY)
                attempt += 1

    async def _connect(self) -> None:
        if self._client.is_closed():
            # discord.py closes the client on some errors; it must log in again.
            self._client.clear()
            self._client.outage.restarted()
            await _end_session(self._client)
            await self.log_in()
        await self._client.connect()
        raise ConnectionError("the connection ended")

    def _blame_api_url(self, error: Exception) -> None:
        if (
            self._settings.discord_api_url
            and isinstance(error, discord.HTTPException)
            and error.status < HTTPStatus.INTERNAL_SERVER_ERROR
            and error.status not in PASSING_STATUSES
        ):
            raise SettingsError(texts.NOT_DISCORDS_API.format(status=error.status)) from error

    async def _wait(self, error: Exception, attempt: int, part: str) -> None:
        wait = LOGIN_RETRY_SECONDS[min(attempt, len(LOGIN_RETRY_SECONDS) - 1)]
        if isinstance(error, OUT_OF_REACH):
            self._client.outage.met(
                part,
                "Discord is out of reach (%s); trying again in %d s, then until it answers",
                reason_of(error),
                wait,
            )
        else:
            log.error("Connecting to Discord failed; trying again in %d s", wait, exc_info=error)
        await self._clock.sleep(wait)


async def _end_session(client: discord.Client) -> None:
    """Close the HTTP session, so that the next login opens a new one."""
    await client.http.close()
    # The session closed its connector too, but discord.py would use it again.
    client.http.connector = discord.utils.MISSING

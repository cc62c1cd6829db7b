"""Lets channels of other servers follow the hub, the server in which the operator publishes.

    hub       operator ─► the server is kept as the hub ─► its published channels, by topic
    follow    topic ─► the hub's channel ─► does the channel follow it already? ─► Discord
    unfollow  the channel's webhooks that come from the hub, or a former one ─► deleted

One message, published once, reaches all channels that follow. Discord keeps who follows whom, as
webhooks of the channels that follow; the database keeps the ids of hubs alone. Called by
`cogs.followers`.
https://docs.discord.com/developers/resources/channel#follow-announcement-channel
"""

import asyncio
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import discord
from discord.http import Route
from msgspec import Struct

from bot.delivery.failures import in_words
from bot.discord_api import texts
from bot.discord_api.api_calls import single_attempt, translated
from bot.errors import MessengerError, RequestError
from bot.storage import servers
from bot.storage.database import Database
from bot.subscriptions.hub import NewsHub
from bot.subscriptions.service import SubscriptionService

UNKNOWN_WEBHOOK = 10015
"""Discord's code for a webhook that there is no more."""
FOLLOWER_WEBHOOK = 2
"""Discord's type of a webhook that brings the messages of another channel."""


class FollowerHook(Struct, frozen=True):
    """The webhook by which a channel follows another one.

    Attributes:
        source_id: the channel that it follows; None if the bot cannot see that any more.
        guild_id: the server of that channel.
        own: whether this bot made it.
    """

    id: int
    source_id: int | None
    guild_id: int | None
    own: bool


class Followers:
    """Knows the hub, and makes and ends what follows it."""

    def __init__(
        self, database: Database, subscriptions: SubscriptionService, client: discord.Client
    ) -> None:
        self._database = database
        self._subscriptions = subscriptions
        self._client = client
        # Two presses at once would make two webhooks, and each article would come twice.
        self._turn = asyncio.Lock()

    async def set_hub(self, guild_id: int | None) -> None:
        """Make a server the hub; None ends it. Channels that follow it stay until they unfollow."""
        async with self._database.transaction() as connection:
            await servers.set_hub(connection, guild_id)

    async def hub_server(self) -> int | None:
        """The server that is the hub, also if the bot left it; None if there is none."""
        async with self._database.reader() as connection:
            return await servers.hub(connection)

    async def hub(self) -> NewsHub | None:
        """The hub with its published channels; None if there is none, or the bot left it."""
        async with self._database.reader() as connection:
            guild_id = await servers.hub(connection)
            # Discord lets a bot follow only the channels that it sees.
            if guild_id is None or guild_id in await servers.departed(connection):
                return None
        return NewsHub.of(guild_id, await self._subscriptions.overview(guild_id))

    async def follow(self, hub: NewsHub, topic: str, place: discord.TextChannel) -> bool:
        """Let a channel follow the hub's channel of a topic; False if it does so already.

        Raises:
            RequestError: the bot lacks the permission, or Discord refuses.
        """
        source_id = hub.channels[topic]
        async with self._turn:
            if await self._follows(place, source_id):
                return False
            try:
                await self._request(
                    Route("POST", "/channels/{channel_id}/followers", channel_id=source_id),
                    json={"webhook_channel_id": str(place.id)},
                )
            except MessengerError as exc:
                # It may have been done without an answer; a second time would double every card.
                if not await self._follows(place, source_id):
                    raise _refused(exc, place) from exc
        return True

    async def unfollow(self, source_id: int | None, place: discord.TextChannel) -> int:
        """End what a channel follows; returns how many ended.

        Args:
            source_id: the channel that it follows; None for all that came from the hub and from
                former ones, whether or not there is a hub now.
            place: the channel that follows.

        Raises:
            RequestError: the bot lacks the permission, or Discord refuses, or does not say whether
                the channel follows that one.
        """
        async with self._database.reader() as connection:
            hubs = {await servers.hub(connection), *await servers.former_hubs(connection)} - {None}
        async with self._turn:
            hooks = await self.following(place)
            ended = [each for each in hooks if _comes_from(each, source_id, hubs)]
            if not ended and any(each.own and each.source_id is None for each in hooks):
                raise RequestError(texts.FOLLOWS_UNSEEN.format(channel=place.mention))
            for hook in ended:
                await self._delete(hook, place)
        return len(ended)

    async def _delete(self, hook: FollowerHook, place: discord.TextChannel) -> None:
        try:
            await self._request(Route("DELETE", "/webhooks/{webhook_id}", webhook_id=hook.id))
        except MessengerError as exc:
            # Somebody may have deleted it by hand meanwhile.
            if exc.code != UNKNOWN_WEBHOOK:
                raise _refused(exc, place) from exc

    async def following(self, place: discord.TextChannel) -> list[FollowerHook]:
        """Return the channels, of any server, that a channel follows.

        Raises:
            RequestError: the bot lacks the permission, or Discord refuses.
        """
        if not place.permissions_for(place.guild.me).manage_webhooks:
            raise RequestError(texts.NO_MANAGE_WEBHOOKS.format(channel=place.mention))
        route = Route("GET", "/channels/{channel_id}/webhooks", channel_id=place.id)
        try:
            told = await self._request(route)
        except MessengerError as exc:
            raise _refused(exc, place) from exc
        return [self._hook(each) for each in told if each.get("type") == FOLLOWER_WEBHOOK]

    def _hook(self, told: Mapping[str, Any]) -> FollowerHook:
        # Discord leaves the source out if its server is gone, or if the bot left it.
        source, guild, maker = (
            int((told.get(key) or {}).get("id", 0)) or None
            for key in ("source_channel", "source_guild", "user")
        )
        bot = self._client.user
        return FollowerHook(int(told["id"]), source, guild, bot is not None and maker == bot.id)

    async def _follows(self, place: discord.TextChannel, source_id: int) -> bool:
        return any(each.source_id == source_id for each in await self.following(place))

    async def _request(self, route: Route, **body: Any) -> Any:  # noqa: ANN401 - JSON
        async with translated():
            with single_attempt():
                return await self._client.http.request(route, **body)


def _comes_from(hook: FollowerHook, source_id: int | None, hubs: AbstractSet[int | None]) -> bool:
    """Whether a webhook brings this channel's messages; with None, those of any of the hubs."""
    if source_id is None:
        return hook.own or hook.guild_id in hubs
    return hook.source_id == source_id


def _refused(error: MessengerError, place: discord.TextChannel) -> RequestError:
    told = texts.FOLLOWING_REFUSED.format(channel=place.mention, words=in_words(error))
    return RequestError(told)

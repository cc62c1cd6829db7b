"""Interactions that the peer sends to the client, and the answers that it waits for.

`slash` types a command as Discord would. `send` sends whatever data it is given, also what Discord
would never send: ids of other servers, and no ids at all.
"""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.peer import payloads
from tests.peer.channels import Channel
from tests.peer.gateway import Gateway
from tests.peer.permissions import EVERYTHING
from tests.peer.world import Json, World

Option = str | int | float | bool
STRING, INTEGER, BOOLEAN, CHANNEL, ROLE, NUMBER = 3, 4, 5, 7, 8, 10
CHAT_INPUT_COMMAND, PRESS, COMPLETION, SUBMISSION = 2, 3, 4, 5
MEMBER_ID, DIRECT_CHANNEL_ID = 4_242, 4_243
FOREIGN_GUILD_ID, FOREIGN_CHANNEL_ID = 4_244, 4_245
"""A server where the commands were added without the bot, and a channel of it."""
GUILD_CONTEXT, BOT_DM_CONTEXT, PRIVATE_CONTEXT = 0, 1, 2
IN_SERVERS = ("guild_id", "guild", "guild_locale", "member")


@dataclass(slots=True)
class Interaction:
    """One that was sent to the client.

    Attributes:
        acknowledged: whether its callback came.
        messages: the answers, by id; "@original" is the first.
        answered: the first message, once there is one.
        said: each message and each state of it, in order.
        choices: what completes an option.
        modal: the dialog that was opened, if any.
    """

    id: int
    token: str
    channel_id: int
    acknowledged: bool = False
    messages: dict[str, Json] = field(default_factory=dict)
    answered: asyncio.Future[Json] = field(default_factory=asyncio.Future)
    said: list[Json] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)
    modal: Json | None = None

    def keep(self, message: Json, name: str) -> None:
        """An answer came, or its new state."""
        self.messages[name] = self.messages[message["id"]] = message
        self.said.append(message)
        if not self.answered.done():
            self.answered.set_result(message)


class Interactions:
    """Those that were sent, by token."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.by_token: dict[str, Interaction] = {}
        self._world = world
        self._gateway = gateway

    async def slash(
        self,
        name: str,
        options: Mapping[str, Option],
        *,
        channel: Channel,
        permissions: int = EVERYTHING,
    ) -> Json:
        """Type a slash command, also one of a group ("news pause"); returns the first answer.

        Raises:
            LookupError: the client has registered no such command or option.
        """
        top, _, within = name.partition(" ")
        command = next((c for c in self._world.commands if c["name"] == top), None)
        children = (command or {}).get("options", [])
        leaf = next((c for c in children if c["name"] == within), None) if within else command
        if command is None or leaf is None:
            raise LookupError(f"/{name} is not registered")
        data = self._data(leaf, options)
        if within:
            inner = {"name": within, "type": 1, "options": data["options"]}
            data |= {"options": [inner]}
        data |= {"id": command["id"], "name": top}
        interaction = await self.send(data, channel=channel, permissions=permissions)
        return await interaction.answered

    async def send(
        self,
        data: Json,
        *,
        channel: Channel,
        kind: int = CHAT_INPUT_COMMAND,
        permissions: int = EVERYTHING,
        message: Json | None = None,
        direct: bool = False,
        private: bool = False,
        foreign: bool = False,
    ) -> Interaction:
        """Send an interaction with this data as it is, and wait for nothing.

        Args:
            data: what was typed, chosen or pressed.
            channel: where.
            kind: of interaction.
            permissions: of the member.
            message: the one that a pressed button stands in.
            direct: in a direct message with the bot, and in no server.
            private: in a private channel without the bot.
            foreign: in a server where the bot is no member.
        """
        interaction = Interaction(self._world.ids.next(), secrets.token_hex(20), channel.id)
        self.by_token[interaction.token] = interaction
        payload = self._payload(interaction, channel, permissions)
        if direct or private:
            payload = self._direct(payload, PRIVATE_CONTEXT if private else BOT_DM_CONTEXT)
        if foreign:
            payload = self._foreign(payload)
        payload |= {"type": kind, "data": data} | ({"message": message} if message else {})
        await self._gateway.dispatch(
            "INTERACTION_CREATE", payload, guild_id=channel.guild_id, intent=0
        )
        return interaction

    def _data(self, command: Json, options: Mapping[str, Option]) -> Json:
        types = {option["name"]: option["type"] for option in command.get("options", [])}
        given = [{"name": n, "type": types[n], "value": value} for n, value in options.items()]
        named = [int(o["value"]) for o in given if o["type"] in (CHANNEL, ROLE)]
        channels = [self._world.channels[i] for i in named if i in self._world.channels]
        roles = [r for g in self._world.guilds.values() for r in g.roles if r.id in named]
        return {
            "type": 1,
            "options": given,
            "resolved": {
                "channels": {str(c.id): self._partial(c) for c in channels},
                "roles": {str(r.id): payloads.role(r) for r in roles},
            },
        }

    @staticmethod
    def _partial(channel: Channel) -> Json:
        return {**payloads.channel(channel), "permissions": str(EVERYTHING)}

    @staticmethod
    def _foreign(payload: Json) -> Json:
        guild, channel = str(FOREIGN_GUILD_ID), str(FOREIGN_CHANNEL_ID)
        place = payload["channel"] | {"id": channel, "guild_id": guild}
        return payload | {
            "guild_id": guild,
            "guild": payload["guild"] | {"id": guild},
            "channel_id": channel,
            "channel": place,
            "authorizing_integration_owners": {"1": str(MEMBER_ID)},
        }

    @staticmethod
    def _direct(payload: Json, context: int) -> Json:
        person = payload["member"]["user"]
        kept = {name: payload[name] for name in payload if name not in IN_SERVERS}
        place = str(DIRECT_CHANNEL_ID)
        channel = {"id": place, "type": 1, "recipients": [person], "flags": 0}
        return {**kept, "user": person, "context": context, "channel": channel, "channel_id": place}

    def _payload(self, interaction: Interaction, channel: Channel, permissions: int) -> Json:
        person = payloads.member(payloads.user(MEMBER_ID, "member"), [])
        return {
            "id": str(interaction.id),
            "application_id": str(self._world.application_id),
            "type": CHAT_INPUT_COMMAND,
            "token": interaction.token,
            "version": 1,
            "guild_id": str(channel.guild_id),
            "guild": {"id": str(channel.guild_id), "locale": "en-US", "features": []},
            "channel_id": str(channel.id),
            "channel": self._partial(channel),
            "member": {**person, "permissions": str(permissions)},
            "app_permissions": str(EVERYTHING),
            "locale": "en-US",
            "guild_locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(channel.guild_id)},
            "context": 0,
            "attachment_size_limit": 10_485_760,
        }

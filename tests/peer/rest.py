"""Routes that tell of the world and keep the commands: users, applications, guilds, channels."""

from aiohttp import web

from tests.peer import payloads
from tests.peer.channels import ChannelKind
from tests.peer.errors import ApiError, Code
from tests.peer.permissions import Permission, require
from tests.peer.state import State
from tests.peer.wire import answer, body_of
from tests.peer.world import Json

CHAT_INPUT = 1


class Rest:
    """The handlers."""

    def __init__(self, state: State, shards: int) -> None:
        self._state = state
        self._world = state.world
        self._shards = shards

    def routes(self) -> list[web.RouteDef]:
        """Below `/api/v10`."""
        return [
            web.get("/gateway", self._gateway),
            web.get("/gateway/bot", self._gateway_bot),
            web.get("/users/@me", self._user),
            web.get("/applications/@me", self._application),
            web.get("/oauth2/applications/@me", self._application),
            web.get("/applications/{application_id}/commands", self._commands),
            web.put("/applications/{application_id}/commands", self._overwrite_commands),
            web.get("/guilds/{guild_id}", self._guild),
            web.get("/guilds/{guild_id}/channels", self._channels),
            web.get("/guilds/{guild_id}/roles", self._roles),
            web.get("/guilds/{guild_id}/members/{user_id}", self._member),
            web.get("/channels/{channel_id}", self._channel),
            web.post("/channels/{channel_id}/followers", self._follow),
            web.get("/channels/{channel_id}/webhooks", self._webhooks),
            web.delete("/webhooks/{webhook_id}", self._delete_webhook),
            web.route("*", "/{unknown:.*}", self._unknown),
        ]

    async def _gateway(self, _: web.Request) -> web.Response:
        return answer({"url": self._state.gateway.url})

    async def _gateway_bot(self, _: web.Request) -> web.Response:
        return answer(
            {
                "url": self._state.gateway.url,
                "shards": self._shards,
                "session_start_limit": self._state.gateway.session_start_limit,
            }
        )

    async def _user(self, _: web.Request) -> web.Response:
        return answer(payloads.current_user(self._world))

    async def _application(self, _: web.Request) -> web.Response:
        return answer(payloads.application(self._world))

    async def _commands(self, _: web.Request) -> web.Response:
        return answer(self._world.commands)

    async def _overwrite_commands(self, request: web.Request) -> web.Response:
        known = {(c["name"], c["type"]): c["id"] for c in self._world.commands}
        self._world.commands[:] = [self._registered(command, known) for command in body_of(request)]
        await self._state.journal.mark("commands")
        return answer(self._world.commands)

    def _registered(self, command: Json, known: dict[tuple[str, int], str]) -> Json:
        kind = command.get("type", CHAT_INPUT)
        return {
            "description": "",
            "default_member_permissions": None,
            **command,
            "type": kind,
            # A command that is overwritten by one of its name keeps its id.
            "id": known.get((command["name"], kind)) or str(self._world.ids.next()),
            "application_id": str(self._world.application_id),
            "version": str(self._world.ids.next()),
        }

    async def _guild(self, request: web.Request) -> web.Response:
        return answer(payloads.guild(self._state.guild(request)))

    async def _channels(self, request: web.Request) -> web.Response:
        return answer(payloads.channels(self._state.guild(request)))

    async def _roles(self, request: web.Request) -> web.Response:
        return answer([payloads.role(role) for role in self._state.guild(request).roles])

    async def _member(self, request: web.Request) -> web.Response:
        guild = self._state.guild(request)
        if request.match_info["user_id"] not in ("@me", str(self._world.bot_id)):
            raise ApiError(404, Code.UNKNOWN_MEMBER, "Unknown Member")
        return answer(payloads.bot_member(self._world, guild))

    async def _channel(self, request: web.Request) -> web.Response:
        channel = self._state.channel(request)
        if channel.kind is ChannelKind.PRIVATE_THREAD:
            require(self._state.bot_permissions(channel), Permission.VIEW_CHANNEL)
        return answer(payloads.channel(channel))

    async def _follow(self, request: web.Request) -> web.Response:
        source, body = self._state.channel(request), body_of(request)
        target = self._world.channels.get(int(body["webhook_channel_id"]))
        if target is None:
            raise ApiError(404, Code.UNKNOWN_CHANNEL, "Unknown Channel")
        require(self._state.bot_permissions(target), Permission.MANAGE_WEBHOOKS)
        if source.kind is not ChannelKind.ANNOUNCEMENT:
            raise ApiError(400, Code.WRONG_CHANNEL_TYPE, "Cannot execute action on this channel")
        webhook_id = self._world.follow(source, target)
        self._world.own_webhooks.add(webhook_id)
        return answer({"channel_id": str(source.id), "webhook_id": str(webhook_id)})

    async def _webhooks(self, request: web.Request) -> web.Response:
        channel = self._state.channel(request)
        require(self._state.bot_permissions(channel), Permission.MANAGE_WEBHOOKS)
        kept = self._world.webhooks.items()
        return answer(
            [
                payloads.follower_webhook(self._world, webhook_id, source, target)
                for webhook_id, (source, target) in kept
                if target is channel
            ]
        )

    async def _delete_webhook(self, request: web.Request) -> web.Response:
        found = self._world.webhooks.pop(int(request.match_info["webhook_id"]), None)
        if found is None:
            raise ApiError(404, Code.UNKNOWN_CHANNEL, "Unknown Webhook")
        source, target = found
        require(self._state.bot_permissions(target), Permission.MANAGE_WEBHOOKS)
        self._world.followers[source.id].remove(target)
        return answer(None)

    @staticmethod
    async def _unknown(request: web.Request) -> web.Response:
        """Loud, so that a test is not led astray by what the peer does not do."""
        raise ApiError(501, Code.GENERAL, f"The peer has no {request.method} {request.path}")

"""Routes of messages in channels: nonces, permissions, reading, editing, publishing."""

from aiohttp import web

from tests.peer import message as messages
from tests.peer import payloads
from tests.peer.channels import Channel, ChannelKind
from tests.peer.errors import ApiError, Code
from tests.peer.permissions import Permission, require
from tests.peer.state import State
from tests.peer.wire import answer, body_of, limit_of
from tests.peer.world import Json


class Messages:
    """The handlers."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._world = state.world

    def routes(self) -> list[web.RouteDef]:
        """Below `/api/v10`."""
        one = "/channels/{channel_id}/messages/{message_id}"
        return [
            web.post("/channels/{channel_id}/messages", self._create),
            web.get("/channels/{channel_id}/messages", self._list),
            web.get(one, self._read),
            web.patch(one, self._edit),
            web.delete(one, self._delete),
            web.post(f"{one}/crosspost", self._crosspost),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        channel = self._state.channel(request)
        body: Json = body_of(request)
        self._require_sending(channel)
        self._require_attaching(channel, body)
        messages.check(body)
        if channel.archived:
            await self._state.changes.change_channel(channel, archived=False)
        message = self._said_before(body)
        if message is None:
            message = messages.created(self._world, channel.id, body)
            await self._state.storing.keep(channel, message)
        return answer(message)

    def _require_sending(self, channel: Channel) -> None:
        thread = channel.kind.is_thread
        needed = Permission.SEND_MESSAGES_IN_THREADS if thread else Permission.SEND_MESSAGES
        held = self._state.bot_permissions(channel)
        require(held, needed)
        if channel.kind.holds_posts:
            raise ApiError(400, Code.PLAIN_SEND_INTO_FORUM, "Cannot send messages in a forum")
        if channel.locked and not held & Permission.MANAGE_THREADS:
            if channel.archived:
                raise ApiError(400, Code.ARCHIVED_THREAD, "Thread is archived")
            raise ApiError(403, Code.LOCKED_THREAD, "Thread is locked")

    def _require_attaching(self, channel: Channel, body: Json) -> None:
        if body.get("files"):
            require(self._state.bot_permissions(channel), Permission.ATTACH_FILES)

    def _said_before(self, body: Json) -> Json | None:
        """The message that an enforced nonce stands for.

        Raises:
            ApiError: 404, it has been deleted since.
        """
        known = self._state.nonces.recall(str(body.get("nonce")))
        if known is None or not body.get("enforce_nonce"):
            return None
        channel_id, message_id = known
        message = self._world.message(channel_id, message_id)
        if message is None:
            raise ApiError(404, Code.UNKNOWN_MESSAGE, "Unknown Message")
        return message

    async def _list(self, request: web.Request) -> web.Response:
        channel = self._state.channel(request)
        held = self._state.bot_permissions(channel)
        require(held, Permission.VIEW_CHANNEL)
        if channel.kind.holds_posts:
            raise ApiError(400, Code.WRONG_CHANNEL_TYPE, "Cannot execute action on this channel")
        if not held & Permission.READ_MESSAGE_HISTORY:
            return answer([])  # Discord shows an empty channel, not an error.
        page = _page(self._world.messages(channel.id), request)
        return answer([payloads.message(self._world, message) for message in page])

    async def _read(self, request: web.Request) -> web.Response:
        # Asked for ahead of the message: nobody learns whether it stands without it.
        held = self._state.bot_permissions(self._state.channel(request))
        require(held, Permission.READ_MESSAGE_HISTORY)
        _, message = self._state.message(request)
        return answer(payloads.message(self._world, message))

    async def _edit(self, request: web.Request) -> web.Response:
        channel, message = self._state.message(request)
        body: Json = body_of(request)
        if message["author"]["id"] != str(self._world.bot_id):
            raise ApiError(403, Code.EDIT_OF_ANOTHER_AUTHOR, "Cannot edit another user's message")
        if channel.archived:
            raise ApiError(400, Code.ARCHIVED_THREAD, "Thread is archived")
        self._require_attaching(channel, body)
        changed = messages.edited(self._world, message, body)
        messages.check(changed)
        self._world.store(changed)
        self._copy(channel, changed)
        return answer(payloads.message(self._world, changed))

    def _copy(self, channel: Channel, message: Json) -> None:
        """Show a published message in the channels that follow, or its new state."""
        if message["flags"] & messages.CROSSPOSTED:
            for follower in self._world.followers.get(channel.id, ()):
                self._world.store(messages.crossposted(message, follower))

    async def _delete(self, request: web.Request) -> web.Response:
        _, message = self._state.message(request)
        self._world.delete(int(message["channel_id"]), int(message["id"]))
        return answer(None)

    async def _crosspost(self, request: web.Request) -> web.Response:
        channel, message = self._state.message(request)
        require(self._state.bot_permissions(channel), Permission.SEND_MESSAGES)
        if channel.kind is not ChannelKind.ANNOUNCEMENT:
            raise ApiError(400, Code.WRONG_CHANNEL_TYPE, "Cannot execute action on this channel")
        if message["flags"] & messages.CROSSPOSTED:
            raise ApiError(400, Code.ALREADY_CROSSPOSTED, "This message was already crossposted.")
        allowance = self._state.limiter.crosspost(channel.id)
        if allowance.refusal is not None:
            response = answer(allowance.refusal, 429)
            response.headers.update(allowance.headers)
            return response
        published = {**message, "flags": message["flags"] | messages.CROSSPOSTED}
        self._world.store(published)
        self._copy(channel, published)
        return answer(payloads.message(self._world, published))


def _page(kept: list[Json], request: web.Request) -> list[Json]:
    """`limit`, `before`, `after` and `around` of a query; newest first, as Discord lists them."""
    limit, query = limit_of(request), request.query
    if "around" in query:
        around = int(query["around"])
        older = [m for m in reversed(kept) if int(m["id"]) < around][: limit // 2]
        newer = [m for m in kept if int(m["id"]) >= around][: limit - len(older)]
        return newer[::-1] + older
    if "after" in query:
        after = int(query["after"])
        return [m for m in kept if int(m["id"]) > after][:limit][::-1]
    before = int(query.get("before", 1 << 63))
    return [m for m in reversed(kept) if int(m["id"]) < before][:limit]

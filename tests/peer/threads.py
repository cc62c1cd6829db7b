"""Routes of threads: forum posts, threads from messages, archiving, the lists of both kinds."""

from datetime import datetime

from aiohttp import web

from tests.peer import message as messages
from tests.peer import payloads
from tests.peer.channels import REQUIRE_TAG, Channel, ChannelKind
from tests.peer.errors import ApiError, Code
from tests.peer.permissions import Permission, require
from tests.peer.state import State
from tests.peer.wire import answer, body_of, limit_of
from tests.peer.world import Json

MAX_NAME = 100
MAX_TAGS = 5
EDITABLE = ("name", "archived", "locked", "applied_tags")
BRANCHING = (ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT)


class Threads:
    """The handlers."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._world = state.world

    def routes(self) -> list[web.RouteDef]:
        """Below `/api/v10`."""
        return [
            web.post("/channels/{channel_id}/threads", self._post),
            web.post("/channels/{channel_id}/messages/{message_id}/threads", self._branch),
            web.patch("/channels/{channel_id}", self._edit),
            web.get("/guilds/{guild_id}/threads/active", self._active),
            web.get("/channels/{channel_id}/threads/archived/public", self._archived),
        ]

    async def _post(self, request: web.Request) -> web.Response:
        """A forum post: a thread and its message of the same id. No nonce protects it."""
        forum = self._state.channel(request)
        if not forum.kind.holds_posts:
            raise ApiError(501, Code.GENERAL, "The peer has no threads without a message")
        body: Json = body_of(request)
        held = self._state.bot_permissions(forum)
        require(held, Permission.SEND_MESSAGES)
        name, tags = _name(body), _tags(forum, body, held)
        if body.get("files"):
            require(held, Permission.ATTACH_FILES)
        opening = {**(body.get("message") or {}), "files": body.get("files", [])}
        messages.check(opening)
        thread = await self._state.changes.add_thread(
            forum, name, owner_id=self._world.bot_id, applied_tags=tags
        )
        message = messages.created(self._world, thread.id, opening, message_id=thread.id)
        await self._state.storing.keep(thread, message)
        return answer({**payloads.channel(thread), "message": message}, 201)

    async def _branch(self, request: web.Request) -> web.Response:
        """A thread that is opened from a message, and has its id."""
        channel, message = self._state.message(request)
        require(self._state.bot_permissions(channel), Permission.CREATE_PUBLIC_THREADS)
        if channel.kind not in BRANCHING:
            raise ApiError(400, Code.WRONG_CHANNEL_TYPE, "Cannot execute action on this channel")
        name = _name(body_of(request))
        if message["flags"] & messages.HAS_THREAD:
            raise ApiError(400, Code.THREAD_EXISTS_ALREADY, "A thread has already been created")
        self._world.store({**message, "flags": message["flags"] | messages.HAS_THREAD})
        thread = await self._state.changes.add_thread(
            channel, name, owner_id=self._world.bot_id, thread_id=int(message["id"])
        )
        return answer(payloads.channel(thread), 201)

    async def _edit(self, request: web.Request) -> web.Response:
        thread = self._state.channel(request)
        body: Json = body_of(request)
        unknown = [name for name in body if name not in EDITABLE]
        if unknown or not thread.kind.is_thread:
            raise ApiError(501, Code.GENERAL, f"The peer edits threads alone, and not {unknown}")
        fields: Json = dict(body)
        self._require_editing(thread, body)
        if "name" in body:
            fields["name"] = _name(body)
        if "applied_tags" in body:
            forum = self._world.channels[thread.parent_id or 0]
            fields["applied_tags"] = _tags(forum, body, self._state.bot_permissions(thread))
        await self._state.changes.change_channel(thread, **fields)
        return answer(payloads.channel(thread))

    def _require_editing(self, thread: Channel, body: Json) -> None:
        held = self._state.bot_permissions(thread)
        wakes = body.get("archived") is False
        if thread.locked or "locked" in body:
            require(held, Permission.MANAGE_THREADS)
        elif wakes and len(body) == 1:
            require(held, Permission.SEND_MESSAGES_IN_THREADS)
        else:
            own = thread.owner_id == self._world.bot_id
            require(held, Permission.VIEW_CHANNEL if own else Permission.MANAGE_THREADS)
        if thread.archived and not wakes:
            raise ApiError(400, Code.ARCHIVED_THREAD, "Thread is archived")

    async def _active(self, request: web.Request) -> web.Response:
        threads = payloads.threads(self._state.guild(request))
        return answer({"threads": threads[::-1], "members": [], "has_more": False})

    async def _archived(self, request: web.Request) -> web.Response:
        channel = self._state.channel(request)
        require(self._state.bot_permissions(channel), Permission.READ_MESSAGE_HISTORY)
        threads = [t for t in self._world.guild_of(channel).threads(channel) if t.archived]
        threads.sort(key=payloads.archived_at, reverse=True)
        if "before" in request.query:
            before = datetime.fromisoformat(request.query["before"])
            threads = [t for t in threads if payloads.archived_at(t) < before]
        limit = limit_of(request, least=2)
        page = [payloads.channel(thread) for thread in threads[:limit]]
        return answer({"threads": page, "members": [], "has_more": len(threads) > limit})


def _name(body: Json) -> str:
    name = body.get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= MAX_NAME:
        raise ApiError(400, Code.INVALID_FORM_BODY, f"name: between 1 and {MAX_NAME} in length")
    return name


def _tags(forum: Channel, body: Json, held: int) -> tuple[int, ...]:
    """The tags that a post is to carry, if the forum allows them."""
    applied = tuple(int(tag_id) for tag_id in body.get("applied_tags") or [])
    offered = {tag.id: tag for tag in forum.tags}
    if len(applied) > MAX_TAGS:
        raise ApiError(400, Code.INVALID_FORM_BODY, f"applied_tags: {MAX_TAGS} or fewer")
    if not applied and forum.flags & REQUIRE_TAG:
        raise ApiError(400, Code.TAG_REQUIRED, "A tag is required to create a forum post")
    if any(tag_id not in offered for tag_id in applied):
        # Its code is in Discord's list; that 404 goes with it as with its kin is an assumption.
        raise ApiError(404, Code.UNKNOWN_TAG, "Unknown Tag")
    if any(offered[tag_id].moderated for tag_id in applied):
        require(held, Permission.MANAGE_THREADS)
    return applied

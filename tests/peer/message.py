"""A message from the request that creates or edits it; pure, for the routes that do either."""

import re
from collections.abc import Iterable, Iterator

from tests.peer import components, payloads
from tests.peer.channels import Channel
from tests.peer.errors import ApiError, Code
from tests.peer.world import Json, World

MAX_CONTENT = 2000
MAX_NONCE = 25
CROSSPOSTED = 1 << 0
IS_CROSSPOST = 1 << 1
HAS_THREAD = 1 << 5
EPHEMERAL = 1 << 6
TYPE_DEFAULT, TYPE_CHAT_INPUT = 0, 20


def check(body: Json) -> None:
    """Refuse a body that Discord refuses.

    Raises:
        ApiError: 400.
    """
    v2 = bool(body.get("flags", 0) & components.COMPONENTS_V2)
    if len(str(body.get("nonce") or "")) > MAX_NONCE:
        raise ApiError(400, Code.INVALID_FORM_BODY, f"nonce: {MAX_NONCE} or fewer in length")
    if len(body.get("content") or "") > MAX_CONTENT:
        raise ApiError(400, Code.INVALID_FORM_BODY, f"content: {MAX_CONTENT} or fewer in length")
    if v2 and (body.get("content") or body.get("embeds")):
        raise ApiError(400, Code.INVALID_FORM_BODY, "Neither content nor embeds in Components V2")
    if not any(body.get(part) for part in ("content", "embeds", "components", "files")):
        raise ApiError(400, Code.EMPTY_MESSAGE, "Cannot send an empty message")
    components.check(body.get("components") or [])
    _check_references(body)


def created(
    world: World,
    channel_id: int,
    body: Json,
    *,
    kind: int = TYPE_DEFAULT,
    message_id: int | None = None,
) -> Json:
    """The new message that a request describes; one with an id opens a forum post."""
    message_id = message_id or world.ids.next()
    message: Json = {
        "id": str(message_id),
        "channel_id": str(channel_id),
        "type": kind,
        "author": payloads.bot_user(world),
        "content": body.get("content") or "",
        "embeds": components.embeds_completed(body.get("embeds") or [], world.media_size),
        "attachments": attachments(world, body),
        "components": components.completed(
            body.get("components") or [], world.ids, world.media_size
        ),
        "flags": body.get("flags", 0),
        "timestamp": payloads.timestamp(message_id),
        "edited_timestamp": None,
        "pinned": False,
        "tts": body.get("tts", False),
        **mentions(body),
    }
    return message | ({"nonce": body["nonce"]} if body.get("nonce") else {})


def edited(world: World, message: Json, body: Json) -> Json:
    """The message with what a request changes of it."""
    changes: Json = {name: body[name] for name in ("content", "embeds", "flags") if name in body}
    if "components" in body:
        changes["components"] = components.completed(
            body["components"] or [], world.ids, world.media_size
        )
    if "embeds" in body:
        changes["embeds"] = components.embeds_completed(body["embeds"] or [], world.media_size)
    if "attachments" in body or body.get("files"):
        changes["attachments"] = attachments(world, body, message["attachments"])
    flags = message["flags"] | changes.get("flags", 0)
    now = payloads.timestamp(world.ids.next())
    return {**message, **changes, "flags": flags, "edited_timestamp": now}


def crossposted(message: Json, channel: Channel) -> Json:
    """The copy in a channel that follows: without components, as Discord's staff described it."""
    flags = message["flags"] & ~(components.COMPONENTS_V2 | CROSSPOSTED) | IS_CROSSPOST
    return {**message, "channel_id": str(channel.id), "components": [], "flags": flags}


def attachments(world: World, body: Json, before: Iterable[Json] = ()) -> list[Json]:
    """The files of a message: those that a request keeps of its files, and those that it brings."""
    told = {str(each["id"]): each for each in body.get("attachments") or []}
    kept = [each for each in before if each["id"] in told]
    files = enumerate(body.get("files") or [])
    return [*kept, *(_attachment(world, {**told.get(str(n), {}), **file}) for n, file in files)]


def _check_references(body: Json) -> None:
    """Refuse a message that shows a file which it does not have.

    Raises:
        ApiError: 400.
    """
    files = [*(body.get("attachments") or []), *(body.get("files") or [])]
    names = {each.get("filename") for each in files}
    for url in _media_urls(body):
        scheme, _, name = url.partition("://")
        if scheme == "attachment" and name not in names:
            raise ApiError(400, Code.INVALID_FORM_BODY, f"The referenced file {name} is missing")


def _media_urls(message: Json) -> Iterator[str]:
    for each in components.walk(message.get("components") or []):
        holders = [each, *each.get("items", [])]
        yield from (holder["media"]["url"] for holder in holders if "media" in holder)
    yield from (each["image"]["url"] for each in message.get("embeds") or [] if "image" in each)


def _attachment(world: World, file: Json) -> Json:
    attachment_id = str(world.ids.next())
    url = f"http://127.0.0.1/attachments/{attachment_id}/{file['filename']}"
    return {**file, "id": attachment_id, "url": url, "proxy_url": url}


def mentions(body: Json) -> Json:
    """Whom a message notifies: all that its text names, unless `allowed_mentions` forbids it."""
    texts = [body.get("content") or ""]
    texts += [c.get("content", "") for c in components.walk(body.get("components") or [])]
    text = "\n".join(texts)
    allowed = body.get("allowed_mentions") or {"parse": ["everyone", "roles", "users"]}
    parsed = allowed.get("parse", [])
    everyone = "everyone" in parsed and re.search(r"@(everyone|here)\b", text) is not None
    roles = _named(re.findall(r"<@&(\d+)>", text), "roles" in parsed, allowed.get("roles", []))
    users = _named(re.findall(r"<@!?(\d+)>", text), "users" in parsed, allowed.get("users", []))
    return {
        "mention_everyone": everyone,
        "mention_roles": roles,
        "mentions": [payloads.user(int(user_id), f"user {user_id}") for user_id in users],
    }


def _named(found: Iterable[str], every: bool, some: Iterable[object]) -> list[str]:  # noqa: FBT001 - private, and plain beside its two lists
    listed = {str(item) for item in some}
    return [item for item in dict.fromkeys(found) if every or item in listed]

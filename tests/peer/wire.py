"""Requests and answers over HTTP, in the forms that discord.py insists on."""

import json
from typing import Any

from aiohttp import BodyPartReader, web

from tests.peer.errors import ApiError, Code
from tests.peer.world import Json

PAGE, LARGEST_PAGE = 50, 100
BODY = web.RequestKey("body", object)


def answer(content: Json | list[Json] | None, status: int = 200) -> web.Response:
    """A JSON answer; None is an empty one.

    discord.py takes nothing but exactly `application/json` for JSON, so no charset is named.
    """
    if content is None:
        return web.Response(status=204)
    return web.Response(
        body=json.dumps(content).encode(), status=status, content_type="application/json"
    )


def refusal(error: ApiError) -> web.Response:
    """An error as Discord words it."""
    return answer({"message": str(error), "code": int(error.code)}, error.status)


def body_of(request: web.Request) -> Any:
    """The body that `read_body` read."""
    return request[BODY]


def limit_of(request: web.Request, *, least: int = 1) -> int:
    """How many a list may hold.

    Raises:
        ApiError: 400, more or fewer than Discord allows.
    """
    limit = int(request.query.get("limit", PAGE))
    if not least <= limit <= LARGEST_PAGE:
        message = f"limit: between {least} and {LARGEST_PAGE}"
        raise ApiError(400, Code.INVALID_FORM_BODY, message)
    return limit


async def read_body(request: web.Request) -> Any:
    """A request's JSON, read once and kept; of a multipart one `payload_json`, and its `files`.

    Raises:
        ApiError: 400, there is a body that is no JSON.
    """
    try:
        request[BODY] = await _read(request)
    except ValueError as exc:
        message = "The request body contains invalid JSON."
        raise ApiError(400, Code.INVALID_FORM_BODY, message) from exc
    return body_of(request)


async def _read(request: web.Request) -> Any:
    if request.content_type == "multipart/form-data":
        return await _read_multipart(request)
    text = await request.text()
    return json.loads(text) if text else None


async def _read_multipart(request: web.Request) -> Json:
    payload: Json = {}
    files: list[Json] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise ApiError(400, Code.INVALID_FORM_BODY, "Multipart bodies cannot be nested.")
        content = await part.read(decode=True)
        if part.name == "payload_json":
            payload = json.loads(content)
        else:
            files.append({"filename": part.filename or part.name, "size": len(content)})
    return {**payload, "files": files} if files else payload

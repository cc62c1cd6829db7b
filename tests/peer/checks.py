"""The checks of every request of the API; used by the server.

journal ─► fault before? ─► limits ─► token ─► route ─► fault after? ─► answer
"""

import asyncio
import json
import socket
import struct
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.peer.errors import ApiError, Code
from tests.peer.faults import Fault
from tests.peer.journal import Request
from tests.peer.limits import Allowance
from tests.peer.state import State
from tests.peer.wire import answer, body_of, read_body, refusal

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

EXEMPT = ("/interactions/", "/webhooks/")
"""Routes that an interaction's own token opens; the limit of the whole bot does not count it."""
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
MAJOR_PARAMETERS = ("channel_id", "guild_id", "token")


class Checks:
    """One middleware; `prefix` is what stands before the paths of the API."""

    def __init__(self, state: State, prefix: str) -> None:
        self._state = state
        self._prefix = prefix

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Journal the request, and answer it or not."""
        path = request.path.removeprefix(self._prefix)
        entry = Request(request.method, path, dict(request.query), time.monotonic())
        self._state.journal.requests.append(entry)
        try:
            entry.json = await read_body(request)
            response = await self._faulty(request, path, handler)
        except ApiError as error:
            response = refusal(error)
        entry.status = response.status
        return response

    async def _faulty(
        self, request: web.Request, path: str, handler: Handler
    ) -> web.StreamResponse:
        fault = self._state.faults.take(request.method, path, body_of(request))
        if fault is None:
            return await self._admitted(request, path, handler)
        if fault.after:
            true_answer = await self._admitted(request, path, handler)
            return await _wrong(fault, request) or _changed(fault, true_answer)
        wrong = await _wrong(fault, request)
        return wrong or _changed(fault, await self._admitted(request, path, handler))

    async def _admitted(
        self, request: web.Request, path: str, handler: Handler
    ) -> web.StreamResponse:
        allowance = self._allowance(request, path)
        try:
            if allowance.refusal is not None:
                response: web.StreamResponse = answer(allowance.refusal, 429)
            else:
                self._require_token(request, path)
                response = await handler(request)
        except ApiError as error:
            response = refusal(error)
        response.headers.update(allowance.headers)
        return response

    def _allowance(self, request: web.Request, path: str) -> Allowance:
        resource = request.match_info.route.resource
        template = resource.canonical if resource else path
        major = "+".join(request.match_info.get(name, "") for name in MAJOR_PARAMETERS)
        return self._state.limiter.admit(
            f"{request.method} {template}", major, exempt=path.startswith(EXEMPT)
        )

    def _require_token(self, request: web.Request, path: str) -> None:
        open_to_all = path == "/gateway" or path.startswith(EXEMPT)
        if not open_to_all and request.headers.get("Authorization") != f"Bot {self._state.token}":
            raise ApiError(401, Code.GENERAL, "401: Unauthorized")


async def _wrong(fault: Fault, request: web.Request) -> web.StreamResponse | None:
    """Do what a fault says; None if the true answer stands."""
    await asyncio.sleep(fault.delay)
    if fault.drop:
        _reset(request)
        return web.Response(status=500)  # reaches nobody
    if fault.refuses and fault.status is None:
        return answer(fault.refusal(body_of(request)), 400)
    if fault.status is None:
        return None
    if isinstance(fault.body, str):
        page = web.Response(text=fault.body, status=fault.status, content_type="text/html")
    else:
        page = answer(fault.body, fault.status)
    page.headers.update(fault.headers)
    return await _broken_off(page, request) if fault.cut else page


def _changed(fault: Fault, response: web.StreamResponse) -> web.StreamResponse:
    if fault.change is None or not isinstance(response, web.Response):
        return response
    assert isinstance(response.body, bytes)
    return answer({**json.loads(response.body), **fault.change}, response.status)


async def _broken_off(page: web.Response, request: web.Request) -> web.StreamResponse:
    """The head of an answer, and less of its body than the head says."""
    assert isinstance(page.body, bytes)
    begun = web.StreamResponse(status=page.status, headers=page.headers)
    begun.content_length = len(page.body)
    await begun.prepare(request)
    await begun.write(page.body[: len(page.body) // 2])
    _reset(request)
    return begun


def _reset(request: web.Request) -> None:
    """Break the connection so that the client sees ECONNRESET, not an orderly end."""
    transport = request.transport
    if transport is not None:
        raw: socket.socket = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        transport.abort()

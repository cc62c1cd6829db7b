"""Passes requests on to SimCord's preview, so that the demo page can show it in a frame.

    browser ─► hub ─► the current preview

The preview refuses to be framed, answers its own origin only, and takes another port for each
channel. Both servers listen on the loopback interface only, and the preview still checks its
capability token.
"""

import asyncio
import contextlib

import aiohttp
from aiohttp import web
from multidict import CIMultiDict

from bot.demo.stage import Stage

ACTION = "/api/action"
PICTURE = "/api/assets/"
PICTURES_AT_ONCE = 4
"""The preview checks each picture in a process of its own and refuses the ninth waiting one."""

STYLE = "/preview.css"
NOT_FORWARDED = {"host", "origin", "referer", "connection", "accept-encoding", "content-length"}
NOT_RETURNED = {
    "x-frame-options",
    "content-length",
    "content-encoding",
    "transfer-encoding",
    "date",
}
UNCHANGING = (".js", ".css", ".ttf", "/backend-diagnostics.json")


class Proxy:
    """Passes requests on to the current preview.

    Args:
        stage: knows the current preview.
        client: sends the requests.
        style: is appended to the preview's style sheet.
    """

    def __init__(self, stage: Stage, client: aiohttp.ClientSession, style: str) -> None:
        self._stage = stage
        self._client = client
        self._style = style.encode()
        self._pictures = asyncio.Semaphore(PICTURES_AT_ONCE)

    async def page(self, request: web.Request) -> web.Response:
        """Answer with the preview's page."""
        return await self._pass_on(request, "/")

    async def rest(self, request: web.Request) -> web.Response:
        """Answer any other request of the preview's page."""
        async with self._turn(request.path):
            return await self._pass_on(request, request.path_qs)

    def _turn(self, path: str) -> contextlib.AbstractAsyncContextManager[object]:
        """The lock or semaphore that a request waits for."""
        if path == ACTION:
            return self._stage.acting()
        return self._pictures if path.startswith(PICTURE) else contextlib.nullcontext()

    async def _pass_on(self, request: web.Request, path: str) -> web.Response:
        origin = self._stage.view.url.partition("/#")[0]
        headers = {k: v for k, v in request.headers.items() if k.lower() not in NOT_FORWARDED}
        try:
            async with self._client.request(
                request.method, origin + path, headers=headers, data=await request.read()
            ) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, ConnectionResetError):
            # Another channel was chosen meanwhile, or the tab was closed.
            raise web.HTTPServiceUnavailable(text="Another channel is being shown.") from None
        if path == STYLE:
            body += self._style
        return web.Response(status=answer.status, headers=_returned(answer, path), body=body)


def _returned(answer: aiohttp.ClientResponse, path: str) -> CIMultiDict[str]:
    given = ((k, v) for k, v in answer.headers.items() if k.lower() not in NOT_RETURNED)
    headers = CIMultiDict(given)
    policy = headers.get("Content-Security-Policy", "")
    headers["Content-Security-Policy"] = policy.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    if path.endswith(UNCHANGING) and answer.ok:
        # The preview forbids caching, but its fonts alone are 30 MB and never change while it runs.
        headers["Cache-Control"] = "private, max-age=600"
        headers.pop("Pragma", None)
    return headers

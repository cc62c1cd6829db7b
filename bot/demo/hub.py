"""Serves the demo page: a list of channels and people, and the chosen channel. Made by `play`.

/               the page
/hub/…          its files, its state, and the choice of channel and person
anything else   passed on to SimCord's preview of the chosen channel, shown in a frame

The preview refuses to be framed, answers its own origin only, and takes another port for each
channel. Both servers listen on the loopback interface only, and the preview still checks its
capability token.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import aiohttp
from aiohttp import web
from multidict import CIMultiDict

from bot.demo.feed import SampleFeed
from bot.demo.world import Stage

PAGE_FOLDER = Path(__file__).with_name("page")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ACTION = "/api/action"
COMMANDS = frozenset({"autocomplete_command", "run_command"})
STALE = "stale-revision"
PICTURE = "/api/assets/"
PICTURES_AT_ONCE = 1
"""The preview checks one picture at a time, in a process of its own. The 30 seconds that it allows
for one begin while it still waits for others, so on a busy machine some would stay empty."""

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

    async def _ask(
        self, method: str, url: str, headers: Mapping[str, str], data: bytes
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        async with self._client.request(method, url, headers=headers, data=data) as answer:
            return answer, await answer.read()

    async def _pass_on(self, request: web.Request, path: str) -> web.Response:
        headers = {k: v for k, v in request.headers.items() if k.lower() not in NOT_FORWARDED}
        try:
            data = await request.read()
            async with self._stage.asking() as origin:
                answer, body = await self._ask(request.method, origin + path, headers, data)
                if path == ACTION and (anew := _with_present_revision(data, body)):
                    answer, body = await self._ask(request.method, origin + path, headers, anew)
        except (aiohttp.ClientError, ConnectionResetError, TimeoutError):
            # Another channel was chosen meanwhile, or the tab was closed.
            raise web.HTTPServiceUnavailable(text="Another channel is being shown.") from None
        if path == STYLE:
            body += self._style
        return web.Response(status=answer.status, headers=_returned(answer, path), body=body)


def _with_present_revision(action: bytes, answer: bytes) -> bytes | None:
    """A command that was refused only because the channel was redrawn, for the channel as it is.

    Discord takes a command whatever was posted while it was typed. Clicks stay refused: the message
    may have changed. A refused action keeps its number, so it may be sent with the same one.
    """
    try:
        asked, refused = json.loads(action), json.loads(answer)
        codes = {each["code"] for each in refused["diagnostics"]}
        if not refused["rejected"] or codes != {STALE} or asked["kind"] not in COMMANDS:
            return None
        return json.dumps({**asked, "published_revision": refused["revision"]}).encode()
    except (KeyError, TypeError, ValueError):
        return None


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


class Hub:
    """The web application of the demo page.

    Args:
        stage: shows a channel as a person.
        proxy: passes requests on to the preview.
        move_on: moves the clock of the demo to the next digest.
    """

    def __init__(
        self,
        stage: Stage,
        feed: SampleFeed,
        proxy: Proxy,
        move_on: Callable[[], Awaitable[None]],
    ) -> None:
        self._stage = stage
        self._feed = feed
        self._proxy = proxy
        self._move_on = move_on

    def application(self) -> web.Application:
        """The routes of the page, and the proxy to the preview for all others."""
        app = web.Application(middlewares=[_loopback_only])
        app.router.add_get("/", self._page)
        app.router.add_get("/hub/state", self._state)
        app.router.add_post("/hub/view", self._show)
        app.router.add_post("/hub/publish", self._publish)
        app.router.add_post("/hub/forward", self._forward)
        app.router.add_static("/hub/", PAGE_FOLDER)
        app.router.add_get(r"/channel/{number:\d+}", self._proxy.page)
        app.router.add_route("*", "/{path:.*}", self._proxy.rest)
        return app

    async def _page(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE_FOLDER / "hub.html")

    async def _state(self, _request: web.Request) -> web.Response:
        return web.json_response(self._describe())

    async def _show(self, request: web.Request) -> web.Response:
        try:
            choice = await request.json()
            await self._stage.show(choice["channel"], choice["person"])
        except (KeyError, TypeError, ValueError):
            raise web.HTTPBadRequest(text="There is no such channel or person.") from None
        return await self._state(request)

    async def _publish(self, request: web.Request) -> web.Response:
        self._feed.publish_next()
        return await self._state(request)

    async def _forward(self, request: web.Request) -> web.Response:
        await self._move_on()
        await self._stage.beat()
        return await self._state(request)

    def _describe(self) -> dict[str, object]:
        world, view, unread = self._stage.world, self._stage.view, self._stage.unread()
        return {
            "server": world.guild.name,
            "people": [
                {"key": person.key, "name": person.name, "part": person.part}
                for person in world.people.values()
            ],
            "sections": [
                {
                    "name": section.name,
                    "channels": [
                        {"name": channel.name, "unread": unread[str(channel.name)]}
                        for channel in section.channels
                    ],
                }
                for section in world.sections
            ],
            "view": {
                "number": view.number,
                "channel": view.channel.name,
                "person": view.person.key,
                "page": f"/channel/{view.number}#{view.url.partition('#')[2]}",
            },
            "now": self._stage.now.isoformat(),
            "samples": {"published": self._feed.revision, "left": len(self._feed.upcoming)},
        }


@web.middleware
async def _loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests of other web pages: another Host (DNS rebinding) or another Origin."""
    name, _, _ = request.host.partition(":")
    origin = request.headers.get("Origin")
    elsewhere = origin and origin.removeprefix("http://") != request.host
    if name not in ("127.0.0.1", "localhost") or elsewhere:
        raise web.HTTPForbidden(text="Open the address that the demo printed.")
    response = await handler(request)
    response.headers.setdefault("Cache-Control", "no-cache")
    return response

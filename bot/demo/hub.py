"""Serves the demo page: a list of channels and people, and the chosen channel. Made by `play`.

/               the page
/hub/…          its files, its state, and the choice of channel and person
anything else   passed on to SimCord's preview of the chosen channel
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from bot.demo.feed import SampleFeed
from bot.demo.proxy import Proxy
from bot.demo.stage import Stage

PAGE_FOLDER = Path(__file__).with_name("page")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Hub:
    """The web application of the demo page."""

    def __init__(self, stage: Stage, feed: SampleFeed, proxy: Proxy) -> None:
        self._stage = stage
        self._feed = feed
        self._proxy = proxy

    def application(self) -> web.Application:
        """The routes of the page, and the proxy to the preview for all others."""
        app = web.Application(middlewares=[_loopback_only])
        app.router.add_get("/", self._page)
        app.router.add_get("/hub/state", self._state)
        app.router.add_post("/hub/view", self._show)
        app.router.add_post("/hub/publish", self._publish)
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

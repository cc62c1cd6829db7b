"""A real HTTP server on loopback that remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Server:
    """Answers each path as it was told."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[web.Request] = field(default_factory=list)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        answer = self.answers.get(request.path)
        return await answer(request) if answer else web.Response(status=404)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def answer(
        self, path: str = "/feed", *, status: int = 200, body: bytes = b"", **headers: str
    ) -> None:
        async def respond(_: web.Request) -> web.StreamResponse:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(status=status, body=body, headers=names)

        self.answers[path] = respond

    def send(self, path: str, raw: bytes, *, closes: bool = False) -> None:
        """Answer with these very bytes, which need not be HTTP."""

        async def respond(request: web.Request) -> web.StreamResponse:
            assert request.transport
            request.transport.write(raw)
            if closes:
                request.transport.close()
            return web.Response()

        self.answers[path] = respond

    @property
    def asked(self) -> list[str]:
        """The paths, with their queries, in the order in which they were asked for."""
        return [request.path_qs for request in self.requests]


@asynccontextmanager
async def listening(
    application: web.Application, shutdown_timeout: float = 0.1
) -> AsyncIterator[int]:
    """Serve an application on a free port until the end of the block; yields the port."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=shutdown_timeout)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    """A server that runs."""
    started = Server()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", started.handle)
    async with listening(application, shutdown_timeout=0) as started.port:
        try:
            yield started
        finally:
            started.closing.set()

"""`progress-bot run` as benches start it: at a peer, with the demo's articles as its feed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bench.children import environment
from bot.knowledge import shipped
from tests.loopback import listening
from tests.peer.process import PeerProcess


def settings(folder: Path, peer: PeerProcess, feed_url: str, **more: str) -> dict[str, str]:
    """The environment of a bot in `folder`; writes its catalogue there."""
    catalogue = folder / "feeds.toml"
    catalogue.write_text(
        f'[[feed]]\nname = "Sample News"\nurl = "{feed_url}"\nhomepage = "{feed_url}"\n',
        encoding="utf-8",
    )
    return environment(
        folder,
        DISCORD_API_URL=peer.api_url,
        DISCORD_TOKEN=peer.token,
        FEEDS_FILE=str(catalogue),
        ALLOWED_PRIVATE_HOSTS="127.0.0.1",
        **more,
    )


@asynccontextmanager
async def sample_feed() -> AsyncIterator[str]:
    """The demo's feed over loopback HTTP; yields its URL."""
    body = shipped("demo/feed.xml").read_bytes()

    async def serve(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/rss+xml")

    application = web.Application()
    application.router.add_get("/feed", serve)
    async with listening(application) as port:
        yield f"http://127.0.0.1:{port}/feed"

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.demo.feed import listening
from bot.demo.hub import Proxy
from bot.demo.world import MEMBER, Stage
from tests.demo.samples import STYLE
from tests.fakes import ManualClock

PATIENCE_SECONDS = 40.0


def stage_at(port: int) -> Any:
    """A stage whose preview is served at this port."""

    @contextlib.asynccontextmanager
    async def asking() -> AsyncIterator[str]:
        yield f"http://127.0.0.1:{port}"

    return SimpleNamespace(asking=asking, acting=contextlib.nullcontext)


async def test_the_preview_may_be_framed_by_the_page_alone(page: aiohttp.ClientSession) -> None:
    answer = await page.get("/channel/1")

    assert "SimCord" in await answer.text()
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


async def test_our_style_is_added_to_the_preview_s_own(page: aiohttp.ClientSession) -> None:
    answer = await page.get("/preview.css")

    assert (await answer.text()).endswith(STYLE)


async def test_fonts_are_loaded_once(page: aiohttp.ClientSession) -> None:
    async with page.get("/fonts/noto-sans-latin-v2.015.ttf") as answer:
        assert "max-age" in answer.headers["Cache-Control"]


async def test_the_preview_still_asks_for_its_capability(
    page: aiohttp.ClientSession, stage: Stage
) -> None:
    capability = stage.view.preview.capability

    for offered, status in ((capability, 200), ("guess", 401)):
        headers = {"X-Simcord-Capability": offered}
        async with page.post("/api/pages", json={}, headers=headers) as answer:
            assert answer.status == status


async def test_a_page_of_the_channel_before_is_told_to_wait_or_to_go(
    page: aiohttp.ClientSession, stage: Stage
) -> None:
    headers = {"X-Simcord-Capability": stage.view.preview.capability}
    await stage.view.preview.close()

    async with page.post("/api/pages", json={}, headers=headers) as answer:
        assert answer.status == 503


async def test_an_action_is_taken_in_the_present(
    page: aiohttp.ClientSession, stage: Stage, clock: ManualClock
) -> None:
    clock.forward(minutes=5)

    async with page.post("/api/action", json={}):
        assert stage.view.preview.capture_time == clock.now()


@pytest.mark.parametrize("turns", range(0, 24, 2))
async def test_a_channel_is_left_though_its_page_is_asked_for_just_then(
    page: aiohttp.ClientSession, stage: Stage, turns: int
) -> None:
    """A preview that closes does not wait for a connection that is made meanwhile."""
    asked = asyncio.create_task(page.get("/channel/1"))
    for _turn in range(turns):
        await asyncio.sleep(0)

    async with asyncio.timeout(PATIENCE_SECONDS):
        await stage.show("metastasis", MEMBER)

    assert (await asked).status in (200, 503)
    assert (await page.get("/channel/2")).status == 200


async def test_a_channel_is_left_though_a_picture_is_still_checked(
    page: aiohttp.ClientSession, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview, checking, checked = stage.view.preview, asyncio.Event(), asyncio.Event()
    headers = {"X-Simcord-Capability": preview.capability, "X-Simcord-Context": "python"}

    async def check(*_: object, **__: object) -> None:
        checking.set()
        await checked.wait()

    monkeypatch.setattr(preview, "_prepare_asset", check)
    asked = asyncio.create_task(page.get("/api/assets/a_1", headers=headers))

    async with asyncio.timeout(PATIENCE_SECONDS):
        await checking.wait()
        await stage.show("metastasis", MEMBER)

    assert (await asked).status == 503
    checked.set()


async def test_pictures_are_asked_for_one_by_one() -> None:
    waiting, most = 0, 0

    async def picture(_: web.Request) -> web.Response:
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        for _turn in range(50):
            await asyncio.sleep(0)
        waiting -= 1
        return web.Response()

    preview = web.Application()
    preview.router.add_get("/api/assets/{name}", picture)
    async with listening(preview) as port, aiohttp.ClientSession() as client:
        stage = stage_at(port)
        hub = web.Application()
        hub.router.add_get("/{path:.*}", Proxy(stage, client, STYLE).rest)
        async with listening(hub) as shown:
            asked = (client.get(f"http://127.0.0.1:{shown}/api/assets/{n}") for n in range(8))
            answers = await asyncio.gather(*asked)

    assert {answer.status for answer in answers} == {200}
    assert most == 1


STALE = {"rejected": True, "revision": 6, "diagnostics": [{"code": "stale-revision"}]}
BUSY = {"rejected": True, "revision": 6, "diagnostics": [{"code": "busy"}]}
TAKEN = {"rejected": False, "revision": 6, "diagnostics": []}


@pytest.mark.parametrize(
    ("kind", "refusal", "revisions"),
    [
        ("autocomplete_command", STALE, [5, 6]),
        ("run_command", STALE, [5, 6]),
        ("click", STALE, [5]),
        ("run_command", BUSY, [5]),
        ("run_command", TAKEN, [5]),
    ],
)
async def test_a_command_that_the_channel_overtook_is_sent_once_more(
    kind: str, refusal: dict[str, object], revisions: list[int]
) -> None:
    asked: list[dict[str, Any]] = []

    async def action(request: web.Request) -> web.Response:
        asked.append(await request.json())
        return web.json_response(refusal)

    preview = web.Application()
    preview.router.add_post("/api/action", action)
    async with listening(preview) as port, aiohttp.ClientSession() as client:
        stage = stage_at(port)
        hub = web.Application()
        hub.router.add_post("/{path:.*}", Proxy(stage, client, STYLE).rest)
        sent = {"kind": kind, "sequence": 9, "published_revision": 5}
        async with (
            listening(hub) as shown,
            client.post(f"http://127.0.0.1:{shown}/api/action", json=sent) as answer,
        ):
            assert await answer.json() == refusal

    assert asked == [{**sent, "published_revision": each} for each in revisions]

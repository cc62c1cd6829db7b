import aiohttp

from bot.demo.stage import Stage
from tests.demo.samples import STYLE
from tests.fakes import ManualClock


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

from datetime import datetime, timedelta

import aiohttp
import pytest

from bot.demo.world import FORUM, LOBBY, MEMBER, MODERATOR, Stage


async def test_the_state_names_server_people_channels_and_view(
    page: aiohttp.ClientSession, stage: Stage
) -> None:
    state = await (await page.get("/hub/state")).json()

    assert state["server"] == stage.world.guild.name
    assert [person["key"] for person in state["people"]] == [MEMBER, MODERATOR]
    assert state["sections"][0] == {
        "name": "Start here",
        "channels": [{"name": LOBBY, "unread": 0}, {"name": FORUM, "unread": 0}],
    }
    assert (state["view"]["channel"], state["view"]["person"]) == (LOBBY, MEMBER)
    assert state["samples"] == {"published": 0, "left": 1}


async def test_choosing_a_channel_and_a_person_shows_them(page: aiohttp.ClientSession) -> None:
    answer = await page.post("/hub/view", json={"channel": "screening", "person": MODERATOR})

    view = (await answer.json())["view"]
    assert (view["number"], view["channel"], view["person"]) == (2, "screening", MODERATOR)


@pytest.mark.parametrize("wish", [{}, {"channel": "nowhere", "person": MEMBER}, [], "text"])
async def test_a_wish_that_cannot_be_met_is_refused(
    page: aiohttp.ClientSession, wish: object
) -> None:
    async with page.post("/hub/view", json=wish) as answer:
        assert answer.status == 400


async def test_an_article_can_be_published_at_once(page: aiohttp.ClientSession) -> None:
    answer = await page.post("/hub/publish", json={})

    assert (await answer.json())["samples"] == {"published": 1, "left": 0}


@pytest.mark.parametrize(
    "headers", [{"Host": "rebound.example:80"}, {"Origin": "http://elsewhere.example"}]
)
async def test_other_web_pages_are_refused(
    page: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    async with page.get("/hub/state", headers=headers) as answer:
        assert answer.status == 403


async def test_a_body_that_is_no_json_is_refused(page: aiohttp.ClientSession) -> None:
    async with page.post("/hub/view", data="{") as answer:
        assert answer.status == 400


async def test_the_clock_can_be_moved_on(page: aiohttp.ClientSession, stage: Stage) -> None:
    before = stage.now

    state = await (await page.post("/hub/forward", json={})).json()

    assert datetime.fromisoformat(state["now"]) == before + timedelta(days=1)
    assert stage._env.now() >= before + timedelta(days=1)

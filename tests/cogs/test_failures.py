import logging
import re
from typing import cast

import pytest
from aiohttp import ServerDisconnectedError
from msgspec.structs import replace

from bot.discord_api.client import NewsBot
from bot.model.answer import Answer
from bot.model.article import Taxonomy
from bot.search.engine import SearchEngine
from bot.services import Services
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, text
from tests.factories import article

SECRET = "lymphoedema"


class BrokenEngine:
    """Fails, and quotes what was asked in its message."""

    async def search(self, text: str, *_: object, **__: object) -> Answer:
        raise ValueError(f"cannot find {text}")

    latest = search


async def break_bot(community: Community, services: Services) -> None:
    """Start the bot again with a search engine that fails."""
    broken = replace(services, engine=cast("SearchEngine", BrokenEngine()))
    await community.env.restart_bot(NewsBot(broken))


async def test_a_bug_is_told_by_a_reference_that_stands_in_the_log_without_the_query(
    community: Community, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    await break_bot(community, services)

    result = await community.sam.slash(community.general, "search", query=SECRET)

    reference = re.search(r"this reference: ([0-9A-F]{6})$", text(answer(result)))
    community.env._errors.clear()
    assert reference
    assert answer(result).ephemeral
    assert reference[1] in caplog.text
    assert "ValueError" in caplog.text
    assert "bot/ui/answers.py" in caplog.text
    assert SECRET not in caplog.text


async def test_a_bug_behind_a_button_is_told_too(
    community: Community, services: Services, seed: Seed, caplog: pytest.LogCaptureFixture
) -> None:
    await seed(*(article(str(n), title=f"{SECRET} {n}") for n in range(4)))
    first = answer(await community.sam.slash(community.general, "search", query=SECRET))
    await break_bot(community, services)

    result = await community.sam.click(first, label="Next")

    assert "this reference" in text(answer(result))
    assert answer(result).ephemeral
    assert SECRET not in caplog.text


async def test_a_failing_completion_offers_nothing_and_logs_nothing_typed(
    community: Community,
    services: Services,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = replace(services, taxonomy=cast("Taxonomy", None))
    await community.env.restart_bot(NewsBot(broken))

    with caplog.at_level(logging.ERROR):
        choices = await community.sam.autocomplete(community.general, "latest", "topic", SECRET)

    assert choices == []
    assert "Completion of /latest failed" in caplog.text
    assert SECRET not in caplog.text


async def test_an_answer_that_breaks_off_logs_nothing_typed(
    community: Community,
    services: Services,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ServerDisconnectedError

    await break_bot(community, services)
    monkeypatch.setattr("bot.ui.errors.discord.InteractionResponse.send_message", broken)

    await community.sam.slash(community.general, "search", query=SECRET)
    community.env._errors.clear()

    assert "An answer was not delivered: ServerDisconnectedError" in caplog.text
    assert SECRET not in caplog.text

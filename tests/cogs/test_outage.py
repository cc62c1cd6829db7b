"""Members' answers and Discord's events while nothing can be written."""

import logging
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.discord_api.client import NewsBot
from bot.errors import StorageUnavailableError
from bot.model.subscription import PATIENT_KINDS, PauseCause
from bot.services import Services
from bot.storage import meta, stored_queries
from bot.storage.database import Database
from bot.ui.answer_texts import FIRST_PAGE_ONLY
from bot.ui.commands import named_in
from bot.ui.texts import UNAVAILABLE
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, labels, text
from tests.cogs.test_news import LONG_QUERY, OTHERS
from tests.databases import open_new
from tests.factories import article, subscribe_channel
from tests.failing import Faults, failing_with

MANY = 10_000


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def database(tmp_path: Path, faults: Faults) -> AsyncIterator[Database]:
    """One that can fail; takes the place of the usual one in all fixtures here."""
    async with open_new(tmp_path / "progress.db", factory=faults.factory) as opened:
        yield opened


async def _subscribed(services: Services, community: Community, *channels: int) -> None:
    for channel in channels or (community.news.id,):
        await subscribe_channel(
            services.subscriptions, community.guild.id, channel, "metastasis", PATIENT_KINDS, None
        )


async def test_reading_works_and_a_long_search_has_its_first_page(
    community: Community, seed: Seed, faults: Faults
) -> None:
    await seed(*OTHERS, *(article(str(n), title=f"Brain metastases {n}") for n in range(4)))
    faults.refuse(MANY)

    shown = answer(await community.sam.slash(community.general, "search", query=LONG_QUERY))

    assert "Brain metastases" in text(shown)
    assert named_in(FIRST_PAGE_ONLY) in text(shown)
    assert "Next" not in labels(shown)


async def test_what_is_stored_is_told_though_nothing_can_be_deleted_on_the_way(
    community: Community, services: Services, faults: Faults
) -> None:
    await services.stored_queries.keep(community.sam.id, "brain mets")
    faults.refuse(MANY)

    shown = answer(await community.sam.slash(community.general, "privacy"))

    assert "1" in text(shown)


async def test_a_change_that_cannot_be_saved_is_one_sentence(
    community: Community,
    services: Services,
    faults: Faults,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await _subscribed(services, community)
    faults.refuse(MANY)
    caplog.set_level(logging.ERROR)

    for _ in range(3):
        result = await community.maya.slash(community.news, "news pause", channel=community.news)
        assert text(answer(result)) == UNAVAILABLE
        assert answer(result).ephemeral

    assert len(caplog.records) == 1


async def test_a_server_that_the_bot_left_meanwhile_is_known_later(
    community: Community, services: Services, faults: Faults
) -> None:
    await _subscribed(services, community)
    faults.refuse(4)

    community.env.backend.remove_guild(community.guild.id)
    await community.env.settle()

    known = await services.server_changes.known()
    assert known.departed == {community.guild.id}
    assert [state.cause for state in known.channels] == [PauseCause.LEFT]


async def test_a_channel_that_was_deleted_meanwhile_is_known_later(
    community: Community, services: Services, faults: Faults
) -> None:
    await _subscribed(services, community, community.news.id, community.general.id)
    faults.refuse(4)

    community.env.backend.delete_channel(community.news.id)
    await community.env.settle()

    overview = await services.subscriptions.overview(community.guild.id)
    assert list(overview.channels) == [community.general.id]
    assert [each.channel_name for each in overview.endings] == ["news"]


async def test_what_changed_before_a_start_is_caught_up_with_after_an_outage(
    community: Community, services: Services, faults: Faults
) -> None:
    await subscribe_channel(services.subscriptions, 77 << 22, 98, "metastasis", PATIENT_KINDS, None)
    faults.refuse(3)

    await community.env.restart_bot(NewsBot(services))
    await community.env.settle()

    assert (await services.server_changes.known()).departed == {77 << 22}


async def test_a_bot_starts_though_it_cannot_keep_which_commands_it_registered(
    community: Community, services: Services, faults: Faults
) -> None:
    with pytest.raises(StorageUnavailableError):
        faults.refuse(MANY)
        await services.database.try_to_write()

    await community.env.restart_bot(NewsBot(services))

    assert text(answer(await community.sam.slash(community.general, "help")))


async def test_a_bot_starts_though_the_record_of_its_commands_is_damaged(
    community: Community, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("get", "put"):
        monkeypatch.setattr(meta, name, failing_with(sqlite3.SQLITE_CORRUPT))

    await community.env.restart_bot(NewsBot(services))

    assert text(answer(await community.sam.slash(community.general, "help")))


async def test_a_long_search_has_its_first_page_where_queries_cannot_be_kept_for_damage(
    community: Community, seed: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(*OTHERS, *(article(str(n), title=f"Brain metastases {n}") for n in range(4)))
    monkeypatch.setattr(stored_queries, "keep", failing_with(sqlite3.SQLITE_CORRUPT))

    shown = answer(await community.sam.slash(community.general, "search", query=LONG_QUERY))

    assert "Brain metastases" in text(shown)
    assert named_in(FIRST_PAGE_ONLY) in text(shown)

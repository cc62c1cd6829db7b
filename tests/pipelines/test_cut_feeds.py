"""A feed that is larger than is read: whether its newest items are among those that were read."""

from datetime import UTC, datetime

import pytest

from bot.cli.feed_check import status_line
from bot.feeds.long_feeds import FIRST_ONLY, LAST_ONLY, NEWEST_MISSED
from bot.model.document import Document
from bot.model.feed import ListedFeed
from bot.storage import feeds
from bot.ui import texts
from bot.ui.source_pages import source_row
from tests.factories import article
from tests.pipelines.conftest import House

OLDEST_FIRST, NEWEST_FIRST = (1, 2, 3), (3, 2, 1)


async def _poll(
    house: House, order: tuple[int, ...], *, cut: bool, has_end: bool = False, status: int = 200
) -> list[str]:
    """Poll the feed with items of these days; the remarks of the report."""
    body = f"{order} {cut} {has_end}".encode() if status == 200 else b""
    days = [article(str(day), published_at=datetime(2026, 1, day, tzinfo=UTC)) for day in order]
    house.extractor.articles[body] = tuple(days)
    document = Document(house.feed.url, status, {}, body, cut=cut, has_end=has_end)
    house.fetcher.answers[house.feed.url] = document
    house.clock.forward(days=2)
    (report,) = await house.poller.poll_due()
    return list(report.notes)


async def _listed(house: House) -> ListedFeed:
    async with house.database.reader() as connection:
        (tracked,) = await feeds.active(connection)
    return ListedFeed(tracked, 3, None)


@pytest.mark.parametrize("order", [OLDEST_FIRST, NEWEST_FIRST])
async def test_poll_and_lists_say_that_the_newest_items_of_a_feed_are_not_read(
    house: House, order: tuple[int, ...]
) -> None:
    notes = await _poll(house, order, cut=True)

    missed, listed = order == OLDEST_FIRST, await _listed(house)
    assert notes == [NEWEST_MISSED if missed else FIRST_ONLY]
    assert (texts.SOURCE_TOO_LONG in source_row(listed)) is missed
    assert (NEWEST_MISSED in status_line(listed)) is missed


async def test_an_unchanged_feed_is_said_to_be_too_long_until_it_is_read_whole(
    house: House,
) -> None:
    await _poll(house, OLDEST_FIRST, cut=True)
    await _poll(house, OLDEST_FIRST, cut=True, status=304)
    before = source_row(await _listed(house))

    await _poll(house, OLDEST_FIRST, cut=False)

    assert texts.SOURCE_TOO_LONG in before
    assert texts.SOURCE_TOO_LONG not in source_row(await _listed(house))


async def test_a_feed_whose_end_was_read_misses_nothing_new(house: House) -> None:
    await _poll(house, OLDEST_FIRST, cut=True)

    notes = await _poll(house, OLDEST_FIRST, cut=True, has_end=True)

    assert notes == [LAST_ONLY]
    assert texts.SOURCE_TOO_LONG not in source_row(await _listed(house))

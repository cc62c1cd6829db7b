"""Posts: which of them is claimed, and when."""

from datetime import datetime, timedelta

import pytest

from bot.model.delivery import Post, PostKind, PostState
from bot.storage import posts
from bot.storage.database import Database
from bot.storage.posts import NewPost
from bot.storage.rows import LONGEST_RETRY_WAIT
from tests.factories import NOON

SECOND = timedelta(seconds=1)


async def _claimed(database: Database, now: datetime) -> list[Post]:
    async with database.transaction() as connection:
        return await posts.claim(connection, "id", [10], now)


@pytest.fixture
async def waiting(database: Database) -> Database:
    """Two cards for channel 10, the first of which waits for the longest that is allowed."""
    async with database.transaction() as connection:
        first, _ = await posts.add(connection, [NewPost(1, 10, PostKind.CARD)] * 2, NOON)
        await posts.claim(connection, "id", [10], NOON)
        until = NOON + LONGEST_RETRY_WAIT
        await posts.retry(connection, first, PostState.READY, until, "Discord asked to wait.")
    return database


async def test_a_post_that_waits_is_not_claimed_and_neither_is_the_next(waiting: Database) -> None:
    assert await _claimed(waiting, NOON + LONGEST_RETRY_WAIT - SECOND) == []


async def test_a_post_is_claimed_when_its_time_has_come(waiting: Database) -> None:
    (claimed,) = await _claimed(waiting, NOON + LONGEST_RETRY_WAIT)

    assert (claimed.id, claimed.attempts, claimed.state) == (1, 1, PostState.READY)


async def test_a_post_does_not_wait_for_a_clock_that_was_set_back(waiting: Database) -> None:
    long_ago = NOON - timedelta(days=400)
    async with waiting.reader() as connection:
        due = await posts.channels_with_open(connection, long_ago)

    (claimed,) = await _claimed(waiting, long_ago)

    assert (due, claimed.id) == ([10], 1)


async def test_a_post_that_is_claimed_again_says_that_its_outcome_is_unknown(
    waiting: Database,
) -> None:
    await _claimed(waiting, NOON + LONGEST_RETRY_WAIT)

    (again,) = await _claimed(waiting, NOON + LONGEST_RETRY_WAIT)

    assert (again.id, again.attempts, again.state) == (1, 2, PostState.SENDING)

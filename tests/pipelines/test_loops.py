"""How loops go on: through outages, after bugs, and where they end."""

import asyncio
import logging

import pytest

from bot.errors import (
    DatabaseDamagedError,
    DatabaseError,
    HostError,
    MessengerError,
    StorageUnavailableError,
)
from bot.pipelines.loops import finish_all, keep_going, keep_trying
from tests.factories import NOON
from tests.fakes import ManualClock


class Failing:
    """Raises these errors, one at each call, then gives 7."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    async def __call__(self) -> int:
        if self.errors:
            raise self.errors.pop(0)
        return 7


async def test_an_outage_is_waited_for_longer_each_time_up_to_a_minute(clock: ManualClock) -> None:
    assert await keep_trying(Failing(*[StorageUnavailableError("Full.")] * 9), clock) == 7

    assert (clock.now() - NOON).total_seconds() == 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60 + 60


async def test_a_bug_is_logged_with_its_traceback_and_the_loop_goes_on(
    clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    assert await keep_going(Failing(KeyError("x"), StorageUnavailableError("Full.")), clock) == 7

    (record,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert "KeyError" in (record.exc_text or "")


async def test_what_no_try_mends_ends_the_loop(clock: ManualClock) -> None:
    with pytest.raises(DatabaseError):
        await keep_going(Failing(DatabaseError("No database.")), clock)


@pytest.mark.parametrize("error", [DatabaseDamagedError("Damaged."), HostError("No memory.")])
async def test_damage_and_limits_of_the_machine_put_a_loop_off(
    error: Exception, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    assert await keep_going(Failing(error, error), clock) == 7

    assert (clock.now() - NOON).total_seconds() == 60 + 120
    assert all(each.levelno < logging.WARNING for each in caplog.records)


async def test_an_error_that_nobody_caught_ends_no_other_loop(
    clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    assert await keep_going(Failing(MessengerError("Refused.")), clock) == 7

    assert any(each.exc_text for each in caplog.records)


async def test_an_error_beside_others_waits_until_they_have_ended() -> None:
    ended = asyncio.Event()

    async def slow() -> int:
        await asyncio.sleep(0.01)
        ended.set()
        return 1

    with pytest.raises(ZeroDivisionError):
        await finish_all([Failing(ZeroDivisionError())(), slow()])

    assert ended.is_set()

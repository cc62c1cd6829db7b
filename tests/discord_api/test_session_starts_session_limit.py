from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_api.session_starts import (
    LONGEST_RUN_WAIT,
    SessionStartLimit,
    Wait,
    latest,
    wait_after_short_runs,
    wait_for_reset,
)
from bot.storage.runs import Run
from tests.factories import NOON

MINUTE = timedelta(minutes=1)
RESET = NOON + timedelta(hours=7)


def limit(total: int = 1000, remaining: int | None = None, shards: int = 1) -> SessionStartLimit:
    left = total if remaining is None else remaining
    return SessionStartLimit(total, left, RESET, max_concurrency=1, shards=shards)


def run(lasted: timedelta, end: datetime = NOON, *, stopped: bool = False, spent: int = 1) -> Run:
    """One that connected at once and ended after so long."""
    return Run(end - lasted, end, end - lasted, spent, stopped)


def unconnected(start: datetime, *, stopped: bool = False) -> Run:
    return Run(start, start, stopped=stopped)


NOW = unconnected(NOON)
BEFORE = NOON - timedelta(hours=1)


def wait(*earlier: Run, told: SessionStartLimit | None = None) -> timedelta:
    found = wait_after_short_runs([*earlier, NOW], told or limit())
    return found.until - NOON if found else timedelta()


def test_the_first_run_connects_at_once() -> None:
    assert wait() == timedelta()


def test_a_run_that_died_within_minutes_makes_the_next_one_wait_more_than_a_minute() -> None:
    assert MINUTE < wait(run(MINUTE)) < 2 * MINUTE


def test_the_wait_grows_with_each_short_run_up_to_an_hour() -> None:
    waits = [wait(*[run(MINUTE)] * count) for count in range(1, 60)]

    assert waits == sorted(waits)
    assert waits[1] == 2 * waits[0]
    assert waits[-1] == LONGEST_RUN_WAIT


def test_a_run_that_a_signal_stopped_makes_nothing_wait() -> None:
    crashed = run(MINUTE)

    assert wait(crashed, run(MINUTE, stopped=True)) == timedelta()
    assert wait(crashed, crashed, unconnected(BEFORE, stopped=True)) == timedelta()
    assert wait(run(MINUTE, stopped=True), crashed) == wait(crashed)


def test_a_run_that_held_ends_the_row() -> None:
    crashed, held = run(MINUTE), run(timedelta(hours=2))

    assert wait(crashed, held) == timedelta()
    assert wait(crashed, crashed, held, crashed) == wait(crashed)


def test_a_run_that_was_killed_while_it_waited_does_not_begin_the_wait_anew() -> None:
    crashed = run(MINUTE)

    assert wait(crashed, unconnected(NOON - MINUTE), NOW) == wait(crashed) - MINUTE
    assert wait(crashed, unconnected(BEFORE)) < timedelta()


def test_the_wait_counts_from_the_end_of_the_run_that_died() -> None:
    """It is known to a minute: that long ago it was last recorded."""
    assert wait(run(MINUTE, NOON - MINUTE)) == wait(run(MINUTE))
    assert wait(run(MINUTE, NOON - 2 * MINUTE)) == wait(run(MINUTE)) - MINUTE
    assert wait(run(MINUTE, BEFORE)) < timedelta()


def test_a_crash_before_the_connection_costs_nothing() -> None:
    assert wait(unconnected(BEFORE), unconnected(BEFORE)) == timedelta()


def test_runs_of_many_shards_are_short_for_longer() -> None:
    lasted = timedelta(minutes=30)

    assert wait(run(lasted)) == timedelta()
    assert wait(run(lasted, spent=16)) > MINUTE


def test_the_larger_discords_limit_the_shorter_the_wait() -> None:
    crashed = [run(MINUTE)] * 200

    assert wait(*crashed, told=limit(total=10**9)) < timedelta(seconds=1)


@pytest.mark.parametrize("clock_error", [timedelta(days=-400), timedelta(days=400)])
def test_a_clock_that_was_wrong_makes_no_wait_longer(clock_error: timedelta) -> None:
    crashed = [run(MINUTE, NOON + clock_error)] * 3

    assert wait(*crashed) <= 3 * limit().pace


@given(
    lasted=st.lists(st.integers(0, 600), min_size=1, max_size=20),
    restart=st.integers(0, 60),
)
def test_no_crash_loop_of_one_shard_spends_a_days_limit(lasted: list[int], restart: int) -> None:
    """Runs of these seconds, over and over, each begun so soon after the one before."""
    now, runs, spent = NOON, list[Run](), 0
    while now < NOON + timedelta(days=1):
        waited = wait_after_short_runs([*runs[-99:], unconnected(now)], limit())
        begins = max(now, waited.until) if waited else now
        seconds = timedelta(seconds=lasted[spent % len(lasted)])
        runs.append(Run(now, begins + seconds, begins, 1))
        spent += 1
        now = begins + seconds + timedelta(seconds=restart)

    assert spent < 500


@pytest.mark.parametrize(
    ("remaining", "shards", "waits"),
    [(21, 1, False), (20, 1, True), (0, 1, True), (33, 16, False), (32, 16, True)],
)
def test_what_is_left_below_the_reserve_waits_for_the_reset(
    remaining: int, shards: int, *, waits: bool
) -> None:
    found = wait_for_reset(limit(remaining=remaining, shards=shards))

    assert (found is not None) == waits
    assert found is None or found.until == RESET


@pytest.mark.parametrize("total", [1, 2, 10, 40, 1000])
def test_a_full_limit_never_waits(total: int) -> None:
    assert wait_for_reset(limit(total=total, shards=30)) is None


def test_the_sentence_says_how_many_are_left() -> None:
    found = wait_for_reset(limit(remaining=7))

    assert found is not None
    assert "only 7 of the 1,000 connections are left" in found.why


def test_the_later_wait_counts() -> None:
    early, late = Wait(NOON, ""), Wait(RESET, "")

    assert latest(early, late, None) == late
    assert latest(None, None) is None


def test_an_answer_without_a_limit_is_taken_for_discords_usual_one() -> None:
    read = SessionStartLimit.read(2, {}, NOON)

    assert (read.total, read.remaining, read.max_concurrency, read.shards) == (1000, 1000, 1, 2)


TOLD = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.text(max_size=3),
    st.lists(st.integers(), max_size=1),
    st.sampled_from([-(10**400), -1, 0, 1, 1000, 2**63, 10**400]),
)


@given(
    st.dictionaries(st.sampled_from(["total", "remaining", "reset_after", "max_concurrency"]), TOLD)
)
def test_any_limit_that_is_told_can_be_reckoned_with(told: dict[str, object]) -> None:
    read = SessionStartLimit.read(1, told, NOON)

    wait_for_reset(read)
    wait_after_short_runs([run(MINUTE), NOW], read)
    assert read.total >= 1
    assert read.max_concurrency >= 1
    assert NOON <= read.resets_at <= NOON + timedelta(days=1)


def test_nothing_told_is_no_limit_and_a_negative_rest_is_none() -> None:
    assert wait_for_reset(SessionStartLimit.read(1, {}, NOON)) is None
    assert wait_for_reset(SessionStartLimit.read(1, {"remaining": -5}, NOON))

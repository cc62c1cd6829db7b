"""Decides how long the bot waits before an IDENTIFY, so that a crash loop does not cost the token.

Discord allows a number of IDENTIFYs a day (`session_start_limit`) and resets the token of a bot
that sends more: https://discord.com/developers/docs/events/gateway#session-start-limit-object
Pure; called by `session_starts`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.storage.runs import Run

DAY = timedelta(days=1)
SHORT_RUN = timedelta(minutes=5)
"""A run is short if it was connected for less; see `_is_short` for many shards."""
LONGEST_RUN_WAIT = timedelta(hours=1)
"""The longest wait between runs. One IDENTIFY an hour is far below the limit. Chosen by eye."""
RECORDED_EVERY = timedelta(minutes=1)
"""How often a run records that it is alive. Chosen by eye."""
LARGEST_NUMBER = 10**9
"""The largest number that is accepted, a time in milliseconds included. A day has 86,400,000."""
SMALLEST_RESERVE = 20
"""IDENTIFYs that are left to other programs with the same token, such as a second copy of the bot.
Chosen by eye."""


@dataclass(frozen=True, slots=True)
class SessionStartLimit:
    """Discord's limit of IDENTIFYs.

    Attributes:
        total: IDENTIFYs a day.
        remaining: how many of them are left.
        resets_at: when Discord resets the limit.
        max_concurrency: how many shards may IDENTIFY within five seconds.
        shards: how many shards the bot has.
    """

    total: int
    remaining: int
    resets_at: datetime
    max_concurrency: int
    shards: int

    @classmethod
    def read(cls, shards: int, told: Mapping[str, Any], now: datetime) -> "SessionStartLimit":
        """Read the limit from `/gateway/bot`; replaces missing and garbled values by defaults."""
        total = max(_whole(told, "total", 1000), 1)
        reset_after = timedelta(milliseconds=_whole(told, "reset_after", 0))
        return cls(
            total=total,
            remaining=_whole(told, "remaining", total),
            resets_at=now + min(reset_after, DAY),
            max_concurrency=max(_whole(told, "max_concurrency", 1), 1),
            shards=shards,
        )

    @property
    def pace(self) -> timedelta:
        """The time between two IDENTIFYs if all of a day are spread evenly."""
        return DAY / self.total

    @property
    def reserve(self) -> int:
        """IDENTIFYs that are kept back: two for each shard, but no more than half of all."""
        return min(max(SMALLEST_RESERVE, 2 * self.shards), self.total // 2)


def _whole(told: Mapping[str, Any], name: str, default: int) -> int:
    """The number of that name from 0 to `LARGEST_NUMBER`; the default if there is none."""
    number = told.get(name)
    if not isinstance(number, int) or isinstance(number, bool):
        return default
    return min(max(number, 0), LARGEST_NUMBER)


@dataclass(frozen=True, slots=True)
class Wait:
    """Send no IDENTIFY before `until`; `why` is a clause for the log."""

    until: datetime
    why: str


def wait_after_short_runs(runs: Sequence[Run], limit: SessionStartLimit) -> Wait | None:
    """Compute how long the last of these runs must wait before it connects.

    The n-th short run in a row makes the next one wait n times `pace`: with 1,000 IDENTIFYs a day
    1.4 minutes, then 2.9, 4.3 and so on up to an hour. A bot of one shard that dies again and again
    then sends about 50 IDENTIFYs a day. With a larger limit the waits are shorter.
    """
    *earlier, current = runs
    since, short = current.started_at, 0
    for run in reversed(earlier):
        if run.stopped or (run.connected_at and not _is_short(run, limit)):
            break
        if run.connected_at:
            if not short:
                # The wait begins at the end of that run, which is known to the minute.
                since = min(since, run.seen_at + RECORDED_EVERY)
            short += 1
        elif not short:
            # That run was killed while it waited, so this one waits only for the rest.
            since = min(since, run.started_at)
    if not short:
        return None
    times = "" if short == 1 else f" {short} times in a row"
    return Wait(
        since + min(short * limit.pace, LONGEST_RUN_WAIT),
        f"the bot ended unexpectedly soon after it had connected{times}, and Discord allows "
        f"{limit.total:,} connections a day",
    )


def _is_short(run: Run, limit: SessionStartLimit) -> bool:
    """Whether a day of such runs would use a large part of Discord's limit.

    Runs of five minutes need 288 IDENTIFYs a day with one shard. With many shards a run must last
    longer, or a day of runs would use more than half of the limit.
    """
    return run.connected_for < max(SHORT_RUN, 2 * run.identifies * limit.pace)


def wait_for_reset(limit: SessionStartLimit) -> Wait | None:
    """The wait until Discord resets the limit; None while more than the reserve is left."""
    if limit.remaining > limit.reserve:
        return None
    return Wait(
        limit.resets_at,
        f"only {limit.remaining:,} of the {limit.total:,} connections are left that Discord allows "
        "a day, and it resets the token of a bot that uses them up",
    )


def latest(*waits: Wait | None) -> Wait | None:
    """The wait that ends last."""
    return max((wait for wait in waits if wait), key=lambda wait: wait.until, default=None)

"""Records when each loop of the bot last finished a round, for `/healthz`.

`lifecycle` sets the record before it starts the loops, and `loops` writes to it by the name of the
loop's task. Without a record, as in a command, nothing is written.
"""

import asyncio
from contextvars import ContextVar
from datetime import datetime

Beats = dict[str, datetime]
"""The last round of each loop, by name."""

_record: ContextVar[Beats | None] = ContextVar("beats", default=None)


def record_in(beats: Beats) -> None:
    """Let the tasks that start from now on record their rounds here."""
    _record.set(beats)


def beat(now: datetime) -> None:
    """Record that the loop of this task finished a round."""
    beats, task = _record.get(), asyncio.current_task()
    if beats is not None and task and task.get_name() in beats:
        beats[task.get_name()] = now

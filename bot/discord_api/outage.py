"""Logs an outage of Discord once when it begins and once when it ends, whoever meets it.

    login, gateway or a shard fails ─► WARNING ─► all further failures at DEBUG
        ─► the last of them is well again ─► INFO

The client has one; `connection` and each `shard` report to it.
"""

import logging
from datetime import datetime

from bot.clock import Clock

log = logging.getLogger(__name__)

LOGIN, GATEWAY = "login", "gateway"
"""The parts that are no shard. The gateway is well again with the first shard that is."""


class Outage:
    """The parts of the connection to Discord that fail now."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failing = set[int | str]()
        self._since: datetime | None = None

    def met(self, part: int | str, message: str, *values: object) -> None:
        """Log a failure: the first one of an outage as a warning.

        Args:
            part: the shard, LOGIN or GATEWAY.
            message: for the log, with the values that it takes.
        """
        log.log(logging.DEBUG if self._failing else logging.WARNING, message, *values)
        self._since = self._since or self._clock.now()
        self._failing.add(part)

    def over(self, part: int | str) -> None:
        """Note that a part is well; log the end of the outage if it was the last that failed."""
        if part not in self._failing and (part == LOGIN or GATEWAY not in self._failing):
            return
        self._failing -= {part} if part == LOGIN else {part, GATEWAY}
        if self._since and not self._failing:
            seconds = (self._clock.now() - self._since).total_seconds()
            log.info("Discord is in reach again, after %.0f s", seconds)
            self._since = None

    def restarted(self) -> None:
        """Forget which shards failed, since all of them start anew; the outage goes on."""
        if self._failing:
            self._failing = {GATEWAY}

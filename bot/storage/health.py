"""Records outages and damage of the database. Each sentence is logged once per outage.

`database` reports each failure here. `pipelines.vitals` checks whether an outage is over, and
`pipelines.notify_operator` tells the operator about it.
"""

import logging
from collections.abc import Callable

from bot.errors import StorageUnavailableError

log = logging.getLogger(__name__)


class Health:
    """The state of one database in this process.

    Args:
        show: called with `outage` whenever it changes.

    Attributes:
        failures: the number of failures so far.
        outage: a sentence that says why the last use failed; None once something was written.
        damage: a sentence for the operator after a damaged part was found; None before.
    """

    def __init__(self, show: Callable[[str | None], None] = lambda _: None) -> None:
        self.failures = 0
        self.outage: str | None = None
        self.damage: str | None = None
        self._show = show
        self._logged: set[str] = set()

    def failed(self, error: StorageUnavailableError) -> None:
        """Record that the database could not be used."""
        self.failures += 1
        self._change(str(error))
        if str(error) not in self._logged:
            self._logged.add(str(error))
            log.error("%s", error)

    def damaged(self, sentence: str) -> None:
        """Record that a part cannot be read. It stays recorded: only a repair mends it."""
        if self.damage is None:
            log.error("%s", sentence)
        self.damage = sentence

    @property
    def is_watched(self) -> bool:
        """Whether an outage was logged, and its end was not yet."""
        return bool(self._logged)

    def worked(self) -> None:
        """Record that something was written."""
        self._change(None)

    def mended(self) -> None:
        """Record and log that the outage is over."""
        self._change(None)
        self._logged.clear()
        log.info("The database works again.")

    def _change(self, outage: str | None) -> None:
        changed, self.outage = outage != self.outage, outage
        if changed:
            self._show(outage)

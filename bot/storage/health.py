"""Whether the database works, and what keeps it from that. Each sentence is logged once an outage.

`database` reports each failure here. `pipelines.monitor` watches how long an outage lasts and says
when it is over, and `pipelines.notify_operator` tells the operator.
"""

import logging
from collections.abc import Callable

from bot.errors import StorageUnavailableError

log = logging.getLogger(__name__)


class Health:
    """The state of one database in this process.

    Args:
        show: called with `outage` whenever that changes.

    Attributes:
        failures: how often it failed so far.
        outage: the sentence that says why it failed last; None while it works.
        damage: the sentence to tell once a damaged part was met; None before.
    """

    def __init__(self, show: Callable[[str | None], None] = lambda _: None) -> None:
        self.failures = 0
        self.outage: str | None = None
        self.damage: str | None = None
        self._show = show
        self._logged: set[str] = set()

    def failed(self, error: StorageUnavailableError) -> None:
        """The database could not be used."""
        self.failures += 1
        self._change(str(error))
        if str(error) not in self._logged:
            self._logged.add(str(error))
            log.error("%s", error)

    def damaged(self, sentence: str) -> None:
        """A part of the database cannot be read. Only a repair mends that, with no bot running."""
        if self.damage is None:
            log.error("%s", sentence)
        self.damage = sentence

    def mended(self) -> None:
        """The outage is over."""
        self._change(None)
        self._logged.clear()
        log.info("The database works again.")

    def _change(self, outage: str | None) -> None:
        changed, self.outage = outage != self.outage, outage
        if changed:
            self._show(outage)

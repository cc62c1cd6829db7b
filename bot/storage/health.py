"""Whether the database works by now, and what keeps it from that, said once in each outage.

`database` reports each failure here. `pipelines.monitor` watches, and says when it is over.
"""

import logging

from bot.errors import StorageUnavailableError

log = logging.getLogger(__name__)


class Health:
    """The state of one database in this process.

    Attributes:
        failures: how often it failed so far.
        trouble: what was wrong last; None while there is no outage.
    """

    def __init__(self) -> None:
        self.failures = 0
        self.trouble: str | None = None
        self._said: set[str] = set()

    def failed(self, error: StorageUnavailableError) -> None:
        """The database could not be used. The log has each sentence once in an outage."""
        self.failures += 1
        self.trouble = str(error)
        if self.trouble not in self._said:
            self._said.add(self.trouble)
            log.error("%s", self.trouble)

    def mended(self) -> None:
        """The outage is over."""
        self.trouble = None
        self._said.clear()
        log.info("The database works again.")

"""The program with a clock that runs faster than the machine's: days pass in a trial of a minute.

`PACED_FROM` is a moment of the machine's clock and `PACED_AT` that of the fast one, both in seconds
since 1970; `PACE` says how much faster it runs.
"""

import os
import time
from datetime import UTC, datetime

from bot.cli import main
from bot.clock import SystemClock


def paced(moment: float, pace: float, begin: float, at: float) -> datetime:
    """What the fast clock shows at a moment of the machine's clock."""
    return datetime.fromtimestamp(at + pace * (moment - begin), UTC)


def now(_: SystemClock) -> datetime:
    """The present of the fast clock."""
    pace, begin, at = (float(os.environ[name]) for name in ("PACE", "PACED_FROM", "PACED_AT"))
    return paced(time.time(), pace, begin, at)


if __name__ == "__main__":
    SystemClock.now = now  # type: ignore[method-assign,assignment] # of this process alone
    main()

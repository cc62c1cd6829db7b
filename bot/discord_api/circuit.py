"""Keeps the process far from Discord's ban for refused requests. Asked by `discord_api.requests`.

Discord shuts an address out, for hours, that got 10,000 answers of 401, 403 or 429 within ten
minutes: https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
"""

from collections import deque
from http import HTTPStatus

MOST_REFUSALS = 1_000
"""A tenth of what Discord bears: others may share the address."""

WINDOW_SECONDS = 600.0

REFUSALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)


class Circuit:
    """Counts refusals; open while there were too many of them.

    Args:
        most: how many open it.
        window: for how many seconds each one counts.
    """

    def __init__(self, most: int = MOST_REFUSALS, window: float = WINDOW_SECONDS) -> None:
        self._window = window
        self._refused_at: deque[float] = deque(maxlen=most)

    def record(self, status: int, now: float, *, shared: bool = False) -> bool:
        """Take note of an answer; whether it has just opened the circuit.

        Args:
            status: of any answer; only refusals count.
            now: in seconds of any one clock that never goes back.
            shared: whether the limit was used up by others, which Discord does not hold against
                the bot.
        """
        if status not in REFUSALS or shared:
            return False
        was_open = self.open_for(now) > 0
        self._refused_at.append(now)
        return not was_open and self.open_for(now) > 0

    def open_for(self, now: float) -> float:
        """For how many seconds nothing may be requested that can wait; 0 while it is closed."""
        if len(self._refused_at) != self._refused_at.maxlen:
            return 0.0
        return max(self._refused_at[0] + self._window - now, 0.0)

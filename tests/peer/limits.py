"""Rate limits: the headers of every answer, and 429 if a test switched limits on.

Asked by the server for each request. Headers are always sent, for without them discord.py treats
every route as one request at a time.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.peer.world import Json

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is allowed; None is no limit.

    Attributes:
        route: requests per `route_window` seconds for one route and channel or guild.
        overall: requests per second for the whole bot; answers to interactions are exempt.
        crossposts: messages published per hour in one channel. Discord publishes neither the
            number nor, in its headers, how many are left.
    """

    route: int | None = None
    route_window: float = 5.0
    overall: int | None = None
    crossposts: int | None = 10

    @classmethod
    def like_discord(cls) -> "Limits":
        """5 in 5 seconds per route, 50 a second in all."""
        return cls(route=5, overall=50)


@dataclass(frozen=True, slots=True)
class Allowance:
    """The answer of the limits to one request: headers, and a refusal or none."""

    headers: Mapping[str, str]
    refusal: Json | None = None


@dataclass(slots=True)
class _Window:
    ends: float
    used: int = 0


class RateLimiter:
    """Counts requests in fixed windows."""

    UNLIMITED = 10_000

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._windows: dict[str, _Window] = {}

    def admit(self, route: str, major: str, *, exempt: bool = False) -> Allowance:
        """Count one request to a route (`POST /channels/{channel_id}/messages`)."""
        if self.limits.overall is not None and not exempt:
            left, reset = self._count("overall", self.limits.overall, 1.0)
            if left < 0:
                return _refused(reset, {"X-RateLimit-Global": "true"}, scope="global")
        limit = self.limits.route if self.limits.route is not None else self.UNLIMITED
        left, reset = self._count(f"{route} {major}", limit, self.limits.route_window)
        headers = _headers(route, limit, max(left, 0), reset)
        return _refused(reset, headers, scope="user") if left < 0 else Allowance(headers)

    def crosspost(self, channel_id: int) -> Allowance:
        """Count one message that is to be published."""
        if self.limits.crossposts is None:
            return Allowance({})
        left, reset = self._count(f"crosspost {channel_id}", self.limits.crossposts, HOUR)
        return _refused(reset, {}, scope="shared") if left < 0 else Allowance({})

    def _count(self, key: str, limit: int, seconds: float) -> tuple[int, float]:
        now = self._clock()
        window = self._windows.get(key)
        if window is None or now >= window.ends:
            window = self._windows[key] = _Window(now + seconds)
        if window.used < limit:
            window.used += 1
            return limit - window.used, window.ends - now
        return -1, window.ends - now


def _headers(route: str, limit: int, left: int, reset: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": f"{time.time() + reset:.3f}",
        "X-RateLimit-Reset-After": f"{reset:.3f}",
        "X-RateLimit-Bucket": hashlib.md5(route.encode(), usedforsecurity=False).hexdigest(),
    }


def _refused(reset: float, headers: Mapping[str, str], *, scope: str) -> Allowance:
    body = {
        "message": "You are being rate limited.",
        "code": 0,
        "retry_after": round(reset, 3),
        "global": scope == "global",
    }
    # discord.py takes a 429 without Via for a ban.
    told = {"Retry-After": f"{reset:.3f}", "Via": "1.1 google", "X-RateLimit-Scope": scope}
    return Allowance({**headers, **told}, body)

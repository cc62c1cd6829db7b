"""Discord's limit for a whole bot, which discord.py leaves to us. Made by `app`."""

from aiolimiter import AsyncLimiter

REQUESTS_PER_SECOND = 50
"""https://discord.com/developers/docs/topics/rate-limits#global-rate-limit"""


def request_limiter() -> AsyncLimiter:
    """Evenly spaced, a little under the limit, so that answers to members always find room."""
    return AsyncLimiter(1, 1 / (REQUESTS_PER_SECOND - 2))

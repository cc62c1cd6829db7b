"""Notice: what a server is told about a channel that refuses posts."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """A channel takes no posts, and why.

    Attributes:
        topics: slugs of the subscriptions that wait, or `ALL_TOPICS`.
        reason: a sentence that says what to do.
        key: ≤ 25 characters; the nonce of its message, and what it is recognised by there.
        place_id: where it was about to be told when the outcome was lost; None where it never was.
    """

    id: int
    guild_id: int
    channel_id: int
    topics: tuple[str, ...]
    reason: str
    key: str
    created_at: datetime
    place_id: int | None = None

"""Past: how far one way into a feed's past has been read."""

from dataclasses import dataclass
from enum import StrEnum


class PastState(StrEnum):
    """Whether there is more to read."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Past:
    """One way into a feed's past: the feed's own pages, or a listing's.

    Attributes:
        start: the page that it begins with; a feed has one past for each.
        next_url: the page to read next; None once it is done.
        pages: so many were read.
        found, added: so many articles stood on them; so many were new to the index.
        error: why it failed, as a sentence.
    """

    feed_id: int
    start: str
    next_url: str | None
    state: PastState = PastState.OPEN
    pages: int = 0
    found: int = 0
    added: int = 0
    error: str | None = None

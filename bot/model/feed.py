"""Feed: a URL that we poll, with its validators, schedule and health."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FeedKind(StrEnum):
    """What a feed carries."""

    NEWS = "news"
    STORIES = "stories"
    JOURNAL = "journal"
    PREPRINT = "preprint"
    REGULATOR = "regulator"


class Audience(StrEnum):
    """For whom a feed is written."""

    PATIENTS = "patients"
    PROFESSIONALS = "professionals"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the catalogue names it.

    Attributes:
        topics: slugs that every article of this feed gets.
    """

    name: str
    url: str
    homepage: str
    kind: FeedKind = FeedKind.NEWS
    audience: Audience = Audience.PATIENTS
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request conditional; kept and sent back byte for byte."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How a feed has been doing.

    Attributes:
        failures: failed polls in a row.
        error: why the last poll failed, as a sentence; None after a success.
    """

    first_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    failures: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class TrackedFeed:
    """A feed of the catalogue together with what the database remembers of it."""

    id: int
    feed: Feed
    validators: Validators = Validators()
    content_hash: str | None = None
    next_check_at: datetime | None = None
    health: FeedHealth = field(default_factory=FeedHealth)

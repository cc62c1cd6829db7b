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
class Listing:
    """A page that lists older articles, and the CSS selectors by which they are found in it.

    Attributes:
        url: the first page.
        item: one article in the list; all others but `next_page` are looked for inside of it.
        link: an `<a>`; empty where the item is one itself.
        title: empty where it is the link's text.
        date, teaser, image: empty where the page has none.
        next_page: the link to the next page; empty where there is but one.
        topics: slugs that every article of this listing gets.
    """

    url: str
    item: str
    title: str = ""
    link: str = ""
    date: str = ""
    teaser: str = ""
    image: str = ""
    next_page: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the catalogue names it.

    Attributes:
        topics: slugs that every article of this feed gets.
        enabled: whether it is polled.
        phrases: what holds none of these is left out; empty takes everything.
        listings: where its past stands, beside what the feed itself leads to.
    """

    name: str
    url: str
    homepage: str
    kind: FeedKind = FeedKind.NEWS
    audience: Audience = Audience.PATIENTS
    topics: tuple[str, ...] = ()
    enabled: bool = True
    phrases: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed itself wishes to be asked (RSS 2.0); kept for answers that are unchanged.

    Attributes:
        ttl_minutes: `ttl`, or None.
        skip_hours: `skipHours`, 0 to 23 in UTC.
        skip_days: `skipDays`, 0 for Monday to 6 for Sunday.
    """

    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect (301, 308), and since when it has led there without a break."""

    to: str
    since: datetime


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
        failing_since: when the first of the failed polls was; None after a success.
        told_at: when the operator was told of what is wrong; None where nothing is.
        gone_at: when the server said that the feed is gone for good (410).
    """

    first_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    failures: int = 0
    error: str | None = None
    failing_since: datetime | None = None
    told_at: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrackedFeed:
    """A feed of the catalogue together with what the database remembers of it."""

    id: int
    feed: Feed
    validators: Validators = Validators()
    content_hash: str | None = None
    next_check_at: datetime | None = None
    pace: Pace = Pace()
    move: Move | None = None
    health: FeedHealth = field(default_factory=FeedHealth)


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed that is named, switched on or off, and what the index holds of it."""

    tracked: TrackedFeed
    articles: int
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedChoice:
    """What the operator decided about a feed; stands before what the catalogue says.

    Attributes:
        feed: the whole feed, where it is the operator's own or was changed; None keeps to the
            catalogue in all but `enabled`.
    """

    url: str
    enabled: bool
    feed: Feed | None = None


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

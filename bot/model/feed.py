"""Feed: a URL that the bot polls, and its state. Proposal: a feed that moderators want."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field

GAP_READ_FOR = timedelta(days=7)
"""How long polls retry a page of a gap that failed. Chosen by eye."""
GAP_TOLD_FOR = timedelta(days=30)
"""How long the list of feeds and `doctor` show a gap. Chosen by eye."""


class Gap(Struct, frozen=True):
    """Articles of a feed that may be missing.

    Attributes:
        found_at: when a poll found nothing that it knew.
        since: when the feed was read before that.
        until: the oldest date of what could be read, else the time of that poll.
        next_url: the page that failed, which later polls try again; None if none is left.
    """

    feed_id: int
    found_at: datetime
    since: datetime
    until: datetime
    next_url: str | None = None

    @property
    def sentence(self) -> str:
        """The sentence about it in the log and on the command line."""
        since, until = _told_apart(self.since, self.until)
        missing = f"articles may be missing between {since} and {until}"
        again = "; a page that failed is tried again at the next polls"
        return missing + (again if self.next_url else "")


def _told_apart(since: datetime, until: datetime) -> tuple[str, str]:
    """Both dates as text, with times if they are of one day."""
    for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M UTC"):
        if f"{since:{form}}" != f"{until:{form}}":
            return f"{since:{form}}", f"{until:{form}}"
    return f"{since:%Y-%m-%d %H:%M:%S UTC}", f"{until:%Y-%m-%d %H:%M:%S UTC}"


NO_ITEMS = "no items"
"""Stored in place of a hash if the document has no item."""


class FeedKind(StrEnum):
    """The kind of articles that a feed carries."""

    NEWS = "news"
    STORIES = "stories"
    JOURNAL = "journal"
    PREPRINT = "preprint"
    REGULATOR = "regulator"


PAPER_KINDS = frozenset({FeedKind.JOURNAL, FeedKind.PREPRINT})
"""Feeds whose articles are papers, with an abstract."""


class Audience(StrEnum):
    """The readers that a feed is written for."""

    PATIENTS = "patients"
    PROFESSIONALS = "professionals"


class Listing(Struct, frozen=True):
    """A web page that lists older articles, with the CSS selectors that find them.

    Attributes:
        url: the first page.
        item: one article in the list; all other selectors but `next_page` apply inside it.
        link: an `<a>`; empty if the item is one itself.
        title: empty if the link's text is the title.
        date, teaser, image: empty if the page has none.
        next_page: the link to the next page; empty if there is only one page.
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


class Feed(Struct, frozen=True):
    """A feed as the catalogue names it.

    Attributes:
        topics: slugs that every article of this feed gets.
        enabled: whether it is polled.
        phrases: entries that hold none of these are left out; if empty, all entries are taken.
        listings: web pages with older articles that the feed itself does not lead to.
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


class Pace(Struct, frozen=True):
    """The pace at which a feed itself wishes to be asked (RSS 2.0).

    It is stored, because an answer of 304 does not repeat it.

    Attributes:
        ttl_minutes: `ttl`; None if the feed has none.
        skip_hours: `skipHours`, 0 to 23 in UTC.
        skip_days: `skipDays`, 0 for Monday to 6 for Sunday.
    """

    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


class Move(Struct, frozen=True):
    """A permanent redirect (301, 308).

    Attributes:
        to: the new address.
        since: when the redirect was first seen; it led there at each later poll, too.
    """

    to: str
    since: datetime


class Validators(Struct, frozen=True):
    """The headers that make the next request conditional; sent back byte for byte."""

    etag: str | None = None
    last_modified: str | None = None


class FeedHealth(Struct, frozen=True):
    """The successes and failures of a feed's polls.

    Attributes:
        failures: failed polls in a row.
        error: why the last poll failed, as a sentence; None after a success.
        failing_since: when the first of the failed polls was; None after a success.
        told_at: when the operator was told of the failure; None if there is none to tell.
        gone_at: when the server said that the feed is gone for good (410); else None.
        newest_missed: whether the feed is larger than is read, and has its newest items at its end.
    """

    first_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    failures: int = 0
    error: str | None = None
    failing_since: datetime | None = None
    told_at: datetime | None = None
    gone_at: datetime | None = None
    newest_missed: bool = False


class TrackedFeed(Struct, frozen=True):
    """A feed with its state in the database.

    Attributes:
        content_hash: of its last document, or NO_ITEMS; None if that document is to be read again.
        server_only: whether it is read only for the servers that chose it.
        restored_at: when the database was restored from a copy; None if the feed is newer.
    """

    id: int
    feed: Feed
    validators: Validators = Validators()
    content_hash: str | None = None
    next_check_at: datetime | None = None
    pace: Pace = Pace()
    move: Move | None = None
    health: FeedHealth = field(default_factory=FeedHealth)
    server_only: bool = False
    restored_at: datetime | None = None

    @property
    def polled_since_restore(self) -> bool:
        """Whether a poll has read the feed since the restore, if there was one."""
        last = self.health.last_success_at
        return self.restored_at is None or (last is not None and last >= self.restored_at)


class ListedFeed(Struct, frozen=True):
    """A feed that is named, switched on or off, and what the index holds of it.

    Attributes:
        gap: the last time in which articles may be missing, if that was lately.
        servers: how many servers chose it.
    """

    tracked: TrackedFeed
    articles: int
    newest_at: datetime | None
    gap: Gap | None = None
    servers: int = 0


class FeedChoice(Struct, frozen=True):
    """The operator's decision about a feed; it overrides the catalogue.

    Attributes:
        feed: the whole feed, if it is the operator's own or was changed. None if the catalogue's
            feed holds, except for `enabled`.
    """

    url: str
    enabled: bool
    feed: Feed | None = None


class PastState(StrEnum):
    """Progress of reading a feed's past; OPEN means that there is more to read."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


class Past(Struct, frozen=True):
    """One series of pages with a feed's older articles: the feed's own, or a listing's.

    Attributes:
        start: the first page; a feed has one `Past` for each first page.
        next_url: the page to read next; None once all are read.
        pages: the number of pages read.
        found, added: the numbers of articles on these pages, and of those new to the index.
        error: why it failed, as a sentence.
        failures: how often in a row its next page failed.
    """

    feed_id: int
    start: str
    next_url: str | None
    state: PastState = PastState.OPEN
    pages: int = 0
    found: int = 0
    added: int = 0
    error: str | None = None
    failures: int = 0


class ProposalState(StrEnum):
    """The operator's answer; OPEN until there is one."""

    OPEN = "open"
    ALLOWED = "allowed"
    REFUSED = "refused"


class FeedPreview(Struct, frozen=True):
    """The contents of a feed, as a person who decides about it is shown them.

    Attributes:
        items: the number of its articles.
        on_topic: how many of them have a topic of the taxonomy.
        titles: of the newest articles, the newest first.
    """

    items: int
    on_topic: int
    titles: tuple[str, ...]


class Proposal(Struct, frozen=True):
    """A feed that a server's moderators proposed.

    Attributes:
        channel_id: where it was proposed, and where the server is told the answer.
        server_name: the server's name at that time.
        reached: whether the operator got the direct message that asks about it.
        told: whether the server was told the answer.
    """

    id: int
    guild_id: int
    channel_id: int
    server_name: str
    feed: Feed
    preview: FeedPreview
    state: ProposalState
    proposed_at: datetime
    reached: bool = False
    told: bool = False


class Obstacle(StrEnum):
    """Why a feed cannot become a server's own.

    Attributes:
        SWITCHED_OFF: the operator takes no proposals (SERVER_FEEDS).
        NO_OPERATOR: the operator would have to allow it and cannot be asked (OWNER_ID).
        FOR_EVERYBODY: it is a source of all servers already.
        CHOSEN: the server has it already.
        PROPOSED: the server waits for the answer already.
        REFUSED: the operator refused it in the last days.
        TOO_MANY: the server has as many as it may have.
        BUSY: another proposal of the server is being checked.
        TOO_SLOW: its site takes too long.
        NO_ADDRESS: what was typed is no address.
        PRIVATE: its address is a private one.
        LOCKED: its site does not let programs read it.
    """

    SWITCHED_OFF = "switched off"
    NO_OPERATOR = "no operator"
    FOR_EVERYBODY = "for everybody"
    CHOSEN = "chosen"
    PROPOSED = "proposed"
    REFUSED = "refused"
    TOO_MANY = "too many"
    BUSY = "busy"
    TOO_SLOW = "too slow"
    NO_ADDRESS = "no address"
    PRIVATE = "private"
    LOCKED = "locked"


class ServerFeedRule(StrEnum):
    """SERVER_FEEDS: who decides about the feeds that moderators propose."""

    ASK = "ask"
    ALLOW = "allow"
    OFF = "off"

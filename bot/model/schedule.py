"""Schedule: when a channel gets its news. Digest: one post of all that came until a slot of it.

A slot is a day in the time zone of the server. So a clock change neither repeats nor skips one.
"""

from datetime import date, datetime, time
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from bot.model.subscription import ChannelState, PauseCause

DEFAULT_AT = time(9)
"""The time of a digest if none was chosen, in the zone of the server. Chosen by eye."""
UTC_NAME = "UTC"
ISO_DATE_CHARACTERS = len("2026-11-30")


class Rhythm(StrEnum):
    """How often a channel gets its news."""

    AT_ONCE = "at once"
    DAILY = "daily"
    WEEKDAYS = "weekdays"
    """Monday to Friday."""
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Hold(StrEnum):
    """Why a delivery had to wait, though its channel was ready. It stays on record."""

    DIGEST = "digest"
    QUIET = "quiet"
    LIMIT = "limit"


class DigestLanguage(StrEnum):
    """The languages in which digests can be written."""

    ENGLISH = "en"
    SPANISH = "es"


class QuietHours(Struct, frozen=True):
    """The time of day in which no card is posted; it may cross midnight."""

    begin: time
    end: time

    def holds(self, at: time) -> bool:
        """Whether this time of day is quiet."""
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


class Schedule(Struct, frozen=True):
    """A channel's schedule.

    Attributes:
        day: a weekly one: the weekday, 0 is Monday; a monthly one: the day, or the last day of a
            month that is shorter.
        at: the local time of a digest.
        quiet: None for no quiet hours.
        says_empty: whether an empty digest is posted.
        daily_limit: posts a day of a channel that gets news at once; the rest comes as a digest at
            `at`. 0 is no limit.
        served: the last slot that was served.
        zone: the name of the server's time zone.
        language: the server's.
    """

    guild_id: int
    channel_id: int
    rhythm: Rhythm = Rhythm.AT_ONCE
    day: int = 0
    at: time = DEFAULT_AT
    quiet: QuietHours | None = None
    says_empty: bool = False
    daily_limit: int = 0
    served: date | None = None
    zone: str = UTC_NAME
    language: DigestLanguage = DigestLanguage.ENGLISH

    @property
    def gathers(self) -> bool:
        """Whether all deliveries wait for a digest."""
        return self.rhythm is not Rhythm.AT_ONCE

    @property
    def has_slots(self) -> bool:
        """Whether it has digests at all."""
        return self.gathers or self.daily_limit > 0

    @property
    def has_effect(self) -> bool:
        """Whether it differs from none."""
        return self.has_slots or self.quiet is not None

    def is_slot(self, day: date) -> bool:
        """Whether a digest comes on this local day."""
        match self.rhythm:
            case Rhythm.WEEKDAYS:
                return day.weekday() < FIRST_DAY_OF_WEEKEND
            case Rhythm.WEEKLY:
                return day.weekday() == self.day
            case Rhythm.MONTHLY:
                tomorrow = date.fromordinal(day.toordinal() + 1)
                return day.day == self.day or (tomorrow.day == 1 and day.day < self.day)
            case _:
                return self.has_slots

    def differs_from(self, other: "Schedule") -> bool:
        """Whether a moderator would see another schedule."""
        return replace(self, served=None) != replace(other, served=None)

    def same_slots(self, other: "Schedule") -> bool:
        """Whether both have their digests at the same times."""
        return _slots_of(self) == _slots_of(other)


FIRST_DAY_OF_WEEKEND = 5
"""Saturday, as `date.weekday` counts from Monday, 0."""


def _slots_of(schedule: Schedule) -> Schedule:
    """Return only the fields that decide when its slots are."""
    return replace(
        schedule,
        quiet=None,
        says_empty=False,
        daily_limit=min(schedule.daily_limit, 1),
        served=None,
        language=DigestLanguage.ENGLISH,
    )


class ServerTime(Struct, frozen=True):
    """A server's time zone and language; None for those that no moderator chose."""

    zone: str | None = None
    language: DigestLanguage | None = None


class Receipt(Struct, frozen=True):
    """The facts that an empty digest states.

    Attributes:
        sources: how many of the server's sources were read since the digest before.
        failing: how many of the server's sources could not be read the last time.
        read_at: when one of them was last read, even if that was before the last digest; None if
            none ever was.
    """

    sources: int
    failing: int
    read_at: datetime | None


class Digest(Struct, frozen=True):
    """The part of a post that makes it a digest.

    Attributes:
        first: the first local day that it covers, or the day after `last` if an earlier digest was
            made on that day.
        last: the last one.
        receipt: the facts to tell if it is empty; None if it carries articles.
    """

    first: date
    last: date
    language: DigestLanguage = DigestLanguage.ENGLISH
    receipt: Receipt | None = None


class LastDigest(Struct, frozen=True):
    """The outcome of a channel's last digest.

    Attributes:
        state: the state of its post: ready, sending, sent or failed.
        error: why it is not sent, as a sentence.
        slot: the name of its slot: the local date, with the time if it was not the first one.
    """

    digest: Digest
    articles: int
    state: str
    error: str | None
    made_at: datetime
    slot: str

    @property
    def day(self) -> date:
        """The slot that it stands for."""
        return date.fromisoformat(self.slot[:ISO_DATE_CHARACTERS])


class Scheduled(Struct, frozen=True):
    """A channel's schedule, with what comes next and what came last.

    Attributes:
        next_at: when the next digest comes; None if none does.
        is_due: whether this time has passed, and the digest still waits.
        quiet_until: when the quiet hours end that hold now; None if none do.
        paused: the channel, if nothing is posted in it, digests included.
    """

    schedule: Schedule
    next_at: datetime | None = None
    is_due: bool = False
    quiet_until: datetime | None = None
    last: LastDigest | None = None
    paused: ChannelState | None = None

    @property
    def is_paused(self) -> bool:
        """Whether nothing is posted in the channel, digests included."""
        return self.paused is not None

    @property
    def is_refused(self) -> bool:
        """Whether that is because Discord refuses posts there, so that it ends by itself."""
        return self.paused is not None and self.paused.cause is PauseCause.REFUSED

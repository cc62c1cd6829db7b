"""PostingObstacle: why the bot cannot post in a channel, and what it is concluded from."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class ObstacleKind(StrEnum):
    """The kinds of obstacles."""

    TIMED_OUT = "timed out"
    HIDDEN = "hidden"
    MEMBERSHIP = "membership"
    PERMISSIONS = "permissions"
    TAG = "tag"
    CLOSED = "closed"
    REFUSED = "refused"
    """Discord refused, and nothing that the bot can see says why."""


class Refusal(Struct, frozen=True):
    """Discord's last answer about a post.

    Attributes:
        code: Discord's JSON error code, or 0.
        words: Discord's own message.
    """

    code: int
    words: str = ""


class PlaceState(Struct, frozen=True):
    """The part of Discord's state that decides whether the bot can post in a channel.

    Attributes:
        visible: whether the bot sees the channel and, for a thread, its parent.
        lacking: the names of the permissions that the bot lacks, whether or not it is timed out.
        timed_out_until: the end of the bot's time-out; a time in the past means none.
        role: the name of the bot's highest role. Moderators whose role stands above it can end the
            time-out.
        joined: whether the bot is in the thread, or need not be.
        tagless: whether posts need a tag and the bot may use none.
        closed: whether the thread is locked, and the bot may not reopen it.
    """

    visible: bool = True
    thread: bool = False
    lacking: tuple[str, ...] = ()
    timed_out_until: datetime | None = None
    role: str = ""
    joined: bool = True
    tagless: bool = False
    closed: bool = False


class PostingObstacle(Struct, frozen=True):
    """Why the bot cannot post in a channel.

    Attributes:
        sentence: says what to do.
        until: when it ends by itself, if it does.
        refusal: Discord's answer, if nothing else shows the obstacle. Then nothing but another try
            shows whether it was removed.
    """

    sentence: str
    kind: ObstacleKind = ObstacleKind.REFUSED
    until: datetime | None = None
    refusal: Refusal | None = None

"""Proposal: a feed that a server's moderators want, and the operator's answer to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.feed import Feed


class ProposalState(StrEnum):
    """The operator's answer; OPEN until there is one."""

    OPEN = "open"
    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FeedPreview:
    """The contents of a feed, as a person who decides about it is shown them.

    Attributes:
        items: the number of its articles.
        on_topic: how many of them have a topic of the taxonomy.
        titles: of the newest articles, the newest first.
    """

    items: int
    on_topic: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
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
    PRIVATE = "private"
    LOCKED = "locked"


class ServerFeedRule(StrEnum):
    """SERVER_FEEDS: who decides about the feeds that moderators propose."""

    ASK = "ask"
    ALLOW = "allow"
    OFF = "off"

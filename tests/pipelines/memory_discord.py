"""Discord in memory, with a time of its own: channels, forums, nonces, and all that goes wrong.

Made by the state machine in `test_outbox_machine.py`, which also turns its time.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NoReturn

import discord

from bot.discord_api.messenger import CLOCK_DIFFERENCE
from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.model.obstacle import PlaceState
from tests.factories import NOON
from tests.fakes import refusal

LISTED_AFTER = timedelta(seconds=8)
"""So long Discord may need until a new forum post shows in a list."""

MISSING_PERMISSIONS = 50013


class Fate(StrEnum):
    """The fate of a request that gets no answer."""

    CUT_BEFORE = "the connection breaks before anything is stored"
    CUT_AFTER = "the connection breaks, and the message is stored"
    CRASH_BEFORE = "the bot is killed before anything is stored"
    CRASH_AFTER = "the bot is killed, and the message is stored"
    LIMITED = "too many requests"
    SLOWED = "slow mode"
    FORBIDDEN = "a permission is missing, for once"
    REJECTED = "the form is bad"


STORED = (Fate.CUT_AFTER, Fate.CRASH_AFTER)
REFUSALS: Mapping[Fate | None, tuple[int | None, int, float | None]] = {
    Fate.CUT_BEFORE: (None, 0, None),
    Fate.CUT_AFTER: (None, 0, None),
    Fate.LIMITED: (429, 0, 3),
    Fate.SLOWED: (403, 20016, 40),
    Fate.FORBIDDEN: (403, 50013, None),
    Fate.REJECTED: (400, 50035, None),
}
"""Status, code and `retry_after` of what the messenger raises."""


class Power:
    """The power of the bot's process: once it is off, nothing of that process acts any more."""

    def __init__(self) -> None:
        self.off = asyncio.Event()

    def cut(self) -> NoReturn:
        """Kill the process."""
        self.off.set()
        raise asyncio.CancelledError

    def check(self) -> None:
        """End whoever still acts after the process was killed."""
        if self.off.is_set():
            raise asyncio.CancelledError


@dataclass(slots=True)
class Message:
    """A message that stands in a channel, or stood there.

    Attributes:
        key: "" if a member wrote it.
        at: when, by Discord's time.
        leaps: how often the bot's clock had been set forward by then.
        shows: each article's key, and what is to be read of it.
        orphan: its subscription ended before the bot had recorded it.
        edit_rejected: Discord once refused an edit for good.
        edit_forbidden: it once refused one since a permission was missing.
    """

    id: int
    key: str
    at: datetime
    kind: PostKind = PostKind.CARD
    leaps: int = 0
    shows: dict[str, str] = field(default_factory=dict)
    deleted: bool = False
    orphan: bool = False
    edit_rejected: bool = False
    edit_forbidden: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit that took effect; `life` counts the bot's processes."""

    message_id: int
    shows: tuple[str, ...]
    life: int
    answered: bool


@dataclass(slots=True)
class Room:
    """A channel.

    Attributes:
        forbidden: Discord's code for what the bot lacks here; 0 is nothing.
        timed_out_until: until when the bot is timed out; nobody is told when that is over.
        fates: what becomes of the next requests.
        rejected: keys of the articles that Discord refused for good.
        meanwhile: what happens while the next message is on its way.
        quiet_after: how many messages there were when a moderator paused it.
    """

    forum: bool = False
    gone: bool = False
    forbidden: int = 0
    timed_out_until: datetime | None = None
    fates: deque[Fate] = field(default_factory=deque)
    messages: list[Message] = field(default_factory=list)
    rejected: set[str] = field(default_factory=set)
    meanwhile: Callable[[], Awaitable[None]] | None = None
    quiet_after: int = 0

    @property
    def ours(self) -> list[Message]:
        """Every message that the bot ever had stored here, deleted ones among them."""
        return [message for message in self.messages if message.key]

    @property
    def standing(self) -> list[str]:
        """The keys of the articles that it ever got, in the order of its messages."""
        return [key for message in self.ours for key in message.shows]


class MemoryDiscord:
    """A Messenger to channels in memory.

    Attributes:
        now: Discord's own time.
        life: which of the bot's processes is talking.
    """

    def __init__(self, rooms: dict[int, Room], nonce_window: timedelta) -> None:
        self.rooms = rooms
        self.now = NOON
        self.leaps = 0
        self.life = 0
        self.power = Power()
        self.edits: list[Edit] = []
        self._nonce_window = nonce_window
        self._last_id = 0

    async def send(self, post: Post, carried: Sequence[CarriedArticle]) -> int:
        room, fate = self._asked(post)
        message = self._repeated(room, post)
        if message is None and fate in {None, *STORED}:
            message = self._store(room, post, carried)
        if room.meanwhile:
            act, room.meanwhile = room.meanwhile, None
            await act()
        if fate is Fate.REJECTED:
            room.rejected |= _shown(carried).keys()
        self._meet(fate)
        assert message is not None
        return message.id

    async def edit(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        messages = self.rooms[post.channel_id].messages
        message = next(each for each in messages if each.id == post.message_id)
        room = self.rooms[post.channel_id]
        message.edit_forbidden |= room.forbidden > 0 or self._is_timed_out(room)
        _, fate = self._asked(post)
        if message.deleted:
            raise refusal(404, 10008)
        message.edit_rejected |= fate is Fate.REJECTED
        message.edit_forbidden |= fate is Fate.FORBIDDEN
        if fate in {None, *STORED}:
            message.shows = _shown(carried)
            shows = tuple(message.shows.values())
            self.edits.append(Edit(message.id, shows, self.life, answered=fate is None))
        self._meet(fate)

    async def find(self, post: Post, after: int | None) -> int | None:
        room, fate = self._asked(post)
        self._meet(None if fate is Fate.REJECTED else fate)
        before = after or discord.utils.time_snowflake(post.created_at - CLOCK_DIFFERENCE)
        for message in self._listed(room):
            if message.key in post.keys:
                return message.id
            if message.id <= before:
                break
        return None

    def say(self, channel_id: int) -> None:
        """A member writes."""
        message = Message(self._new_id(), "", self.now)
        self.rooms[channel_id].messages.append(message)

    def _asked(self, post: Post) -> tuple[Room, Fate | None]:
        """A request arrives, and is to meet its fate."""
        self.power.check()
        room = self.rooms[post.channel_id]
        if room.gone:
            raise refusal(404, 10003)
        if room.forbidden:
            raise refusal(403, room.forbidden)
        if self._is_timed_out(room):
            error = refusal(403, MISSING_PERMISSIONS)
            error.place = PlaceState(timed_out_until=room.timed_out_until, role="progress")
            raise error
        return room, room.fates.popleft() if room.fates else None

    def _is_timed_out(self, room: Room) -> bool:
        return room.timed_out_until is not None and self.now < room.timed_out_until

    def _meet(self, fate: Fate | None) -> None:
        if fate in REFUSALS:
            status, code, retry_after = REFUSALS[fate]
            raise refusal(status, code, retry_after)
        if fate in {Fate.CRASH_BEFORE, Fate.CRASH_AFTER}:
            self.power.cut()

    def _repeated(self, room: Room, post: Post) -> Message | None:
        """The message that a nonce stands for; forum posts have none."""
        for message in [] if room.forum else room.ours:
            if message.key == post.key and self.now - message.at < self._nonce_window:
                if message.deleted:
                    raise refusal(404, 10008)
                return message
        return None

    def _store(self, room: Room, post: Post, carried: Sequence[CarriedArticle]) -> Message:
        shows = _shown(carried)
        message = Message(self._new_id(), post.key, self.now, post.kind, self.leaps, shows)
        room.messages.append(message)
        return message

    def _listed(self, room: Room) -> Iterator[Message]:
        """The messages that a look at the channel shows, newest first."""
        for message in reversed(room.messages):
            late = room.forum and self.now - message.at < LISTED_AFTER
            if not message.deleted and not late:
                yield message

    def _new_id(self) -> int:
        self._last_id = max(self._last_id + 1, discord.utils.time_snowflake(self.now))
        return self._last_id


def _shown(carried: Sequence[CarriedArticle]) -> dict[str, str]:
    articles = [item.article.article for item in carried]
    # The link holds while titles and ids change.
    return {a.canonical_url: f"{a.title} {a.retracted}" for a in articles}

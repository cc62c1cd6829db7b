"""Moderators change things around a slot: each article comes once, no slot has two digests."""

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from bot.delivery.slots import instant
from bot.errors import RequestError
from bot.model.delivery import CarriedArticle, Post
from bot.model.document import Document
from bot.model.schedule import QuietHours, Rhythm, Schedule, ServerTime
from bot.model.subscription import PATIENT_KINDS
from bot.storage import feeds
from bot.subscriptions.schedules import ScheduleService
from tests.factories import article, feed, subscribe_channel
from tests.fakes import ManualClock, ScriptedFetcher
from tests.pipelines.memory_discord import STORED, Fate, MemoryDiscord, Message, Room
from tests.pipelines.stack import Stack

ZONES = (
    "UTC",
    "America/New_York",
    "America/Santiago",  # changes its clocks at midnight
    "Europe/Berlin",
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)
BEGINNINGS = (
    datetime(2026, 3, 5, 12, tzinfo=UTC),  # New York
    datetime(2026, 3, 26, 12, tzinfo=UTC),  # Berlin
    datetime(2026, 4, 2, 12, tzinfo=UTC),  # Santiago, Lord Howe
    datetime(2026, 9, 3, 12, tzinfo=UTC),  # Santiago
    datetime(2026, 10, 1, 12, tzinfo=UTC),  # Lord Howe
    datetime(2026, 10, 22, 12, tzinfo=UTC),  # Berlin, New York
    datetime(2027, 12, 29, 12, tzinfo=UTC),
    datetime(2028, 2, 26, 12, tzinfo=UTC),  # a leap day
)
"""Moments ahead of a clock change, or of a day that is none in other months."""
FATES = (*STORED, *STORED, Fate.CRASH_BEFORE, Fate.CUT_BEFORE, Fate.LIMITED)
CHANNELS = (10, 11)
SHORT, LONG = range(3), range(3, 40)
DAYS_UNTIL_ALL_HAS_COME = 66
"""A monthly slot may be served early, so that the next one comes after two months."""


@pytest.mark.parametrize("seed", [*SHORT, *(pytest.param(n, marks=pytest.mark.long) for n in LONG)])
async def test_no_change_loses_or_repeats_anything(tmp_path: Path, seed: int) -> None:
    trial = Trial(tmp_path, random.Random(seed), seed)
    await trial.begin()
    for _ in range(8 if seed in SHORT else 25):
        await trial.live_a_day()
    await trial.come_to_rest()

    for room in trial.world.rooms.values():
        assert sorted(room.standing) == [address(n) for n in range(trial.count)]
        assert len({message.key for message in room.ours}) == len(room.ours)
    assert len(trial.slots) > 2, "else nothing was tried"
    await trial.stack.stop()


class Noticeboard(MemoryDiscord):
    """Discord that remembers which posts it stored since it was asked last."""

    def __init__(self) -> None:
        super().__init__({each: Room() for each in CHANNELS}, timedelta(minutes=5))
        self._stored = list[Post]()

    def take_stored(self) -> list[Post]:
        stored, self._stored = self._stored, []
        return stored

    def _store(self, room: Room, post: Post, carried: Sequence[CarriedArticle]) -> Message:
        self._stored.append(post)
        return super()._store(room, post, carried)


class Trial:
    """A server whose moderators change everything all the time.

    Attributes:
        slots: of each channel, the digests that were made by themselves.
        seen: the newest post that was looked at.
    """

    def __init__(self, folder: Path, rng: random.Random, seed: int) -> None:
        self.rng = rng
        self.clock = ManualClock(BEGINNINGS[seed % len(BEGINNINGS)])
        self.born = self.clock.now()
        self.world = Noticeboard()
        self.world.now = self.clock.now()
        self.fetcher = ScriptedFetcher()
        self.stack = Stack(folder / "progress.db", self.clock, self.fetcher, self.world)
        self.zone, self.count, self.seen = rng.choice(ZONES), 0, 0
        self.slots = set[tuple[int, str]]()

    @property
    def service(self) -> ScheduleService:
        return ScheduleService(self.stack.database, self.clock, lambda: None)

    async def begin(self) -> None:
        """An empty feed that was polled, and channels with digests."""
        await self.stack.start()
        async with self.stack.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
        self.publish()
        await self.stack.poller.poll_due()
        for channel_id in CHANNELS:
            await subscribe_channel(
                self.stack.subscriptions, 1, channel_id, "all", PATIENT_KINDS, None
            )
        await self.service.set_server_time(1, ServerTime(self.zone))
        for _ in CHANNELS:
            await self.reschedule()

    async def live_a_day(self) -> None:
        """News, changes and crashes, in any order."""
        doing: list[Callable[[], Awaitable[object]]] = [
            *[self.change] * 2,
            *[self.work] * 4,
            self.post_now,
        ]
        for each in self.rng.choices(doing, k=self.rng.randint(3, 7)):
            await each()
            # A day or ten of downtime, now and then.
            self.pass_time(self.rng.randint(1, 14_400 if self.rng.random() < 0.03 else 500))

    async def come_to_rest(self) -> None:
        """Until the longest schedule has served what waits."""
        for room in self.world.rooms.values():
            room.fates.clear()
        for channel_id in CHANNELS:
            await self.service.change(1, channel_id, lambda before: replace(before, quiet=None))
        for _ in range(DAYS_UNTIL_ALL_HAS_COME):
            await self.run()
            self.pass_time(24 * 60)

    async def work(self) -> None:
        """News, and trouble with Discord."""
        self.count += self.rng.randint(0, 2)
        self.publish()
        for room in self.world.rooms.values():
            room.fates.extend(self.rng.choices(FATES, k=self.rng.randint(0, 1)))
        await self.run(self.rng.choice([None, None, self.rng.randint(1, 6)]))

    async def run(self, lasts: int | None = None) -> None:
        """Poll and announce; the process is killed after so many half transactions."""
        for part in ("poll", "announce"):
            before = await self.schedules()
            self.stack.database.lasts = lasts
            due = (
                self.stack.poller.poll_due if part == "poll" else self.stack.announcer.announce_due
            )
            await self.stack.live(due())
            self.stack.database.lasts = None
            await self.check(before)

    async def check(self, schedules: Mapping[int, Schedule]) -> None:
        """The posts made since the last look were due, and none came in quiet hours."""
        now = self.clock.now()
        async with self.stack.database.reader() as connection:
            rows = await connection.execute_fetchall(
                "SELECT * FROM posts WHERE id > ? ORDER BY id", (self.seen,)
            )
            asked = await connection.execute_fetchall("SELECT id FROM posts WHERE asked = 1")
        wall = now.astimezone(ZoneInfo(self.zone)).time()
        for post in self.world.take_stored():
            quiet = schedules[post.channel_id].quiet
            assert not (quiet and quiet.holds(wall)) or post.id in {row["id"] for row in asked}
        for row in rows:
            self.seen = row["id"]
            if row["slot"] is None or row["asked"]:
                continue
            schedule = schedules[row["channel_id"]]
            day = date.fromisoformat(row["slot"])
            assert schedule.is_slot(day)
            assert now >= instant(day, schedule.at, ZoneInfo(schedule.zone))
            assert (row["channel_id"], row["slot"]) not in self.slots
            self.slots.add((row["channel_id"], row["slot"]))

    async def schedules(self) -> dict[int, Schedule]:
        return {each: (await self.service.find(1, each)).schedule for each in CHANNELS}

    async def change(self) -> None:
        await (self.rezone() if self.rng.random() < 0.3 else self.reschedule())

    async def rezone(self) -> None:
        self.zone = self.rng.choice(ZONES)
        await self.service.set_server_time(1, ServerTime(self.zone))

    async def reschedule(self) -> None:
        """Change a part or all of a schedule."""
        rng = self.rng
        rhythm = rng.choice([*Rhythm])
        day = rng.choice([29, 30, 31]) if rhythm is Rhythm.MONTHLY else rng.randint(0, 6)
        fields = {
            "rhythm": rhythm,
            "day": day,
            "at": time(rng.randint(0, 23), rng.choice([0, 15, 30])),
            "daily_limit": rng.choice([0, 2]) if rhythm is Rhythm.AT_ONCE else 0,
            "says_empty": rng.random() < 0.5 and rhythm is not Rhythm.AT_ONCE,
            "quiet": rng.choice(
                [None, QuietHours(time(22, 30), time(6)), QuietHours(time(1), time(2, 30))]
            ),
        }
        await self.service.change(1, rng.choice(CHANNELS), lambda before: replace(before, **fields))

    async def post_now(self) -> None:
        with suppress(RequestError):
            await self.service.post_now(1, self.rng.choice(CHANNELS))

    def publish(self) -> None:
        """Let the feed hold the newest of so many articles."""
        made = [
            article(f"n{n:04d}", published_at=self.born + timedelta(minutes=n))
            for n in range(max(0, self.count - 60), self.count)
        ][::-1]
        body = repr(made).encode()
        self.stack.extractor.articles[body] = tuple(made)
        self.fetcher.answers[feed().url] = Document(feed().url, 200, {}, body)

    def pass_time(self, minutes: int) -> None:
        """For the bot and for Discord."""
        self.clock.forward(minutes=minutes)
        self.world.now += timedelta(minutes=minutes)


def address(number: int) -> str:
    return f"https://example.org/news/n{number:04d}"

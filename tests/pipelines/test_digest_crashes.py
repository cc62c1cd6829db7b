"""Any schedule, any clock, any crash: each slot at most one post, each article once, none lost."""

import random
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from bot.delivery.slots import instant
from bot.model.document import Document
from bot.model.schedule import QuietHours, Rhythm, Schedule, ServerTime
from bot.model.subscription import PATIENT_KINDS
from bot.storage import feeds
from bot.subscriptions.schedules import ScheduleService
from tests.factories import NOON, article, feed, subscribe_channel
from tests.fakes import ManualClock, ScriptedFetcher
from tests.pipelines.memory_discord import STORED, Fate, MemoryDiscord, Room
from tests.pipelines.stack import Stack

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/Madrid",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Cairo",
    "Pacific/Apia",
    "Asia/Tehran",
)
FATES = (*STORED, *STORED, Fate.CRASH_BEFORE, Fate.CUT_BEFORE, Fate.LIMITED)
SHORT, LONG = range(1, 3), range(3, 20)
DIGEST, FORUM, LIMITED = 10, 11, 12


@pytest.mark.parametrize("seed", [*SHORT, *(pytest.param(n, marks=pytest.mark.long) for n in LONG)])
async def test_no_crash_loses_or_repeats_anything(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rooms = {DIGEST: Room(), FORUM: Room(forum=True), LIMITED: Room()}
    world = MemoryDiscord(rooms, rng.choice([timedelta(0), timedelta(minutes=5)]))
    clock, fetcher = ManualClock(), ScriptedFetcher()
    stack = Stack(tmp_path / "progress.db", clock, fetcher, world)
    await stack.start()
    pace = Pace(rng)
    await begin(stack, pace)
    days, count = 6 if seed in SHORT else 30, 0
    for _ in range(days):
        for _ in range(rng.randint(1, 4)):
            count += rng.randint(0, 4)
            publish(stack, fetcher, count)
            for room in rooms.values():
                room.fates.extend(rng.choices(FATES, k=rng.randint(0, 2)))
            for work in ("poll", "announce"):
                stack.database.lasts = rng.choice([None, rng.randint(1, 6)])
                due = stack.poller.poll_due if work == "poll" else stack.announcer.announce_due
                await stack.live(due())
                stack.database.lasts = None
            pass_time(stack, world, rng.randint(1, 900))
    for room in rooms.values():
        room.fates.clear()
    for _ in range(pace.days_until_all_has_come * 3):
        await stack.live(stack.poller.poll_due())
        await stack.live(stack.announcer.announce_due())
        pass_time(stack, world, 480)

    for room in rooms.values():
        assert sorted(room.standing) == [f"https://example.org/news/n{n:04d}" for n in range(count)]
        assert len({message.key for message in room.ours}) == len(room.ours)
    async with stack.database.reader() as connection:
        rows = await connection.execute_fetchall(
            "SELECT channel_id, slot, created_at FROM posts WHERE slot IS NOT NULL"
        )
        slots = [(row["channel_id"], row["slot"]) for row in rows]
    assert len(slots) == len(set(slots))
    for row in rows:
        day, made = datetime.fromisoformat(row["slot"]).date(), row["created_at"]
        assert made >= instant(day, pace.of(row["channel_id"]).at, ZoneInfo(pace.zone)).timestamp()
    await stack.stop()


class Pace:
    """The schedules of a trial."""

    def __init__(self, rng: random.Random) -> None:
        self.zone = rng.choice(ZONES)
        at, quiet = time(rng.randint(8, 19), 30), QuietHours(time(21), time(6))
        rhythm = rng.choice([each for each in Rhythm if each is not Rhythm.AT_ONCE])
        base = Schedule(1, DIGEST, rhythm, day=rng.randint(1, 6), at=at)
        self._schedules = {
            DIGEST: replace(base, says_empty=rng.random() < 0.5),
            FORUM: replace(base, channel_id=FORUM, quiet=quiet),
            LIMITED: Schedule(1, LIMITED, at=at, quiet=quiet, daily_limit=rng.randint(1, 4)),
        }
        self.days_until_all_has_come = {Rhythm.MONTHLY: 33, Rhythm.WEEKLY: 9}.get(rhythm, 5)

    def of(self, channel_id: int) -> Schedule:
        return replace(self._schedules[channel_id], zone=self.zone)


async def begin(stack: Stack, pace: Pace) -> None:
    """An empty feed that was polled, and channels with their schedules."""
    async with stack.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
    assert isinstance(stack._fetcher, ScriptedFetcher)
    publish(stack, stack._fetcher, 0)
    await stack.poller.poll_due()
    service = ScheduleService(stack.database, stack.clock, lambda: None)
    await service.set_server_time(1, ServerTime(pace.zone))
    for channel_id in (DIGEST, FORUM, LIMITED):
        await subscribe_channel(stack.subscriptions, 1, channel_id, "all", PATIENT_KINDS, None)
        await service.change(1, channel_id, lambda before: pace.of(before.channel_id))


def publish(stack: Stack, fetcher: ScriptedFetcher, count: int) -> None:
    """Let the feed hold the newest of so many articles."""
    made = [
        article(f"n{n:04d}", published_at=NOON + timedelta(minutes=n))
        for n in range(max(0, count - 60), count)
    ][::-1]
    body = repr(made).encode()
    stack.extractor.articles[body] = tuple(made)
    fetcher.answers[feed().url] = Document(feed().url, 200, {}, body)


def pass_time(stack: Stack, world: MemoryDiscord, minutes: int) -> None:
    """For the bot and for Discord."""
    stack.clock.forward(minutes=minutes)
    world.now += timedelta(minutes=minutes)

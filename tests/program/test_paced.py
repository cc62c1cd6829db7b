"""Killed at any moment while days pass: digests, quiet hours and limits lose and repeat nothing."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.model.schedule import QuietHours, Rhythm, Schedule
from bot.model.subscription import ChannelKind
from bot.model.wish import Wish, WishAlternative, WishConcept, WishPhrase
from bot.storage.database import Database
from bot.subscriptions.saving import WantedSubscription
from bot.subscriptions.schedules import ScheduleService
from bot.subscriptions.service import SubscriptionService
from tests.factories import taxonomy
from tests.peer import Channel, Peer, World
from tests.peer.world import USUAL_PERMISSIONS, Json
from tests.program.paced import PacedClock
from tests.program.running import loopback_feed, program, settings
from tests.program.torture import IDENTIFIES_A_DAY, Place, posted_numbers, subscribe

NINE, QUIET = time_of_day(9), QuietHours(time_of_day(20), time_of_day(8))
SCHEDULES = {
    "at-once": Schedule(0, 0),
    "daily": Schedule(0, 0, Rhythm.DAILY, at=NINE),
    "told": Schedule(0, 0, Rhythm.DAILY, at=NINE, quiet=QUIET, says_empty=True),
    "quiet": Schedule(0, 0, quiet=QUIET),
    "limited": Schedule(0, 0, at=NINE, daily_limit=2),
    "worded": Schedule(0, 0),
    "worded-daily": Schedule(0, 0, Rhythm.DAILY, at=NINE),
    "worded-quiet": Schedule(0, 0, quiet=QUIET),
}
"""By the names of the channels; times are UTC."""
FOLLOWED = "lobular"
"""The words that the worded channels follow, beside those that get all articles."""
PATIENCE_SECONDS = 90.0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kills", [2, pytest.param(14, marks=pytest.mark.long)])
async def test_killed_while_days_pass_each_channel_gets_each_article_once_and_in_its_hours(
    tmp_path: Path, kills: int
) -> None:
    rng = random.Random(kills)
    # Its present stays before that of Discord, as far as the trial lasts. The second life falls
    # into the night.
    evening = datetime.now(UTC).replace(hour=18) - timedelta(days=60)
    clock = PacedClock.new(tmp_path / "clock", evening)
    sent = dict[int, datetime]()

    async def stored(_channel: Channel, message: Json) -> None:
        sent[int(message["id"])] = clock.now()

    world = World()
    guild = world.add_guild("Kindness", USUAL_PERMISSIONS)
    places = {name: Place(guild.add_channel(name), ChannelKind.TEXT) for name in SCHEDULES}
    async with Peer.open(world) as peer, loopback_feed("Old news") as feed:
        peer.gateway.limit["total"] = IDENTIFIES_A_DAY
        peer.on_stored = stored
        await subscribe(tmp_path, [p for name, p in places.items() if not is_worded(name)])
        await follow(tmp_path, clock, [p for name, p in places.items() if is_worded(name)])
        await schedule(tmp_path, clock, places)
        environment = {
            **settings(tmp_path, feed, peer),
            "PACED_CLOCK": str(tmp_path / "clock"),
            "BURST_LIMIT": "0",
        }
        lives = {"folder": tmp_path, "environment": environment, "module": "tests.program.paced"}
        async with program("poll", "--once", **lives) as poll:  # type: ignore[arg-type]
            assert await poll.process.wait() == 0, poll.log.read_text()
        for life in range(1, kills + 1):
            count = len(feed.titles)
            feed.titles += [title(count + n) for n in range(rng.randint(1, 3))]
            async with program("run", **lives):  # type: ignore[arg-type]
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await peer.journal.reached("ready", life)
                await asyncio.sleep(rng.uniform(1.5, 6))
        published = range(1, len(feed.titles))
        expected = {
            name: [n for n in published if not is_worded(name) or FOLLOWED in title(n)]
            for name in places
        }
        async with program("run", **lives) as run:  # type: ignore[arg-type]
            async with asyncio.timeout(PATIENCE_SECONDS):
                while any(
                    len(posted_numbers(peer, p)) < len(expected[n]) for n, p in places.items()
                ):
                    assert run.process.returncode is None, run.log.read_text()
                    await asyncio.sleep(0.2)
            await asyncio.sleep(1)

        assert {n: sorted(posted_numbers(peer, p)) for n, p in places.items()} == expected
        assert all(expected.values())
        for name, place in places.items():
            messages = peer.messages(place.channel.id)
            walls = [sent[int(each["id"])] for each in messages]
            assert [wall for wall in walls if is_too_early(name, wall)] == []
            if name in {"daily", "told", "worded-daily"}:
                titles = [str(each).count("Research news · ") for each in messages]
                assert titles == [1] * len(messages)
            if name in {"daily", "worded-daily"}:
                days = [(wall - timedelta(hours=9)).date() for wall in walls]
                assert len(days) == len(set(days))


def title(number: int) -> str:
    """The title of an article; two of three hold the followed words."""
    return f"Study {number} of {FOLLOWED} cancer" if number % 3 else f"Study {number}"


def is_worded(name: str) -> bool:
    """Whether a channel follows words."""
    return name.startswith("worded")


async def follow(folder: Path, clock: PacedClock, places: Sequence[Place]) -> None:
    """Let the channels follow the words."""
    concept = WishConcept(FOLLOWED, (WishPhrase((FOLLOWED,)),), telling=True, rare=True)
    wish = Wish(FOLLOWED, (WishAlternative(FOLLOWED, (concept,), FOLLOWED),))
    async with Database.open(folder / "progress.db") as database:
        service = SubscriptionService(database, taxonomy(), clock, lambda: None)
        for place in places:
            await service.save(
                WantedSubscription(
                    *(place.channel.guild_id, place.channel.id),
                    channel_kind=place.kind,
                    wish=wish,
                )
            )


def is_too_early(name: str, wall: datetime) -> bool:
    """Whether a message came in hours in which its channel gets none."""
    quiet = SCHEDULES[name].quiet
    return quiet is not None and quiet.holds(wall.time())


async def schedule(folder: Path, clock: PacedClock, places: dict[str, Place]) -> None:
    """Give the channels their schedules."""
    async with Database.open(folder / "progress.db") as database:
        service = ScheduleService(database, clock, lambda: None)
        for name, place in places.items():
            wanted = SCHEDULES[name]

            def change(before: Schedule, wanted: Schedule = wanted) -> Schedule:
                return replace(wanted, guild_id=before.guild_id, channel_id=before.channel_id)

            await service.change(place.channel.guild_id, place.channel.id, change)

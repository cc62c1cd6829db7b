"""`/healthz` names each thing that a person should look at, and only that."""

import asyncio
import contextlib
import inspect
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from msgspec.structs import replace

from bot import lifecycle
from bot.errors import StorageUnavailableError
from bot.health_server import application
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.loops import Beats, keep_going, record_in, repeat
from bot.pipelines.vitals import (
    LATE_AFTER,
    LEAST_FREE_BYTES,
    NOT_OPEN_YET,
    StorageMonitor,
    Vitals,
    VitalsReader,
)
from bot.storage.database import Database
from bot.storage.figures import Figures
from bot.storage.health import Health
from tests.factories import NOON, article, subscribe_channel
from tests.fakes import ManualClock
from tests.loopback import listening
from tests.pipelines.conftest import House
from tests.tables import each_row

WELL = Vitals(
    NOON,
    dict.fromkeys(LATE_AFTER, NOON),
    None,
    Figures(NOON, None),
    None,
    LEAST_FREE_BYTES,
)
DASHBOARD = Path(__file__).resolve().parents[2] / "deploy/grafana-dashboard.json"
LONG_AGO = NOON - timedelta(days=1)


def reader_of(
    database: Database,
    clock: ManualClock,
    beats: Sequence[str] = (),
    connected: Callable[[], bool] = lambda: True,
) -> VitalsReader:
    """A reader of an open database."""
    reader = VitalsReader(database.path, database.health, clock)
    reader.beats.update({name: clock.elapsed() for name in beats})
    reader.opened(database, connected)
    return reader


def test_each_loop_that_is_started_is_watched() -> None:
    source = inspect.getsource(lifecycle)
    started = set(re.findall(r"\bstart\(\"(\w+)\"", source))

    assert started == set(LATE_AFTER)


@each_row(
    ("found", "said"),
    [
        (WELL, []),
        *(
            (replace(WELL, loops={**WELL.loops, name: LONG_AGO}), [f"“{name}”"])
            for name, limit in LATE_AFTER.items()
            if limit
        ),
        (replace(WELL, loops={**WELL.loops, "backfill": LONG_AGO}), []),
        (replace(WELL, gateway_lost_at=LONG_AGO), ["gateway"]),
        (replace(WELL, gateway_lost_at=NOON - timedelta(minutes=1)), []),
        (replace(WELL, outage="The disk is full."), ["The disk is full."]),
        (replace(WELL, figures=Figures(NOON, LONG_AGO)), ["A post has been due"]),
        (replace(WELL, figures=Figures(NOON, NOON)), []),
        (replace(WELL, loops={}, figures=Figures(NOON, LONG_AGO)), []),  # ANNOUNCE is off
        (replace(WELL, figures=None), []),
        (replace(WELL, free_bytes=LEAST_FREE_BYTES - 1), ["99 MB left"]),
    ],
)
def test_what_a_person_should_look_at_is_said(found: Vitals, said: list[str]) -> None:
    sentences = found.wrong()

    assert len(sentences) == len(said)
    assert all(part in sentence for part, sentence in zip(said, sentences, strict=True))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("PRAGMA user_version = 999", "a newer one made it"),
        ("DROP TABLE posts", "no such table: posts"),
        ("ALTER TABLE feeds RENAME COLUMN last_success_at TO read_at", "no such column"),
    ],
)
async def test_a_database_that_cannot_be_asked_is_said_with_503(
    house: House, clock: ManualClock, change: str, said: str
) -> None:
    with contextlib.closing(sqlite3.connect(house.database.path)) as connection:
        connection.execute(change)
    served = application(reader_of(house.database, clock))
    async with (
        listening(served) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/healthz") as answer,
    ):
        status, found = answer.status, await answer.json()

    assert (status, found["ok"], found["database"]) == (503, False, {"writable": False})
    assert said in found["why"][0]


async def test_a_loop_beats_with_each_round_that_ends_well_and_no_other(
    clock: ManualClock,
) -> None:
    begun = clock.elapsed()
    beats: Beats = {"monitor": begun, "poll": begun}
    record_in(beats)
    rounds = 0

    async def round_() -> None:
        nonlocal rounds
        rounds += 1
        if rounds % 2:
            raise StorageUnavailableError("not now")

    async def once() -> None:
        await keep_going(round_, clock)

    await asyncio.create_task(once(), name="monitor")
    await asyncio.create_task(once(), name="another")

    assert beats == {"monitor": begun + 1, "poll": begun}


async def test_a_loop_that_hangs_beats_no_more(clock: ManualClock) -> None:
    beats: Beats = {"monitor": 0}
    record_in(beats)

    async def hang() -> None:
        await asyncio.Event().wait()

    loop = asyncio.create_task(repeat(hang, 1, clock), name="monitor")
    await asyncio.sleep(0)
    clock.forward(days=1)

    assert beats == {"monitor": 0}
    loop.cancel()


async def test_a_post_counts_as_due_if_its_channel_could_take_it(house: House) -> None:
    reader = reader_of(house.database, house.clock)
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.publish([article("b"), article("a", published_at=house.clock.now())])
    await house.poll()
    async with house.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO posts (guild_id, channel_id, kind, next_try_at, created_at) VALUES "
            "(1, 10, 'card', 100, 1), (1, 10, 'card', 50, 1), (1, 11, 'card', 70, 1)"
        )
        await connection.execute(
            "INSERT INTO channels (channel_id, guild_id, paused_at) VALUES (11, 1, 1)"
        )

    found = (await reader.read()).figures

    assert found is not None
    assert found.oldest_due_at is not None
    assert found.oldest_due_at.timestamp() == 100
    assert found.last_poll_at == house.clock.now().replace(microsecond=0)


async def test_a_gateway_is_lost_from_when_it_was_seen_so(
    database: Database, clock: ManualClock
) -> None:
    connected = True
    reader = reader_of(database, clock, connected=lambda: connected)
    before = (await reader.read()).gateway_lost_at
    connected = False
    clock.forward(minutes=1)
    reader.watch_gateway()
    lost_at = clock.now()
    clock.forward(minutes=1)

    assert before is None
    assert (await reader.read()).gateway_lost_at == lost_at


@asynccontextmanager
async def served(reader: VitalsReader) -> AsyncIterator[str]:
    async with listening(application(reader)) as port:
        yield f"http://127.0.0.1:{port}"


async def test_healthz_answers_200_or_503_in_json(database: Database, clock: ManualClock) -> None:
    reader = reader_of(database, clock, ["poll"])
    async with served(reader) as base, aiohttp.ClientSession() as client:
        async with client.get(f"{base}/healthz") as answer:
            well, status = await answer.json(), answer.status
        clock.forward(days=1)
        async with client.get(f"{base}/healthz") as answer:
            late, late_status = await answer.json(), answer.status

    assert (status, late_status) == (200, 503)
    assert well.pop("disk")["free_bytes"] > 0
    assert well == {
        "ok": True,
        "why": [],
        "loops": [{"name": "poll", "ok": True, "last_beat": "2026-03-01T12:00:00Z"}],
        "gateway": {"connected": True, "lost": None},
        "last_poll": None,
        "oldest_due_post": None,
        "database": {"writable": True},
    }
    assert late["loops"][0]["ok"] is False
    assert "“poll”" in late["why"][0]


@pytest.mark.parametrize("hours", [5, -24])
async def test_a_clock_that_is_set_makes_no_loop_late_and_hides_none(
    database: Database, clock: ManualClock, hours: int
) -> None:
    reader = reader_of(database, clock, ["forget"])

    clock.set_by(hours=hours)
    well = await reader.read()
    clock.forward(hours=4)
    late = await reader.read()

    assert well.wrong() == []
    assert well.loops["forget"] == NOON + timedelta(hours=hours)
    assert late.late_loops() == ["forget"]


async def test_a_database_that_cannot_be_used_is_said(
    database: Database, clock: ManualClock
) -> None:
    reader = reader_of(database, clock)
    database.health.failed(StorageUnavailableError("The disk is full."))

    assert (await reader.read()).wrong() == ["The disk is full."]


async def test_a_database_that_was_written_again_is_well_before_the_log_says_so(
    database: Database, clock: ManualClock
) -> None:
    reader = reader_of(database, clock)
    database.health.failed(StorageUnavailableError("The disk is full."))
    async with database.reader() as connection:
        await connection.execute("SELECT 1")
    read_alone = (await reader.read()).wrong()
    await StorageMonitor(database, clock).look()

    assert read_alone == ["The disk is full."]
    assert (await reader.read()).wrong() == []
    assert database.health.is_watched


async def test_a_database_that_is_not_yet_open_is_said_on_both_pages(
    tmp_path: Path, clock: ManualClock
) -> None:
    health = Health()
    reader = VitalsReader(tmp_path / "a.db", health, clock)
    async with served(reader) as base, aiohttp.ClientSession() as client:
        async with client.get(f"{base}/healthz") as answer:
            opening, status = await answer.json(), answer.status
        health.failed(StorageUnavailableError("The disk is full."))
        async with client.get(f"{base}/healthz") as answer:
            failed = await answer.json()
        async with client.get(f"{base}/metrics") as answer:
            metrics = await answer.text()

    assert status == 503
    assert opening["why"] == [NOT_OPEN_YET.format(path=tmp_path / "a.db")]
    assert opening["database"] == {"writable": False}
    assert failed["why"] == ["The disk is full."]
    assert "progress_bot_healthy 0.0" in metrics


async def test_a_folder_that_is_gone_is_said_on_both_pages_until_it_is_back(
    tmp_path: Path, clock: ManualClock
) -> None:
    folder, away = tmp_path / "data", tmp_path / "away"
    async with Database.open(folder / "a.db") as database:
        reader = reader_of(database, clock)
        async with served(reader) as base, aiohttp.ClientSession() as client:
            folder.rename(away)
            async with client.get(f"{base}/healthz") as answer:
                gone, status = await answer.json(), answer.status
            async with client.get(f"{base}/metrics") as answer:
                metrics, metrics_status = await answer.text(), answer.status
            away.rename(folder)
            monitor = StorageMonitor(database, clock)
            await monitor.look()
            clock.forward(minutes=10)
            await monitor.look()
            async with client.get(f"{base}/healthz") as answer:
                back = answer.status

    assert (status, metrics_status, back) == (503, 200, 200)
    (sentence,) = gone["why"]
    assert "was deleted or moved. Put the file back" in sentence
    assert gone["disk"] == {"free_bytes": None}
    assert gone["database"] == {"writable": False}
    assert "progress_bot_healthy 0.0" in metrics
    assert "progress_bot_disk_free_bytes" not in metrics


async def test_metrics_name_loops_and_states_and_nothing_of_servers(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1_234_567, 7_654_321, "all", PATIENT_KINDS, None)
    house.publish([article("a", published_at=house.clock.now())])
    await house.poll()
    reader = reader_of(house.database, house.clock, ["poll"])
    async with (
        served(reader) as base,
        aiohttp.ClientSession() as client,
        client.get(f"{base}/metrics") as answer,
    ):
        text = await answer.text()

    assert answer.status == 200
    assert set(re.findall(r"(\w+)=\"", text)) == {"loop", "state"}
    assert 'progress_bot_deliveries{state="pending"} 1.0' in text
    assert 'progress_bot_loop_beat_timestamp_seconds{loop="poll"}' in text
    assert "progress_bot_subscriptions 1.0" in text
    shown = set(re.findall(r"progress_bot_\w+", DASHBOARD.read_text("utf-8")))
    assert shown == set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    assert "1234567" not in text
    assert "7654321" not in text

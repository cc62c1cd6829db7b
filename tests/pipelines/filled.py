"""A database as the bot leaves it after some time, to be damaged and repaired."""

import random
from pathlib import Path
from typing import cast

from bot.model.article import Article
from bot.model.subscription import PATIENT_KINDS
from bot.storage import feeds
from bot.storage.database import Database
from tests.factories import article, feed, subscribe_channel
from tests.fakes import ManualClock
from tests.pipelines.conftest import House

POSTED = 60
PENDING = 3
CHANNELS = tuple((1 << 49) + number * 1013 for number in range(4))
LONG = 24
"""Of so many articles one has a text of several pages."""


def several() -> list[Article]:
    """All articles that the feed showed, the newest first."""
    rng = random.Random(1)
    words = [f"word{number}" for number in range(900)]
    numbers = range(1 + POSTED + PENDING)
    texts = (" ".join(rng.choices(words, k=90 if number % LONG else 2_000)) for number in numbers)
    made = [
        article(str(number), "metastasis", title=f"Study {number}", text=text)
        for number, text in zip(numbers, texts, strict=True)
    ]
    return made[::-1]


async def filled(folder: Path, house: House | None = None) -> Path:
    """The path of a database, closed: POSTED articles stand in each channel, PENDING wait."""
    path, made = folder / "progress.db", several()
    async with Database.open(path) as database:
        house = house or unopened()
        house.database = database
        async with database.transaction() as connection:
            await feeds.sync_catalogue(connection, [house.feed])
        for channel in CHANNELS:
            await subscribe_channel(house.subscriptions, 5, channel, "all", PATIENT_KINDS, None)
        house.publish(made[-1:])
        await house.poll()
        house.publish(made[PENDING:])
        await house.poll()
        await house.new_announcer(burst_limit=0).announce_due()
        house.publish(made)
        await house.poll()
    return path


def unopened() -> House:
    """The part that lives on while the database is closed, such as the messages in the channels."""
    return House(cast("Database", None), ManualClock(), feed())

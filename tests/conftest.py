"""Fixtures that more than one folder uses."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.storage.database import Database
from tests.fakes import ManualClock

settings.register_profile("usual", deadline=None, derandomize=True, stateful_step_count=30)
settings.register_profile("deep", deadline=None, max_examples=5000, stateful_step_count=50)
settings.load_profile("usual")
"""The same examples each time; `--hypothesis-profile=deep` looks for others, and for long."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A new database in a file."""
    async with Database.open(tmp_path / "progress.db") as opened:
        yield opened


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at noon."""
    return ManualClock()

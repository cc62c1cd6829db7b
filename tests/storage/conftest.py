"""Databases whose statements run in threads, as the bot's do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests import databases


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A new database in a file."""
    async with databases.open_new(tmp_path / "progress.db") as opened:
        yield opened

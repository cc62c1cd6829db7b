from pathlib import Path

from bot.storage.database import Database
from bot.storage.integrity import damage
from tests.storage.damaging import overwrite


async def test_a_new_database_is_sound(database: Database) -> None:
    async with database.reader() as connection:
        assert await damage(connection) is None


async def test_a_database_with_overwritten_pages_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    async with Database.open(path):
        pass
    overwrite(path, "articles")

    async with Database.open(path) as database, database.reader() as connection:
        finding = await damage(connection)

    assert finding

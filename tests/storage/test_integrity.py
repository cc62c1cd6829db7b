from pathlib import Path

from bot.storage.database import Database
from bot.storage.integrity import damage

PAGE = 4096


async def test_a_new_database_is_sound(database: Database) -> None:
    async with database.reader() as connection:
        assert await damage(connection) is None


async def test_a_database_with_overwritten_pages_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    async with Database.open(path):
        pass
    pages = bytearray(path.read_bytes())
    # The first pages hold the schema: without them it could not even be opened.
    pages[-10 * PAGE :] = b"\xff" * (10 * PAGE)
    path.write_bytes(pages)

    async with Database.open(path) as database, database.reader() as connection:
        finding = await damage(connection)

    assert finding

from pathlib import Path

import pytest

from bot.errors import DatabaseDamagedError
from bot.model.query import UNFILTERED
from bot.storage import articles, feeds, index
from bot.storage.articles import UnstoredArticle
from bot.storage.database import Database
from bot.storage.rows import load_articles
from tests.factories import NOON, article, feed
from tests.storage.damaging import leaves, overwrite_page

MANY = 40
LONG = "It was found in the blood. " * 60


@pytest.fixture
async def spoiled(tmp_path: Path) -> Path:
    """A database of articles on several pages, one of which is damaged."""
    path = tmp_path / "progress.db"
    async with Database.open(path) as database, database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
        found = [UnstoredArticle(article(str(number), text=LONG), "") for number in range(MANY)]
        await articles.insert_all(connection, 1, found, NOON)
    overwrite_page(path, leaves(path, "articles")[2])
    return path


async def test_articles_that_cannot_be_read_are_left_out(spoiled: Path) -> None:
    async with Database.open(spoiled) as database, database.reader() as connection:
        found = await load_articles(connection, range(1, MANY + 1))

        assert 0 < len(found) < MANY
        assert database.health.damage


async def test_a_page_of_articles_none_of_which_can_be_read_is_no_empty_page(
    spoiled: Path,
) -> None:
    async with Database.open(spoiled) as database:
        async with database.reader() as connection:
            readable = await load_articles(connection, range(1, MANY + 1))
            ids, _ = await index.latest(connection, UNFILTERED, limit=MANY, offset=0)
        lost = [each for each in ids if each not in readable]

        with pytest.raises(DatabaseDamagedError):
            async with database.reader() as connection:
                await load_articles(connection, lost)

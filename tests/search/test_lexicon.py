from bot.search.engine import SearchEngine
from bot.storage import articles
from bot.storage.database import Database
from tests.factories import article


async def test_a_word_that_a_revision_brings_is_found_at_once(
    engine: SearchEngine, library: Database
) -> None:
    assert (await engine.search("zolbetuximab")).total == 0

    async with library.transaction() as connection:
        revised = article("brain", "metastasis", title="Zolbetuximab and the brain")
        await articles.revise(connection, 1, revised, "")

    (hit,) = (await engine.search("zolbetuximab")).hits
    assert hit.article.article.title == "Zolbetuximab and the brain"

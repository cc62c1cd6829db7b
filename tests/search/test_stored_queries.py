from bot.search.stored_queries import StoredQueries
from bot.storage.database import Database
from tests.fakes import ManualClock

MEMBER, OTHER = 7, 8


async def test_a_query_is_found_by_its_key(stored: StoredQueries) -> None:
    key = await stored.keep(MEMBER, "a long question")
    assert await stored.get(MEMBER, key) == "a long question"
    assert 12 <= len(key) <= 16


async def test_an_unknown_key_finds_nothing(stored: StoredQueries) -> None:
    assert await stored.get(MEMBER, "unheard-of") is None


async def test_another_members_key_finds_nothing(stored: StoredQueries) -> None:
    key = await stored.keep(OTHER, "a long question")
    assert await stored.get(MEMBER, key) is None


async def test_a_query_is_gone_after_seven_days(stored: StoredQueries, clock: ManualClock) -> None:
    key = await stored.keep(MEMBER, "q")
    clock.forward(days=7)
    assert await stored.get(MEMBER, key) is None
    assert await stored.count(MEMBER) == 0


async def test_keeping_one_deletes_what_has_expired(
    stored: StoredQueries, database: Database, clock: ManualClock
) -> None:
    await stored.keep(MEMBER, "old")
    clock.forward(days=8)
    await stored.keep(OTHER, "new")
    async with database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT query FROM stored_queries")
    assert [row["query"] for row in rows] == ["new"]


async def test_counting_deletes_what_has_expired(
    stored: StoredQueries, database: Database, clock: ManualClock
) -> None:
    await stored.keep(MEMBER, "old")
    clock.forward(days=8)
    assert await stored.count(MEMBER) == 0
    async with database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT query FROM stored_queries")
    assert list(rows) == []


async def test_a_member_forgets_their_own_queries_alone(stored: StoredQueries) -> None:
    await stored.keep(MEMBER, "one")
    await stored.keep(MEMBER, "two")
    theirs = await stored.keep(OTHER, "three")
    assert await stored.count(MEMBER) == 2
    assert await stored.forget(MEMBER) == 2
    assert await stored.count(MEMBER) == 0
    assert await stored.get(OTHER, theirs) == "three"


async def test_even_half_a_character_can_be_kept(stored: StoredQueries) -> None:
    key = await stored.keep(MEMBER, "brain \ud800")
    assert await stored.get(MEMBER, key) == "brain ?"

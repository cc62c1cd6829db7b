"""Titles are compared with those of some days, and finding them costs what these days hold."""

from datetime import timedelta

import pytest

from bot.articles.duplicates import SameStory, SameStoryReason, StoryCandidate, same_story
from bot.model.article import Article
from bot.storage import articles, duplicates, feeds
from bot.storage.articles import UnstoredArticle
from bot.storage.database import Database
from bot.storage.similar_titles import (
    IDS_PER_BLOCK,
    MOST_COMPARED_PER_TITLE,
    MOST_READ_PER_TITLE,
    merged_ranges,
)
from tests.articles.labeled import PARTS, pairs
from tests.factories import NOON, article, feed

DAY = timedelta(days=1)
TITLE = "Vaccine trial halves recurrence among survivors"


async def keep(database: Database, several: list[Article]) -> None:
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
        await articles.insert_all(
            connection, 1, [UnstoredArticle(each, "") for each in several], NOON
        )


async def found(database: Database, new: Article) -> SameStory | None:
    async with database.reader() as connection:
        (candidates,) = await duplicates.candidates(connection, [new], NOON)
    return same_story(new, 2, candidates, NOON)


def others(count: int, *, days: int) -> list[Article]:
    return [
        article(f"{days} {n}", title=f"{TITLE} again {n}", published_at=NOON - days * DAY)
        for n in range(count)
    ]


async def test_a_title_is_found_among_days_that_were_backfilled_late(database: Database) -> None:
    told = article("told", title=TITLE, published_at=NOON - 900 * DAY)
    await keep(
        database,
        [
            *others(3, days=900),
            *others(IDS_PER_BLOCK * 3, days=0),
            told,
            *others(IDS_PER_BLOCK * 2, days=400),
        ],
    )
    new = article("new", title=TITLE, published_at=NOON - 899 * DAY)
    same = await found(database, new)
    assert same
    assert same.why is SameStoryReason.TITLE


async def test_of_many_alike_the_newest_are_compared_over_all_ranges(database: Database) -> None:
    several = [*others(60, days=900), *others(IDS_PER_BLOCK * 2, days=0), *others(60, days=901)]
    await keep(database, several)
    new = article("new", title=TITLE, published_at=NOON - 900 * DAY)
    async with database.reader() as connection:
        (candidates,) = await duplicates.candidates(connection, [new], NOON)
    assert {each.dated for each in candidates} == {NOON - 901 * DAY}
    assert len(candidates) == MOST_COMPARED_PER_TITLE


async def test_titles_of_many_days_are_looked_for_with_as_many_statements_as_one(
    database: Database,
) -> None:
    ages = (0, 30, 400, 900)
    told = [article(f"told {n}", title=f"{TITLE} {n}", published_at=NOON - n * DAY) for n in ages]
    await keep(database, told)
    new = [article(f"new {n}", title=f"{TITLE} {n}", published_at=NOON - n * DAY) for n in ages]
    one, statements = await _traced(database, new[:1])
    several, all_statements = await _traced(database, new)

    assert len(all_statements) == len(statements)
    assert [[each.title for each in candidates] for candidates in one + several] == [
        [f"{TITLE} {n}"] for n in (0, *ages)
    ]


async def _traced(
    database: Database, new: list[Article]
) -> tuple[list[tuple[StoryCandidate, ...]], list[str]]:
    """The candidates of some new articles, and the statements that found them."""
    statements: list[str] = []
    async with database.reader() as connection:
        # A connection's first query prepares FTS5.
        await duplicates.candidates(connection, new, NOON)
        await connection.set_trace_callback(statements.append)
        found = await duplicates.candidates(connection, new, NOON)
        await connection.set_trace_callback(lambda _: None)
    # SQLite traces the statements of FTS5, too; they begin with a dash.
    return found, [each for each in statements if not each.startswith("--")]


async def test_the_same_title_of_other_days_is_another_story(database: Database) -> None:
    await keep(database, [article("told", title=TITLE, published_at=NOON - 30 * DAY)])
    assert await found(database, article("new", title=TITLE)) is None


@pytest.mark.parametrize(
    ("ranges", "most", "merged"),
    [
        ([], 3, []),
        ([(1, 2)], 3, [(1, 2)]),
        ([(1, 2), (5, 9)], 3, [(1, 9)]),
        ([(1, 2), (1_000, 1_001)], 3, [(1, 2), (1_000, 1_001)]),
        ([(1, 2), (1_000, 1_001)], 1, [(1, 1_001)]),
        ([(1, 2), (1_000, 1_001), (9_000, 9_001)], 2, [(1, 1_001), (9_000, 9_001)]),
    ],
)
def test_ranges_that_are_near_each_other_become_one(
    ranges: list[tuple[int, int]], most: int, merged: list[tuple[int, int]]
) -> None:
    assert merged_ranges(ranges, most) == merged


def labeled() -> tuple[list[Article], list[Article]]:
    """Titles that tell the same story as each other, and some that only look alike."""
    several = [
        pair for part in PARTS for kind in ("same", "different") for pair in pairs(part, kind)
    ]
    return (
        [article(f"told {n}", title=one) for n, (one, _) in enumerate(several)],
        [article(f"new {n}", title=other) for n, (_, other) in enumerate(several)],
    )


async def test_many_new_titles_are_recognized_as_each_alone_is(database: Database) -> None:
    told, new = labeled()
    await keep(database, told)

    together, statements = await _traced(database, new)
    alone = [await found(database, each) for each in new]

    assert not any("MATCH" in statement for statement in statements)
    same = [same_story(each, 2, near, NOON) for each, near in zip(new, together, strict=True)]
    assert same == alone
    assert any(same)
    assert not all(same)


async def test_many_new_titles_are_compared_with_those_of_their_own_days(
    database: Database,
) -> None:
    told = [article(f"told {n}", title=TITLE, published_at=NOON - n * 30 * DAY) for n in range(20)]
    await keep(database, told)
    new = [article(f"new {n}", title=TITLE, published_at=NOON - n * 30 * DAY) for n in range(20)]

    several, _ = await _traced(database, new)

    assert [[each.dated for each in near] for near in several] == [
        [NOON - n * 30 * DAY] for n in range(20)
    ]


async def test_of_many_alike_the_newest_are_compared_with_many_new_titles(
    database: Database,
) -> None:
    await keep(database, others(MOST_COMPARED_PER_TITLE + 20, days=0))
    new = [article(f"new {n}", title=TITLE) for n in range(20)]

    several, statements = await _traced(database, new)

    assert not any("MATCH" in statement for statement in statements)
    assert {each.id for each in several[0]} == set(range(21, MOST_COMPARED_PER_TITLE + 21))


async def test_no_more_titles_are_read_than_the_index_is_quicker_to_ask(
    database: Database,
) -> None:
    await keep(database, others(MOST_READ_PER_TITLE * 20 + 1, days=0))
    new = [article(f"new {n}", title=TITLE) for n in range(20)]

    several, statements = await _traced(database, new)

    assert any("MATCH" in statement for statement in statements)
    assert {len(near) for near in several} == {MOST_COMPARED_PER_TITLE}

"""Judged queries keep being answered as well as they are; a floor rises with what it holds."""

from pathlib import Path

from tests.search.judging import COLLECTIONS, HELD_OUT, LANGUAGES, by_kind, ndcg, success, verdicts

ALL_FLOOR, NDCG_FLOOR = 0.92, 0.82
HELD_OUT_FLOOR, HELD_OUT_NDCG_FLOOR = 0.85, 0.85
FLOORS = {
    "abbreviation": 0.93,
    "ambiguity": 0.84,
    "brand": 0.92,
    "lay": 0.87,
    "none": 0.79,
    "operators": 0.93,
    "partly": 0.77,
    "phrase": 0.95,
    "question": 0.85,
    "spacing": 0.96,
    "typo": 0.93,
}
"""success@3 by class, about one query below what was measured."""
LANGUAGE_FLOORS = {"de": 0.95, "es": 0.93, "fr": 0.95, "pt": 0.93}
"""The same for queries in other languages."""


async def test_queries_of_people_who_had_not_seen_its_words_are_answered(tmp_path: Path) -> None:
    judged = [each for name in COLLECTIONS for each in await verdicts(tmp_path, name)]

    found = {kind: success(some) for kind, some in by_kind(judged).items()}

    assert set(found) == set(FLOORS)
    assert {kind: share for kind, share in found.items() if share < FLOORS[kind]} == {}
    assert success(judged) >= ALL_FLOOR
    assert ndcg(judged) >= NDCG_FLOOR


async def test_queries_in_other_languages_are_answered(tmp_path: Path) -> None:
    judged = [each for name in LANGUAGES for each in await verdicts(tmp_path, name)]

    found = {kind: success(some) for kind, some in by_kind(judged).items()}

    assert {
        kind: found[kind] for kind in LANGUAGE_FLOORS if found[kind] < LANGUAGE_FLOORS[kind]
    } == {}


async def test_queries_that_were_kept_out_of_sight_are_answered_too(tmp_path: Path) -> None:
    judged = [each for name in HELD_OUT for each in await verdicts(tmp_path, name)]

    # Figures alone are compared: a failure must not print the queries.
    found, gained = success(judged), ndcg(judged)

    assert found >= HELD_OUT_FLOOR
    assert gained >= HELD_OUT_NDCG_FLOOR

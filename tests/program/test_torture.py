"""Killed at any moment: nothing lost, nothing twice, oldest first."""

from pathlib import Path

import pytest

from tests.program.torture import torture

KILLS, CONTROL_KILLS = 12, 6
RESTORED_KILLS, RESTORE_EVERY = 8, 2


@pytest.mark.timeout(900)
async def test_killed_a_dozen_times_the_bot_posts_each_article_once_and_in_order(
    tmp_path: Path,
) -> None:
    outcome = await torture(tmp_path, kills=KILLS, articles=2 * KILLS, seed=20_261_131)

    assert outcome.expected == 2 * KILLS * 8
    assert (outcome.lost, outcome.doubled, outcome.disordered) == (0, 0, 0)
    assert outcome.violations == []
    # Else the trial would not have met what it is about.
    assert outcome.between >= KILLS / 2


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_without_nonces_and_look_ups_the_same_trial_shows_duplicates(
    tmp_path: Path,
) -> None:
    outcome = await torture(
        tmp_path, kills=CONTROL_KILLS, articles=CONTROL_KILLS, seed=1, windows=(0.0,), careless=True
    )

    assert outcome.doubled > 0


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_killed_and_set_back_the_bot_posts_nothing_twice_and_says_what_is_missing(
    tmp_path: Path,
) -> None:
    outcome = await torture(
        tmp_path,
        kills=RESTORED_KILLS,
        articles=2 * RESTORED_KILLS,
        seed=20_261_129,
        restore_every=RESTORE_EVERY,
    )

    assert (outcome.lost, outcome.doubled, outcome.wrong) == (0, 0, [])
    assert outcome.violations == []
    assert outcome.restores == {"command": 2, "hand": 2}
    assert 0 < outcome.said < outcome.expected

"""Killed at any moment: nothing lost, nothing twice, oldest first."""

from pathlib import Path

import pytest

from tests.program.torture import torture

KILLS, CONTROL_KILLS = 20, 6


@pytest.mark.timeout(900)
async def test_killed_twenty_times_the_bot_posts_each_article_once_and_in_order(
    tmp_path: Path,
) -> None:
    outcome = await torture(tmp_path, kills=KILLS, articles=2 * KILLS, seed=20_261_125)

    assert outcome.expected == 2 * KILLS * 8
    assert (outcome.lost, outcome.doubled, outcome.disordered) == (0, 0, 0)
    assert outcome.violations == []
    # Else the trial would not have met what it is about.
    assert outcome.between >= KILLS / 2


@pytest.mark.timeout(900)
async def test_without_nonces_and_look_ups_the_same_trial_shows_duplicates(
    tmp_path: Path,
) -> None:
    outcome = await torture(
        tmp_path, kills=CONTROL_KILLS, articles=CONTROL_KILLS, seed=1, windows=(0.0,), careless=True
    )

    assert outcome.doubled > 0

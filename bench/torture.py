"""Counts losses and repeats when the bot is killed, over and over, while a feed publishes.

    tests/program/torture.py: publish ─► start the bot ─► kill -9 at a moment ─► ... ─► count

Backfills run beside it, and a second feed has dates of all kinds; the history checker looks for
articles that were shown, and are neither announced nor silent for a reason. Discord forgets nonces
after minutes, after one second and at once, in turn. In a second trial, older copies of the
database are put back between kills, by the command and by hand. Beside them the control: the first
trial with nonces and the look for posts of unknown outcome switched off.
"""

import asyncio
import tempfile
from pathlib import Path

from bench.figures import Figure, Report
from tests.program.torture import STORED, Outcome, torture

KILLS, ARTICLES = 200, 400
CONTROL_KILLS = 12
RESTORE_EVERY = 3
SEED = 20_261_125


def main(*, small: bool = False) -> Report:
    """Try; `small` is 20 kills instead of 200."""
    return asyncio.run(measure(20 if small else KILLS, 40 if small else ARTICLES))


async def measure(kills: int, articles: int) -> Report:
    """The trial, then its control."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = await torture(Path(folder), kills=kills, articles=articles, seed=SEED)
    with tempfile.TemporaryDirectory() as folder:
        restored = await torture(
            Path(folder),
            kills=kills // 2,
            articles=articles // 2,
            seed=SEED,
            restore_every=RESTORE_EVERY,
        )
    with tempfile.TemporaryDirectory() as folder:
        control = await torture(
            Path(folder),
            kills=CONTROL_KILLS,
            articles=CONTROL_KILLS,
            seed=SEED,
            windows=(0.0,),
            careless=True,
        )
    return Report(
        "torture",
        f"the same with nothing to keep a card from coming twice, {CONTROL_KILLS} kills",
        (
            *_found(outcome, control),
            *_fell(outcome),
            _took(outcome),
            *_after_restores(restored),
        ),
    )


def _found(outcome: Outcome, control: Outcome) -> tuple[Figure, ...]:
    return (
        Figure("articles to be posted, over 8 channels", outcome.expected, "", control.expected),
        Figure("lost", outcome.lost, "", control.lost, goal=0),
        Figure("posted twice", outcome.doubled, "", control.doubled, goal=0),
        Figure("out of order", outcome.disordered, "", control.disordered, goal=0),
        Figure("swallowed, by the history checker", len(outcome.violations), "", goal=0),
        Figure("posted twice by the control", control.doubled, "", floor=1),
    )


def _after_restores(outcome: Outcome) -> tuple[Figure, ...]:
    return (
        Figure("restores by command", outcome.restores["command"], "", floor=1),
        Figure("restores by hand", outcome.restores["hand"], "", floor=1),
        Figure("with restores: articles to be posted", outcome.expected, ""),
        Figure("with restores: posted twice", outcome.doubled, "", goal=0),
        Figure("with restores: recorded with another's message", len(outcome.wrong), "", goal=0),
        Figure("with restores: not announced, and said", outcome.said, "", floor=1),
        Figure("with restores: lost without a word", outcome.lost, "", goal=0),
        Figure("with restores: wrong by the history checker", len(outcome.violations), "", goal=0),
    )


def _fell(outcome: Outcome) -> tuple[Figure, ...]:
    kills = outcome.kills.total()
    others = [
        Figure(f"kills: {where}", count, "")
        for where, count in sorted(outcome.kills.items())
        if where != STORED
    ]
    aimed = Figure(f"kills: {STORED}", outcome.between, "", floor=kills / 2)
    return (Figure("kills", kills, ""), aimed, *others)


def _took(outcome: Outcome) -> Figure:
    return Figure("the trial took", outcome.seconds, "s")

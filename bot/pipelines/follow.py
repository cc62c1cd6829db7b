"""The follow pipeline: publishes cards that were sent, and opens threads under them.

    sent Posts with open steps ─► publish it · open a thread under it ─► done
                               ─► or: later, at a time · failed with a sentence · given up in a day

Each channel has a lane for each kind of step, which takes the steps in order; lanes run side by
side. Discord allows about ten publications an hour in a channel, so this is a loop of its own: no
card waits for a publication before it is sent. If a step is repeated after a crash, Discord answers
that it was done. `lifecycle` runs the loop.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from functools import partial

from bot.clock import Clock
from bot.delivery.failures import log_level
from bot.delivery.messenger import StepMessenger
from bot.delivery.step_outcomes import (
    STEP_DONE,
    StepOutcome,
    after_bug,
    after_refusal,
    given_up,
    is_late,
)
from bot.errors import DatabaseVersionError, MessengerError
from bot.model.delivery import CarriedArticle, OpenStep, StepState
from bot.model.subscription import Step
from bot.pipelines.loops import Lanes, keep_trying, repeat
from bot.storage import carried_articles, meta, steps
from bot.storage.database import Database

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0
"""The longest delay of a step after its card. Chosen by eye."""
MOST_STEPS_AT_ONCE = 64
"""Steps taken at once; their requests wait for the limit of the whole bot. Chosen by eye."""

Lane = tuple[int, Step]
"""A channel and a kind of step."""


class Follower:
    """Takes the steps that follow sent posts."""

    def __init__(self, database: Database, messenger: StepMessenger, clock: Clock) -> None:
        self._database = database
        self._messenger = messenger
        self._clock = clock
        self._lanes = Lanes[Lane]("Following in channel", clock)
        self._places = asyncio.Semaphore(MOST_STEPS_AT_ONCE)

    async def run(self) -> None:
        """Take steps until canceled."""
        try:
            await repeat(self._start_lanes, LOOK_EVERY_SECONDS, self._clock)
        finally:
            await self._lanes.end()

    async def follow_due(self) -> None:
        """Take all steps that are due now; return once their outcomes are recorded."""
        await self._lanes.finish(self._start_lanes)

    async def _start_lanes(self) -> None:
        async with self._database.reader() as connection:
            database_id = await meta.database_id(connection)
            due = await steps.due(connection, database_id, self._clock.now())
        queues: dict[Lane, list[OpenStep]] = {}
        for step in due:
            queues.setdefault((step.post.channel_id, step.step), []).append(step)
        self._lanes.start({lane: partial(self._serve, queue) for lane, queue in queues.items()})

    async def _serve(self, queue: Sequence[OpenStep]) -> None:
        """Take a channel's steps of a kind in order, until one has to wait."""
        for step in queue:
            async with self._places:
                outcome = await self._take(step)
            if outcome.reason:
                level = log_level(outcome.failure, step.failure, logged=outcome.logged)
                log.log(
                    level, "Following post %s (%s): %s", step.post.id, step.step, outcome.reason
                )
            await keep_trying(partial(self._settle, step, outcome), self._clock)
            if outcome.state is StepState.OPEN:
                return

    async def _settle(self, step: OpenStep, outcome: StepOutcome) -> None:
        async with self._database.transaction() as connection:
            await steps.settle(connection, step, outcome, self._clock.now())

    async def _take(self, step: OpenStep) -> StepOutcome:
        if step.post.message_id is None:
            return STEP_DONE  # The card is gone: nothing can follow it.
        if is_late(step, self._clock.now()):
            return given_up(step)
        try:
            await self._ask(step)
        except MessengerError as exc:
            return after_refusal(step, exc, self._clock.now(), random.random())
        except DatabaseVersionError:
            raise
        except Exception as exc:
            log.exception("Post %s met a bug", step.post.id)
            return after_bug(step, exc, self._clock.now())
        return STEP_DONE

    async def _ask(self, step: OpenStep) -> None:
        if step.step is Step.PUBLISH:
            await self._messenger.publish(step.post)
            return
        carried = await keep_trying(partial(self._carried, step.post.id), self._clock)
        if carried:  # else the operator took the articles out
            await self._messenger.discuss(step.post, carried)

    async def _carried(self, post_id: int) -> Sequence[CarriedArticle]:
        async with self._database.reader() as connection:
            return (await carried_articles.of_posts(connection, [post_id]))[post_id]

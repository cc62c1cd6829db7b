"""The outbox as a state machine: whatever happens in whatever order, its promises hold.

Real SQLite and real pipelines; Discord is in memory and has a time of its own. A deeper run:
`./run test tests/pipelines/test_outbox_machine.py --hypothesis-profile=deep`
"""

import contextlib
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.pipelines import outbox
from tests.databases import new_database, sqlite_at_once
from tests.pipelines import promises
from tests.pipelines.memory_discord import STORED, Fate
from tests.pipelines.outbox_life import FOR_EVER, FORUM, NEWS, TALK, Life

EXAMPLES = settings().max_examples // 2
LIMIT_PER_EXAMPLE_SECONDS = 12
"""One takes 0.2 seconds of processor time (measured); a busy machine may give it little of one."""
MANY = 8
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
NOTHING, POLL, ANNOUNCE = range(3)

channels = st.sampled_from([NEWS, TALK, FORUM])
wishes = st.sampled_from(["all", "all", "metastasis", "in-memoriam"])
topics = st.lists(st.sampled_from(["metastasis", "in-memoriam"]), max_size=2, unique=True)
ages = st.lists(st.none() | st.integers(-3000, 100), min_size=1, max_size=7)
fates = st.lists(st.sampled_from([*Fate, *STORED]), min_size=1, max_size=3)
fates_of_one = st.sampled_from([None, *STORED, Fate.CUT_BEFORE, Fate.LIMITED, Fate.FORBIDDEN])
breaking = st.none() | st.integers(1, 8)
passing = st.sampled_from([2, 2, 6, 12, 60, 660, 3600, 7 * 3600])
turning = st.sampled_from([-3 * 1440, -1500, -60, -4, 4, 60, 1400, 3 * 1440])
follows = st.sampled_from([NOTHING, POLL, ANNOUNCE, ANNOUNCE])
picks = st.integers(0, 1000)
permissions = st.sampled_from([0, 0, 0, MISSING_ACCESS, MISSING_PERMISSIONS])
windows = st.sampled_from([timedelta(0), timedelta(seconds=30), FOR_EVER])
"""How long Discord remembers a nonce."""


class Outbox(RuleBasedStateMachine):
    """The rules; many bring news along, without which they would not matter."""

    life: Life

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.hurry = contextlib.ExitStack()
        self.hurry.enter_context(sqlite_at_once())
        # Lanes that gather for a shared commit wait for nothing here.
        self.hurry.enter_context(mock.patch.object(outbox, "GATHER_SECONDS", 0))

    @initialize(window=windows)
    def begin(self, window: timedelta) -> None:
        (self.folder / "progress.db").write_bytes(new_database())
        self.life = Life(self.folder, window)

    @rule(ages=ages, slugs=topics, then=follows)
    def publish(self, ages: list[int | None], slugs: list[str], then: int) -> None:
        self.life.publish(ages, slugs)
        if then >= POLL:
            self.life.poll()
        if then >= ANNOUNCE:
            self.life.announce()

    @rule(broken=st.none() | st.integers(1, 2))
    def poll(self, broken: int | None) -> None:
        self.life.poll(broken)

    @precondition(lambda self: self.life.items)
    @rule(odd=st.sampled_from(["dates", "numbers", "gaps"]), pick=picks)
    def be_an_odd_feed(self, odd: str, pick: int) -> None:
        if odd == "dates":
            self.life.date_anew(pick % 40 - 20)
        elif odd == "numbers":
            self.life.number_anew(pick)
        else:
            self.life.leave_out_or_show(pick)
        self.life.poll()

    @precondition(lambda self: self.life.items)
    @rule(picks=st.lists(picks, min_size=1, max_size=5), then=follows)
    def revise(self, picks: list[int], then: int) -> None:
        for pick in picks:
            self.life.revise(pick, retract=pick % 5 == 0)
        if then >= POLL:
            self.life.poll()
        if then >= ANNOUNCE:
            self.life.tend()

    @rule(seconds=passing)
    def pass_time(self, seconds: int) -> None:
        self.life.pass_time(seconds)

    @rule()
    def be_down_for_a_week(self) -> None:
        self.life.be_down(days=7)

    @rule(minutes=turning, ages=ages, then=follows)
    def set_clock(self, minutes: int, ages: list[int | None], then: int) -> None:
        self.publish(ages, [], then)
        self.life.set_clock(minutes)
        self.publish(ages, [], then)

    @rule(broken=breaking)
    def announce(self, broken: int | None) -> None:
        self.life.announce(broken)

    @rule(broken=breaking)
    def tend(self, broken: int | None) -> None:
        self.life.tend(broken)

    @rule(channel_id=channels, fates=fates, ages=ages, then=follows, soon=passing)
    def go_wrong(
        self, channel_id: int, fates: list[Fate], ages: list[int | None], then: int, soon: int
    ) -> None:
        self.life.world.rooms[channel_id].fates.extend(fates)
        self.publish(ages, [], then)
        if then >= ANNOUNCE:
            self.life.pass_time(soon)
            self.life.announce()

    @rule(channel_id=channels, code=permissions, told=st.booleans())
    def permit(self, channel_id: int, code: int, *, told: bool) -> None:
        self.life.permit(channel_id, code, told=told)
        self.life.announce()

    @rule(channel_id=channels, seconds=passing, soon=passing, ages=ages)
    def time_out(self, channel_id: int, seconds: int, soon: int, ages: list[int | None]) -> None:
        self.life.time_out(channel_id, seconds)
        self.publish(ages, [], ANNOUNCE)
        self.life.pass_time(soon)
        self.life.tend()

    @rule(channel_id=channels)
    def say(self, channel_id: int) -> None:
        self.life.world.say(channel_id)

    @rule(channel_id=channels, pick=picks)
    def delete_message(self, channel_id: int, pick: int) -> None:
        self.life.delete_message(channel_id, pick)

    @precondition(lambda self: len(self.life.items) > MANY)
    @rule(channel_id=st.sampled_from([TALK, FORUM]), told=st.booleans())
    def delete_channel(self, channel_id: int, *, told: bool) -> None:
        self.life.delete_channel(channel_id, told=told)

    @rule(
        act=st.sampled_from(["pause", "unsubscribe", "revise"]),
        channel_id=channels,
        fate=fates_of_one,
    )
    def act_during_a_send(self, act: str, channel_id: int, fate: Fate | None) -> None:
        self.life.act_during_the_next_send(act, channel_id)
        if fate:
            self.life.world.rooms[channel_id].fates.append(fate)
        self.publish([1], [], ANNOUNCE)

    @rule(channel_id=channels, topic=wishes, post_newest=st.booleans())
    def subscribe(self, channel_id: int, topic: str, *, post_newest: bool) -> None:
        self.life.subscribe(channel_id, topic, post_newest=post_newest)

    @rule(channel_id=channels, topic=wishes)
    def unsubscribe(self, channel_id: int, topic: str) -> None:
        self.life.unsubscribe(channel_id, topic)

    @rule(channel_id=channels, away=st.sampled_from([0, 60, 900]))
    def pause(self, channel_id: int, away: int) -> None:
        self.life.pause(channel_id)
        self.publish([1, 2], [], ANNOUNCE)
        self.life.pass_time(away)
        if away:
            self.life.resume(channel_id)

    @rule(channel_id=channels)
    def resume(self, channel_id: int) -> None:
        self.life.resume(channel_id)

    @invariant()
    def its_promises_hold(self) -> None:
        promises.hold(self.life.world, self.life.expected)

    def teardown(self) -> None:
        try:
            # If a step failed, that is what there is to tell.
            if sys.exc_info()[0] is None and hasattr(self, "life"):
                self._everything_heals()
        finally:
            if hasattr(self, "life"):
                self.life.end()
            self.hurry.close()
            shutil.rmtree(self.folder)

    def _everything_heals(self) -> None:
        life = self.life
        life.set_everything_right()
        # Longer than anything waits, even if a clock that was set back makes it wait.
        for seconds in [20] * 6 + [3 * 3600] * 10:
            life.pass_time(seconds)
            for work in (life.poll, life.announce, life.tend):
                work()
            promises.hold(life.world, life.expected)
        assert life.unsettled() == []
        promises.all_has_come_in_the_end(life.world, life.expected, life.recorded(), life.texts)
        assert life.swallowed() == []


TestOutbox = pytest.mark.timeout(EXAMPLES * LIMIT_PER_EXAMPLE_SECONDS)(Outbox.TestCase)
TestOutbox.settings = settings(max_examples=EXAMPLES)

"""The outbox as a state machine: whatever happens in whatever order, its promises hold.

Real SQLite and real pipelines; Discord is in memory and has a time of its own. A deeper run:
`./run test tests/pipelines/test_outbox_machine.py --hypothesis-profile=deep --timeout=0`
"""

import asyncio
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.model.article import Article
from bot.model.delivery import PostKind
from bot.model.document import Document
from bot.model.subscription import PATIENT_KINDS, ChannelKind
from bot.pipelines import outbox
from bot.storage import feeds
from bot.ui.discord_messenger import CLOCK_DIFFERENCE
from tests.factories import article, feed
from tests.fakes import ManualClock, ScriptedFetcher
from tests.pipelines.expectation import Expectation, Known
from tests.pipelines.memory_discord import STORED, Fate, MemoryDiscord, Message, Room
from tests.pipelines.stack import BURST_LIMIT, Stack

MANY = 8
NEWS, TALK, FORUM = 10, 11, 12
GUILD = 1
BURST = timedelta(minutes=10)
FOR_EVER = timedelta(days=999)
SLOW, FAST = timedelta(days=-3), CLOCK_DIFFERENCE
"""How far the bot's clock may be from Discord's: the messenger cannot look further ahead."""
SURELY_CORRECTED = timedelta(days=24)
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013

channels = st.sampled_from([NEWS, TALK, FORUM])
wishes = st.sampled_from(["all", "all", "metastasis", "in-memoriam"])
topics = st.lists(st.sampled_from(["metastasis", "in-memoriam"]), max_size=2, unique=True)
ages = st.lists(st.none() | st.integers(-3000, 100), min_size=1, max_size=7)
fates = st.lists(st.sampled_from([*Fate, *STORED]), min_size=1, max_size=3)
breaking = st.none() | st.integers(1, 8)
passing = st.sampled_from([2, 2, 6, 12, 60, 660, 3600, 7 * 3600])
turning = st.sampled_from([-3 * 1440, -1500, -60, -4, 4, 60, 1400, 3 * 1440])
what_follows = st.sampled_from([0, 1, 2, 2])
"""On new articles: nothing, or a poll, or a poll and what it leads to."""
picks = st.integers(0, 1000)
permissions = st.sampled_from([0, 0, 0, MISSING_ACCESS, MISSING_PERMISSIONS])
"""Discord's code for what is missing; 0 is nothing."""


class Outbox(RuleBasedStateMachine):
    """One bot, one feed, three channels; a model of what each of them should have."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner()
        # Lanes that gather for a shared commit wait for nothing here.
        self.hurry = mock.patch.object(outbox, "GATHER_SECONDS", 0)
        self.hurry.start()
        self.one_at_a_time = asyncio.Lock()
        self.items: list[Article] = []
        self.listed: set[str] = set()
        self.ids: dict[str, str] = {}
        self.texts: dict[str, str] = {}

    @initialize(window=st.sampled_from([timedelta(0), timedelta(seconds=30), FOR_EVER]))
    def begin(self, window: timedelta) -> None:
        rooms = {NEWS: Room(), TALK: Room(), FORUM: Room(forum=True)}
        self.expected = Expectation(rooms)
        self.world, self.window = MemoryDiscord(rooms, window), window
        self.clock = ManualClock()
        self.fetcher = ScriptedFetcher()
        self.stack = Stack(self.folder / "progress.db", self.clock, self.fetcher, self.world)
        self.runner.run(self._begin())

    async def _begin(self) -> None:
        await self.stack.start()
        async with self.stack.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
        await self._poll(first=True)
        for channel_id in self.world.rooms:
            await self._subscribe(channel_id, "all")

    def run(self, work: Coroutine[object, object, None]) -> None:
        """Do this in the bot's process, which begins anew if it is killed meanwhile."""
        self.runner.run(self._live(work))

    async def _live(self, work: Coroutine[object, object, None]) -> None:
        await self.stack.live(work)
        self.stack.database.lasts = None

    # The feed

    @rule(ages=ages, slugs=topics, then=what_follows)
    def publish(self, ages: list[int | None], slugs: list[str], then: int) -> None:
        for minutes in ages:
            key = str(len(self.items))
            # Odd, where the clocks have even seconds: no date is that of a poll.
            age = None if minutes is None else timedelta(minutes=minutes, seconds=1)
            made = article(key, *slugs, published_at=age and self.world.now + age)
            self.items.append(made)
            self.listed.add(made.canonical_url)
        if then > 0:
            self.poll(None)
        if then > 1:
            self.announce(None)

    @rule(broken=st.none() | st.integers(1, 2))
    def poll(self, broken: int | None) -> None:
        self.stack.database.lasts = broken
        self.run(self._poll())

    @precondition(lambda self: self.items)
    @rule(odd=st.sampled_from(["dates", "numbers", "gaps"]), pick=picks)
    def be_an_odd_feed(self, odd: str, pick: int) -> None:
        """Date all items anew, number some anew, or leave one out (or show it again)."""
        if odd == "gaps":
            self.listed ^= {self.items[pick % len(self.items)].canonical_url}
        for place, item in enumerate(self.items):
            if odd == "dates":
                moved = timedelta(days=pick % 40 - 20, seconds=1)
                self.items[place] = replace(item, published_at=self.world.now + moved)
            elif odd == "numbers" and (place + pick) % 3:
                self.items[place] = replace(item, key=f"{item.key}'")
        self.poll(None)

    @precondition(lambda self: self.items)
    @rule(picks=st.lists(picks, min_size=1, max_size=5), then=what_follows)
    def revise(self, picks: list[int], then: int) -> None:
        for pick in picks:
            self._revise(pick)
        if then > 0:
            self.poll(None)
        if then > 1:
            self.tend(None)

    def _revise(self, pick: int) -> None:
        place = pick % len(self.items)
        before = self.items[place]
        retracted = before.retracted or pick % 5 == 0
        self.items[place] = replace(before, title=f"{before.title}'", retracted=retracted)

    async def _poll(self, *, first: bool = False) -> None:
        found = [each for each in self.items if each.canonical_url in self.listed]
        body = repr(found).encode()
        self.stack.extractor.articles[body] = tuple(reversed(found))
        self.fetcher.answers[feed().url] = Document(feed().url, 200, {}, body)
        self.pass_time(2)  # until the feed falls due, unless a clock that was set back holds it
        try:
            await self.stack.poller.poll_due()
        finally:
            # Killed ahead of the commit, it found nothing; just after it, all.
            if self.stack.has_read(body):
                self._found(found, first=first)

    def _found(self, found: list[Article], *, first: bool) -> None:
        now = self.clock.now()
        self.expected.found(
            (
                Known(
                    each.canonical_url,
                    tuple(match.slug for match in each.topics),
                    (
                        (each.published_at or now).timestamp(),
                        int(each.canonical_url.rpartition("/")[2]),
                    ),
                )
                for each in found
            ),
            announced=not first,
        )
        for each in found:
            # A number that changed leads to what is known, and revises nothing.
            if self.ids.setdefault(each.canonical_url, each.key) == each.key:
                self.texts[each.canonical_url] = f"{each.title} {each.retracted}"

    # Time

    @rule(seconds=passing)
    def pass_time(self, seconds: int) -> None:
        self.clock.forward(seconds=seconds)
        self.world.now += timedelta(seconds=seconds)

    @rule()
    def be_down_for_a_week(self) -> None:
        self.runner.run(self.stack.stop())
        self.pass_time(7 * 86_400)
        self.runner.run(self.stack.start())

    @rule(minutes=turning, ages=ages, then=what_follows)
    def set_clock(self, minutes: int, ages: list[int | None], then: int) -> None:
        """By hand, which takes a moment; the bot cannot tell a leap from time that passes."""
        self.publish(ages, [], then)
        self.pass_time(10)
        wrong = self.clock.now() + timedelta(minutes=minutes) - self.world.now
        if SLOW <= wrong < FAST:
            self.clock.forward(minutes=minutes)
            self.world.leaps += minutes > 0
        self.publish(ages, [], then)

    # The bot

    @rule(broken=breaking)
    def announce(self, broken: int | None) -> None:
        self.stack.database.lasts = broken
        self.run(self.stack.announcer.announce_due())

    @rule(broken=breaking)
    def tend(self, broken: int | None) -> None:
        """Correct cards, and try paused channels again."""
        self.stack.database.lasts = broken
        self.run(self._tend())

    async def _tend(self) -> None:
        await self.stack.corrector.correct_due()
        await self.stack.healer.heal_due()

    # Discord

    @rule(channel_id=channels, fates=fates, ages=ages, then=what_follows, soon=passing)
    def go_wrong(
        self, channel_id: int, fates: list[Fate], ages: list[int | None], then: int, soon: int
    ) -> None:
        self.world.rooms[channel_id].fates.extend(fates)
        self.publish(ages, [], then)
        if then > 1:
            self.pass_time(soon)
            self.announce(None)

    @rule(channel_id=channels, code=permissions, told=st.booleans())
    def permit(self, channel_id: int, code: int, *, told: bool) -> None:
        self.world.rooms[channel_id].forbidden = code
        if told and not code:
            self.run(self.stack.keeper.resume(GUILD, [channel_id]))
        self.announce(None)

    @rule(channel_id=channels)
    def say(self, channel_id: int) -> None:
        self.world.say(channel_id)

    @rule(channel_id=channels, pick=picks)
    def delete_message(self, channel_id: int, pick: int) -> None:
        """One that the bot knows of: of another one, only a nonce could tell that it was there."""
        room, recorded = self.world.rooms[channel_id], self.runner.run(self.stack.recorded())
        nonces = self.window == FOR_EVER and not room.forum
        known = [message for message in room.ours if nonces or message.id in recorded]
        if known:
            known[pick % len(known)].deleted = True

    @precondition(lambda self: len(self.items) > MANY)
    @rule(channel_id=st.sampled_from([TALK, FORUM]), told=st.booleans())
    def delete_channel(self, channel_id: int, *, told: bool) -> None:
        room = self.world.rooms[channel_id]
        room.gone = True
        self.expected.ended(channel_id, room.standing)
        if told:
            self.run(self.stack.keeper.channel_gone(channel_id, "news"))

    @rule(
        act=st.sampled_from(["pause", "unsubscribe", "revise"]),
        channel_id=channels,
        fate=st.sampled_from([None, *STORED, Fate.CUT_BEFORE, Fate.LIMITED, Fate.FORBIDDEN]),
    )
    def act_during_a_send(self, act: str, channel_id: int, fate: Fate | None) -> None:
        async def revise() -> None:
            self._revise(len(self.items) - 1)
            await self._poll()

        async def undisturbed() -> None:
            async with self.one_at_a_time:
                lasts, self.stack.database.lasts = self.stack.database.lasts, None
                await acts[act]()
                self.stack.database.lasts = lasts

        acts = {
            "pause": lambda: self._pause(channel_id),
            "unsubscribe": lambda: self._unsubscribe(channel_id, "all"),
            "revise": revise,
        }
        room = self.world.rooms[channel_id]
        room.meanwhile = undisturbed
        if fate:
            room.fates.append(fate)
        self.publish([1], [], 2)

    # Moderators

    @rule(channel_id=channels, topic=wishes, post_newest=st.booleans())
    def subscribe(self, channel_id: int, topic: str, *, post_newest: bool) -> None:
        if not self.world.rooms[channel_id].gone:
            self.run(self._subscribe(channel_id, topic, post_newest=post_newest))

    async def _subscribe(self, channel_id: int, topic: str, *, post_newest: bool = False) -> None:
        await self.stack.desk.subscribe(
            GUILD,
            channel_id,
            topic,
            PATIENT_KINDS,
            None,
            channel_kind=ChannelKind.FORUM if channel_id == FORUM else ChannelKind.TEXT,
            post_newest=post_newest,
        )
        self.expected.subscribed(channel_id, topic, post_newest=post_newest)

    @rule(channel_id=channels, topic=wishes)
    def unsubscribe(self, channel_id: int, topic: str) -> None:
        self.run(self._unsubscribe(channel_id, topic))

    async def _unsubscribe(self, channel_id: int, topic: str) -> None:
        overview = await self.stack.desk.overview(GUILD)
        for each in overview.subscriptions:
            if (each.channel_id, each.topic) == (channel_id, topic):
                await self.stack.desk.unsubscribe(GUILD, each.id)
                room, recorded = self.world.rooms[channel_id], await self.stack.recorded()
                self.expected.unsubscribed(channel_id, topic, room.standing)
                if not self.expected.channels[channel_id].wishes:
                    for message in room.ours:
                        message.orphan |= message.id not in recorded

    @rule(channel_id=channels, away=st.sampled_from([0, 60, 900]))
    def pause_for_a_while(self, channel_id: int, away: int) -> None:
        self.run(self._pause(channel_id))
        self.publish([1, 2], [], 2)
        self.pass_time(away)
        if away:
            self.resume(channel_id)

    async def _pause(self, channel_id: int) -> None:
        if await self.stack.desk.pause(GUILD, channel_id):
            self.expected.channels[channel_id].paused = True
            room = self.world.rooms[channel_id]
            room.quiet_after = len(room.ours)

    @rule(channel_id=channels)
    def resume(self, channel_id: int) -> None:
        self.run(self._resume(channel_id))

    async def _resume(self, channel_id: int) -> None:
        await self.stack.desk.resume(GUILD, channel_id)
        self.expected.channels[channel_id].paused = False

    # What holds at any time

    @invariant()
    def its_promises_hold(self) -> None:
        self.nothing_stands_twice_or_uncalled_for()
        self.what_was_found_together_stands_oldest_first()
        self.no_burst_has_more_cards_than_the_limit()
        self.an_edit_is_made_once()
        self.nothing_comes_while_a_moderator_wants_quiet()

    def nothing_stands_twice_or_uncalled_for(self) -> None:
        for channel_id, room in self.world.rooms.items():
            expected = self.expected.channels[channel_id]
            twice = [key for key, times in Counter(room.standing).items() if times > 1]
            assert not twice
            assert set(room.standing) <= expected.batches.keys() - expected.never

    def what_was_found_together_stands_oldest_first(self) -> None:
        for channel_id, room in self.world.rooms.items():
            batches = self.expected.channels[channel_id].batches
            for batch in set(batches.values()):
                together = [key for key in room.standing if batches[key] == batch]
                assert together == sorted(together, key=lambda k: self.expected.known[k].age)

    def no_burst_has_more_cards_than_the_limit(self) -> None:
        for room in self.world.rooms.values():
            cards = [m for m in room.ours if m.kind is PostKind.CARD and not m.orphan]
            for last in cards:
                burst = [card for card in cards if _in_one_burst(card, last)]
                assert len(burst) <= BURST_LIMIT

    def an_edit_is_made_once(self) -> None:
        made = [(e.message_id, e.shows, e.life) for e in self.world.edits if e.answered]
        assert len(made) == len(set(made))

    def nothing_comes_while_a_moderator_wants_quiet(self) -> None:
        for channel_id, room in self.world.rooms.items():
            if self.expected.channels[channel_id].paused:
                assert len(room.ours) == room.quiet_after

    # The end: everything heals

    def teardown(self) -> None:
        try:
            # Only where nothing has failed, which would be told of no more.
            if sys.exc_info()[0] is None and hasattr(self, "world"):
                self._all_is_well_in_the_end()
        finally:
            if hasattr(self, "world"):
                self.runner.run(self.stack.stop())
            self.hurry.stop()
            self.runner.close()
            shutil.rmtree(self.folder)

    def _all_is_well_in_the_end(self) -> None:
        self._set_everything_right()
        for seconds in [20] * 8 + [3600] * 12:
            self.pass_time(seconds)
            for work in (self.poll, self.announce, self.tend):
                work(None)
            self.its_promises_hold()
        self._nothing_is_left_to_do()
        for channel_id, room in self.world.rooms.items():
            if not room.gone:
                expected = self.expected.channels[channel_id]
                owed = expected.batches.keys() - expected.never - room.rejected
                assert owed <= set(room.standing)
                assert self._outdated(channel_id) == []

    def _set_everything_right(self) -> None:
        self.clock.forward(seconds=(self.world.now - self.clock.now()).total_seconds())
        self.world.leaps += 1
        for channel_id, room in self.world.rooms.items():
            room.fates.clear()
            room.meanwhile = None
            room.forbidden = 0
            if self.expected.channels[channel_id].paused:
                self.resume(channel_id)

    def _nothing_is_left_to_do(self) -> None:
        unsettled = self.runner.run(self.stack.unsettled())
        assert [row for row in unsettled if not self.world.rooms[row[0]].gone] == []

    def _outdated(self, channel_id: int) -> list[Message]:
        """Messages that the bot knows of, and that show what has been revised since."""
        recorded = self.runner.run(self.stack.recorded())
        # Where there was no subscription to resume, a refused revision was given up.
        ended = self.expected.channels[channel_id].ended
        return [
            message
            for message in self.world.rooms[channel_id].ours
            if message.id in recorded and not message.deleted
            if not (message.edit_rejected or (message.edit_forbidden and ended))
            if self.world.now - message.at < SURELY_CORRECTED
            if message.shows != {key: self.texts[key] for key in message.shows}
        ]


def _in_one_burst(card: Message, last: Message) -> bool:
    return card.leaps == last.leaps and timedelta(0) <= last.at - card.at < BURST


TestOutbox = Outbox.TestCase

"""A bot with a feed and three channels, and all that can happen to them; the model follows.

Called by the rules of `test_outbox_machine.py`. Each act may meet a crash of the bot's process,
which then begins anew.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from bot.articles.dates import dated_credibly
from bot.articles.news import OLD_MARGIN
from bot.discord_api.messenger import CLOCK_DIFFERENCE
from bot.model.article import Article
from bot.model.document import Document
from bot.model.subscription import PATIENT_KINDS, ChannelKind
from bot.storage import feeds
from tests.factories import article, feed, subscribe_channel
from tests.fakes import ManualClock, ScriptedFetcher
from tests.history import History, violations
from tests.pipelines.expectation import Expectation, Known
from tests.pipelines.memory_discord import MemoryDiscord, Room
from tests.pipelines.stack import Stack

NEWS, TALK, FORUM = 10, 11, 12
GUILD = 1
FOR_EVER = timedelta(days=999)
SLOW, FAST = timedelta(days=-3), CLOCK_DIFFERENCE
"""How far the bot's clock may be from Discord's: the messenger cannot look further ahead."""


class Life:
    """The life of a bot with its feed and channels; each method is an event.

    Attributes:
        items: what the feed ever held, in the order in which it came.
        listed: the links of those that it holds now.
        texts: what is to be read of each known article, as far as polls have found it.
        history: what polls have found.
    """

    def __init__(self, folder: Path, window: timedelta) -> None:
        rooms = {NEWS: Room(), TALK: Room(), FORUM: Room(forum=True)}
        self.runner = asyncio.Runner()
        self.expected = Expectation(rooms)
        self.world, self.window = MemoryDiscord(rooms, window), window
        self.clock, self.fetcher = ManualClock(), ScriptedFetcher()
        self.stack = Stack(folder / "progress.db", self.clock, self.fetcher, self.world)
        self.history = History()
        self.items: list[Article] = []
        self.listed: set[str] = set()
        self.texts: dict[str, str] = {}
        self._old = set[str]()
        self._first_polled_at = self.clock.now()
        self._one_at_a_time = asyncio.Lock()
        self.runner.run(self._begin())

    async def _begin(self) -> None:
        await self.stack.start()
        async with self.stack.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
        await self._poll(first=True)
        for channel_id in self.world.rooms:
            await self._subscribe(channel_id, "all")

    def end(self) -> None:
        """Of the bot's process, and of all."""
        self.runner.run(self.stack.stop())
        self.runner.close()

    def run(self, work: Coroutine[object, object, None], broken: int | None = None) -> None:
        """Do this in the bot's process, which may be killed after some half transactions."""
        self.stack.database.lasts = broken
        self.runner.run(self._live(work))

    async def _live(self, work: Coroutine[object, object, None]) -> None:
        await self.stack.live(work)
        self.stack.database.lasts = None

    # The feed

    def publish(self, ages: Sequence[int | None], slugs: Sequence[str] = ()) -> None:
        """New articles, dated so many minutes from now, or not at all."""
        for minutes in ages:
            # Odd, while the clocks have even seconds: no date is that of a poll.
            age = None if minutes is None else timedelta(minutes=minutes, seconds=1)
            key, dated = str(len(self.items)), age and self.world.now + age
            made = article(key, *slugs, published_at=dated)
            self.items.append(made)
            self.listed.add(made.canonical_url)

    def date_anew(self, days: int) -> None:
        """All items get one date."""
        dated = self.world.now + timedelta(days=days, seconds=1)
        self.items = [replace(item, published_at=dated) for item in self.items]

    def number_anew(self, first: int) -> None:
        """Two of three items get a new id."""
        for place, item in enumerate(self.items):
            if (place + first) % 3:
                self.items[place] = replace(item, key=f"{item.key}'")

    def leave_out_or_show(self, place: int) -> None:
        """An item vanishes from the feed, or is there again."""
        self.listed ^= {self.items[place % len(self.items)].canonical_url}

    def revise(self, place: int, *, retract: bool = False) -> None:
        """An item gets another title, and may be retracted."""
        item = self.items[place % len(self.items)]
        self.items[place % len(self.items)] = replace(
            item, title=f"{item.title}'", retracted=item.retracted or retract
        )

    def poll(self, broken: int | None = None) -> None:
        """Poll the feeds that are due."""
        self.run(self._poll(), broken)

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

    def _found(self, found: Sequence[Article], *, first: bool) -> None:
        now = self.clock.now()
        if not first:
            self._old |= {
                item.canonical_url
                for item in found
                if item.published_at
                and item.published_at < self._first_polled_at - OLD_MARGIN
                and item.canonical_url not in self.expected.known
            }
        known = [
            Known(
                item.canonical_url,
                tuple(match.slug for match in item.topics),
                ((dated_credibly(item, now).published_at or now).timestamp(), _number(item)),
            )
            for item in found
        ]
        self.history.showed(
            feed().url,
            [item.key for item in known],
            wanted={item.key: self.expected.wanting(item) for item in known},
            polled=not first,
            old=self._old,
        )
        self.expected.found(known, announced=not first, old=self._old)
        kept = self.stack.kept_keys()
        for item in found:
            # A new number is taken over, unless the item changed as well: then it revises nothing.
            if kept.get(item.canonical_url) == item.key:
                self.texts[item.canonical_url] = f"{item.title} {item.retracted}"

    # Time

    def pass_time(self, seconds: int) -> None:
        """For the bot and for Discord."""
        self.clock.forward(seconds=seconds)
        self.world.now += timedelta(seconds=seconds)

    def be_down(self, days: int) -> None:
        """The bot does not run for a while."""
        self.runner.run(self.stack.stop())
        self.pass_time(days * 86_400)
        self.runner.run(self.stack.start())

    def set_clock(self, minutes: int) -> None:
        """By hand, which takes a moment."""
        self.pass_time(10)
        wrong = self.clock.now() + timedelta(minutes=minutes) - self.world.now
        if SLOW <= wrong < FAST:
            self.clock.forward(minutes=minutes)
            self.world.leaps += minutes > 0

    # The bot

    def announce(self, broken: int | None = None) -> None:
        """Send what is due."""
        self.run(self.stack.announcer.announce_due(), broken)

    def tend(self, broken: int | None = None) -> None:
        """Correct cards, and try paused channels again."""
        self.run(self._tend(), broken)

    async def _tend(self) -> None:
        await self.stack.corrector.correct_due()
        await self.stack.healer.heal_due()

    def recorded(self) -> set[int]:
        """The messages of which the bot knows."""
        return self.runner.run(self.stack.recorded())

    def unsettled(self) -> list[int]:
        """The channels that are there and for which anything still waits."""
        waiting = self.runner.run(self.stack.unsettled())
        return [channel_id for channel_id in waiting if not self.world.rooms[channel_id].gone]

    def swallowed(self) -> list[str]:
        """The faults that the history checker finds, once all has healed."""
        standing = {channel_id: room.standing for channel_id, room in self.world.rooms.items()}
        return violations(self.history, self.stack.path, standing)

    # Discord

    def permit(self, channel_id: int, code: int, *, told: bool) -> None:
        """Let Discord refuse a channel with this code; 0 allows it, of which the bot is told."""
        self.world.rooms[channel_id].forbidden = code
        if told and not code:
            self.run(self.stack.server_changes.resume(GUILD, [channel_id]))

    def time_out(self, channel_id: int, seconds: int) -> None:
        """The bot may not write for a while; no event tells when it may again."""
        until = self.world.now + timedelta(seconds=seconds)
        self.world.rooms[channel_id].timed_out_until = until

    def delete_message(self, channel_id: int, pick: int) -> None:
        """One that the bot knows of: of another one, only a nonce could tell that it was there."""
        room, recorded = self.world.rooms[channel_id], self.recorded()
        nonces = self.window == FOR_EVER and not room.forum
        known = [message for message in room.ours if nonces or message.id in recorded]
        if known:
            known[pick % len(known)].deleted = True

    def delete_channel(self, channel_id: int, *, told: bool) -> None:
        """The bot is told by an event, or finds out."""
        room = self.world.rooms[channel_id]
        room.gone = True
        self.expected.ended(channel_id, room.standing)
        if told:
            self.run(self.stack.server_changes.channel_deleted(channel_id, "news"))

    # Moderators

    def subscribe(self, channel_id: int, topic: str, *, post_newest: bool) -> None:
        """Subscribe a channel, if it is there."""
        if not self.world.rooms[channel_id].gone:
            self.run(self._subscribe(channel_id, topic, post_newest=post_newest))

    async def _subscribe(self, channel_id: int, topic: str, *, post_newest: bool = False) -> None:
        kind = ChannelKind.FORUM if channel_id == FORUM else ChannelKind.TEXT
        await subscribe_channel(
            self.stack.subscriptions,
            GUILD,
            channel_id,
            topic,
            PATIENT_KINDS,
            None,
            channel_kind=kind,
            post_newest=post_newest,
        )
        self.expected.subscribed(channel_id, topic, post_newest=post_newest)

    def unsubscribe(self, channel_id: int, topic: str) -> None:
        """End a subscription, if there is one."""
        self.run(self._unsubscribe(channel_id, topic))

    async def _unsubscribe(self, channel_id: int, topic: str) -> None:
        overview = await self.stack.subscriptions.overview(GUILD)
        for each in overview.subscriptions:
            if (each.channel_id, each.topic) != (channel_id, topic):
                continue
            await self.stack.subscriptions.unsubscribe(GUILD, each.id)
            room, recorded = self.world.rooms[channel_id], await self.stack.recorded()
            self.expected.unsubscribed(channel_id, topic, room.standing)
            if not self.expected.channels[channel_id].wishes:
                for message in room.ours:
                    message.orphan |= message.id not in recorded

    def pause(self, channel_id: int) -> None:
        """Until it is resumed."""
        self.run(self._pause(channel_id))

    async def _pause(self, channel_id: int) -> None:
        if await self.stack.subscriptions.pause(GUILD, channel_id):
            self.expected.channels[channel_id].paused = True
            room = self.world.rooms[channel_id]
            room.quiet_after = len(room.ours)

    def resume(self, channel_id: int) -> None:
        """Whoever paused it."""
        self.run(self._resume(channel_id))

    async def _resume(self, channel_id: int) -> None:
        await self.stack.subscriptions.resume(GUILD, channel_id)
        self.expected.channels[channel_id].paused = False

    def act_during_the_next_send(self, act: str, channel_id: int) -> None:
        """While a message to the channel is on its way."""
        self.world.rooms[channel_id].meanwhile = lambda: self._act(act, channel_id)

    async def _act(self, act: str, channel_id: int) -> None:
        async with self._one_at_a_time:
            # The model must know for certain what came of it.
            lasts, self.stack.database.lasts = self.stack.database.lasts, None
            if act == "pause":
                await self._pause(channel_id)
            elif act == "unsubscribe":
                await self._unsubscribe(channel_id, "all")
            else:
                self.revise(-1)
                await self._poll()
            self.stack.database.lasts = lasts

    def set_everything_right(self) -> None:
        """The clock, the permissions, the network; and moderators resume what they paused."""
        self.clock.forward(seconds=(self.world.now - self.clock.now()).total_seconds())
        self.world.leaps += 1
        for channel_id, room in self.world.rooms.items():
            room.fates.clear()
            room.meanwhile = None
            room.forbidden = 0
            room.timed_out_until = None
            if self.expected.channels[channel_id].paused:
                self.resume(channel_id)


def _number(item: Article) -> int:
    """In the order in which the feed got it."""
    return int(item.canonical_url.rpartition("/")[2])

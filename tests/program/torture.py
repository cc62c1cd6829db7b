"""A trial of delivery: the real program is killed, over and over, while a feed publishes.

    publish a few articles ─► start the bot ─► kill -9 at a moment ─► ... ─► let it finish ─► count
                           └► start a backfill beside it, every other time ┘

Two feeds publish: one in order, and one with dates of all kinds, a long past, and a listing. In the
end the history checker looks for whatever they showed and nobody announced.

The moments: as soon as the peer has stored a message and before it answers for it, which is where
a crash hurts, or any time after the start. Run by `test_torture` and by `./run bench torture`.
"""

import asyncio
import contextlib
import itertools
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import SystemClock
from bot.model.article import ALL_TOPICS
from bot.model.subscription import PATIENT_KINDS, ChannelKind, Step
from bot.pipelines.announce import LOOK_EVERY_SECONDS
from bot.storage.database import Database
from bot.subscriptions.service import SubscriptionService
from tests.factories import subscribe_channel, taxonomy
from tests.history import violations
from tests.peer import Channel, Peer, Tag, World
from tests.peer import ChannelKind as PeerKind
from tests.peer.permissions import Permission
from tests.peer.world import USUAL_PERMISSIONS, Json
from tests.program.mixed_feed import FIRST_NUMBER, MixedFeed, Recorder
from tests.program.restoring import Restores
from tests.program.running import (
    LoopbackFeed,
    Program,
    link,
    loopback_feed,
    program,
    serving,
    settings,
)
from tests.waiting import PATIENCE_SECONDS

IDENTIFIES_A_DAY = 10**9
"""The waits after short runs shrink with Discord's limit: these kills stand for crashes that are
days apart."""
NONCE_WINDOWS = (300.0, 1.0, 0.0)
"""Minutes, one second and none, in turn."""
ANSWER_DELAY = (0.0, 0.5)
SHARE_STORED = 0.6
"""Of the kills: aimed at the time between the peer's storing and the bot's recording."""
MOST_STORED = 12
LONGEST_LIFE_SECONDS = 2.0
QUIET_SECONDS, QUIET_AFTER_RESTORE_SECONDS = 20.0, 6.0
SETTLED_SECONDS = LOOK_EVERY_SECONDS + 1
"""Once all is there, the time for the bot to look for more."""
LINK = re.compile(r"https://example\.org/news/(\d+)/")


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, and how it is subscribed."""

    channel: Channel
    kind: ChannelKind
    steps: frozenset[Step] = frozenset()


@dataclass(slots=True)
class Outcome:
    """The result of a trial.

    Attributes:
        kills: how many, by where they fell.
        expected: articles times channels.
        lost, doubled: what is missing, and what stands there more than once. What the bot says
            that it did not announce after a restore is not lost.
        said: what it says so.
        restores: how many copies were put back, by how.
        wrong: what is recorded as sent with the message of another article.
        disordered: neighbors in a channel of which the later article comes first.
        violations: what the history checker says, also on the other feed.
        seconds: how long it took.
    """

    kills: Counter[str] = field(default_factory=Counter)
    expected: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    said: int = 0
    restores: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def between(self) -> int:
        """Kills between the peer's storing and the bot's recording."""
        return self.kills[STORED]


STORED = "stored, not recorded"


async def torture(
    folder: Path,
    *,
    kills: int,
    articles: int,
    seed: int,
    windows: Sequence[float] = NONCE_WINDOWS,
    careless: bool = False,
    restore_every: int = 0,
) -> Outcome:
    """Kill the bot that often while the feed publishes so many articles, and count.

    After each `restore_every` lives, an older copy of the database is put back.

    `careless` is the control: nothing is looked for after a crash, and nonces should be off, too.
    """
    started, rng = time.monotonic(), random.Random(seed)
    world = World()
    async with (
        Peer.open(world, answer_delay=ANSWER_DELAY, seed=seed) as peer,
        loopback_feed("Old news") as feed,
        serving(MixedFeed()) as mixed,
    ):
        peer.gateway.limit["total"] = IDENTIFIES_A_DAY
        places = _places(world)
        await subscribe(folder, places)
        recorder = Recorder([place.channel.id for place in places])
        recorder.watch(feed, mixed)
        environment = {
            **settings(folder, feed, peer, mixed),
            "BURST_LIMIT": "0",
            "CRAWL_DELAY": "1s",
        }
        restores = Restores(folder, environment, restore_every)
        trial = _Trial(folder, environment, peer, (feed, mixed), rng, restores, careless=careless)
        await trial.fill_index()
        recorder.first_polled_at = datetime.now(UTC)
        for number in range(kills):
            peer.nonces.window = windows[number % len(windows)]
            await restores.between_lives(number, trial.links)
            trial.publish((articles - trial.published) // (kills - number))
            async with restores.copying(number):
                await trial.kill_once(aimed=rng.random() < SHARE_STORED, backfill=number % 2 == 1)
        trial.outcome.expected = trial.published * len(places)
        awaited = trial.outcome.expected + mixed.news * len(places)
        await trial.finish(awaited, lambda: _settled(peer, places, restores))
        standing = {place.channel.id: posted_numbers(peer, place) for place in places}
        for numbers in standing.values():
            ordered = [number for number in numbers if number < FIRST_NUMBER]
            _count(trial.outcome, ordered, trial.published)
        links = {channel: list(map(link, numbers)) for channel, numbers in standing.items()}
        recorder.history.gap = {each.rstrip("/") for each in restores.gap}
        _count_restores(trial.outcome, peer, places, restores)
        trial.outcome.violations = violations(recorder.history, folder / "progress.db", links)
    trial.outcome.seconds = time.monotonic() - started
    return trial.outcome


def _places(world: World) -> list[Place]:
    """Eight channels of all kinds."""
    guild = world.add_guild("Kindness", USUAL_PERMISSIONS | Permission.CREATE_PUBLIC_THREADS)
    text = guild.add_channel("news")
    tags = (Tag("Metastasis"), Tag("News"))
    return [
        Place(text, ChannelKind.TEXT),
        Place(guild.add_channel("quiet"), ChannelKind.TEXT),
        Place(guild.add_channel("talk"), ChannelKind.TEXT, frozenset({Step.DISCUSS})),
        Place(
            guild.add_channel("wire", PeerKind.ANNOUNCEMENT),
            ChannelKind.ANNOUNCEMENT,
            frozenset({Step.PUBLISH}),
        ),
        Place(guild.add_thread(text, "studies"), ChannelKind.THREAD),
        Place(guild.add_channel("library", PeerKind.FORUM, tags=tags), ChannelKind.FORUM),
        Place(
            guild.add_channel("sorted", PeerKind.FORUM, tags=tags, require_tag=True),
            ChannelKind.FORUM,
        ),
        Place(guild.add_channel("pictures", PeerKind.MEDIA), ChannelKind.MEDIA),
    ]


async def subscribe(folder: Path, places: Sequence[Place]) -> None:
    async with Database.open(folder / "progress.db") as database:
        service = SubscriptionService(database, taxonomy(), SystemClock(), lambda: None)
        for place in places:
            await subscribe_channel(
                service,
                place.channel.guild_id,
                place.channel.id,
                ALL_TOPICS,
                PATIENT_KINDS,
                None,
                channel_kind=place.kind,
                steps=place.steps,
            )


class _Trial:
    """The bot's lives, one after the other."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        peer: Peer,
        feeds: tuple[LoopbackFeed, MixedFeed],
        rng: random.Random,
        restores: Restores,
        *,
        careless: bool,
    ) -> None:
        self.outcome = Outcome()
        self.published = 0
        self._folder = folder
        self._environment = environment
        self._peer = peer
        self._feed, self._mixed = feeds
        self._rng = rng
        self._restores = restores
        # After a restore little may be left to post.
        self._quiet = QUIET_AFTER_RESTORE_SECONDS if restores.every else QUIET_SECONDS
        self._module = "tests.program.careless" if careless else "bot"

    def _life(self) -> contextlib.AbstractAsyncContextManager[Program]:
        return program(
            "run", folder=self._folder, environment=self._environment, module=self._module
        )

    async def fill_index(self) -> None:
        """The first look at the feed, which announces nothing."""
        async with program(
            "poll", "--once", folder=self._folder, environment=self._environment
        ) as poll:
            assert await poll.process.wait() == 0, poll.log.read_text()

    def publish(self, count: int) -> None:
        """So many articles more, and one of the other feed."""
        self._mixed.publish()
        for _ in range(count):
            self.published += 1
            self._feed.titles.append(f"Sample study {self.published} of metastasis")
        self._restores.published(self.links)

    @property
    def links(self) -> set[str]:
        """All that the feeds have published so far."""
        mixed = (self._mixed.first_number + place for place in range(len(self._mixed.titles)))
        return {link(number) for number in (*range(len(self._feed.titles)), *mixed)}

    def _backfill(self) -> contextlib.AbstractAsyncContextManager[Program]:
        return program("backfill", "--again", folder=self._folder, environment=self._environment)

    @property
    def _times_ready(self) -> int:
        return len(self._peer.journal.milestones.get("ready", ()))

    async def _ready(self, times: int) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._peer.journal.reached("ready", times)

    async def kill_once(self, *, aimed: bool, backfill: bool) -> None:
        """One life that ends by SIGKILL, aimed at a stored message or at any moment."""
        ready = self._times_ready + 1
        async with self._backfill() if backfill else contextlib.nullcontext(), self._life() as bot:
            if aimed:
                await self._kill_when_stored(bot, self._rng.randint(1, MOST_STORED))
                return
            if self._rng.random() < 0.8:
                await self._ready(ready)
            await asyncio.sleep(self._rng.uniform(0, LONGEST_LIFE_SECONDS))
            await self._kill(bot)

    async def _kill_when_stored(self, bot: Program, countdown: int) -> None:
        ended = asyncio.Event()

        async def stored(_channel: Channel, _message: Json) -> None:
            nonlocal countdown
            countdown -= 1
            if countdown == 0:
                await self._kill(bot)
                ended.set()

        self._peer.on_stored = stored
        try:
            async with asyncio.timeout(self._quiet):
                await ended.wait()
        except TimeoutError:
            await self._kill(bot)
        finally:
            self._peer.on_stored = None

    async def _kill(self, bot: Program) -> None:
        assert bot.process.returncode is None, bot.log.read_text()
        bot.process.kill()
        waiting = [each for each in self._peer.journal.stored if each.answered_at is None]
        asked = any(r.status is None and r.method == "POST" for r in self._peer.journal)
        self.outcome.kills[STORED if waiting else "asked" if asked else "at rest"] += 1
        await bot.process.wait()

    async def finish(self, awaited: int, count: Callable[[], int]) -> None:
        """A whole backfill, and a last life, until all is there, or nothing more comes."""
        async with self._backfill() as backfill:
            assert await backfill.process.wait() == 0, backfill.log.read_text()
        ready = self._times_ready + 1
        async with self._life() as bot:
            await self._ready(ready)
            seen, since = -1, time.monotonic()
            while time.monotonic() - since < self._quiet:
                if (now := count()) != seen:
                    seen, since = now, time.monotonic()
                if seen >= awaited and time.monotonic() - since > SETTLED_SECONDS:
                    break
                await asyncio.sleep(0.1)
            assert await bot.stopped_by(signal.SIGTERM) == 0, bot.log.read_text()


def _settled(peer: Peer, places: Sequence[Place], restores: Restores) -> int:
    """How much stands in the channels, or is said to be missing there."""
    standing = {
        (link(n).rstrip("/"), p.channel.id) for p in places for n in posted_numbers(peer, p)
    }
    return len(standing | restores.said()) if restores.every else len(standing)


def _count_restores(
    outcome: Outcome, peer: Peer, places: Sequence[Place], restores: Restores
) -> None:
    """Take from what is lost what the bot says that it did not announce."""
    if not restores.every:
        return
    standing = {
        (link(n).rstrip("/"), p.channel.id) for p in places for n in posted_numbers(peer, p)
    }
    ordered = {link(number).rstrip("/") for number in range(1, FIRST_NUMBER)}
    outcome.said = len({each for each in restores.said() - standing if each[0] in ordered})
    outcome.lost -= outcome.said
    outcome.restores = restores.done
    outcome.wrong = restores.wrongly_recorded(peer, [place.channel for place in places])


def posted_numbers(peer: Peer, place: Place) -> list[int]:
    """The articles in a channel, in the order of its messages."""
    if place.kind.holds_posts:
        messages = [post["message"] for post in peer.posts(place.channel.id)]
    else:
        messages = peer.messages(place.channel.id)
    found = [sorted({int(n) for n in LINK.findall(str(message))}) for message in messages]
    return [number for numbers in found for number in numbers]


def _count(outcome: Outcome, numbers: Sequence[int], published: int) -> None:
    times = Counter(numbers)
    # The feed numbers from nought, and held one article before.
    outcome.lost += sum(times[number] == 0 for number in range(1, published + 1))
    outcome.doubled += sum(count - 1 for count in times.values())
    outcome.doubled += times[0]
    outcome.disordered += sum(a > b for a, b in itertools.pairwise(numbers))

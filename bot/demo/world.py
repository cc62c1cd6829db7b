"""The simulated server of the demo, and the channel that the page shows, as one person sees it.

`play` builds both; the hub shows and switches the channel. All access to the simulation goes here.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import simcord
from msgspec import Struct
from simcord.builders import ChannelHandle, GuildHandle

from bot.clock import Clock
from bot.model.article import Taxonomy, Topic

CDN = "https://cdn.simcord.invalid"
SERVER = "Breast Cancer News Community"
LOBBY = "general"
FORUM = "forum"
MEMBER = "sam"
MODERATOR = "maya"
SECTIONS = {
    "Research": ("tumor-biology", "heredity", "metastasis", "immunotherapy", "clinical-trials"),
    "Types": (
        "her2-positive",
        "triple-negative",
        "hormone-positive",
        "lobular",
        "male-breast-cancer",
    ),
    "Living with it": (
        "treatment",
        "survivorship",
        "quality-of-life",
        "young-women",
        "personal-stories",
        "in-memoriam",
    ),
    "Staying well": ("prevention", "lifestyle-risk", "screening", "early-detection"),
    "Around it": ("health-equity", "conferences", "podcasts", "funding"),
}
"""Channels by category, named as their topics. A topic that is missing here comes last."""

WELCOME = """\
**Welcome!** This server is a simulation that runs on your computer alone, with the real bot in it.
• Type `/search` and ask for `brain mets`, or type `/latest`, `/explain`, `/topics`, `/help`.
• Each topic has a channel at the side. A sample article appears every so often, and the bot posts \
its card where it belongs.
• `#forum` has every article as a post of its own, and shows the newest one.
• Act as me to see what moderators can do: `/news subscribe`, `/news subscriptions`, \
`/news deliveries`. Give a channel a digest with `/news schedule`; *Go to the next digest* at the \
side shows it at once.
The articles are samples, not medical advice."""


class Person(Struct, frozen=True):
    """A person whom the visitor can act as."""

    key: str
    name: str
    part: str
    actor: simcord.MemberActor


class Section(Struct, frozen=True):
    """A category and its channels."""

    name: str
    channels: tuple[ChannelHandle, ...]


class World(Struct, frozen=True):
    """The server, its channels and its people."""

    guild: GuildHandle
    sections: tuple[Section, ...]
    people: Mapping[str, Person]

    def channels(self) -> dict[str, ChannelHandle]:
        """Every channel by its name."""
        return {str(c.name): c for section in self.sections for c in section.channels}


async def build_world(env: simcord.Env, taxonomy: Taxonomy) -> World:
    """Create the server, a channel for each topic, a moderator, a member and the welcome text."""
    guild = env.create_guild(SERVER)
    lobby = _channel(guild, "Start here", LOBBY, "Ask the bot here")
    start = Section("Start here", (lobby, guild.create_forum_channel(FORUM)))
    sections = (start, *_topic_sections(guild, taxonomy))
    moderators = guild.create_role(
        "Moderators", permissions=discord.Permissions(manage_guild=True), color=0xE78AC3, hoist=True
    )
    guild.create_role("News", color=0x8FB8ED, mentionable=True)
    maya = guild.add_member(
        env.create_user(MODERATOR, global_name="Maya", avatar=MODERATOR), roles=(moderators,)
    )
    sam = guild.add_member(env.create_user(MEMBER, global_name="Sam", avatar=MEMBER))
    await maya.send(lobby, WELCOME)
    return World(
        guild,
        sections,
        {
            MEMBER: Person(MEMBER, "Sam", "member", sam),
            MODERATOR: Person(MODERATOR, "Maya", "moderator", maya),
        },
    )


def _topic_sections(guild: GuildHandle, taxonomy: Taxonomy) -> tuple[Section, ...]:
    placed = {slug for slugs in SECTIONS.values() for slug in slugs}
    rest = tuple(topic.slug for topic in taxonomy if topic.slug not in placed)
    plan = {**SECTIONS, "More": rest}
    found = {name: [topic for slug in plan[name] if (topic := taxonomy.get(slug))] for name in plan}
    return tuple(_section(guild, name, topics) for name, topics in found.items() if topics)


def _section(guild: GuildHandle, name: str, topics: list[Topic]) -> Section:
    category = guild.create_category(name)
    return Section(
        name,
        tuple(
            guild.create_text_channel(topic.slug, topic=topic.description, category=category)
            for topic in topics
        ),
    )


def _channel(guild: GuildHandle, category: str, name: str, topic: str) -> ChannelHandle:
    return guild.create_text_channel(name, topic=topic, category=guild.create_category(category))


def avatars(client: discord.Client, world: World, folder: Path) -> dict[str, tuple[str, bytes]]:
    """File name and bytes of each avatar, by the address that SimCord gives it."""
    # SimCord gives the bot itself one of Discord's default avatars.
    index = (client.user.id >> 22) % 6 if client.user else 0
    pictures = {f"{CDN}/embed/avatars/{index}.png": "bot.png"} | {
        f"{CDN}/avatars/{person.actor.id}/{person.key}.png": f"{person.key}.png"
        for person in world.people.values()
    }
    return {url: (name, (folder / name).read_bytes()) for url, name in pictures.items()}


BEAT_SECONDS = 0.5
"""The pause between two looks whether a channel must be drawn again. Chosen by eye."""
CLOSE_SECONDS = 1.0
"""How long another channel waits for the preview of the one before to close. Chosen by eye."""
REPUBLISH_SECONDS = 60
"""How often a channel is drawn again without news, so that times such as "2 minutes ago" stay
right."""

Images = Mapping[str, tuple[str, bytes]]
"""File name and bytes by address."""


class DemoClock:
    """The machine's clock, which the visitor can move on so that a digest is seen at once."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """The present of the demo, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    def elapsed(self) -> float:
        """Seconds of the machine's monotonic clock."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the running event loop; moving the clock ends no wait."""
        await asyncio.sleep(seconds)

    def move_to(self, moment: datetime) -> None:
        """Go on from this moment; the clock is never set back."""
        self._ahead += max(moment - self.now(), timedelta(0))


async def catch_up(env: simcord.Env, clock: Clock) -> None:
    """Move SimCord's clock to the present."""
    await env.advance_time(max((clock.now() - env.now()).total_seconds(), 0))


class StageView(Struct, frozen=True):
    """One shown channel. `number` grows with each; `url` stays valid after the preview closed.

    `place` is where its messages stand: the channel itself, or the newest post of a forum.
    """

    number: int
    channel: ChannelHandle
    place: ChannelHandle
    person: Person
    preview: simcord.Preview
    url: str

    def history(self) -> tuple[tuple[int, datetime | None], ...]:
        """Ids of the channel's messages, and when each was last edited."""
        return tuple((message.id, message.edited_at) for message in self.place.history())


class Stage:
    """The simulated server, seen through one channel and one person. Made by `Stage.open`."""

    def __init__(self, env: simcord.Env, world: World, images: Images, clock: Clock) -> None:
        self.world = world
        self._clock = clock
        self._env = env
        self._images = images
        self._lock = asyncio.Lock()
        self._requests = set[asyncio.Timeout]()
        self._closing = False
        self._view: StageView | None = None
        self._drawn: tuple[object, datetime] = ((), env.now())
        self._seen = dict[int, int]()
        for channel in world.channels().values():
            self._note_seen(*_places(channel))

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, env: simcord.Env, world: World, images: Images, clock: Clock
    ) -> AsyncIterator["Stage"]:
        """Start with the lobby, seen by the member; close the preview at the end."""
        stage = cls(env, world, images, clock)
        await stage.show(LOBBY, MEMBER)
        try:
            yield stage
        finally:
            async with stage._lock:
                await stage._close()

    @property
    def view(self) -> StageView:
        """The channel that is shown now."""
        assert self._view is not None, "a stage is made by Stage.open"  # noqa: S101 - tells mypy
        return self._view

    @property
    def now(self) -> datetime:
        """The present of the demo."""
        return self._clock.now()

    async def show(self, channel: str, person: str) -> StageView:
        """Show that channel, or the newest post of a forum, as that person sees it.

        Raises:
            KeyError: there is no such channel or person.
        """
        handle, somebody = self.world.channels()[channel], self.world.people[person]
        async with self._lock:
            await self._close()
            await self._keep_time()
            places = _places(handle)
            preview = self._env.preview(
                places[-1], viewers=(somebody.actor,), layout="channel", assets=self._images
            )
            await preview.__aenter__()
            number = self._view.number + 1 if self._view else 1
            self._view = StageView(number, handle, places[-1], somebody, preview, preview.url)
            self._note_seen(*places)
            self._note_drawn()
            return self._view

    @contextlib.asynccontextmanager
    async def acting(self) -> AsyncIterator[None]:
        """Allow no other change while a person acts."""
        async with self._lock:
            await self._keep_time()
            # The preview draws the answer before it would read the clock again.
            self.view.preview.capture_time = self._env.now()
            yield

    @contextlib.asynccontextmanager
    async def asking(self) -> AsyncIterator[str]:
        """The origin of the preview, for one request.

        The request is cut off when the preview closes. Otherwise it could hang for a minute:
        aiohttp's server never answers a connection that is made while it closes.

        Raises:
            TimeoutError: the preview closes, since another channel was chosen.
        """
        if self._closing:
            raise TimeoutError
        async with asyncio.timeout(None) as limit:
            self._requests.add(limit)
            try:
                yield self.view.url.partition("/#")[0]
            finally:
                self._requests.discard(limit)

    async def run(self) -> None:
        """Call `beat` until canceled."""
        while True:
            await self.beat()
            await self._clock.sleep(BEAT_SECONDS)

    async def beat(self) -> None:
        """Move the clock on, and draw the channel again if the bot posted or edited something."""
        async with self._lock:
            await self._keep_time()
            history, drawn_at = self._drawn
            stale = (self._env.now() - drawn_at).total_seconds() > REPUBLISH_SECONDS
            if stale or self.view.history() != history:
                with _unless_busy():
                    await self.view.preview.refresh()
                    self._note_drawn()

    def unread(self) -> dict[str, int]:
        """Messages by channel that came since it was last shown."""
        return {
            name: sum(
                max(len(place.history()) - self._seen.get(place.id, 0), 0)
                for place in _places(channel)
            )
            for name, channel in self.world.channels().items()
        }

    def _note_drawn(self) -> None:
        history = self.view.history()
        self._drawn = (history, self._env.now())
        self._note_seen(self.view.place)

    def _note_seen(self, *places: ChannelHandle) -> None:
        self._seen.update((place.id, len(place.history())) for place in places)

    async def _keep_time(self) -> None:
        with _unless_busy():
            await catch_up(self._env, self._clock)

    async def _close(self) -> None:
        if not self._view:
            return
        self._closing = True
        try:
            for limit in self._requests:
                limit.reschedule(asyncio.get_running_loop().time())
            self._requests.clear()
            # It goes on closing by itself: it waits for a picture that is still checked.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._view.preview.close()
        finally:
            self._closing = False


def _places(channel: ChannelHandle) -> list[ChannelHandle]:
    """A channel; or the posts of a forum, the newest one last."""
    posts = sorted(channel.threads, key=lambda thread: thread.id)
    return posts if posts and channel.name == FORUM else [channel]


def _unless_busy() -> contextlib.AbstractContextManager[None]:
    """Ignore SimCord's timeout for a busy bot; the next beat catches up."""
    return contextlib.suppress(TimeoutError)

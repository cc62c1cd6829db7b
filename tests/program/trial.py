"""Two articles that wait for a channel of the loopback Discord, and all that brings them there.

The real announcer, messenger and discord.py on a real database.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import discord
from msgspec.structs import replace

from bot.delivery.refusals import BY_CODE, Action
from bot.discord_api.limits import Circuit, RequestLimiter
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.requests import LONGEST_WAIT_SECONDS, DiscordRequests
from bot.model.delivery import PlannedDelivery
from bot.model.subscription import PATIENT_KINDS, ChannelKind, ChannelState, Ending
from bot.pipelines.announce import Announcer
from bot.storage import articles, deliveries, feeds
from bot.storage.database import Database
from bot.subscriptions.service import SubscriptionService
from tests.databases import open_new
from tests.factories import article, feed, subscribe_channel, taxonomy
from tests.fakes import ManualClock
from tests.peer import Channel, Fault, Guild, Peer, World
from tests.peer import ChannelKind as Kind
from tests.peer import message as messages
from tests.peer.login import pointed_at

TOPICS = taxonomy("metastasis")
NAMES = ("Alpha", "Beta")

STATUS = {
    **dict.fromkeys((10003, 10004, 10008), HTTPStatus.NOT_FOUND),
    **dict.fromkeys(
        (20016, 30033, 50001, 50013, 50095, 160005, 200000, 200001, 340015), HTTPStatus.FORBIDDEN
    ),
}
"""The status that goes with a code, if it is not 400."""

Outcome = tuple[str, str | None]
"""A state and its reason."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A channel, and a bot that has Alpha and Beta to announce there."""

    peer: Peer
    channel: Channel
    database: Database
    clock: ManualClock
    announcer: Announcer
    subscriptions: SubscriptionService

    @property
    def stands(self) -> list[str]:
        """The articles in the channel, message by message."""
        if self.channel.kind.holds_posts:
            said = [post["message"] for post in self.peer.posts(self.channel.id)]
        else:
            said = self.peer.messages(self.channel.id)
        shown = [str(message["components"]) for message in said]
        return [name for text in shown for name in NAMES if name in text]

    @property
    def guild(self) -> Guild:
        """The server that the channel is in."""
        return self.peer.world.guild_of(self.channel)

    @property
    def posting(self) -> str:
        """The path of the requests that create a message, or a post."""
        return f"/channels/*/{'threads' if self.channel.kind.holds_posts else 'messages'}"

    @property
    def attempts(self) -> int:
        """How many requests were to create a message, or a post."""
        ending = "/threads" if self.channel.kind.holds_posts else "/messages"
        return len(self.peer.journal.calls("POST", ending))

    @property
    def looks(self) -> int:
        """How many requests looked for one."""
        ending = "/threads/active" if self.channel.kind.holds_posts else "/messages"
        return len(self.peer.journal.calls("GET", ending))

    def refuse(self, status: int, code: int = 0, *, times: int | None = 1) -> None:
        """Refuse the next requests that create a message, or a post."""
        body = {"message": "It was refused.", "code": code}
        self.peer.faults.add(Fault("POST", self.posting, status=status, body=body, times=times))

    def refuse_article(self, name: str, status: int, code: int = 0) -> None:
        """Refuse all requests that create a message, or a post, about an article."""
        fault = Fault("POST", self.posting, refuses="*", holding=name, status=status, times=None)
        body = {"message": "It was refused.", "code": code}
        self.peer.faults.add(replace(fault, body=body))

    def refuse_by_code(self, code: int) -> None:
        """Refuse the next one with a code, and the status that goes with it."""
        self.refuse(STATUS.get(code, HTTPStatus.BAD_REQUEST), code)

    def say(self, text: str) -> None:
        """Another message in the channel."""
        self.peer.world.store(messages.created(self.peer.world, self.channel.id, {"content": text}))

    async def settle(self) -> None:
        """Let the announcer do all that it does within some hours."""
        for _ in range(6):
            await self.announcer.announce_due()
            self.clock.forward(minutes=30)

    async def deliveries(self) -> list[Outcome]:
        """The state of each article."""
        return await self._read("SELECT state, reason FROM deliveries ORDER BY id")

    async def posts(self) -> list[Outcome]:
        """The state of each message."""
        return await self._read("SELECT state, error FROM posts ORDER BY id")

    async def channel_state(self) -> ChannelState | None:
        """The stored state of the channel, while it has a subscription."""
        overview = await self.subscriptions.overview(self.channel.guild_id)
        return overview.channels.get(self.channel.id)

    async def endings(self) -> tuple[Ending, ...]:
        """The subscriptions that `/news subscriptions` lists as ended by themselves."""
        return (await self.subscriptions.overview(self.channel.guild_id)).endings

    async def resume(self) -> None:
        """A moderator mended it, and says so."""
        await self.subscriptions.resume(self.channel.guild_id, self.channel.id)
        await self.settle()

    async def _read(self, sql: str) -> list[Outcome]:
        async with self.database.reader() as connection:
            return [(row[0], row[1]) for row in await connection.execute_fetchall(sql)]


def codes_of(action: Action) -> list[int]:
    """Discord's codes that lead to an action."""
    return [code for code, (reaction, _) in BY_CODE.items() if reaction is action]


@asynccontextmanager
async def trial(
    folder: Path, *, nonce_window: float, kind: Kind = Kind.TEXT
) -> AsyncIterator[Trial]:
    """A trial in which nothing is wrong yet."""
    world = World()
    channel = world.add_guild("Kindness").add_channel("news", kind)
    clock = ManualClock(datetime.now(UTC))
    requests = DiscordRequests(RequestLimiter(), Circuit(), lambda: clock.now().timestamp())
    client = discord.Client(
        intents=discord.Intents(guilds=True),
        allowed_mentions=discord.AllowedMentions.none(),
        http_trace=requests.trace(),
        max_ratelimit_timeout=LONGEST_WAIT_SECONDS,
    )
    async with (
        Peer.open(world, nonce_window=nonce_window) as peer,
        open_new(folder / "progress.db") as database,
    ):
        with pointed_at(peer.api_url, peer.gateway_url):
            async with client:
                await client.login(peer.token)
                built = _built(peer, channel, database, client, clock)
                await _plan(built)
                yield built


def _built(
    peer: Peer, channel: Channel, database: Database, client: discord.Client, clock: ManualClock
) -> Trial:
    announcer = Announcer(
        database,
        DiscordMessenger(client, TOPICS),
        clock,
        burst_limit=5,
        awake=asyncio.Event(),
    )
    service = SubscriptionService(database, TOPICS, clock, lambda: None)
    return Trial(peer, channel, database, clock, announcer, service)


async def _plan(built: Trial) -> None:
    channel, now = built.channel, built.clock.now()
    kind = ChannelKind.FORUM if channel.kind.holds_posts else ChannelKind.TEXT
    await subscribe_channel(
        built.subscriptions,
        channel.guild_id,
        channel.id,
        "all",
        PATIENT_KINDS,
        None,
        channel_kind=kind,
    )
    async with built.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
        for name in NAMES:
            found = article(name, title=name)
            article_id = await articles.insert(connection, 1, found, "", now)
            planned = PlannedDelivery(channel.guild_id, channel.id, (), ())
            await deliveries.add(connection, article_id, [planned], now)

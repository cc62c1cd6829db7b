"""A bot on a loopback Discord: the real pipelines, messenger and discord.py."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord

from bot.discord_api.limits import Circuit, RequestLimiter
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.requests import DiscordRequests
from bot.feeds.pictures import PictureFetcher
from bot.model.article import Article, Image
from bot.model.delivery import PlannedDelivery
from bot.model.form import PostForm
from bot.model.subscription import PATIENT_KINDS, ChannelKind, Step
from bot.pipelines.announce import Announcer
from bot.pipelines.correct import Corrector
from bot.storage import articles, deliveries, feeds
from bot.storage.database import Database
from bot.subscriptions.refused_parts import RefusedParts
from bot.subscriptions.service import SubscriptionService
from tests.databases import open_new
from tests.factories import article, feed, subscribe_channel, taxonomy
from tests.fakes import ManualClock
from tests.peer import Channel, Fault, Guild, Peer, World
from tests.peer import ChannelKind as Kind
from tests.peer.login import pointed_at
from tests.peer.permissions import Permission
from tests.peer.world import USUAL_PERMISSIONS

TOPICS = taxonomy("metastasis")
ROLE = 4_711
PICTURE = Image("https://example.org/a.png", "a ribbon")
KINDS = {
    Kind.TEXT: ChannelKind.TEXT,
    Kind.FORUM: ChannelKind.FORUM,
    Kind.ANNOUNCEMENT: ChannelKind.ANNOUNCEMENT,
}


@dataclass(frozen=True, slots=True)
class PostingBot:
    """A bot on a loopback Discord."""

    peer: Peer
    guild: Guild
    database: Database
    clock: ManualClock
    messenger: DiscordMessenger
    announcer: Announcer

    async def publish(
        self,
        made: Article,
        *channels: Channel,
        steps: frozenset[Step] = frozenset(),
        form: PostForm | None = None,
    ) -> int:
        """Announce an article in these channels; returns its id."""
        now = self.clock.now()
        service = SubscriptionService(self.database, TOPICS, self.clock, lambda: None)
        for channel in channels:
            await subscribe_channel(
                service,
                channel.guild_id,
                channel.id,
                "all",
                PATIENT_KINDS,
                None,
                channel_kind=KINDS[channel.kind],
                form=form,
            )
        async with self.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
            article_id = await articles.insert(connection, 1, made, "", now)
            planned = [
                PlannedDelivery(c.guild_id, c.id, ("metastasis",), (ROLE,), steps=steps)
                for c in channels
            ]
            await deliveries.add(connection, article_id, planned, now)
        await self.announcer.announce_due()
        return article_id

    async def revise(self, article_id: int, made: Article) -> None:
        """Change an article and correct its cards."""
        async with self.database.transaction() as connection:
            await articles.revise(connection, article_id, made, "")
        await Corrector(self.database, self.messenger, self.clock).correct_due()

    def refuse(self, pattern: str, *, named: bool = True, **fault: Any) -> None:
        """Refuse every request that has a field at such a path."""
        path = fault.pop("path", "/channels/*")
        for method in ("POST", "PATCH"):
            self.peer.faults.add(
                Fault(method, path, refuses=pattern, named=named, times=None, **fault)
            )

    def shown(self, channel: Channel) -> list[str]:
        """The messages of a channel, or the posts of a forum."""
        if channel.kind.holds_posts:
            return [str(post) for post in self.peer.posts(channel.id)]
        return [str(message) for message in self.peer.messages(channel.id)]

    @property
    def refusals(self) -> int:
        """How many requests Discord refused."""
        return sum(request.status == 400 for request in self.peer.journal)


@asynccontextmanager
async def open_posting_bot(
    path: Path, pictures: PictureFetcher | None = None
) -> AsyncIterator[PostingBot]:
    """A bot that has nothing to announce yet.

    Args:
        path: of its database.
        pictures: fetches the pictures that it sends as files; None leaves them links.
    """
    world, clock = World(), ManualClock(datetime.now(UTC))
    may = USUAL_PERMISSIONS | Permission.CREATE_PUBLIC_THREADS
    guild = world.add_guild("Kindness", may)
    trace = DiscordRequests(RequestLimiter(), Circuit()).trace()
    client = discord.Client(intents=discord.Intents(guilds=True), http_trace=trace)
    async with AsyncExitStack() as stack:
        peer = await stack.enter_async_context(Peer.open(world, nonce_window=0))
        database = await stack.enter_async_context(open_new(path))
        stack.enter_context(pointed_at(peer.api_url, peer.gateway_url))
        await stack.enter_async_context(client)
        await client.login(peer.token)
        messenger = DiscordMessenger(client, TOPICS, RefusedParts(database, clock), pictures)
        awake = asyncio.Event()
        announcer = Announcer(database, messenger, clock, burst_limit=0, awake=awake)
        yield PostingBot(peer, guild, database, clock, messenger, announcer)


def made(**fields: Any) -> Article:
    """An article with everything that Discord may refuse."""
    return article("1", "metastasis", **{"title": "Bone", "image": PICTURE, **fields})

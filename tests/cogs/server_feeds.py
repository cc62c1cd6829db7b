"""Two servers with one bot, a site with feeds on loopback, and the bot's host."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass

import discord
import simcord
from msgspec.structs import replace
from simcord import ChannelHandle, GuildHandle, MemberActor, ResponseMessage, UserHandle

from bot.catalogue.adding import FeedFinder
from bot.catalogue.proposing import Proposer
from bot.catalogue.service import Sources
from bot.discord_api.client import NewsBot
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.notices import ProposalMessages
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.model.article import ALL_TOPICS, Taxonomy
from bot.model.document import Document, FeedLink
from bot.model.feed import Feed, ServerFeedRule
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.announce import Announcer
from bot.pipelines.feed_poll import PollReport, PollRules
from bot.pipelines.ingest import Ingest
from bot.pipelines.poll import Poller
from bot.pipelines.proposals import ProposalNotifier
from bot.pipelines.reading_context import ReadingContext
from bot.reading.extract import extract
from bot.reading.extractor import Extraction
from bot.reading.web_page import feed_links
from bot.services import Services
from tests.cogs.showing import answer, text
from tests.factories import subscribe_channel
from tests.fakes import SETTLE_SECONDS, ManualClock, OpenRobots, ScriptedExtractor
from tests.loopback import Server
from tests.pipelines.conftest import RULES

LOOPBACK = PrivateHosts(("127.0.0.1",))


class ExtractorHere(ScriptedExtractor):
    """Reads documents as the pool of processes does, in this process."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        super().__init__()
        self._taxonomy = taxonomy

    async def extract(self, document: Document, feed: Feed) -> Extraction:
        return extract(document, feed, self._taxonomy)

    async def links(self, document: Document) -> tuple[FeedLink, ...]:
        return feed_links(document)


def rss(title: str, *titles: str, day: int = 1) -> bytes:
    """A feed whose items are dated March 1, or another day of it; the first is the newest."""
    items = "".join(
        f"<item><title>{each}</title><guid>{title} {each}</guid>"
        f"<link>https://{title.lower().replace(' ', '-')}.example/{each.replace(' ', '-')}</link>"
        f"<pubDate>Sun, {day:02} Mar 2026 12:{59 - number:02}:00 GMT</pubDate></item>"
        for number, each in enumerate(titles)
    )
    return (
        f'<rss version="2.0"><channel><title>{title}</title><link>https://example.org/</link>'
        f"{items}</channel></rss>"
    ).encode()


@dataclass(frozen=True, slots=True)
class Place:
    """A server that has subscribed to everything in `news`."""

    guild: GuildHandle
    general: ChannelHandle
    news: ChannelHandle
    maya: MemberActor
    sam: MemberActor

    async def ask(self, command: str, /, **options: object) -> str:
        """The answer to a member."""
        return text(answer(await self.sam.slash(self.general, command, **options)))

    async def moderate(self, command: str, /, **options: object) -> ResponseMessage:
        """The answer to a moderator."""
        return answer(await self.maya.slash(self.general, command, **options))

    async def propose(self, url: str) -> str:
        """The answer to a moderator who proposes a feed."""
        result = await self.maya.slash(self.general, "news source", url=url)
        messages = [*([result.response] if result.response else []), *result.followups]
        return "\n".join(filter(None, map(text, messages)))

    async def completed(self, option: str, typed: str) -> list[str]:
        """The choices of a member who types a search."""
        filled = {} if option == "query" else {"query": "x"}
        found = await self.sam.autocomplete(self.general, "search", option, typed, **filled)
        return [each["name"] for each in found]

    @property
    def posted(self) -> list[str]:
        """The messages in `news`."""
        return [written(message) for message in self.news.history()]

    @property
    def told(self) -> list[str]:
        """The bot's messages in `general`."""
        return [written(message) for message in self.general.history()]


def written(message: discord.Message) -> str:
    """All that is written in the components of a message."""

    def parts(components: Iterable[object]) -> Iterator[str]:
        for each in components:
            yield str(getattr(each, "content", "") or "")
            yield from parts(getattr(each, "children", ()))

    return "\n".join(filter(None, parts(message.components)))


@dataclass
class World:
    """Everything that a server's own feed touches."""

    services: Services
    clock: ManualClock
    site: Server
    finder: FeedFinder
    env: simcord.Env
    host: UserHandle
    ours: Place
    other: Place
    poller: Poller
    announcer: Announcer
    notifier: ProposalNotifier

    def url(self, path: str = "/feed") -> str:
        return self.site.url(path)

    @property
    def asked(self) -> list[str]:
        """The bot's messages to its host."""
        return [written(each) for each in self.host.dm_channel.history()]

    async def answer(self, label: str) -> str:
        """The host presses a button under the last message; returns what stands there then."""
        message = self.host.dm_channel.history()[-1]
        await self.host.click(message, label=label)
        return written(self.host.dm_channel.history()[-1])

    async def choose(self, place: Place, path: str = "/feed") -> None:
        """Have a server choose a feed; the host allows it if they are asked."""
        await place.propose(self.url(path))
        if (await self.services.server_feeds.of_server(place.guild.id)).proposals:
            await self.answer("Allow")

    async def poll(self) -> list[PollReport]:
        """A round of the poller an hour later, and what is announced after it."""
        self.clock.forward(hours=1, minutes=5)
        reports = await self.poller.poll_once()
        await self.announcer.announce_due()
        return reports


@contextlib.asynccontextmanager
async def opened(
    services: Services, clock: ManualClock, site: Server, *, common: Sequence[Feed] = ()
) -> AsyncIterator[World]:
    """Build it.

    Args:
        services: of the cogs' own fixture.
        clock: the present.
        site: the web.
        common: the feeds of all servers.
    """
    database, taxonomy = services.database, services.taxonomy
    extractor, turns = ExtractorHere(taxonomy), HostTurns(clock)
    sources = Sources(database, common, clock)
    await sources.apply()
    async with HttpFetcher.open(contact="tests", private_hosts=LOOPBACK) as fetcher:
        finder = FeedFinder(fetcher, extractor, turns)
        services = replace(services, sources=sources, proposer=proposer(services, sources, finder))
        bot = NewsBot(services)
        env = simcord.Env(bot, shard_count=1, settle_timeout=SETTLE_SECONDS)
        host = env.create_user("host")
        settings = replace(services.settings, owner_id=host.id)
        bot.services = services = replace(services, settings=settings)
        await env.start()
        context = ReadingContext(
            *(database, fetcher, extractor, Ingest(taxonomy)),
            turns=turns,
            robots=OpenRobots(),
            clock=clock,
        )
        try:
            yield World(
                services,
                clock,
                site,
                finder,
                env,
                host,
                await _place(env, "Ours", services),
                await _place(env, "Other", services),
                Poller(context, PollRules(RULES.interval, LOOPBACK)),
                Announcer(
                    *(database, DiscordMessenger(bot, taxonomy), clock),
                    burst_limit=5,
                    awake=asyncio.Event(),
                ),
                ProposalNotifier(database, ProposalMessages(bot, host.id), clock),
            )
        finally:
            await env.shutdown()


def proposer(
    services: Services,
    sources: Sources,
    finder: FeedFinder,
    rule: ServerFeedRule = ServerFeedRule.ASK,
    *,
    can_ask: bool = True,
) -> Proposer:
    """Takes proposals by another rule."""
    return Proposer(
        *(services.server_feeds, sources, finder, services.taxonomy, services.clock),
        rule=rule,
        can_ask=can_ask,
    )


async def _place(env: simcord.Env, name: str, services: Services) -> Place:
    guild = env.create_guild(f"{name} server")
    manager = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    general, news = guild.create_text_channel("general"), guild.create_text_channel("news")
    maya = guild.add_member(env.create_user(f"maya-{name.lower()}"), roles=(manager,))
    sam = guild.add_member(env.create_user(f"sam-{name.lower()}"))
    await subscribe_channel(
        services.subscriptions, guild.id, news.id, ALL_TOPICS, PATIENT_KINDS, None
    )
    return Place(guild, general, news, maya, sam)

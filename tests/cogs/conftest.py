"""A real bot on a real database, in a simulated server."""

import importlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import discord
import pytest
import simcord
from simcord import ChannelHandle, GuildHandle, MemberActor

from bot.catalogue.adding import FeedFinder
from bot.catalogue.proposing import Proposer
from bot.catalogue.server_feeds import ServerFeeds
from bot.catalogue.service import Sources
from bot.catalogue.visibility import Visibility
from bot.discord_api.client import NewsBot
from bot.feeds.hosts import HostTurns
from bot.model.article import Article
from bot.model.feed import Feed, ServerFeedRule
from bot.search.stored_queries import StoredQueries
from bot.services import Services
from bot.settings import Settings
from bot.storage import articles, feeds
from bot.storage.database import Database
from bot.subscriptions.delivery_log import DeliveryLog
from bot.subscriptions.refused_parts import RefusedParts
from bot.subscriptions.schedules import ScheduleService
from bot.subscriptions.server_changes import ServerChanges
from bot.subscriptions.service import SubscriptionService
from bot.subscriptions.wishes import Wishes
from bot.ui.errors import sentence_for
from tests.engines import shipped_engine, shipped_support
from tests.factories import feed
from tests.fakes import SETTLE_SECONDS, ManualClock, ScriptedExtractor, ScriptedFetcher
from tests.shared import shipped_glossary, shipped_topics

Seed = Callable[..., Awaitable[None]]


@cache
def _extension(name: str) -> ModuleType:
    return importlib.import_module(name)


async def _load(bot: Any, name: str) -> None:
    await _extension(name).setup(bot)
    bot._BotBase__extensions[name] = _extension(name)


@pytest.fixture(autouse=True)
def cogs_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Execute each module of commands once; discord.py does it for each bot, for half its start.

    The tests of the whole program load them as discord.py does.
    """
    monkeypatch.setattr(NewsBot, "load_extension", _load)


@pytest.fixture
def finder(clock: ManualClock) -> FeedFinder:
    """Nothing stands at any address."""
    return FeedFinder(ScriptedFetcher(), ScriptedExtractor(), HostTurns(clock))


@pytest.fixture
def services(
    database: Database,
    clock: ManualClock,
    finder: FeedFinder,
    tmp_path: Path,
) -> Services:
    """The services of cogs, over the test's own database."""
    taxonomy = shipped_topics()
    engine = shipped_engine(database, taxonomy, clock)
    sources, server_feeds = Sources(database, (), clock), ServerFeeds(database, clock)
    return Services(
        settings=Settings(database_path=tmp_path / "progress.db"),
        database=database,
        taxonomy=taxonomy,
        glossary=shipped_glossary(),
        engine=engine,
        sources=sources,
        server_feeds=server_feeds,
        visibility=Visibility(database),
        proposer=Proposer(
            server_feeds,
            sources,
            finder,
            taxonomy,
            clock,
            rule=ServerFeedRule.ASK,
            can_ask=True,
        ),
        subscriptions=SubscriptionService(database, taxonomy, clock, lambda: None),
        schedules=ScheduleService(database, clock, lambda: None),
        server_changes=ServerChanges(database, clock, lambda: None),
        delivery_log=DeliveryLog(database, clock, lambda: None),
        stored_queries=StoredQueries(database, clock),
        support=shipped_support(database),
        refused_parts=RefusedParts(database, clock),
        clock=clock,
        wishes=Wishes(database, engine, taxonomy, clock),
    )


@pytest.fixture
def seed(services: Services, clock: ManualClock) -> Seed:
    """Keeps articles as a poll does."""

    async def keep(*given: Article, source: Feed | None = None) -> None:
        chosen = source or feed()
        async with services.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [chosen])
            tracked = await feeds.active(connection)
            for each in given:
                await articles.insert(connection, tracked[0].id, each, "", clock.now())

    return keep


@dataclass(frozen=True, slots=True)
class Community:
    """A server with a moderator and two members.

    Attributes:
        news: a channel where the bot may do all it needs.
    """

    env: simcord.Env
    guild: GuildHandle
    general: ChannelHandle
    news: ChannelHandle
    maya: MemberActor
    sam: MemberActor
    kim: MemberActor


@pytest.fixture
async def community(services: Services) -> AsyncIterator[Community]:
    """The bot, up and running in a server."""
    # Not `simcord.run`: its context variables do not outlive a fixture's setup.
    env = simcord.Env(NewsBot(services), shard_count=1, settle_timeout=SETTLE_SECONDS)
    await env.start()
    try:
        yield _populate(env)
    finally:
        await env.shutdown()
    unexpected = [each for each in env.errors if _is_unexpected(each)]
    if unexpected:
        raise BaseExceptionGroup("the bot raised what no sentence is for", unexpected)


def _is_unexpected(error: BaseException) -> bool:
    return sentence_for(getattr(error, "original", error)) is None


def _populate(env: simcord.Env) -> Community:
    guild = env.create_guild("Community")
    manager = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    return Community(
        env=env,
        guild=guild,
        general=guild.create_text_channel("general"),
        news=guild.create_text_channel("news"),
        maya=guild.add_member(env.create_user("maya"), roles=(manager,)),
        sam=guild.add_member(env.create_user("sam")),
        kim=guild.add_member(env.create_user("kim")),
    )

"""Events of Discord's gateway reach a real client: removals, outages, its own roles."""

import asyncio
from collections.abc import AsyncIterator, Awaitable

import pytest

from bot.discord_api.client import NewsBot
from bot.discord_api.limits import Circuit, RequestLimiter
from bot.discord_api.notices import ServerNotifier
from bot.discord_api.requests import DiscordRequests
from bot.model.obstacle import PostingObstacle
from bot.model.subscription import PATIENT_KINDS, PauseCause
from bot.pipelines.heal import Healer
from bot.services import Services
from bot.subscriptions.pausing import pause_after_refusal
from tests.factories import subscribe_channel
from tests.peer import Channel, Fault, Guild, Peer, World
from tests.peer.login import logged_in
from tests.peer.world import USUAL_PERMISSIONS
from tests.waiting import PATIENCE_SECONDS


class Hasty(NewsBot):
    """It does not wait five seconds ahead of each session but the first."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        pass


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def guild(world: World) -> Guild:
    return world.add_guild("Kindness")


@pytest.fixture
async def channel(guild: Guild, services: Services) -> Channel:
    """One that is subscribed."""
    made = guild.add_channel("news")
    await subscribe_channel(
        services.subscriptions, guild.id, made.id, "metastasis", PATIENT_KINDS, None
    )
    return made


@pytest.fixture
async def peer(world: World, channel: Channel) -> AsyncIterator[Peer]:
    assert channel.id in world.channels
    async with Peer.open(world) as peer:
        yield peer


@pytest.fixture
async def bot(peer: Peer, services: Services) -> AsyncIterator[NewsBot]:
    requests = DiscordRequests(RequestLimiter(), Circuit())
    client = Hasty(services, requests=requests.trace())
    async with logged_in(peer, client):
        await listened()
        yield client


async def listened() -> None:
    """Wait until the cogs have done what the events so far ask."""
    while tasks := [t for t in asyncio.all_tasks() if t.get_name().startswith("discord.py: on_")]:
        await asyncio.wait(tasks)


async def told(bot: NewsBot, event: str, change: Awaitable[object]) -> None:
    """Make a change, and wait until the cogs have done what its event asks."""
    waiting = asyncio.ensure_future(bot.wait_for(event, timeout=PATIENCE_SECONDS))
    await change
    await waiting
    await listened()


async def lose_session(peer: Peer) -> None:
    """Cut the connection, and let nothing of it be resumed."""
    await peer.gateway.drop()
    peer.gateway.forget()


async def cause(services: Services, channel: Channel) -> PauseCause | None:
    return (await services.subscriptions.overview(channel.guild_id)).channels[channel.id].cause


async def refuse(services: Services, channel: Channel) -> None:
    async with services.database.transaction() as connection:
        now = services.clock.now()
        found = PostingObstacle("No permission.")
        await pause_after_refusal(connection, channel.guild_id, channel.id, found, now)


async def test_the_bots_own_roles_are_known_without_any_cache_of_members(
    bot: NewsBot, peer: Peer, guild: Guild, channel: Channel, services: Services
) -> None:
    await told(bot, "member_update", peer.changes.change_bot_roles(guild))
    await refuse(services, channel)
    found = bot.get_guild(guild.id)
    assert found
    without = found.me.guild_permissions.value
    other = guild.add_role("Other")
    await told(bot, "member_update", peer.changes.change_bot_roles(guild, other))
    paused = await cause(services, channel)

    await told(bot, "member_update", peer.changes.change_bot_roles(guild, guild.bot_role))

    assert (without, paused) == (0, PauseCause.REFUSED)
    assert found.me.guild_permissions.value == USUAL_PERMISSIONS
    assert await cause(services, channel) is None


async def test_an_outage_pauses_and_deletes_nothing(
    bot: NewsBot, peer: Peer, guild: Guild, channel: Channel, services: Services
) -> None:
    await told(bot, "guild_unavailable", peer.changes.begin_outage(guild))

    assert await cause(services, channel) is None
    assert not (await services.server_changes.known()).departed


async def test_a_start_during_an_outage_pauses_nothing(
    peer: Peer, guild: Guild, channel: Channel, services: Services
) -> None:
    guild.unavailable = True
    client = Hasty(services)

    async with logged_in(peer, client):
        await listened()
        await refuse(services, channel)
        during = (await services.server_changes.known()).departed
        await told(client, "guild_available", peer.changes.end_outage(guild))

    assert not during
    assert await cause(services, channel) is None


async def test_an_outage_that_ends_shows_which_permissions_are_back(
    bot: NewsBot, peer: Peer, guild: Guild, channel: Channel, services: Services
) -> None:
    await refuse(services, channel)
    await told(bot, "guild_unavailable", peer.changes.begin_outage(guild))

    await told(bot, "guild_available", peer.changes.end_outage(guild))

    assert await cause(services, channel) is None


async def test_a_bot_that_is_removed_and_invited_again_finds_its_settings(
    bot: NewsBot, peer: Peer, guild: Guild, channel: Channel, services: Services
) -> None:
    await told(bot, "guild_remove", peer.changes.remove_bot(guild))
    removed = await cause(services, channel)

    await told(bot, "guild_join", peer.changes.add_bot(guild))

    assert removed is PauseCause.LEFT
    assert await cause(services, channel) is None
    assert not (await services.server_changes.known()).departed


async def test_a_removal_between_two_sessions_is_noticed(
    bot: NewsBot, peer: Peer, world: World, guild: Guild, channel: Channel, services: Services
) -> None:
    """discord.py keeps the server in its cache then."""
    stays = world.add_guild("Staying")
    await subscribe_channel(services.subscriptions, stays.id, 99, "metastasis", PATIENT_KINDS, None)
    await told(bot, "guild_join", peer.changes.add_bot(stays))
    del world.guilds[guild.id]

    await told(bot, "shard_ready", lose_session(peer))

    assert bot.get_guild(guild.id)
    assert await cause(services, channel) is PauseCause.LEFT
    assert (await services.server_changes.known()).departed == {guild.id}


async def test_a_server_that_discord_only_did_not_mention_is_not_left(
    bot: NewsBot, peer: Peer, world: World, guild: Guild, channel: Channel, services: Services
) -> None:
    del world.guilds[guild.id]
    peer.faults.add(Fault("GET", "/guilds/*", status=503))

    await told(bot, "shard_ready", lose_session(peer))

    assert await cause(services, channel) is None


async def test_a_reconnect_announces_nothing_and_pauses_nothing(
    bot: NewsBot, peer: Peer, channel: Channel, services: Services
) -> None:

    await told(bot, "shard_ready", lose_session(peer))

    assert await cause(services, channel) is None
    assert peer.messages(channel.id) == []


async def test_a_notice_whose_answer_was_lost_is_told_once(
    bot: NewsBot,
    peer: Peer,
    channel: Channel,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert bot.is_ready()
    await refuse(services, channel)
    notifier = ServerNotifier(bot, services.taxonomy)
    peer.faults.add(Fault("POST", "/channels/*/messages", drop=True, after=True))

    async def blind(*_: object) -> bool:
        return False

    def healer() -> Healer:
        return Healer(services.database, notifier, services.clock, asyncio.Event())

    await healer().tell_due()
    with monkeypatch.context() as patch:
        patch.setattr(notifier, "stands", blind)
        await healer().tell_due()
    await healer().tell_due()

    (notice,) = peer.messages(channel.id)
    assert f"check:{notice['nonce']}:{channel.id}" in str(notice["components"])


async def test_a_notice_that_was_stored_before_an_error_is_told_once_though_no_nonce_is_known(
    bot: NewsBot, peer: Peer, channel: Channel, services: Services
) -> None:
    await refuse(services, channel)
    peer.state.nonces.window = 0
    peer.faults.add(Fault("POST", "/channels/*/messages", status=502, after=True))
    notifier = ServerNotifier(bot, services.taxonomy)
    healer = Healer(services.database, notifier, services.clock, asyncio.Event())

    await healer.tell_due()
    await healer.tell_due()

    assert len(peer.messages(channel.id)) == 1

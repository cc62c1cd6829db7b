"""Content notes in a simulated server: what moderators choose, and what is shown."""

import asyncio

import pytest

from bot.discord_api.messenger import DiscordMessenger
from bot.model.delivery import PlannedDelivery
from bot.model.form import CareMode
from bot.pipelines.announce import Announcer
from bot.services import Services
from bot.storage import articles, deliveries, feeds
from bot.subscriptions.server_changes import ServerChanges
from bot.ui.moderator_texts import CARE_NEEDS_CHANNEL
from bot.ui.texts import ALREADY_SET, MANAGERS_ONLY, SERVER_SAVED
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, text
from tests.cogs.test_channel_kinds import thread_of
from tests.factories import NOON, article, feed
from tests.fakes import ManualClock

NOTE = "🕯️ About someone who has died"
LOSS = article("loss", "in-memoriam", title="Farewell to Dr. Abt, friend of patients")


async def care(community: Community, **options: object) -> str:
    return text(answer(await community.maya.slash(community.general, "news care", **options)))


async def latest(community: Community, channel: str = "general") -> str:
    place = community.news if channel == "news" else community.general
    return text(answer(await community.sam.slash(place, "latest")))


async def posted(community: Community, services: Services, clock: ManualClock) -> str:
    """Announce the article in the channel of news; returns the components of the message."""
    guild_id, channel_id = community.guild.id, community.news.id
    async with services.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
        (tracked,) = await feeds.active(connection)
        article_id = await articles.insert(connection, tracked.id, LOSS, "", NOON)
        planned = PlannedDelivery(guild_id, channel_id, ("in-memoriam",), ())
        await deliveries.add(connection, article_id, [planned], NOON)
    messenger = DiscordMessenger(community.env.bot, services.taxonomy)
    announcer = Announcer(services.database, messenger, clock, burst_limit=5, awake=asyncio.Event())
    await announcer.announce_due()
    sent = [each for each in community.env.http_requests if each.method == "POST"]
    return str(sent[-1].json)


async def test_a_server_notes_folds_or_shows_such_news_and_a_channel_may_differ(
    community: Community, seed: Seed
) -> None:
    await seed(LOSS)
    assert "**note**" in await care(community)
    assert f"{NOTE}\n### [Farewell" in await latest(community)

    assert "In this server: **fold**" in await care(community, notes="fold")
    assert f"{NOTE}\n### ||[Farewell" in await latest(community)

    said = await care(community, notes="off", channel=community.news)
    assert f"In <#{community.news.id}>: **off**" in said
    assert "In this server: **fold**" in said
    assert NOTE not in await latest(community, "news")
    assert f"{NOTE}\n### ||" in await latest(community)


async def test_what_holds_in_a_channel_is_said_to_whom_asks_for_it(community: Community) -> None:
    thread = await thread_of(community)
    news = f"<#{community.news.id}>"

    usual = await care(community, channel=community.news)
    await care(community, notes="fold")
    as_server = await care(community, channel=community.news)
    await care(community, notes="off", channel=community.news)
    own = await care(community, channel=community.news)
    as_channel = await care(community, channel=thread)

    assert f"In {news}, as in the whole server: **note**" in usual
    assert f"In {news}, as in the whole server: **fold**" in as_server
    assert own.count(f"In {news}: **off**") == 1
    assert f"In <#{thread.id}>, as in {news}: **off**" in as_channel


async def test_a_channel_is_as_its_server_again_and_what_stands_already_is_said(
    community: Community, services: Services
) -> None:
    guild_id = community.guild.id
    await care(community, notes="fold", channel=community.news)

    same = await care(community, notes="fold", channel=community.news)
    nowhere = await care(community, notes="server")
    ended = await care(community, notes="server", channel=community.news)

    assert ALREADY_SET in same
    assert nowhere == CARE_NEEDS_CHANNEL
    assert SERVER_SAVED in ended
    assert "Posted cards stay as they are" in ended
    assert await services.visibility.care_modes(guild_id) == {}


@pytest.mark.parametrize(
    ("mode", "offered"), [(CareMode.FOLD, False), (CareMode.NOTE, True), (CareMode.OFF, True)]
)
async def test_a_title_that_is_folded_is_no_suggestion(
    community: Community, services: Services, seed: Seed, mode: CareMode, *, offered: bool
) -> None:
    told_late = article("2", title="Our founder, friend of all", teaser="She died on Sunday.")
    await seed(LOSS, told_late, article("3", title="Friend to friend: a study"))
    await services.visibility.set_care(community.guild.id, None, mode)

    choices = await community.sam.autocomplete(community.general, "search", "query", "friend")

    names = [each["name"] for each in choices]
    assert "Friend to friend: a study" in names
    assert (LOSS.title in names) == offered
    assert (told_late.title in names) == offered


async def test_members_cannot_change_it(community: Community) -> None:
    for command in await community.env.bot.tree.fetch_commands():  # type: ignore[attr-defined] # a Bot
        community.guild.set_command_permissions(command, {community.sam: True})
    refused = answer(await community.sam.slash(community.general, "news care", notes="off"))

    assert text(refused) == MANAGERS_ONLY
    assert "**note**" in await care(community)


@pytest.mark.parametrize("mode", list(CareMode))
async def test_a_post_is_shown_as_its_channel_wants(
    community: Community, services: Services, clock: ManualClock, mode: CareMode
) -> None:
    await services.visibility.set_care(community.guild.id, None, CareMode.OFF)
    await services.visibility.set_care(community.guild.id, community.news.id, mode)

    sent = await posted(community, services, clock)

    assert (NOTE in sent) == (mode is not CareMode.OFF)
    assert ("'spoiler': True" in sent) == (mode is CareMode.FOLD)


async def test_what_a_server_chose_goes_with_its_channel_and_with_the_server(
    community: Community, services: Services, clock: ManualClock
) -> None:
    guild_id, service = community.guild.id, services.visibility
    await service.set_care(guild_id, community.news.id, CareMode.FOLD)
    await service.set_care(guild_id, None, CareMode.OFF)
    changes = ServerChanges(services.database, clock, lambda: None)

    await changes.channel_deleted(community.news.id, "news")
    assert await service.care_modes(guild_id) == {0: CareMode.OFF}

    await changes.left(guild_id)
    clock.forward(days=31)
    assert await changes.forget_old(set()) == [guild_id]
    assert await service.care_modes(guild_id) == {}

"""Moderators are told about roles and refusals, in a simulated Discord."""

from datetime import UTC, datetime

import discord
import pytest

from bot.model.subscription import PauseCause
from tests.cogs.conftest import Community
from tests.cogs.showing import answer, text
from tests.cogs.test_servers import SEND, Newsroom, newsroom, shown

__all__ = ["newsroom"]  # the fixture


async def said(community: Community, name: str, **options: object) -> str:
    return text(answer(await community.maya.slash(community.general, name, **options)))


async def refuse(newsroom: Newsroom, community: Community, code: int, words: str) -> None:
    """A subscribed channel refuses an article for a reason that the bot cannot see."""
    await newsroom.subscribe(community.news)
    community.env.inject_error("POST", "/channels/*/messages", status=403, code=code, message=words)
    await newsroom.publish(community.news, "Bone")


@pytest.mark.parametrize(
    ("code", "words", "told"),
    [
        (30033, "Maximum number of thread participants reached", "1,000 members"),
        (987654, "The moon is full", "“The moon is full” (code 987654)"),
        (50013, "Missing Permissions", "“Missing Permissions” (code 50013)"),
    ],
)
async def test_a_refusal_is_told_as_what_it_is_wherever_moderators_look(
    newsroom: Newsroom, community: Community, code: int, words: str, told: str
) -> None:
    newsroom.make_system_channel(community.general)
    await refuse(newsroom, community, code, words)
    await newsroom.healer.tell_due()

    listed = await said(community, "news subscriptions")
    subscribed = await said(community, "news subscribe", topic="metastasis", channel=community.news)

    assert told in shown(community.news.last_message)
    assert told in listed
    assert told in subscribed
    assert "lost a permission" not in listed + subscribed


async def test_resuming_says_posted_again_only_if_the_bot_can_know_it(
    newsroom: Newsroom, community: Community
) -> None:
    await refuse(newsroom, community, 987654, "The moon is full")
    unknown = await said(community, "news resume", channel=community.news)
    active = await said(community, "news resume", channel=community.news)
    await newsroom.announcer.announce_due()
    await newsroom.services.subscriptions.pause(community.guild.id, community.news.id)
    paused = await said(community, "news resume", channel=community.news)

    assert "I try again" in unknown
    assert "“The moon is full”" in unknown
    assert "posted" not in unknown.partition("\n")[0].replace("to post", "")
    assert "was not paused: news is posted in it" in active
    assert "is posted in" in paused


async def test_a_lost_permission_is_told_where_moderators_look_and_not_called_a_pause(
    newsroom: Newsroom, community: Community
) -> None:
    await newsroom.subscribe(community.news)
    thread = await newsroom.open_thread(community.news)
    await newsroom.subscribe(thread)
    before = await said(community, "news subscriptions")
    await newsroom.deny(community.news, SEND)

    listed = await said(community, "news subscriptions")
    resumed = await said(community, "news resume", channel=community.news)
    await newsroom.lock(thread)
    locked = await said(community, "news subscriptions")

    assert "⚠️" not in before
    assert f"I cannot post in <#{community.news.id}> yet. Give the bot Send Messages" in listed
    assert resumed.startswith(f"▶️ <#{community.news.id}> was not paused.\n⚠️ I cannot post")
    assert f"I cannot post in <#{thread.id}> yet. This thread is closed." in locked


async def test_resume_leaves_a_channel_to_the_bot_that_it_cannot_mend(
    newsroom: Newsroom, community: Community
) -> None:
    await newsroom.lose(community.news)

    resumed = await said(community, "news resume", channel=community.news)
    still = await newsroom.cause(community.news)
    listed = await said(community, "news subscriptions")
    await newsroom.deny(community.news)

    assert "still takes no news" in resumed
    assert "Give the bot Send Messages" in resumed
    assert "not paused any more" not in resumed
    assert still is PauseCause.REFUSED
    assert listed.count("Send Messages") == 1
    assert await newsroom.cause(community.news) is None


async def test_a_moderators_pause_ends_though_an_obstacle_remains(
    newsroom: Newsroom, community: Community
) -> None:
    await newsroom.subscribe(community.news)
    await said(community, "news pause", channel=community.news)
    await newsroom.deny(community.news, SEND)

    resumed = await said(community, "news resume", channel=community.news)

    assert "is not paused any more.\n⚠️ I cannot post" in resumed
    assert await newsroom.cause(community.news) is None


async def test_check_again_says_that_it_is_tried_after_a_refusal_that_nothing_explains(
    newsroom: Newsroom, community: Community
) -> None:
    await refuse(newsroom, community, 987654, "The moon is full")
    await newsroom.healer.tell_due()
    notice = community.news.last_message
    assert notice

    tried = await community.maya.click(notice, label="Check again")
    await newsroom.announcer.announce_due()

    assert "I try again" in text(answer(tried))
    assert len(community.news.history()) == 2


async def test_a_role_that_became_unmentionable_is_told_in_the_list_and_on_resuming(
    community: Community,
) -> None:
    role = community.guild.create_role("Readers", mentionable=True)
    me = community.guild.me
    assert me is not None
    calm = community.guild.create_text_channel(
        "calm", overwrites={me: discord.PermissionOverwrite(mention_everyone=False)}
    )
    await said(community, "news subscribe", topic="metastasis", channel=calm, role=role)
    before = await said(community, "news subscriptions")

    community.env.backend.edit_role(community.guild.id, role.id, {"mentionable": False})
    await community.env.settle()

    assert "not notified" not in before
    assert "not notified" in await said(community, "news subscriptions")
    assert "not notified" in await said(community, "news resume", channel=calm)


async def test_a_new_role_replaces_the_deleted_one_in_the_list(community: Community) -> None:
    role = community.guild.create_role("Readers", mentionable=True)
    other = community.guild.create_role("Others", mentionable=True)
    await said(community, "news subscribe", topic="metastasis", channel=community.news, role=role)
    community.env.backend.delete_role(community.guild.id, role.id)
    await community.env.settle()
    deleted = await said(community, "news subscriptions")

    await said(community, "news subscribe", topic="metastasis", channel=community.news, role=other)

    assert "@Readers was deleted" in deleted
    assert "was deleted" not in await said(community, "news subscriptions")


def time_out(community: Community, until: datetime | None) -> None:
    """Time the bot out. SimCord sends no event for it, so discord.py is told here."""
    backend, guild = community.env.backend, community.env.bot.get_guild(community.guild.id)
    assert guild
    told = {"timed_out_until": until and until.isoformat()}
    backend.edit_member(community.guild.id, backend.bot_user.id, told)
    guild.me.timed_out_until = until


async def test_a_time_out_is_told_as_one(newsroom: Newsroom, community: Community) -> None:
    await newsroom.subscribe(community.news)
    time_out(community, datetime(2099, 1, 1, tzinfo=UTC))
    await newsroom.publish(community.news, "Bone")
    listed = await said(community, "news subscriptions")
    resumed = await said(community, "news resume", channel=community.news)
    await newsroom.announcer.announce_due()

    time_out(community, None)
    mended = await said(community, "news resume", channel=community.news)
    await newsroom.announcer.announce_due()

    assert "timed out in this server until 2099" in listed
    assert "timed out in this server until 2099" in resumed
    assert "Send Messages" not in listed + resumed
    assert "is posted in" in mended
    assert len(community.news.history()) == 1


async def test_a_channel_that_turned_into_text_is_told_of_once_and_listed_as_it_is(
    newsroom: Newsroom, community: Community
) -> None:
    wire = community.guild.create_news_channel("wire")
    await said(community, "news subscribe", topic="metastasis", channel=wire)
    before = await said(community, "news subscriptions")

    community.env.backend.edit_channel(wire.id, {"type": 0})
    await community.env.settle()
    for _ in range(3):
        await newsroom.healer.tell_due()

    assert "published" in before
    assert "published" not in await said(community, "news subscriptions")
    assert len(wire.history()) == 1
    assert "no announcement channel any more" in shown(wire.last_message)
    assert "I cannot post" not in shown(wire.last_message)

"""Channels in choices and lists: told apart, and hidden from who cannot see them."""

import discord
import pytest
from simcord import ChannelHandle
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.services import Services
from bot.ui.moderator_texts import NO_SUCH_SUBSCRIPTION
from tests.cogs.conftest import Community
from tests.cogs.showing import answer, text
from tests.cogs.test_servers import Newsroom, newsroom

__all__ = ["newsroom"]  # the fixture


async def choices(community: Community) -> list[dict[str, str]]:
    return await community.maya.autocomplete(
        community.general, "news unsubscribe", "subscription", ""
    )


@pytest.fixture
async def staff(community: Community, newsroom: Newsroom) -> ChannelHandle:
    """A subscribed channel that the bot sees and the moderator does not."""
    hidden = community.guild.create_text_channel(
        "staff-room",
        overwrites={community.guild.default_role: discord.PermissionOverwrite(view_channel=False)},
    )
    backend = community.env.backend
    allowed = discord.Permissions(
        view_channel=True, send_messages=True, embed_links=True, read_message_history=True
    )
    mine = Overwrite(backend.bot_user.id, OverwriteType.MEMBER, allow=allowed.value)
    backend.set_overwrite(hidden.id, mine)
    await community.env.settle()
    await newsroom.subscribe(hidden)
    return hidden


async def test_channels_of_one_name_are_told_apart(
    community: Community, newsroom: Newsroom
) -> None:
    backend = community.env.backend
    several = [community.guild.create_text_channel("updates") for _ in range(4)]
    category = community.guild.create_category("Support")
    for channel in several[:1]:
        backend.edit_channel(channel.id, {"parent_id": category.id})
    await community.env.settle()
    for channel in several:
        await newsroom.subscribe(channel)

    offered = [choice["name"] for choice in await choices(community)]

    assert len(set(offered)) == 4
    assert any("#updates (Support)" in name for name in offered)


async def test_a_name_of_several_that_is_typed_by_hand_ends_none(
    community: Community, newsroom: Newsroom, services: Services
) -> None:
    for _ in range(2):
        await newsroom.subscribe(community.guild.create_text_channel("updates"))
    before = await services.subscriptions.overview(community.guild.id)
    row = str(before.subscriptions[0].id)

    for typed in ("🧭 Metastasis in #updates", "#updates", row, f" {row}"):
        result = await community.maya.slash(
            community.general, "news unsubscribe", subscription=typed
        )
        assert text(answer(result)) == NO_SUCH_SUBSCRIPTION

    assert await services.subscriptions.overview(community.guild.id) == before


async def test_a_choice_made_before_another_subscription_came_ends_none(
    community: Community, newsroom: Newsroom, services: Services
) -> None:
    await newsroom.subscribe(community.news)
    (old,) = await choices(community)
    (subscription,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    await services.subscriptions.unsubscribe(community.guild.id, subscription.id)
    await newsroom.subscribe(community.general)

    result = await community.maya.slash(
        community.general, "news unsubscribe", subscription=old["value"]
    )

    assert text(answer(result)) == NO_SUCH_SUBSCRIPTION
    assert (await services.subscriptions.overview(community.guild.id)).subscriptions


async def test_a_channel_that_the_moderator_cannot_see_is_in_no_choice_and_no_list(
    community: Community, newsroom: Newsroom, staff: ChannelHandle
) -> None:
    await newsroom.subscribe(community.news)
    await newsroom.publish(staff, "Bone")
    await newsroom.publish(community.news, "Brain")

    offered = [choice["name"] for choice in await choices(community)]
    listed = text(answer(await community.maya.slash(community.general, "news subscriptions")))
    logged = text(answer(await community.maya.slash(community.general, "news deliveries")))

    assert len(offered) == 1
    assert str(staff.id) not in listed + logged
    assert "Bone" not in logged
    assert str(community.news.id) in listed
    assert "Brain" in logged


async def test_who_sees_the_channel_gets_it_in_every_list(
    community: Community, newsroom: Newsroom, staff: ChannelHandle
) -> None:
    await newsroom.publish(staff, "Bone")
    boss = community.guild.create_role("Boss", permissions=discord.Permissions(administrator=True))
    ada = community.guild.add_member(community.env.create_user("ada"), roles=(boss,))

    listed = text(answer(await ada.slash(community.general, "news subscriptions")))
    logged = text(answer(await ada.slash(community.general, "news deliveries")))

    assert f"<#{staff.id}>" in listed
    assert "Bone" in logged


async def test_a_notice_about_a_hidden_channel_waits_for_who_may_see_it(
    community: Community, newsroom: Newsroom, staff: ChannelHandle
) -> None:
    await newsroom.refuse(staff)
    await newsroom.deny(staff, discord.Permissions(send_messages=True))
    await newsroom.healer.tell_due()

    blind = await community.maya.slash(community.general, "topics")

    assert blind.followups == []


async def test_the_name_of_a_hidden_channel_that_was_deleted_is_not_listed(
    community: Community, staff: ChannelHandle
) -> None:
    community.env.backend.delete_channel(staff.id)
    await community.env.settle()

    listed = text(answer(await community.maya.slash(community.general, "news subscriptions")))

    assert "ended" in listed
    assert "staff-room" not in listed


async def test_a_moderator_ends_a_subscription_of_an_archived_thread(
    community: Community, newsroom: Newsroom, services: Services
) -> None:
    thread = await newsroom.open_thread(community.news)
    await newsroom.subscribe(thread)
    await newsroom.lock(thread, locked=False, archived=True)

    (choice,) = await choices(community)
    await community.maya.slash(community.general, "news unsubscribe", subscription=choice["value"])

    assert (await services.subscriptions.overview(community.guild.id)).subscriptions == ()

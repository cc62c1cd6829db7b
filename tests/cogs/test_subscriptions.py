from dataclasses import replace

import discord
import pytest

from bot.client import NewsBot
from bot.model.feed import FeedKind
from bot.model.subscription import PATIENT_KINDS
from bot.services import Services
from bot.storage import deliveries
from bot.ui.errors import MANAGERS_ONLY
from bot.ui.places import NO_EVERYONE, NOT_HERE
from bot.ui.subscribing import SILENT
from cogs.subscriptions import CHOOSE
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, custom_id, labels, text
from tests.factories import article


async def subscribed(services: Services, community: Community, *topics: str) -> None:
    """Subscriptions of the news channel."""
    for topic in topics:
        await services.desk.subscribe(
            community.guild.id, community.news.id, topic, PATIENT_KINDS, None
        )


async def test_a_moderator_subscribes_a_channel_and_sees_how_a_card_will_look(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(article("a", "metastasis", title="Bone"))

    shown = answer(
        await community.maya.slash(
            community.general, "subscribe", topic="metastasis", channel=community.news
        )
    )

    overview = await services.desk.overview(community.guild.id)
    assert [(s.topic, s.channel_id) for s in overview.subscriptions] == [
        ("metastasis", community.news.id)
    ]
    assert shown.ephemeral
    assert "Subscribed" in text(shown)
    assert "Bone" in text(shown)
    assert "⚠️" not in text(shown)


async def test_the_channel_is_this_one_unless_another_is_named(
    community: Community, services: Services
) -> None:
    await community.maya.slash(community.general, "subscribe", topic="all")

    overview = await services.desk.overview(community.guild.id)
    assert [(s.topic, s.channel_id) for s in overview.subscriptions] == [
        ("all", community.general.id)
    ]


async def test_kinds_and_role_are_taken_over(community: Community, services: Services) -> None:
    role = community.guild.create_role("News", mentionable=True)

    shown = answer(
        await community.maya.slash(
            community.general,
            "subscribe",
            topic="metastasis",
            role=role,
            kinds="patient+journal+preprint",
        )
    )

    overview = await services.desk.overview(community.guild.id)
    assert overview.subscriptions[0].kinds == PATIENT_KINDS | {
        FeedKind.JOURNAL,
        FeedKind.PREPRINT,
    }
    assert overview.subscriptions[0].role_id == role.id
    assert "patient news + journals + preprints" in text(shown)
    assert "⚠️" not in text(shown)


async def test_a_second_subscribe_changes_the_first_and_says_so(
    community: Community, services: Services
) -> None:
    await community.maya.slash(community.general, "subscribe", topic="metastasis")

    again = await community.maya.slash(
        community.general, "subscribe", topic="metastasis", kinds="patient+regulator"
    )

    overview = await services.desk.overview(community.guild.id)
    assert len(overview.subscriptions) == 1
    assert FeedKind.REGULATOR in overview.subscriptions[0].kinds
    assert "was changed" in text(answer(again))


async def test_a_missing_permission_is_named(community: Community) -> None:
    me = community.guild.me
    assert me is not None
    closed = community.guild.create_text_channel(
        "closed", overwrites={me: discord.PermissionOverwrite(send_messages=False)}
    )

    shown = await community.maya.slash(
        community.general, "subscribe", topic="metastasis", channel=closed
    )

    assert "Send Messages" in text(answer(shown))
    assert "View Channel" not in text(answer(shown))


async def test_a_role_that_cannot_be_mentioned_is_told(community: Community) -> None:
    role = community.guild.create_role("Quiet")
    me = community.guild.me
    assert me is not None
    channel = community.guild.create_text_channel(
        "calm", overwrites={me: discord.PermissionOverwrite(mention_everyone=False)}
    )

    shown = await community.maya.slash(
        community.general, "subscribe", topic="metastasis", channel=channel, role=role
    )

    assert "not notified" in text(answer(shown))


async def test_everyone_is_refused_as_a_role(community: Community, services: Services) -> None:
    result = await community.maya.slash(
        community.general, "subscribe", topic="metastasis", role=community.guild.default_role
    )

    overview = await services.desk.overview(community.guild.id)
    assert text(answer(result)) == NO_EVERYONE
    assert overview.subscriptions == ()


async def test_post_newest_plans_a_delivery(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(article("a", "metastasis", title="Bone"))

    shown = await community.maya.slash(
        community.general, "subscribe", topic="metastasis", post_newest=True
    )

    async with services.database.reader() as connection:
        rows = list(await connection.execute_fetchall("SELECT channel_id FROM deliveries"))
    assert [row["channel_id"] for row in rows] == [community.general.id]
    assert "being posted there now" in text(answer(shown))


async def test_with_announcements_off_nothing_is_posted_and_the_moderator_is_told(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(article("a", "metastasis", title="Bone"))
    silent = replace(services, settings=services.settings.model_copy(update={"announce": False}))
    await community.env.restart_bot(NewsBot(silent))

    shown = await community.maya.slash(
        community.general, "subscribe", topic="metastasis", post_newest=True
    )

    async with services.database.reader() as connection:
        assert await deliveries.unbundled(connection) == []
    assert SILENT in text(answer(shown))
    assert "being posted" not in text(answer(shown))


async def test_a_channel_of_another_kind_is_refused(community: Community) -> None:
    voice = community.guild.create_voice_channel("talk")

    result = await community.maya.slash(voice, "subscribe", topic="metastasis")

    assert text(answer(result)) == NOT_HERE


async def test_members_do_not_see_moderators_commands(community: Community) -> None:
    assert "subscribe" not in community.sam.available_commands(community.general)
    assert "subscribe" in community.maya.available_commands(community.general)


async def test_who_was_handed_the_command_without_the_permission_is_refused(
    community: Community, services: Services
) -> None:
    for command in await community.env.bot.tree.fetch_commands():  # type: ignore[attr-defined] # a Bot
        community.guild.set_command_permissions(command, {community.sam: True})

    for name, options in (
        ("subscribe", {"topic": "metastasis"}),
        ("unsubscribe", {"subscription": "1"}),
        ("subscriptions", {}),
        ("pause", {}),
        ("resume", {}),
    ):
        result = await community.sam.slash(community.general, name, **options)
        assert text(answer(result)) == MANAGERS_ONLY

    assert (await services.desk.overview(community.guild.id)).subscriptions == ()
    assert (
        await community.sam.autocomplete(community.general, "unsubscribe", "subscription", "") == []
    )


async def test_moderators_commands_are_not_offered_in_direct_messages(
    community: Community,
) -> None:
    assert set(community.maya.user.available_commands()) == {
        "latest",
        "search",
        "topics",
        "help",
        "privacy",
    }


async def test_all_topics_is_a_choice(community: Community) -> None:
    choices = await community.maya.autocomplete(community.general, "subscribe", "topic", "")

    assert choices[0] == {"name": "📰 All topics", "value": "all"}
    assert len(choices) <= 25


async def test_pause_and_resume_a_channel(community: Community, services: Services) -> None:
    await subscribed(services, community, "metastasis")

    paused = answer(await community.maya.slash(community.news, "pause"))
    listed = answer(await community.maya.slash(community.news, "subscriptions"))
    resumed = answer(
        await community.maya.slash(community.general, "resume", channel=community.news)
    )

    overview = await services.desk.overview(community.guild.id)
    assert "No news is posted" in text(paused)
    assert "Paused" in text(listed)
    assert "again" in text(resumed)
    assert overview.channels[community.news.id].paused_at is None


@pytest.mark.parametrize("name", ["pause", "resume"])
async def test_a_channel_without_subscription_cannot_be_paused(
    community: Community, name: str
) -> None:
    result = await community.maya.slash(community.general, name)

    assert "has no subscription" in text(answer(result))


async def test_subscriptions_are_listed_with_buttons_that_remove(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis", "lobular")
    listed = answer(await community.maya.slash(community.general, "subscriptions"))
    first = custom_id(listed, "Remove")

    after = answer(await community.maya.click(listed, custom_id=first))

    overview = await services.desk.overview(community.guild.id)
    assert len(overview.subscriptions) == 1
    assert labels(after) == ["Remove"]


async def test_the_list_turns_pages_after_a_restart(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, *(topic.slug for topic in services.taxonomy))
    listed = answer(await community.maya.slash(community.general, "subscriptions"))
    await community.env.restart_bot(NewsBot(services))

    second = answer(await community.maya.click(listed, label="Next"))

    assert "Page 2 of" in text(second)


async def test_removing_needs_the_permission_at_the_time_of_the_press(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis")
    listed = answer(await community.maya.slash(community.general, "subscriptions"))
    guild = community.env.backend.get_guild(community.guild.id)
    guild.members[community.maya.id].role_ids.clear()

    refused = answer(await community.maya.click(listed, label="Remove"))

    assert text(refused) == MANAGERS_ONLY
    assert (await services.desk.overview(community.guild.id)).subscriptions


async def test_an_empty_list_says_how_to_begin(community: Community) -> None:
    shown = await community.maya.slash(community.general, "subscriptions")

    assert "/subscribe" in text(answer(shown))


async def test_unsubscribe_completes_what_exists_and_ends_it(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis", "lobular")

    choices = await community.maya.autocomplete(
        community.general, "unsubscribe", "subscription", "metas"
    )
    shown = await community.maya.slash(
        community.general, "unsubscribe", subscription=choices[0]["value"]
    )

    left = (await services.desk.overview(community.guild.id)).subscriptions
    assert choices[0]["name"].endswith("in #news")
    assert "Ended" in text(answer(shown))
    assert [each.topic for each in left] == ["lobular"]


async def test_unsubscribe_takes_a_name_typed_in_full(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis")
    choices = await community.maya.autocomplete(
        community.general, "unsubscribe", "subscription", ""
    )

    await community.maya.slash(community.general, "unsubscribe", subscription=choices[0]["name"])

    assert (await services.desk.overview(community.guild.id)).subscriptions == ()


@pytest.mark.parametrize("typed", ["9" * 30, "metastasis", "²"])
async def test_what_is_no_subscription_is_told_in_a_sentence(
    community: Community, services: Services, typed: str
) -> None:
    await subscribed(services, community, "metastasis")

    result = await community.maya.slash(community.general, "unsubscribe", subscription=typed)

    assert text(answer(result)) == CHOOSE


async def test_the_name_of_a_channel_is_shown_as_it_is(
    community: Community, services: Services
) -> None:
    odd = community.guild.create_text_channel("my_news_here")
    only = await services.desk.subscribe(
        community.guild.id, odd.id, "metastasis", PATIENT_KINDS, None
    )

    shown = await community.maya.slash(community.general, "unsubscribe", subscription=str(only.id))

    assert r"my\_news\_here" in text(answer(shown))


async def test_a_server_touches_only_its_own_subscriptions(
    community: Community, services: Services
) -> None:
    other = await services.desk.subscribe(999, 998, "metastasis", PATIENT_KINDS, None)

    choices = await community.maya.autocomplete(
        community.general, "unsubscribe", "subscription", ""
    )
    result = await community.maya.slash(
        community.general, "unsubscribe", subscription=str(other.id)
    )

    assert choices == []
    assert text(answer(result)) == CHOOSE
    assert (await services.desk.overview(999)).subscriptions == (other,)


async def test_threads_can_be_subscribed(community: Community, services: Services) -> None:
    channel = community.env.bot.get_channel(community.news.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)
    handle = community.news.threads[0]

    shown = answer(
        await community.maya.slash(
            community.general, "subscribe", topic="metastasis", channel=handle
        )
    )

    overview = await services.desk.overview(community.guild.id)
    assert overview.subscriptions[0].channel_id == thread.id
    assert "⚠️" not in text(shown)

import discord
import pytest
from msgspec.structs import replace

from bot.discord_api.client import NewsBot
from bot.discord_api.texts import (
    ANNOUNCEMENTS_OFF,
    CANNOT_POST_IN_KIND,
    NOT_EVERYONE,
)
from bot.model.feed import FeedKind
from bot.model.subscription import PATIENT_KINDS, Step, StudyWish
from bot.services import Services
from bot.storage import deliveries
from bot.subscriptions.saving import ROLE_AND_NO_ROLE
from bot.ui.texts import MANAGERS_ONLY
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, text
from tests.factories import article, subscribe_channel


async def subscribed(services: Services, community: Community, *topics: str) -> None:
    """Subscriptions of the news channel."""
    for topic in topics:
        await subscribe_channel(
            services.subscriptions,
            community.guild.id,
            community.news.id,
            topic,
            PATIENT_KINDS,
            None,
        )


async def test_a_moderator_subscribes_a_channel_and_sees_how_a_card_will_look(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(article("a", "metastasis", title="Bone"))

    shown = answer(
        await community.maya.slash(
            community.general, "news subscribe", topic="metastasis", channel=community.news
        )
    )

    overview = await services.subscriptions.overview(community.guild.id)
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
    await community.maya.slash(community.general, "news subscribe", topic="all")

    overview = await services.subscriptions.overview(community.guild.id)
    assert [(s.topic, s.channel_id) for s in overview.subscriptions] == [
        ("all", community.general.id)
    ]


async def test_kinds_and_role_are_taken_over(community: Community, services: Services) -> None:
    role = community.guild.create_role("News", mentionable=True)

    shown = answer(
        await community.maya.slash(
            community.general,
            "news subscribe",
            topic="metastasis",
            role=role,
            kinds="patient+journal+preprint",
        )
    )

    overview = await services.subscriptions.overview(community.guild.id)
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
    await community.maya.slash(community.general, "news subscribe", topic="metastasis")

    again = await community.maya.slash(
        community.general, "news subscribe", topic="metastasis", kinds="patient+regulator"
    )

    overview = await services.subscriptions.overview(community.guild.id)
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
        community.general, "news subscribe", topic="metastasis", channel=closed
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
        community.general, "news subscribe", topic="metastasis", channel=channel, role=role
    )

    assert "not notified" in text(answer(shown))


async def test_everyone_is_refused_as_a_role(community: Community, services: Services) -> None:
    result = await community.maya.slash(
        community.general, "news subscribe", topic="metastasis", role=community.guild.default_role
    )

    overview = await services.subscriptions.overview(community.guild.id)
    assert text(answer(result)) == NOT_EVERYONE
    assert overview.subscriptions == ()


async def test_post_newest_plans_a_delivery(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(article("a", "metastasis", title="Bone"))

    shown = await community.maya.slash(
        community.general, "news subscribe", topic="metastasis", post_newest=True
    )

    async with services.database.reader() as connection:
        rows = list(await connection.execute_fetchall("SELECT channel_id FROM deliveries"))
    assert [row["channel_id"] for row in rows] == [community.general.id]
    assert "being posted there now" in text(answer(shown))


async def test_no_command_promises_news_while_announcements_are_off(
    community: Community, services: Services
) -> None:
    await community.maya.slash(community.news, "news subscribe", topic="metastasis")
    await community.maya.slash(community.news, "news schedule", when="daily")
    silent = replace(services, settings=replace(services.settings, announce=False))
    await community.env.restart_bot(NewsBot(silent))

    for command in ("news schedule", "news digest", "news resume"):
        shown = text(answer(await community.maya.slash(community.news, command)))
        assert f"⚠️ {ANNOUNCEMENTS_OFF}" in shown
        assert "News is posted" not in shown


async def test_a_second_pause_says_that_the_channel_was_paused_before(
    community: Community,
) -> None:
    await community.maya.slash(community.news, "news subscribe", topic="metastasis")
    first, second = [
        text(answer(await community.maya.slash(community.news, "news pause"))) for _ in range(2)
    ]

    assert "is paused. Use" in first
    assert "was paused already. Use" in second


async def test_with_announcements_off_nothing_is_posted_and_the_moderator_is_told(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(article("a", "metastasis", title="Bone"))
    silent = replace(services, settings=replace(services.settings, announce=False))
    await community.env.restart_bot(NewsBot(silent))

    shown = await community.maya.slash(
        community.general, "news subscribe", topic="metastasis", post_newest=True
    )

    async with services.database.reader() as connection:
        assert await deliveries.unbundled(connection) == []
    assert ANNOUNCEMENTS_OFF in text(answer(shown))
    assert "being posted" not in text(answer(shown))


async def test_a_channel_of_another_kind_is_refused(community: Community) -> None:
    voice = community.guild.create_voice_channel("talk")

    result = await community.maya.slash(voice, "news subscribe", topic="metastasis")

    assert text(answer(result)) == CANNOT_POST_IN_KIND


async def test_members_do_not_see_moderators_commands(community: Community) -> None:
    assert "news subscribe" not in community.sam.available_commands(community.general)
    assert "news subscribe" in community.maya.available_commands(community.general)


async def test_who_was_handed_the_command_without_the_permission_is_refused(
    community: Community, services: Services
) -> None:
    for command in await community.env.bot.tree.fetch_commands():  # type: ignore[attr-defined] # a Bot
        community.guild.set_command_permissions(command, {community.sam: True})

    for name, options in (
        ("news subscribe", {"topic": "metastasis"}),
        ("news unsubscribe", {"subscription": "1"}),
        ("news subscriptions", {}),
        ("news pause", {}),
        ("news resume", {}),
    ):
        result = await community.sam.slash(community.general, name, **options)
        assert text(answer(result)) == MANAGERS_ONLY

    assert (await services.subscriptions.overview(community.guild.id)).subscriptions == ()
    assert (
        await community.sam.autocomplete(community.general, "news unsubscribe", "subscription", "")
        == []
    )


async def test_moderators_commands_are_not_offered_in_direct_messages(
    community: Community,
) -> None:
    assert set(community.maya.user.available_commands()) == {
        "latest",
        "search",
        "sources",
        "topics",
        "explain",
        "help",
        "privacy",
    }


async def test_all_topics_is_a_choice(community: Community) -> None:
    choices = await community.maya.autocomplete(community.general, "news subscribe", "topic", "")

    assert choices[0] == {"name": "All topics\xa0📰", "value": "all"}
    assert len(choices) <= 25


async def test_pause_and_resume_a_channel(community: Community, services: Services) -> None:
    await subscribed(services, community, "metastasis")

    paused = answer(await community.maya.slash(community.news, "news pause"))
    listed = answer(await community.maya.slash(community.news, "news subscriptions"))
    resumed = answer(
        await community.maya.slash(community.general, "news resume", channel=community.news)
    )

    overview = await services.subscriptions.overview(community.guild.id)
    assert "is paused" in text(paused)
    assert "Paused" in text(listed)
    assert "again" in text(resumed)
    assert overview.channels[community.news.id].paused_at is None


@pytest.mark.parametrize("name", ["news pause", "news resume"])
async def test_a_channel_without_subscription_cannot_be_paused(
    community: Community, name: str
) -> None:
    result = await community.maya.slash(community.general, name)

    assert "has no subscription" in text(answer(result))


async def test_a_second_subscribe_changes_only_what_is_named(
    community: Community, services: Services
) -> None:
    role = community.guild.create_role("News", mentionable=True)
    await community.maya.slash(
        community.general,
        "news subscribe",
        topic="metastasis",
        role=role,
        kinds="patient+journal",
        show="cards+discuss",
    )

    again = await community.maya.slash(
        community.general, "news subscribe", topic="metastasis", kinds="patient+regulator"
    )

    (only,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    assert only.role_id == role.id
    assert only.steps == {Step.DISCUSS}
    assert only.kinds == PATIENT_KINDS | {FeedKind.REGULATOR}
    shown = text(answer(again))
    assert "- Sources: Patient news + regulators (before: Patient news + journals)" in shown
    assert "- Mentioned role" not in shown
    assert "- Shown" not in shown


async def test_a_role_is_taken_away_only_if_that_is_asked_for(
    community: Community, services: Services
) -> None:
    role = community.guild.create_role("News", mentionable=True)
    here = community.general
    await community.maya.slash(here, "news subscribe", topic="metastasis", role=role)

    both = await community.maya.slash(
        here, "news subscribe", topic="metastasis", role=role, no_role=True
    )
    cleared = await community.maya.slash(here, "news subscribe", topic="metastasis", no_role=True)

    (only,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    assert text(answer(both)) == ROLE_AND_NO_ROLE
    assert only.role_id is None
    assert f"- Mentioned role: none (before: <@&{role.id}>)" in text(answer(cleared))


async def test_a_subscribe_that_changes_nothing_says_so(community: Community) -> None:
    await community.maya.slash(community.general, "news subscribe", topic="metastasis")

    again = await community.maya.slash(community.general, "news subscribe", topic="metastasis")

    assert "Nothing was changed." in text(answer(again))


async def test_a_channel_gets_only_the_kinds_of_study_that_a_moderator_names(
    community: Community, services: Services
) -> None:
    first = await community.maya.slash(
        community.general, "news subscribe", topic="metastasis", studies="people"
    )
    second = await community.maya.slash(
        community.general, "news subscribe", topic="metastasis", studies="trials"
    )
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))
    (kept,) = (await services.subscriptions.overview(community.guild.id)).subscriptions

    assert "only studies in people" in text(answer(first))
    assert "Kinds of study" in text(answer(second))
    assert "only trials in people" in text(listed)
    assert kept.studies is StudyWish.TRIALS

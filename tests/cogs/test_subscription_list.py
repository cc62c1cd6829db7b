import pytest
from msgspec.structs import replace

from bot.discord_api.client import NewsBot
from bot.model.delivery import FailureKind, PlannedDelivery, PostKind, PostState
from bot.model.subscription import PATIENT_KINDS, Ending
from bot.model.wish import Exclusion
from bot.services import Services
from bot.storage import deliveries, posts, server_changes, wishes
from bot.storage.posts import NewPost
from bot.ui.moderator_texts import LOST_EXCLUSIONS, LOST_TOPIC, NO_SUCH_SUBSCRIPTION
from bot.ui.texts import MANAGERS_ONLY
from bot.ui.wish_texts import MUTE_LOST, MUTES_LOST
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, custom_id, labels, text
from tests.cogs.test_subscriptions import subscribed
from tests.factories import NOON, article, subscribe_channel


async def test_subscriptions_are_listed_with_buttons_that_remove(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis", "lobular")
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))
    first = custom_id(listed, "Remove")

    after = answer(await community.maya.click(listed, custom_id=first))

    overview = await services.subscriptions.overview(community.guild.id)
    assert len(overview.subscriptions) == 1
    assert labels(after) == ["Edit", "Move", "Remove"]


async def test_the_list_turns_pages_after_a_restart(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, *(topic.slug for topic in services.taxonomy))
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))
    await community.env.restart_bot(NewsBot(services))

    second = answer(await community.maya.click(listed, label="Next"))

    assert "Page 2 of" in text(second)


async def test_removing_needs_the_permission_at_the_time_of_the_press(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis")
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))
    guild = community.env.backend.get_guild(community.guild.id)
    guild.members[community.maya.id].role_ids.clear()

    refused = answer(await community.maya.click(listed, label="Remove"))

    assert text(refused) == MANAGERS_ONLY
    assert (await services.subscriptions.overview(community.guild.id)).subscriptions


async def test_an_empty_list_says_how_to_begin(community: Community) -> None:
    shown = await community.maya.slash(community.general, "news subscriptions")

    assert "</news subscribe>" in text(answer(shown))


async def test_the_list_says_what_the_server_mutes_and_leads_to_all_of_it(
    community: Community, services: Services
) -> None:
    guild_id = community.guild.id
    await services.wishes.mute_topic(guild_id, "metastasis")
    for words in ("wild*fire", "zebra", "lion", "tiger"):
        await services.wishes.mute_words(guild_id, words)

    empty = answer(await community.maya.slash(community.general, "news subscriptions"))
    without = text(empty)
    await subscribed(services, community, "lobular")
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))
    named = text(listed)
    shown = answer(await community.maya.click(listed, label="Show mutes"))

    assert "Muted in all channels (5): Metastasis\xa0🧭, “wild\\*fire”, “zebra” and 2 more" in named
    assert "Muted in all channels (5)" in without
    assert "## Muted in this server" in text(shown)
    assert "tiger" in text(shown)


async def test_a_list_without_mutes_does_not_mention_them(
    community: Community, services: Services
) -> None:
    await services.wishes.mute_topic(community.guild.id + 1, "metastasis")
    await subscribed(services, community, "lobular")

    listed = answer(await community.maya.slash(community.general, "news subscriptions"))

    assert "uted" not in text(listed)
    assert "Show mutes" not in labels(listed)


async def test_topics_that_the_bot_has_no_more_are_marked(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "old-name", "lobular")
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))
    one_lost = text(listed)
    overview = await services.subscriptions.overview(community.guild.id)
    sound = next(each for each in overview.subscriptions if each.topic == "lobular")
    await services.wishes.mute_topic(community.guild.id, "old-mute")
    async with services.database.transaction() as connection:
        await wishes.set_exclusions(connection, sound.id, [Exclusion(topic="old_left")])

    listed = answer(await community.maya.slash(community.general, "news subscriptions"))
    all_lost = text(listed)
    mutes = text(answer(await community.maya.click(listed, label="Show mutes")))

    assert one_lost.count(LOST_TOPIC) == 1
    assert one_lost.index("**old-name**") < one_lost.index(LOST_TOPIC)
    assert LOST_EXCLUSIONS.format(topics="old\\_left") in all_lost
    assert MUTES_LOST.format(topics="old-mute") in all_lost
    assert mutes.count(MUTE_LOST) == 1


ENDED = Ending(1, 998, "old_news", "metastasis", "The channel was deleted.", NOON)


async def remember(services: Services, *ended: Ending) -> None:
    async with services.database.transaction() as connection:
        await server_changes.add_endings(connection, ended)


async def test_what_ended_since_its_channel_was_deleted_is_said_last(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "lobular")
    await remember(services, replace(ENDED, guild_id=community.guild.id), ENDED)

    shown = text(answer(await community.maya.slash(community.general, "news subscriptions")))

    assert shown.splitlines()[-1] == (
        r"-# Metastasis 🧭 in #old\_news ended "
        f"<t:{int(NOON.timestamp())}:R>: The channel was deleted."
    )


async def test_what_ended_is_said_also_where_nothing_is_subscribed(
    community: Community, services: Services
) -> None:
    await remember(services, replace(ENDED, guild_id=community.guild.id, channel_name=""))

    shown = text(answer(await community.maya.slash(community.general, "news subscriptions")))

    assert "</news subscribe>" in shown
    assert "in a channel that is gone ended" in shown


async def test_unsubscribe_completes_what_exists_and_ends_it(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis", "lobular")

    choices = await community.maya.autocomplete(
        community.general, "news unsubscribe", "subscription", "metas"
    )
    shown = await community.maya.slash(
        community.general, "news unsubscribe", subscription=choices[0]["value"]
    )

    left = (await services.subscriptions.overview(community.guild.id)).subscriptions
    assert choices[0]["name"].endswith("in #news")
    assert "Ended" in text(answer(shown))
    assert [each.topic for each in left] == ["lobular"]


async def test_unsubscribe_takes_a_name_typed_in_full(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis")
    choices = await community.maya.autocomplete(
        community.general, "news unsubscribe", "subscription", ""
    )

    await community.maya.slash(
        community.general, "news unsubscribe", subscription=choices[0]["name"]
    )

    assert (await services.subscriptions.overview(community.guild.id)).subscriptions == ()


@pytest.mark.parametrize("typed", ["Metastasis in #news", "metastasis  in #NEWS 🧭"])
async def test_unsubscribe_takes_a_name_typed_by_hand_without_its_emoji(
    community: Community, services: Services, typed: str
) -> None:
    await subscribed(services, community, "metastasis", "lobular")

    await community.maya.slash(community.general, "news unsubscribe", subscription=typed)

    left = (await services.subscriptions.overview(community.guild.id)).subscriptions
    assert [each.topic for each in left] == ["lobular"]


@pytest.mark.parametrize("typed", ["9" * 30, "metastasis", "²"])
async def test_what_is_no_subscription_is_told_in_a_sentence(
    community: Community, services: Services, typed: str
) -> None:
    await subscribed(services, community, "metastasis")

    result = await community.maya.slash(community.general, "news unsubscribe", subscription=typed)

    assert text(answer(result)) == NO_SUCH_SUBSCRIPTION


async def test_the_name_of_a_channel_is_shown_as_it_is(
    community: Community, services: Services
) -> None:
    odd = community.guild.create_text_channel("my_news_here")
    await subscribe_channel(
        services.subscriptions, community.guild.id, odd.id, "metastasis", PATIENT_KINDS, None
    )
    (choice,) = await community.maya.autocomplete(
        community.general, "news unsubscribe", "subscription", ""
    )

    shown = await community.maya.slash(
        community.general, "news unsubscribe", subscription=choice["value"]
    )

    assert r"my\_news\_here" in text(answer(shown))


async def test_a_server_touches_only_its_own_subscriptions(
    community: Community, services: Services
) -> None:
    other = await subscribe_channel(
        services.subscriptions, 999, 998, "metastasis", PATIENT_KINDS, None
    )

    choices = await community.maya.autocomplete(
        community.general, "news unsubscribe", "subscription", ""
    )
    result = await community.maya.slash(
        community.general, "news unsubscribe", subscription=str(other.id)
    )

    assert choices == []
    assert text(answer(result)) == NO_SUCH_SUBSCRIPTION
    assert (await services.subscriptions.overview(999)).subscriptions == (other,)


async def test_a_channel_that_discord_holds_up_says_so_where_moderators_look(
    community: Community, services: Services, seed: Seed
) -> None:
    await subscribed(services, community, "metastasis")
    await seed(article("1", "metastasis", title="A study"))
    why = "Discord asked to wait: 24 hours. The bot asks again every hour."
    async with services.database.transaction() as connection:
        guild, channel = community.guild.id, community.news.id
        await deliveries.add(connection, 1, [PlannedDelivery(guild, channel, (), ())], NOON)
        (planned,) = await deliveries.unbundled(connection)
        ids = await posts.add(connection, [NewPost(guild, channel, PostKind.CARD)], NOON)
        await deliveries.put_on(connection, [(ids[0], [planned])])
        await posts.claim(connection, "id", [channel], NOON)
        await posts.retry(
            connection, ids[0], PostState.READY, NOON, why, failure=FailureKind.LIMITED, met_at=NOON
        )

    listed = text(answer(await community.maya.slash(community.general, "news subscriptions")))
    logged = text(answer(await community.maya.slash(community.general, "news deliveries")))

    assert f"Nothing could be posted here since <t:{int(NOON.timestamp())}:R>. {why}" in listed
    assert f"{why} It is tried again by itself." in logged

"""Moderators edit and move subscriptions in dialogs that outlive a restart."""

from typing import Any

import discord
from simcord import InteractionResult, ResponseMessage

from bot.discord_api.client import NewsBot
from bot.model.feed import FeedKind
from bot.model.subscription import PATIENT_KINDS, ChannelKind, Step, StudyWish, SubscriptionChange
from bot.services import Services
from bot.storage import deliveries
from bot.subscriptions.saving import WantedSubscription
from bot.subscriptions.service import THERE_ALREADY
from bot.ui.moderator_texts import ENDED_BEFORE, SHOW_LEFT
from bot.ui.texts import MANAGERS_ONLY
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, custom_id, labels, text
from tests.cogs.test_subscriptions import subscribed
from tests.factories import article, subscribe_channel
from tests.openapi import complaints


async def opened(community: Community, label: str) -> InteractionResult:
    """The dialog behind a button of the first subscription in the list."""
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))
    return await community.maya.click(listed, custom_id=custom_id(listed, label))


def fields(shown: InteractionResult) -> dict[str, dict[str, Any]]:
    """The dialog's fields by their addresses."""
    assert shown.modal
    parts = [label["component"] for label in shown.modal["components"]]
    return {part["custom_id"]: part for part in parts}


def last(result: InteractionResult) -> ResponseMessage:
    """The message that was sent after the list was shown anew."""
    return result.followups[-1]


def chosen(field: dict[str, Any]) -> list[str]:
    return [option["value"] for option in field["options"] if option.get("default")]


async def test_edit_shows_the_settings_and_keeps_what_is_entered(
    community: Community, services: Services
) -> None:
    role = community.guild.create_role("News", mentionable=True)
    other = community.guild.create_role("Research", mentionable=True)
    await subscribe_channel(
        services.subscriptions,
        *(community.guild.id, community.news.id, "metastasis"),
        PATIENT_KINDS | {FeedKind.JOURNAL},
        role.id,
    )
    shown = await opened(community, "Edit")
    asked = fields(shown)
    await community.env.restart_bot(NewsBot(services))

    changed = await community.maya.submit_modal(
        shown,
        {"kinds": ["preprint", "people", "trials"], "show": "cards+discuss", "role": [other]},
    )

    (kept,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    assert chosen(asked["kinds"]) == ["journal"]
    assert chosen(asked["show"]) == ["cards"]
    assert [each["id"] for each in asked["role"]["default_values"]] == [role.id]
    assert kept.kinds == PATIENT_KINDS | {FeedKind.PREPRINT}
    assert (kept.role_id, set(kept.steps)) == (other.id, {Step.DISCUSS})
    assert kept.studies is StudyWish.TRIALS
    assert "- Kinds of study: only trials in people (before: all articles)" in text(last(changed))
    assert "the strictest that was checked: only trials in people." in text(last(changed))
    assert "Patient news + preprints" in text(answer(changed))
    assert "- Sources: Patient news + preprints (before: Patient news + journals)" in text(
        last(changed)
    )
    assert complaints(community.env.http_requests) == []


async def test_what_is_left_empty_is_cleared_and_what_does_not_fit_is_not_asked(
    community: Community, services: Services
) -> None:
    forum = community.guild.create_forum_channel("research")
    role = community.guild.create_role("News", mentionable=True)
    await subscribe_channel(
        services.subscriptions,
        *(community.guild.id, forum.id, "metastasis"),
        PATIENT_KINDS | {FeedKind.JOURNAL},
        role.id,
        channel_kind=ChannelKind.FORUM,
    )
    limited = SubscriptionChange(studies=StudyWish.PEOPLE)
    await services.subscriptions.save(
        WantedSubscription(community.guild.id, forum.id, limited, subscription_id=1)
    )
    shown = await opened(community, "Edit")

    await community.maya.submit_modal(shown, {})

    (kept,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    assert list(fields(shown)) == ["kinds", "role", "without"]
    assert chosen(fields(shown)["kinds"]) == ["journal", "people"]
    assert (kept.kinds, kept.role_id) == (PATIENT_KINDS, None)
    assert kept.studies is StudyWish.ANY


async def test_move_takes_a_subscription_and_what_waits_to_another_channel(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(article("1", "metastasis", title="Bone"))
    await subscribe_channel(
        services.subscriptions,
        *(community.guild.id, community.news.id, "metastasis", PATIENT_KINDS, None),
        post_newest=True,
    )
    await community.env.restart_bot(NewsBot(services))
    target = community.guild.create_text_channel("research")
    shown = await opened(community, "Move")
    await community.env.restart_bot(NewsBot(services))

    moved = await community.maya.submit_modal(shown, {"channel": [target]})

    overview = await services.subscriptions.overview(community.guild.id)
    async with services.database.reader() as connection:
        waiting = await deliveries.unbundled(connection)
    assert [each.channel_id for each in overview.subscriptions] == [target.id]
    assert list(overview.channels) == [target.id]
    assert [each.channel_id for each in waiting] == [target.id]
    told = text(last(moved))
    assert f"Moved: **Metastasis\xa0🧭** from <#{community.news.id}> to <#{target.id}>." in told
    assert "1 article that waited is posted there, too." in told
    assert complaints(community.env.http_requests) == []


async def test_a_move_takes_over_what_fits_the_new_kind_of_channel_and_warns(
    community: Community, services: Services
) -> None:
    me = community.guild.me
    assert me is not None
    announcements = community.guild.create_news_channel("announcements")
    closed = community.guild.create_text_channel(
        "closed", overwrites={me: discord.PermissionOverwrite(send_messages=False)}
    )
    await subscribed(services, community, "metastasis")

    moved = await community.maya.submit_modal(
        await opened(community, "Move"), {"channel": [announcements]}
    )

    (kept,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    assert kept.steps == {Step.PUBLISH}
    assert "Shown there: published." in text(last(moved))

    moved = await community.maya.submit_modal(
        await opened(community, "Move"), {"channel": [closed]}
    )

    (kept,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    assert kept.steps == frozenset()
    assert "⚠️" in text(last(moved))
    assert "Send Messages" in text(last(moved))


async def test_a_channel_that_has_such_a_subscription_is_refused(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis")
    await subscribe_channel(
        services.subscriptions,
        *(community.guild.id, community.general.id, "metastasis", PATIENT_KINDS, None),
    )
    before = await services.subscriptions.overview(community.guild.id)
    first = before.subscriptions[0].channel_id
    places = {each.id: each for each in (community.news, community.general)}
    same, other = places.pop(first), *places.values()

    for place, sentence in ((same, "Choose another channel."), (other, THERE_ALREADY)):
        shown = await opened(community, "Move")
        refused = await community.maya.submit_modal(shown, {"channel": [place]})
        assert sentence in text(answer(refused))

    assert await services.subscriptions.overview(community.guild.id) == before


async def test_one_that_ended_before_is_told_with_the_list_as_it_is_now(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis")
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))
    shown = await community.maya.click(listed, label="Edit")
    (ended,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    await services.subscriptions.unsubscribe(community.guild.id, ended.id)

    late = await community.maya.submit_modal(shown, {})

    assert text(last(late)) == ENDED_BEFORE
    assert "</news subscribe>" in text(answer(late))


async def test_a_way_to_show_news_that_fits_no_more_is_left_out_and_all_else_is_kept(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis")
    shown = await opened(community, "Edit")
    (listed,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    forum = community.guild.create_forum_channel("library")
    await services.subscriptions.move(community.guild.id, listed.id, forum.id, ChannelKind.FORUM)

    changed = await community.maya.submit_modal(
        shown, {"kinds": ["journal"], "show": "cards+discuss"}
    )

    (kept,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    assert kept.kinds == PATIENT_KINDS | {FeedKind.JOURNAL}
    assert f"⚠️ {SHOW_LEFT}" in text(last(changed))


async def test_a_submission_needs_the_permission_at_its_time(
    community: Community, services: Services
) -> None:
    await subscribed(services, community, "metastasis")
    shown = await opened(community, "Edit")
    guild = community.env.backend.get_guild(community.guild.id)
    guild.members[community.maya.id].role_ids.clear()

    refused = await community.maya.submit_modal(shown, {})

    assert text(answer(refused)) == MANAGERS_ONLY


async def test_the_preview_explains_words(community: Community, seed: Seed) -> None:
    await seed(article("1", "metastasis", title="A biopsy"))

    shown = await community.maya.slash(community.general, "news subscribe", topic="metastasis")

    assert "Words (1)" in labels(answer(shown))

"""Waiting articles follow what a channel's moderators ask for meanwhile."""

import pytest
from simcord import ChannelHandle, InteractionResult

from bot.model.feed import FeedKind
from bot.model.subscription import SubscriptionChange
from bot.services import Services
from bot.subscriptions.saving import CHANGED_SINCE, WantedSubscription
from tests.cogs.conftest import Community
from tests.cogs.showing import answer, text
from tests.cogs.test_schedules import Newsroom, newsroom
from tests.cogs.test_subscription_dialogs import opened
from tests.cogs.test_summaries import said
from tests.cogs.test_wishes import follow, polled
from tests.factories import article
from tests.fakes import ManualClock

__all__ = ["newsroom"]

WILDFIRE = article("1", "metastasis", title="A wildfire near the lab")
LOBULAR = article("2", "lobular", title="On lobular cells")
BOTH = article("3", "metastasis", "lobular", title="Where lobular cells spread")


def _told_last(result: InteractionResult) -> str:
    return text([*([result.response] if result.response else []), *result.followups][-1])


async def told(community: Community, command: str, **options: object) -> str:
    return text(answer(await community.maya.slash(community.news, command, **options)))


def posted(channel: ChannelHandle) -> str:
    return "\n".join(said(message) for message in channel.history())


async def test_a_mute_holds_back_what_waits_for_a_digest_or_the_end_of_quiet_hours(
    newsroom: Newsroom,
) -> None:
    community = newsroom.community
    await follow(community, topic="lobular", channel=community.general)
    await community.maya.slash(community.general, "news schedule", quiet="11:00-13:00")
    await newsroom.schedule(when="daily", at="13:00")
    await polled(newsroom.services, WILDFIRE, LOBULAR, BOTH)
    before = await told(community, "news deliveries", only="held")

    words = await told(community, "news mute", words="wildfire")
    topic = await told(community, "news mute", topic="lobular")
    held = await told(community, "news deliveries", only="held")
    await newsroom.announce(hours=2)

    assert before.count("waits for") == 5
    assert "1 article that waited is not posted any more." in words
    assert "2 articles that waited are not posted any more." in topic
    assert "A wildfire near the lab" in held
    assert held.count("muted: ") == 5
    assert "waits" not in held
    assert posted(community.news) + posted(community.general) == ""


async def test_a_mute_takes_an_article_off_a_post_that_waits(newsroom: Newsroom) -> None:
    services, community = newsroom.services, newsroom.community
    await polled(services, WILDFIRE, BOTH)
    async with services.database.transaction() as connection:
        for state, kind, article_id in (("ready", "card", 1), ("sending", "card", 2)):
            await connection.execute(
                """
                INSERT INTO posts (id, guild_id, channel_id, kind, state, created_at, next_try_at)
                VALUES (?, ?, ?, ?, ?, 0, 0)
                """,
                (article_id, community.guild.id, community.news.id, kind, state),
            )
            await connection.execute(
                "UPDATE deliveries SET post_id = ?1 WHERE article_id = ?1", (article_id,)
            )

    await told(community, "news mute", topic="metastasis")

    async with services.database.reader() as connection:
        rows = await connection.execute_fetchall(
            "SELECT article_id, state, post_id FROM deliveries ORDER BY article_id"
        )
        left = await connection.execute_fetchall("SELECT id FROM posts")
    assert [tuple(row) for row in rows] == [(1, "failed", None), (2, "pending", 2)]
    assert [row["id"] for row in left] == [2]


async def test_what_waits_and_no_subscription_wants_any_more_is_not_posted(
    newsroom: Newsroom,
) -> None:
    community = newsroom.community
    role = community.guild.create_role("Metastasis", mentionable=True)
    await told(community, "news subscribe", topic="metastasis", role=role)
    await newsroom.schedule(when="weekly", day="Sunday", at="13:00")
    await polled(newsroom.services, WILDFIRE, LOBULAR, BOTH)

    await told(community, "news unsubscribe", subscription="subscription:1")
    await newsroom.announce(days=7)
    log = await told(community, "news deliveries")

    shown = posted(community.news)
    assert "wildfire" not in shown
    assert "On lobular cells" in shown
    assert "Where lobular cells spread" in shown
    assert "**Metastasis" not in shown
    assert f"<@&{role.id}>" not in shown
    assert "The subscription ended before this was posted." in log


async def test_what_waits_follows_a_changed_subscription(
    newsroom: Newsroom, clock: ManualClock
) -> None:
    community, services = newsroom.community, newsroom.services
    await newsroom.schedule(when="daily", at="13:00")
    await told(community, "news subscribe", topic="metastasis", without="nothing of it")
    await polled(services, WILDFIRE, BOTH)
    await services.subscriptions.unsubscribe(community.guild.id, 2)
    clock.forward(minutes=1)
    await follow(community, topic="all")  # It begins with what comes later.

    await told(community, "news subscribe", topic="metastasis", without="wildfire")
    held = await told(community, "news deliveries", only="held")
    only_journals = SubscriptionChange(kinds=frozenset({FeedKind.JOURNAL}))
    await services.subscriptions.save(
        WantedSubscription(community.guild.id, community.news.id, only_journals, 1)
    )
    await newsroom.announce(hours=2)

    assert "left out: wildfire" in held
    assert posted(community.news) == ""


@pytest.mark.parametrize("by", ["command", "dialog", "button"])
async def test_what_waits_and_no_longer_fits_the_reach_is_dropped_and_on_record(
    newsroom: Newsroom, by: str
) -> None:
    community, services, maya = newsroom.community, newsroom.services, newsroom.community.maya
    for each in (1, 2):
        await services.subscriptions.unsubscribe(community.guild.id, each)
    await newsroom.seed(article("0", title="Reading", text="word " * 400 + "bone"))
    followed = answer(
        await maya.slash(community.news, "news subscribe", words="bone", match="anywhere")
    )
    await newsroom.schedule(when="daily", at="13:00")
    near = article("1", title="Bone health")
    far = article("2", title="Other news", text="word " * 400 + "bone")
    await polled(services, near, far)

    match by:
        case "command":
            said = await told(community, "news subscribe", words="Bone", match="close")
        case "dialog":
            shown = await opened(community, "Edit")
            said = _told_last(await maya.submit_modal(shown, {"match": "close"}))
        case _:
            said = text(answer(await maya.click(followed, custom_id="wish:closer:1:3")))
    held = await told(community, "news deliveries", only="held")
    log = await told(community, "news deliveries")
    await newsroom.announce(hours=2)

    assert "1 article that waited is not posted any more." in said
    assert "Other news" in held
    assert "waited until the subscription changed" in held
    assert CHANGED_SINCE in log
    assert "Bone health" in posted(community.news)
    assert "Other news" not in posted(community.news)


async def test_a_wider_reach_drops_nothing(newsroom: Newsroom) -> None:
    community, services = newsroom.community, newsroom.services
    for each in (1, 2):
        await services.subscriptions.unsubscribe(community.guild.id, each)
    await told(community, "news subscribe", words="bone, heart")
    await newsroom.schedule(when="daily", at="13:00")
    await polled(services, article("1", title="Bone health"), article("2", title="Hearts"))

    said = await told(community, "news subscribe", words="bone, heart", match="anywhere")
    await newsroom.announce(hours=2)

    assert "any more" not in said
    assert "Bone health" in posted(community.news)
    assert "Hearts" in posted(community.news)


async def test_a_move_takes_along_what_only_the_moved_subscription_wants(
    newsroom: Newsroom,
) -> None:
    community, services = newsroom.community, newsroom.services
    await newsroom.schedule(when="daily", at="13:00")
    await polled(services, WILDFIRE, LOBULAR, BOTH)

    kind = (await services.subscriptions.overview(community.guild.id)).channels[community.news.id]
    moved = await services.subscriptions.move(
        community.guild.id, 1, community.general.id, kind.kind
    )
    await newsroom.announce(hours=2)

    assert moved
    assert moved.waiting == 1
    assert "A wildfire near the lab" in posted(community.general)
    assert "wildfire" not in posted(community.news)
    assert "Where lobular cells spread" in posted(community.news)


async def test_the_last_subscription_takes_its_channels_schedule_along_or_ends_it(
    newsroom: Newsroom,
) -> None:
    community, services = newsroom.community, newsroom.services
    guild_id, service = community.guild.id, services.subscriptions
    await newsroom.schedule(when="daily", at="13:00")
    await community.maya.slash(community.news, "news care", notes="fold", channel=community.news)
    await polled(services, WILDFIRE, LOBULAR, BOTH)
    overview = await service.overview(guild_id)
    kind = overview.channels[community.news.id].kind

    moves = [
        await service.move(guild_id, each.id, community.general.id, kind)
        for each in overview.subscriptions
    ]
    await newsroom.announce(minutes=10)
    before_the_slot = posted(community.general)
    await newsroom.announce(hours=2)
    ended = [
        await service.unsubscribe(guild_id, each.id)
        for each in (await service.overview(guild_id)).subscriptions
    ]

    assert [moved.schedule for moved in moves if moved] == [None] * (len(moves) - 1) + [True]
    assert before_the_slot == ""
    assert "A wildfire near the lab" in posted(community.general)
    assert [each.with_schedule for each in ended if each] == [False] * (len(ended) - 1) + [True]


async def test_what_comes_while_a_moderator_pauses_a_channel_is_on_record(
    newsroom: Newsroom, services: Services
) -> None:
    community = newsroom.community
    await follow(community, words="wildfire", without="hospice")
    await services.subscriptions.unsubscribe(community.guild.id, 2)
    await told(community, "news pause")
    await polled(
        services,
        WILDFIRE,
        LOBULAR,
        article("4", title="A hospice after a wildfire"),
        article("5", title="A wildfire and its smoke"),
    )

    held = await told(community, "news deliveries", only="held")
    await told(community, "news resume")
    await newsroom.announce(minutes=1)

    assert held.count("came while the channel was paused") == 2
    assert "A wildfire near the lab" in held
    assert "A wildfire and its smoke" in held
    assert posted(community.news) == ""


async def test_the_command_and_the_dialog_refuse_what_leaves_all_out_and_clear_with_none(
    newsroom: Newsroom,
) -> None:
    community, maya = newsroom.community, newsroom.community.maya
    for each in (1, 2):
        await newsroom.services.subscriptions.unsubscribe(community.guild.id, each)
    command = await told(
        community, "news subscribe", words="brain mets", without="hospice, brain metastases"
    )
    nothing = await told(community, "news mute", words="the")
    await told(community, "news subscribe", words="brain mets", without="hospice")

    answers, kept = [], []
    for typed in ("brain metastases", "none"):
        shown = await opened(community, "Edit")
        answers.append(_told_last(await maya.submit_modal(shown, {"without": typed})))
        (one,) = (await newsroom.services.subscriptions.overview(community.guild.id)).subscriptions
        kept.append(len(one.without))

    assert "nothing would come" in command
    assert "nothing would come" in answers[0]
    assert kept == [1, 0]
    assert "“the” has no word by which articles could be left out" in nothing

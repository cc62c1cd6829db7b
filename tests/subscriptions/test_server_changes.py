"""Discord's events change subscriptions, on a real database."""

import asyncio

import pytest

from bot.delivery.refusals import CHANNEL_DELETED
from bot.model.delivery import PlannedDelivery, PostKind
from bot.model.obstacle import PostingObstacle
from bot.model.subscription import PATIENT_KINDS, ChannelKind, PauseCause, Step
from bot.storage import articles, deliveries, feeds, posts
from bot.storage.database import Database
from bot.subscriptions.pausing import pause_after_refusal
from bot.subscriptions.server_changes import ServerChanges
from bot.subscriptions.service import SubscriptionService
from tests.factories import article, feed, subscribe_channel, taxonomy
from tests.fakes import ManualClock

ABOUT_SERVERS = (
    "subscriptions",
    "channels",
    "deliveries",
    "posts",
    "post_steps",
    "notices",
    "endings",
    "departures",
)


@pytest.fixture
def awake() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
def server_changes(database: Database, clock: ManualClock, awake: asyncio.Event) -> ServerChanges:
    return ServerChanges(database, clock, awake.set)


@pytest.fixture
def service(database: Database, clock: ManualClock) -> SubscriptionService:
    return SubscriptionService(database, taxonomy("metastasis"), clock, lambda: None)


async def subscribe(service: SubscriptionService, *channel_ids: int, guild_id: int = 1) -> None:
    for channel_id in channel_ids:
        await subscribe_channel(service, guild_id, channel_id, "metastasis", PATIENT_KINDS, None)


async def refuse(
    database: Database, clock: ManualClock, channel_id: int = 10, guild_id: int = 1
) -> None:
    async with database.transaction() as connection:
        found = PostingObstacle("A tag is missing.")
        await pause_after_refusal(connection, guild_id, channel_id, found, clock.now())


async def cause(service: SubscriptionService, channel_id: int = 10) -> PauseCause | None:
    return (await service.overview(1)).channels[channel_id].cause


async def fill(database: Database, clock: ManualClock, guild_id: int, channel_id: int) -> None:
    """Have a row in every table that holds any about servers, but for departures."""
    service = SubscriptionService(database, taxonomy("metastasis"), clock, lambda: None)
    await subscribe(service, channel_id, channel_id + 1, guild_id=guild_id)
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
        key = str(guild_id)
        article_id = await articles.insert(connection, 1, article(key), "", clock.now())
        planned = PlannedDelivery(guild_id, channel_id, ("metastasis",), ())
        await deliveries.add(connection, article_id, [planned], clock.now())
        new = posts.NewPost(guild_id, channel_id, PostKind.CARD, frozenset({Step.DISCUSS}))
        await posts.add(connection, [new], clock.now())
    await refuse(database, clock, channel_id, guild_id)
    await ServerChanges(database, clock, lambda: None).channel_deleted(channel_id + 1, "old-news")


async def rows_of(database: Database, guild_id: int) -> dict[str, int]:
    """How many rows about a server there are, by table."""
    counted = {}
    async with database.reader() as connection:
        for table in ABOUT_SERVERS:
            source = f"{table} WHERE guild_id = ?"
            if table == "post_steps":
                source = "post_steps JOIN posts ON posts.id = post_id WHERE guild_id = ?"
            (row,) = await connection.execute_fetchall(
                f"SELECT count(*) FROM {source}",  # noqa: S608
                (guild_id,),
            )
            counted[table] = row[0]
    return counted


async def test_what_takes_posts_again_resumes_and_wakes_the_announcer(
    database: Database,
    clock: ManualClock,
    service: SubscriptionService,
    server_changes: ServerChanges,
    awake: asyncio.Event,
) -> None:
    await subscribe(service, 10, 11)
    await refuse(database, clock, 10)
    await refuse(database, clock, 11)

    await server_changes.resume(1, [10])

    assert (await cause(service, 10), await cause(service, 11)) == (None, PauseCause.REFUSED)
    assert [each.channel_id for each in await server_changes.refused(1)] == [11]
    assert awake.is_set()


async def test_what_a_moderator_paused_is_resumed_by_nothing_that_discord_says(
    service: SubscriptionService, server_changes: ServerChanges
) -> None:
    await subscribe(service, 10)
    await service.pause(1, 10)

    await server_changes.resume(1, [10])
    await server_changes.left(1)
    await server_changes.returned(1)

    assert await cause(service) is PauseCause.MODERATOR
    assert await server_changes.refused(1) == []


async def test_another_server_resumes_nothing_here(
    database: Database,
    clock: ManualClock,
    service: SubscriptionService,
    server_changes: ServerChanges,
    awake: asyncio.Event,
) -> None:
    await subscribe(service, 10)
    await refuse(database, clock)

    await server_changes.resume(2, [10])

    assert [each.channel_id for each in await server_changes.refused(1)] == [10]
    assert not awake.is_set()


async def test_a_deleted_channel_ends_its_subscriptions_and_is_remembered_by_name(
    service: SubscriptionService, server_changes: ServerChanges
) -> None:
    await subscribe(service, 10, 11)

    await server_changes.channel_deleted(10, "old-news")
    await server_changes.channel_deleted(99, "never-subscribed")

    overview = await service.overview(1)
    assert [each.channel_id for each in overview.subscriptions] == [11]
    assert [(each.channel_name, each.topic, each.reason) for each in overview.endings] == [
        ("old-news", "metastasis", CHANNEL_DELETED)
    ]


async def test_messages_of_a_channel_that_was_deleted_are_forgotten(
    database: Database,
    clock: ManualClock,
    service: SubscriptionService,
    server_changes: ServerChanges,
) -> None:
    await subscribe(service, 10)
    async with database.transaction() as connection:
        (post_id,) = await posts.add(connection, [posts.NewPost(1, 10, PostKind.CARD)], clock.now())
        await posts.sent(connection, [(post_id, 1000)], clock.now())

    await server_changes.channel_deleted(10, "old-news")

    async with database.reader() as connection:
        assert await posts.last_message(connection, 10) is None


async def test_a_server_that_the_bot_left_is_paused_and_keeps_its_settings(
    service: SubscriptionService, server_changes: ServerChanges
) -> None:
    await subscribe(service, 10)
    await subscribe(service, 20, guild_id=2)

    await server_changes.left(1)
    left = await cause(service)
    known = await server_changes.known()
    await server_changes.returned(1)

    assert left is PauseCause.LEFT
    assert (sorted(known.servers), sorted(known.departed)) == ([1, 2], [1])
    assert [state.channel_id for state in known.channels] == [10, 20]
    assert await cause(service) is None
    assert not (await server_changes.known()).departed


async def test_a_channel_that_was_refused_when_the_bot_left_begins_anew(
    database: Database,
    clock: ManualClock,
    service: SubscriptionService,
    server_changes: ServerChanges,
) -> None:
    await subscribe(service, 10)
    await refuse(database, clock)
    await server_changes.left(1)
    # A post on its way when the bot left.
    await refuse(database, clock)

    await server_changes.returned(1)

    assert await cause(service) is None


async def test_what_is_stored_about_a_server_is_deleted_30_days_after_leaving_it(
    database: Database, clock: ManualClock, server_changes: ServerChanges
) -> None:
    await fill(database, clock, guild_id=1, channel_id=10)
    await fill(database, clock, guild_id=2, channel_id=20)
    before = await rows_of(database, 2)
    await server_changes.left(1)
    full = await rows_of(database, 1)

    clock.forward(days=29, hours=23)
    early = await server_changes.forget_old({2})
    kept = await rows_of(database, 1)
    clock.forward(hours=1)
    late = await server_changes.forget_old({2})

    assert min(full.values()) > 0
    assert (early, kept | {"endings": 0}) == ([], full | {"endings": 0})
    assert (late, sum((await rows_of(database, 1)).values())) == ([1], 0)
    assert await rows_of(database, 2) | {"endings": 1} == before
    async with database.reader() as connection:
        (row,) = await connection.execute_fetchall("SELECT count(*) FROM articles")
    assert row[0] == 2


async def test_a_server_that_came_back_unseen_is_not_deleted(
    database: Database, clock: ManualClock, server_changes: ServerChanges
) -> None:
    """It invited the bot again while no process ran."""
    await fill(database, clock, guild_id=1, channel_id=10)
    await server_changes.left(1)
    clock.forward(days=31)

    assert await server_changes.forget_old({1}) == []
    assert (await rows_of(database, 1))["subscriptions"] == 1


async def test_leaving_again_counts_from_the_last_time(
    database: Database, clock: ManualClock, server_changes: ServerChanges
) -> None:
    await fill(database, clock, guild_id=1, channel_id=10)
    await server_changes.left(1)
    clock.forward(days=20)
    await server_changes.returned(1)
    await server_changes.left(1)
    clock.forward(days=20)

    assert await server_changes.forget_old(set()) == []


async def test_what_ended_is_remembered_for_30_days(
    database: Database,
    clock: ManualClock,
    service: SubscriptionService,
    server_changes: ServerChanges,
) -> None:
    await subscribe(service, 10)
    await server_changes.channel_deleted(10, "old-news")

    clock.forward(days=29)
    await server_changes.forget_old({1})
    early = (await rows_of(database, 1))["endings"]
    clock.forward(days=1)
    await server_changes.forget_old({1})

    assert (early, (await rows_of(database, 1))["endings"]) == (1, 0)


async def test_the_kind_of_a_channel_is_taken_over(
    service: SubscriptionService, server_changes: ServerChanges
) -> None:
    await subscribe(service, 10)

    await server_changes.store_kinds([(10, ChannelKind.ANNOUNCEMENT), (99, ChannelKind.FORUM)])

    assert (await service.overview(1)).channels[10].kind is ChannelKind.ANNOUNCEMENT

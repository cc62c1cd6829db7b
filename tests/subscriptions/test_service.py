"""The actions of moderators, on a real database."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import RequestError
from bot.model.article import Evidence, EvidenceKind
from bot.model.delivery import PlannedDelivery, PostKind
from bot.model.feed import Audience, FeedKind
from bot.model.subscription import (
    PATIENT_KINDS,
    ChannelKind,
    StudyWish,
    Subscription,
    SubscriptionChange,
)
from bot.pipelines.announce import Announcer
from bot.storage import articles, deliveries, feeds, posts
from bot.storage.database import Database
from bot.storage.posts import NewPost
from bot.subscriptions.saving import WantedSubscription
from bot.subscriptions.service import SubscriptionService
from tests.factories import NOON, article, feed, subscribe_channel, taxonomy
from tests.fakes import ManualClock, RecordingMessenger


def _service(database: Database, clock: ManualClock) -> SubscriptionService:
    return SubscriptionService(database, taxonomy("metastasis"), clock, asyncio.Event().set)


async def _keep(database: Database, *topics: str, key: str = "1") -> None:
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
        await articles.insert(connection, 1, article(key, *topics), "", NOON)


async def _with_newest_waiting(
    database: Database, clock: ManualClock
) -> tuple[SubscriptionService, Subscription]:
    """A channel's only subscription, whose newest article waits to be posted."""
    await _keep(database, "metastasis")
    service = _service(database, clock)
    only = await subscribe_channel(
        service, 1, 10, "metastasis", PATIENT_KINDS, None, post_newest=True
    )
    return service, only


async def test_a_second_subscription_to_a_topic_changes_the_first(
    database: Database, clock: ManualClock
) -> None:
    service = _service(database, clock)
    await subscribe_channel(service, 1, 10, "metastasis", PATIENT_KINDS, None)
    await subscribe_channel(service, 1, 10, "metastasis", PATIENT_KINDS | {FeedKind.JOURNAL}, 7)

    (only,) = (await service.overview(1)).subscriptions

    assert (only.role_id, FeedKind.JOURNAL in only.kinds) == (7, True)


async def test_a_channel_of_another_server_is_not_subscribed_again(
    database: Database, clock: ManualClock
) -> None:
    service = _service(database, clock)
    theirs = await subscribe_channel(service, 1, 10, "metastasis", PATIENT_KINDS, None)

    with pytest.raises(RequestError, match=r"belongs to another server\."):
        await subscribe_channel(service, 2, 10, "metastasis", PATIENT_KINDS | {FeedKind.JOURNAL}, 7)

    assert (await service.overview(1)).subscriptions == (theirs,)
    assert (await service.overview(2)).subscriptions == ()


async def test_a_new_subscription_announces_nothing_that_was_there(
    database: Database, clock: ManualClock
) -> None:
    await _keep(database, "metastasis")

    await subscribe_channel(_service(database, clock), 1, 10, "metastasis", PATIENT_KINDS, None)

    async with database.reader() as connection:
        assert await deliveries.unbundled(connection) == []


async def test_the_newest_article_is_posted_on_request_and_only_once(
    database: Database, clock: ManualClock
) -> None:
    await _keep(database, "metastasis")
    service = _service(database, clock)

    for _ in range(2):
        await subscribe_channel(service, 1, 10, "metastasis", PATIENT_KINDS, 7, post_newest=True)

    async with database.reader() as connection:
        (pending,) = await deliveries.unbundled(connection)
    assert (pending.channel_id, pending.topics, pending.role_ids) == (10, ("metastasis",), (7,))


async def test_all_topics_skips_what_must_be_asked_for(
    database: Database, clock: ManualClock
) -> None:
    await _keep(database, "in-memoriam")
    service = SubscriptionService(database, taxonomy("in-memoriam"), clock, asyncio.Event().set)
    everything = await subscribe_channel(service, 1, 10, "all", PATIENT_KINDS, None)
    asked = await subscribe_channel(service, 1, 10, "in-memoriam", PATIENT_KINDS, None)

    assert await service.newest_for(everything) is None
    assert await service.newest_for(asked)


async def test_the_newest_is_of_the_kinds_that_were_asked_for(
    database: Database, clock: ManualClock
) -> None:
    sources = (
        feed("Journal", kind=FeedKind.JOURNAL),
        feed("Doctors", audience=Audience.PROFESSIONALS),
    )
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, sources)
        for tracked in await feeds.active(connection):
            await articles.insert(
                connection, tracked.id, article(tracked.feed.name, "metastasis"), "", NOON
            )
    service = _service(database, clock)
    patients = await subscribe_channel(service, 1, 10, "metastasis", PATIENT_KINDS, None)
    readers = await subscribe_channel(
        service, 1, 11, "all", PATIENT_KINDS | {FeedKind.JOURNAL}, None
    )

    assert await service.newest_for(patients) is None
    newest = await service.newest_for(readers)
    assert newest
    assert newest.source.name == "Doctors"


async def test_a_server_touches_only_its_own(database: Database, clock: ManualClock) -> None:
    service = _service(database, clock)
    mine = await subscribe_channel(service, 1, 10, "metastasis", PATIENT_KINDS, None)

    assert not await service.unsubscribe(2, mine.id)
    assert not await service.pause(2, 10)
    assert not await service.resume(2, 10)
    assert (await service.overview(2)).subscriptions == ()
    assert (await service.overview(1)).subscriptions == (mine,)


async def test_the_last_subscription_takes_its_channel_and_what_was_pending_with_it(
    database: Database, clock: ManualClock
) -> None:
    service, only = await _with_newest_waiting(database, clock)

    assert await service.unsubscribe(1, only.id)

    assert (await service.overview(1)).channels == {}
    async with database.reader() as connection:
        assert await deliveries.unbundled(connection) == []


async def test_what_waits_in_a_paused_channel_is_not_posted_after_its_last_subscription(
    database: Database, clock: ManualClock
) -> None:
    service, only = await _with_newest_waiting(database, clock)
    await service.pause(1, 10)
    messenger = RecordingMessenger()
    announcer = Announcer(
        database,
        messenger,
        clock,
        burst_limit=5,
        awake=asyncio.Event(),
    )
    await announcer.announce_due()  # bundled, and held back

    await service.unsubscribe(1, only.id)
    await announcer.announce_due()

    assert messenger.titles(10) == []


async def test_what_waits_moves_with_the_last_subscription_and_comes_once(
    database: Database, clock: ManualClock
) -> None:
    await _keep(database, "metastasis")
    await _keep(database, "metastasis", key="2")
    service, messenger = _service(database, clock), RecordingMessenger()
    announcer = Announcer(database, messenger, clock, burst_limit=5, awake=asyncio.Event())
    there = await subscribe_channel(service, 1, 11, "lobular", PATIENT_KINDS, None)
    moving = await subscribe_channel(service, 1, 10, "metastasis", PATIENT_KINDS, None)
    await service.pause(1, 10)
    async with database.transaction() as connection:
        for article_id, channels in ((1, (10, 11)), (2, (10,))):
            planned = [PlannedDelivery(1, channel, ("metastasis",), ()) for channel in channels]
            await deliveries.add(connection, article_id, planned, NOON)
    await announcer.announce_due()  # 11 has one, and 10 a post that waits for the pause to end
    async with database.transaction() as connection:
        ids = await posts.add(connection, [NewPost(1, 10, PostKind.CARD)], NOON)
        await connection.execute(
            "UPDATE deliveries SET post_id = ? WHERE channel_id = 10 AND article_id = 2", ids
        )

    moved = await service.move(1, moving.id, 11, ChannelKind.TEXT)
    await announcer.announce_due()

    assert moved
    assert moved.waiting == 1
    assert len(messenger.titles(11)) == 2
    assert messenger.titles(10) == []
    assert {each.channel_id for each in (await service.overview(1)).subscriptions} == {11}
    assert await service.move(2, there.id, 12, ChannelKind.TEXT) is None


async def test_a_move_to_another_servers_channel_changes_nothing(
    database: Database, clock: ManualClock
) -> None:
    service = _service(database, clock)
    mine = await subscribe_channel(service, 1, 10, "metastasis", PATIENT_KINDS, None)
    await subscribe_channel(service, 2, 20, "metastasis", PATIENT_KINDS, None)

    with pytest.raises(RequestError, match=r"belongs to another server\."):
        await service.move(1, mine.id, 20, ChannelKind.TEXT)

    assert (await service.overview(1)).subscriptions == (mine,)


async def test_a_paused_channel_says_so_until_it_is_resumed(
    database: Database, clock: ManualClock
) -> None:
    service = _service(database, clock)
    await subscribe_channel(service, 1, 10, "metastasis", PATIENT_KINDS, None)

    await service.pause(1, 10)
    paused = (await service.overview(1)).channels[10].paused_at
    await service.resume(1, 10)

    assert paused == NOON
    assert (await service.overview(1)).channels[10].paused_at is None


async def test_the_newest_article_is_of_a_kind_of_study_that_is_asked_for(
    database: Database, clock: ManualClock
) -> None:
    studies = (EvidenceKind.TRIAL, EvidenceKind.OBSERVED, EvidenceKind.LABORATORY)
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
        for hours, kind in enumerate(studies):
            dated = NOON + timedelta(hours=hours)
            made = article(kind, evidence=Evidence(kind), published_at=dated)
            await articles.insert(connection, 1, made, "", NOON)
    service = _service(database, clock)
    newest = {}
    for wish in StudyWish:
        change = SubscriptionChange(studies=wish)
        saved = await service.save(WantedSubscription(1, 10, change))
        assert saved
        assert saved.subscription.studies is wish
        found = await service.newest_for(saved.subscription)
        newest[wish] = found and found.article.key

    assert newest == {
        StudyWish.ANY: "laboratory",
        StudyWish.NO_LABORATORY: "observed",
        StudyWish.PEOPLE: "observed",
        StudyWish.TRIALS: "trial",
    }
    unchanged = await service.save(WantedSubscription(1, 10))
    assert unchanged
    assert unchanged.subscription.studies is StudyWish.TRIALS

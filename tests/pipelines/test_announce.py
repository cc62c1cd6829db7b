"""The announce pipeline: what reaches a channel, whatever happens on the way."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.delivery.refusals import CHANNEL_DELETED
from bot.errors import ProgressError
from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.model.subscription import PATIENT_KINDS, ChannelKind
from tests.factories import NOON, article, subscribe_channel
from tests.fakes import RecordingMessenger, refusal, refusing
from tests.pipelines.conftest import House
from tests.waiting import PATIENCE_SECONDS


async def _subscribe(house: House, *channels: int, topic: str = "all") -> None:
    for channel_id in channels:
        await subscribe_channel(house.subscriptions, 1, channel_id, topic, PATIENT_KINDS, None)


async def _news(house: House, *keys: str) -> None:
    """Publish these articles beside what was there, each a minute newer than the one before."""
    dated = [
        article(key, published_at=NOON + timedelta(minutes=place)) for place, key in enumerate(keys)
    ]
    house.publish(dated[::-1])
    await house.poll()


async def test_each_channel_gets_each_article_once_and_oldest_first(house: House) -> None:
    await _subscribe(house, 10, 11)
    await _news(house, "1", "2")
    announcer = house.new_announcer()

    await announcer.announce_due()
    await announcer.announce_due()

    expected = [["Sample article 1"], ["Sample article 2"]]
    assert house.messenger.titles(10) == expected
    assert house.messenger.titles(11) == expected


async def test_each_post_is_a_line_in_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.pipelines.announce")
    await _subscribe(house, 10, 11)
    await _news(house, "1")

    await house.new_announcer().announce_due()

    said = sorted(each.getMessage() for each in caplog.records)
    assert said == [f"Posted to channel {channel}, articles: 1" for channel in (10, 11)]


async def test_a_burst_ends_in_one_summary(house: House) -> None:
    await _subscribe(house, 10)
    await _news(house, *"abcdefgh")

    announcer = house.new_announcer(burst_limit=3)
    await announcer.announce_due()
    house.clock.forward(seconds=5)
    await announcer.announce_due()

    posts = [post for post, _ in house.messenger.channels[10]]
    assert [post.kind for post in posts] == [PostKind.CARD] * 3 + [PostKind.SUMMARY]
    assert len(house.messenger.titles(10)[-1]) == 5


@pytest.mark.parametrize("stored", [True, False])
async def test_a_message_without_an_answer_is_posted_once_whether_or_not_it_was_stored(
    house: House, *, stored: bool
) -> None:
    await _subscribe(house, 10)
    await _news(house, "1")

    house.messenger.cut_off_next(stored=stored)
    await house.new_announcer().announce_due()
    house.clock.forward(minutes=1)
    await house.new_announcer().announce_due()

    assert house.messenger.titles(10) == [["Sample article 1"]]


@pytest.mark.parametrize("stored", [True, False])
async def test_a_crash_while_sending_loses_nothing_and_repeats_nothing(
    house: House, *, stored: bool
) -> None:
    await _subscribe(house, 10)
    await _news(house, "1", "2")

    def crash(_: Post) -> None:
        raise asyncio.CancelledError

    if stored:
        house.messenger.after = crash
    else:
        house.messenger.before = crash
    await asyncio.gather(house.new_announcer().announce_due(), return_exceptions=True)
    house.messenger.before = house.messenger.after = lambda _: None

    await house.new_announcer().announce_due()

    assert house.messenger.titles(10) == [["Sample article 1"], ["Sample article 2"]]
    assert [post.id for post in house.messenger.searched] == [1]


async def test_a_retry_uses_the_same_key(house: House) -> None:
    await _subscribe(house, 10)
    await _news(house, "1")
    keys: list[str] = []

    def refuse_once(post: Post) -> None:
        keys.append(post.key)
        if len(keys) == 1:
            raise refusal(429, retry_after=3)

    house.messenger.before = refuse_once
    await house.new_announcer().announce_due()
    house.clock.forward(seconds=4)
    await house.new_announcer().announce_due()

    assert len(keys) == 2
    assert len(set(keys)) == 1


async def test_a_post_that_waits_holds_back_the_newer_ones_of_its_channel_alone(
    house: House,
) -> None:
    await _subscribe(house, 10, 11)
    await _news(house, "1", "2")

    def slow_down(post: Post) -> None:
        if post.channel_id == 10:
            raise refusal(429, retry_after=60)

    house.messenger.before = slow_down
    await house.new_announcer().announce_due()

    assert house.messenger.titles(10) == []
    assert house.messenger.titles(11) == [["Sample article 1"], ["Sample article 2"]]


async def test_a_lost_permission_pauses_the_channel_and_resuming_sends(house: House) -> None:
    await _subscribe(house, 10)
    await _news(house, "1")

    house.messenger.before = refusing(403, 50013)
    await house.new_announcer().announce_due()
    state = (await house.subscriptions.overview(1)).channels[10]
    house.messenger.before = lambda _: None
    house.clock.forward(hours=3)
    await house.new_announcer().announce_due()
    while_paused = house.messenger.titles(10)
    await house.subscriptions.resume(1, 10)
    await house.new_announcer().announce_due()

    assert state.reason
    assert "permission" in state.reason
    assert while_paused == []
    assert house.messenger.titles(10) == [["Sample article 1"]]


async def test_a_message_that_discord_rejects_is_failed_and_the_next_one_sent(
    house: House,
) -> None:
    await _subscribe(house, 10)
    await _news(house, "1", "2")

    def reject_first(post: Post) -> None:
        if post.id == 1:
            raise refusal(400, 50035)

    house.messenger.before = reject_first
    await house.new_announcer().announce_due()

    assert house.messenger.titles(10) == [["Sample article 2"]]


async def test_a_revoked_token_stops_the_pipeline(house: House) -> None:
    await _subscribe(house, 10)
    await _news(house, "1")

    house.messenger.before = refusing(401)
    with pytest.raises(ProgressError, match="DISCORD_TOKEN"):
        await house.new_announcer().run()


async def test_the_loop_notices_what_another_process_wrote(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pipelines.announce.LOOK_EVERY_SECONDS", 0.01)
    await _subscribe(house, 10)
    sent = asyncio.Event()
    house.messenger.after = lambda _: sent.set()
    loop = asyncio.create_task(house.new_announcer().run())
    await asyncio.sleep(0)

    await _news(house, "1")
    house.awake.clear()
    await asyncio.wait_for(sent.wait(), PATIENCE_SECONDS)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)

    assert house.messenger.titles(10) == [["Sample article 1"]]


async def test_stopping_lets_a_message_on_its_way_arrive(house: House) -> None:
    await _subscribe(house, 10)
    await _news(house, "1")
    on_its_way = asyncio.Event()
    house.messenger.before = lambda _: on_its_way.set()
    loop = asyncio.create_task(house.new_announcer().run())
    await on_its_way.wait()

    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    await house.new_announcer().announce_due()

    assert house.messenger.titles(10) == [["Sample article 1"]]
    assert house.messenger.searched == []


async def test_a_bug_in_rendering_is_given_up_after_a_few_tries(house: House) -> None:
    await _subscribe(house, 10)
    await _news(house, "1", "2")

    def fail_first(post: Post) -> None:
        if post.id == 1:
            raise ValueError("a bug")

    house.messenger.before = fail_first
    for _ in range(3):
        await house.new_announcer().announce_due()
        house.clock.forward(hours=1)

    assert house.messenger.titles(10) == [["Sample article 2"]]


async def test_what_was_sent_is_recorded_though_its_lane_is_cut_off(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pipelines.announce.GRACE_SECONDS", 0)
    await _subscribe(house, 10)
    await _news(house, "1")
    sent = asyncio.Event()
    house.messenger.after = lambda _: sent.set()
    loop = asyncio.create_task(house.new_announcer().run())
    await sent.wait()
    await asyncio.sleep(0)  # the lane has its answer, and waits for it to be recorded

    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    await house.new_announcer().announce_due()

    assert house.messenger.titles(10) == [["Sample article 1"]]
    assert house.messenger.searched == []


async def test_a_database_that_fails_leaves_the_post_open_for_the_next_look(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await _subscribe(house, 10)
    await _news(house, "1")

    async def disk_full(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("bot.storage.posts.sent", disk_full)
        with pytest.raises(OSError, match="disk full"):
            await house.new_announcer().announce_due()
    await house.new_announcer().announce_due()

    assert "disk full" in caplog.text
    assert house.messenger.titles(10) == [["Sample article 1"]]


async def test_no_more_channels_are_served_at_once_than_there_are_lanes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending: set[int] = set()
    most = 0

    class Watched(RecordingMessenger):
        async def send(self, post: Post, carried: Sequence[CarriedArticle]) -> int:
            nonlocal most
            sending.add(post.channel_id)
            most = max(most, len(sending))
            await asyncio.sleep(0)
            sending.remove(post.channel_id)
            return await super().send(post, carried)

    monkeypatch.setattr("bot.pipelines.announce.MOST_LANES", 3)
    house.messenger = Watched()
    await _subscribe(house, *range(10, 20))
    await _news(house, "1", "2")

    await house.new_announcer().announce_due()

    assert most == 3
    for channel_id in range(10, 20):
        assert house.messenger.titles(channel_id) == [["Sample article 1"], ["Sample article 2"]]


async def test_a_clock_that_was_set_back_begins_no_second_burst(house: House) -> None:
    await _subscribe(house, 10)
    announcer = house.new_announcer(burst_limit=2)
    await _news(house, "1", "2")
    await announcer.announce_due()

    house.clock.forward(days=-5)
    house.publish([article("3"), article("4")])
    await house.poll()
    house.clock.forward(seconds=5)
    await announcer.announce_due()
    house.clock.forward(minutes=11)
    house.publish([article("5")])
    await house.poll()
    await announcer.announce_due()

    kinds = [post.kind for post, _ in house.messenger.channels[10]]
    assert kinds == [PostKind.CARD, PostKind.CARD, PostKind.SUMMARY, PostKind.CARD]


async def test_what_waited_for_a_refusing_channel_comes_as_one_burst(house: House) -> None:
    await _subscribe(house, 10)
    announcer = house.new_announcer(burst_limit=2)

    house.messenger.before = refusing(403, 50013)
    await _news(house, "1")
    await announcer.announce_due()
    house.messenger.before = lambda _: None
    for keys in ("12", "123", "1234", "12345"):
        await _news(house, *keys)
        await announcer.announce_due()
    while_paused = house.messenger.titles(10)
    await house.subscriptions.resume(1, 10)
    await announcer.announce_due()

    posts = [(post.kind, len(carried)) for post, carried in house.messenger.channels[10]]
    assert while_paused == []
    assert posts == [(PostKind.CARD, 1), (PostKind.CARD, 1), (PostKind.SUMMARY, 3)]


async def test_a_channel_that_a_moderator_paused_gets_nothing_of_that_time(house: House) -> None:
    await _subscribe(house, 10)
    await house.subscriptions.pause(1, 10)
    await _news(house, "1")
    await house.subscriptions.resume(1, 10)
    await _news(house, "1", "2")

    await house.new_announcer().announce_due()

    assert house.messenger.titles(10) == [["Sample article 2"]]


async def test_a_deleted_channel_ends_its_subscriptions_and_its_server_can_read_why(
    house: House,
) -> None:
    await _subscribe(house, 10, 11)
    await subscribe_channel(house.subscriptions, 1, 10, "treatment", PATIENT_KINDS, None)
    await _news(house, "1", "2")

    def gone(post: Post) -> None:
        if post.channel_id == 10:
            raise refusal(404, 10003)

    house.messenger.before = gone
    await house.new_announcer().announce_due()
    overview = await house.subscriptions.overview(1)
    await _news(house, "1", "2", "3")
    await house.new_announcer().announce_due()

    assert [each.channel_id for each in overview.subscriptions] == [11]
    told = [(each.channel_id, each.topic, each.reason) for each in overview.endings]
    assert told == [(10, "treatment", CHANNEL_DELETED), (10, "all", CHANNEL_DELETED)]
    assert house.messenger.titles(10) == []
    assert len(house.messenger.titles(11)) == 3


async def test_what_was_planned_by_a_clock_set_back_outlives_a_change_of_its_subscription(
    house: House,
) -> None:
    """By the clock alone, the article would be older than the subscription that asks for it."""
    await _subscribe(house, 10)
    house.clock.forward(days=-5)
    await _news(house, "1")
    house.clock.forward(days=5)

    await _subscribe(house, 10)
    await house.new_announcer().announce_due()

    assert house.messenger.titles(10) == [["Sample article 1"]]


async def test_a_clock_that_was_set_back_between_two_looks_holds_no_forum_post(
    house: House,
) -> None:
    forum = ChannelKind.FORUM
    await subscribe_channel(
        house.subscriptions, 1, 10, "all", PATIENT_KINDS, None, channel_kind=forum
    )
    await _news(house, "1")
    announcer = house.new_announcer()

    house.messenger.cut_off_next(stored=False)
    await announcer.announce_due()
    house.clock.forward(minutes=1)
    await announcer.announce_due()
    house.clock.forward(days=-1)
    for _ in range(3):
        await announcer.announce_due()
        house.clock.forward(minutes=1)

    assert house.messenger.titles(10) == [["Sample article 1"]]

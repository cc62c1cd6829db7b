"""A channel that refuses is told of once, whatever happens, and resumes by itself."""

from collections.abc import Sequence

import pytest

from bot.model.obstacle import PostingObstacle
from bot.model.subscription import PATIENT_KINDS, ChannelKind, Notice, SubscriptionName
from bot.pipelines.heal import ASK_AGAIN_AFTER
from bot.storage import notices
from bot.subscriptions.pausing import pause_after_refusal
from tests.factories import article, subscribe_channel
from tests.fakes import refusal, refusing
from tests.pipelines.conftest import House

NO_ACCESS, NO_TAG = 50013, 40067
_forbid = refusing(403, NO_ACCESS)


async def refuse(house: House, *channels: int, code: int = NO_ACCESS) -> None:
    """Let an article come for these channels, and Discord refuse it there."""
    for channel in channels or (10,):
        await subscribe_channel(house.subscriptions, 1, channel, "all", PATIENT_KINDS, None)
    house.publish([article("1")])
    await house.poll()
    house.messenger.before = refusing(403, code)
    await house.new_announcer().announce_due()


def keys(house: House, place: int = 77) -> list[list[str]]:
    """The messages that the server got."""
    return house.notifier.messages.get(place, [])


async def test_a_channel_that_refuses_is_told_of_once(house: House) -> None:
    await refuse(house)
    house.notifier.writable = [77]

    for _ in range(3):
        await house.new_healer().tell_due()

    (told,) = house.notifier.said
    assert (told.channel_id, told.waiting) == (10, (SubscriptionName("all"),))
    assert "Send Messages" in told.reason


async def test_the_log_says_of_each_notice_what_was_told(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.pipelines.heal")
    await subscribe_channel(house.subscriptions, 1, 11, "metastasis", PATIENT_KINDS, None)
    await refuse(house)
    await house.server_changes.store_kinds([(11, ChannelKind.ANNOUNCEMENT)])

    await house.new_healer().tell_due()
    house.notifier.writable = [77]
    house.clock.forward(hours=2)
    await house.new_healer().tell_due()

    told = "nothing is posted in channel 10; of another kind now: channel 11"
    logged = [each.getMessage() for each in caplog.records if each.name == "bot.pipelines.heal"]
    assert logged == [f"Nobody could be told: {told}", f"Told in channel 77: {told}"]


async def test_being_refused_again_for_the_same_reason_tells_nothing(house: House) -> None:
    await refuse(house)
    house.notifier.writable = [77]
    await house.new_healer().tell_due()

    for _ in range(3):
        house.clock.forward(hours=7)
        assert await house.new_healer().heal_due() == 1
        await house.new_announcer().announce_due()
        await house.new_healer().tell_due()

    assert (await house.subscriptions.overview(1)).channels[10].paused_at
    assert len(house.notifier.said) == 1


async def test_another_reason_is_told_under_another_key(house: House) -> None:
    await refuse(house)
    house.notifier.writable = [77]
    await house.new_healer().tell_due()

    house.clock.forward(hours=7)
    await house.new_healer().heal_due()
    await refuse(house, code=NO_TAG)
    await house.new_healer().tell_due()

    first, second = house.notifier.said
    assert "tag" in second.reason
    assert first.key != second.key


async def test_what_is_lost_again_after_a_post_is_told_again(house: House) -> None:
    await refuse(house)
    house.notifier.writable = [77]
    await house.new_healer().tell_due()
    house.messenger.before = lambda _: None
    await house.server_changes.resume(1, [10])
    house.clock.forward(minutes=1)
    await house.new_announcer().announce_due()

    house.clock.forward(minutes=1)
    house.publish([article("2"), article("1")])
    await house.poll()
    house.messenger.before = _forbid
    await house.new_announcer().announce_due()
    await house.new_healer().tell_due()

    assert len(house.notifier.said) == 2


async def test_a_notice_whose_answer_was_lost_is_found_and_not_told_twice(house: House) -> None:
    await refuse(house)
    house.notifier.writable = [77]
    house.notifier.after = _cut

    await house.new_healer().tell_due()
    house.notifier.after = lambda _: None
    await house.new_healer().tell_due()
    await house.new_healer().tell_due()

    assert len(keys(house)) == 1


def _cut(_: int) -> None:
    raise refusal(None)


class Crash(BaseException):
    """The process ends here."""


async def test_a_crash_after_telling_does_not_tell_twice(house: House) -> None:
    await refuse(house)
    house.notifier.writable = [77]

    def crash(_: int) -> None:
        raise Crash

    house.notifier.after = crash
    with pytest.raises(Crash):
        await house.new_healer().tell_due()
    house.notifier.after = lambda _: None
    # It might be told elsewhere by now, and must not be.
    house.notifier.writable = [10, 77]
    for _ in range(2):
        await house.new_healer().tell_due()

    assert list(house.notifier.messages) == [77]
    assert len(keys(house)) == 1


async def test_a_crash_ahead_of_telling_tells_with_the_same_key(house: House) -> None:
    await refuse(house)
    house.notifier.writable = [77]
    asked: list[Notice] = []

    async def crash(group: Sequence[Notice], _: int) -> None:
        asked.extend(group)
        raise Crash

    healer = house.new_healer()
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Crash):
        patch.setattr(house.notifier, "tell", crash)
        await healer.tell_due()
    await house.new_healer().tell_due()

    assert keys(house) == [[asked[0].key]]


async def test_a_place_that_refuses_too_leads_to_the_next_one(house: House) -> None:
    await refuse(house)
    house.notifier.writable = [10, 77]

    def forbid(place: int) -> None:
        if place == 10:
            raise refusal(403, NO_ACCESS)

    house.notifier.before = forbid
    await house.new_healer().tell_due()
    await house.new_healer().tell_due()

    assert list(house.notifier.messages) == [77]


async def test_all_that_a_server_is_told_at_once_is_one_message(house: House) -> None:
    await refuse(house, *range(10, 18))
    house.notifier.writable = [77]

    await house.new_healer().tell_due()

    assert [len(message) for message in keys(house)] == [6, 2]


async def test_what_nobody_can_be_told_waits_for_a_moderator_who_is_told_once(
    house: House,
) -> None:
    await refuse(house)
    early = await house.server_changes.hand_over(1)
    await house.new_healer().tell_due()

    other = await house.server_changes.hand_over(2)
    handed = await house.server_changes.hand_over(1)
    again = await house.server_changes.hand_over(1)
    house.notifier.writable = [77]
    house.clock.forward(hours=2)
    await house.new_healer().tell_due()

    assert (early, other, again, house.notifier.said) == ([], [], [], [])
    assert [each.channel_id for each in handed] == [10]


async def test_a_moderator_who_was_not_reached_is_not_the_last_chance(house: House) -> None:
    await refuse(house)
    await house.new_healer().tell_due()

    await house.server_changes.reopen(await house.server_changes.hand_over(1))

    assert len(await house.server_changes.hand_over(1)) == 1


async def test_a_place_that_opens_later_is_used(house: House) -> None:
    await refuse(house)
    await house.new_healer().tell_due()
    house.notifier.writable = [77]

    await house.new_healer().tell_due()
    at_once = list(house.notifier.said)
    house.clock.forward(seconds=ASK_AGAIN_AFTER.total_seconds())
    await house.new_healer().tell_due()

    assert (at_once, len(house.notifier.said)) == ([], 1)


async def test_a_server_that_is_not_seen_yet_is_told_when_it_is(house: House) -> None:
    await refuse(house)
    house.notifier.writable = None
    await house.new_healer().tell_due()

    house.notifier.writable = [77]
    await house.new_healer().tell_due()

    assert len(house.notifier.said) == 1


async def test_a_channel_that_a_moderator_resumed_is_not_told_of(house: House) -> None:
    await refuse(house)
    house.notifier.writable = [77]

    await house.subscriptions.resume(1, 10)
    await house.new_healer().tell_due()

    assert house.notifier.said == []


async def test_a_notice_is_dropped_by_resume_so_that_a_new_refusal_is_told(house: House) -> None:
    await refuse(house)
    house.notifier.writable = [77]
    await house.new_healer().tell_due()

    await house.subscriptions.resume(1, 10)
    await house.new_announcer().announce_due()
    await house.new_healer().tell_due()

    assert len(house.notifier.said) == 2


async def test_a_bug_in_telling_stops_no_other_server(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await refuse(house)
    house.notifier.writable = [66, 77]

    def fail(place: int) -> None:
        if place == 66:
            raise ZeroDivisionError

    house.notifier.before = fail
    await house.new_healer().tell_due()

    assert len(keys(house)) == 1
    assert "met a bug" in caplog.text


async def test_a_refusal_that_comes_late_changes_no_pause_of_a_moderator(house: House) -> None:
    """The message was on its way when they paused the channel."""
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    await house.subscriptions.pause(1, 10)

    async with house.database.transaction() as connection:
        found = PostingObstacle("It lost a permission.")
        paused = await pause_after_refusal(connection, 1, 10, found, house.clock.now())

    assert not paused
    assert "moderator" in ((await house.subscriptions.overview(1)).channels[10].reason or "")
    async with house.database.reader() as connection:
        assert await notices.due(connection, "", house.clock.now()) == []


async def test_what_waited_comes_at_once_and_within_the_burst_limit(house: House) -> None:
    await refuse(house)
    house.publish([article(str(n)) for n in range(20, 0, -1)])
    await house.poll()
    await house.new_announcer().announce_due()
    house.messenger.before = lambda _: None
    house.clock.forward(seconds=10)
    house.awake.clear()

    await house.server_changes.resume(1, [10])
    await house.new_announcer().announce_due()

    assert house.awake.is_set()
    assert [len(titles) for titles in house.messenger.titles(10)] == [1, 1, 1, 1, 1, 15]


async def test_what_is_resumed_waits_for_no_retry(house: House) -> None:
    """Each refusal in a row makes the post wait longer than the one before."""
    await refuse(house)
    for _ in range(8):
        await house.subscriptions.resume(1, 10)
        await house.new_announcer().announce_due()
    house.messenger.before = lambda _: None

    await house.server_changes.resume(1, [10])
    await house.new_announcer().announce_due()

    assert len(house.messenger.titles(10)) == 1


async def test_a_server_that_invites_the_bot_again_is_not_flooded(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    await house.server_changes.left(1)
    house.publish([article(str(n)) for n in range(9, 0, -1)])
    await house.poll()

    await house.server_changes.returned(1)
    await house.new_announcer().announce_due()
    missed = house.messenger.titles(10)
    house.publish([article(str(n)) for n in range(10, 0, -1)])
    await house.poll()
    await house.new_announcer().announce_due()

    assert missed == []
    assert len(house.messenger.titles(10)) == 1

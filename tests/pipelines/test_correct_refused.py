"""Corrections that Discord does not take."""

import asyncio
from collections.abc import Callable

import pytest

from bot.errors import MessengerError, ProgressError
from bot.model.delivery import LogFilter, Post
from bot.model.subscription import PATIENT_KINDS, ChannelKind, PauseCause
from bot.subscriptions.delivery_log import DeliveryLog
from tests.factories import article, subscribe_channel
from tests.fakes import refusal
from tests.pipelines.conftest import House
from tests.waiting import PATIENCE_SECONDS


def refuse(
    house: House, error: MessengerError, when: Callable[[Post], bool] = lambda _: True
) -> list[int]:
    """Let Discord answer so if that holds; returns the list of posts that are asked for."""
    asked: list[int] = []

    def before(post: Post) -> None:
        asked.append(post.id)
        if when(post):
            raise error

    house.messenger.before = before
    return asked


async def test_a_correction_that_got_no_answer_is_tried_again_later(house: House) -> None:
    await house.announced(article("1"))
    await house.revise(article("1", title="Afterwards"))

    refuse(house, refusal(None))
    await house.new_corrector().correct_due()
    house.messenger.before = lambda _: None
    await house.new_corrector().correct_due()
    at_once = list(house.messenger.edits)
    house.clock.forward(seconds=10)
    await house.new_corrector().correct_due()

    assert at_once == []
    assert house.messenger.edits == [(1, ["Afterwards"])]


async def test_a_newer_revision_does_not_wait_for_one_that_failed(house: House) -> None:
    await house.announced(article("1"))
    await house.revise(article("1", title="Second"))
    refuse(house, refusal(429, retry_after=3600))
    await house.new_corrector().correct_due()
    house.messenger.before = lambda _: None

    await house.revise(article("1", title="Third"))
    house.clock.forward(days=-2)  # To the time before that poll.
    await house.new_corrector().correct_due()

    assert house.messenger.edits == [(1, ["Third"])]


async def test_waiting_between_failed_corrections_grows(house: House) -> None:
    await house.announced(article("1"))
    await house.revise(article("1", title="Afterwards"))

    asked = refuse(house, refusal(None))
    for _ in range(120):
        await house.new_corrector().correct_due()
        house.clock.forward(seconds=30)

    assert len(asked) < 15


async def test_attempts_of_sending_do_not_lengthen_the_wait_for_an_edit(house: House) -> None:
    refuse(house, refusal(429, retry_after=1))
    await house.announced(article("1"))
    for _ in range(9):
        house.clock.forward(seconds=2)
        await house.new_announcer().announce_due()
    house.messenger.before = lambda _: None
    house.clock.forward(seconds=2)
    await house.new_announcer().announce_due()
    await house.revise(article("1", title="Afterwards"))

    asked = refuse(house, refusal(None))
    await house.new_corrector().correct_due()
    house.clock.forward(seconds=10)
    await house.new_corrector().correct_due()

    assert asked == [1, 1]


async def test_a_channel_that_is_asked_to_wait_waits_alone_and_as_a_whole(house: House) -> None:
    await house.announced(article("a"), article("b"), channels=(10, 20))
    await house.revise(article("a", title="New a"), article("b", title="New b"))
    asked = refuse(house, refusal(429, retry_after=600), lambda post: post.channel_id == 10)

    await house.new_corrector().correct_due()
    await house.new_corrector().correct_due()
    asked_at_first = len(asked)
    house.messenger.before = lambda _: None
    edited_at_first = len(house.messenger.edits)
    house.clock.forward(seconds=600)
    await house.new_corrector().correct_due()

    assert (asked_at_first, edited_at_first) == (3, 2)
    assert len(house.messenger.edits) == 4


async def test_a_post_that_always_fails_does_not_hold_up_its_channel(house: House) -> None:
    await house.announced(article("a"), article("b"))
    await house.revise(article("a", title="New a"), article("b", title="New b"))
    refuse(house, refusal(500), lambda post: post.id == 1)

    for _ in range(3):
        await house.new_corrector().correct_due()
        house.clock.forward(seconds=10)

    assert [post_id for post_id, _ in house.messenger.edits] == [2]


async def test_a_correction_that_is_forbidden_pauses_the_channel(house: House) -> None:
    await house.announced(article("1"))
    await house.revise(article("1", title="Afterwards"))

    asked = refuse(house, refusal(403, 50001))
    for _ in range(3):
        await house.new_corrector().correct_due()
        house.clock.forward(minutes=10)

    assert asked == [1]
    assert (await house.subscriptions.overview(1)).channels[10].paused_at


async def test_a_moderators_pause_holds_no_correction(house: House) -> None:
    await house.announced(article("1"))
    await house.subscriptions.pause(1, 10)
    await house.revise(article("1", title="Afterwards"))

    await house.new_corrector().correct_due()

    assert house.messenger.edits == [(1, ["Afterwards"])]


async def test_a_channel_that_refuses_waits_for_its_corrections(house: House) -> None:
    await house.announced(article("1"))
    await house.revise(article("1", title="Second"))
    asked = refuse(house, refusal(403, 50001))
    await house.new_corrector().correct_due()
    await house.revise(article("1", title="Third"))
    await house.new_corrector().correct_due()
    asked_while_paused = list(asked)
    house.messenger.before = lambda _: None

    await house.subscriptions.resume(1, 10)
    await house.new_corrector().correct_due()

    assert asked_while_paused == [1]
    assert house.messenger.edits == [(1, ["Third"])]


async def test_a_refusal_ends_no_moderators_pause_and_is_tried_again_later(house: House) -> None:
    await house.announced(article("1"))
    await house.subscriptions.pause(1, 10)
    await house.revise(article("1", title="Afterwards"))

    asked = refuse(house, refusal(403, 50001))
    await house.new_corrector().correct_due()
    await house.new_corrector().correct_due()
    asked_at_first = list(asked)
    house.messenger.before = lambda _: None
    house.clock.forward(hours=7)
    await house.new_corrector().correct_due()

    channel = (await house.subscriptions.overview(1)).channels[10]
    assert asked_at_first == [1]
    assert channel.cause is PauseCause.MODERATOR
    assert house.messenger.edits == [(1, ["Afterwards"])]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (refusal(400, 200000), "A rule of this server's AutoMod keeps it out. Let it pass."),
        (refusal(400, 50035), "Discord refused this message"),
        (refusal(400, 240000), "Discord does not allow a link in this message."),
    ],
)
async def test_an_edit_that_is_refused_is_tried_for_days_and_is_told(
    house: House, error: MessengerError, reason: str
) -> None:
    await house.announced(article("1"))
    await house.revise(article("1", title="Retracted"))
    log = DeliveryLog(house.database, house.clock, lambda: None)

    asked = refuse(house, error)
    for _ in range(4):
        await house.new_corrector().correct_due()
        house.clock.forward(hours=6)
    [told] = await log.newest(LogFilter(), 5)
    house.messenger.before = lambda _: None
    await house.new_corrector().correct_due()
    [corrected] = await log.newest(LogFilter(), 5)

    assert asked == [1, 1]
    assert told.why
    assert told.why.startswith(f"It does not show the latest correction. {reason}")
    assert house.messenger.edits == [(1, ["Retracted"])]
    assert corrected.why is None


async def test_in_a_server_that_the_bot_left_nothing_is_asked(house: House) -> None:
    await house.announced(article("1"))
    await _end_subscriptions(house)
    async with house.database.transaction() as connection:
        await connection.execute("INSERT INTO departures (guild_id, left_at) VALUES (1, 0)")
    await house.revise(article("1", title="Afterwards"))

    asked = refuse(house, refusal(403, 50001))
    await house.new_corrector().correct_due()

    assert asked == []


async def test_a_card_is_corrected_after_its_subscription_ended(house: House) -> None:
    await house.announced(article("1"))
    await _end_subscriptions(house)
    await house.revise(article("1", title="Afterwards"))

    await house.new_corrector().correct_due()

    assert house.messenger.edits == [(1, ["Afterwards"])]


async def test_where_nobody_can_resume_a_refused_revision_is_given_up(house: House) -> None:
    await house.announced(article("1"))
    await _end_subscriptions(house)
    asked = refuse(house, refusal(403, 50013))

    for title in ("Second", "Third"):
        await house.revise(article("1", title=title))
        for _ in range(3):
            await house.new_corrector().correct_due()
            house.clock.forward(hours=7)

    assert asked == [1, 1]


async def test_a_channel_that_is_gone_is_asked_once_for_all_its_posts(house: House) -> None:
    await house.announced(article("a"), article("b"))
    await house.revise(article("a", title="New a"), article("b", title="New b"))

    asked = refuse(house, refusal(404, 10003))
    await house.new_corrector().correct_due()
    await house.revise(article("a", title="Newest a"), article("b", title="Newest b"))
    await house.new_corrector().correct_due()

    overview = await house.subscriptions.overview(1)
    assert asked == [1]
    assert overview.subscriptions == ()
    assert len(overview.endings) == 1


async def with_two_changed_forum_posts(house: House) -> None:
    await subscribe_channel(
        house.subscriptions, 1, 10, "all", PATIENT_KINDS, None, channel_kind=ChannelKind.FORUM
    )
    house.publish([article("a"), article("b")])
    await house.poll()
    await house.new_announcer().announce_due()
    await house.revise(article("a", title="New a"), article("b", title="New b"))


async def test_a_forums_post_that_is_gone_ends_nothing_but_itself(house: House) -> None:
    await with_two_changed_forum_posts(house)

    asked = refuse(house, refusal(404, 10003), lambda post: post.id == 1)
    await house.new_corrector().correct_due()
    await house.new_corrector().correct_due()

    assert asked == [1, 2]
    assert [post_id for post_id, _ in house.messenger.edits] == [2]
    assert len((await house.subscriptions.overview(1)).subscriptions) == 1


async def test_a_closed_thread_waits_for_half_a_day_and_is_not_paused(house: House) -> None:
    await house.announced(article("1"), channels=(10, 20))
    await house.revise(article("1", title="Afterwards"))

    asked = refuse(house, refusal(400, 50083), lambda post: post.channel_id == 10)
    for _ in range(11):
        await house.new_corrector().correct_due()
        house.clock.forward(hours=1)
    house.messenger.before = lambda _: None
    house.clock.forward(hours=1)
    await house.new_corrector().correct_due()

    assert sorted(asked) == [1, 2]
    assert house.messenger.edits == [(2, ["Afterwards"]), (1, ["Afterwards"])]
    assert not (await house.subscriptions.overview(1)).channels[10].paused_at


async def test_a_forums_closed_post_holds_up_no_other_one(house: House) -> None:
    await with_two_changed_forum_posts(house)

    refuse(house, refusal(400, 50083), lambda post: post.id == 1)
    await house.new_corrector().correct_due()

    assert [post_id for post_id, _ in house.messenger.edits] == [2]


async def test_an_edit_that_discord_finds_wrong_is_not_repeated_until_there_is_another(
    house: House,
) -> None:
    await house.announced(article("1"))
    asked = refuse(house, refusal(400, 50035))

    for title in ("Second", "Third"):
        await house.revise(article("1", title=title))
        await house.new_corrector().correct_due()
        await house.new_corrector().correct_due()

    assert asked == [1, 1]


async def test_a_bug_is_met_a_few_times_and_stops_no_other_channel(house: House) -> None:
    await house.announced(article("1"), channels=(10, 20))
    await house.revise(article("1", title="Afterwards"))
    met: list[int] = []

    def broken(post: Post) -> None:
        if post.channel_id == 10:
            met.append(post.id)
            raise ZeroDivisionError

    house.messenger.before = broken
    for _ in range(10):
        await house.new_corrector().correct_due()
        house.clock.forward(hours=1)

    assert len(met) == 3
    assert house.messenger.edits == [(2, ["Afterwards"])]


async def test_a_revoked_token_ends_correcting_with_a_sentence(house: House) -> None:
    await house.announced(article("1"), article("2"))
    await house.revise(article("1", title="New 1"), article("2", title="New 2"))
    asked = refuse(house, refusal(401))

    with pytest.raises(ProgressError, match="DISCORD_TOKEN"):
        await asyncio.wait_for(house.new_corrector().run(), PATIENCE_SECONDS)
    with pytest.raises(ProgressError, match="DISCORD_TOKEN"):
        await asyncio.wait_for(house.new_corrector().correct_due(), PATIENCE_SECONDS)

    assert asked == [1, 1]


async def _end_subscriptions(house: House) -> None:
    for each in (await house.subscriptions.overview(1)).subscriptions:
        await house.subscriptions.unsubscribe(1, each.id)

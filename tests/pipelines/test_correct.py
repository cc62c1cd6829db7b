"""The correct and heal pipelines: changed articles on their cards, channels that come back."""

from bot.model.delivery import Post
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.correct import Corrector
from tests.factories import article
from tests.fakes import refusal
from tests.pipelines.conftest import House


async def _announced(house: House) -> Corrector:
    """A house with one card in channel 10, whose article is changed afterwards."""
    await house.desk.subscribe(1, 10, "all", PATIENT_KINDS, None)
    house.publish([article("1", title="Before")])
    await house.poll()
    await house.new_announcer().announce_due()
    house.publish([article("1", title="Afterwards")])
    return Corrector(house.database, house.messenger, house.clock)


async def test_a_changed_title_edits_the_card_once(house: House) -> None:
    corrector = await _announced(house)
    await house.poll()

    await corrector.correct_due()
    await corrector.correct_due()

    assert house.messenger.edits == [(1, ["Afterwards"])]


async def test_an_unchanged_card_is_not_edited(house: House) -> None:
    corrector = await _announced(house)

    await corrector.correct_due()

    assert house.messenger.edits == []


async def test_a_card_older_than_thirty_days_stays_as_it_is(house: House) -> None:
    corrector = await _announced(house)
    house.clock.forward(days=31)
    await house.poll()

    await corrector.correct_due()

    assert house.messenger.edits == []


async def test_a_card_that_a_moderator_deleted_is_left_alone(house: House) -> None:
    corrector = await _announced(house)
    await house.poll()
    asked: list[int] = []

    def gone(post: Post) -> None:
        asked.append(post.id)
        raise refusal(404, 10008)

    house.messenger.before = gone
    await corrector.correct_due()
    await corrector.correct_due()

    assert asked == [1]


async def test_a_correction_that_got_no_answer_is_tried_again_later(house: House) -> None:
    corrector = await _announced(house)
    await house.poll()

    def cut(_: Post) -> None:
        raise refusal(None)

    house.messenger.before = cut
    await corrector.correct_due()
    house.messenger.before = lambda _: None
    await corrector.correct_due()
    at_once = list(house.messenger.edits)
    house.clock.forward(minutes=5)
    await corrector.correct_due()

    assert at_once == []
    assert house.messenger.edits == [(1, ["Afterwards"])]


async def test_a_correction_that_is_forbidden_pauses_the_channel(house: House) -> None:
    corrector = await _announced(house)
    await house.poll()
    asked: list[int] = []

    def forbid(post: Post) -> None:
        asked.append(post.id)
        raise refusal(403, 50001)

    house.messenger.before = forbid
    for _ in range(3):
        await corrector.correct_due()
        house.clock.forward(minutes=10)

    assert asked == [1]
    assert (await house.desk.overview(1)).channels[10].paused_at


async def test_waiting_between_failed_corrections_grows(house: House) -> None:
    corrector = await _announced(house)
    await house.poll()
    asked: list[int] = []

    def cut(post: Post) -> None:
        asked.append(post.id)
        raise refusal(None)

    house.messenger.before = cut
    for _ in range(120):
        await corrector.correct_due()
        house.clock.forward(seconds=30)

    assert len(asked) < 15


async def test_a_channel_paused_by_a_failure_is_tried_again(house: House) -> None:
    await house.desk.subscribe(1, 10, "all", PATIENT_KINDS, None)
    house.publish([article("1")])
    await house.poll()

    def forbid(_: Post) -> None:
        raise refusal(403, 50013)

    house.messenger.before = forbid
    await house.new_announcer().announce_due()
    house.messenger.before = lambda _: None
    healer = house.new_healer()
    too_early = await healer.heal_due()
    house.clock.forward(hours=7)
    in_time = await healer.heal_due()
    await house.new_announcer().announce_due()

    assert (too_early, in_time) == (0, 1)
    assert house.messenger.titles(10) == [["Sample article 1"]]


async def test_a_channel_paused_by_a_moderator_waits_for_one(house: House) -> None:
    await house.desk.subscribe(1, 10, "all", PATIENT_KINDS, None)
    await house.desk.pause(1, 10)
    house.clock.forward(days=365)

    assert await house.new_healer().heal_due() == 0

"""A moderator has something sent again while the pipelines are at work."""

from collections.abc import Sequence

from bot.model.delivery import CarriedArticle, Post
from bot.subscriptions.delivery_log import DeliveryLog, Outcome
from tests.factories import article
from tests.fakes import RecordingMessenger, refusal
from tests.pipelines.conftest import House


class EmptyChannels:
    """No message stands any more."""

    async def exists(self, place_id: int, message_id: int) -> bool:
        assert place_id
        assert message_id
        return False


async def _send_again(house: House, delivery_id: int) -> None:
    log = DeliveryLog(house.database, house.clock, house.awake.set)
    again = await log.send_again(1, delivery_id, 0, EmptyChannels())
    assert again.outcome is Outcome.AGAIN


async def test_a_card_of_unknown_outcome_is_found_below_one_that_was_sent_again_since(
    house: House,
) -> None:
    def cut(post: Post) -> None:
        if post.id == 2:
            raise refusal(None)

    house.messenger.after = cut
    await house.announced(article("2"), article("1"))
    await _send_again(house, 1)

    house.clock.forward(minutes=1)
    await house.new_announcer().announce_due()

    sent = [post.id for post, _ in house.messenger.channels[10]]
    assert sent == [1, 2, 1]


class DeletedDuringEdit(RecordingMessenger):
    """Its message is deleted and sent again while Discord refuses the edit of the first."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house

    async def edit(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        await super().edit(post, carried)
        if post.generation == 0:
            await _send_again(self.house, 1)
            await self.house.new_announcer().announce_due()
            raise refusal(404, 10008)


async def test_an_edit_that_comes_too_late_forgets_no_message_that_was_sent_again(
    house: House,
) -> None:
    house.messenger = DeletedDuringEdit(house)
    await house.announced(article("1"))
    await house.revise(article("1", title="Newer"))
    await house.new_corrector().correct_due()

    await house.revise(article("1", title="Newest"))
    await house.new_corrector().correct_due()

    assert house.messenger.edits == [(1, ["Newer"]), (1, ["Newest"])]

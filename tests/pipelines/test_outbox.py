"""The outbox: what moderators do while a message is on its way."""

from bot.delivery.failures import Reaction
from bot.delivery.refusals import Action
from bot.model.delivery import PostKind
from bot.model.subscription import PATIENT_KINDS, PauseCause
from bot.pipelines.outbox import Claim, Outbox, Settlement
from bot.storage import posts
from bot.storage.posts import NewPost
from tests.factories import NOON, subscribe_channel
from tests.pipelines.conftest import House


async def _on_its_way(house: House, outbox: Outbox) -> Claim:
    """A card that channel 10 is being sent."""
    async with house.database.transaction() as connection:
        await posts.add(connection, [NewPost(1, 10, PostKind.CARD)], NOON)
    claim = await outbox.advance(10)
    assert claim
    return claim


def _refused(claim: Claim, action: Action) -> Settlement:
    return Settlement(claim, Reaction(action, "It was refused.", NOON))


async def test_what_is_refused_after_its_subscription_ended_is_not_sent_later(
    house: House,
) -> None:
    outbox = Outbox(house.database, house.clock)
    wish = await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    claim = await _on_its_way(house, outbox)

    await house.subscriptions.unsubscribe(1, wish.id)
    await outbox.advance(10, _refused(claim, Action.RETRY))

    assert await outbox.advance(10) is None


async def test_a_refusal_leaves_it_to_a_moderator_to_resume_what_they_paused(
    house: House,
) -> None:
    outbox = Outbox(house.database, house.clock)
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    claim = await _on_its_way(house, outbox)

    await house.subscriptions.pause(1, 10)
    await outbox.advance(10, _refused(claim, Action.PAUSE_CHANNEL))

    state = (await house.subscriptions.overview(1)).channels[10]
    assert state.cause is PauseCause.MODERATOR

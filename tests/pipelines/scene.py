"""The start of a scenario with a failing database; for `test_failing_storage`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.model.subscription import PATIENT_KINDS, ChannelKind, Step
from tests.factories import NOON, article, subscribe_channel
from tests.fakes import refusing
from tests.pipelines.conftest import House

Act = Callable[[], Awaitable[object]]
NO_ACCESS = 50013
forbid = refusing(403, NO_ACCESS)


@dataclass
class Scene:
    """The parts of a scenario beside a house.

    Attributes:
        outside: adds to what is compared at the end: what the outside world saw.
    """

    house: House
    outside: Callable[[], object] = tuple


async def subscribed_channels(house: House, *channels: int) -> None:
    for channel in channels or (10,):
        await subscribe_channel(
            house.subscriptions,
            1,
            channel,
            "all",
            PATIENT_KINDS,
            None,
            channel_kind=ChannelKind.ANNOUNCEMENT,
            steps=frozenset(Step),
        )


async def pending_news(house: House) -> None:
    """Two articles wait for two channels."""
    await subscribed_channels(house, 10, 11)
    house.publish([article("2", "metastasis"), article("1", published_at=NOON - timedelta(1))])
    await house.poll()

"""Many deliveries: each burst mentions a role once, and no transaction or part grows with them."""

import pytest

from bot.model.delivery import PlannedDelivery
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines import announce
from bot.storage import articles, deliveries, posts, subscriptions
from tests.factories import NOON, article, subscribe_channel
from tests.pipelines.conftest import House

ROLE = 7


async def subscribe(house: House, *channels: int, role_id: int | None = None) -> None:
    for channel_id in channels:
        await subscribe_channel(house.subscriptions, 1, channel_id, "all", PATIENT_KINDS, role_id)


async def news(house: House, *keys: str) -> None:
    house.publish([article(key) for key in reversed(keys)])
    await house.poll()


def mentions(house: House, channel_id: int) -> list[list[int]]:
    """The roles that each message mentions."""
    return [
        [role for each in carried for role in each.role_ids]
        for _, carried in house.messenger.channels[channel_id]
    ]


async def test_twelve_articles_at_once_mention_the_role_once(house: House) -> None:
    await subscribe(house, 10, role_id=ROLE)
    await news(house, *"abcdefghijkl")
    announcer = house.new_announcer(burst_limit=5)

    await announcer.announce_due()
    house.clock.forward(seconds=5)
    await announcer.announce_due()

    assert mentions(house, 10) == [[ROLE], [], [], [], [], []]


async def test_what_comes_within_the_same_burst_mentions_nobody_again_and_later_news_does(
    house: House,
) -> None:
    await subscribe(house, 10, role_id=ROLE)
    announcer = house.new_announcer(burst_limit=0)
    for key, minutes in (("a", 5), ("b", 11), ("c", 0)):
        async with house.database.transaction() as connection:
            article_id = await articles.insert(connection, 1, article(key), "", house.clock.now())
            planned = PlannedDelivery(1, 10, (), (ROLE,))
            await deliveries.add(connection, article_id, [planned], house.clock.now())
        await announcer.announce_due()
        house.clock.forward(minutes=minutes)

    assert mentions(house, 10) == [[ROLE], [], [ROLE]]


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many posts each transaction that makes posts inserts."""
    made: list[int] = []
    add = posts.add

    async def counted(*given: object) -> list[int]:
        ids = await add(*given)  # type: ignore[arg-type] # passed on as they are
        made.append(len(ids))
        return ids

    monkeypatch.setattr(posts, "add", counted)
    return made


async def test_many_deliveries_are_bundled_in_several_transactions_by_whole_channels(
    house: House, transactions: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announce, "BUNDLED_AT_ONCE", 5)
    channels = range(10, 17)
    await subscribe(house, *channels)
    await news(house, "a", "b")

    await house.new_announcer().announce_due()

    assert transactions == [4, 4, 4, 2]
    assert all(len(house.messenger.titles(channel_id)) == 2 for channel_id in channels)


async def test_one_channel_with_more_than_a_transaction_takes_gets_all(
    house: House, transactions: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announce, "BUNDLED_AT_ONCE", 3)
    await subscribe(house, 10, 11)
    await news(house, *"abcdefgh")

    await house.new_announcer(burst_limit=0).announce_due()

    assert max(transactions) == 3
    assert [len(house.messenger.titles(channel_id)) for channel_id in (10, 11)] == [8, 8]


async def test_subscriptions_are_read_in_parts_of_whole_channels(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "PART_ROWS", 3)
    for channel_id in range(10, 15):
        for topic in ("all", "metastasis"):
            await subscribe_channel(house.subscriptions, 1, channel_id, topic, PATIENT_KINDS, None)

    async with house.database.reader() as connection:
        parts = [part async for part in subscriptions.matching(connection, ["all", "metastasis"])]

    channels = [[each.channel_id for each in part] for part in parts]
    assert sum(channels, []) == [n for n in range(10, 15) for _ in range(2)]  # noqa: RUF017
    assert len({frozenset(part) for part in channels}) == len(parts) > 1
    assert all(len(part) <= 4 for part in parts)


async def test_a_channel_with_many_subscriptions_gets_one_delivery_of_an_article(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "PART_ROWS", 1)
    for topic in ("all", "metastasis", "treatment"):
        await subscribe_channel(house.subscriptions, 1, 10, topic, PATIENT_KINDS, None)
    house.publish([article("a", "metastasis", "treatment", published_at=NOON)])
    await house.poll()

    await house.new_announcer().announce_due()

    assert len(house.messenger.titles(10)) == 1

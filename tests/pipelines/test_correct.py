"""The correct and heal pipelines: what travels to the cards, and channels that come back."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.model.article import Image
from bot.model.delivery import CarriedArticle, Post
from bot.model.obstacle import PostingObstacle
from bot.model.subscription import PATIENT_KINDS
from bot.subscriptions.pausing import pause_after_refusal
from tests.factories import NOON, article, subscribe_channel
from tests.fakes import RecordingMessenger, refusal, refusing
from tests.pipelines.conftest import House
from tests.waiting import PATIENCE_SECONDS


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another"},
        {"teaser": "Another"},
        {"url": "https://example.org/moved"},
        {"image": Image("https://example.org/a.png")},
        {"retracted": True},
        {"concern": True},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_what_changed_is_shown_once(house: House, change: dict[str, object]) -> None:
    await house.announced(article("1"))
    await house.revise(replace(article("1"), **change))

    await house.new_corrector().correct_due()
    await house.new_corrector().correct_due()

    (shown,) = house.messenger.shown
    (carried,) = shown
    assert {name: getattr(carried.article.article, name) for name in change} == change


async def test_each_revision_is_shown(house: House) -> None:
    await house.announced(article("1"))
    for title in ("Second", "Third"):
        await house.revise(article("1", title=title))
        await house.new_corrector().correct_due()

    assert house.messenger.edits == [(1, ["Second"]), (1, ["Third"])]


async def test_an_unchanged_card_is_not_edited(house: House) -> None:
    await house.announced(article("1"))

    await house.new_corrector().correct_due()

    assert house.messenger.edits == []


async def test_a_changed_date_alone_edits_nothing(house: House) -> None:
    await house.announced(article("1"))
    await house.revise(article("1", published_at=NOON + timedelta(hours=5)))

    await house.new_corrector().correct_due()

    assert house.messenger.edits == []


async def test_an_article_that_vanished_from_its_feed_stays(house: House) -> None:
    await house.announced(article("1"))
    await house.revise(article("2"))
    await house.new_announcer().announce_due()

    await house.new_corrector().correct_due()

    assert house.messenger.edits == []
    assert house.messenger.titles(10) == [["Sample article 1"], ["Sample article 2"]]


async def test_a_card_older_than_thirty_days_stays_as_it_is(house: House) -> None:
    await house.announced(article("1"))
    house.clock.forward(days=29)
    await house.revise(article("1", title="Afterwards"))

    await house.new_corrector().correct_due()

    assert house.messenger.edits == []


async def test_a_card_of_the_last_thirty_days_is_edited(house: House) -> None:
    await house.announced(article("1"))
    house.clock.forward(days=27)
    await house.revise(article("1", title="Afterwards"))

    await house.new_corrector().correct_due()

    assert house.messenger.edits == [(1, ["Afterwards"])]


async def test_a_channel_paused_for_longer_than_thirty_days_keeps_its_cards(house: House) -> None:
    await house.announced(article("1"))
    await house.subscriptions.pause(1, 10)
    await house.revise(article("1", title="Afterwards"))
    house.clock.forward(days=30)
    await house.subscriptions.resume(1, 10)

    await house.new_corrector().correct_due()

    assert house.messenger.edits == []


async def test_a_summary_whose_articles_changed_is_edited_once(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.publish([article(key) for key in "abc"])
    await house.poll()
    house.clock.forward(minutes=1)
    await house.new_announcer(burst_limit=1).announce_due()
    await house.revise(*(article(key, title=f"New {key}") for key in "abc"))

    await house.new_corrector().correct_due()

    assert sorted(sorted(titles) for _, titles in house.messenger.edits) == [
        ["New a", "New b"],
        ["New c"],
    ]


async def test_a_card_that_a_moderator_deleted_is_left_alone_for_good(house: House) -> None:
    await house.announced(article("1"))
    asked: list[int] = []

    def gone(post: Post) -> None:
        asked.append(post.id)
        raise refusal(404, 10008)

    house.messenger.before = gone
    for title in ("Second", "Third"):
        await house.revise(article("1", title=title))
        await house.new_announcer().announce_due()
        await house.new_corrector().correct_due()

    assert asked == [1]
    assert len(house.messenger.titles(10)) == 1


async def test_a_revision_before_the_card_is_sent_is_on_it_and_needs_no_edit(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    await house.revise(article("1"))
    await house.revise(article("1", title="Newest", retracted=True))

    await house.new_announcer().announce_due()
    await house.new_corrector().correct_due()

    ((_, (carried,)),) = house.messenger.channels[10]
    assert (carried.article.article.title, carried.article.article.retracted) == ("Newest", True)
    assert house.messenger.edits == []


async def test_a_revision_while_a_refused_card_waits_is_on_it_and_needs_no_edit(
    house: House,
) -> None:
    house.messenger.before = refusing(429, retry_after=60)
    await house.announced(article("1"))
    house.messenger.before = lambda _: None
    await house.revise(article("1", title="Newest"))

    await house.new_announcer().announce_due()
    await house.new_corrector().correct_due()

    assert house.messenger.titles(10) == [["Newest"]]
    assert house.messenger.edits == []


async def test_a_revision_between_a_lost_answer_and_finding_the_card_is_shown(
    house: House,
) -> None:
    house.messenger.after = refusing(None)
    await house.announced(article("1"))
    house.messenger.after = lambda _: None
    await house.revise(article("1", title="Newest"))

    await house.new_announcer().announce_due()
    await house.new_corrector().correct_due()
    await house.new_corrector().correct_due()

    assert house.messenger.titles(10) == [["Sample article 1"]]
    assert house.messenger.edits == [(1, ["Newest"])]


class GatedMessenger(RecordingMessenger):
    """Begins an edit and holds it until its channel's gate is opened.

    Attributes:
        begun: channels in which an edit has begun, in that order.
    """

    def __init__(self, closed: Sequence[int]) -> None:
        super().__init__()
        self.gates = {channel_id: asyncio.Event() for channel_id in closed}
        self.begun: asyncio.Queue[int] = asyncio.Queue()

    async def edit(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        self.begun.put_nowait(post.channel_id)
        if gate := self.gates.get(post.channel_id):
            await gate.wait()
        await super().edit(post, carried)


async def test_a_revision_that_comes_during_an_edit_is_shown_after_it(house: House) -> None:
    house.messenger = messenger = GatedMessenger([10])
    await house.announced(article("1"))
    await house.revise(article("1", title="Second"))

    round_ = asyncio.create_task(house.new_corrector().correct_due())
    await messenger.begun.get()
    await house.revise(article("1", title="Third"))
    messenger.gates[10].set()
    await round_

    assert messenger.edits == [(1, ["Second"]), (1, ["Third"])]


async def test_a_channel_whose_edit_hangs_holds_up_neither_another_one_nor_news(
    house: House,
) -> None:
    house.messenger = messenger = GatedMessenger([10])
    await house.announced(article("1"), channels=(10, 20))
    await house.revise(article("2"), article("1", title="Second"))

    round_ = asyncio.create_task(house.new_corrector().correct_due())
    begun = {await messenger.begun.get(), await messenger.begun.get()}
    await house.new_announcer().announce_due()
    hanging = not round_.done()
    messenger.gates[10].set()
    await round_

    assert (begun, hanging) == ({10, 20}, True)
    assert messenger.titles(10)[1:] == messenger.titles(20)[1:] == [["Sample article 2"]]
    assert messenger.edits == [(2, ["Second"]), (1, ["Second"])]


async def test_few_edits_run_at_once_however_many_channels_there_are(house: House) -> None:
    channels = range(10, 30)
    house.messenger = messenger = GatedMessenger(channels)
    await house.announced(article("1"), channels=channels)
    await house.revise(article("1", title="Second"))

    round_ = asyncio.create_task(house.new_corrector().correct_due())
    for _ in range(8):
        await messenger.begun.get()
    await house.poll()
    more = messenger.begun.qsize()
    for gate in messenger.gates.values():
        gate.set()
    await round_

    assert more == 0
    assert len(messenger.edits) == 20


async def test_posts_of_a_channel_are_edited_oldest_first(house: House) -> None:
    await house.announced(*(article(key, title=f"Old {key}") for key in "abc"))
    before = [title for (title,) in house.messenger.titles(10)]
    await house.revise(*(article(key, title=f"New {key}") for key in "abc"))

    await house.new_corrector().correct_due()

    assert [title.replace("New", "Old") for _, (title,) in house.messenger.edits] == before


async def test_a_poll_wakes_the_corrector(house: House) -> None:
    house.messenger = messenger = GatedMessenger([])
    await house.announced(article("1"))
    loop = asyncio.create_task(house.new_corrector().run())
    await house.poll()

    await house.revise(article("1", title="Second"))
    await asyncio.wait_for(messenger.begun.get(), PATIENCE_SECONDS)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)

    assert messenger.edits == [(1, ["Second"])]


async def test_a_channel_paused_by_a_failure_is_tried_again(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.publish([article("1")])
    await house.poll()

    house.messenger.before = refusing(403, 50013)
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
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    await house.subscriptions.pause(1, 10)
    house.clock.forward(days=365)

    assert await house.new_healer().heal_due() == 0


async def test_a_channel_paused_by_a_clock_that_ran_ahead_is_tried_again(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    async with house.database.transaction() as connection:
        found = PostingObstacle("It was refused.")
        await pause_after_refusal(connection, 1, 10, found, house.clock.now())
    house.clock.forward(days=-30)

    assert await house.new_healer().heal_due() == 1

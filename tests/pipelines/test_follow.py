"""The follow pipeline: cards are published, threads opened under them, and no card waits for it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.model.delivery import Post
from bot.model.subscription import PATIENT_KINDS, ChannelKind, Step
from bot.pipelines.follow import Follower
from bot.subscriptions.delivery_log import DeliveryLog
from tests.factories import article, subscribe_channel
from tests.fakes import RecordingSteps, refusal, refusing
from tests.pipelines.conftest import House

BOTH = frozenset(Step)
PUBLISH = frozenset({Step.PUBLISH})
DISCUSS = frozenset({Step.DISCUSS})

FULL = "The server has as many open threads as Discord allows. Close some of them."

State = tuple[int, str, str, str | None]


@dataclass
class Newsroom:
    """A house whose channels want steps, and what follows there."""

    house: House
    messenger: RecordingSteps = field(default_factory=RecordingSteps)

    def new_follower(self) -> Follower:
        """As after a restart."""
        return Follower(self.house.database, self.messenger, self.house.clock)

    async def follow(self) -> None:
        await self.new_follower().follow_due()

    async def subscribe(self, steps: frozenset[Step], channel_id: int = 10) -> None:
        await subscribe_channel(
            self.house.subscriptions,
            1,
            channel_id,
            "all",
            PATIENT_KINDS,
            None,
            channel_kind=ChannelKind.ANNOUNCEMENT,
            steps=steps,
        )

    async def poll(self, *keys: str) -> None:
        """Articles of these keys appear."""
        self.house.publish([article(key) for key in keys])
        await self.house.poll()

    async def announce(self, *keys: str, burst_limit: int = 0) -> None:
        """Articles of these keys appear and are sent."""
        await self.poll(*keys)
        await self.house.new_announcer(burst_limit).announce_due()

    def posts(self, step: Step, channel_id: int = 10) -> list[int]:
        """The posts of a channel for which a step was taken, in that order."""
        taken = self.messenger.taken
        return [post for kind, channel, post in taken if (kind, channel) == (step, channel_id)]

    async def states(self) -> list[State]:
        """Post, step, state and sentence of all steps."""
        async with self.house.database.reader() as connection:
            rows = await connection.execute_fetchall(
                "SELECT post_id, step, state, error FROM post_steps ORDER BY post_id, step"
            )
        return [(row["post_id"], row["step"], row["state"], row["error"]) for row in rows]

    def refuse(
        self, *posts: int, status: int | None, code: int = 0, wait: float | None = None
    ) -> list[int]:
        """Discord refuses to publish these posts, or any; returns those that it was asked for."""
        asked: list[int] = []

        async def before(step: Step, post: Post) -> None:
            if step is Step.PUBLISH and (not posts or post.id in posts):
                asked.append(post.id)
                raise refusal(status, code, wait)

        self.messenger.before = before
        return asked


class Nowhere:
    """No message stands anywhere."""

    async def exists(self, _place_id: int, _message_id: int) -> bool:
        return False


@pytest.fixture
def newsroom(house: House) -> Newsroom:
    return Newsroom(house)


def numbered(count: int) -> Sequence[str]:
    """Keys of so many articles."""
    return [f"{number:02}" for number in range(count)]


async def test_a_card_is_published_and_discussed_once(newsroom: Newsroom) -> None:
    await newsroom.subscribe(BOTH)
    await newsroom.announce("1")

    await newsroom.follow()
    await newsroom.follow()

    assert sorted(newsroom.messenger.taken) == [(Step.DISCUSS, 10, 1), (Step.PUBLISH, 10, 1)]
    assert newsroom.messenger.titles == ["Sample article 1"]
    assert await newsroom.states() == [(1, "discuss", "done", None), (1, "publish", "done", None)]


async def test_nothing_follows_a_card_that_is_not_sent_yet(newsroom: Newsroom) -> None:
    await newsroom.subscribe(PUBLISH)
    newsroom.house.messenger.before = refusing(None)
    await newsroom.announce("1")

    await newsroom.follow()

    assert newsroom.messenger.taken == []


async def test_nothing_follows_where_nobody_wants_it(newsroom: Newsroom) -> None:
    await newsroom.subscribe(frozenset())
    await newsroom.announce("1")

    await newsroom.follow()

    assert newsroom.messenger.taken == []


async def test_a_summary_is_published_but_not_discussed(newsroom: Newsroom) -> None:
    await newsroom.subscribe(BOTH)
    await newsroom.poll("1", "2", "3")
    newsroom.house.clock.forward(minutes=1)
    await newsroom.house.new_announcer(burst_limit=1).announce_due()

    await newsroom.follow()

    assert newsroom.posts(Step.PUBLISH) == [1, 2]
    assert newsroom.posts(Step.DISCUSS) == [1]


async def test_no_more_than_ten_cards_an_hour_are_published_in_a_channel(
    newsroom: Newsroom,
) -> None:
    await newsroom.subscribe(BOTH)
    await newsroom.subscribe(PUBLISH, channel_id=20)
    await newsroom.announce(*numbered(12))

    await newsroom.follow()
    at_once = newsroom.posts(Step.PUBLISH)
    newsroom.house.clock.forward(minutes=59)
    await newsroom.follow()
    before_the_hour = newsroom.posts(Step.PUBLISH)
    newsroom.house.clock.forward(minutes=1)
    await newsroom.follow()

    assert len(at_once) == len(before_the_hour) == 10
    assert newsroom.posts(Step.PUBLISH) == sorted(newsroom.posts(Step.PUBLISH))
    assert len(newsroom.posts(Step.PUBLISH)) == len(newsroom.posts(Step.PUBLISH, 20)) == 12
    assert len(newsroom.posts(Step.DISCUSS)) == 12


async def test_where_discord_says_to_wait_all_publishing_of_the_channel_waits(
    newsroom: Newsroom,
) -> None:
    await newsroom.subscribe(BOTH)
    await newsroom.subscribe(PUBLISH, channel_id=20)
    await newsroom.announce("1", "2")
    asked = newsroom.refuse(1, 2, status=429, wait=1800)

    await newsroom.follow()
    newsroom.house.clock.forward(minutes=29)
    await newsroom.follow()
    while_waiting = list(asked)
    elsewhere = len(newsroom.posts(Step.DISCUSS)), len(newsroom.posts(Step.PUBLISH, 20))
    newsroom.messenger.before = RecordingSteps().before
    newsroom.house.clock.forward(minutes=1)
    await newsroom.follow()

    assert while_waiting == [1]
    assert elsewhere == (2, 2)
    assert newsroom.posts(Step.PUBLISH) == [1, 2]


async def test_a_channel_that_is_slow_holds_no_other_up(newsroom: Newsroom) -> None:
    await newsroom.subscribe(PUBLISH)
    await newsroom.subscribe(PUBLISH, channel_id=20)
    await newsroom.announce("1")
    answered = asyncio.Event()

    async def slow(_: Step, post: Post) -> None:
        if post.channel_id == 10:
            await answered.wait()
        else:
            answered.set()

    newsroom.messenger.before = slow
    await newsroom.follow()

    assert [channel for _, channel, _ in newsroom.messenger.taken] == [20, 10]


@pytest.mark.parametrize(
    ("step", "code", "advice"),
    [
        (Step.PUBLISH, 50013, "Give the bot View Channel and Send Messages in this channel."),
        (
            Step.DISCUSS,
            50001,
            "Give the bot View Channel and Create Public Threads in this channel.",
        ),
        (Step.PUBLISH, 50024, "Only an announcement channel publishes."),
        (Step.PUBLISH, 10003, "The channel was deleted."),
        (Step.DISCUSS, 160006, FULL),
    ],
)
async def test_a_refusal_fails_the_step_with_a_sentence_and_pauses_nothing(
    newsroom: Newsroom, step: Step, code: int, advice: str
) -> None:
    await newsroom.subscribe(frozenset({step}))
    await newsroom.announce("1", "2")

    async def refuse(_: Step, post: Post) -> None:
        if post.id == 1:
            raise refusal(403, code)

    newsroom.messenger.before = refuse
    await newsroom.follow()

    assert await newsroom.states() == [(1, step, "failed", advice), (2, step, "done", None)]
    assert (await newsroom.house.subscriptions.overview(1)).channels[10].paused_at is None


@pytest.mark.parametrize(("step", "code"), [(PUBLISH, 40033), (DISCUSS, 160004), (PUBLISH, 10008)])
async def test_what_was_done_before_or_cannot_be_any_more_is_done(
    newsroom: Newsroom, step: frozenset[Step], code: int
) -> None:
    await newsroom.subscribe(step)
    await newsroom.announce("1")

    async def refuse(_: Step, __: Post) -> None:
        raise refusal(400, code)

    newsroom.messenger.before = refuse
    await newsroom.follow()

    assert await newsroom.states() == [(1, *step, "done", None)]


async def test_nothing_follows_a_card_that_was_deleted_before_it_was_recorded(
    newsroom: Newsroom,
) -> None:
    await newsroom.subscribe(PUBLISH)

    newsroom.house.messenger.before = refusing(404, 10008)
    await newsroom.announce("1")

    await newsroom.follow()

    assert newsroom.messenger.taken == []
    assert await newsroom.states() == [(1, "publish", "done", None)]


async def test_a_step_without_an_answer_is_tried_again_ever_later(newsroom: Newsroom) -> None:
    await newsroom.subscribe(PUBLISH)
    await newsroom.announce("1")
    asked = newsroom.refuse(status=None)

    for _ in range(120):
        await newsroom.follow()
        newsroom.house.clock.forward(seconds=30)

    assert 3 < len(asked) < 15
    assert [state for _, _, state, _ in await newsroom.states()] == ["open"]


async def test_a_step_that_was_not_possible_within_a_day_is_given_up(newsroom: Newsroom) -> None:
    await newsroom.subscribe(PUBLISH)
    await newsroom.announce("1")
    asked = newsroom.refuse(status=None)
    await newsroom.follow()
    newsroom.house.clock.forward(hours=24)

    await newsroom.follow()

    sentence = "It was not possible within a day. Publish it by hand."
    assert await newsroom.states() == [(1, "publish", "failed", sentence)]
    assert asked == [1]


async def test_in_a_paused_channel_steps_wait_and_end_with_the_day(newsroom: Newsroom) -> None:
    await newsroom.subscribe(PUBLISH)
    await newsroom.announce("1")
    await newsroom.house.subscriptions.pause(1, 10)
    await newsroom.follow()
    paused = await newsroom.states()
    await newsroom.house.subscriptions.resume(1, 10)
    await newsroom.follow()
    await newsroom.announce("1", "2")
    await newsroom.house.subscriptions.pause(1, 10)
    newsroom.house.clock.forward(hours=24)

    await newsroom.follow()

    assert paused == [(1, "publish", "open", None)]
    assert [state for _, _, state, _ in await newsroom.states()] == ["done", "failed"]


async def test_a_card_that_is_sent_again_meanwhile_has_its_steps_taken_anew(
    newsroom: Newsroom,
) -> None:
    await newsroom.subscribe(PUBLISH)
    await newsroom.announce("1")
    log = DeliveryLog(newsroom.house.database, newsroom.house.clock, lambda: None)

    async def send_again(_: Step, __: Post) -> None:
        newsroom.messenger.before = RecordingSteps().before
        await log.send_again(1, 1, 0, Nowhere())

    newsroom.messenger.before = send_again
    await newsroom.follow()
    meanwhile = await newsroom.states()
    await newsroom.house.new_announcer().announce_due()
    await newsroom.follow()

    assert meanwhile == [(1, "publish", "open", None)]
    assert newsroom.posts(Step.PUBLISH) == [1, 1]
    assert await newsroom.states() == [(1, "publish", "done", None)]


async def test_a_bug_is_tried_again_and_then_lets_the_next_card_pass(newsroom: Newsroom) -> None:
    await newsroom.subscribe(PUBLISH)
    await newsroom.announce("1", "2")

    async def broken(_: Step, post: Post) -> None:
        if post.id == 1:
            raise ZeroDivisionError

    newsroom.messenger.before = broken
    for _ in range(3):
        await newsroom.follow()
        newsroom.house.clock.forward(minutes=15)

    states = [(post, state) for post, _, state, _ in await newsroom.states()]
    assert states == [(1, "failed"), (2, "done")]


async def test_the_loop_takes_what_comes_and_ends_when_it_is_told_to(newsroom: Newsroom) -> None:
    await newsroom.subscribe(PUBLISH)
    reached = asyncio.Event()

    async def hang(_: Step, __: Post) -> None:
        reached.set()
        await asyncio.Event().wait()

    newsroom.messenger.before = hang
    follower = asyncio.create_task(newsroom.new_follower().run())
    await newsroom.announce("1")
    await reached.wait()
    follower.cancel()
    with pytest.raises(asyncio.CancelledError):
        await follower

    assert [state for _, _, state, _ in await newsroom.states()] == ["open"]

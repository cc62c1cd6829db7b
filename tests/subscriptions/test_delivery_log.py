"""The delivery log and "send again", on a real database with the real announcer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from bot.errors import MessengerError
from bot.model.delivery import DeliveryState, LogFilter, LoggedDelivery, LoggedStep, StepState
from bot.model.subscription import PATIENT_KINDS, ChannelKind, Step
from bot.pipelines.announce import Announcer
from bot.storage import articles, feeds
from bot.storage.database import Database
from bot.subscriptions.delivery_log import LOGGED_ARTICLES_PER_PAGE, DeliveryLog, Outcome
from bot.subscriptions.pausing import drop_waiting
from bot.subscriptions.service import SubscriptionService
from tests.factories import NOON, article, feed, subscribe_channel, taxonomy
from tests.fakes import ManualClock, RecordingMessenger, refusal, refusing

HERE = LogFilter(guild_id=1)


@dataclass
class Standing:
    """Says which messages stand.

    Attributes:
        messages: their ids, or the error that comes in place of an answer.
        asked: what was asked for: place and message.
    """

    messages: set[int] | MessengerError = field(default_factory=set)
    asked: list[tuple[int, int]] = field(default_factory=list)

    async def exists(self, place_id: int, message_id: int) -> bool:
        self.asked.append((place_id, message_id))
        # Others have their turn while Discord answers.
        await asyncio.sleep(0)
        if isinstance(self.messages, MessengerError):
            raise self.messages
        return message_id in self.messages


class Room:
    """A server with a subscribed channel, an announcer and the log."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.database = database
        self.clock = clock
        self.awake = asyncio.Event()
        self.messenger = RecordingMessenger()
        self.discord = Standing()
        self.subscriptions = SubscriptionService(
            database, taxonomy("metastasis"), clock, lambda: None
        )
        self.log = DeliveryLog(database, clock, self.awake.set)

    async def subscribe(
        self, channel_id: int = 10, guild_id: int = 1, kind: ChannelKind = ChannelKind.TEXT
    ) -> int:
        made = await subscribe_channel(
            self.subscriptions,
            guild_id,
            channel_id,
            "metastasis",
            PATIENT_KINDS,
            None,
            channel_kind=kind,
            steps=frozenset({Step.DISCUSS}),
            post_newest=True,
        )
        return made.id

    async def news(self, key: str) -> None:
        """An article, which every channel that subscribes anew gets."""
        async with self.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
            self.clock.forward(minutes=1)
            given = article(key, "metastasis", published_at=self.clock.now())
            await articles.insert(connection, 1, given, "", NOON)

    async def announce(self, burst_limit: int = 5) -> None:
        announcer = Announcer(
            self.database,
            self.messenger,
            self.clock,
            burst_limit=burst_limit,
            awake=asyncio.Event(),
        )
        await announcer.announce_due()

    async def logged(self, wanted: LogFilter = HERE) -> list[LoggedDelivery]:
        return await self.log.newest(wanted, 100)

    async def only(self) -> LoggedDelivery:
        (logged,) = await self.logged()
        return logged

    async def send_again(self, shown: LoggedDelivery, guild_id: int = 1) -> Outcome:
        result = await self.log.send_again(guild_id, shown.id, shown.generation, self.discord)
        return result.outcome

    def refuse(self, status: int, code: int) -> None:
        self.messenger.before = refusing(status, code)

    def accept(self) -> None:
        self.messenger.before = lambda _: None

    @property
    def keys(self) -> list[str]:
        """The keys under which messages came to the channel."""
        return [post.key for post, _ in self.messenger.channels.get(10, [])]


@pytest.fixture
def room(database: Database, clock: ManualClock) -> Room:
    return Room(database, clock)


async def _sent(room: Room) -> LoggedDelivery:
    await room.news("1")
    await room.subscribe()
    await room.announce()
    return await room.only()


async def _failed(room: Room) -> LoggedDelivery:
    await room.news("1")
    await room.subscribe()
    room.refuse(400, 50035)
    await room.announce()
    room.accept()
    return await room.only()


async def _dropped(room: Room) -> LoggedDelivery:
    await room.news("1")
    await room.subscribe()
    async with room.database.transaction() as connection:
        await drop_waiting(connection, 10, "The channel was closed.")
    return await room.only()


@pytest.fixture
async def sent(room: Room) -> LoggedDelivery:
    """A delivery that was sent."""
    return await _sent(room)


@pytest.fixture
async def failed(room: Room) -> LoggedDelivery:
    """A delivery that Discord refused for good; now it would accept it."""
    return await _failed(room)


@pytest.fixture
async def dropped(room: Room) -> LoggedDelivery:
    """A delivery that failed before a post carried it."""
    return await _dropped(room)


async def test_what_waits_says_so(room: Room) -> None:
    await room.news("1")
    await room.subscribe()

    logged = await room.only()

    assert (logged.state, logged.why) == (DeliveryState.PENDING, "It waits for its turn.")
    assert not logged.repeatable


async def test_what_waits_in_a_paused_channel_names_the_pause(room: Room) -> None:
    await room.news("1")
    await room.subscribe()
    await room.subscriptions.pause(1, 10)

    assert (await room.only()).why == "The channel is paused. A moderator paused it."


async def test_what_is_tried_again_says_what_went_wrong(room: Room) -> None:
    await room.news("1")
    await room.subscribe()
    room.refuse(429, 20016)
    await room.announce()

    why = (await room.only()).why

    assert why == "Discord asked to wait. It is tried again by itself."


async def test_what_was_sent_leads_to_its_message(sent: LoggedDelivery, clock: ManualClock) -> None:
    assert (sent.state, sent.why, sent.sent_at) == (DeliveryState.SENT, None, clock.now())
    assert sent.message_url == "https://discord.com/channels/1/10/10001"
    assert sent.steps == (LoggedStep(Step.DISCUSS, StepState.OPEN),)


async def test_a_message_in_a_forum_stands_in_the_thread_that_it_began(room: Room) -> None:
    await room.news("1")
    await room.subscribe(kind=ChannelKind.FORUM)
    await room.announce()

    assert (await room.only()).message_url == "https://discord.com/channels/1/10001/10001"


async def test_what_discord_refused_says_why(failed: LoggedDelivery) -> None:
    assert failed.state is DeliveryState.FAILED
    assert failed.why == "Discord refused this message: refused."


async def test_the_log_shows_a_server_its_own_newest_first_and_as_it_is_asked(room: Room) -> None:
    for key in "12":
        await room.news(key)
        await room.subscribe()
        await room.subscribe(11)
        await room.subscribe(20, guild_id=2)
    await room.subscriptions.pause(1, 11)
    await room.announce()

    shown = await room.logged()
    narrowed = await room.logged(LogFilter(1, 11, DeliveryState.PENDING))
    everywhere = await room.logged(LogFilter())

    assert [(each.title[-1], each.channel_id) for each in shown] == [
        ("2", 11),
        ("2", 10),
        ("1", 11),
        ("1", 10),
    ]
    assert [each.channel_id for each in narrowed] == [11, 11]
    assert len(everywhere) == 6
    assert await room.logged(LogFilter(1, state=DeliveryState.FAILED)) == []


async def test_pages_follow_each_other_and_their_number_is_clamped(room: Room) -> None:
    for key in range(LOGGED_ARTICLES_PER_PAGE + 1):
        await room.news(str(key))
        await room.subscribe()

    first = await room.log.page(HERE, 1)
    last = await room.log.page(HERE, 99)

    assert [len(first.articles), len(last.articles)] == [LOGGED_ARTICLES_PER_PAGE, 1]
    assert (last.number, last.pages) == (2, 2)
    assert last.articles[0].deliveries[0].id < first.articles[-1].deliveries[0].id


async def test_the_deliveries_of_an_article_stand_together_failed_ones_first(room: Room) -> None:
    await room.news("old")
    for channel in (10, 11):
        await room.subscribe(channel)
    await room.news("new")
    for channel in (10, 11):
        await room.subscribe(channel)

    page = await room.log.page(HERE, 1)

    assert [(len(each.deliveries), each.total) for each in page.articles] == [(2, 2), (2, 2)]
    assert page.articles[0].deliveries[0].title.endswith("new")


async def test_a_page_of_nothing_is_empty(room: Room) -> None:
    page = await room.log.page(HERE, 3)

    assert (page.articles, page.number, page.pages) == ((), 1, 0)


async def test_a_failed_delivery_is_sent_again_under_a_new_key(
    room: Room, failed: LoggedDelivery
) -> None:
    assert await room.send_again(failed) is Outcome.AGAIN
    woken = room.awake.is_set()
    await room.announce()

    again = await room.only()
    assert woken
    assert (again.state, again.generation) == (DeliveryState.SENT, 1)
    assert room.messenger.titles(10) == [["Sample article 1"]]
    assert room.discord.asked == []


async def test_a_second_press_sends_nothing(room: Room, failed: LoggedDelivery) -> None:
    outcomes = await asyncio.gather(room.send_again(failed), room.send_again(failed))
    await room.announce()
    later = await room.send_again(failed)
    await room.announce()

    assert sorted(outcomes) == [Outcome.AGAIN, Outcome.CHANGED]
    assert later is Outcome.CHANGED
    assert len(room.keys) == 1


async def test_a_message_that_stands_is_not_sent_again(room: Room, sent: LoggedDelivery) -> None:
    room.discord.messages = {10001}

    outcome = await room.send_again(sent)
    await room.announce()

    assert outcome is Outcome.STANDS
    assert room.discord.asked == [(10, 10001)]
    assert not room.awake.is_set()
    assert len(room.keys) == 1


async def test_a_message_that_was_deleted_is_sent_again_once(
    room: Room, sent: LoggedDelivery
) -> None:
    outcomes = await asyncio.gather(room.send_again(sent), room.send_again(sent))
    waiting = await room.only()
    await room.announce()

    assert sorted(outcomes) == [Outcome.AGAIN, Outcome.CHANGED]
    assert (waiting.state, waiting.message_id, waiting.sent_at) == (
        DeliveryState.PENDING,
        None,
        None,
    )
    assert len(room.keys) == len(set(room.keys)) == 2


async def test_a_message_that_was_gone_when_it_was_sent_is_sent_again(room: Room) -> None:
    await room.news("1")
    await room.subscribe()
    room.refuse(404, 10008)
    await room.announce()
    room.accept()
    gone = await room.only()

    outcome = await room.send_again(gone)
    await room.announce()

    assert (gone.state, gone.message_url) == (DeliveryState.SENT, None)
    assert outcome is Outcome.AGAIN
    assert len(room.keys) == 1


async def test_nothing_is_sent_where_discord_does_not_say_whether_the_message_stands(
    room: Room, sent: LoggedDelivery
) -> None:
    room.discord.messages = refusal(503)

    with pytest.raises(MessengerError):
        await room.send_again(sent)

    assert (await room.only()).generation == 0


async def test_all_articles_of_a_summary_are_sent_again_together(room: Room) -> None:
    for key in "123":
        await room.news(key)
        await room.subscribe()
    await room.subscriptions.pause(1, 10)
    await room.subscriptions.resume(1, 10)
    room.clock.forward(minutes=1)
    room.refuse(400, 50035)
    await room.announce(burst_limit=1)
    room.accept()
    newest, *_ = await room.logged()

    await room.send_again(newest)
    await room.announce()

    assert room.messenger.titles(10) == [["Sample article 2", "Sample article 3"]]
    assert [each.state for each in await room.logged()] == [
        DeliveryState.SENT,
        DeliveryState.SENT,
        DeliveryState.FAILED,
    ]


async def test_what_follows_the_card_is_done_anew(room: Room, sent: LoggedDelivery) -> None:
    async with room.database.transaction() as connection:
        await connection.execute(
            "UPDATE post_steps SET state = 'failed', attempts = 3, next_try_at = 9, error = 'why'"
        )
    before = (await room.only()).steps

    await room.send_again(sent)

    async with room.database.reader() as connection:
        (step,) = await connection.execute_fetchall("SELECT * FROM post_steps")
    assert before == (LoggedStep(Step.DISCUSS, StepState.FAILED, "why"),)
    assert (step["state"], step["attempts"], step["next_try_at"], step["error"]) == (
        "open",
        0,
        0,
        None,
    )


async def test_a_new_generation_goes_to_the_channel_as_it_is_now(
    room: Room, failed: LoggedDelivery
) -> None:
    await room.subscribe(kind=ChannelKind.FORUM)
    room.clock.forward(hours=1)

    await room.send_again(failed)
    await room.announce()

    ((post, _),) = room.messenger.channels[10]
    assert (post.channel_kind, post.attempts) == (ChannelKind.FORUM, 0)
    assert post.created_at == room.clock.now()


async def test_a_delivery_that_no_post_carries_is_bundled_anew(
    room: Room, dropped: LoggedDelivery
) -> None:
    outcomes = await asyncio.gather(room.send_again(dropped), room.send_again(dropped))
    await room.announce()
    later = await room.send_again(dropped)

    assert dropped.why == "The channel was closed."
    assert sorted(outcomes) == [Outcome.AGAIN, Outcome.CHANGED]
    assert later is Outcome.CHANGED
    assert room.messenger.titles(10) == [["Sample article 1"]]


@pytest.mark.parametrize("deliver", [_sent, _failed, _dropped])
async def test_nothing_is_sent_to_a_channel_without_subscription(
    room: Room, deliver: Callable[[Room], Awaitable[LoggedDelivery]]
) -> None:
    shown = await deliver(room)
    before = list(room.keys)
    (only,) = (await room.subscriptions.overview(1)).subscriptions
    await room.subscriptions.unsubscribe(1, only.id)

    outcome = await room.send_again(shown)
    await room.announce()

    assert outcome is Outcome.UNSUBSCRIBED
    assert room.keys == before


async def test_a_paused_channel_gets_it_when_it_is_resumed(
    room: Room, failed: LoggedDelivery
) -> None:
    await room.subscriptions.pause(1, 10)

    await room.send_again(failed)
    await room.announce()
    waiting = await room.only()
    await room.subscriptions.resume(1, 10)
    await room.announce()

    assert waiting.why == "The channel is paused. A moderator paused it."
    assert len(room.keys) == 1


async def test_another_server_sends_nothing_again(room: Room, failed: LoggedDelivery) -> None:
    assert await room.send_again(failed, guild_id=2) is Outcome.CHANGED
    assert (await room.only()).state is DeliveryState.FAILED

"""Digests: what a channel's deliveries gathered until its slot, in one post, once."""

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from bot.model.article import Article
from bot.model.delivery import Post
from bot.model.schedule import (
    Digest,
    DigestLanguage,
    Hold,
    QuietHours,
    Receipt,
    Rhythm,
    Scheduled,
    ServerTime,
)
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.announce import BURST_WINDOW
from bot.storage import articles
from bot.subscriptions.schedules import ScheduleService
from tests.factories import NOON, article, subscribe_channel
from tests.fakes import refusal
from tests.pipelines.conftest import House

ZONE = "Europe/Madrid"
MADRID_NINE = time(9)


def service(house: House) -> ScheduleService:
    return ScheduleService(house.database, house.clock, house.awake.set)


async def scheduled(house: House, channel_id: int = 10, **fields: object) -> Scheduled:
    """Subscribe a channel to all topics, and give it this schedule."""
    await subscribe_channel(house.subscriptions, 1, channel_id, "all", PATIENT_KINDS, None)

    return await service(house).change(1, channel_id, lambda before: replace(before, **fields))


def numbered(*numbers: int) -> list[Article]:
    """Articles, newest first."""
    made = [article(f"n{n:04d}", published_at=NOON + timedelta(minutes=n)) for n in numbers]
    return made[::-1]


async def news(house: House, *numbers: int) -> None:
    """Let the feed show these as new ones, without a day passing."""
    house.publish(numbered(*numbers))
    house.clock.forward(hours=1)
    async with house.database.transaction() as connection:
        await connection.execute("UPDATE feeds SET next_check_at = NULL")
    await house.poller.poll_due()


async def go_on(house: House, **units: float) -> None:
    house.clock.forward(**units)
    await house.new_healer().heal_due()
    await house.new_announcer().announce_due()


def sent(house: House, channel_id: int = 10) -> list[Post]:
    return [post for post, _ in house.messenger.channels.get(channel_id, [])]


def digest_of(post: Post) -> Digest:
    assert post.digest
    return post.digest


async def held(house: House) -> list[str | None]:
    async with house.database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT held FROM deliveries ORDER BY id")
    return [row["held"] for row in rows]


async def test_deliveries_wait_for_their_slot_and_come_as_one_post(house: House) -> None:
    after = await scheduled(house, rhythm=Rhythm.DAILY, at=time(18))
    await news(house, 1)
    await news(house, 1, 2, 3)
    await go_on(house, hours=1)
    before_the_slot = sent(house)
    await go_on(house, hours=3)

    assert before_the_slot == []
    assert after.next_at
    assert after.next_at.hour == 18
    assert house.messenger.titles(10) == [[f"Sample article n000{n}" for n in (1, 2, 3)]]
    today = house.clock.now().date()
    assert [digest_of(post) for post in sent(house)] == [Digest(today, today)]
    assert await held(house) == [Hold.DIGEST] * 3


async def test_the_first_digest_comes_in_the_next_slot_and_not_at_once(house: House) -> None:
    house.clock.forward(hours=1)
    await scheduled(house, rhythm=Rhythm.DAILY, at=MADRID_NINE, says_empty=True)
    await go_on(house)

    assert sent(house) == []


async def test_after_days_of_downtime_comes_one_digest_with_everything(house: House) -> None:
    await scheduled(house, rhythm=Rhythm.DAILY, at=MADRID_NINE, says_empty=True)
    await news(house, 1, 2)
    await go_on(house, days=9)
    await go_on(house, minutes=1)

    assert len(sent(house)) == 1
    assert len(house.messenger.titles(10)[0]) == 2


async def test_an_empty_digest_is_told_only_where_it_is_wanted(house: House) -> None:
    await scheduled(house, 10, rhythm=Rhythm.DAILY, says_empty=True)
    await scheduled(house, 11, rhythm=Rhythm.DAILY, says_empty=False)
    for _ in range(3):
        await news(house)
        await go_on(house, days=1)

    receipts = [receipt for post in sent(house, 10) if (receipt := digest_of(post).receipt)]
    assert [(each.sources, each.failing) for each in receipts] == [(1, 0)] * 3
    assert sent(house, 11) == []


@pytest.mark.parametrize("rhythm", [Rhythm.DAILY, Rhythm.WEEKLY])
async def test_an_empty_digest_counts_what_was_read_since_the_digest_before(
    house: House, rhythm: Rhythm
) -> None:
    """The first one follows a slot without a digest, the second a digest."""
    await scheduled(house, rhythm=rhythm, says_empty=True)
    await news(house)
    read_at = house.clock.now()
    await go_on(house, days=8)
    preview = (await service(house).next_digest(1, 10)).digest.receipt
    await go_on(house, days=8)

    assert [digest_of(post).receipt for post in sent(house)] == [
        Receipt(1, 0, read_at),
        Receipt(0, 0, read_at),
    ]
    assert preview == Receipt(0, 0, read_at)


async def test_a_digest_that_discord_refuses_fails_alone_and_the_next_one_goes(
    house: House,
) -> None:
    await scheduled(house, rhythm=Rhythm.DAILY)

    def refuse(_post: Post) -> None:
        raise refusal(400, 50035)

    house.messenger.before = refuse
    await news(house, 1)
    await go_on(house, days=1)
    house.messenger.before = lambda _: None
    await news(house, 1, 2)
    await go_on(house, days=1)

    assert house.messenger.titles(10) == [["Sample article n0002"]]
    last = (await service(house).find(1, 10)).last
    assert last
    assert (last.state, last.articles) == ("sent", 1)


async def test_five_hundred_articles_come_in_one_slot(house: House) -> None:
    await scheduled(house, rhythm=Rhythm.WEEKLY, day=0)
    await news(house, *range(500))
    await go_on(house, days=8)

    assert [len(titles) for titles in house.messenger.titles(10)] == [500]


async def test_the_slot_of_a_paused_channel_passes_and_what_waits_comes_in_the_next(
    house: House,
) -> None:
    await scheduled(house, rhythm=Rhythm.DAILY, says_empty=True)
    await news(house, 1)
    await house.subscriptions.pause(1, 10)
    await go_on(house, days=3)
    await house.subscriptions.resume(1, 10)
    await go_on(house)
    resumed = sent(house)
    await go_on(house, days=1)

    assert resumed == []
    assert house.messenger.titles(10) == [["Sample article n0001"]]


async def test_a_channel_that_refused_gets_its_digest_once_it_takes_posts_again(
    house: House,
) -> None:
    await scheduled(house, rhythm=Rhythm.DAILY)
    await news(house, 1)

    def refuse(_post: Post) -> None:
        raise refusal(403, 50013)

    house.messenger.before = refuse
    await go_on(house, days=1)
    await news(house, 1, 2)
    await go_on(house, days=2)
    house.messenger.before = lambda _: None
    await house.subscriptions.resume(1, 10)
    await go_on(house)
    await go_on(house)

    assert house.messenger.titles(10) == [["Sample article n0001"], ["Sample article n0002"]]
    assert len({digest_of(post) for post in sent(house)}) == 2


async def test_a_later_slot_of_a_day_that_had_its_digest_is_left_out(house: House) -> None:
    await scheduled(house, rhythm=Rhythm.DAILY, at=time(13))
    await news(house, 1)
    await go_on(house, hours=2)
    await scheduled(house, rhythm=Rhythm.DAILY, at=time(20))
    await news(house, 1, 2)
    await go_on(house, hours=6)
    same_day = house.messenger.titles(10)
    await go_on(house, days=1)

    assert same_day == [["Sample article n0001"]]
    assert house.messenger.titles(10) == [["Sample article n0001"], ["Sample article n0002"]]


def of_today(house: House) -> list[dict[str, object]]:
    """Schedules with a slot at nine today."""
    today = house.clock.now().date()
    weekly = {"rhythm": Rhythm.WEEKLY, "day": today.weekday()}
    monthly = {"rhythm": Rhythm.MONTHLY, "day": today.day}
    return [{**each, "at": time(9)} for each in (weekly, monthly, {"rhythm": Rhythm.DAILY})]


@pytest.mark.parametrize("number", range(3))
async def test_a_later_time_of_a_day_without_a_digest_is_its_first_slot(
    house: House, number: int
) -> None:
    noon = house.clock.now()
    await scheduled(house, 10, **of_today(house)[number])
    after = await scheduled(house, at=time(18))
    await news(house, 1)
    await go_on(house, hours=5)

    assert after.next_at == noon.replace(hour=18)
    assert house.messenger.titles(10) == [["Sample article n0001"]]


@pytest.mark.parametrize("number", range(3))
async def test_a_slot_that_has_not_begun_in_the_zone_chosen_afterwards_is_the_first(
    house: House, number: int
) -> None:
    noon = house.clock.now()
    await scheduled(house, 10, **of_today(house)[number])
    await service(house).set_server_time(1, ServerTime("America/New_York"))
    found = await service(house).find(1, 10)
    await news(house, 1)
    await go_on(house, hours=1)

    assert found.next_at == noon.replace(hour=14)
    assert house.messenger.titles(10) == [["Sample article n0001"]]


async def test_a_slot_that_passed_without_a_digest_leaves_that_day_one(house: House) -> None:
    noon = house.clock.now()
    await scheduled(house, rhythm=Rhythm.DAILY, at=time(13))
    await go_on(house, hours=2)
    after = await scheduled(house, at=time(20))

    assert after.next_at == noon.replace(hour=20)


@pytest.mark.parametrize("zone", [None, "America/New_York"])
async def test_a_day_that_had_its_digest_has_no_second_one_in_a_schedule_made_anew(
    house: House, zone: str | None
) -> None:
    today = house.clock.now().date()
    await scheduled(house, rhythm=Rhythm.DAILY, at=time(13))
    await news(house, 1)
    await go_on(house, hours=1)
    await scheduled(house, rhythm=Rhythm.AT_ONCE)
    await service(house).set_server_time(1, ServerTime(zone))
    after = await scheduled(house, rhythm=Rhythm.DAILY, at=time(20))

    assert len(sent(house)) == 1
    assert after.next_at
    local = after.next_at.astimezone(ZoneInfo(zone or "UTC"))
    assert local.date() == today + timedelta(days=1)


async def posted_early(house: House) -> datetime:
    """Post a monthly digest before its day; returns the time when that was done."""
    noon = house.clock.now()
    await scheduled(house, rhythm=Rhythm.MONTHLY, day=28, at=time(9))
    await news(house, 1)
    await service(house).post_now(1, 10)
    return noon


async def test_a_digest_posted_early_stands_for_its_slot_at_another_time_of_day(
    house: House,
) -> None:
    noon = await posted_early(house)
    after = await scheduled(house, at=time(18))

    assert after.next_at == noon.replace(month=noon.month + 1, day=28, hour=18)


async def test_a_digest_posted_early_takes_no_slot_of_another_schedule_on_later_days(
    house: House,
) -> None:
    noon = await posted_early(house)
    same_day = await scheduled(house, rhythm=Rhythm.DAILY, at=time(18))
    await go_on(house, days=1)
    later = await scheduled(house, at=time(20))

    assert same_day.next_at == noon.replace(hour=18) + timedelta(days=1)
    assert later.next_at == noon.replace(hour=20) + timedelta(days=1)


async def test_the_days_of_a_digest_are_those_of_all_that_it_carries(house: House) -> None:
    await scheduled(house, rhythm=Rhythm.WEEKLY, day=6, at=MADRID_NINE)
    house.clock.forward(days=2)
    await news(house, 1)
    tuesday = house.clock.now().date()
    house.clock.forward(days=2)
    await scheduled(house, rhythm=Rhythm.DAILY, at=MADRID_NINE)
    preview = await service(house).next_digest(1, 10)
    await go_on(house, days=1)
    await news(house, 1, 2)
    await go_on(house, days=1)

    assert preview.digest.first == tuesday
    assert [(each.first, each.last) for each in map(digest_of, sent(house))] == [
        (tuesday, tuesday + timedelta(days=3)),
        (tuesday + timedelta(days=4), tuesday + timedelta(days=4)),
    ]


async def test_a_zone_that_moves_ahead_over_a_slot_brings_the_digest_at_once_and_none_twice(
    house: House,
) -> None:
    await scheduled(house, rhythm=Rhythm.DAILY, at=time(18), says_empty=True)
    await news(house, 1)
    await service(house).set_server_time(1, ServerTime("Pacific/Auckland"))
    await go_on(house, minutes=1)
    moved = house.messenger.titles(10)
    await service(house).set_server_time(1, ServerTime("Pacific/Pago_Pago"))
    days = [len(sent(house))]
    for _ in range(3):
        await go_on(house, days=1)
        days.append(len(sent(house)))

    assert moved == [["Sample article n0001"]]
    assert days == [1, 1, 2, 3]


async def test_another_zone_moves_the_slots_of_a_server(house: House) -> None:
    await scheduled(house, rhythm=Rhythm.DAILY, at=time(15))
    await service(house).set_server_time(1, ServerTime("Asia/Kolkata", DigestLanguage.SPANISH))
    await news(house, 1)
    await go_on(house, minutes=1)

    found = await service(house).find(1, 10)
    assert found.schedule.zone == "Asia/Kolkata"
    assert found.next_at
    assert (found.next_at.hour, found.next_at.minute) == (9, 30)
    await go_on(house, days=1)
    assert [digest_of(post).language for post in sent(house)] == [DigestLanguage.SPANISH]


async def test_a_channel_that_gets_its_news_at_once_again_gets_what_waited(house: House) -> None:
    await scheduled(house, rhythm=Rhythm.WEEKLY)
    await news(house, 1, 2)
    await go_on(house, minutes=1)
    await scheduled(house, rhythm=Rhythm.AT_ONCE)
    await go_on(house, minutes=1)

    assert [post.digest for post in sent(house)] == [None, None]


async def test_what_was_retracted_since_the_last_digest_is_told_once(house: House) -> None:
    await scheduled(house, rhythm=Rhythm.DAILY)
    await news(house, 1)
    await go_on(house, days=1)
    async with house.database.transaction() as connection:
        await articles.mark_retracted(connection, 1)
    await go_on(house, days=1)
    await go_on(house, days=1)

    shown = [[c.is_reminder for c in carried] for _, carried in house.messenger.channels[10]]
    assert shown == [[False], [True]]


async def test_quiet_hours_hold_cards_and_afterwards_the_burst_limit_holds(house: House) -> None:
    await scheduled(house, quiet=QuietHours(time(13), time(20)))
    await news(house, *range(8))
    await go_on(house, hours=1)
    in_quiet = sent(house)
    async with house.database.reader() as connection:
        assert await held(house) == [Hold.QUIET] * 8
        assert connection
    await go_on(house, hours=8)

    assert in_quiet == []
    assert [len(titles) for titles in house.messenger.titles(10)] == [1, 1, 1, 1, 1, 3]


async def test_quiet_hours_hold_a_card_that_was_to_be_tried_again(house: House) -> None:
    await scheduled(house, quiet=QuietHours(time(14), time(20)))

    def refuse(_post: Post) -> None:
        raise refusal(503)

    house.messenger.before = refuse
    await news(house, 1)
    await go_on(house)
    house.messenger.before = lambda _: None
    await go_on(house, hours=3)
    in_quiet = sent(house)
    await go_on(house, hours=5)

    assert in_quiet == []
    assert house.messenger.titles(10) == [["Sample article n0001"]]


async def test_quiet_hours_hold_no_corrections(house: House) -> None:
    await scheduled(house, quiet=QuietHours(time(15), time(20)))
    await news(house, 1)
    await go_on(house)
    house.clock.forward(hours=4)
    async with house.database.transaction() as connection:
        await articles.mark_retracted(connection, 1)
    await house.new_corrector().correct_due()

    assert len(house.messenger.edits) == 1


async def test_so_many_a_day_come_at_once_and_the_rest_as_one_digest(house: House) -> None:
    await scheduled(house, daily_limit=2, at=time(18))
    await news(house, 1)
    await go_on(house)
    await news(house, 1, 2, 3)
    await go_on(house)
    await news(house, 1, 2, 3, 4)
    await go_on(house)
    by_day = house.messenger.titles(10)
    await go_on(house, hours=4)
    await news(house, 1, 2, 3, 4, 5)
    await go_on(house)

    assert by_day == [["Sample article n0001"], ["Sample article n0002"]]
    assert house.messenger.titles(10)[2:] == [
        ["Sample article n0003", "Sample article n0004"],
        ["Sample article n0005"],
    ]
    assert await held(house) == [None, None, Hold.LIMIT, Hold.LIMIT, None]


async def test_a_channel_below_its_limit_has_no_digest(house: House) -> None:
    await scheduled(house, daily_limit=5, at=time(18), says_empty=True)
    await news(house, 1)
    await go_on(house)
    for _ in range(3):
        await go_on(house, days=1)

    assert [post.digest for post in sent(house)] == [None]


async def test_a_burst_counts_as_the_posts_that_it_makes(house: House) -> None:
    await scheduled(house, daily_limit=7, at=time(18))
    await news(house, *range(20))
    await go_on(house, seconds=10)
    await go_on(house, seconds=10)

    assert [len(titles) for titles in house.messenger.titles(10)] == [1, 1, 1, 1, 1, 15]


async def test_a_digest_now_serves_the_coming_slot(house: House) -> None:
    await scheduled(house, rhythm=Rhythm.DAILY, at=time(18), says_empty=True)
    await news(house, 1)
    preview = await service(house).next_digest(1, 10)
    posted = await service(house).post_now(1, 10)
    await go_on(house)
    now = house.messenger.titles(10)
    await go_on(house, hours=8)

    assert [c.article.article.title for c in preview.carried] == ["Sample article n0001"]
    assert (posted.articles, now) == (1, [["Sample article n0001"]])
    assert posted.replaced
    assert posted.replaced == preview.scheduled.next_at
    assert posted.after.next_at == posted.replaced + timedelta(days=1)
    assert house.messenger.titles(10) == now


async def test_a_second_digest_now_serves_no_further_slot(house: House) -> None:
    await scheduled(house, rhythm=Rhythm.DAILY, at=time(18))
    await news(house, 1)
    first = await service(house).post_now(1, 10)
    await news(house, 1, 2)
    second = await service(house).post_now(1, 10)
    await go_on(house)

    assert (first.replaced is None, second.replaced) == (False, None)
    assert first.after.next_at == second.after.next_at
    assert house.messenger.titles(10) == [["Sample article n0001"], ["Sample article n0002"]]


@pytest.mark.parametrize(("seed", "rhythm"), [(1, Rhythm.DAILY), (2, Rhythm.WEEKLY)])
async def test_many_lives_lose_nothing_and_say_nothing_twice(
    house: House, seed: int, rhythm: Rhythm
) -> None:
    await trial(house, random.Random(seed), rhythm, days=9)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rhythm", [each for each in Rhythm if each is not Rhythm.AT_ONCE])
async def test_many_longer_lives_lose_nothing_and_say_nothing_twice(
    house: House, seed: int, rhythm: Rhythm
) -> None:
    await trial(house, random.Random(seed), rhythm, days=60)


def failing(rng: random.Random) -> Callable[[Post], None]:
    def meet(_post: Post) -> None:
        if rng.random() < 0.3:
            raise refusal(None)

    return meet


async def trial(house: House, rng: random.Random, rhythm: Rhythm, days: int) -> None:
    """News over days, sends that are cut off before or after storing, and a new process each time.

    A third of the sends meets each. Channel 10 has digests, channel 11 quiet hours, channel 12 a
    limit of the day.
    """
    quiet = QuietHours(time(20), time(7))
    await service(house).set_server_time(1, ServerTime(ZONE))
    await scheduled(house, 10, rhythm=rhythm, day=1, at=time(8), quiet=quiet, says_empty=True)
    await scheduled(house, 11, quiet=quiet)
    await scheduled(house, 12, quiet=quiet, daily_limit=3, at=time(9))
    house.messenger.before = house.messenger.after = failing(rng)
    known = 0
    for _ in range(days):
        if rng.random() < 0.7:
            before, known = known, known + rng.randint(1, 9)
            await news(house, *range(max(0, before - 9), known))
        for _ in range(rng.randint(2, 5)):
            await go_on(house, minutes=rng.randint(1, 400))
            assert_loud(house)
    house.messenger.before = house.messenger.after = lambda _: None
    # The quiet hours last eleven: one of two looks in a row is outside of them.
    for _ in range(72 if rhythm is Rhythm.MONTHLY else 20):
        await go_on(house, hours=11)

    for channel_id in (10, 11, 12):
        titles = [title for each in house.messenger.titles(channel_id) for title in each]
        posts = sent(house, channel_id)
        assert len(titles) == len(set(titles)) == known
        assert len({post.key for post in posts}) == len(posts)
    assert all(post.digest for post in sent(house, 10))
    async with house.database.reader() as connection:
        rows = await connection.execute_fetchall(
            "SELECT channel_id, slot FROM posts WHERE slot IS NOT NULL"
        )
        slots = [(row["channel_id"], row["slot"]) for row in rows]
    assert len(slots) == len(set(slots))


def assert_loud(house: House) -> None:
    """Nothing new was sent by a process that looked in quiet hours."""
    count = sum(map(len, house.messenger.channels.values()))
    wall = house.clock.now().astimezone(ZoneInfo(ZONE)).hour
    before = getattr(house.messenger, "counted", 0)
    if wall >= 20 or wall < 7:
        assert count == before
    house.messenger.counted = count  # type: ignore[attr-defined]


def test_a_burst_is_shorter_than_the_time_between_slots() -> None:
    assert timedelta(hours=23) > BURST_WINDOW

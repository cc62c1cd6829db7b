from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from bot.catalogue.service import Change, Sources
from bot.model.feed import Feed, FeedHealth, FeedKind, Move, Past, PastState, Validators
from bot.storage import feed_choices, feed_history, feeds
from bot.storage.database import Database
from tests.factories import NOON, feed
from tests.fakes import ManualClock

ON = feed("On", url="https://on.example/feed/")
OFF = feed("Off", url="https://off.example/feed/", enabled=False)
OWN = feed("Own", url="https://own.example/feed/")


@pytest.fixture
def sources(database: Database, clock: ManualClock) -> Sources:
    return Sources(database, [ON, OFF], clock)


async def listed(sources: Sources) -> list[tuple[str, bool]]:
    feeds_of_database = [each.tracked.feed for each in await sources.listed()]
    return [(each.name, each.enabled) for each in feeds_of_database]


async def test_a_feed_of_ones_own_is_listed_and_polled(
    sources: Sources, database: Database
) -> None:
    assert await sources.keep(OWN) is Change.ADDED

    assert await listed(sources) == [("On", True), ("Own", True), ("Off", False)]
    async with database.reader() as connection:
        assert [t.feed for t in await feeds.active(connection)] == [ON, OWN]


async def test_a_feed_of_the_catalogue_is_switched_on_and_off(sources: Sources) -> None:
    assert await sources.keep(replace(OFF, enabled=True)) is Change.SWITCHED_ON
    assert await sources.remove(ON) is Change.SWITCHED_OFF

    assert await listed(sources) == [("Off", True), ("On", False)]


async def test_what_is_as_wanted_changes_nothing(sources: Sources, database: Database) -> None:
    assert await sources.keep(ON) is Change.KNOWN
    assert await sources.remove(OFF) is Change.KNOWN

    assert await _choices(database) == []


async def test_the_same_address_in_another_form_is_the_same_feed(sources: Sources) -> None:
    assert await sources.keep(replace(ON, url="http://on.example/feed")) is Change.KNOWN

    assert await listed(sources) == [("On", True), ("Off", False)]


MOVED_TO = "https://new.example/rss"
STATE = FeedHealth(first_polled_at=NOON, last_success_at=NOON)


async def _polled(database: Database, *moved: Feed) -> None:
    """Record that all feeds were read, and that some of them have moved to MOVED_TO."""
    async with database.transaction() as connection:
        for each in await feeds.known(connection):
            move = Move(MOVED_TO, NOON) if each.feed in moved else None
            read = replace(each, health=STATE, validators=Validators("etag"), move=move)
            await feeds.save(connection, read)


@pytest.mark.parametrize(
    "url",
    [
        "http://on.example/feed/",
        "https://ON.example/feed/",
        "https://on.example/feed",
        MOVED_TO,
        MOVED_TO.replace("https", "http") + "/",
    ],
)
async def test_a_feed_whose_address_is_corrected_in_the_file_is_the_same_feed(
    sources: Sources, database: Database, clock: ManualClock, url: str
) -> None:
    await sources.apply()
    await _polled(database, ON)
    (before, *_) = await sources.listed()

    corrected = Sources(database, [replace(ON, url=url), OFF], clock)
    await corrected.apply()

    (after, *_) = await corrected.listed()
    assert await listed(corrected) == [("On", True), ("Off", False)]
    assert (after.tracked.id, after.tracked.feed.url) == (before.tracked.id, url)
    assert (after.tracked.health, after.tracked.validators) == (STATE, Validators("etag"))
    assert after.tracked.move is None


async def test_the_past_of_a_corrected_feed_is_not_read_again(
    sources: Sources, database: Database, clock: ManualClock
) -> None:
    await sources.apply()
    await _polled(database, ON)
    (before, *_) = await sources.listed()
    async with database.transaction() as connection:
        past = Past(before.tracked.id, ON.url, None, PastState.DONE)
        await feed_history.save_backfill(connection, past, NOON)

    await Sources(database, [replace(ON, url=MOVED_TO)], clock).apply()

    async with database.reader() as connection:
        begun = await feed_history.backfills_of(connection, before.tracked.id)
    assert begun == {MOVED_TO: replace(past, start=MOVED_TO)}


async def test_a_choice_follows_a_feed_to_its_new_address(
    sources: Sources, database: Database, clock: ManualClock
) -> None:
    await sources.keep(replace(OFF, enabled=True, phrases=("breast cancer",)))
    await _polled(database, replace(OFF, enabled=True, phrases=("breast cancer",)))

    corrected = Sources(database, [ON, replace(OFF, url=MOVED_TO)], clock)
    await corrected.apply()

    assert await listed(corrected) == [("On", True), ("Off", True)]
    (_, off) = await corrected.listed()
    assert off.tracked.feed.phrases == ("breast cancer",)
    assert off.tracked.health == STATE


async def test_a_feed_of_ones_own_that_the_catalogue_lists_where_it_moved_to_is_one_feed(
    sources: Sources, database: Database, clock: ManualClock
) -> None:
    await sources.keep(OWN)
    await _polled(database, OWN)

    listing = Sources(database, [ON, replace(OWN, url=MOVED_TO)], clock)
    await listing.apply()

    assert await listed(listing) == [("On", True), ("Own", True)]


async def test_a_feed_that_is_still_listed_where_it_was_is_another_one(
    sources: Sources, database: Database, clock: ManualClock
) -> None:
    await sources.apply()
    await _polled(database, ON)

    both = Sources(database, [ON, replace(OWN, url=MOVED_TO)], clock)
    await both.apply()

    first, second = await both.listed()
    assert (first.tracked.feed, first.tracked.health) == (ON, STATE)
    assert second.tracked.health == FeedHealth()


async def test_a_feed_that_is_added_where_a_listed_one_moved_to_is_that_one(
    sources: Sources, database: Database
) -> None:
    await sources.apply()
    await _polled(database, ON)

    assert await sources.keep(replace(ON, url=MOVED_TO)) is Change.KNOWN
    assert await sources.keep(replace(ON, url=MOVED_TO, name="New")) is Change.CHANGED

    assert await listed(sources) == [("New", True), ("Off", False)]


async def test_a_choice_survives_a_start_and_the_catalogue_gives_way(
    sources: Sources, database: Database, clock: ManualClock
) -> None:
    await sources.keep(replace(ON, kind=FeedKind.JOURNAL, phrases=("breast cancer",)))

    await Sources(database, [replace(ON, name="Renamed"), OFF], clock).apply()

    (first, _) = await sources.listed()
    assert (first.tracked.feed.name, first.tracked.feed.kind) == ("On", FeedKind.JOURNAL)


async def test_a_choice_that_says_what_the_catalogue_says_is_none(
    sources: Sources, database: Database
) -> None:
    await sources.remove(ON)
    await sources.keep(replace(ON, kind=FeedKind.JOURNAL))
    await sources.keep(ON)

    assert await _choices(database) == []


async def test_a_choice_holds_when_the_catalogue_changes_the_form_of_an_address(
    sources: Sources, database: Database, clock: ManualClock
) -> None:
    await sources.remove(ON)
    moved = Sources(database, [replace(ON, url="http://on.example/feed")], clock)
    await moved.apply()
    assert await listed(moved) == [("On", False)]

    await moved.keep(replace(ON, url="http://on.example/feed"))

    assert await listed(moved) == [("On", True)]
    assert await _choices(database) == []


async def test_a_feed_of_ones_own_is_taken_out(sources: Sources) -> None:
    await sources.keep(OWN)

    assert sources.is_own(OWN)
    assert await sources.remove(OWN) is Change.SWITCHED_OFF
    assert await listed(sources) == [("On", True), ("Off", False)]


async def test_a_feed_that_was_off_for_less_than_a_day_goes_on_where_it_was(
    sources: Sources, database: Database, clock: ManualClock
) -> None:
    await sources.keep(OWN)
    for hours, first_poll in ((23, NOON), (25, None)):
        async with database.transaction() as connection:
            tracked = next(t for t in await feeds.active(connection) if t.feed == OWN)
            health = FeedHealth(first_polled_at=NOON, last_success_at=clock.now())
            await feeds.save(connection, replace(tracked, health=health))
        await sources.remove(OWN)
        clock.forward(hours=hours)
        await sources.keep(OWN)
        async with database.reader() as connection:
            tracked = next(t for t in await feeds.active(connection) if t.feed == OWN)
        assert tracked.health.first_polled_at == first_poll


async def test_a_feed_that_was_gone_is_read_again_when_it_answers(
    sources: Sources, database: Database
) -> None:
    await sources.apply()
    await _make_gone(database, ON)

    assert await sources.keep(ON) is Change.KNOWN
    assert (await _health(database, ON)).gone_at
    assert await sources.keep(ON, answers=True) is Change.KNOWN
    assert (await _health(database, ON)).gone_at is None


async def test_many_feeds_are_kept_at_once(sources: Sources) -> None:
    many = [OWN, replace(OFF, enabled=True), ON, replace(OWN, name="Twice")]

    assert await sources.keep_all(many) == [
        Change.ADDED,
        Change.SWITCHED_ON,
        Change.KNOWN,
        Change.CHANGED,
    ]
    assert await listed(sources) == [("On", True), ("Off", True), ("Twice", True)]


async def test_a_page_beyond_the_last_one_is_the_last_one(
    database: Database, clock: ManualClock
) -> None:
    many = [feed(f"Feed {number}") for number in range(7)]
    sources = Sources(database, many, clock)
    await sources.apply()

    page = await sources.page(9)

    assert (page.number, page.pages, len(page.feeds)) == (2, 2, 2)


async def test_no_feeds_are_one_empty_page(database: Database, clock: ManualClock) -> None:
    page = await Sources(database, [], clock).page(1)

    assert (page.number, page.pages, page.feeds) == (1, 1, ())


async def _choices(database: Database) -> Sequence[object]:
    async with database.reader() as connection:
        return await feed_choices.everything(connection)


async def _make_gone(database: Database, named: Feed) -> None:
    async with database.transaction() as connection:
        tracked = next(t for t in await feeds.listed(connection) if t.feed.url == named.url)
        await feeds.save(connection, replace(tracked, health=FeedHealth(gone_at=NOON)))


async def _health(database: Database, named: Feed) -> FeedHealth:
    async with database.reader() as connection:
        return next(t.health for t in await feeds.listed(connection) if t.feed.url == named.url)

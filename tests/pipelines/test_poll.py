"""The poll pipeline: what one poll leaves in the database."""

import logging
import sqlite3
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from aiosqlite import Connection
from msgspec.structs import replace

from bot.catalogue.service import Sources
from bot.errors import FetchError, ParseError
from bot.model.article import Image, KeptArticle
from bot.model.document import Document
from bot.model.feed import FeedHealth, TrackedFeed, Validators
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.feed_poll import PollStatus
from bot.pipelines.poll import Poller
from bot.storage import deliveries, feeds, posts
from bot.storage.database import Database
from bot.storage.rows import load_articles, to_seconds
from tests.factories import NOON, article, feed, subscribe_channel
from tests.failing import failing_with
from tests.fakes import ManualClock
from tests.pipelines.conftest import RULES, House


async def _pending(database: Database) -> list[int]:
    async with database.reader() as connection:
        return [delivery.channel_id for delivery in await deliveries.unbundled(connection)]


async def _health(house: House) -> FeedHealth:
    async with house.database.reader() as connection:
        (tracked,) = await feeds.active(connection)
    return tracked.health


async def new_house(database: Database, clock: ManualClock) -> House:
    """A house whose feed was not polled yet."""
    house = House(database, clock, feed())
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [house.feed])
    return house


def http(time: datetime) -> str:
    return format_datetime(time, usegmt=True)


async def test_a_feeds_first_poll_fills_the_index_and_announces_nothing(
    database: Database, clock: ManualClock
) -> None:
    house = await new_house(database, clock)
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.publish([article("1"), article("2")])

    report = await house.poll()

    assert (report.status, report.new) == (PollStatus.OK, 2)
    assert await _pending(database) == []


async def test_news_of_a_death_is_for_those_who_chose_it_by_its_content_note(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    await subscribe_channel(house.subscriptions, 1, 11, "in-memoriam", PATIENT_KINDS, None)
    house.publish([article("1"), article("2", title="Remembering Dana, who died at 41")])

    await house.poll()

    assert sorted(await _pending(house.database)) == [10, 11]


async def test_an_article_that_becomes_news_of_a_death_gets_its_topic(house: House) -> None:
    house.publish([article("1", title="Dana, advocate")])
    await house.poll()
    house.publish([article("1", title="Dana, advocate, has died at 41")])

    await house.poll()

    async with house.database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT topic FROM article_topics")
    assert [row["topic"] for row in rows] == ["in-memoriam"]


async def test_a_new_article_gets_a_delivery_per_subscribed_channel(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    await subscribe_channel(house.subscriptions, 1, 11, "metastasis", PATIENT_KINDS, None)
    await subscribe_channel(house.subscriptions, 1, 12, "treatment", PATIENT_KINDS, None)
    house.publish([article("1", "metastasis")])

    await house.poll()

    assert await _pending(house.database) == [10, 11]
    assert house.awake.is_set()


async def test_the_same_document_again_is_unchanged(house: House) -> None:
    house.publish([article("1")])
    await house.poll()

    assert (await house.poll()).status is PollStatus.UNCHANGED


async def test_the_log_names_a_feed_without_anything_new_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.pipelines.poll")
    poller = house.poller
    for keys in ("1", "1", "1", "21"):
        house.publish([article(key) for key in keys])
        house.clock.forward(days=2)
        await poller.poll_due()

    assert [each.getMessage().partition(": ")[2][:5] for each in caplog.records] == ["1 new"] * 2


async def test_a_known_article_is_not_delivered_again(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.publish([article("1")])
    await house.poll()
    house.publish([article("2"), article("1", published_at=NOON + timedelta(days=30))])

    report = await house.poll()

    assert (report.new, report.known) == (1, 1)
    assert await _pending(house.database) == [10, 10]


async def test_a_new_signature_is_kept_and_is_no_revision(house: House) -> None:
    picture = "https://img.example.org/a.jpg?Signature="
    house.publish([article("1", image=Image(f"{picture}1", "Cells"))])
    await house.poll()
    house.publish(
        [article("1", image=Image(f"{picture}2"), url="https://example.org/news/1/?cid=2")]
    )

    report = await house.poll()

    async with house.database.reader() as connection:
        (stored,) = (await load_articles(connection, [1])).values()
    assert (report.changed, report.known, stored.revision) == (0, 1, 1)
    assert stored.article.image == Image(f"{picture}2", "Cells")
    assert stored.article.url == "https://example.org/news/1/?cid=2"


async def test_a_date_in_a_year_is_not_believed_and_the_article_is_announced(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.publish([article("1", published_at=NOON + timedelta(days=365))])

    await house.poll()

    async with house.database.reader() as connection:
        (stored,) = (await load_articles(connection, [1])).values()
    assert stored.article.published_at is None
    assert await _pending(house.database) == [10]


async def test_a_changed_title_is_a_revision_and_found_by_search(house: House) -> None:
    house.publish([article("1", title="Before")])
    await house.poll()
    house.publish([article("1", title="Afterwards")])

    report = await house.poll()

    async with house.database.reader() as connection:
        rows = list(
            await connection.execute_fetchall(
                "SELECT rowid FROM article_index WHERE article_index MATCH 'afterwards'"
            )
        )
        kept = await load_articles(connection, [rows[0][0]])
    assert report.changed == 1
    assert [(a.revision, a.article.title) for a in kept.values()] == [(2, "Afterwards")]


async def test_an_article_that_another_feed_carries_is_known(house: House) -> None:
    house.publish([article("1", canonical_url="https://example.org/same")])
    await house.poll()
    other = feed("Other News")
    async with house.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [other])
    house.feed = other
    house.publish([article("x", canonical_url="https://example.org/same")])

    assert (await house.poll()).known == 1


async def test_validators_come_back_byte_for_byte_and_survive_a_304(house: House) -> None:
    house.publish([article("1")], {"etag": 'W/"a b"', "last-modified": "yesterday"})
    await house.poll()
    house.fetcher.answers[house.feed.url] = Document(house.feed.url, 304, {"etag": '"c"'})
    await house.poll()
    await house.poll()

    asked = [validators for _, validators in house.fetcher.asked[-2:]]
    assert asked == [Validators('W/"a b"', "yesterday"), Validators('"c"', "yesterday")]


@pytest.mark.parametrize("error", [FetchError("No answer.", status=503), ParseError("No feed.")])
async def test_a_failing_feed_is_a_value_and_backs_off(
    house: House, error: FetchError | ParseError
) -> None:
    house.fetcher.answers[house.feed.url] = error

    report = await house.poll()

    assert (report.status, report.error) == (PollStatus.ERROR, str(error))
    async with house.database.reader() as connection:
        (tracked,) = await feeds.active(connection)
    assert tracked.health.failures == 1
    assert tracked.next_check_at
    assert tracked.next_check_at > house.clock.now()


async def test_a_bug_in_reading_one_feed_is_logged_and_does_not_stop_another_one(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    other = feed("Other News", url="https://other.example/feed/")
    async with house.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [house.feed, other])
    house.fetcher.answers[house.feed.url] = Document(house.feed.url, 200, {}, b"unheard of")
    house.fetcher.answers[other.url] = Document(other.url, 200, {}, b"other")
    house.extractor.articles[b"other"] = (article("1"),)
    house.clock.forward(days=2)

    reports = {report.name: report for report in await house.poller.poll_due()}

    assert reports["Sample News"].error
    assert "KeyError" in reports["Sample News"].error
    assert "Traceback" in caplog.text
    assert reports["Other News"].status is PollStatus.OK


async def test_a_failing_feed_does_not_stop_another_one(house: House) -> None:
    other = feed("Other News", url="https://other.example/feed/")
    async with house.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [house.feed, other])
    house.fetcher.answers[house.feed.url] = FetchError("No answer.")
    house.fetcher.answers[other.url] = Document(other.url, 200, {}, b"other")
    house.extractor.articles[b"other"] = (article("1"),)
    house.clock.forward(days=2)

    reports = {report.name: report.status for report in await house.poller.poll_due()}

    assert reports == {"Sample News": PollStatus.ERROR, "Other News": PollStatus.OK}


async def test_a_feed_that_is_not_due_is_left_alone_and_reported(house: House) -> None:
    asked = len(house.fetcher.asked)

    (report,) = await house.poller.poll_once()

    assert report.status is PollStatus.NOT_DUE
    assert len(house.fetcher.asked) == asked


async def test_announcing_switched_off_plans_nothing(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.announce = False
    house.publish([article("1")])

    await house.poll()

    assert await _pending(house.database) == []


async def test_a_feed_taken_from_the_catalogue_is_not_polled(house: House) -> None:
    async with house.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [])
    house.clock.forward(days=2)

    assert await house.poller.poll_due() == []


async def test_a_clock_that_was_set_back_keeps_no_feed_from_being_polled(house: House) -> None:
    house.clock.forward(days=-400)
    house.publish([article("1")])

    assert (await house.poll()).new == 1


@pytest.mark.parametrize("hours", [1, 9, 20, 24, 24 * 400])
async def test_after_a_clock_that_was_ahead_a_feed_is_read_once_and_its_news_announced(
    house: House, hours: int
) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.clock.forward(hours=-hours)
    house.publish([article("1", published_at=house.clock.now() - timedelta(minutes=5))])

    first, second = await house.poller.poll_due(), await house.poller.poll_due()

    assert [report.new for report in first] == [1]
    assert second == []
    assert await _pending(house.database) == [10]


@pytest.mark.parametrize("days", [9, 40, 400])
async def test_a_first_poll_by_a_clock_that_is_ahead_makes_no_later_news_old(
    database: Database, clock: ManualClock, days: int
) -> None:
    truly = NOON - timedelta(days=days)
    house = await new_house(database, clock)
    house.publish([article("1", published_at=truly - timedelta(days=1))], {"date": http(truly)})
    await house.poll()
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    clock.forward(hours=2)
    house.publish([article("2", published_at=truly + timedelta(hours=1))])

    await house.poll()

    assert await _pending(database) == [10]


async def test_a_first_poll_is_not_before_the_newest_article_whatever_the_server_says(
    database: Database, clock: ManualClock
) -> None:
    newest = NOON - timedelta(days=3)
    house = await new_house(database, clock)
    dates = (newest, NOON - timedelta(days=9), NOON + timedelta(days=9))
    house.publish(
        [article(str(n), published_at=date) for n, date in enumerate(dates)],
        {"date": "Thu, 01 Jan 1970 00:00:00 GMT"},
    )

    await house.poll()

    assert (await _health(house)).first_polled_at == newest


async def test_a_date_that_lay_in_the_future_is_taken_once_the_clock_is_right(house: House) -> None:
    published_at = house.clock.now()
    house.clock.forward(days=-9)
    house.publish([article("1", "metastasis", published_at=published_at)])
    await house.poll()
    (before,) = await latest(house)
    house.clock.forward(days=9)
    house.publish([article(name, "metastasis", published_at=published_at) for name in "21"])

    report = await house.poll()

    dates = {kept.article.key: kept.article.published_at for kept in await latest(house)}
    assert before.article.published_at is None
    assert dates == {"1": published_at, "2": published_at}
    assert (report.new, report.changed, report.known) == (1, 0, 1)
    async with house.database.reader() as connection:
        topics = await connection.execute_fetchall("SELECT DISTINCT dated FROM article_topics")
    assert [row["dated"] for row in topics] == [to_seconds(published_at)]


async def latest(house: House) -> list[KeptArticle]:
    async with house.database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT id FROM articles ORDER BY id")
        return list((await load_articles(connection, [row["id"] for row in rows])).values())


async def test_after_a_clock_that_was_ahead_a_feed_that_failed_is_asked_once(house: House) -> None:
    before = house.clock.now()
    house.clock.forward(hours=20)
    house.fetcher.answers[house.feed.url] = FetchError("No answer.")
    await house.poller.poll_due()
    house.clock.forward(hours=-20)

    asked = [len(await house.poller.poll_due()) for _ in range(2)]

    assert asked == [1, 0]
    assert (await _health(house)).failing_since == before


async def test_a_first_poll_is_not_moved_by_a_clock_that_begins_long_ago(house: House) -> None:
    """Publishers date articles, and some are in the future then."""
    house.publish([article("1", published_at=NOON - timedelta(days=1))])
    await house.poll()
    before = (await _health(house)).first_polled_at
    house.clock.forward(days=-9000)

    await house.poller.poll_due()

    assert (await _health(house)).first_polled_at == before


async def test_a_post_that_waited_while_the_clock_was_ahead_is_due(house: House) -> None:
    async with house.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO posts (guild_id, channel_id, kind, state, next_try_at, created_at) "
            "VALUES (1, 10, 'card', 'ready', :now, :now)",
            {"now": to_seconds(house.clock.now())},
        )
    house.clock.forward(hours=-1)

    await house.poller.poll_due()

    async with house.database.transaction() as connection:
        due = await posts.claim(connection, "id", [10], house.clock.now())
    assert len(due) == 1


async def test_a_running_poller_takes_over_what_the_operator_changes_beside_it(
    house: House,
) -> None:
    other = feed("Other News", url="https://other.example/feed/")
    house.fetcher.answers[other.url] = Document(other.url, 200, {}, b"other")
    house.extractor.articles[b"other"] = (article("1"),)
    async with Database.open(house.database.path) as beside:
        sources = Sources(beside, [house.feed], house.clock)
        await sources.keep(other)
        added = await house.poller.poll_due()
        await sources.remove(other)
    house.clock.forward(days=2)
    removed = await house.poller.poll_due()

    assert [(report.name, report.new) for report in added] == [("Other News", 1)]
    assert [report.name for report in removed] == ["Sample News"]


@pytest.mark.parametrize(("hours", "announced"), [(23, [10]), (25, [])])
async def test_what_appeared_while_a_feed_was_off_is_announced_if_that_was_for_a_moment(
    house: House, hours: int, announced: list[int]
) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.publish([article("before")])
    await house.poll()
    before = await _pending(house.database)
    sources = Sources(house.database, [house.feed], house.clock)
    await sources.remove(house.feed)
    house.clock.forward(hours=hours)
    await sources.keep(house.feed)
    house.publish([article("meanwhile"), article("before")])

    assert (await house.poll()).new == 1
    assert await _pending(house.database) == [*before, *announced]


async def test_a_round_of_a_command_reports_the_feeds_that_the_database_did_not_take(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = feed("Other News")
    async with house.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [house.feed, other])
    house.publish([article("1")])
    house.fetcher.answers[other.url] = house.fetcher.answers[house.feed.url]
    house.clock.forward(days=2)
    poller = Poller(house.context(waits=False), RULES)
    save = feeds.save

    async def save_one(connection: Connection, *several: TrackedFeed) -> None:
        refuse = any(each.feed.url == other.url for each in several)
        await (failing_with(sqlite3.SQLITE_FULL)() if refuse else save(connection, *several))

    monkeypatch.setattr(feeds, "save", save_one)
    by_url = {report.url: report for report in await poller.poll_once()}

    assert by_url[house.feed.url].new == 1
    assert by_url[other.url].status is PollStatus.ERROR
    assert "is full" in (by_url[other.url].error or "")


@pytest.mark.parametrize(("days", "told"), [((3, 2, 1), "first items"), ((1, 2, 3), "newest ones")])
async def test_a_feed_that_is_cut_says_which_items_were_not_read(
    house: House, days: tuple[int, ...], told: str
) -> None:
    house.publish([article(str(day), published_at=NOON + timedelta(days=day)) for day in days])
    published = house.fetcher.answers[house.feed.url]
    assert isinstance(published, Document)
    house.fetcher.answers[house.feed.url] = replace(published, cut=True)

    (note,) = (await house.poll()).notes
    assert told in note

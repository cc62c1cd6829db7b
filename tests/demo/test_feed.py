from email.utils import parsedate_to_datetime

import aiohttp

from bot.demo.feed import UPCOMING, SampleFeed, served
from bot.knowledge import shipped
from tests.demo.samples import sample_feed, sample_text
from tests.fakes import ManualClock


def titles(document: str) -> list[str]:
    return [part.partition("<")[0] for part in document.split("<title>")[1:]]


def dates(document: str) -> list[str]:
    return [part.partition("<")[0] for part in document.split("<pubDate>")[1:]]


def test_the_older_samples_are_there_from_the_start(clock: ManualClock) -> None:
    feed = SampleFeed.read(sample_text(UPCOMING + 2), clock)

    assert titles(feed.document()) == ["Sample 24", "Sample 25"]
    assert len(feed.upcoming) == UPCOMING


def test_what_stands_around_the_items_stays(clock: ManualClock) -> None:
    document = sample_feed(clock, older=2, upcoming=0).document()

    assert document.startswith("<rss><channel>")
    assert document.endswith("</channel></rss>")


def test_the_newest_older_sample_is_an_hour_old(clock: ManualClock) -> None:
    feed = sample_feed(clock, older=2, upcoming=0)

    (date,) = dates(feed.document())

    assert (clock.now() - parsedate_to_datetime(date)).total_seconds() == 3600


def test_samples_are_published_newest_first_and_dated_now(clock: ManualClock) -> None:
    feed = sample_feed(clock, older=2, upcoming=2)

    feed.publish_next()
    clock.forward(seconds=45)
    feed.publish_next()

    assert titles(feed.document())[:2] == ["Sample 1", "Sample 0"]
    assert parsedate_to_datetime(dates(feed.document())[0]) == clock.now()


def test_when_all_is_published_nothing_more_is(clock: ManualClock) -> None:
    feed = sample_feed(clock, older=2, upcoming=0)

    assert not feed.publish_next()


def test_the_shipped_samples_leave_enough_to_search_before_the_first_is_published(
    clock: ManualClock,
) -> None:
    text = (shipped("demo") / "feed.xml").read_text("utf-8")

    feed = SampleFeed.read(text, clock)

    assert len(feed.published) >= 40


async def test_an_unchanged_feed_answers_304_until_something_is_published(
    clock: ManualClock,
) -> None:
    feed = sample_feed(clock, older=2, upcoming=1)

    async with served(feed) as url, aiohttp.ClientSession() as client:
        first = await client.get(url)
        conditional = {"If-None-Match": first.headers["ETag"]}
        unchanged = await client.get(url, headers=conditional)
        feed.publish_next()
        changed = await client.get(url, headers=conditional)

        assert [first.status, unchanged.status, changed.status] == [200, 304, 200]
        assert "Sample 0" in await changed.text()

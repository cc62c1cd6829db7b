"""Scenarios of the pipelines that read feeds and pages."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from bot.articles.news import FeedPart, Sighting
from bot.errors import FetchError
from bot.model.feed import PastState
from bot.pipelines.article_pages import PageReader
from bot.pipelines.backfill import Backfiller
from bot.pipelines.ingest import Ingest
from bot.storage import feeds
from tests.factories import NOON, article, feed
from tests.pipelines.conftest import TOPICS
from tests.pipelines.scene import Act, Scene, subscribed_channels


async def poll_news(scene: Scene) -> Act:
    house = scene.house
    await subscribed_channels(house, 10, 11)
    house.publish([article("2", "metastasis"), article("1")])
    house.clock.forward(days=2)
    return house.poller.poll_due


async def poll_for_the_first_time(scene: Scene) -> Act:
    house = scene.house
    other = feed("Other")
    async with house.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [house.feed, other])
    body = b"other"
    house.extractor.articles[body] = (article("o1"), article("o2"))
    house.fetcher.answers[other.url] = replace(
        house.fetcher.answers[house.feed.url],
        url=other.url,
        body=body,  # type: ignore[type-var]
    )
    await subscribed_channels(house)
    return house.poller.poll_due


async def poll_a_revision(scene: Scene) -> Act:
    house = scene.house
    await house.announced(article("1"))
    house.publish([article("1", title="Another title")])
    house.clock.forward(days=2)
    return house.poller.poll_due


async def poll_what_is_unchanged(scene: Scene) -> Act:
    scene.house.clock.forward(days=2)
    return scene.house.poller.poll_due


async def poll_a_feed_that_fails(scene: Scene) -> Act:
    house = scene.house
    house.fetcher.answers[house.feed.url] = FetchError("It is away.", status=503)
    house.clock.forward(days=2)
    return house.poller.poll_due


async def backfill(scene: Scene) -> Act:
    house = scene.house
    await subscribed_channels(house)
    first, second = house.feed.url, "https://example.org/older/"
    house.publish([article("1")])
    document = house.fetcher.answers[first]
    assert not isinstance(document, FetchError)
    house.extractor.older[first] = second
    house.extractor.articles[b"older"] = (article("0", published_at=NOON - timedelta(9)),)
    house.fetcher.answers[second] = replace(document, url=second, body=b"older")  # type: ignore[type-var]
    backfiller = Backfiller(house.context())

    async def begin() -> None:
        await backfiller.begin_new()
        async with house.database.reader() as connection:
            tracked = await feeds.active(connection)
        (past,) = await backfiller.pasts(tracked[0])
        assert past.state is PastState.DONE

    return begin


async def read_a_page(scene: Scene) -> Act:
    house = scene.house
    given = article("1")
    async with house.database.transaction() as connection:
        (tracked,) = await feeds.active(connection)
        ingest = Ingest(TOPICS, read_pages=True)
        seen = Sighting(FeedPart.FIRST_PAGE, NOON, NOON)
        await ingest.keep(connection, tracked, [given], house.clock.now(), seen)
    document = house.fetcher.answers[house.feed.url]
    answer = replace(document, url=given.url, body=b"What the whole page says.")  # type: ignore[type-var]

    class Pages:
        async def fetch_page(self, url: str) -> Any:
            house.fetcher.asked.append((url, None))  # type: ignore[arg-type]
            return answer

    return PageReader(house.context(), Pages()).read_due


READING = (
    poll_news,
    poll_for_the_first_time,
    poll_a_revision,
    poll_what_is_unchanged,
    poll_a_feed_that_fails,
    backfill,
    read_a_page,
)

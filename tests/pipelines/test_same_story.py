"""One story in several feeds: one article, one card, and where else it stands."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.model.article import Article, Duplicate, KeptArticle
from bot.model.document import Document
from bot.model.feed import Feed, FeedKind
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.feed_poll import PollReport
from bot.storage import deliveries, feeds
from bot.storage.database import Database
from bot.storage.rows import load_articles
from tests.factories import NOON, article, feed, subscribe_channel
from tests.pipelines.conftest import House

TITLE = "Blood test finds relapse months before a scan"


def story(key: str, site: str, title: str = TITLE, **fields: Any) -> Article:
    url = f"https://{site}.example.org/{key}"
    given = article(key, "treatment", title=title, url=url, canonical_url=url)
    return replace(given, **fields)


class Newsstand:
    """Two feeds in one house, both polled once while they were empty."""

    def __init__(self, house: House, other: Feed) -> None:
        self.house, self.feeds = house, {"first": house.feed, "other": other}

    def publish(self, name: str, *carried: Article) -> None:
        at = self.feeds[name].url
        body = repr((name, carried)).encode()
        self.house.extractor.articles[body] = carried
        self.house.fetcher.answers[at] = Document(at, 200, {}, body)

    async def poll(self) -> list[PollReport]:
        self.house.clock.forward(hours=26)
        return await self.house.poller.poll_due()

    async def comes(self, name: str, *carried: Article) -> PollReport:
        self.publish(name, *carried)
        return next(r for r in await self.poll() if r.url == self.feeds[name].url)

    async def kept(self) -> list[KeptArticle]:
        async with self.house.database.reader() as connection:
            loaded = await load_articles(connection, range(1, 20))
        return [loaded[article_id] for article_id in sorted(loaded)]

    async def channels(self) -> list[int]:
        async with self.house.database.reader() as connection:
            return [d.channel_id for d in await deliveries.unbundled(connection)]


async def stand(database: Database, house: House, kind: FeedKind = FeedKind.NEWS) -> Newsstand:
    other = feed("Other News", kind=kind)
    built = Newsstand(house, other)
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [house.feed, other])
    for name in built.feeds:
        built.publish(name)
    await built.poll()
    return built


@pytest.fixture
async def newsstand(database: Database, house: House) -> Newsstand:
    built = await stand(database, house)
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    return built


async def test_the_same_story_in_two_feeds_is_one_article_and_one_delivery(
    newsstand: Newsstand,
) -> None:
    await newsstand.comes("first", story("1", "a"))
    report = await newsstand.comes("other", story("x", "b", f"{TITLE} - Other News"))

    assert (report.new, report.known) == (0, 1)
    (kept,) = await newsstand.kept()
    assert kept.duplicates == (Duplicate("Other News", "https://b.example.org/x"),)
    assert await newsstand.channels() == [10]


async def test_it_stays_known_whatever_becomes_of_its_title(newsstand: Newsstand) -> None:
    await newsstand.comes("first", story("1", "a"))
    await newsstand.comes("other", story("x", "b"))
    report = await newsstand.comes("other", story("x", "b", "An entirely different headline now"))

    assert (report.new, report.known) == (0, 1)
    assert len(await newsstand.kept()) == 1


async def test_two_phases_are_two_stories(newsstand: Newsstand) -> None:
    title = "Vaccine against breast cancer enters phase"
    await newsstand.comes("first", story("1", "a", f"{title} 2"))
    assert (await newsstand.comes("other", story("x", "b", f"{title} 3"))).new == 1
    assert await newsstand.channels() == [10, 10]


@pytest.mark.parametrize("name", [{"doi": "10.1/a"}, {"pmid": "7"}])
async def test_one_paper_is_one_story_under_any_title(
    newsstand: Newsstand, name: dict[str, str]
) -> None:
    await newsstand.comes("first", story("1", "a", **name))
    later = NOON + timedelta(days=90)
    again = story("x", "b", "What the journal calls it", published_at=later, **name)
    assert (await newsstand.comes("other", again)).new == 0


async def test_the_same_address_in_another_feed_is_named_there(newsstand: Newsstand) -> None:
    await newsstand.comes("first", story("1", "a"))
    await newsstand.comes("other", replace(story("1", "a"), key="x", title="Edited by us"))
    assert [each.source for each in (await newsstand.kept())[0].duplicates] == ["Other News"]


async def test_a_feed_that_gives_new_ids_for_one_address_fills_nothing_up(
    newsstand: Newsstand,
) -> None:
    for number in range(4):
        await newsstand.comes("first", replace(story("1", "a"), key=f"id-{number}"))
        await newsstand.comes("other", replace(story("1", "a"), key=f"id-{number}"))
    async with newsstand.house.database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT feed_id FROM elsewhere")
    assert len({row["feed_id"] for row in rows}) == len(list(rows)) == 1
    (kept,) = await newsstand.kept()
    assert [each.source for each in kept.duplicates] == ["Other News"]


async def test_a_column_with_one_title_is_news_each_time(newsstand: Newsstand) -> None:
    title = "Questions to our nurse about radiation and skin"
    await newsstand.comes("first", story("1", "a", title, teaser="Creams and clothes."))
    second = story("2", "a", title, teaser="When may I swim again, and where?")
    assert (await newsstand.comes("first", second)).new == 1


async def test_a_story_that_a_channel_could_not_hear_of_before_is_delivered_there(
    database: Database, house: House
) -> None:
    newsstand = await stand(database, house, FeedKind.JOURNAL)
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    await subscribe_channel(house.subscriptions, 1, 11, "all", frozenset({FeedKind.JOURNAL}), None)
    await subscribe_channel(
        house.subscriptions, 1, 12, "all", PATIENT_KINDS | {FeedKind.JOURNAL}, None
    )
    await newsstand.comes("other", story("x", "b"))
    assert await newsstand.channels() == [11, 12]

    house.awake.clear()
    await newsstand.comes("first", story("1", "a"))
    assert await newsstand.channels() == [10, 11, 12]
    assert house.awake.is_set()
    await newsstand.comes("first", story("1", "a"))
    assert await newsstand.channels() == [10, 11, 12]


async def test_a_channel_that_subscribed_in_between_hears_nothing_old(newsstand: Newsstand) -> None:
    await newsstand.comes("first", story("1", "a"))
    await subscribe_channel(newsstand.house.subscriptions, 1, 11, "all", PATIENT_KINDS, None)
    await newsstand.comes("other", story("x", "b"))
    assert await newsstand.channels() == [10]


async def test_a_retraction_that_another_feed_tells_of_marks_the_article(
    newsstand: Newsstand,
) -> None:
    await newsstand.comes("first", story("1", "a", doi="10.1/a"))
    newsstand.house.revised.clear()
    notice = story("x", "b", "RETRACTED: it", doi="10.1/a", retracted=True)
    await newsstand.comes("other", notice)
    (kept,) = await newsstand.kept()
    assert (kept.article.retracted, kept.revision) == (True, 2)
    assert newsstand.house.revised.is_set()


async def test_a_first_poll_finds_what_is_known_and_delivers_nothing(
    database: Database, house: House
) -> None:
    newsstand = Newsstand(house, feed("Other News"))
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    await subscribe_channel(house.subscriptions, 1, 11, "all", frozenset({FeedKind.JOURNAL}), None)
    newsstand.publish("first", story("1", "a"))
    await newsstand.poll()
    newsstand.feeds["other"] = feed("Other News", kind=FeedKind.JOURNAL)
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [house.feed, newsstand.feeds["other"]])
    await newsstand.comes("other", story("x", "b"))
    assert len(await newsstand.kept()) == 1
    assert await newsstand.channels() == [10]


COOLING = "A cap that cools the scalp kept half of the participants from losing their hair."
WALKING = "Women who walked for an hour a day slept better during chemotherapy, a trial found."
DIETS = "Two diets with little sugar were compared for a year; neither changed weight for long."


def numbered(number: int, slug: str, title: str, teaser: str, hours: int) -> Article:
    """An item with its place in the document as its id."""
    given = story(f"guid:{number}", "a", title, teaser=teaser)
    url = f"https://a.example.org/{slug}"
    return replace(given, url=url, canonical_url=url, published_at=NOON + timedelta(hours=hours))


async def test_an_id_that_is_used_again_tells_another_story(newsstand: Newsstand) -> None:
    await newsstand.comes("first", numbered(1, "walk", "Walking eases sleep", WALKING, 20))
    again = numbered(1, "cap", "Scalp cooling saves hair for many", COOLING, 40)

    report = await newsstand.comes("first", again)

    assert (report.new, report.changed) == (1, 0)
    assert [each.article.title for each in await newsstand.kept()] == [
        "Walking eases sleep",
        "Scalp cooling saves hair for many",
    ]
    assert await newsstand.channels() == [10, 10]


async def test_an_id_that_is_used_again_is_known_from_then_on(newsstand: Newsstand) -> None:
    await newsstand.comes("first", numbered(1, "walk", "Walking eases sleep", WALKING, 20))
    again = numbered(1, "cap", "Scalp cooling saves hair for many", COOLING, 40)
    await newsstand.comes("first", again)

    report = await newsstand.comes("first", replace(again, title="Scalp cooling saves hair"))

    assert (report.new, report.changed, report.known) == (0, 1, 0)
    assert await newsstand.channels() == [10, 10]


async def test_items_whose_ids_are_their_places_are_each_announced_once(
    newsstand: Newsstand,
) -> None:
    walk = ("walk", "Walking eases sleep during treatment", WALKING, 20)
    cap = ("cap", "Scalp cooling saves hair for many", COOLING, 40)
    diet = ("diet", "Neither of two diets kept weight down", DIETS, 70)
    shown: tuple[tuple[str, str, str, int], ...] = ()
    reports = []
    for one in (walk, cap, diet):
        shown = (one, *shown)
        items = [numbered(place, *each) for place, each in enumerate(shown, 1)]
        reports.append(await newsstand.comes("first", *items))

    assert [(report.new, report.changed) for report in reports] == [(1, 0)] * 3
    titles = [each.article.title for each in await newsstand.kept()]
    assert titles == [title for _, title, _, _ in (walk, cap, diet)]
    assert await newsstand.channels() == [10] * 3

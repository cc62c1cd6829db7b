"""The operator takes out whole feeds with their articles, or one article."""

import pytest
from msgspec.structs import replace

from bot.catalogue import removal
from bot.catalogue.service import Sources
from bot.errors import RequestError
from bot.model.article import Article
from bot.model.document import Document
from bot.model.feed import TrackedFeed, Validators
from bot.model.query import UNFILTERED, Filters
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.backfill import Backfiller
from bot.storage import deliveries, feeds, index, posts, subscriptions
from bot.storage.database import Database
from bot.storage.rows import load_articles
from tests.factories import article, feed, subscribe_channel
from tests.pipelines.conftest import House

WORD = '"sample"'
FEW = 20


async def _shown(database: Database) -> set[str]:
    """Titles that any list or search shows; all of them agree."""
    async with database.reader() as connection:
        lists = [
            await index.best(connection, WORD, UNFILTERED, (1, 1, 1, 1), FEW),
            await index.newest(connection, WORD, Filters("treatment"), FEW),
            (await index.latest(connection, UNFILTERED, limit=FEW, offset=0))[0],
            (await index.latest(connection, Filters("treatment"), limit=FEW, offset=0))[0],
            [row["id"] for row in await index.texts(connection, range(FEW))],
            list(await load_articles(connection, range(FEW))),
        ]
        assert all(sorted(each) == sorted(lists[0]) for each in lists)
        titles = {title for title, _ in await index.titles(connection, WORD, FEW)}
        assert titles == {title for title, _ in await index.newest_titles(connection, FEW)}
        _, total = await index.latest(connection, UNFILTERED, limit=1, offset=0)
        assert total == len(titles) == len(lists[0])
    return titles


def _named(*keys: str) -> set[str]:
    return {f"Sample article {key}" for key in keys}


def _news(*keys: str) -> list[Article]:
    return [article(key, "treatment") for key in keys]


async def _hide(house: House, asked: str, *, undo: bool = False) -> tuple[str, bool]:
    return await removal.hide(house.database, asked, undo=undo)


async def _states(house: House) -> list[tuple[str, str | None]]:
    async with house.database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT state, reason FROM deliveries ORDER BY id")
    return [(row["state"], row["reason"]) for row in rows]


@pytest.mark.parametrize(
    "asked", ["2", " 2 ", "https://example.org/news/2/", "example.org/news/2?utm_source=x"]
)
async def test_a_hidden_article_is_in_no_list_and_comes_back_by_undo(
    house: House, asked: str
) -> None:
    house.publish(_news("3", "2", "1"))
    await house.poll()
    assert await _hide(house, asked) == ("Sample article 2", True)
    assert await _hide(house, asked) == ("Sample article 2", False)
    assert await _shown(house.database) == _named("1", "3")

    assert await _hide(house, asked, undo=True) == ("Sample article 2", True)
    assert await _shown(house.database) == _named("1", "2", "3")


async def test_what_is_hidden_stays_so_whoever_shows_it_again(house: House) -> None:
    await house.announced(*_news("2", "1"))
    await _hide(house, "https://example.org/news/2/")
    other = feed("Other News")
    async with house.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [house.feed, other])

    revised = replace(article("2", "treatment"), title="Sample article two, revised")
    elsewhere = replace(article("2", "treatment"), key="of another feed")
    house.extractor.articles[b"other"] = (elsewhere,)
    house.fetcher.answers[other.url] = Document(other.url, 200, {}, b"other")
    house.publish([revised, article("1", "treatment")])
    house.clock.forward(days=2)
    await house.poller.poll_due()
    (tracked, _) = await _active(house)
    await Backfiller(house.context()).fill(tracked, again=True)

    assert await _shown(house.database) == _named("1")
    await house.new_corrector().correct_due()
    await house.new_announcer().announce_due()
    assert [titles for _, titles in house.messenger.edits] == [[revised.title]]
    assert len(house.messenger.titles(10)) == 2


async def test_a_card_that_stands_is_corrected_though_its_article_is_hidden(house: House) -> None:
    await house.announced(*_news("2", "1"))
    await _hide(house, "https://example.org/news/2/")
    withdrawn = replace(article("2", "treatment"), retracted=True)

    await house.revise(withdrawn, article("1", "treatment"))
    await house.new_corrector().correct_due()

    (shown,) = house.messenger.shown
    assert [each.article.article.retracted for each in shown] == [True]
    assert await _shown(house.database) == _named("1")


async def test_a_summary_is_corrected_with_the_hidden_articles_that_stand_in_it_alone(
    house: House,
) -> None:
    await _announce_with_3_hidden_on_its_way(house, "5", "4", "3", "2", "1")
    (summary,) = [titles for titles in house.messenger.titles(10) if len(titles) > 1]
    await _hide(house, "https://example.org/news/4/")

    changed = replace(article("4", "treatment"), teaser="Another")
    await house.revise(*_news("5"), changed, *_news("3", "2", "1"))
    await house.new_corrector().correct_due()

    (_, edited), *more = house.messenger.edits
    assert "Sample article 4" in edited
    assert (sorted(edited), more) == (sorted(summary), [])


async def _announce_with_3_hidden_on_its_way(house: House, *numbers: str) -> None:
    """Post a card and a summary; article 3 was on a post already when it was hidden."""
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.publish(_news(*numbers))
    await house.poll()
    announcer = house.new_announcer(burst_limit=1)
    await announcer._bundle()
    await _hide(house, "https://example.org/news/3/")
    await announcer.announce_due()
    house.clock.forward(seconds=5)
    await announcer.announce_due()


async def _active(house: House) -> list[TrackedFeed]:
    async with house.database.reader() as connection:
        return await feeds.active(connection)


async def test_a_hidden_article_is_not_announced_any_more(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.publish(_news("2", "1"))
    await house.poll()
    await _hide(house, "https://example.org/news/2/")

    await house.new_announcer().announce_due()

    assert house.messenger.titles(10) == [["Sample article 1"]]
    assert (await _states(house)).count(("failed", removal.ARTICLE_HIDDEN)) == 1


async def test_a_summary_that_waits_loses_what_is_hidden(house: House) -> None:
    await _announce_with_3_hidden_on_its_way(house, "4", "3", "2", "1")

    sent = {title for titles in house.messenger.titles(10) for title in titles}
    assert sent == _named("1", "2", "4")


async def test_a_post_whose_only_article_is_hidden_ends_as_not_needed(house: House) -> None:
    await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    house.publish(_news("1"))
    await house.poll()
    announcer = house.new_announcer()
    await announcer._bundle()
    await _hide(house, "https://example.org/news/1/")
    async with house.database.transaction() as connection:
        # As a moderator's "send again" leaves it.
        await connection.execute("UPDATE posts SET state = 'ready'")
        await connection.execute("UPDATE deliveries SET state = 'pending'")

    await announcer.announce_due()

    assert house.messenger.titles(10) == []
    async with house.database.reader() as connection:
        assert await posts.channels_with_open(connection, house.clock.now()) == []
        assert not await deliveries.any_unbundled(connection)


async def test_a_new_subscription_does_not_show_what_is_hidden(house: House) -> None:
    house.publish(_news("2", "1"))
    await house.poll()
    subscribed = await subscribe_channel(house.subscriptions, 1, 10, "all", PATIENT_KINDS, None)
    await _hide(house, "https://example.org/news/2/")
    await _hide(house, "https://example.org/news/1/")

    async with house.database.reader() as connection:
        (asked,) = await subscriptions.everywhere(connection)
        assert await subscriptions.newest_articles(connection, asked, frozenset(), 1) == []
    assert subscribed


@pytest.mark.parametrize("asked", ["99", "0", "https://example.org/none", "no link at all", ""])
async def test_what_is_no_article_is_told(house: House, asked: str) -> None:
    with pytest.raises(RequestError):
        await _hide(house, asked)


async def test_a_link_of_several_articles_asks_for_the_number_of_one(house: House) -> None:
    home = "https://example.org/"
    several = [
        replace(each, url=home, canonical_url=f"{home}#{each.key}") for each in _news("2", "1")
    ]
    house.publish(several)
    await house.poll()

    with pytest.raises(RequestError, match="Several articles have this link"):
        await _hide(house, home)


@pytest.fixture
def sources(house: House) -> Sources:
    return Sources(house.database, [], house.clock)


async def _purge(house: House, sources: Sources, name: str) -> removal.Purged:
    tracked = await removal.tracked_feed(house.database, name)
    return await removal.purge(house.database, sources, tracked)


async def _own(house: House, sources: Sources) -> None:
    """Let the operator have added the feed, so that it can be removed; it was polled once."""
    await sources.keep(house.feed)
    await house.poll()


async def test_a_purge_takes_out_all_that_no_other_feed_has(house: House, sources: Sources) -> None:
    other = feed("Other News", url="https://other.example.org/feed/")
    await _own(house, sources)
    await sources.keep(other)
    house.extractor.articles[b"none"] = ()
    house.fetcher.answers[other.url] = Document(other.url, 200, {}, b"none")
    house.clock.forward(days=2)
    await house.poller.poll_due()
    house.publish(_news("3", "2", "1"))
    house.clock.forward(days=2)
    await house.poller.poll_due()
    shared = replace(article("2", "treatment"), key="x", url="https://other.example.org/2")
    house.extractor.articles[b"shared"] = (shared,)
    house.fetcher.answers[other.url] = Document(other.url, 200, {}, b"shared")
    house.clock.forward(days=2)
    await house.poller.poll_due()
    assert await _shown(house.database) == _named("1", "2", "3")

    assert await _purge(house, sources, house.feed.name) == removal.Purged(2, 1)

    assert await _shown(house.database) == _named("2")
    async with house.database.reader() as connection:
        (left,) = (await load_articles(connection, range(FEW))).values()
        assert (left.source.name, left.article.key) == ("Other News", "x")
        assert left.article.url == shared.url
        assert left.duplicates == ()
        assert await index.sources(connection) == ["Other News"]
    # The feed that is left knows its article.
    house.clock.forward(days=2)
    assert [(r.new, r.error) for r in await house.poller.poll_due()] == [(0, None)]


async def test_an_article_that_goes_to_another_feed_gets_its_words(
    house: House, sources: Sources
) -> None:
    other = feed("Other News", url="https://other.example.org/feed/")
    await _own(house, sources)
    await sources.keep(other)
    house.publish([article("1", "treatment", doi="10.1/a", teaser="As the first feed tells it.")])
    told = article("x", "treatment", title="In other words", doi="10.1/a", teaser="As it is.")
    house.extractor.articles[b"told"] = (told,)
    house.extractor.articles[b"none"] = ()
    headers = {"etag": '"1"', "last-modified": "yesterday"}
    for body in (b"none", b"told"):
        house.fetcher.answers[other.url] = Document(other.url, 200, headers, body)
        house.clock.forward(days=2)
        await house.poller.poll_due()
    assert await _shown(house.database) == _named("1")

    assert await _purge(house, sources, house.feed.name) == removal.Purged(0, 1)
    house.clock.forward(days=2)
    await house.poller.poll_due()

    assert await _shown_words(house) == ("In other words", "As it is.", told.url)
    _, validators = house.fetcher.asked[-1]
    assert validators == Validators()


async def _shown_words(house: House) -> tuple[str, str, str]:
    async with house.database.reader() as connection:
        (kept,) = (await load_articles(connection, range(FEW))).values()
    return kept.article.title, kept.article.teaser, kept.article.url


async def test_posts_that_wait_for_purged_articles_end_and_others_go_on(
    house: House, sources: Sources
) -> None:
    await _own(house, sources)
    await house.announced(*_news("1"), channels=(10, 11))
    house.publish(_news("3", "2", "1"))
    await house.poll()
    announcer = house.new_announcer()
    await announcer._bundle()

    await _purge(house, sources, house.feed.name)
    await announcer.announce_due()
    await house.new_corrector().correct_due()

    assert house.messenger.titles(10) == house.messenger.titles(11) == [["Sample article 1"]]
    async with house.database.reader() as connection:
        assert await posts.channels_with_open(connection, house.clock.now()) == []
    # New articles never get the numbers that buttons of posted cards hold.
    await sources.keep(house.feed)
    await house.poll()
    async with house.database.reader() as connection:
        assert min(await load_articles(connection, range(FEW))) == 4


async def test_a_poll_and_a_backfill_under_way_bring_nothing_back(
    house: House, sources: Sources
) -> None:
    await _own(house, sources)
    house.publish(_news("1"))
    (tracked,) = await _active(house)
    await sources.remove(tracked.feed)
    house.clock.forward(days=2)

    report = await house.poller._feed_poll.read(tracked)
    (past,) = await Backfiller(house.context()).fill(tracked)

    assert (report.new, report.error) == (0, None)
    assert past.error
    assert await _shown(house.database) == set()


async def test_a_purged_feed_that_is_added_again_is_read_as_a_new_one(
    house: House, sources: Sources
) -> None:
    await _own(house, sources)
    await house.announced(*_news("2", "1"))
    await _purge(house, sources, house.feed.name)
    await sources.keep(house.feed)

    report = await house.poll()
    await house.new_announcer().announce_due()

    assert report.new == 2
    assert len(house.messenger.titles(10)) == 2


async def test_a_feed_removed_before_can_be_purged_later(house: House, sources: Sources) -> None:
    await _own(house, sources)
    house.publish(_news("2", "1"))
    await house.poll()
    await sources.remove(house.feed)
    assert await _shown(house.database) == _named("1", "2")

    assert (await _purge(house, sources, house.feed.url)).deleted == 2
    assert await _shown(house.database) == set()


async def test_a_purge_takes_as_many_transactions_as_it_needs(
    house: House, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _own(house, sources)
    house.publish(_news(*"abcdefg"))
    await house.poll()
    monkeypatch.setattr(removal, "ARTICLES_PER_BATCH", 3)

    assert (await _purge(house, sources, house.feed.name)).deleted == 7

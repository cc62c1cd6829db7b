import pytest
from msgspec.structs import replace

from bot.catalogue.adding import FeedFinder
from bot.errors import FeedError, FetchError, ParseError
from bot.feeds.hosts import HostTurns
from bot.model.document import Document, FeedLink
from bot.model.feed import Feed
from tests.factories import article, feed
from tests.fakes import ManualClock, ScriptedExtractor, ScriptedFetcher

PAGE = "https://example.org/blog/"
FEED = "https://example.org/blog/feed/"
LINK = FeedLink(FEED, "Blog")
OTHER = FeedLink("https://example.org/comments/feed/", "Comments")


class Web:
    """Pages and feeds by address."""

    def __init__(self) -> None:
        self.fetcher = ScriptedFetcher()
        self.extractor = ScriptedExtractor()
        self.finder = FeedFinder(self.fetcher, self.extractor, HostTurns(ManualClock()))

    def page(self, url: str, *links: FeedLink, body: bytes = b"<html>") -> None:
        self.fetcher.answers[url] = Document(url, 200, {}, body)
        self.extractor.named[body] = links

    def feed(self, url: str) -> None:
        self.fetcher.answers[url] = Document(url, 200, {}, b"feed")
        self.extractor.articles[b"feed"] = (article("1"),)


@pytest.fixture
def web() -> Web:
    return Web()


def wished(url: str) -> Feed:
    return feed(url=url, phrases=("breast cancer",))


async def test_a_feeds_own_address_is_the_feed(web: Web) -> None:
    web.feed(FEED)

    found = await web.finder.find(FEED, wished)

    assert found.feed == wished(FEED)
    assert len(found.extraction.articles) == 1
    assert found.links == ()


async def test_a_page_leads_to_the_first_feed_that_it_names(web: Web) -> None:
    web.page(PAGE, LINK, OTHER)
    web.feed(FEED)

    found = await web.finder.find(PAGE, wished)

    assert found.feed == wished(FEED)
    assert found.links == (LINK, OTHER)


async def test_the_next_feed_is_read_if_the_first_that_a_page_names_is_gone(web: Web) -> None:
    moved = FeedLink("https://example.org/old.rss", "Old")
    web.page(PAGE, moved, LINK, OTHER)
    web.fetcher.answers[moved.url] = FetchError("There is no feed at this address (404).")
    web.feed(FEED)

    found = await web.finder.find(PAGE, wished)

    assert (found.feed, found.links) == (wished(FEED), (LINK, OTHER))


async def test_comments_are_not_read_in_place_of_articles(web: Web) -> None:
    comments = replace(OTHER, of_comments=True)
    web.page(PAGE, LINK, comments)
    web.fetcher.answers[FEED] = FetchError("The server cannot be reached.")
    web.feed(comments.url)

    with pytest.raises(FeedError, match="cannot be reached"):
        await web.finder.find(PAGE, wished)


async def test_a_page_without_a_feed_says_what_to_look_for(web: Web) -> None:
    web.page(PAGE)

    with pytest.raises(ParseError, match=r"the page names none\. Look on the site"):
        await web.finder.find(PAGE, wished)


async def test_what_is_neither_feed_nor_page_is_told_as_it_is(web: Web) -> None:
    web.page(PAGE, body=b"%PDF-1.7")

    with pytest.raises(ParseError, match="This is no feed"):
        await web.finder.find(PAGE, wished)


async def test_a_feed_that_a_page_names_and_that_fails_is_named(web: Web) -> None:
    web.page(PAGE, LINK)
    web.fetcher.answers[FEED] = FetchError("There is no feed at this address (404).")

    with pytest.raises(FeedError, match=rf"The page names {FEED} as its feed\. There is no feed"):
        await web.finder.find(PAGE, wished)


async def test_an_address_that_does_not_answer_is_told(web: Web) -> None:
    web.fetcher.answers[PAGE] = FetchError("The server cannot be reached.")

    with pytest.raises(FetchError, match="cannot be reached"):
        await web.finder.find(PAGE, wished)

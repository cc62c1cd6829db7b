"""The work of members, moderators and pipelines while the loop is watched, each by its name."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from msgspec.structs import replace

from bench.holding.library import CHANNEL, GUILD, MEMBER, STORED_KEY
from bench.holding.texts import ASKED, hostile, plain
from bot.app import Bot
from bot.articles.news import FeedPart, Sighting
from bot.delivery.keys import post_key
from bot.model.article import Article, TopicMatch
from bot.model.delivery import CarriedArticle, LogFilter, Post, PostKind
from bot.pipelines.ingest import Ingest
from bot.services import Services
from bot.storage import feeds, notices
from bot.storage.rows import load_articles
from bot.ui.addresses import PageAddress, PageKind
from bot.ui.answers import Asker, open_page, query_choices, similar_page
from bot.ui.cards import article_card
from bot.ui.delivery_pages import log_page, notice_page
from bot.ui.drafts import thread_name
from bot.ui.server_addresses import LogAddress
from bot.ui.source_pages import source_choices, sources_page
from bot.ui.summaries import summary_card
from bot.ui.views import Layout

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SEEN = Sighting(FeedPart.FIRST_PAGE, NOW, NOW)
TYPO = "xylophome"
QUERIES = (
    ASKED,
    TYPO,
    f'"{ASKED}" -{TYPO}',
    f"{ASKED} breast cancer metastasis er+ brain mets",
    "xylo phone",
    "breast cancer",
    "q",
    "long",
    "aé",
    " ".join(f"{TYPO}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
    "a" * 1_999 + "é",
    "é" * 2_000,
    '-"' * 1_000,
    "a\u0316\u0301" * 600,
    "topic:" * 300,
)
BEGUN = (
    "x",
    "xy",
    "xyl",
    TYPO,
    f"{ASKED} br",
    "q",
    "qa",
    "qab",
    "l",
    "long",
    "a",
    "\ufdfa",
    "the t",
)
DRAWN = 60
TOGETHER = 25
COMING = 100

Operation = Callable[[], Awaitable[object]]
AskedT = TypeVar("AskedT")

ASKER = Asker(MEMBER, GUILD)


def operations(bot: Bot) -> dict[str, Operation]:
    """Each watched by itself; the first query of all reads the vocabulary."""
    services = bot.client.services
    coming = [_article(number) for number in range(COMING)]
    return {
        "first query": lambda: _search(services, ASKED),
        "search": lambda: _each(lambda text: _search(services, text), QUERIES),
        "autocomplete": lambda: _each(lambda text: _complete(services, text), (*BEGUN, *QUERIES)),
        "similar": lambda: _each(lambda key: similar_page(services, ASKER, key), range(1, 25)),
        "latest, stored query": lambda: _each(lambda each: _opened(services, each), ADDRESSES),
        "cards": lambda: _cards(services),
        "deliveries": lambda: _log(services),
        "notices, sources": lambda: _notices(services, hostile(3).field),
        "stories that come": lambda: _coming(services, coming),
    }


ADDRESSES = (
    *(PageAddress(PageKind.LATEST, page) for page in range(1, 25)),
    PageAddress(PageKind.STORED, text=STORED_KEY),
    replace(PageAddress(PageKind.SEARCH, text=ASKED), exact=True),
)


async def _each(act: Callable[[AskedT], Awaitable[object]], several: Iterable[AskedT]) -> None:
    for each in several:
        await act(each)


async def _search(services: Services, text: str) -> object:
    return await open_page(services, ASKER, PageAddress(PageKind.SEARCH, text=text))


async def _opened(services: Services, address: PageAddress) -> object:
    return await open_page(services, ASKER, address)


async def _complete(services: Services, text: str) -> None:
    query_choices(await services.engine.complete(text))
    source_choices(text, await services.visibility.sources(ASKER.guild_id))


async def _cards(services: Services) -> None:
    async with services.database.reader() as connection:
        kept = await load_articles(connection, range(1, DRAWN + 1))
    carried = [CarriedArticle(each, ("all",), (1,)) for each in kept.values()]
    key = post_key("0" * 32, 1, 0)
    post = Post(1, GUILD, CHANNEL, PostKind.CARD, key, NOW)
    for each in carried:
        _drawn(article_card(each, services.taxonomy, key))
        thread_name(post, [each])
        # One card follows another only once it was sent.
        await asyncio.sleep(0)
    _drawn(summary_card(carried[:TOGETHER], services.taxonomy, key, 1))


def _drawn(view: Layout) -> None:
    view.to_components()  # type: ignore[no-untyped-call] # discord.py leaves it untyped


async def _log(services: Services) -> None:
    for number in range(1, 8):
        page = await services.delivery_log.page(LogFilter(GUILD), number)
        _drawn(log_page(page, LogAddress(number), {}))
        await asyncio.sleep(0)


async def _notices(services: Services, name: str) -> None:
    async with services.database.reader() as connection:
        due = await notices.due(connection, "0" * 32, NOW)
    _drawn(notice_page(due, {CHANNEL: name}, services.taxonomy))
    for number in range(1, 4):
        _drawn(sources_page(await services.sources.page(number)))
        await asyncio.sleep(0)
    await services.stored_queries.count(MEMBER)


async def _coming(services: Services, found: Sequence[Article]) -> None:
    """A poll brings articles whose titles begin as kept ones do."""
    ingest = Ingest(services.taxonomy)
    with contextlib.suppress(_UndoneError):
        async with services.database.transaction() as connection:
            tracked = (await feeds.active(connection))[0]
            await ingest.keep(connection, tracked, found, NOW, SEEN)
            # The next round is to find them new again.
            raise _UndoneError


class _UndoneError(Exception):
    """Rolls a transaction back."""


def _article(number: int) -> Article:
    return Article(
        key=f"new {number}",
        url=f"https://example.org/new/{number}",
        canonical_url=f"https://example.org/new/{number}",
        title=hostile(number).field[:250],
        teaser=plain(number).field[:300],
        text=hostile(number).text[:20_000],
        published_at=NOW,
        topics=(TopicMatch("metastasis", "title: metastasis"),),
    )

"""The article page pipeline: reads an article's web page, once, if its feed gives only a teaser.

    new article with little text (pipelines.ingest) ─► wanted ─► robots.txt? ─► turn of its host
        ─► fetch ─► main text, image, author ─► ONE transaction: article, index, state

The text goes into the search index only: it is never republished. For a day, it may bring the
article to channels that follow words of it (`planner.match_again`); nothing else is announced
because of it. `lifecycle` runs the loop, unless ARTICLE_PAGES is off.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from itertools import groupby

from bot.articles.links import host_of, safe_url
from bot.errors import (
    DatabaseDamagedError,
    DatabaseError,
    DatabaseVersionError,
    FeedError,
    FetchError,
    HostError,
)
from bot.feeds.fetchers import PageFetcher
from bot.model.article import ArticlePage, ArticlePageState, WantedArticlePage
from bot.model.document import Document
from bot.pipelines.loops import finish_all, keep_going, keep_trying
from bot.pipelines.reading_context import ReadingContext
from bot.storage import article_pages

log = logging.getLogger(__name__)

PAGES_AT_ONCE = 200
"""Pages of one round. Pages of newer articles come first in the next round. Chosen by eye."""
PAGE_HOSTS_AT_ONCE = 4
"""Hosts that are read side by side. Chosen by eye."""
LOOK_EVERY_SECONDS = 30.0
"""The pause between two rounds. Chosen by eye."""
PUT_OFF_SECONDS = 600.0
"""The wait after this machine could not read or keep a page. Chosen by eye."""
MOST_ATTEMPTS = 3
"""Tries of one page. Chosen by eye."""
TRY_AGAIN_AFTER = timedelta(hours=1)
"""The wait after a first failure; each further one doubles it. Chosen by eye."""
LASTING_STATUSES = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.PAYMENT_REQUIRED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.GONE,
)
"""Statuses that another try would not change."""
HTML_TYPES = ("text/html", "application/xhtml+xml")


class PageReader:
    """Reads the web pages of articles that have little text.

    Its ingest plans an article for channels whose words stand in its page alone.
    """

    def __init__(self, context: ReadingContext, fetcher: PageFetcher) -> None:
        self._database = context.database
        self._fetcher = fetcher
        self._extractor = context.extractor
        self._turns = context.turns
        self._robots = context.robots
        self._clock = context.clock
        self._ingest = context.ingest
        self._slots = asyncio.Semaphore(PAGE_HOSTS_AT_ONCE)
        self._put_off = False
        self._unsettled: set[int] = set()

    async def run(self) -> None:
        """Read the wanted pages until canceled."""
        while True:
            self._put_off = False
            read = await keep_going(self.read_due, self._clock)
            if self._put_off:
                await self._clock.sleep(PUT_OFF_SECONDS)
            elif not read:
                await self._clock.sleep(LOOK_EVERY_SECONDS)

    async def read_due(self) -> int:
        """Read the pages that are due, hosts side by side; returns their number."""
        async with self._database.reader() as connection:
            due = await article_pages.due(connection, self._clock.now(), PAGES_AT_ONCE)
        due = [wanted for wanted in due if wanted.article_id not in self._unsettled]
        if not due:
            return 0
        by_host = groupby(sorted(due, key=_host), _host)
        async with self._extractor:
            await finish_all([self._read_host(list(group)) for _, group in by_host])
        return len(due)

    async def _read_host(self, several: Sequence[WantedArticlePage]) -> None:
        async with self._slots:
            for wanted in several:
                try:
                    await self._read(wanted)
                except DatabaseDamagedError as exc:
                    # The article's row is damaged, so reading its page again would not help.
                    await self._give_up(wanted, str(exc))
                except (HostError, DatabaseError) as exc:
                    # `notify_operator` tells it. The page is not at fault and waits.
                    log.info("The page of article %d was put off: %s", wanted.article_id, exc)
                    self._put_off = True
                    return
                except DatabaseVersionError:
                    raise
                except Exception as exc:
                    # A bug that one page triggers must not keep the others from being read.
                    log.exception("Reading the page of article %d met a bug", wanted.article_id)
                    await self._give_up(wanted, type(exc).__name__)

    async def _read(self, wanted: WantedArticlePage) -> None:
        try:
            if not safe_url(wanted.url) or not await self._robots.allows(wanted.url):
                sentence = "Its host does not allow it (robots.txt)."
                await self._settle(wanted, ArticlePageState.REFUSED, sentence)
                return
            document = await self._fetch(wanted.url)
            page = await self._extractor.read_page(document)
        except FeedError as exc:
            await self._fail(wanted, exc)
            return
        if page.indexable:
            await self._keep(wanted, page)
        else:
            await self._settle(
                wanted, ArticlePageState.REFUSED, "The page does not want to be indexed."
            )

    async def _fetch(self, url: str) -> Document:
        async with self._turns.turn(url, await self._robots.delay(url)):
            document = await self._fetcher.fetch_page(url)
        kind = document.headers.get("content-type", HTML_TYPES[0]).partition(";")[0].strip().lower()
        if kind not in HTML_TYPES:
            raise FetchError(f"It is no web page ({kind}).", status=HTTPStatus.NOT_FOUND)
        return document

    async def _keep(self, wanted: WantedArticlePage, page: ArticlePage) -> None:
        async def keep() -> tuple[bool, bool]:
            now = self._clock.now()
            async with self._database.transaction() as connection:
                changed = await article_pages.enrich(connection, wanted.article_id, page)
                await article_pages.settle(
                    connection, wanted.article_id, ArticlePageState.DONE, now
                )
                added = await self._ingest.match_again(connection, wanted.article_id, now)
            return changed, added

        changed, added = await keep_trying(keep, self._clock)
        if changed:
            self._ingest.revised()
        if added:
            self._ingest.wake()

    async def _fail(self, wanted: WantedArticlePage, error: FeedError) -> None:
        status = error.status if isinstance(error, FetchError) else None
        if status in LASTING_STATUSES or wanted.attempts + 1 >= MOST_ATTEMPTS:
            await self._settle(wanted, ArticlePageState.FAILED, str(error))
            return
        asked = error.retry_after if isinstance(error, FetchError) else None
        wait = max(TRY_AGAIN_AFTER * (1 << wanted.attempts), timedelta(seconds=asked or 0))
        await self._settle(wanted, ArticlePageState.OPEN, str(error), wait)

    async def _give_up(self, wanted: WantedArticlePage, error: str) -> None:
        """Record that a page is not read; if damage prevents that, skip it until the next start."""
        try:
            await self._settle(wanted, ArticlePageState.FAILED, error)
        except DatabaseDamagedError:
            self._unsettled.add(wanted.article_id)

    async def _settle(
        self,
        wanted: WantedArticlePage,
        state: ArticlePageState,
        error: str,
        wait: timedelta | None = None,
    ) -> None:
        async def settle() -> None:
            now = self._clock.now()
            next_try_at = None if wait is None else now + wait
            async with self._database.transaction() as connection:
                await article_pages.settle(
                    connection, wanted.article_id, state, now, error=error, next_try_at=next_try_at
                )

        await keep_trying(settle, self._clock)


def _host(wanted: WantedArticlePage) -> str:
    return host_of(wanted.url)

"""Fetches pictures of articles, for cards that carry them as files.

    URL ─► kept? just failed? ─► robots.txt ─► the host's turn ─► fetch ─► a picture? ─► kept

Called by the Discord messenger. A card never waits longer than `PICTURE_PATIENCE_SECONDS`, and an
error is no more than a missing picture.
"""

import asyncio
import logging
from collections import OrderedDict
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from bot.clock import Clock
from bot.errors import FetchError, HostError
from bot.feeds.fetchers import PictureReader
from bot.feeds.hosts import HostTurns
from bot.feeds.robots import RobotsRules
from bot.model.article import Picture, picture_of

log = logging.getLogger(__name__)

PICTURE_PATIENCE_SECONDS = 10.0
"""The time for one picture, waiting for other requests to its host included. Chosen by eye."""
PICTURE_CACHE_BYTES = 16 * 1024 * 1024
"""One article goes to many channels within seconds. Chosen by eye, for small machines."""
PICTURE_FETCHES_AT_ONCE = 3
"""Each holds at most `LARGEST_BODY_BYTES`. Chosen by eye."""
PICTURE_FAILURE_HOLDS = timedelta(seconds=30)
"""Less than `PICTURE_WAIT`, after which a picture that Discord lacks is fetched once more."""
MOST_FAILED_PICTURES = 1_000
"""Failures to remember; beyond that, all are forgotten. Chosen by eye."""


class PictureFetcher:
    """Fetches pictures, and keeps the last ones.

    Args:
        patience: seconds to wait for a picture.
    """

    def __init__(
        self,
        fetcher: PictureReader,
        turns: HostTurns,
        robots: RobotsRules,
        clock: Clock,
        patience: float = PICTURE_PATIENCE_SECONDS,
    ) -> None:
        self._fetcher = fetcher
        self._turns = turns
        self._robots = robots
        self._clock = clock
        self._patience = patience
        self._kept: OrderedDict[str, Picture] = OrderedDict()
        self._failed: dict[str, datetime] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._slots = asyncio.Semaphore(PICTURE_FETCHES_AT_ONCE)

    async def get(self, url: str) -> Picture | None:
        """The picture at this address; None if it cannot be had now, whatever the reason."""
        lock = self._locks.setdefault(url, asyncio.Lock())
        try:
            async with asyncio.timeout(self._patience), lock:
                return self._known(url) or await self._asked(url)
        except FetchError as exc:
            self._fail(url, exc, timedelta(seconds=exc.retry_after or 0))
        except TimeoutError:
            self._fail(url, f"It was not there within {self._patience:g} seconds.")
        except HostError as exc:
            self._fail(url, exc)
        except Exception:
            # A card must not be lost because of its picture.
            log.exception("Fetching the picture %s met a bug", url)
        return None

    def _known(self, url: str) -> Picture | None:
        if url in self._kept:
            self._kept.move_to_end(url)
        return self._kept.get(url)

    async def _asked(self, url: str) -> Picture | None:
        if self._clock.now() < self._failed.get(url, self._clock.now()):
            return None
        async with self._slots:
            if not await self._robots.allows(url):
                raise FetchError("Its host does not allow it (robots.txt).")
            async with self._turns.turn(url):
                document = await self._fetcher.fetch_picture(url)
        picture = None if document.cut else picture_of(url, document.body)
        if picture is None:
            raise FetchError("It is too large, or no PNG, JPEG, GIF or WebP.")
        self._keep(url, picture)
        return picture

    def _keep(self, url: str, picture: Picture) -> None:
        self._failed.pop(url, None)
        self._kept[url] = picture
        while sum(len(each.data or b"") for each in self._kept.values()) > PICTURE_CACHE_BYTES:
            self._kept.popitem(last=False)

    def _fail(self, url: str, reason: object, wait: timedelta = timedelta(0)) -> None:
        if len(self._failed) >= MOST_FAILED_PICTURES:
            self._failed.clear()
        self._failed[url] = self._clock.now() + max(wait, PICTURE_FAILURE_HOLDS)
        log.info("The picture %s is shown by its link: %s", url, reason)

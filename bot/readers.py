"""Builds the parts that read feeds and web pages, over an open `Core`.

open_readers (over open_fetching) ─► poller, backfiller, page reader, finder, and those that ask
Crossref and PubMed
"""

import contextlib
from collections.abc import AsyncIterator, Callable

from msgspec import Struct

from bot.catalogue.adding import FeedFinder
from bot.core import Core
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.feeds.pictures import PictureFetcher
from bot.feeds.robots import RobotsRules
from bot.model.article import Taxonomy
from bot.pipelines.article_pages import PageReader
from bot.pipelines.backfill import Backfiller
from bot.pipelines.evidence import PubMedWatch
from bot.pipelines.feed_poll import PollRules
from bot.pipelines.ingest import Ingest
from bot.pipelines.poll import Poller
from bot.pipelines.reading_context import ReadingContext
from bot.pipelines.registry import RegistryWatch
from bot.reading.worker import ExtractorPool
from bot.setting_values import PictureRule
from bot.settings import Settings


class Fetching(Struct, frozen=True):
    """The parts that ask feeds and web pages, and read the answers in processes of their own."""

    fetcher: HttpFetcher
    extractor: ExtractorPool
    turns: HostTurns
    private_hosts: PrivateHosts


class Readers(Struct, frozen=True):
    """The parts that read from the web; they take turns at each host.

    Attributes:
        pictures: None if pictures are links.
    """

    poller: Poller
    backfiller: Backfiller
    page_reader: PageReader
    registry: RegistryWatch
    pubmed: PubMedWatch
    finder: FeedFinder
    pictures: PictureFetcher | None


@contextlib.asynccontextmanager
async def open_fetching(
    settings: Settings, taxonomy: Taxonomy, turns: HostTurns
) -> AsyncIterator[Fetching]:
    """Open the HTTP client; the reading processes start with the first document."""
    private_hosts = PrivateHosts(settings.allowed_private_hosts)
    async with HttpFetcher.open(contact=settings.contact, private_hosts=private_hosts) as fetcher:
        yield Fetching(fetcher, ExtractorPool(taxonomy), turns, private_hosts)


@contextlib.asynccontextmanager
async def open_readers(
    core: Core,
    wake: Callable[[], None] = lambda: None,
    revised: Callable[[], None] = lambda: None,
    *,
    waits: bool = False,
) -> AsyncIterator[Readers]:
    """Sync the list of feeds, and build the parts that read them.

    Args:
        wake: called when there is something to announce.
        revised: called when an article changed whose cards may need an edit.
        waits: whether the parts wait for an unavailable database, as in a running bot; a command
            fails instead.
    """
    settings, database, clock, turns = core.settings, core.database, core.clock, core.turns
    ingest = Ingest(
        core.taxonomy,
        announce=settings.announce,
        read_pages=settings.article_pages,
        wake=wake,
        revised=revised,
    )
    await core.sources.apply()
    async with open_fetching(settings, core.taxonomy, turns) as parts:
        fetcher, extractor = parts.fetcher, parts.extractor
        robots = RobotsRules(fetcher, turns, clock, settings.crawl_delay)
        context = ReadingContext(
            database,
            fetcher,
            extractor,
            ingest,
            turns=turns,
            robots=robots,
            clock=clock,
            waits=waits,
        )
        yield Readers(
            Poller(context, PollRules(settings.poll_interval, parts.private_hosts)),
            Backfiller(context),
            PageReader(context, fetcher),
            RegistryWatch(
                database, fetcher, turns, clock, url=settings.registry_url, revised=revised
            ),
            PubMedWatch(
                database,
                fetcher,
                turns,
                clock,
                url=settings.pubmed_url,
                contact=settings.contact,
                revised=revised,
            ),
            FeedFinder(fetcher, extractor, turns),
            PictureFetcher(fetcher, turns, robots, clock)
            if settings.images is PictureRule.ATTACH
            else None,
        )

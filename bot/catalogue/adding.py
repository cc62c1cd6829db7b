"""Finds the feed that a person asks for. Called by `cli.tasks` and `catalogue.proposing`.

name or address ─► listed? that feed, with the requested changes ─► does it answer?
└► an address: find the feed ─► named by its title

Nothing is kept here; `catalogue.service` does that.
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from bot.articles.links import (
    has_login,
    is_mail_address,
    safe_url,
    typed_address,
    without_login,
)
from bot.articles.text import shorten
from bot.catalogue.service import Change, Sources
from bot.errors import (
    FeedError,
    FetchError,
    KnowledgeError,
    ParseError,
    RequestError,
    UnknownNameError,
)
from bot.feeds.fetchers import Fetcher
from bot.feeds.health import unpolled_sentence
from bot.feeds.hosts import HostTurns
from bot.knowledge.catalogue import (
    LONGEST_FEED_NAME,
    at_address,
    at_new_address,
    form_of,
    no_topic,
    of_name,
    read_feed,
    set_apart,
)
from bot.knowledge.shapes import nearest
from bot.model.article import Taxonomy
from bot.model.document import Document, FeedLink
from bot.model.feed import Audience, Feed, FeedKind, Validators
from bot.reading.extractor import Extraction, Extractor

NO_FEED_FOUND = (
    "There is no feed at this address, and the page names none. Look on the site for a link called "
    "RSS or Feed, and add that address."
)

MOST_TRIED = 3
"""At most this many feeds of a web page are tried. Chosen by eye."""


class FoundFeed(Struct, frozen=True):
    """A feed that answered.

    Attributes:
        feed: as requested, with the address at which it was found.
        links: the feeds that the page names, from this one on; empty if the address was the feed's
            own.
        document: that it was read from.
    """

    feed: Feed
    extraction: Extraction
    links: tuple[FeedLink, ...]
    document: Document


class FeedFinder:
    """Looks for feeds.

    Args:
        turns: gives out the turns in which hosts are asked.
    """

    def __init__(self, fetcher: Fetcher, extractor: Extractor, turns: HostTurns) -> None:
        self._fetcher = fetcher
        self._extractor = extractor
        self._turns = turns

    async def find(self, url: str, wished: Callable[[str], Feed]) -> FoundFeed:
        """The feed at an address, or the one that the page there names.

        Args:
            url: the address of a feed or of a web page.
            wished: makes the requested feed from the address at which it was found.

        Raises:
            FeedError: there is no feed, or it does not answer.
        """
        document = await self._fetch(url)
        try:
            feed = wished(url)
            extraction = await self._extractor.extract(document, feed)
            return FoundFeed(feed, extraction, (), document)
        except ParseError as exc:
            links = await self._extractor.links(document)
            if not links:
                if document.is_web_page:
                    raise ParseError(NO_FEED_FOUND) from exc
                raise
        return await self._follow(links, wished)

    async def _follow(
        self, links: tuple[FeedLink, ...], wished: Callable[[str], Feed]
    ) -> FoundFeed:
        """The first of the named feeds that can be read; of comments, only the first of all."""
        tried = [0, *(at for at, link in enumerate(links) if at and not link.of_comments)]
        failure: FeedError | None = None
        for at in tried[:MOST_TRIED]:
            feed = wished(links[at].url)
            try:
                document = await self._fetch(feed.url)
                extraction = await self._extractor.extract(document, feed)
                return FoundFeed(feed, extraction, links[at:], document)
            except FeedError as exc:
                failure = failure or FeedError(f"The page names {feed.url} as its feed. {exc}")
        assert failure  # noqa: S101 - there is at least one link
        raise failure

    async def _fetch(self, url: str) -> Document:
        try:
            async with self._turns.turn(url):
                return await self._fetcher.fetch(url, Validators())
        except FetchError as exc:
            raise FetchError(unpolled_sentence(exc), status=exc.status) from exc


UNNAMED = "New feed"
"""The name of a feed until its title is known."""
NO_LOGIN = (
    "The address holds a name or a password, which lists and logs would show. Add the feed's "
    "public address."
)
MAIL_ADDRESS = "This is a mail address. Add the address of a feed or of a web page."
WEB_SCHEMES = ("https://", "http://")
WRONG_ADDRESS = "No server can have the address {address}. Copy it from the browser again."
LONGEST_SHOWN = 100
"""Characters of the request that an error repeats. Chosen by eye."""


class FeedRequest(Struct, frozen=True):
    """A person's request to add or change a feed.

    A field that is None or empty keeps the feed's present value, or the default for a new feed.

    Attributes:
        asked: a feed's name, or the address of a feed or a web page.
    """

    asked: str
    name: str | None = None
    kind: FeedKind | None = None
    audience: Audience | None = None
    topics: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, object]:
        """The requested values, by the names that the feeds file uses."""
        wished = {
            "name": self.name,
            "kind": self.kind,
            "audience": self.audience,
            "topics": self.topics,
            "phrases": self.phrases,
        }
        return {name: value for name, value in wished.items() if value}


class Added(Struct, frozen=True):
    """A feed that was found.

    Attributes:
        change: how the list changed; None while nothing is kept.
        links: the feeds that the page names, from this one on; empty if no page was asked.
    """

    feed: Feed
    extraction: Extraction
    links: tuple[FeedLink, ...] = ()
    change: Change | None = None


async def find_requested(
    wish: FeedRequest, sources: Sources, finder: FeedFinder, taxonomy: Taxonomy
) -> Added:
    """Find a feed and read it once.

    Raises:
        UnknownNameError: there is no such topic.
        RequestError: `wish.asked` is neither a listed name nor an address, or it holds a login; or
            a requested value is wrong.
        FeedError: there is no feed, or it does not answer.
    """
    for slug in wish.topics:
        if not taxonomy.get(slug):
            raise UnknownNameError(_as_sentence(no_topic(slug, taxonomy)))
    tracked = [each.tracked for each in await sources.listed()]
    listed = [each.feed for each in tracked]
    known = _listed_feed(listed, wish.asked) or at_new_address(tracked, typed_address(wish.asked))
    asked = known.url if known else _new_address(wish.asked, listed)

    def wished(url: str) -> Feed:
        # A page may also lead to a feed that is listed already.
        before = known or at_address(listed, url) or at_new_address(tracked, url)
        if before is None:
            return _read({"name": UNNAMED, "url": url, **wish.fields}, taxonomy)
        checked = _read({"name": before.name, "url": before.url, **wish.fields}, taxonomy)
        changed = {name: getattr(checked, name) for name in wish.fields}
        return replace(before, **changed, enabled=True)

    wished(asked)  # Checked here, so that no server is asked for a wrong request.
    found = await finder.find(asked, wished)
    feed = found.feed
    if feed.name == UNNAMED and not wish.name:
        homepage = found.extraction.homepage or feed.homepage
        feed = replace(feed, name=_name(found.extraction.title, feed), homepage=homepage)
    if wish.name or not at_address(listed, feed.url):
        form = form_of(feed.url)
        taken = {each.name.casefold() for each in listed if form_of(each.url) != form}
        feed = replace(feed, name=set_apart(feed.name, feed.url, taken))
    return Added(feed, found.extraction, found.links)


def _listed_feed(listed: Sequence[Feed], asked: str) -> Feed | None:
    """The listed feed of this name or address, as a person typed it, if there is one.

    Raises:
        RequestError: several feeds have this name.
    """
    return of_name(listed, asked) or at_address(listed, typed_address(asked))


def known_feed(listed: Sequence[Feed], asked: str) -> Feed:
    """The listed feed of this name or address.

    Raises:
        UnknownNameError: there is none; names the nearest one.
        RequestError: several feeds have this name.
    """
    found = _listed_feed(listed, asked)
    if found is None:
        raise UnknownNameError(f"{_not_listed(asked)}. {_nearest(asked, listed)}".strip())
    return found


def _read(fields: Mapping[str, object], taxonomy: Taxonomy) -> Feed:
    """The feed of these values; a wrong one was typed by a person and stands in no file."""
    try:
        return read_feed(fields, taxonomy)
    except KnowledgeError as exc:
        # A person typed an address, and no key of a file.
        said = str(exc).replace("url is wrong", "the address is wrong", 1)
        raise RequestError(_as_sentence(said)) from exc


def _as_sentence(end: str) -> str:
    return end[:1].upper() + end[1:]


def _new_address(asked: str, listed: Sequence[Feed]) -> str:
    """The address that a person typed for a feed that is not listed.

    Raises:
        RequestError: it is none, or holds a login.
    """
    address = typed_address(asked)
    if is_mail_address(asked):
        raise RequestError(MAIL_ADDRESS)
    if has_login(address):
        raise RequestError(NO_LOGIN)
    if not safe_url(address):
        raise _no_address(address, listed)
    return address


def _no_address(asked: str, listed: Sequence[Feed]) -> RequestError:
    """The error for what is neither a listed feed nor an address; it names the nearest feed."""
    if asked.lower().startswith(WEB_SCHEMES):
        # It begins as an address does, and something behind is wrong: a port, a space in the host.
        return RequestError(WRONG_ADDRESS.format(address=_shown(asked)))
    return UnknownNameError(
        f"{_not_listed(asked)}, and it is no address that begins with https:// or http://. "
        f"{_nearest(asked, listed)}".strip()
    )


def _not_listed(asked: str) -> str:
    return f"There is no feed “{_shown(asked)}”"


def _nearest(asked: str, listed: Sequence[Feed]) -> str:
    return nearest(asked, (feed.name for feed in listed)) if listed else ""


def _shown(asked: str) -> str:
    return shorten(without_login(asked), LONGEST_SHOWN)


def _name(title: str, feed: Feed) -> str:
    """The feed's own title, else its host."""
    return title[:LONGEST_FEED_NAME].strip() or urlsplit(feed.url).hostname or UNNAMED

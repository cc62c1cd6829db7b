"""Loads the catalogue of feeds from FEEDS_FILE (`data/feeds.toml`), and overlays the operator's.

Called by `core` and the command line. Feeds from elsewhere (`feeds add`, OPML) must pass the same
checks.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

from msgspec.structs import asdict, replace

from bot.articles.links import safe_url, without_login
from bot.articles.selectors import is_selector
from bot.errors import KnowledgeError, RequestError
from bot.knowledge.shapes import (
    Shape,
    ValueCheck,
    WrongEntryError,
    any_text,
    list_of,
    nearest,
    one_of,
    read_shape,
    short_text,
    tables_of,
    true_or_false,
    visible_line,
    web_address,
)
from bot.knowledge.toml import TomlTable, raise_all, read_entries, refuse_repeats
from bot.knowledge.topics import phrase
from bot.model.article import Taxonomy
from bot.model.feed import Audience, Feed, FeedChoice, FeedKind, Listing, TrackedFeed

LONGEST_FEED_NAME = 80
"""Characters that fit in one line of a card and of Discord's autocomplete."""
LONGEST_HOST_IN_NAME = 40
"""Characters of a host that tell two feeds of one name apart. Chosen by eye."""
SEVERAL_FEEDS = "Several feeds have the name “{name}”. Give the address of one: {addresses}"
LONGEST_SELECTOR = 200
"""Characters."""


def _selector(value: str) -> str:
    if value and not is_selector(value):
        raise ValueError("write a CSS selector, such as article or h2 a")
    return value


def _selector_of(least: int = 0) -> ValueCheck[str]:
    return any_text(LONGEST_SELECTOR, _selector, least=least, strip=True)


Selector = Annotated[str, _selector_of()]
Slugs = Annotated[tuple[str, ...], list_of(any_text())]


class ListingShape(Shape, frozen=True):
    """A `[[feed.listing]]` table; `Listing` explains its selectors."""

    url: Annotated[str, web_address]
    item: Annotated[str, _selector_of(1)]
    title: Selector = ""
    link: Selector = ""
    date: Selector = ""
    teaser: Selector = ""
    image: Selector = ""
    next_page: Selector = ""
    topics: Slugs = ()


class FeedShape(Shape, frozen=True):
    """A `[[feed]]` table."""

    name: Annotated[str, short_text(visible_line, most=LONGEST_FEED_NAME)]
    url: Annotated[str, web_address]
    homepage: Annotated[str, web_address] = ""
    kind: Annotated[FeedKind, one_of(FeedKind)] = FeedKind.NEWS
    audience: Annotated[Audience, one_of(Audience)] = Audience.PATIENTS
    topics: Slugs = ()
    enabled: Annotated[bool, true_or_false] = True
    phrases: Annotated[tuple[str, ...], list_of(phrase)] = ()
    listing: Annotated[tuple[ListingShape, ...], tables_of(ListingShape)] = ()


def load_feeds(path: Path, taxonomy: Taxonomy | None) -> tuple[Feed, ...]:
    """Read and check the feeds.

    Args:
        path: the file that FEEDS_FILE names.
        taxonomy: the topics that feeds may name as hints; None if they are not to be checked.

    Raises:
        KnowledgeError: an entry is wrong; the message names the file and the line.
    """
    table = read_entries(path, "feed", FeedShape, "FEEDS_FILE")
    refuse_repeats(table, "url", "the address", lambda feed: [feed.url], form_of)
    refuse_repeats(table, "name", "the name", lambda feed: [feed.name.casefold()])
    if taxonomy is not None:
        _refuse_unknown_topics(table, taxonomy)
    return tuple(_feed(shape) for shape in table.entries)


def read_feed(fields: Mapping[str, object], taxonomy: Taxonomy) -> Feed:
    """Check a feed that comes from elsewhere than a TOML file.

    Args:
        fields: the keys and values of a `[[feed]]` table.
        taxonomy: the topics that the feed may name as hints.

    Raises:
        KnowledgeError: a field is wrong.
    """
    try:
        shape = read_shape(FeedShape, fields)
    except WrongEntryError as exc:
        raise KnowledgeError(exc.reason) from exc
    for _, slug in _unknown_topics(shape, taxonomy):
        raise KnowledgeError(no_topic(slug, taxonomy))
    return _feed(shape)


def _refuse_unknown_topics(table: TomlTable[FeedShape], taxonomy: Taxonomy) -> None:
    raise_all(
        table.error(index, keys, no_topic(slug, taxonomy))
        for index, feed in enumerate(table.entries)
        for keys, slug in _unknown_topics(feed, taxonomy)
    )


def _unknown_topics(
    feed: FeedShape, taxonomy: Taxonomy
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    named: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = [(("topics",), feed.topics)]
    named += [(("listing", i, "topics"), page.topics) for i, page in enumerate(feed.listing)]
    for keys, slugs in named:
        yield from ((keys, slug) for slug in slugs if not taxonomy.get(slug))


def no_topic(slug: str, taxonomy: Taxonomy) -> str:
    """The end of a sentence on a topic that there is not."""
    return f"there is no topic “{slug}”. {nearest(slug, (topic.slug for topic in taxonomy))}"


def _feed(shape: FeedShape) -> Feed:
    parts = urlsplit(shape.url)
    return Feed(
        name=shape.name,
        url=shape.url,
        homepage=shape.homepage or f"{parts.scheme}://{parts.netloc}/",
        kind=shape.kind,
        audience=shape.audience,
        topics=shape.topics,
        enabled=shape.enabled,
        phrases=shape.phrases,
        listings=tuple(Listing(**asdict(listing)) for listing in shape.listing),
    )


def overlay(catalogue: Sequence[Feed], choices: Sequence[FeedChoice]) -> tuple[Feed, ...]:
    """All listed feeds: the catalogue's in its own order, then the operator's own."""
    chosen = {form_of(choice.url): choice for choice in choices}
    listed = [_chosen(feed, chosen.pop(form_of(feed.url), None)) for feed in catalogue]
    own = [replace(each.feed, enabled=each.enabled) for each in chosen.values() if each.feed]
    return (*listed, *own)


def form_of(url: str) -> str:
    """One form for all spellings of a feed's address; to compare, not to fetch.

    Scheme, default port, case of the host and a slash at the end do not count.
    """
    address = safe_url(url)
    if not address:
        return url
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    return urlunsplit(("", host + port, parts.path.rstrip("/"), parts.query, ""))


def renamed(known: Iterable[TrackedFeed], listed: Sequence[Feed]) -> dict[str, str]:
    """The addresses of known feeds that are listed otherwise now, each with its address there.

    A listed address that no known feed has may be another form of a known one, or the one to which
    a known feed has moved, as its server said (301, 308). Such a feed goes on as the same one.

    Args:
        known: those that are listed come first.
    """
    addresses = {each.feed.url: each for each in known}
    new = [feed.url for feed in listed if feed.url not in addresses]
    if not new:
        return {}
    kept = {form_of(feed.url) for feed in listed}
    before = dict[str, str]()
    for each in addresses.values():
        before.setdefault(form_of(each.feed.url), each.feed.url)
    for each in addresses.values():
        if each.move and form_of(each.feed.url) not in kept:
            before.setdefault(form_of(each.move.to), each.feed.url)
    return {before[form]: url for url in new if (form := form_of(url)) in before}


def at_new_address(known: Iterable[TrackedFeed], url: str) -> Feed | None:
    """The feed that has moved to this address, in any spelling; None without one."""
    form = form_of(url)
    moved = (each.feed for each in known if each.move and form_of(each.move.to) == form)
    return next(moved, None)


def at_address(feeds: Iterable[Feed], url: str) -> Feed | None:
    """The feed with this address, in any spelling; None without one."""
    form = form_of(url)
    return next((feed for feed in feeds if form_of(feed.url) == form), None)


def of_name(feeds: Iterable[Feed], name: str) -> Feed | None:
    """The feed with this name, in any case; None without one.

    Raises:
        RequestError: several feeds have it; says their addresses.
    """
    folded = name.strip().casefold()
    found = [feed for feed in feeds if feed.name.casefold() == folded]
    if len(found) > 1:
        addresses = ", ".join(without_login(feed.url) for feed in found)
        raise RequestError(SEVERAL_FEEDS.format(name=found[0].name, addresses=addresses))
    return found[0] if found else None


def set_apart(name: str, url: str, taken: Collection[str]) -> str:
    """The name; followed by the feed's host, and a number if need be, if another feed has it.

    Args:
        name: the name that a feed should get.
        taken: the names of the other feeds, case-folded.
    """
    host = (urlsplit(url).hostname or "")[:LONGEST_HOST_IN_NAME]
    marks = chain(["", f" ({host})"], (f" ({host} {number})" for number in count(2)))
    names = (f"{name[: LONGEST_FEED_NAME - len(mark)].strip()}{mark}" for mark in marks)
    return next(each for each in names if each.casefold() not in taken)


def _chosen(feed: Feed, choice: FeedChoice | None) -> Feed:
    """The feed as the operator chose it.

    It keeps the catalogue's address, by which the database knows it.
    """
    if choice is None:
        return feed
    return replace(choice.feed or feed, url=feed.url, enabled=choice.enabled)

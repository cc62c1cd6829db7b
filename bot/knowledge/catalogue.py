"""FEEDS_FILE (`data/feeds.toml`) → the feeds to poll. Called by `app` and the command line."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints

from bot.articles.listing import is_selector
from bot.knowledge.toml import (
    Shape,
    Table,
    WebAddress,
    Words,
    nearest,
    read_entries,
    refuse_repeats,
)
from bot.model.feed import Audience, Feed, FeedKind, Listing
from bot.model.topic import Taxonomy


def _selector(value: str) -> str:
    if value and not is_selector(value):
        raise ValueError("write a CSS selector, such as article or h2 a")
    return value


Selector = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_selector)
]


class ListingShape(Shape):
    """A `[[feed.listing]]` table: see `Listing` for what its selectors find."""

    url: WebAddress
    item: Annotated[Selector, StringConstraints(min_length=1)]
    title: Selector = ""
    link: Selector = ""
    date: Selector = ""
    teaser: Selector = ""
    image: Selector = ""
    next_page: Selector = ""
    topics: tuple[str, ...] = ()


class FeedShape(Shape):
    """A `[[feed]]` table. The name fits one line of a card and of Discord's autocomplete."""

    name: Annotated[Words, StringConstraints(max_length=80)]
    url: WebAddress
    homepage: WebAddress | None = None
    kind: FeedKind = FeedKind.NEWS
    audience: Audience = Audience.PATIENTS
    topics: tuple[str, ...] = ()
    enabled: bool = True
    phrases: tuple[Words, ...] = ()
    listing: tuple[ListingShape, ...] = ()


def load_feeds(path: Path, taxonomy: Taxonomy) -> tuple[Feed, ...]:
    """Read and check the feeds.

    Args:
        path: what FEEDS_FILE names.
        taxonomy: has the topics that feeds may name as hints.

    Raises:
        KnowledgeError: names the file and the line that is wrong.
    """
    table = read_entries(
        path, "feed", FeedShape, missing="Set FEEDS_FILE to your file of feeds, or leave it out."
    )
    refuse_repeats(table, "url", "the address", lambda feed: [feed.url])
    refuse_repeats(table, "name", "the name", lambda feed: [feed.name.casefold()])
    _refuse_unknown_topics(table, taxonomy)
    return tuple(_feed(shape) for shape in table.entries)


def _refuse_unknown_topics(table: Table[FeedShape], taxonomy: Taxonomy) -> None:
    for index, feed in enumerate(table.entries):
        named: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = [(("topics",), feed.topics)]
        named += [(("listing", i, "topics"), page.topics) for i, page in enumerate(feed.listing)]
        for keys, slugs in named:
            for slug in slugs:
                if not taxonomy.get(slug):
                    known = nearest(slug, (topic.slug for topic in taxonomy))
                    raise table.error(index, keys, f"there is no topic “{slug}”. {known}")


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
        listings=tuple(Listing(**listing.model_dump()) for listing in shape.listing),
    )

"""Reads the articles in a Document. Pure; `reading.worker` runs it in a process that can be killed.

Document ─► parse ─► Entry* ─► clean ─► CleanEntry* ─► keys ─► each once
         ─► holds the feed's phrases? ─► classify · retracted? doubted? · what kind of study?
         ─► Article*
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from bot.articles.clean import LONGEST_TITLE, CleanEntry, clean
from bot.articles.evidence import evidence_of, trials_of
from bot.articles.identity import address, doi_of, keys, pmid_of
from bot.articles.links import safe_url
from bot.articles.retraction import is_doubted, is_retracted
from bot.articles.text import plain, shorten
from bot.articles.topics import classifier_of, relevance_of
from bot.model.article import Article, ArticlePage, Taxonomy, TopicMatch
from bot.model.document import Document, Entry, ParsedFeed
from bot.model.feed import Feed, Listing, Pace
from bot.reading.discovery import FeedLink
from bot.reading.parse import parse


@dataclass(frozen=True, slots=True)
class Extraction:
    """The result of reading one document.

    Attributes:
        articles: in the feed's order, no key twice.
        title: the feed's own title.
        pace: how often the feed wishes to be asked.
        older: URL of the document with older items; None if the feed names none.
        homepage: the page that the feed names as its own; "" if it names none.
        left_out: titles of the entries that hold none of the feed's phrases.
        keys: the keys of all entries, left out or not.
    """

    articles: tuple[Article, ...]
    title: str
    pace: Pace = field(default_factory=Pace)
    older: str | None = None
    homepage: str = ""
    left_out: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


class Extractor(Protocol):
    """Reads documents for the pipelines, which enter it for each round."""

    async def __aenter__(self) -> Self:
        """Begin a round."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the round."""
        ...

    async def extract(self, document: Document, feed: Feed) -> Extraction:
        """The articles of a document.

        Raises:
            ParseError: it is no feed, or takes too long to read.
            HostError: the machine refuses memory, processes or files. All methods raise it.
        """
        ...

    async def list_page(self, document: Document, listing: Listing, feed: Feed) -> Extraction:
        """The articles that an HTML page lists.

        Raises:
            ParseError: it takes too long to read.
        """
        ...

    async def links(self, document: Document) -> tuple[FeedLink, ...]:
        """The feeds that a page names, the likeliest first.

        Raises:
            ParseError: it takes too long to read.
        """
        ...

    async def read_page(self, document: Document) -> ArticlePage:
        """Read an article's own page.

        Raises:
            ParseError: it takes too long to read.
        """
        ...


def extract(document: Document, feed: Feed, taxonomy: Taxonomy) -> Extraction:
    """Read, clean, identify and classify what a feed holds.

    Raises:
        ParseError: the document is no feed.
    """
    return articles_of(parse(document), feed, taxonomy)


def articles_of(
    parsed: ParsedFeed, feed: Feed, taxonomy: Taxonomy, hints: Sequence[str] = ()
) -> Extraction:
    """Clean, identify and classify the entries of a parsed document.

    Args:
        parsed: a feed's document, or a listing.
        feed: the feed that it belongs to.
        taxonomy: the topics to classify articles by.
        hints: slugs of topics that all of its articles get, in addition to the feed's own.
    """
    entries = [clean(entry) for entry in parsed.entries]
    classifier = classifier_of(taxonomy)
    relevance = relevance_of(feed.phrases)
    articles: dict[str, Article] = {}
    left_out: dict[str, str] = {}
    # Keys are made from all entries, so that no key changes when the feed's phrases change.
    for key, entry, source in zip(keys(entries), entries, parsed.entries, strict=True):
        if key in articles or key in left_out:
            continue
        if relevance.holds(entry):
            topics = classifier.classify(
                entry.title,
                entry.teaser,
                entry.text,
                entry.categories,
                (*feed.topics, *hints),
            )
            articles[key] = _article(key, entry, source, feed, topics)
        else:
            left_out[key] = entry.title
    return Extraction(
        tuple(articles.values()),
        shorten(plain(parsed.title), LONGEST_TITLE),
        parsed.pace,
        parsed.older,
        safe_url(parsed.homepage) or "",
        tuple(left_out.values()),
        (*articles, *left_out),
    )


def _article(
    key: str, entry: CleanEntry, source: Entry, feed: Feed, topics: tuple[TopicMatch, ...]
) -> Article:
    retracted = is_retracted(entry.title, entry.categories)
    url, canonical_url = address(entry, key, feed.homepage)
    return Article(
        key=key,
        url=url,
        canonical_url=canonical_url,
        title=entry.title,
        teaser=entry.teaser,
        text=entry.text,
        author=entry.author,
        image=entry.image,
        published_at=source.published_at,
        topics=topics,
        retracted=retracted,
        concern=not retracted and is_doubted(entry.title, entry.categories),
        doi=doi_of(source.doi, entry.url or ""),
        pmid=pmid_of(source.pmid, entry.url or ""),
        evidence=evidence_of(entry.title, entry.text, feed.kind),
        trials=trials_of(entry.title, entry.teaser, entry.text),
    )

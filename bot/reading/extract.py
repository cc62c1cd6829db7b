"""Reads the articles in a Document. Pure; `reading.worker` runs it in a process that can be killed.

Document ─► parse ─► Entry* ─► clean ─► CleanEntry* ─► keys ─► each key and each card once
         ─► says something, and is no advertisement?
         ─► holds the feed's phrases? ─► classify · retracted? doubted?
         ─► what kind of study? ─► Article*
"""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from bot.articles.clean import LONGEST_TITLE, CleanEntry, clean, is_advertisement, says_nothing
from bot.articles.evidence import evidence_of, trial_links, trials_of
from bot.articles.identity import address, keys
from bot.articles.links import safe_url
from bot.articles.papers import doi_of, pmid_of
from bot.articles.retraction import is_doubted, is_retracted
from bot.articles.text import plain, shorten
from bot.articles.topics import classifier_of, relevance_of
from bot.errors import ParseError
from bot.model.article import Article, Taxonomy, TopicMatch
from bot.model.document import Document, Entry, ParsedFeed
from bot.model.feed import PAPER_KINDS, Feed, FeedKind
from bot.reading.extensions import older_by_header
from bot.reading.extractor import Extraction
from bot.reading.parse import parse

TOO_LARGE = "The feed is larger than 5 MB, and its first 5 MB hold no item. Tell its publisher."


def extract(document: Document, feed: Feed, taxonomy: Taxonomy) -> Extraction:
    """Read, clean, identify and classify what a feed holds.

    Raises:
        ParseError: the document is no feed, or was cut before its first item ended.
    """
    parsed = parse(document)
    if document.cut and not parsed.entries:
        raise ParseError(TOO_LARGE)
    older = parsed.older or older_by_header(document.headers.get("link", ""), document.url)
    return articles_of(replace(parsed, older=older), feed, taxonomy)


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
    cards = set[tuple[object, ...]]()
    left_out: dict[str, str] = {}
    # Keys are made from all entries, so that no key changes when the feed's phrases change.
    for key, entry, source in zip(keys(entries), entries, parsed.entries, strict=True):
        if key in articles or key in left_out or says_nothing(entry) or is_advertisement(entry):
            continue
        if relevance.holds(entry):
            topics = classifier.classify(
                entry.title,
                entry.teaser,
                entry.text,
                entry.categories,
                (*feed.topics, *hints),
            )
            article = _article(key, entry, source, feed, topics)
            # Some programs list an item twice, each time with another id.
            if (card := _card(article)) not in cards:
                cards.add(card)
                articles[key] = article
        else:
            left_out[key] = entry.title
    return Extraction(
        _labeled(articles.values(), feed.kind),
        shorten(plain(parsed.title), LONGEST_TITLE),
        parsed.pace,
        parsed.older,
        safe_url(parsed.homepage) or "",
        tuple(left_out.values()),
        (*articles, *left_out),
    )


def _labeled(articles: Collection[Article], kind: FeedKind) -> tuple[Article, ...]:
    """The articles with the kinds of study that they report.

    Labeled when all are classified: in turns, each kind of work pushes what the other one reads out
    of the processor's caches, and labels take a quarter more time (measured).
    """
    return tuple(
        replace(each, evidence=evidence_of(each.title, each.text, kind)) for each in articles
    )


def _card(article: Article) -> tuple[object, ...]:
    """The fields by which a reader tells two articles apart.

    An article without a link of its own differs from all others: its canonical URL is unique.
    """
    return (article.canonical_url, article.title, article.teaser, article.published_at)


def _article(
    key: str, entry: CleanEntry, source: Entry, feed: Feed, topics: tuple[TopicMatch, ...]
) -> Article:
    doi, pmid = doi_of(source.doi, entry.url or ""), pmid_of(source.pmid, entry.url or "")
    paper = bool(doi or pmid) or feed.kind in PAPER_KINDS
    retracted = is_retracted(
        entry.title, entry.categories, paper=paper, text=entry.text or entry.teaser
    )
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
        concern=not retracted and is_doubted(entry.title, entry.categories, paper=paper),
        doi=doi,
        pmid=pmid,
        trials=_trials(entry, source),
    )


def _trials(entry: CleanEntry, source: Entry) -> tuple[str, ...]:
    links = (trial_links(each) for each in (entry.url or "", source.summary, source.content))
    return trials_of(entry.title, entry.teaser, entry.text, *links)

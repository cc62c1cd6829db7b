"""Notices that a feed gives its items new keys, or uses a key for another item. Pure.

Called by the ingest and by polls.

New keys: a whole document decides, not a single item. If most of its unknown items have the titles
and dates of kept articles of that feed, they are these articles. Items without dates and teasers,
or with other teasers, are taken for the same only if several agree: a column may have one title
every week. A kept article whose own key stands in the document is never matched: the feed shows
both. If the document has no known item, the site may be a new one that also writes titles and dates
in other forms (`relaunched`).

A key for another item: some sites number the items of a document from 1, restart a counter, or keep
the id of a template. Such an item must not change the card of the earlier one. But an editor may
rename a post and give it a new address and a new date, all at once: its text says that it is the
same.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from enum import IntEnum

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz

from bot.articles.clean import UNTITLED
from bot.articles.identity import bounded_key
from bot.articles.links import same_page
from bot.articles.titles import MIN_TELLING_WORDS_IF_EQUAL, read, same_title
from bot.model.article import Article

FEWEST_BARE_TITLES = 3
"""If only titles can be compared, this many different ones must agree. Chosen by eye."""


class Likeness(IntEnum):
    """How surely an item is a kept article."""

    OTHER = 0
    BY_TITLE = 1
    SURE = 2


class TitledArticle(Struct, frozen=True):
    """The parts of a kept article by which it is recognized."""

    id: int
    key: str
    title: str
    teaser: str
    published_at: datetime | None


def rekeyed(
    unknown: Sequence[Article], shown: Collection[str], kept: Sequence[TitledArticle]
) -> dict[str, int]:
    """The ids of the kept articles that have new keys, by these keys.

    Args:
        unknown: items of one document whose keys are not known.
        shown: the keys of all its items.
        kept: articles of the same feed with the same titles.
    """
    gone = [each for each in kept if each.key not in shown]
    found: dict[str, tuple[int, Likeness]] = {}
    for article in unknown:
        taken = {article_id for article_id, _ in found.values()}
        free = (each for each in gone if each.id not in taken)
        best = max(free, key=lambda each: (_likeness(article, each), each.id), default=None)
        if best and (likeness := _likeness(article, best)):
            found[article.key] = best.id, likeness
    titles = {article.title for article in unknown if article.key in found}
    sure = {key: each for key, each in found.items() if each[1] is Likeness.SURE}
    if not sure and len(titles) < FEWEST_BARE_TITLES:
        return {}
    if 2 * len(found) <= len(unknown):
        return {}
    return {key: article_id for key, (article_id, _) in found.items()}


def _likeness(article: Article, kept: TitledArticle) -> Likeness:
    if article.title != kept.title or article.title == UNTITLED:
        return Likeness.OTHER
    dated = article.published_at is not None and kept.published_at is not None
    if dated and not _same_second(article.published_at, kept.published_at):
        return Likeness.OTHER
    told = bool(article.teaser and kept.teaser)
    if told and article.teaser != kept.teaser:
        # One title and one day may be those of two articles of a column.
        return Likeness.BY_TITLE if dated else Likeness.OTHER
    return Likeness.SURE if dated or told else Likeness.BY_TITLE


def _same_second(one: datetime | None, other: datetime | None) -> bool:
    """Dates are kept to the second."""
    return one is not None and other is not None and int(one.timestamp()) == int(other.timestamp())


MOST_TIME_ZONE = timedelta(hours=14)
"""The furthest that a wrong time zone moves a date (UTC+14 exists)."""
LATEST_ARTICLES = 200
"""Kept articles, the newest first, among which a relaunched site's are looked for. More than the
longest usual document has. Chosen by eye."""
TITLE_WORD = re.compile(r"[^\W_]+")
WITHOUT_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
"""For `str.translate`: "women's" is one word, however it is written."""


def relaunched(unknown: Sequence[Article], kept: Sequence[TitledArticle]) -> dict[str, int]:
    """The same as `rekeyed`, for a document without known items: its site may be a new one.

    A new site writes other quotes and dashes, puts its name behind each title, and loses times or
    zones. So the words of titles are compared. One may go on where the other ends, if all do so
    with the same words.

    Args:
        unknown: all items of a document.
        kept: articles of the same feed, the newest first.
    """
    by_beginning = defaultdict[str, list[tuple[TitledArticle, str]]](list)
    for each in kept:
        words = _title_words(each.title)
        by_beginning[words.partition(" ")[0]].append((each, words))
    pairs = [
        (article, each, added)
        for article in unknown
        if (title := _title_words(article.title))
        for each, words in by_beginning[title.partition(" ")[0]]
        if (added := _added_words(title, words)) is not None
        and _may_be_one_date(article.published_at, each.published_at)
    ]
    ways = Counter(added for added, _ in {(added, article.title) for article, _, added in pairs})
    way, agreeing = next(iter(ways.most_common(1)), ("", 0))
    found: dict[str, int] = {}
    for article, each, added in pairs:
        if added == way and article.key not in found and each.id not in found.values():
            found[article.key] = each.id
    return found if agreeing >= FEWEST_BARE_TITLES and 2 * len(found) > len(unknown) else {}


def _title_words(title: str) -> str:
    text = unicodedata.normalize("NFKC", title).casefold().translate(WITHOUT_APOSTROPHES)
    return " ".join(TITLE_WORD.findall(text)) if title != UNTITLED else ""


def _added_words(one: str, other: str) -> str | None:
    """The words by which the longer title is longer, with its side; None if they differ."""
    shorter, longer = sorted((one, other), key=len)
    if not f"{longer} ".startswith(f"{shorter} "):
        return None
    return f"{longer is one}{longer[len(shorter) :]}" if one != other else ""


def _may_be_one_date(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return True
    is_day = time() in {one.time(), other.time()}
    return abs(one - other) < timedelta(days=1) if is_day else abs(one - other) <= MOST_TIME_ZONE


MAX_TEASER_RATIO = 60.0
"""rapidfuzz's `token_set_ratio`. Of teasers of different articles of the same feeds, 98 in 100 are
below it (measured on the feeds of the tests)."""
SHORTEST_TEASER = 40
"""Characters; a shorter teaser says too little. Chosen by eye."""
MIN_DATE_DIFFERENCE = timedelta(seconds=1)
"""Dates are kept to the second."""


def is_another_story(before: Article, after: Article) -> bool:
    """Whether an item has the id of a kept article, and nothing else of it.

    Title, link, date and teaser all differ. If one of the two has no teaser, their titles share no
    telling word.
    """
    if before.published_at is None or after.published_at is None:
        return False
    if abs(before.published_at - after.published_at) < MIN_DATE_DIFFERENCE:
        return False
    if same_page(before.url, after.url):
        return False
    if min(len(before.teaser), len(after.teaser)) < SHORTEST_TEASER:
        return _share_no_word(before.title, after.title)
    same = before.title.casefold() == after.title.casefold()
    if same or same_title(before.title, after.title):
        return False
    return fuzz.token_set_ratio(before.teaser, after.teaser) < MAX_TEASER_RATIO


def with_own_key(article: Article) -> Article:
    """The article under a key of its own, which is the same at each poll."""
    return replace(article, key=bounded_key(f"{article.key} {article.canonical_url}"))


def _share_no_word(one: str, other: str) -> bool:
    telling, others = set(read(one).uncommon), set(read(other).uncommon)
    enough = min(len(telling), len(others)) >= MIN_TELLING_WORDS_IF_EQUAL
    return enough and telling.isdisjoint(others)

"""The addresses in the buttons and menus of answers and announcements. Pure.

An address stands in the `custom_id`. It is all that a press needs after a restart, and the bot
recognizes its own messages by it. `server_addresses` has the addresses of moderators.

page:<kind><narrowed>:<page>:<topic>:<query, key or article's id>
                                            a page of an answer; narrowed is any of ;x (exact words)
                                            ;d (newest first) ;s<since> ;f<feed's id>
similar:<article's id>                      on an announcement: articles like it
words:<article's id>                        on an announcement: its words, explained
postwords:<post's id>                       on a digest: the words of all its titles, explained
alike                                       on a digest: the menu of numbers that leads to similar
                                            articles; its value is the article's id
study:<article's id>                        on a card: the kind of study that it reports
studies                                     under an answer or on a digest: the menu of its articles
                                            with a known kind of study; its value is an article's id
summary:<post's id>                         on a summary: all its articles
summary:<post's id>:<from or to>:<n>        the articles that follow the first n, or end with them
more:<post's key>:<topic>                   on an announcement: the topic's latest news
topic                                       the menu under /topics; its value is the slug
forget                                      under /privacy
followwords:<topic>:<words>                 under an answer: the channel follows its words
sources:<page>                              a page of the sources
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

from bot.model.article import ALL_TOPICS
from bot.model.ids import read_id
from bot.model.query import Sort

CUSTOM_ID_CHARACTERS = 100
"""Discord's limit."""
LAST_PAGE = 999_999
"""The largest page number that the patterns below take."""
FORWARDS, BACKWARDS = "from", "to"

ANSWER_PAGE = (
    r"page:(?P<kind>latest|search|stored|similar)"
    r"(?P<exact>;x)?(?P<newest>;d)?(?:;s(?P<since>[0-9dwmy-]{1,10}))?(?:;f(?P<source>[0-9]{1,18}))?"
    r":(?P<page>[0-9]{1,6}):(?P<topic>[^:]*):(?P<text>(?s:.*))"
)
SIMILAR_PAGE = r"similar:(?P<article>[0-9]+)"
SIMILAR_MENU = r"alike"
WORDS_PREFIX = "words:"
EXPLAINED_WORDS = rf"{WORDS_PREFIX}(?P<article>[0-9]+)"
POST_WORDS_PREFIX = "postwords:"
POST_WORDS = rf"{POST_WORDS_PREFIX}(?P<post>[0-9]+)"
STUDY_PAGE = r"study:(?P<article>[0-9]+)"
STUDIES_MENU = r"studies"
SUMMARY_PAGE = r"summary:(?P<post>[0-9]+)(?::(?P<side>from|to):(?P<at>[0-9]{1,6}))?"
MORE_OF_TOPIC = r"more:(?P<key>[^:]*):(?P<topic>[^:]+)"
CHOOSE_TOPIC = r"topic"
FORGET_QUERIES = r"forget"
SOURCES_PAGE = r"sources:(?P<page>[0-9]{1,6})"
FOLLOW_WORDS = r"followwords:(?P<topic>[^:]*):(?P<text>(?s:.+))"


class PageKind(StrEnum):
    """The kind of answer that a page belongs to."""

    LATEST = "latest"
    SEARCH = "search"
    STORED = "stored"
    """A search whose words are too long for a button; `text` is their key in the database."""
    SIMILAR = "similar"
    """Articles like one; `text` is its id."""


class PageAddress(Struct, frozen=True):
    """A page of an answer, counted from 1.

    Attributes:
        topic: a slug, or None for all.
        text: the query, its key, the article's id, or "".
        exact: whether only the typed words count, without synonyms and corrections.
        since: a date or period that `parse_since` reads, or None for any time.
        source: a feed's id, or None for all.
    """

    kind: PageKind
    page: int = 1
    topic: str | None = None
    text: str = ""
    exact: bool = False
    sort: Sort = Sort.RELEVANCE
    since: str | None = None
    source: int | None = None

    @classmethod
    def read(cls, match: re.Match[str]) -> Self:
        """The address in a button that matched ANSWER_PAGE."""
        return cls(
            PageKind(match["kind"]),
            int(match["page"]),
            match["topic"] or None,
            match["text"],
            exact=match["exact"] is not None,
            sort=Sort.DATE if match["newest"] else Sort.RELEVANCE,
            since=match["since"],
            source=int(match["source"]) if match["source"] else None,
        )

    def turned_to(self, page: int) -> Self:
        """The same answer, another page."""
        return replace(self, page=min(page, LAST_PAGE))

    @property
    def custom_id(self) -> str:
        """The address as text."""
        return f"page:{self.kind}{self._narrowed}:{self.page}:{self.topic or ''}:{self.text}"

    @property
    def _narrowed(self) -> str:
        parts = (
            ";x" if self.exact else "",
            ";d" if self.sort is Sort.DATE else "",
            f";s{self.since}" if self.since else "",
            f";f{self.source}" if self.source is not None else "",
        )
        return "".join(parts)

    @property
    def fits(self) -> bool:
        """Whether buttons can carry it, whatever the page."""
        return _fits(self.turned_to(LAST_PAGE).custom_id)


class SummaryAddress(Struct, frozen=True):
    """A page of a summary's articles.

    Attributes:
        at: the number of articles before the page; if `backwards`, up to the end of the page.
    """

    post_id: int
    at: int = 0
    backwards: bool = False

    @classmethod
    def read(cls, match: re.Match[str]) -> Self:
        """The articles in a button that matched SUMMARY_PAGE."""
        backwards = match["side"] == BACKWARDS
        return cls(read_id(match["post"]), int(match["at"] or 0), backwards=backwards)

    @property
    def custom_id(self) -> str:
        """The address as text."""
        if self.at == 0 and not self.backwards:
            return f"summary:{self.post_id}"
        side = BACKWARDS if self.backwards else FORWARDS
        return f"summary:{self.post_id}:{side}:{min(self.at, LAST_PAGE)}"


def more_id(key: str, topic: str | None) -> str:
    """The address of the latest news on an announcement's topic."""
    return f"more:{key}:{topic or ALL_TOPICS}"[:CUSTOM_ID_CHARACTERS]


def similar_id(article_id: int) -> str:
    """The address of articles that are similar to an announced one."""
    return f"similar:{article_id}"


def words_id(article_id: int) -> str:
    """The address of the explained words of an announced article."""
    return f"{WORDS_PREFIX}{article_id}"


def post_words_id(post_id: int) -> str:
    """The address of the explained words of a post's titles."""
    return f"{POST_WORDS_PREFIX}{post_id}"


def study_id(article_id: int) -> str:
    """The address of the kind of study that an announced article reports."""
    return f"study:{article_id}"


def sources_id(page: int) -> str:
    """The address of a page of the sources."""
    return f"sources:{max(page, 0)}"


def follow_words_id(topic: str | None, text: str) -> str | None:
    """The address that lets a channel follow the words of a search; None if it is too long."""
    address = f"followwords:{topic or ''}:{text}"
    return address if _fits(address) else None


def _fits(address: str) -> bool:
    # In UTF-16 units, as the strictest of Discord's clients counts.
    return len(address.encode("utf-16-le", "replace")) // 2 <= CUSTOM_ID_CHARACTERS


def carries_key(custom_id: str, key: str) -> bool:
    """Whether a message with this component is the post of that key."""
    return custom_id.startswith(f"more:{key}:")


def is_post(components: Iterable[Any], *keys: str) -> bool:
    """Whether a message with these components is the post of one of these keys."""
    found = list(custom_ids(components))
    return any(carries_key(custom_id, key) for custom_id in found for key in keys)


def custom_ids(components: Iterable[Any]) -> Iterator[str]:
    """All addresses in a message, those of nested components included."""
    for component in components:
        if custom_id := getattr(component, "custom_id", None):
            yield custom_id
        yield from custom_ids(getattr(component, "children", ()))
        # The accessory of a section is not among its children.
        if accessory := getattr(component, "accessory", None):
            yield from custom_ids([accessory])

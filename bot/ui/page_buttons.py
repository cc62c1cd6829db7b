"""The buttons under an answer: they narrow, widen or sort it, or lead to related news.

Pure; called by `pages`, and by `answers` to see whether buttons can carry it all.
"""

from collections import Counter
from collections.abc import Iterable

import discord
from msgspec import Struct
from msgspec.structs import replace

from bot.model.article import Taxonomy, Topic
from bot.model.query import Answer, Sort
from bot.ui import answer_texts, texts
from bot.ui.addresses import PageAddress, PageKind
from bot.ui.cards import topics_of
from bot.ui.markup import clip
from bot.ui.views import LABEL_CHARACTERS, Layout, button

MOST_IN_ROW = 5
"""Discord's limit of buttons in a row."""
ONE_YEAR = "1y"
SEARCHES = frozenset({PageKind.SEARCH, PageKind.STORED})


class PageLink(Struct, frozen=True):
    """A button that leads to a page."""

    label: str
    target: PageAddress


def filter_links(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> list[PageLink]:
    """Buttons that narrow or sort a search, or undo that.

    A filter that was typed as an operator has no button: only another query removes it.
    """
    if address.kind not in SEARCHES:
        return []
    links = (
        _wording(answer, address),
        _topic(answer, address, taxonomy),
        _time(answer, address),
        _order(answer, address),
        _source(address),
    )
    return [replace(link, target=link.target.turned_to(1)) for link in links if link]


def suggestion_links(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> list[PageLink]:
    """The nearest spellings and topics, or all news where a topic has none."""
    words = dict.fromkeys(answer.suggestions)
    links = [PageLink(word, PageAddress(PageKind.SEARCH, text=word)) for word in words]
    slugs = [slug for slug in dict.fromkeys(answer.topics) if slug != address.topic]
    topics = [topic for slug in slugs if (topic := taxonomy.get(slug))]
    links += [PageLink(t.name, PageAddress(PageKind.LATEST, topic=t.slug)) for t in topics]
    if answer.query is not None or address.topic or address.kind is PageKind.SIMILAR:
        links.append(PageLink(answer_texts.LATEST_NEWS, PageAddress(PageKind.LATEST)))
    return [link for link in links if link.target.fits and clip(link.label, LABEL_CHARACTERS)]


def rows_of(*groups: Iterable[PageLink]) -> list[discord.ui.ActionRow[Layout]]:
    """A row of buttons for each group; no page is offered twice, and empty rows are left out."""
    rows, offered = list[discord.ui.ActionRow[Layout]](), set[str]()
    for group in groups:
        row: discord.ui.ActionRow[Layout] = discord.ui.ActionRow()
        new = {link.target.custom_id: link for link in group}
        for custom_id, link in [pair for pair in new.items() if pair[0] not in offered][
            :MOST_IN_ROW
        ]:
            row.add_item(button(link.label, custom_id))
            offered.add(custom_id)
        if row.children:
            rows.append(row)
    return rows


def _wording(answer: Answer, address: PageAddress) -> PageLink | None:
    if address.exact:
        return PageLink(answer_texts.ALSO_SIMILAR_WORDS, replace(address, exact=False))
    if answer.query and answer.query.guesses:
        typed = " ".join(answer.query.guesses)
        return PageLink(
            answer_texts.SEARCH_INSTEAD.format(words=typed), replace(address, exact=True)
        )
    if answer.altered and answer.total:
        return PageLink(answer_texts.EXACT_WORDS, replace(address, exact=True))
    return None


def _topic(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> PageLink | None:
    if address.topic and address.topic == answer.filters.topic:
        return PageLink(texts.ALL_TOPICS, replace(address, topic=None))
    topic = None if answer.filters.topic else _commonest_topic(answer, taxonomy)
    if topic is None or answer.total <= 1:
        return None
    return PageLink(
        answer_texts.ONLY_TOPIC.format(topic=topic.name), replace(address, topic=topic.slug)
    )


def _commonest_topic(answer: Answer, taxonomy: Taxonomy) -> Topic | None:
    """The commonest topic of the shown hits; in a tie, that of the better hit."""
    counted = Counter(
        topic.slug for hit in answer.hits for topic in topics_of(hit.article, taxonomy)
    )
    return taxonomy.get(counted.most_common(1)[0][0]) if counted else None


def _time(answer: Answer, address: PageAddress) -> PageLink | None:
    if address.since:
        return PageLink(answer_texts.ANY_TIME, replace(address, since=None))
    if answer.filters.since or answer.total <= 1:
        return None
    return PageLink(answer_texts.LAST_YEAR, replace(address, since=ONE_YEAR))


def _order(answer: Answer, address: PageAddress) -> PageLink | None:
    # Operators alone list the newest articles anyway.
    if answer.total <= 1 or not (answer.query and answer.query.concepts):
        return None
    if address.sort is Sort.DATE:
        return PageLink(answer_texts.BEST_FIRST, replace(address, sort=Sort.RELEVANCE))
    return PageLink(answer_texts.NEWEST_FIRST, replace(address, sort=Sort.DATE))


def _source(address: PageAddress) -> PageLink | None:
    return (
        None
        if address.source is None
        else PageLink(answer_texts.ALL_SOURCES, replace(address, source=None))
    )

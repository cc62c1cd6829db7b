"""The parts of a page of an answer: its hits, and the buttons under them.

A hit has a title, an excerpt with what matched, reasons, topics, source and date. If it is too
long, other sources and reasons are left out, and the excerpt is cut. The buttons explain the kinds
of study, narrow, widen or sort the answer, or lead to related news.

Pure; called by `pages`.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote as url_quote

import discord
from msgspec import Struct
from msgspec.structs import replace

from bot.model.answer import Answer, Hit, Piece
from bot.model.article import KeptArticle, Taxonomy, Topic
from bot.model.form import CareMode
from bot.model.query import Sort
from bot.ui import answer_texts, evidence_texts, texts
from bot.ui.addresses import STUDIES_MENU, PageAddress, PageKind, study_id
from bot.ui.cards import (
    BUTTONS_IN_ROW,
    also_at,
    is_folded,
    marks,
    note_line,
    picture,
    plain_title,
    published,
    topic_line,
    topics_of,
)
from bot.ui.commands import CHOICE_CHARACTERS
from bot.ui.markup import clip, link_pieces, quote, quote_pieces
from bot.ui.views import LABEL_CHARACTERS, Layout, button

# Limits of characters, chosen by eye, so that the longest page fits into a message.
HIT_TITLE_CHARACTERS = 180
HIT_URL_CHARACTERS = 350
EXCERPT_CHARACTERS = 220
LEAST_EXCERPT_CHARACTERS = 40
"""A shorter excerpt tells nothing. Chosen by eye."""
HIT_TOPICS_CHARACTERS = 120
HIT_SOURCE_CHARACTERS = 50
WHY_CHARACTERS = 90
SMALL_TEXT_PREFIX = "-# "
TRIAL_SEARCH = "https://clinicaltrials.gov/search?{condition}term={term}&aggFilters=status:rec"
ONE_YEAR = "1y"
SEARCHES = frozenset({PageKind.SEARCH, PageKind.STORED})

AnswerItem = discord.ui.Item[Layout]


def hit_items(
    hit: Hit, taxonomy: Taxonomy, room: int, *, heading: bool, care: CareMode
) -> tuple[AnswerItem, ...]:
    """The components of a hit: its heading, and below it the details.

    Args:
        room: how many characters the hit may take.
        heading: whether the title is a heading. All of a heading is bold, which hides the matches.
        care: how articles are shown that have a content note.
    """
    shown = [
        discord.ui.TextDisplay[Layout](part)
        for part in _texts(hit, taxonomy, room, heading=heading, care=care)
    ]
    media = picture(hit.article)
    if media is None:
        return tuple(shown)
    thumbnail: discord.ui.Thumbnail[Layout] = discord.ui.Thumbnail(
        media.media, description=media.description, spoiler=is_folded(hit.article, care)
    )
    return (discord.ui.Section(*shown, accessory=thumbnail),)


def _texts(
    hit: Hit, taxonomy: Taxonomy, room: int, *, heading: bool, care: CareMode
) -> tuple[str, str]:
    kept, fold = hit.article, "||" if is_folded(hit.article, care) else ""
    pieces = hit.title or (Piece(kept.article.title),)
    title = (
        link_pieces(
            pieces, kept.article.url, title_limit=HIT_TITLE_CHARACTERS, url_limit=HIT_URL_CHARACTERS
        )
        or answer_texts.UNTITLED
    )
    title = f"{fold}{title}{fold}"
    note = note_line(kept, care)
    head = [*([note] if note else []), f"### {title}" if heading else title, *marks(kept)]
    about = [SMALL_TEXT_PREFIX + _details(kept, taxonomy)]
    left = room - sum(len(line) + 1 for line in (*head, *about))
    if hit.why and left > len(SMALL_TEXT_PREFIX) + WHY_CHARACTERS:
        about.append(SMALL_TEXT_PREFIX + quote("; ".join(hit.why), WHY_CHARACTERS))
        left -= len(about[-1]) + 1
    also = SMALL_TEXT_PREFIX + also_at(kept)
    if kept.duplicates and left > EXCERPT_CHARACTERS + len(also) + 1:
        about.append(also)
        left -= len(also) + 1
    if left > LEAST_EXCERPT_CHARACTERS:
        excerpt = hit.snippet or (Piece(kept.article.teaser),)
        shown = quote_pieces(excerpt, min(EXCERPT_CHARACTERS, left - 1 - 2 * len(fold)))
        head.append(f"{fold}{shown}{fold}" if shown else "")
    return "\n".join(line for line in head if line), "\n".join(about)


def _details(kept: KeptArticle, taxonomy: Taxonomy) -> str:
    parts = (
        topic_line(topics_of(kept, taxonomy), HIT_TOPICS_CHARACTERS),
        quote(kept.source.name, HIT_SOURCE_CHARACTERS),
        published(kept),
    )
    return " · ".join(part for part in parts if part)


def study_row(shown: Iterable[KeptArticle], care: CareMode) -> list[discord.ui.ActionRow[Layout]]:
    """Under an answer, the button or menu that explains its articles' kinds of study."""
    known = [each for each in shown if each.article.evidence]
    if not known:
        return []
    if len(known) == 1:
        ask = button(evidence_texts.ENGLISH_STUDY.title, study_id(known[0].id))
        return [discord.ui.ActionRow[Layout](ask)]
    menu: discord.ui.Select[Layout] = discord.ui.Select(
        custom_id=STUDIES_MENU,
        placeholder=evidence_texts.ENGLISH_STUDY.title,
        options=[
            discord.SelectOption(
                label=clip(plain_title(each, care), CHOICE_CHARACTERS) or answer_texts.UNTITLED,
                value=str(each.id),
            )
            for each in known
        ],
    )
    return [discord.ui.ActionRow[Layout](menu)]


def trial_search_link(term: str, condition: str) -> discord.ui.Button[Any]:
    """A link to ClinicalTrials.gov's search for trials on a subject that recruit people.

    Args:
        term: the subject.
        condition: the disease; "" for all.
    """
    about = f"cond={url_quote(condition)}&" if condition else ""
    url = TRIAL_SEARCH.format(condition=about, term=url_quote(term))
    return discord.ui.Button(label=evidence_texts.RECRUITING_TRIALS, url=url)


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
            :BUTTONS_IN_ROW
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
    # A query of operators alone lists the newest articles anyway.
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

"""Answers as pages: the query and how it was understood, hits with reasons, or what to do next.

Pure; called by `answers`.
"""

from collections.abc import Iterable, Iterator, Sequence

import discord
from msgspec.structs import replace

from bot.model.answer import Answer, Piece
from bot.model.article import (
    PEOPLE_STUDIES,
    TRIAL_STUDIES,
    EvidenceKind,
    KeptArticle,
    Taxonomy,
    Topic,
)
from bot.model.form import CareMode
from bot.model.query import Sort
from bot.model.support import DistressKind, SupportNote
from bot.ui import answer_texts, evidence_texts, texts
from bot.ui.addresses import PageAddress, PageKind
from bot.ui.answer_parts import (
    PageLink,
    filter_links,
    hit_items,
    rows_of,
    study_row,
    suggestion_links,
    trial_search_link,
)
from bot.ui.cards import is_folded, note_line, retraction_marks
from bot.ui.commands import named_in
from bot.ui.digest_texts import ENGLISH_LINES
from bot.ui.markup import emphasis, link, quote, quote_pieces
from bot.ui.views import MESSAGE_CHARACTERS, NEUTRAL_ACCENT_COLOR, Layout, turners

HITS_PER_PAGE = 3
"""Three of the longest hits fit into a message, with header and footer."""

# Limits of characters, chosen by eye, so that the longest page fits into a message.
QUERY_CHARACTERS = 80
FILTER_CHARACTERS = 60
UNDERSTOOD_CHARACTERS = 240
NOTES_CHARACTERS = 280
CONCEPT_CHARACTERS = 30
MOST_CONCEPTS = 3
LIKE_TITLE_CHARACTERS, LIKE_URL_CHARACTERS = 180, 350


def answer_page(
    answer: Answer,
    address: PageAddress,
    taxonomy: Taxonomy,
    *,
    like: KeptArticle | None = None,
    support: SupportNote | None = None,
    care: CareMode = CareMode.NOTE,
) -> Layout:
    """One page of an answer.

    Args:
        answer: the page's hits, and how many there are in all.
        address: the page's address; its page number is within range.
        like: the article that the hits are similar to, if they were asked for so.
        care: how articles are shown that have a content note.
        support: shown above the articles for `DistressKind.CRISIS`, else beneath them.
    """
    crisis = support is not None and support.kind is DistressKind.CRISIS
    card = [support_card(support)] if support else []
    # "None about dying" is no sentence for somebody in distress.
    answer = replace(answer, missing=()) if support else answer
    if not answer.total:
        # "Nothing was found" is no answer to somebody in a crisis.
        return Layout(*(card if crisis else (_nothing_found(answer, address, taxonomy), *card)))
    if crisis and support and (support.alone or not answer.confident):
        # Nor are articles that merely share a word.
        return Layout(*card)
    room = MESSAGE_CHARACTERS - (len(support.text) if support else 0)
    return Layout(
        *(card if crisis else ()),
        *_results(answer, address, taxonomy, like=like, care=care, room=room),
        *(() if crisis else card),
        articles=[hit.article for hit in answer.hits],
    )


def _results(
    answer: Answer,
    address: PageAddress,
    taxonomy: Taxonomy,
    *,
    like: KeptArticle | None,
    care: CareMode,
    room: int,
) -> Iterator[discord.ui.Item[Layout]]:
    """The hits of a page in one frame of at most `room` characters, and the buttons under it."""
    pages = page_count(answer) if answer.confident and address.fits else 1
    topic = taxonomy.get(answer.filters.topic or address.topic or "")
    header, footer = _header(answer, address, taxonomy, like, care), _footer(address.page, pages)
    room_of_a_hit = (room - len(header) - len(footer)) // HITS_PER_PAGE
    heading, shown = answer.query is None, answer.hits[:HITS_PER_PAGE]
    hits = [hit_items(hit, taxonomy, room_of_a_hit, heading=heading, care=care) for hit in shown]
    yield _container(header, hits, footer, topic)
    yield from _turners(address, pages)
    yield from study_row([hit.article for hit in shown], care)
    yield from rows_of(_fitting_links(answer, address, taxonomy))
    if heading and like is None and topic and topic.trials:
        yield discord.ui.ActionRow[Layout](trial_search_link(topic.trials, taxonomy.condition))


def _footer(page: int, pages: int) -> str:
    place = [texts.PAGE_OF.format(page=page, pages=pages)] if pages > 1 else []
    return f"-# {' · '.join([*place, texts.DISCLAIMER])}"


def _container(
    header: str,
    hits: Iterable[Iterable[discord.ui.Item[Layout]]],
    footer: str,
    topic: Topic | None,
) -> discord.ui.Container[Layout]:
    """The header, the hits and the footer in one frame, with lines between them."""
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(header),
        accent_colour=topic.colour if topic else NEUTRAL_ACCENT_COLOR,
    )
    for items in hits:
        container.add_item(discord.ui.Separator())
        for item in items:
            container.add_item(item)
    container.add_item(discord.ui.Separator())
    container.add_item(discord.ui.TextDisplay(footer))
    return container


def page_count(answer: Answer) -> int:
    """The number of pages of the whole answer."""
    return -(-answer.total // HITS_PER_PAGE)


def fits_its_buttons(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> bool:
    """Whether all addresses of this page's buttons are short enough for Discord."""
    targets = [link.target for link in filter_links(answer, address, taxonomy)]
    targets += [address] if answer.confident and page_count(answer) > 1 else []
    return all(target.fits for target in targets)


def _fitting_links(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> list[PageLink]:
    """The filter buttons whose addresses fit; only a query that could not be stored loses any."""
    return [link for link in filter_links(answer, address, taxonomy) if link.target.fits]


def _turners(address: PageAddress, pages: int) -> tuple[discord.ui.ActionRow[Layout], ...]:
    return turners(
        address.turned_to(address.page - 1).custom_id,
        address.turned_to(address.page + 1).custom_id,
        page=address.page,
        pages=pages,
    )


def _header(
    answer: Answer,
    address: PageAddress,
    taxonomy: Taxonomy,
    like: KeptArticle | None,
    care: CareMode,
) -> str:
    if like is not None:
        return similar_header(like, care)
    if answer.query is None:
        return _latest_header(address, taxonomy)
    return _results_header(answer, answer.query.text, address, taxonomy)


def _nothing_found(
    answer: Answer, address: PageAddress, taxonomy: Taxonomy
) -> discord.ui.Container[Layout]:
    rows = rows_of(
        _fitting_links(answer, address, taxonomy), suggestion_links(answer, address, taxonomy)
    )
    text = _nothing(answer, address, taxonomy)
    lines = [text, *(f"-# {line}" for line in explanations(answer))]
    return discord.ui.Container(
        discord.ui.TextDisplay("\n".join(lines)), *rows, accent_colour=NEUTRAL_ACCENT_COLOR
    )


def _nothing(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> str:
    if address.kind is PageKind.SIMILAR:
        return answer_texts.NOTHING_SIMILAR
    if answer.query is None:
        topic = taxonomy.get(address.topic or "")
        return answer_texts.NO_NEWS_ON.format(topic=topic.name) if topic else answer_texts.NO_NEWS
    if not answer.query.text.strip():
        return answer_texts.NOTHING_TYPED
    filters = ", ".join(_narrowings(answer, address, taxonomy))
    nothing = answer_texts.NOTHING_FOUND_WITHIN if filters else answer_texts.NOTHING_FOUND
    query = quote(answer.query.text, QUERY_CHARACTERS)
    has_links = bool(answer.suggestions or answer.topics)
    hint = answer_texts.TRY_ONE_OF_THESE if has_links else answer_texts.TRY_OTHER_WORDS
    return f"{nothing.format(query=query, filters=filters)} {hint}"


def _results_header(answer: Answer, text: str, address: PageAddress, taxonomy: Taxonomy) -> str:
    """The header of the hits of a search for `text`."""
    count = answer.total if answer.confident else len(answer.hits)
    facts = [texts.articles(count), *_narrowings(answer, address, taxonomy)]
    facts += [answer_texts.NEWEST_FIRST_SHOWN] if address.sort is Sort.DATE else []
    lines = [" · ".join(facts), *explanations(answer), _missing_line(answer)]
    asked = quote(text, QUERY_CHARACTERS)
    title = f"## {answer_texts.RESULTS_FOR.format(query=asked)}"
    if not answer.confident:
        near = answer_texts.NEAREST if answer.missing else answer_texts.NEAREST_MENTIONED
        title = f"## {near}\n{answer_texts.YOU_ASKED.format(query=asked)}"
    return "\n".join([title, *(f"-# {line}" for line in lines if line)])


def _latest_header(address: PageAddress, taxonomy: Taxonomy) -> str:
    """The header of the newest articles."""
    topic = taxonomy.get(address.topic or "")
    return f"## {topic.name} {topic.emoji}" if topic else f"## {answer_texts.LATEST_NEWS} 📰"


def similar_header(like: KeptArticle, care: CareMode = CareMode.NOTE) -> str:
    """The header of the articles that are similar to this one, with its note and its warning."""
    shown = link(
        like.article.title,
        like.article.url,
        title_limit=LIKE_TITLE_CHARACTERS,
        url_limit=LIKE_URL_CHARACTERS,
    )
    shown = f"||{shown}||" if is_folded(like, care) else shown
    note = note_line(like, care)
    facts = [*([note] if note else []), answer_texts.SIMILAR_TO.format(article=shown)]
    facts += retraction_marks(like, ENGLISH_LINES)
    return f"## {texts.SIMILAR_ARTICLES}\n-# {' · '.join(facts)}"


def _narrowings(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> list[str]:
    """The filters of an answer, whether from options, operators or buttons."""
    filters = answer.filters
    topic = taxonomy.get(filters.topic or "")
    parts = [
        quote(f"{topic.name} {topic.emoji}", FILTER_CHARACTERS) if topic else "",
        answer_texts.SINCE.format(date=texts.long_date(filters.since)) if filters.since else "",
        quote(filters.source or "", FILTER_CHARACTERS),
        quote(_kinds_of_study(filters.evidence), FILTER_CHARACTERS),
        _left_out(filters.evidence_left_out),
        answer_texts.EXACT_WORDS_SHOWN if address.exact else "",
    ]
    return [part for part in parts if part]


def _kinds_of_study(kinds: frozenset[EvidenceKind] | None) -> str:
    """The filter of an answer; "" if there is none."""
    if kinds is None:
        return ""
    if kinds == PEOPLE_STUDIES:
        return evidence_texts.IN_PEOPLE
    if kinds == TRIAL_STUDIES:
        return evidence_texts.TRIALS_IN_PEOPLE
    return ", ".join(evidence_texts.SHORT_MARKS[kind] for kind in EvidenceKind if kind in kinds)


def _left_out(kinds: frozenset[EvidenceKind]) -> str:
    told = quote(_kinds_of_study(kinds or None), FILTER_CHARACTERS)
    return answer_texts.LEFT_OUT.format(kinds=told) if told else ""


def explanations(answer: Answer) -> list[str]:
    """One line on how the words were understood, and one on what was ignored."""
    understood = answer.query.understood if answer.query else ()
    lines = (
        " · ".join(_sentences(understood, UNDERSTOOD_CHARACTERS)),
        named_in(" ".join(_sentences(answer.notes, NOTES_CHARACTERS))),
    )
    return [line for line in lines if line]


def _sentences(sentences: Sequence[str], limit: int) -> list[str]:
    """The sentences within a limit for all: the longest are cut, and the others keep their end."""
    shown, left = dict[int, str](), limit
    shortest_first = sorted(enumerate(sentences), key=lambda each: len(each[1]))
    for cut, (number, sentence) in enumerate(shortest_first):
        shown[number] = quote_pieces(emphasis(sentence), left // (len(sentences) - cut))
        left -= len(shown[number])
    return [shown[number] for number in range(len(sentences))]


def _missing_line(answer: Answer) -> str:
    """Subjects that no article has, and those of the hits instead; "" if none is missing."""
    if not answer.missing:
        return ""
    text = answer_texts.NONE_ABOUT_BUT if answer.present else answer_texts.NONE_ABOUT
    return text.format(missing=_bold(answer.missing), present=_bold(answer.present))


def _bold(labels: Iterable[str]) -> str:
    shown = [quote_pieces([Piece(label, matched=True)], CONCEPT_CHARACTERS) for label in labels]
    return ", ".join([each for each in shown if each][:MOST_CONCEPTS])


def support_card(note: SupportNote) -> discord.ui.Container[Layout]:
    """The card that is shown above or beneath an answer."""
    return discord.ui.Container(
        discord.ui.TextDisplay(note.text), accent_colour=NEUTRAL_ACCENT_COLOR
    )

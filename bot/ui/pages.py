"""Answers as pages: what was asked, how it was read, hits with reasons, or what to do next.

Pure; called by `answers`.
"""

from collections.abc import Iterable

import discord

from bot.model.article import KeptArticle
from bot.model.query import Answer, Piece, Sort
from bot.model.topic import Taxonomy
from bot.ui.addresses import PageAddress, PageKind
from bot.ui.hits import hit_items
from bot.ui.page_buttons import PageLink, filter_links, rows_of, suggestion_links
from bot.ui.text import emphasis, link, long_date, quote, quote_pieces
from bot.ui.views import CALM, DISCLAIMER, Layout, turners

HITS = 3
"""Hits on a page. Three of the longest fit into a message, with everything around them."""
MOST_CHARACTERS = 4000
"""Discord's limit for all that a message says."""

NEAREST = "No article says exactly this. Nearest:"
EMPTY = "Type what you look for, such as `brain mets`."
NOTHING_SIMILAR = "No other article is much like this one yet."


def answer_page(
    answer: Answer, address: PageAddress, taxonomy: Taxonomy, like: KeptArticle | None = None
) -> Layout:
    """One page of an answer.

    Args:
        answer: the page's hits, and how many there are in all.
        address: where this page is; its page number is within range.
        taxonomy: for names, emoji and colours.
        like: the article that the hits are like, where they were asked for so.
    """
    if not answer.total:
        return _nothing_found(answer, address, taxonomy)
    pages = page_count(answer) if answer.confident else 1
    topic = taxonomy.get(answer.filters.topic or address.topic or "")
    header = _header(answer, address, taxonomy, like)
    place = f"Page {address.page} of {pages} · " if pages > 1 else ""
    footer = f"-# {place}{DISCLAIMER}"
    room = (MOST_CHARACTERS - len(header) - len(footer)) // HITS
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(header), accent_colour=topic.colour if topic else CALM
    )
    for hit in answer.hits[:HITS]:
        container.add_item(discord.ui.Separator())
        for item in hit_items(hit, taxonomy, room, heading=answer.query is None):
            container.add_item(item)
    container.add_item(discord.ui.Separator())
    container.add_item(discord.ui.TextDisplay(footer))
    rows = rows_of(_fitting_links(answer, address, taxonomy))
    turning = _turners(address, pages) if address.fits else ()
    return Layout(container, *turning, *rows)


def page_count(answer: Answer) -> int:
    """How many pages the whole answer has."""
    return -(-answer.total // HITS)


def fits_its_buttons(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> bool:
    """Whether the buttons of this page can carry where they lead."""
    targets = [link.target for link in filter_links(answer, address, taxonomy)]
    targets += [address] if answer.confident and page_count(answer) > 1 else []
    return all(target.fits for target in targets)


def _fitting_links(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> list[PageLink]:
    """All of them as a rule: only words that could not be kept for buttons leave any out."""
    return [link for link in filter_links(answer, address, taxonomy) if link.target.fits]


def _turners(address: PageAddress, pages: int) -> tuple[discord.ui.ActionRow[Layout], ...]:
    return turners(
        address.turned_to(address.page - 1).custom_id,
        address.turned_to(address.page + 1).custom_id,
        page=address.page,
        pages=pages,
    )


def _header(
    answer: Answer, address: PageAddress, taxonomy: Taxonomy, like: KeptArticle | None
) -> str:
    if like is not None:
        return similar_header(like)
    if answer.query is None:
        return latest_header(address, taxonomy)
    return results_header(answer, answer.query.text, address, taxonomy)


def _nothing_found(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> Layout:
    rows = rows_of(
        _fitting_links(answer, address, taxonomy), suggestion_links(answer, address, taxonomy)
    )
    text = _nothing(answer, address, taxonomy)
    lines = [text, *(f"-# {line}" for line in explanations(answer))]
    return Layout(
        discord.ui.Container(discord.ui.TextDisplay("\n".join(lines)), *rows, accent_colour=CALM)
    )


def _nothing(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> str:
    if address.kind is PageKind.SIMILAR:
        return NOTHING_SIMILAR
    if answer.query is None:
        topic = taxonomy.get(address.topic or "")
        about = f" on {topic.name}" if topic else ""
        return f"There is no news{about} yet. Please look again in a few days."
    if not answer.query.text.strip():
        return EMPTY
    narrowed = ", ".join(narrowings(answer, address, taxonomy))
    within = f" ({narrowed})" if narrowed else ""
    near = bool(answer.suggestions or answer.topics)
    hint = "other words, or one of these" if near else "other or fewer words, or `/topics`"
    return f"Nothing was found for “{quote(answer.query.text, QUERY)}”{within}. Try {hint}."


QUERY = 80
NAME = 60
UNDERSTOOD = 160
NOTES = 220
LABEL = 30
MOST_LABELS = 3
LIKE, LIKE_URL = 180, 350


def results_header(answer: Answer, text: str, address: PageAddress, taxonomy: Taxonomy) -> str:
    """Above the hits of a search for `text`."""
    facts = [_count(answer), *narrowings(answer, address, taxonomy)]
    facts += ["newest first"] if address.sort is Sort.DATE else []
    lines = [" · ".join(facts), *explanations(answer), missing_line(answer)]
    asked = f"## Results for “{quote(text, QUERY)}”"
    if not answer.confident:
        asked = f"## {NEAREST}\nYou asked: “{quote(text, QUERY)}”"
    return "\n".join([asked, *(f"-# {line}" for line in lines if line)])


def _count(answer: Answer) -> str:
    count = answer.total if answer.confident else len(answer.hits)
    return f"{count} article{'s' if count != 1 else ''}"


def latest_header(address: PageAddress, taxonomy: Taxonomy) -> str:
    """Above the newest articles."""
    topic = taxonomy.get(address.topic or "")
    return f"## {topic.emoji} {topic.name}" if topic else "## 📰 Latest news"


def similar_header(like: KeptArticle) -> str:
    """Above the articles that are like this one."""
    shown = link(like.article.title, like.article.url, title_limit=LIKE, url_limit=LIKE_URL)
    return f"## Similar articles\n-# to {shown}"


def narrowings(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> list[str]:
    """What an answer was narrowed to, whether by options, by operators or by buttons."""
    filters = answer.filters
    topic = taxonomy.get(filters.topic or "")
    parts = [
        quote(f"{topic.emoji} {topic.name}", NAME) if topic else "",
        f"since {long_date(filters.since)}" if filters.since else "",
        quote(filters.source or "", NAME),
        "exact words" if address.exact else "",
    ]
    return [part for part in parts if part]


def explanations(answer: Answer) -> list[str]:
    """One line on how the words were understood, and one on what could not be followed."""
    understood = " · ".join(answer.query.understood) if answer.query else ""
    lines = (
        quote_pieces(emphasis(understood), UNDERSTOOD),
        quote_pieces(emphasis(" ".join(answer.notes)), NOTES),
    )
    return [line for line in lines if line]


def missing_line(answer: Answer) -> str:
    """What was asked and no article has, and what they are about instead; "" for nothing."""
    if not answer.missing:
        return ""
    concepts = answer.query.concepts if answer.query else ()
    present = [each.label for each in concepts if each.label not in answer.missing]
    about = f"; about {_bold(present)}:" if present else "."
    return f"None about {_bold(answer.missing)}{about}"


def _bold(labels: Iterable[str]) -> str:
    shown = [quote_pieces([Piece(label, matched=True)], LABEL) for label in labels]
    return ", ".join([each for each in shown if each][:MOST_LABELS])

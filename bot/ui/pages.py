"""Answers as pages: hits with their reasons, or what to do where there are none.

Pure; called by `answers`.
"""

import re

import discord

from bot.model.article import KeptArticle
from bot.model.query import Answer, Hit
from bot.model.topic import Taxonomy
from bot.ui.addresses import PageAddress, PageKind
from bot.ui.cards import LABEL, marks, picture, topic_line, topics_of
from bot.ui.text import bold, clip, link, quote, when
from bot.ui.views import CALM, DISCLAIMER, Layout, button, turners

HITS = 3
"""Hits on a page. Three of the longest fit into a message, with everything around them."""

TITLE = 180
URL = 350
TEASER = 160
TOPICS = 120
SOURCE = 50
WHY = 90
QUERY = 80
UNDERSTOOD = 100
MISSING = 40
MOST_MISSING = 3
MOST_NOTES = 2
MOST_SUGGESTIONS = 5
EMPTY = "Type what you look for, such as `brain mets`."

Item = discord.ui.Item[Layout]


def answer_page(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> Layout:
    """One page of an answer.

    Args:
        answer: the page's hits, and how many there are in all.
        address: where this page is; its page number is within range.
        taxonomy: for names, emoji and colours.
    """
    if not answer.total:
        return _nothing_found(answer, address, taxonomy)
    pages = page_count(answer)
    topic = taxonomy.get(address.topic or "")
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(_header(answer, address, taxonomy)),
        accent_colour=topic.colour if topic else CALM,
    )
    for hit in answer.hits[:HITS]:
        container.add_item(discord.ui.Separator())
        for item in _hit(hit, taxonomy):
            container.add_item(item)
    container.add_item(discord.ui.Separator())
    place = f"Page {address.page} of {pages} · " if pages > 1 else ""
    container.add_item(discord.ui.TextDisplay(f"-# {place}{DISCLAIMER}"))
    return Layout(container, *_turners(address, pages))


def page_count(answer: Answer) -> int:
    """How many pages the whole answer has."""
    return -(-answer.total // HITS)


def _turners(address: PageAddress, pages: int) -> tuple[discord.ui.ActionRow[Layout], ...]:
    return turners(
        address.turned_to(address.page - 1).custom_id,
        address.turned_to(address.page + 1).custom_id,
        page=address.page,
        pages=pages,
    )


def _header(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> str:
    topic = taxonomy.get(address.topic or "")
    about = f"{topic.emoji} {topic.name}" if topic else ""
    if answer.query is None:
        return f"## {about or '📰 Latest news'}"
    count = f"{answer.total} article{'s' if answer.total != 1 else ''}"
    lines = [f"## Results for “{quote(answer.query.text, QUERY)}”"]
    lines.append(f"-# {count} · {about}" if about else f"-# {count}")
    return "\n".join([*lines, *(f"-# {each}" for each in (*_understood(answer), *_told(answer)))])


def _told(answer: Answer) -> list[str]:
    """What none of the articles holds, and which operators could not be followed."""
    absent = " or ".join(f"**{quote(each, MISSING)}**" for each in answer.missing[:MOST_MISSING])
    missing = [f"None of them is about {absent}."] if absent else []
    return [*missing, *(_emphasised(note) for note in answer.notes[:MOST_NOTES])]


def _understood(answer: Answer) -> list[str]:
    sentences = answer.query.understood[:2] if answer.query else ()
    return [_emphasised(sentence) for sentence in sentences]


def _emphasised(sentence: str) -> str:
    """A sentence of the search engine: `*word*` in it is meant to stand out."""
    parts = re.split(r"\*([^*]+)\*", clip(sentence, UNDERSTOOD))
    return "".join(_piece(part, bold=number % 2 == 1) for number, part in enumerate(parts))


def _piece(part: str, *, bold: bool) -> str:
    body = part.strip()
    if not body:
        return part
    quoted = f"**{quote(body, UNDERSTOOD)}**" if bold else quote(body, UNDERSTOOD)
    return part.replace(body, quoted, 1)


def _hit(hit: Hit, taxonomy: Taxonomy) -> tuple[Item, ...]:
    """What it is, and apart from it, as Discord parts text displays, what it is about."""
    texts = [discord.ui.TextDisplay[Layout](part) for part in _hit_texts(hit, taxonomy)]
    media = picture(hit.article.article.image)
    if media is None:
        return tuple(texts)
    thumbnail: discord.ui.Thumbnail[Layout] = discord.ui.Thumbnail(
        media.media, description=media.description
    )
    return (discord.ui.Section(*texts, accessory=thumbnail),)


def _hit_texts(hit: Hit, taxonomy: Taxonomy) -> tuple[str, str]:
    kept = hit.article
    title = link(kept.article.title, kept.article.url, title_limit=TITLE, url_limit=URL)
    matched = any(piece.matched for piece in hit.snippet)
    said = bold(hit.snippet, TEASER) if matched else quote(kept.article.teaser, TEASER)
    lines = [f"### {title}", *marks(kept), said]
    details = [f"-# {_details(kept, taxonomy)}"]
    if hit.why:
        details.append(f"-# {quote('; '.join(hit.why), WHY)}")
    return "\n".join(line for line in lines if line), "\n".join(details)


def _details(kept: KeptArticle, taxonomy: Taxonomy) -> str:
    parts = (
        topic_line(topics_of(kept, taxonomy), TOPICS),
        quote(kept.source.name, SOURCE),
        when(kept.dated),
    )
    return " · ".join(part for part in parts if part)


def _nothing_found(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> Layout:
    buttons = _suggestions(answer, address, taxonomy)
    if answer.query is None:
        topic = taxonomy.get(address.topic or "")
        about = f" on {topic.name}" if topic else ""
        text = f"There is no news{about} yet. Please look again in a few days."
    elif not answer.query.text.strip():
        text = EMPTY
    else:
        near = bool(answer.suggestions or answer.topics)
        hint = "other words, or one of these" if near else "other or fewer words, or `/topics`"
        text = f"Nothing was found for “{quote(answer.query.text, QUERY)}”. Try {hint}."
    rows = [discord.ui.ActionRow[Layout](*buttons)] if buttons else []
    return Layout(discord.ui.Container(discord.ui.TextDisplay(text), *rows, accent_colour=CALM))


def _suggestions(
    answer: Answer, address: PageAddress, taxonomy: Taxonomy
) -> list[discord.ui.Button[Layout]]:
    """Buttons for the nearest spellings and topics, or for all news where a topic has none."""
    words = dict.fromkeys(answer.suggestions)
    searches = [(word, PageAddress(PageKind.SEARCH, text=word), "🔍") for word in words]
    slugs = [slug for slug in dict.fromkeys(answer.topics) if slug != address.topic]
    topics = [topic for slug in slugs if (topic := taxonomy.get(slug))]
    latest = [(t.name, PageAddress(PageKind.LATEST, topic=t.slug), t.emoji) for t in topics]
    if answer.query is not None or address.topic:
        latest.append(("Latest news", PageAddress(PageKind.LATEST), "📰"))
    fitting = [each for each in searches + latest if each[1].fits and clip(each[0], LABEL)]
    return [
        button(clip(name, LABEL), target.custom_id, emoji=emoji)
        for name, target, emoji in fitting[:MOST_SUGGESTIONS]
    ]

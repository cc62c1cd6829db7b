"""A hit on a page of an answer: what it is, what of it matches, what it is about.

Pure; called by `pages`. What would be too long gives way: first the excerpt, then the reasons.
"""

import discord

from bot.model.article import KeptArticle
from bot.model.query import Hit, Piece
from bot.model.topic import Taxonomy
from bot.ui.cards import also_at, marks, picture, topic_line, topics_of
from bot.ui.text import link_pieces, quote, quote_pieces, when
from bot.ui.views import Layout

TITLE = 180
URL = 350
SNIPPET = 220
LEAST_SNIPPET = 40
TOPICS = 120
SOURCE = 50
WHY = 90
SMALL = "-# "
UNTITLED = "Untitled"

Item = discord.ui.Item[Layout]


def hit_items(hit: Hit, taxonomy: Taxonomy, room: int, *, heading: bool) -> tuple[Item, ...]:
    """What it is, and apart from it, as Discord parts text displays, what it is about.

    Args:
        hit: an article.
        taxonomy: for names and emoji.
        room: how many characters it may take.
        heading: whether its title is one. All of a heading is bold, so that what matched in it
            would not be seen.
    """
    texts = [
        discord.ui.TextDisplay[Layout](part)
        for part in _texts(hit, taxonomy, room, heading=heading)
    ]
    media = picture(hit.article.article.image)
    if media is None:
        return tuple(texts)
    thumbnail: discord.ui.Thumbnail[Layout] = discord.ui.Thumbnail(
        media.media, description=media.description
    )
    return (discord.ui.Section(*texts, accessory=thumbnail),)


def _texts(hit: Hit, taxonomy: Taxonomy, room: int, *, heading: bool) -> tuple[str, str]:
    kept = hit.article
    pieces = hit.title or (Piece(kept.article.title),)
    title = link_pieces(pieces, kept.article.url, title_limit=TITLE, url_limit=URL) or UNTITLED
    head = [f"### {title}" if heading else title, *marks(kept)]
    about = [SMALL + _details(kept, taxonomy)]
    left = room - sum(len(line) + 1 for line in (*head, *about))
    if hit.why and left > len(SMALL) + WHY:
        about.append(SMALL + quote("; ".join(hit.why), WHY))
        left -= len(about[-1]) + 1
    also = SMALL + also_at(kept)
    if kept.elsewhere and left > SNIPPET + len(also) + 1:
        about.append(also)
        left -= len(also) + 1
    if left > LEAST_SNIPPET:
        excerpt = hit.snippet or (Piece(kept.article.teaser),)
        head.append(quote_pieces(excerpt, min(SNIPPET, left - 1)))
    return "\n".join(line for line in head if line), "\n".join(about)


def _details(kept: KeptArticle, taxonomy: Taxonomy) -> str:
    parts = (
        topic_line(topics_of(kept, taxonomy), TOPICS),
        quote(kept.source.name, SOURCE),
        when(kept.article.published_at) if kept.article.published_at else "date unknown",
    )
    return " · ".join(part for part in parts if part)

"""Cards and summaries as classic embeds, for posts that are published to other servers. Pure.

Discord's staff wrote that published messages do not carry their components
(https://github.com/discord/discord-api-docs/issues/3079). So the embed says everything, its title
is the link, and the buttons beneath may be missing.
"""

from collections.abc import Sequence
from typing import Any

import discord

from bot.model.article import Taxonomy
from bot.model.delivery import CarriedArticle
from bot.model.glossary import NO_GLOSSARY, Glossary
from bot.ui import answer_texts, texts
from bot.ui.cards import (
    ALT_CHARACTERS,
    CARD_SOURCE_CHARACTERS,
    CARD_TEASER_CHARACTERS,
    CARD_TOPICS_CHARACTERS,
    CARD_URL_CHARACTERS,
    also_at,
    card_buttons,
    is_folded,
    lead_of,
    marks,
    note_line,
    picture,
    reason_line,
    topic_line,
    topics_of,
)
from bot.ui.markup import clip, disarmed, quote, web_url
from bot.ui.summaries import summary_buttons, summary_lines, summary_topic
from bot.ui.views import NEUTRAL_ACCENT_COLOR

EMBED_TITLE_CHARACTERS = 256
"""Discord's limit."""


class Buttons(discord.ui.View):
    """The buttons beneath an embed; stopped at once, so that discord.py keeps no reference."""

    def __init__(self, items: Sequence[discord.ui.Item[Any]]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)
        self.stop()


def article_embed(
    carried: CarriedArticle, taxonomy: Taxonomy, key: str, glossary: Glossary = NO_GLOSSARY
) -> tuple[discord.Embed, Buttons]:
    """The announcement of one article, and the buttons beneath; the arguments are a card's."""
    kept = carried.article
    topics = topics_of(kept, taxonomy)
    lead = lead_of(carried, topics, taxonomy)
    folded = is_folded(kept, carried.care)
    # The title and the picture of an embed cannot be hidden.
    media = None if folded else picture(kept)
    title = note_line(kept, carried.care) if folded else kept.article.title
    embed = discord.Embed(
        title=disarmed(title, EMBED_TITLE_CHARACTERS) or answer_texts.UNTITLED,
        url=web_url(kept.article.url, CARD_URL_CHARACTERS),
        description="\n".join(_lines(carried, media.description if media else None)) or None,
        colour=lead.colour if lead else NEUTRAL_ACCENT_COLOR,
        timestamp=kept.article.published_at,
    )
    if not folded and (note := note_line(kept, carried.care)):
        # Above the title: Discord's name for the place is the author.
        embed.set_author(name=note)
    line = topic_line(topics, CARD_TOPICS_CHARACTERS)
    source = clip(kept.source.name, CARD_SOURCE_CHARACTERS)
    undated = "" if kept.article.published_at else answer_texts.DATE_UNKNOWN
    embed.set_footer(text=" · ".join(part for part in (source, undated, line) if part) or None)
    if media:
        embed.set_image(url=media.media.url)
    return embed, Buttons(card_buttons(kept, lead, key, glossary))


def summary_embed(
    carried: Sequence[CarriedArticle], taxonomy: Taxonomy, key: str, post_id: int
) -> tuple[discord.Embed, Buttons]:
    """The announcement of several articles, and the buttons beneath."""
    topic, lines = summary_topic(carried, taxonomy), summary_lines(carried)
    embed = discord.Embed(
        title=texts.new_articles(len(carried)),
        description="\n".join(lines),
        colour=topic.colour if topic else NEUTRAL_ACCENT_COLOR,
    )
    if topic:
        embed.set_footer(text=topic_line((topic,), CARD_TOPICS_CHARACTERS))
    return embed, Buttons(summary_buttons(carried, topic, key, post_id))


def _lines(carried: CarriedArticle, alt: str | None) -> list[str]:
    """Warnings, teaser, other sources, and the description that a picture lacks."""
    kept = carried.article
    also, folded = also_at(kept), is_folded(kept, carried.care)
    hidden = [quote(kept.article.title, EMBED_TITLE_CHARACTERS)] if folded else []
    teaser = quote(kept.article.teaser, CARD_TEASER_CHARACTERS)
    told = [text for text in (*hidden, *marks(kept), teaser) if text]
    parts = (
        *([f"||{text}||" for text in told] if folded else told),
        f"-# {reason_line(carried.reasons, kept)}" if carried.reasons else "",
        f"-# {also}" if also else "",
        f"-# {_picture_line(alt)}" if alt else "",
    )
    return [part for part in parts if part]


def _picture_line(alt: str) -> str:
    if alt == texts.DECORATION:
        return alt
    return texts.PICTURE_SHOWS.format(alt=quote(alt, ALT_CHARACTERS))

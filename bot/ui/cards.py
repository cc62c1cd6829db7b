"""Announcements: an article as a card, several as a summary.

Pure; used by the Discord messenger, and by `/subscribe` for its preview. Every part has a share of
the 4,000 characters that a message may show, so that none can break it.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import discord

from bot.model.article import Image, KeptArticle
from bot.model.delivery import CarriedArticle
from bot.model.feed import FeedKind
from bot.model.topic import Taxonomy, Topic
from bot.ui.addresses import SummaryAddress, more_id, similar_id
from bot.ui.text import clip, link, quote, web_url, when
from bot.ui.views import CALM, Layout, button

TITLE = 300
TEASER = 220
SOURCE = 100
TOPICS = 300
ELSEWHERE = 40
ELSEWHERE_URL = 200
MOST_ELSEWHERE = 3
URL = 512
IMAGE_URL = 2048
ALT = 256
LABEL = 80
MOST_ROLES = 25
SUMMARY_TEXT = 3000
RETRACTED = "⚠️ **Retracted.** This article has been withdrawn; please do not rely on it."
CONCERN = (
    "⚠️ **Expression of concern.** Its publisher has raised doubts about this article; "
    "please read it with care."
)
PREPRINT = "🔎 **Not peer-reviewed.** Other scientists have not checked these results yet."


def article_card(carried: CarriedArticle, taxonomy: Taxonomy, key: str) -> Layout:
    """The announcement of one article.

    Args:
        carried: the article, the topics that matched, the roles to mention.
        taxonomy: for names, emoji and colours.
        key: the post's, carried in a button so that the message can be recognised.
    """
    return Layout(*_mentions([carried]), card_body(carried, taxonomy, key))


def card_body(
    carried: CarriedArticle, taxonomy: Taxonomy, key: str
) -> discord.ui.Container[Layout]:
    """The card itself, without mentions."""
    kept = carried.article
    topics = topics_of(kept, taxonomy)
    lead = _lead(carried, topics, taxonomy)
    container: discord.ui.Container[Layout] = discord.ui.Container(
        accent_colour=lead.colour if lead else CALM
    )
    if media := picture(kept.article.image):
        container.add_item(discord.ui.MediaGallery(media))
    for part in (_heading(kept), _details(kept, topics)):
        container.add_item(discord.ui.TextDisplay(part))
    return container.add_item(_buttons(kept, lead, key))


def summary_card(
    carried: Sequence[CarriedArticle], taxonomy: Taxonomy, key: str, post_id: int
) -> Layout:
    """The announcement of several articles as a list of links.

    What does not fit is counted, and stands behind a button.

    Args:
        carried: the articles, with what their deliveries say.
        taxonomy: for names, emoji and colours.
        key: the post's, carried in a button so that the message can be recognised.
        post_id: the post's, by which all its articles are found.
    """
    lines = _lines_that_fit(summary_line(each.article) for each in carried)
    left = len(carried) - len(lines)
    topic = _shared_topic(carried, taxonomy)
    show_all = f"Show all {len(carried)} articles"
    rest = f"\n-# and {left} more: **{show_all}**" if left else ""
    row: discord.ui.ActionRow[Layout] = discord.ui.ActionRow(_more(topic, key))
    if left:
        row.add_item(button(show_all, SummaryAddress(post_id).custom_id, emoji="📋"))
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"### {summary_title(carried)}"),
        discord.ui.TextDisplay("\n".join(lines) + rest),
        row,
        accent_colour=topic.colour if topic else CALM,
    )
    return Layout(*_mentions(carried), container)


def summary_title(carried: Sequence[CarriedArticle]) -> str:
    """What a summary is called."""
    return f"{len(carried)} new article{'s'[: len(carried) != 1]}"


def roles_of(carried: Iterable[CarriedArticle]) -> list[int]:
    """The roles that a post mentions, each once, and no more than one message should."""
    return list(dict.fromkeys(role for each in carried for role in each.role_ids))[:MOST_ROLES]


def topics_of(kept: KeptArticle, taxonomy: Taxonomy) -> tuple[Topic, ...]:
    """The article's topics, as far as the taxonomy still has them."""
    found = (taxonomy.get(match.slug) for match in kept.article.topics)
    return tuple(topic for topic in found if topic)


def topic_line(topics: Sequence[Topic], limit: int) -> str:
    """Emoji and names, as many as fit."""
    line = ""
    for topic in topics:
        # A space that does not break: an emoji stays beside its name.
        name = f"{topic.emoji}\u00a0{topic.name}"
        longer = f"{line} · {name}" if line else name
        if len(longer) > limit:
            break
        line = longer
    return line


def marks(kept: KeptArticle) -> list[str]:
    """What a reader must know before the text."""
    standing = _standing(kept, RETRACTED, CONCERN)
    return [*standing, PREPRINT] if kept.source.kind is FeedKind.PREPRINT else standing


def _standing(kept: KeptArticle, retracted: str, concern: str) -> list[str]:
    """The words for what became of it; a retraction says all that a concern would."""
    if kept.article.retracted:
        return [retracted]
    return [concern] if kept.article.concern else []


def picture(image: Image | None) -> discord.MediaGalleryItem | None:
    """The image with its alt text, where Discord will take its URL."""
    url = web_url(image.url, IMAGE_URL) if image else None
    return discord.MediaGalleryItem(url, description=alt_text(image)) if image and url else None


def alt_text(image: Image) -> str | None:
    """The image's description, or None: Discord refuses an empty one."""
    return clip(image.alt, ALT) or None


@lru_cache(maxsize=64)
def _heading(kept: KeptArticle) -> str:
    # Remembered, since one article goes to many channels: escaping it is most of its rendering.
    title = link(kept.article.title, kept.article.url, title_limit=TITLE, url_limit=URL)
    teaser = quote(kept.article.teaser, TEASER)
    return "\n".join([f"### {title}", *marks(kept), *([teaser] if teaser else [])])


def _details(kept: KeptArticle, topics: Sequence[Topic]) -> str:
    line = topic_line(topics, TOPICS)
    source = f"-# {quote(kept.source.name, SOURCE)} · {when(kept.dated)}"
    lines = [f"-# {line}"] if line else []
    also = also_at(kept)
    return "\n".join([*lines, source, *([f"-# {also}"] if also else [])])


def also_at(kept: KeptArticle) -> str:
    """Where else the same story stands; "" where it stands nowhere else."""
    shown = [
        link(each.source, each.url, title_limit=ELSEWHERE, url_limit=ELSEWHERE_URL)
        for each in kept.elsewhere[:MOST_ELSEWHERE]
    ]
    left = len(kept.elsewhere) - len(shown)
    if left:
        shown.append(f"{left} more")
    return f"Also at {' · '.join(shown)}" if shown else ""


def _buttons(kept: KeptArticle, lead: Topic | None, key: str) -> discord.ui.ActionRow[Layout]:
    row: discord.ui.ActionRow[Layout] = discord.ui.ActionRow()
    if url := web_url(kept.article.url, URL):
        label = clip(f"Read at {plain_source(kept)}", LABEL)
        row.add_item(discord.ui.Button(label=label, url=url))
    row.add_item(_more(lead, key))
    return row.add_item(button("Similar articles", similar_id(kept.id)))


def plain_source(kept: KeptArticle) -> str:
    """The source's name for a label."""
    return clip(kept.source.name, LABEL) or "the source"


def _more(topic: Topic | None, key: str) -> discord.ui.Button[Any]:
    if topic is None:
        return button("More news", more_id(key, None), emoji="📰")
    label = clip(f"More on {topic.name}", LABEL)
    return button(label, more_id(key, topic.slug), emoji=topic.emoji)


def _lead(carried: CarriedArticle, topics: Sequence[Topic], taxonomy: Taxonomy) -> Topic | None:
    """The first topic that the channel asked for, else the article's own first."""
    asked = (taxonomy.get(slug) for slug in carried.topics)
    return next((topic for topic in asked if topic), topics[0] if topics else None)


def _shared_topic(carried: Sequence[CarriedArticle], taxonomy: Taxonomy) -> Topic | None:
    """The one topic that all articles came for, where there is one."""
    slugs = {slug for each in carried for slug in each.topics[:1]}
    return taxonomy.get(slugs.pop()) if len(slugs) == 1 else None


def _mentions(carried: Sequence[CarriedArticle]) -> list[discord.ui.TextDisplay[Layout]]:
    line = " ".join(f"<@&{role}>" for role in roles_of(carried))
    return [discord.ui.TextDisplay(line)] if line else []


def summary_line(kept: KeptArticle) -> str:
    """An article in a list: its title as a link, and what a reader must know."""
    title = link(kept.article.title, kept.article.url, title_limit=TITLE, url_limit=URL)
    facts = [quote(kept.source.name, SOURCE), when(kept.dated)]
    facts += _standing(kept, "⚠️ retracted", "⚠️ expression of concern")
    facts += ["not peer-reviewed"] if kept.source.kind is FeedKind.PREPRINT else []
    return f"- {title}\n  -# {' · '.join(facts)}"


def _lines_that_fit(lines: Iterable[str]) -> list[str]:
    size, fitting = 0, []
    for line in lines:
        size += len(line) + 1
        if size > SUMMARY_TEXT:
            break
        fitting.append(line)
    return fitting

"""The pages of `/news hub` and `/news follow`: the hub's channels, what a follower misses. Pure.

Called by `cogs.followers`.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import discord

from bot.model.article import ALL_TOPICS, Taxonomy
from bot.ui import moderator_texts
from bot.ui.commands import topic_name
from bot.ui.markup import clip
from bot.ui.server_addresses import follow_id
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout, button

HUB_TOPICS_CHARACTERS = 1_500
"""Characters that the topics without a channel may take of a message's 4,000."""
HUB_LINES_CHARACTERS = 2_000
"""Characters that the published topics may take. A line takes up to about 150."""


def hub_page(
    taxonomy: Taxonomy,
    urls: Mapping[str, str],
    channels: Mapping[str, int],
    bare: AbstractSet[int],
    narrowed: AbstractSet[int],
) -> Layout:
    """The hub's channels with their links.

    Args:
        urls: the link to the channel of each published topic.
        channels: the id of that channel.
        bare: channels whose cards may arrive empty.
        narrowed: channels that publish only a part of a topic.
    """
    shown, room = list[str](), HUB_LINES_CHARACTERS
    for topic in _in_order(taxonomy, channels):
        line = moderator_texts.HUB_TOPIC.format(
            topic=topic_name(topic, taxonomy), channel=f"<#{channels[topic]}>", url=urls[topic]
        )
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    parts = [f"## {moderator_texts.HUB_TITLE}\n{moderator_texts.HUB_DETAILS}"]
    parts.append("\n".join(shown) or moderator_texts.HUB_EMPTY)
    missing = [topic.name for topic in taxonomy if topic.slug not in channels]
    if missing and ALL_TOPICS not in channels:
        names = clip(", ".join(missing), HUB_TOPICS_CHARACTERS)
        parts.append(f"-# {moderator_texts.HUB_LACKS.format(topics=names)}")
    lost = [topic for topic in channels if taxonomy.lacks(topic)]
    if lost:
        topics = clip(", ".join(lost), HUB_TOPICS_CHARACTERS)
        parts.append(_warning(moderator_texts.HUB_LOST.format(topics=topics)))
    parts += [
        _warning(moderator_texts.HUB_BARE.format(channel=f"<#{each}>"))
        for each in sorted(bare & set(channels.values()))[:3]
    ]
    parts += [
        _warning(moderator_texts.HUB_NARROWED.format(channel=f"<#{each}>"))
        for each in sorted(narrowed)[:3]
    ]
    return _card(parts)


def follow_page(
    taxonomy: Taxonomy, topic: str, place_id: int, url: str, warnings: Sequence[str]
) -> Layout:
    """Asks whether a channel should follow: what it gains and loses, and the button."""
    head = moderator_texts.FOLLOW_ASKED.format(
        topic=topic_name(topic, taxonomy), channel=f"<#{place_id}>"
    )
    parts = [
        f"### {head}\n{moderator_texts.FOLLOWING_GETS}",
        moderator_texts.FOLLOWING_LOSES,
        *map(_warning, warnings),
        f"-# {moderator_texts.FOLLOW_BY_HAND.format(url=url)}",
    ]
    follow = button(
        moderator_texts.FOLLOW, follow_id(place_id, topic), style=discord.ButtonStyle.primary
    )
    return _card(parts, discord.ui.ActionRow(follow))


def _in_order(taxonomy: Taxonomy, channels: Mapping[str, int]) -> list[str]:
    """The published topics: all topics first, then as in the taxonomy, then unknown ones."""
    known = [ALL_TOPICS, *(topic.slug for topic in taxonomy)]
    return [each for each in (*known, *sorted(set(channels) - set(known))) if each in channels]


def _warning(text: str) -> str:
    return moderator_texts.WARNING.format(warning=text)


def _card(parts: Sequence[str], *rows: discord.ui.ActionRow[Layout]) -> Layout:
    displays = [discord.ui.TextDisplay[Layout](part) for part in parts]
    return Layout(discord.ui.Container(*displays, *rows, accent_colour=NEUTRAL_ACCENT_COLOR))

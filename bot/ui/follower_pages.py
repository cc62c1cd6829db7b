"""The pages of `/news hub` and `/news follow`: the hub's channels, what a follower misses. Pure.

Called by `cogs.followers`.
"""

from collections.abc import Mapping, Sequence

import discord

from bot.model.article import ALL_TOPICS, Taxonomy
from bot.subscriptions.hub import NewsHub
from bot.subscriptions.service import Overview
from bot.ui import moderator_texts
from bot.ui.markup import clip
from bot.ui.schedule_pages import schedule_lines, schedule_sentences
from bot.ui.server_addresses import follow_id
from bot.ui.subscription_list import channel_status
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout, button
from bot.ui.wish_pages import shown_name

PUBLISHED_CHARACTERS = 900
"""Characters of all that one channel publishes: the names of all topics fit. Chosen by eye."""
HUB_TOPICS_CHARACTERS = 1_500
"""Characters that the topics without a channel may take of a message's 4,000."""
HUB_LINES_CHARACTERS = 2_000
"""Characters that the published topics may take. A line takes up to about 150."""


def hub_page(taxonomy: Taxonomy, hub: NewsHub) -> Layout:
    """The hub's channels with their links, and what keeps each from publishing card by card."""
    shown, room = dict[int, str](), HUB_LINES_CHARACTERS
    for topic in _in_order(taxonomy, hub.channels):
        channel_id = hub.channels[topic]
        if channel_id in shown:
            continue
        line = moderator_texts.HUB_TOPIC.format(
            topic=published_names(hub, topic, taxonomy),
            channel=f"<#{channel_id}>",
            url=hub.url(topic),
        )
        line = "\n".join([line, *_status_lines(hub.overview, channel_id)])
        room -= len(line) + 1
        if room < 0:
            break
        shown[channel_id] = line
    parts = [f"## {moderator_texts.HUB_TITLE}\n{moderator_texts.HUB_DETAILS}"]
    parts.append("\n".join(shown.values()) or moderator_texts.HUB_EMPTY)
    missing = [topic.name for topic in taxonomy if topic.slug not in hub.channels]
    if missing and ALL_TOPICS not in hub.channels:
        names = clip(", ".join(missing), HUB_TOPICS_CHARACTERS)
        parts.append(f"-# {moderator_texts.HUB_LACKS.format(topics=names)}")
    lost = [topic for topic in hub.channels if taxonomy.lacks(topic)]
    if lost:
        topics = clip(", ".join(lost), HUB_TOPICS_CHARACTERS)
        parts.append(_warning(moderator_texts.HUB_LOST.format(topics=topics)))
    parts += [
        _warning(moderator_texts.HUB_BARE.format(channel=f"<#{each}>"))
        for each in sorted(hub.bare & set(hub.channels.values()))[:3]
    ]
    parts += [
        _warning(moderator_texts.HUB_NARROWED.format(channel=f"<#{each}>"))
        for each in sorted(hub.narrowed)[:3]
    ]
    return _card(parts)


def published_names(hub: NewsHub, topic: str, taxonomy: Taxonomy) -> str:
    """All that comes with a topic, since its channel publishes it too: "Metastasis, fatigue"."""
    published = hub.published[hub.channels[topic]]
    # The parts of one topic by its sources or words have one name.
    names = dict.fromkeys(shown_name(each, taxonomy) for each in published)
    return clip(", ".join(names), PUBLISHED_CHARACTERS)


def follow_page(
    taxonomy: Taxonomy, hub: NewsHub, topic: str, place_id: int, here: Overview
) -> Layout:
    """Asks whether a channel should follow: what it gains and loses, and the button.

    Args:
        topic: that it asked for; its channel may publish others, too.
        place_id: the channel that would follow.
        here: the subscriptions of its server.
    """
    names, source_id = published_names(hub, topic, taxonomy), hub.channels[topic]
    head = moderator_texts.FOLLOW_ASKED.format(topic=names, channel=f"<#{place_id}>")
    gets = moderator_texts.FOLLOWING_GETS
    if len(hub.published[source_id]) > 1:
        gets = moderator_texts.FOLLOWING_GETS_SEVERAL
    twice = _comes_twice(hub, source_id, place_id, here)
    parts = [
        f"### {head}\n{gets}",
        *source_warnings(hub, topic),
        moderator_texts.FOLLOWING_LOSES,
        *([_warning(moderator_texts.FOLLOWED_TWICE)] if twice else []),
        f"-# {moderator_texts.FOLLOW_BY_HAND.format(url=hub.url(topic))}",
    ]
    follow = button(
        moderator_texts.FOLLOW, follow_id(place_id, topic), style=discord.ButtonStyle.primary
    )
    return _card(parts, discord.ui.ActionRow(follow))


def source_warnings(hub: NewsHub, topic: str) -> list[str]:
    """Why what a topic's channel publishes does not come now, not card by card, or empty."""
    channel_id = hub.channels[topic]
    warnings = list[str]()
    if hub.overview.channels[channel_id].paused_at or channel_id in hub.overview.held:
        warnings.append(moderator_texts.FOLLOWING_PAUSED)
    scheduled = hub.overview.schedules.get(channel_id)
    if scheduled and (schedule := schedule_sentences(scheduled.schedule)):
        warnings.append(moderator_texts.FOLLOWING_SCHEDULED.format(schedule=schedule))
    if channel_id in hub.bare:
        warnings.append(moderator_texts.FOLLOWING_BARE)
    return [_warning(each) for each in warnings]


def _comes_twice(hub: NewsHub, source_id: int, place_id: int, here: Overview) -> bool:
    """Whether the channel that would follow has a subscription to some of what it gets."""
    own = {each.topic for each in here.subscriptions if each.channel_id == place_id}
    comes = {each.topic for each in hub.published[source_id]}
    return bool(own) if ALL_TOPICS in comes else not own.isdisjoint({ALL_TOPICS, *comes})


def _status_lines(overview: Overview, channel_id: int) -> list[str]:
    scheduled = overview.schedules.get(channel_id)
    state = overview.channels[channel_id]
    return [*channel_status(state, overview.held.get(channel_id)), *schedule_lines(scheduled)]


def _in_order(taxonomy: Taxonomy, channels: Mapping[str, int]) -> list[str]:
    """The published topics: all topics first, then as in the taxonomy, then unknown ones."""
    known = [ALL_TOPICS, *(topic.slug for topic in taxonomy)]
    return [each for each in (*known, *sorted(set(channels) - set(known))) if each in channels]


def _warning(text: str) -> str:
    return moderator_texts.WARNING.format(warning=text)


def _card(parts: Sequence[str], *rows: discord.ui.ActionRow[Layout]) -> Layout:
    displays = [discord.ui.TextDisplay[Layout](part) for part in parts]
    return Layout(discord.ui.Container(*displays, *rows, accent_colour=NEUTRAL_ACCENT_COLOR))

"""The list of a server's subscriptions, which moderators see.

Pure; called by `discord_api.subscription_edits`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import discord

from bot.model.article import Taxonomy
from bot.model.delivery import HeldChannel
from bot.model.subscription import ChannelState, Ending, Subscription
from bot.model.wish import KeptWish, Mute
from bot.subscriptions.service import Overview
from bot.ui import moderator_texts, texts, wish_texts
from bot.ui.commands import named_in
from bot.ui.markup import quote, when
from bot.ui.schedule_pages import schedule_lines
from bot.ui.server_addresses import listed_id, mutes_id
from bot.ui.subscription_pages import kinds_name, step_names, study_names
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout, button, page_of, turners
from bot.ui.wish_pages import (
    changed_exclusions,
    mute_name,
    shown_name,
    subscription_name,
    wish_status,
    without_line,
)

MUTES_NAMED = 3
"""Muted words and topics that are named; the others are counted. Chosen by eye."""
SUBSCRIPTIONS_PER_PAGE = 5
"""Discord takes 40 components in a message; a subscription is five, with its buttons."""

# Limits of characters, chosen by eye, so that the longest page fits into a message.
PAUSE_REASON_CHARACTERS = 250
LOST_TOPICS_CHARACTERS = 60
SUBSCRIPTION_CHARACTERS = 565
"""All lines about one subscription."""
ENDINGS_CHARACTERS = 600
"""All ended subscriptions together."""
ENDED_NAME_CHARACTERS = 60
ENDED_REASON_CHARACTERS = 100


def overview_page(
    overview: Overview,
    page: int,
    taxonomy: Taxonomy,
    *,
    problems: Mapping[int, Sequence[str]] | None = None,
    wishes: Mapping[int, KeptWish] | None = None,
    mutes: Sequence[Mute] = (),
) -> Layout:
    """A page of the server's subscriptions, each with buttons that edit, move and end it.

    The last page also lists subscriptions that ended by themselves.

    Args:
        page: its number, from 1; another one is taken if there are fewer pages.
        problems: sentences on what keeps news or mentions from arriving, by the subscriptions' ids.
        wishes: how the words of subscriptions are understood, by the ids of the wishes.
        mutes: the topics and words that the server mutes.
    """
    pages = max(1, -(-len(overview.subscriptions) // SUBSCRIPTIONS_PER_PAGE))
    page = max(1, min(page, pages))
    shown = overview.subscriptions[
        (page - 1) * SUBSCRIPTIONS_PER_PAGE : page * SUBSCRIPTIONS_PER_PAGE
    ]
    container: discord.ui.Container[Layout] = discord.ui.Container(
        *_head(page, pages, empty=not shown),
        *_muted(mutes, taxonomy),
        *(
            item
            for each, scheduled in _with_schedules(shown, overview)
            for lines in [[*_status_lines(each, wishes, problems), *scheduled]]
            for item in _row(each, overview, page, taxonomy, lines)
        ),
        accent_colour=NEUTRAL_ACCENT_COLOR,
    )
    if overview.endings and page == pages:
        container.add_item(discord.ui.Separator())
        container.add_item(discord.ui.TextDisplay(_ended(overview.endings, taxonomy)))
    row = turners(f"list:{page - 1}", f"list:{page + 1}", page=page, pages=pages)
    return Layout(container, *row)


def _status_lines(
    one: Subscription,
    wishes: Mapping[int, KeptWish] | None,
    problems: Mapping[int, Sequence[str]] | None,
) -> list[str]:
    wish = (wishes or {}).get(one.wish_id or 0)
    return [*wish_status(wish), *changed_exclusions(one.without), *_problem_lines(one, problems)]


def _lost_topics(one: Subscription, taxonomy: Taxonomy) -> list[str]:
    """Lines about the topics of a subscription that the bot no longer has."""
    lines = [moderator_texts.LOST_TOPIC] if taxonomy.lacks(one.topic) else []
    left_out = [each.topic for each in one.without if taxonomy.lacks(each.topic)]
    if left_out:
        topics = quote(", ".join(left_out), LOST_TOPICS_CHARACTERS)
        lines.append(moderator_texts.LOST_EXCLUSIONS.format(topics=topics))
    return [f"-# {line}" for line in lines]


def _with_schedules(
    shown: Iterable[Subscription], overview: Overview
) -> Iterator[tuple[Subscription, list[str]]]:
    """Each subscription with the lines of its channel's schedule, which the first one shows."""
    seen = set[int]()
    for each in shown:
        scheduled = None if each.channel_id in seen else overview.schedules.get(each.channel_id)
        seen.add(each.channel_id)
        yield each, schedule_lines(scheduled)


def _problem_lines(
    subscription: Subscription, problems: Mapping[int, Sequence[str]] | None
) -> list[str]:
    several = (problems or {}).get(subscription.id, ())
    return ["-# " + moderator_texts.WARNING.format(warning=each) for each in several]


def _head(page: int, pages: int, *, empty: bool) -> list[discord.ui.Item[Layout]]:
    if empty:
        return [discord.ui.TextDisplay(moderator_texts.NO_SUBSCRIPTIONS)]
    heading = f"## {moderator_texts.SUBSCRIPTIONS_TITLE}{page_of(page, pages)}"
    return [discord.ui.TextDisplay(heading), discord.ui.Separator()]


def _muted(mutes: Sequence[Mute], taxonomy: Taxonomy) -> list[discord.ui.Item[Layout]]:
    """The server's mutes in one line, with the button that lists them; no line if it has none."""
    if not mutes:
        return []
    names = ", ".join(mute_name(each, taxonomy) for each in mutes[:MUTES_NAMED])
    if len(mutes) > MUTES_NAMED:
        names = wish_texts.AND_NAMES.format(names=names, count=len(mutes) - MUTES_NAMED)
    text = f"-# {wish_texts.MUTED_IN_LIST.format(count=len(mutes), names=names)}"
    if lost := [each.topic for each in mutes if taxonomy.lacks(each.topic)]:
        topics = quote(", ".join(lost), LOST_TOPICS_CHARACTERS)
        text += f"\n-# {wish_texts.MUTES_LOST.format(topics=topics)}"
    return [discord.ui.Section(text, accessory=button(wish_texts.SHOW_MUTES, mutes_id(1)))]


def _ended(endings: Sequence[Ending], taxonomy: Taxonomy) -> str:
    """The subscriptions that ended, newest first; those that do not fit are counted."""
    lines, room = [], ENDINGS_CHARACTERS
    for ending in endings:
        line = _ending(ending, taxonomy)
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    if left := len(endings) - len(lines):
        lines.append("-# " + texts.AND_MORE.format(count=left))
    return "\n".join(lines)


def _ending(ending: Ending, taxonomy: Taxonomy) -> str:
    channel = texts.GONE_CHANNEL
    if ending.channel_name:
        channel = f"#{quote(ending.channel_name, ENDED_NAME_CHARACTERS)}"
    return "-# " + moderator_texts.ENDED.format(
        topic=quote(subscription_name(ending, taxonomy), ENDED_NAME_CHARACTERS),
        channel=channel,
        when=when(ending.ended_at),
        reason=quote(ending.reason, ENDED_REASON_CHARACTERS),
    )


def _row(
    subscription: Subscription,
    overview: Overview,
    page: int,
    taxonomy: Taxonomy,
    more_lines: Sequence[str],
) -> list[discord.ui.Item[Layout]]:
    channel = overview.channels.get(subscription.channel_id)
    title = moderator_texts.TOPIC_IN_CHANNEL_BOLD.format(
        topic=shown_name(subscription, taxonomy), channel=f"<#{subscription.channel_id}>"
    )
    details = [kinds_name(subscription.kinds), *study_names(subscription)]
    details += step_names(channel, subscription)
    if subscription.role_id:
        details.append(moderator_texts.MENTIONS.format(role=f"<@&{subscription.role_id}>"))
    if left_out := without_line(subscription, taxonomy):
        details.append(left_out)
    head = [title, f"-# {' · '.join(details)}", *_lost_topics(subscription, taxonomy)]
    status = channel_status(channel, overview.held.get(channel.channel_id)) if channel else []
    if subscription.lost_role is not None:
        status.insert(0, "-# " + _lost_role(subscription.lost_role))
    kept = _that_fit([*head, *status, *more_lines])
    lines = [line for line in (*head, *more_lines, *status) if line in kept]
    buttons = (
        button(label, listed_id(word, page, subscription.id))
        for word, label in moderator_texts.LIST_BUTTONS.items()
    )
    return [discord.ui.TextDisplay("\n".join(lines)), discord.ui.ActionRow(*buttons)]


def _that_fit(lines: Iterable[str]) -> set[str]:
    """Those lines of one subscription that a page has room for; the first ones matter most."""
    kept, room = set[str](), SUBSCRIPTION_CHARACTERS
    for line in lines:
        if len(line) < room:
            kept.add(line)
            room -= len(line) + 1
    return kept


def _lost_role(name: str) -> str:
    if not name:
        return moderator_texts.LOST_UNKNOWN_ROLE
    return moderator_texts.LOST_ROLE.format(role=f"@{quote(name, ENDED_NAME_CHARACTERS)}")


def channel_status(channel: ChannelState, held: HeldChannel | None) -> list[str]:
    """A line that says why nothing is posted there now, if that is so."""
    if channel.paused_at:
        reason = moderator_texts.USE_RESUME
        if channel.reason:
            reason = named_in(quote(channel.reason, PAUSE_REASON_CHARACTERS))
        paused = moderator_texts.PAUSED.format(when=when(channel.paused_at), reason=reason)
        return [f"-# {paused}"]
    if held is None:
        return []
    reason = named_in(quote(held.reason, PAUSE_REASON_CHARACTERS))
    return ["-# " + moderator_texts.WAITING.format(when=when(held.since), reason=reason)]

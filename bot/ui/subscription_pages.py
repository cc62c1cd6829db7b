"""What moderators are shown: a new subscription with its preview, and all that a server has.

Pure; called by the subscriptions cog.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import discord
from discord.app_commands import Choice

from bot.model.article import KeptArticle
from bot.model.delivery import CarriedArticle, HeldChannel
from bot.model.feed import FeedKind
from bot.model.subscription import (
    PATIENT_KINDS,
    ChannelKind,
    ChannelState,
    Ending,
    Subscription,
)
from bot.model.topic import Taxonomy
from bot.subscriptions.display_options import in_words, showings
from bot.subscriptions.service import Overview
from bot.ui.cards import card_body
from bot.ui.text import GONE_CHANNEL, clip, quote, when
from bot.ui.topic_choices import CHOICE_LIMIT, topic_name
from bot.ui.views import CALM, Layout, button, turners

PER_PAGE = 6
REASON = 250
ENDED_TEXT = 600
ENDED_NAME = 60
ENDED_REASON = 100
PREVIEW_KEY = "preview"
PATIENT_NEWS = "patient"
NONE_YET = "This server has no subscriptions yet. Start with `/subscribe`."
POSTED = "The newest article is being posted there now, unless it was before:"
PREVIEWED = "This is how the newest article would look there:"
PREVIEWED_POST = (
    "This is how the newest article would look there, as a post of its own with those of the "
    "forum's tags that are named like its topics:"
)
EXTRA_KINDS = {
    FeedKind.JOURNAL: "journals",
    FeedKind.PREPRINT: "preprints",
    FeedKind.REGULATOR: "regulators",
}


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What came of `/subscribe`.

    Attributes:
        kind: the channel's.
        changed: whether the channel had this topic before.
        newest: the article for the preview.
        warnings: what the moderator must mend, as sentences.
        posted: whether the newest article is posted there now, if it was not before.
    """

    subscription: Subscription
    kind: ChannelKind
    changed: bool
    newest: KeptArticle | None
    warnings: Sequence[str] = ()
    posted: bool = False


def kind_choices() -> list[Choice[str]]:
    """Patient news, alone and with each combination of the other kinds."""
    extras = [extra for size in range(4) for extra in combinations(EXTRA_KINDS, size)]
    return [
        Choice(name=kinds_name(extra), value="+".join((PATIENT_NEWS, *extra))) for extra in extras
    ]


def kinds_from(value: str) -> frozenset[FeedKind]:
    """The kinds that a choice stands for."""
    return PATIENT_KINDS | {FeedKind(part) for part in value.split("+") if part != PATIENT_NEWS}


def kinds_name(kinds: Iterable[FeedKind]) -> str:
    """Kinds of source in words: "Patient news + journals"."""
    chosen = set(kinds)
    extras = [name for kind, name in EXTRA_KINDS.items() if kind in chosen]
    return " + ".join(["Patient news", *extras])


def show_choices(typed: str, kind: ChannelKind) -> list[Choice[str]]:
    """The ways to show news in such a channel whose names hold what was typed."""
    return [
        Choice(name=showing.label, value=showing.key)
        for showing in showings(kind)
        if typed.strip().lower() in showing.label.lower()
    ]


def subscription_label(subscription: Subscription, channel: str, taxonomy: Taxonomy) -> str:
    """A subscription in a list of choices: "🎗️ Metastasis in #news"."""
    return clip(f"{topic_name(subscription.topic, taxonomy)} in {channel}", CHOICE_LIMIT)


def subscribed_page(outcome: Subscribed, taxonomy: Taxonomy) -> Layout:
    """What was subscribed, what is to be mended, and how a card will look."""
    lines = [_sentence(outcome, taxonomy)]
    lines += [f"⚠️ {warning}" for warning in outcome.warnings]
    if outcome.newest is None:
        lines.append("There is no such article yet. The first one will be posted when it appears.")
        return Layout(discord.ui.TextDisplay("\n".join(lines)))
    previewed = PREVIEWED_POST if outcome.kind.holds_posts else PREVIEWED
    lines.append(POSTED if outcome.posted else previewed)
    card = card_body(_carried(outcome.newest, outcome.subscription), taxonomy, PREVIEW_KEY)
    return Layout(discord.ui.TextDisplay("\n".join(lines)), card)


def overview_page(overview: Overview, page: int, taxonomy: Taxonomy) -> Layout:
    """A page of the server's subscriptions, each with a button that ends it.

    The last page says what ended by itself of late.
    """
    pages = max(1, -(-len(overview.subscriptions) // PER_PAGE))
    page = max(1, min(page, pages))
    shown = overview.subscriptions[(page - 1) * PER_PAGE : page * PER_PAGE]
    container: discord.ui.Container[Layout] = discord.ui.Container(
        *_head(page, pages, empty=not shown),
        *(_row(each, overview, page, taxonomy) for each in shown),
        accent_colour=CALM,
    )
    if overview.endings and page == pages:
        container.add_item(discord.ui.Separator())
        container.add_item(discord.ui.TextDisplay(_ended(overview.endings, taxonomy)))
    row = turners(f"list:{page - 1}", f"list:{page + 1}", page=page, pages=pages)
    return Layout(container, *row)


def _head(page: int, pages: int, *, empty: bool) -> list[discord.ui.Item[Layout]]:
    if empty:
        return [discord.ui.TextDisplay(NONE_YET)]
    place = f"\n-# Page {page} of {pages}" if pages > 1 else ""
    heading = discord.ui.TextDisplay[Layout](f"## Subscriptions of this server{place}")
    return [heading, discord.ui.Separator()]


def _ended(endings: Sequence[Ending], taxonomy: Taxonomy) -> str:
    """What ended, newest first, as much of it as has room; the rest is counted."""
    lines, room = [], ENDED_TEXT
    for ending in endings:
        line = _ending(ending, taxonomy)
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    if left := len(endings) - len(lines):
        lines.append(f"-# and {left} more")
    return "\n".join(lines)


def _ending(ending: Ending, taxonomy: Taxonomy) -> str:
    name = quote(topic_name(ending.topic, taxonomy), ENDED_NAME)
    place = f"#{quote(ending.channel_name, ENDED_NAME)}" if ending.channel_name else GONE_CHANNEL
    reason = quote(ending.reason, ENDED_REASON)
    return f"-# {name} in {place} ended {when(ending.ended_at)}: {reason}"


def _sentence(outcome: Subscribed, taxonomy: Taxonomy) -> str:
    subscription = outcome.subscription
    verb = "The subscription was changed" if outcome.changed else "Subscribed"
    role = f", mentioning <@&{subscription.role_id}>" if subscription.role_id else ""
    shown = in_words(outcome.kind, subscription.steps)
    details = [_in_sentence(subscription.kinds), *shown]
    return (
        f"✅ {verb}: **{topic_name(subscription.topic, taxonomy)}** in "
        f"<#{subscription.channel_id}>, {', '.join(details)}{role}."
    )


def _in_sentence(kinds: Iterable[FeedKind]) -> str:
    name = kinds_name(kinds)
    return f"from {name[0].lower()}{name[1:]}"


def _carried(newest: KeptArticle, subscription: Subscription) -> CarriedArticle:
    roles = (subscription.role_id,) if subscription.role_id else ()
    return CarriedArticle(newest, (subscription.topic,), roles)


def _row(
    subscription: Subscription, overview: Overview, page: int, taxonomy: Taxonomy
) -> discord.ui.Section[Layout]:
    channel = overview.channels.get(subscription.channel_id)
    lines = [f"**{topic_name(subscription.topic, taxonomy)}** in <#{subscription.channel_id}>"]
    details = [kinds_name(subscription.kinds)]
    details += in_words(channel.kind if channel else ChannelKind.TEXT, subscription.steps)
    if subscription.role_id:
        details.append(f"mentions <@&{subscription.role_id}>")
    lines.append(f"-# {' · '.join(details)}")
    if channel:
        lines += _standing(channel, overview.held.get(channel.channel_id))
    return discord.ui.Section(
        "\n".join(lines), accessory=button("Remove", f"remove:{page}:{subscription.id}")
    )


def _standing(channel: ChannelState, held: HeldChannel | None) -> list[str]:
    """Why nothing is posted there now."""
    if channel.paused_at:
        reason = quote(channel.reason or "Use /resume to go on.", REASON)
        return [f"-# ⏸️ Paused {when(channel.paused_at)}. {reason}"]
    return (
        [f"-# 🕓 Waiting; it began {when(held.since)}. {quote(held.reason, REASON)}"]
        if held
        else []
    )

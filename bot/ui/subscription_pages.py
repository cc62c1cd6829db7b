"""The pages that moderators see of a new, changed or moved subscription, with its preview.

Pure; called by the subscriptions cog.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

import discord
from discord.app_commands import Choice
from msgspec import Struct
from msgspec.structs import replace

from bot.model.article import KeptArticle, Taxonomy
from bot.model.delivery import CarriedArticle
from bot.model.feed import FeedKind
from bot.model.form import CareMode
from bot.model.glossary import NO_GLOSSARY, Glossary
from bot.model.schedule import Scheduled
from bot.model.subscription import PATIENT_KINDS, ChannelKind, ChannelState, StudyWish, Subscription
from bot.model.wish import Exclusion, Wish
from bot.subscriptions.display_options import display_options, steps_in_words
from bot.subscriptions.previews import Preview
from bot.subscriptions.saving import SavedSubscription
from bot.subscriptions.service import EndedSubscription, MovedSubscription
from bot.ui import moderator_texts, schedule_texts, wish_texts
from bot.ui.cards import card_items
from bot.ui.commands import CHOICE_CHARACTERS
from bot.ui.markup import clip, emphasis, quote, quote_pieces, when
from bot.ui.views import Layout
from bot.ui.wish_pages import (
    WITHOUT_CHARACTERS,
    excluded_names,
    left_out_lines,
    preview_items,
    shown_name,
    subscription_name,
    without_line,
)

PREVIEW_KEY = "preview"
READ_AS_CHARACTERS = 300
"""Characters of how the wanted words were understood. Chosen by eye, so that the page fits into a
message."""
PATIENT_NEWS_VALUE = "patient"


class Subscribed(Struct, frozen=True):
    """The outcome of `/news subscribe`, or of an edit.

    Attributes:
        newest: the article for the preview.
        warnings: sentences that say what the moderator must mend.
        is_muted: whether the server mutes its topic, or some of its words.
        posted: whether the newest article is posted there now, unless it was before.
        preview: what its words would have brought.
        understood: sentences on how they were read.
        scheduled: the channel's schedule; None if it has none.
        care: how the channel shows articles that have a content note.
    """

    saved: SavedSubscription
    kind: ChannelKind
    newest: KeptArticle | None = None
    warnings: Sequence[str] = ()
    is_muted: bool = False
    posted: bool = False
    preview: Preview | None = None
    understood: Sequence[str] = ()
    scheduled: Scheduled | None = None
    care: CareMode = CareMode.NOTE

    @property
    def subscription(self) -> Subscription:
        """As it is now."""
        return self.saved.subscription

    @property
    def wish(self) -> Wish | None:
        """The words that it follows, as they are understood; None for all of the topic."""
        return self.saved.wish


def kind_choices() -> list[Choice[str]]:
    """Choices of patient news, alone and with each combination of the other kinds."""
    extras = [
        extra for size in range(4) for extra in combinations(moderator_texts.EXTRA_KINDS, size)
    ]
    return [
        Choice(name=kinds_name(extra), value="+".join((PATIENT_NEWS_VALUE, *extra)))
        for extra in extras
    ]


def kinds_from(value: str) -> frozenset[FeedKind]:
    """The kinds of a choice."""
    return PATIENT_KINDS | {
        FeedKind(part) for part in value.split("+") if part != PATIENT_NEWS_VALUE
    }


def kinds_name(kinds: Iterable[FeedKind]) -> str:
    """Kinds of source in words: "Patient news + journals"."""
    return _with_extras(moderator_texts.PATIENT_NEWS, kinds)


def _with_extras(patient_news: str, kinds: Iterable[FeedKind]) -> str:
    chosen = set(kinds)
    extras = [name for kind, name in moderator_texts.EXTRA_KINDS.items() if kind in chosen]
    return " + ".join([patient_news, *extras])


def show_choices(typed: str, kind: ChannelKind) -> list[Choice[str]]:
    """The ways to show news in such a channel whose names hold the typed text."""
    return [
        Choice(name=option.label, value=option.key)
        for option in display_options(kind)
        if typed.strip().lower() in option.label.lower()
    ]


def subscription_label(subscription: Subscription, channel: str, taxonomy: Taxonomy) -> str:
    """A subscription in a list of choices: "🎗️ Metastasis in #news"."""
    topic = subscription_name(subscription, taxonomy)
    label = moderator_texts.TOPIC_IN_CHANNEL.format(topic=topic, channel=channel)
    return clip(label, CHOICE_CHARACTERS)


def subscribed_page(
    outcome: Subscribed, taxonomy: Taxonomy, glossary: Glossary = NO_GLOSSARY
) -> Layout:
    """The new subscription, warnings, and a preview of its cards."""
    lines = _told(outcome, taxonomy)
    if outcome.wish and outcome.preview:
        if outcome.posted and outcome.preview.matched:
            lines.append(_about_newest(outcome))
        return followed_page(outcome.subscription, outcome.wish, outcome.preview, lines)
    if outcome.newest is None:
        lines += [] if outcome.is_muted else [moderator_texts.NO_ARTICLE_YET]
        return Layout(discord.ui.TextDisplay("\n".join(lines)))
    lines.append(_about_preview(outcome))
    carried = replace(_carried(outcome.newest, outcome.subscription), care=outcome.care)
    card = card_items(carried, taxonomy, PREVIEW_KEY, glossary)
    return Layout(discord.ui.TextDisplay("\n".join(lines)), *card)


def followed_page(
    subscription: Subscription, wish: Wish, preview: Preview, lines: Sequence[str]
) -> Layout:
    """Some lines, and what the words of a subscription would have brought."""
    head = discord.ui.TextDisplay[Layout]("\n".join(lines))
    return Layout(head, *preview_items(subscription, wish, preview))


def edited_page(outcome: Subscribed, taxonomy: Taxonomy) -> Layout:
    """The changed parts of a subscription, and warnings."""
    return Layout(discord.ui.TextDisplay("\n".join(_told(outcome, taxonomy))))


def moved_page(
    moved: MovedSubscription, kind: ChannelKind, warnings: Sequence[str], name: str
) -> Layout:
    """The new channel of a subscription, the number of waiting articles, and warnings.

    Args:
        moved: the subscription before and after.
        kind: the new channel's kind.
        warnings: sentences that say what the moderator must mend.
        name: of its topic.
    """
    before, now = moved.before, moved.subscription
    lines = [
        moderator_texts.MOVED.format(
            topic=name, before=f"<#{before.channel_id}>", channel=f"<#{now.channel_id}>"
        )
    ]
    if before.steps != now.steps:
        shown = ", ".join(steps_in_words(kind, now.steps)) or moderator_texts.PLAIN_CARDS
        lines.append(moderator_texts.SHOWN_THERE.format(shown=shown))
    if moved.waiting:
        lines.append(moderator_texts.waiting_moved(moved.waiting))
    if moved.schedule is not None:
        text = moderator_texts.SCHEDULE_MOVED if moved.schedule else moderator_texts.SCHEDULE_KEPT
        lines.append(text.format(channel=f"<#{now.channel_id}>"))
    return Layout(discord.ui.TextDisplay("\n".join([*lines, *_warned(warnings)])))


def schedule_ended(ended: EndedSubscription) -> list[str]:
    """A sentence if the schedule of a channel ended with its last subscription."""
    channel = f"<#{ended.subscription.channel_id}>"
    ended_too = moderator_texts.SCHEDULE_ENDED.format(channel=channel)
    return [ended_too] if ended.with_schedule else []


def _told(outcome: Subscribed, taxonomy: Taxonomy) -> list[str]:
    understood = quote_pieces(emphasis(" · ".join(outcome.understood)), READ_AS_CHARACTERS)
    return [
        _sentence(outcome, taxonomy),
        *([f"-# {understood}"] if understood else []),
        *_changed_parts(outcome, taxonomy),
        *left_out_lines(_newly_left_out(outcome.saved)),
        *dropped_line(outcome.saved),
        *_warned(outcome.warnings),
    ]


def _newly_left_out(saved: SavedSubscription) -> list[Exclusion]:
    before = saved.before.without if saved.before else ()
    return [each for each in saved.subscription.without if each not in before]


def dropped_line(saved: SavedSubscription) -> list[str]:
    """The line that counts the waiting articles that were dropped; none if there are none."""
    return [wish_texts.waiting_dropped(saved.dropped)] if saved.dropped else []


def _warned(warnings: Iterable[str]) -> list[str]:
    return [moderator_texts.WARNING.format(warning=warning) for warning in warnings]


def _about_newest(outcome: Subscribed) -> str:
    """A sentence on whether the newest article that matches the words is posted."""
    scheduled = outcome.scheduled
    if scheduled and scheduled.schedule.gathers:
        return wish_texts.NEWEST_WITH_DIGEST
    if scheduled and scheduled.quiet_until:
        return wish_texts.NEWEST_IN_DAYTIME.format(when=when(scheduled.quiet_until))
    return wish_texts.NEWEST_NOW


def _about_preview(outcome: Subscribed) -> str:
    scheduled = outcome.scheduled
    if outcome.posted and scheduled and scheduled.schedule.gathers:
        channel = f"<#{outcome.subscription.channel_id}>"
        return schedule_texts.NEWEST_IN_DIGEST.format(channel=channel)
    if outcome.posted and scheduled and scheduled.quiet_until:
        return schedule_texts.NEWEST_AFTER_QUIET.format(when=when(scheduled.quiet_until))
    if outcome.posted:
        return moderator_texts.NEWEST_POSTED
    if outcome.kind.holds_posts:
        return moderator_texts.NEWEST_PREVIEWED_AS_POST
    return moderator_texts.NEWEST_PREVIEWED


def _sentence(outcome: Subscribed, taxonomy: Taxonomy) -> str:
    subscription = outcome.subscription
    details = [_with_extras(moderator_texts.FROM_PATIENT_NEWS, subscription.kinds)]
    details += study_names(subscription)
    details += steps_in_words(outcome.kind, subscription.steps)
    if subscription.role_id:
        details.append(moderator_texts.MENTIONING.format(role=f"<@&{subscription.role_id}>"))
    if left_out := without_line(subscription, taxonomy):
        details.append(left_out)
    text = moderator_texts.SUBSCRIBED
    if outcome.saved.before:
        changed = _changed_parts(outcome, taxonomy)
        text = moderator_texts.SUBSCRIPTION_UNCHANGED
        text = moderator_texts.SUBSCRIPTION_CHANGED if changed else text
    return text.format(
        topic=shown_name(subscription, taxonomy),
        channel=f"<#{subscription.channel_id}>",
        details=", ".join(details),
    )


def _changed_parts(outcome: Subscribed, taxonomy: Taxonomy) -> list[str]:
    """A line for each part of the subscription that is not as it was before."""
    saved = outcome.saved
    if saved.before is None:
        return []
    before, now = (
        _parts(each, outcome.kind, taxonomy) for each in (saved.before, saved.subscription)
    )
    if saved.wish and saved.reach_before:
        part, names = wish_texts.MATCH_FIELD, wish_texts.REACH_SHORT
        before[part], now[part] = names[saved.reach_before], names[saved.wish.reach]
    return [
        moderator_texts.CHANGED_PART.format(part=part, now=now[part], before=before[part])
        for part in now
        if now[part] != before[part]
    ]


def _parts(subscription: Subscription, kind: ChannelKind, taxonomy: Taxonomy) -> dict[str, str]:
    role = f"<@&{subscription.role_id}>" if subscription.role_id else moderator_texts.NO_ROLE
    shown = steps_in_words(kind, subscription.steps)
    left_out = quote(excluded_names(subscription.without, taxonomy), WITHOUT_CHARACTERS)
    return {
        moderator_texts.SOURCES_PART: kinds_name(subscription.kinds),
        moderator_texts.STUDIES_PART: moderator_texts.STUDIES[subscription.studies],
        moderator_texts.SHOWN_PART: ", ".join(shown) or moderator_texts.PLAIN_CARDS,
        moderator_texts.ROLE_PART: role,
        wish_texts.WITHOUT_PART: left_out or wish_texts.NOTHING,
    }


def study_names(subscription: Subscription) -> list[str]:
    """The kinds of study that a subscription is limited to; none if it takes all."""
    any_kind = subscription.studies is StudyWish.ANY
    return [] if any_kind else [moderator_texts.STUDIES[subscription.studies]]


def study_choices() -> list[Choice[str]]:
    """The kinds of study that a subscription may ask for."""
    return [
        Choice(name=name[0].upper() + name[1:], value=wish)
        for wish, name in moderator_texts.STUDIES.items()
    ]


def _carried(newest: KeptArticle, subscription: Subscription) -> CarriedArticle:
    roles = (subscription.role_id,) if subscription.role_id else ()
    return CarriedArticle(newest, (subscription.topic,), roles)


def step_names(channel: ChannelState | None, subscription: Subscription) -> list[str]:
    """How news is shown in this channel, such as "as cards, published"."""
    if channel is None:
        return steps_in_words(ChannelKind.TEXT, subscription.steps)
    return steps_in_words(channel.kind, subscription.steps, channel.form)

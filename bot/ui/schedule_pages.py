"""The pages of schedules: one in sentences, the next digest, and the line in the list. Pure.

Called by the schedules cog and by `subscription_list`.
"""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.model.article import Taxonomy
from bot.model.delivery import PostState
from bot.model.schedule import LastDigest, Rhythm, Schedule, Scheduled, ServerTime
from bot.subscriptions.schedules import NextDigest, PostedEarly
from bot.ui import schedule_texts as texts
from bot.ui.commands import named_in
from bot.ui.digests import digest_container
from bot.ui.markup import quote, when
from bot.ui.moderator_texts import WARNING
from bot.ui.schedule_options import DAYS_OF_MONTH, quiet_text
from bot.ui.server_addresses import post_now_id
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout, button

FAILURE_CHARACTERS = 100
"""The list has six rows. The outcome of a digest must leave room for the others."""
DAYS_OF_EVERY_MONTH = 28
"""The days that the shortest month has, too."""
PREVIEWED_DIGEST_KEY = "preview"


def schedule_page(
    scheduled: Scheduled, *, told: str, server: ServerTime, warnings: Sequence[str]
) -> Layout:
    """A channel's schedule.

    Args:
        scheduled: the schedule, with what comes next and what came last.
        told: a sentence on what the asker has just changed; "" if only looked at.
        server: the time zone that moderators chose, if they did.
        warnings: sentences that say what the moderator must mend.
    """
    schedule = scheduled.schedule
    channel = f"<#{schedule.channel_id}>"
    lines = [f"## {texts.SCHEDULE_TITLE.format(channel=channel)}"]
    lines += [told] if told else []
    lines += [WARNING.format(warning=each) for each in warnings]
    lines += _sentences(scheduled)
    if schedule.has_effect:
        zone = texts.TIMES_OF_ZONE if server.zone else texts.TIMES_ARE_UTC
        lines.append(f"-# {zone.format(zone=schedule.zone.replace('_', ' '))}")
    text = "\n".join(lines)
    return Layout(
        discord.ui.Container(discord.ui.TextDisplay(text), accent_colour=NEUTRAL_ACCENT_COLOR)
    )


def _sentences(scheduled: Scheduled) -> list[str]:
    schedule = scheduled.schedule
    paused = texts.REFUSED_NOW if scheduled.is_refused else texts.PAUSED_NOW
    lines = [*([paused] if scheduled.is_paused else []), *_times(schedule)]
    if scheduled.quiet_until and not scheduled.is_paused:
        lines.append(texts.QUIET_NOW.format(when=when(scheduled.quiet_until)))
    if schedule.gathers:
        lines.append(texts.SAYS_EMPTY if schedule.says_empty else texts.STAYS_SILENT)
        if scheduled.next_at and not scheduled.is_paused:
            form = texts.DUE_DIGEST if scheduled.is_due else texts.NEXT_DIGEST
            lines.append(form.format(at=_moment(scheduled.next_at)))
    if scheduled.last:
        lines.append(texts.LAST_DIGEST.format(outcome=_outcome(scheduled.last)))
    return lines


def schedule_sentences(schedule: Schedule) -> str:
    """When a channel gets its news, for readers elsewhere; "" if each article comes at once."""
    if not schedule.has_effect:
        return ""
    zone = texts.TIMES_OF_ZONE.format(zone=schedule.zone.replace("_", " "))
    return " ".join([*_times(schedule), zone])


def _times(schedule: Schedule) -> list[str]:
    quiet = schedule.quiet
    quiet_sentences = [texts.QUIET_SENTENCE.format(quiet=quiet_text(quiet))] if quiet else []
    return [_rhythm_sentence(schedule), *quiet_sentences]


def _rhythm_sentence(schedule: Schedule) -> str:
    at = schedule.at.isoformat("minutes")
    if schedule.rhythm is Rhythm.AT_ONCE:
        limit = schedule.daily_limit
        return texts.at_once_limited(limit, at) if limit else texts.AT_ONCE_SENTENCE
    if schedule.rhythm is Rhythm.WEEKLY:
        return texts.RHYTHMS[Rhythm.WEEKLY].format(at=at, day=texts.WEEKDAYS[schedule.day])
    return _form_of_day(schedule).format(at=at, day=schedule.day)


def _form_of_day(schedule: Schedule) -> str:
    if schedule.rhythm is not Rhythm.MONTHLY or schedule.day <= DAYS_OF_EVERY_MONTH:
        return texts.RHYTHMS[schedule.rhythm]
    is_last = schedule.day == DAYS_OF_MONTH[-1]
    return texts.LAST_DAY_OF_MONTH if is_last else texts.SOME_MONTHS_ARE_SHORTER


def _moment(at: datetime | None) -> str:
    return discord.utils.format_dt(at, "F") if at else ""


def _outcome(last: LastDigest) -> str:
    """The outcome of the last digest: "12 articles, 2 days ago"."""
    count = texts.digest_articles(last.articles)
    if last.digest.receipt and not last.articles:
        count = texts.NOTHING_NEW
    if last.state == PostState.SENT:
        return texts.DIGEST_SENT.format(count=count, when=when(last.made_at))
    form = texts.DIGEST_FAILED if last.state == PostState.FAILED else texts.DIGEST_WAITS
    reason = named_in(quote(last.error or "", FAILURE_CHARACTERS))
    return form.format(count=count, when=when(last.made_at), reason=reason).strip()


def schedule_lines(scheduled: Scheduled | None) -> list[str]:
    """The lines of a channel's schedule in the list of subscriptions; [] without one."""
    if scheduled is None:
        return []
    schedule, parts = scheduled.schedule, list[str]()
    if schedule.has_slots:
        parts.append(_rhythm_sentence(schedule).rstrip("."))
    if schedule.gathers and scheduled.is_paused:
        parts.append(texts.PAUSED_IN_LIST)
    elif schedule.gathers and scheduled.next_at:
        form = texts.DUE_IN_LIST if scheduled.is_due else texts.NEXT_IN_LIST
        parts.append(form.format(when=when(scheduled.next_at)))
    if scheduled.last:
        parts.append(texts.LAST_IN_LIST.format(outcome=_outcome(scheduled.last)))
    if schedule.quiet:
        parts.append(texts.QUIET_IN_LIST.format(quiet=quiet_text(schedule.quiet)))
    return [f"-# 🗓️ {' · '.join(parts)}"] if parts else []


def next_digest_page(found: NextDigest, taxonomy: Taxonomy, warnings: Sequence[str]) -> Layout:
    """A preview of a channel's next digest, with the button that posts it now.

    Args:
        found: the digest.
        warnings: sentences on why the bot does not post there; with some, there is no button.
    """
    warned = [WARNING.format(warning=each) for each in warnings]
    scheduled = found.scheduled
    channel = f"<#{scheduled.schedule.channel_id}>"
    if not found.carried and (scheduled.is_paused or not scheduled.schedule.says_empty):
        nothing = _nothing_for_next(scheduled).format(
            channel=channel, at=_moment(scheduled.next_at)
        )
        return Layout(discord.ui.TextDisplay("\n".join([*warned, nothing])))
    head = _head_of_next(scheduled).format(channel=channel, at=_moment(scheduled.next_at))
    container = digest_container(
        found.digest, found.carried, taxonomy, PREVIEWED_DIGEST_KEY, post_id=None
    )
    row = discord.ui.ActionRow[Layout](
        button(
            texts.POST_IT_NOW,
            post_now_id(scheduled.schedule.channel_id),
            style=discord.ButtonStyle.primary,
        )
    )
    rows = [row] if found.carried and not (warnings or scheduled.is_paused) else []
    return Layout(discord.ui.TextDisplay("\n".join([*warned, head])), container, *rows)


def _nothing_for_next(scheduled: Scheduled) -> str:
    if scheduled.is_refused:
        return texts.NOTHING_IF_REFUSED
    return texts.NOTHING_IN_PAUSE if scheduled.is_paused else texts.NOTHING_FOR_DIGEST


def _head_of_next(scheduled: Scheduled) -> str:
    if scheduled.is_refused:
        return texts.NEXT_IF_REFUSED
    if scheduled.is_paused:
        return texts.NEXT_IN_PAUSE
    if scheduled.is_due:
        return texts.DUE_DIGEST_OF
    return texts.NEXT_DIGEST_OF if scheduled.schedule.gathers else texts.NEXT_REST_OF


def posted_page(posted: PostedEarly) -> Layout:
    """The answer after the digest was posted early."""
    schedule = posted.after.schedule
    form = texts.DIGEST_POSTED if posted.replaced else texts.EXTRA_DIGEST_POSTED
    said = form.format(
        count=texts.digest_articles(posted.articles),
        channel=f"<#{schedule.channel_id}>",
        replaced=_moment(posted.replaced),
    )
    then = texts.ONE_COMES if schedule.gathers else texts.REST_COMES
    text = f"{said} {then.format(at=_moment(posted.after.next_at))}"
    return Layout(
        discord.ui.Container(discord.ui.TextDisplay(text), accent_colour=NEUTRAL_ACCENT_COLOR)
    )

"""Pages about deliveries for moderators: the log, and the notice about channels that take no posts.

Pure; called by the deliveries cog and `discord_api.notices`.
"""

from collections.abc import Mapping, Sequence

import discord

from bot.model.delivery import StepState
from bot.model.delivery_log import LogFilter, LoggedDelivery, LoggedStep
from bot.model.subscription import Notice, NoticeKind
from bot.model.topic import Taxonomy
from bot.subscriptions.delivery_log import LogPage
from bot.ui import moderator_texts
from bot.ui.addresses import LogAddress, check_id
from bot.ui.commands import topic_name
from bot.ui.markup import clip, link, quote, when
from bot.ui.views import CALM, Layout, button, page_of, turners

LOGGED_TITLE_CHARACTERS = 120
LOGGED_URL_CHARACTERS = 240
LOGGED_REASON_CHARACTERS = 220
STEP_REASON_CHARACTERS = 80
"""Chosen so that a page of five of the longest rows fits into 4,000 characters."""
NOTICE_CHANNEL_CHARACTERS = 100
NOTICE_TOPICS_CHARACTERS = 150
NOTICE_REASON_CHARACTERS = 250
"""Chosen so that a notice of six channels fits into 4,000 characters."""


def asked_for(
    address: LogAddress, guild_id: int, hidden: frozenset[int] = frozenset()
) -> LogFilter:
    """The filter for a page of that address, without the hidden channels."""
    return LogFilter(guild_id, address.channel_id, address.state, hidden)


def log_page(page: LogPage, address: LogAddress) -> Layout:
    """A page of a server's deliveries.

    Args:
        page: the deliveries on it.
        address: the address that was asked for; the buttons keep its filter.
    """
    if not page.deliveries:
        narrowed = address.state is not None or address.channel_id is not None
        text = discord.ui.TextDisplay[Layout](
            moderator_texts.NO_SUCH_DELIVERIES if narrowed else moderator_texts.NO_DELIVERIES
        )
        return Layout(discord.ui.Container(text, accent_colour=CALM))
    here = address.turned_to(page.number)
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(
            f"## {moderator_texts.DELIVERIES_TITLE}{page_of(page.number, page.pages)}"
        ),
        discord.ui.Separator(),
        *(_row(each, here) for each in page.deliveries),
        accent_colour=CALM,
    )
    row = turners(
        here.turned_to(page.number - 1).custom_id,
        here.turned_to(page.number + 1).custom_id,
        page=page.number,
        pages=page.pages,
    )
    return Layout(container, *row)


def _row(logged: LoggedDelivery, here: LogAddress) -> discord.ui.Item[Layout]:
    title = link(
        logged.title,
        logged.url,
        title_limit=LOGGED_TITLE_CHARACTERS,
        url_limit=LOGGED_URL_CHARACTERS,
    )
    lines = [f"**{title}**", f"-# {_details(logged)}"]
    if logged.why:
        lines.append(f"-# {quote(logged.why, LOGGED_REASON_CHARACTERS)}")
    elif logged.steps:
        lines.append(f"-# {' · '.join(_step(each) for each in logged.steps)}")
    text = "\n".join(lines)
    if not logged.repeatable:
        return discord.ui.TextDisplay(text)
    again = button(moderator_texts.SEND_AGAIN, here.again_id(logged.id, logged.generation))
    return discord.ui.Section(text, accessory=again)


def _details(logged: LoggedDelivery) -> str:
    parts = [
        moderator_texts.DELIVERY_STATES[logged.state],
        f"<#{logged.channel_id}>",
        when(logged.sent_at or logged.planned_at),
    ]
    if logged.message_url:
        parts.append(moderator_texts.MESSAGE_LINK.format(url=logged.message_url))
    return " · ".join(parts)


def _step(logged: LoggedStep) -> str:
    step = moderator_texts.STEP_STATES[logged.step, logged.state]
    if logged.state is StepState.DONE or not logged.error:
        return step
    reason = quote(logged.error, STEP_REASON_CHARACTERS)
    return moderator_texts.STEP_WITH_REASON.format(step=step, reason=reason)


_NOTICE_TEXTS = {
    NoticeKind.REFUSED: (moderator_texts.NAMED_CHANNEL_WAITING, moderator_texts.CHANNEL_WAITING),
    NoticeKind.KIND: (moderator_texts.NAMED_CHANNEL, moderator_texts.CHANNEL),
}


def notice_page(notices: Sequence[Notice], names: Mapping[int, str], taxonomy: Taxonomy) -> Layout:
    """Each channel with what waits, why, and a button that looks at it again.

    Args:
        notices: no more than `NOTICES_PER_MESSAGE`.
        names: the names by id of those channels that the reader may know.
        taxonomy: for the names of topics.
    """
    rows = [_waiting(each, names.get(each.channel_id), taxonomy) for each in notices]
    waiting = any(each.about is NoticeKind.REFUSED for each in notices)
    heading = moderator_texts.NEWS_WAITING if waiting else moderator_texts.CHANNEL_CHANGED
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"### {heading}"),
        *rows,
        accent_colour=CALM,
    )
    if waiting:
        container.add_item(discord.ui.TextDisplay(f"-# {moderator_texts.GOES_ON}"))
    return Layout(container)


def _waiting(notice: Notice, name: str | None, taxonomy: Taxonomy) -> discord.ui.Section[Layout]:
    named, unnamed = _NOTICE_TEXTS[notice.about]
    text = named if name else unnamed
    topics = ", ".join(topic_name(slug, taxonomy) for slug in notice.topics)
    sentence = text.format(
        channel=f"<#{notice.channel_id}>",
        name=quote(f"#{name}", NOTICE_CHANNEL_CHARACTERS),
        topics=clip(topics, NOTICE_TOPICS_CHARACTERS),
    )
    address = check_id(notice.key, notice.channel_id)
    return discord.ui.Section(
        f"{sentence}\n{quote(notice.reason, NOTICE_REASON_CHARACTERS)}",
        accessory=button(moderator_texts.CHECK_AGAIN, address),
    )

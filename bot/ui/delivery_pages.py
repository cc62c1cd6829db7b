"""Pages about deliveries for moderators: the log, what was held back, and notices of channels.

Pure; called by the deliveries cog and `discord_api.notices`.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

import discord
from msgspec.structs import replace

from bot.model.article import Taxonomy
from bot.model.delivery import (
    DeliveryState,
    LoggedArticle,
    LoggedDelivery,
    LoggedStep,
    StepState,
)
from bot.model.subscription import Notice, NoticeKind
from bot.storage.delivery_log import ListedHeldBack
from bot.subscriptions.delivery_log import HeldBackPage, LogPage
from bot.ui import moderator_texts, wish_texts
from bot.ui.commands import CHOICE_CHARACTERS, MOST_CHOICES, named_in, topic_name
from bot.ui.markup import clip, link, quote, when, with_both_ends
from bot.ui.server_addresses import LogAddress, check_id, resend_value
from bot.ui.texts import GONE_CHANNEL, READ_THIS_ARTICLE
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout, button, page_of, turners
from bot.ui.wish_pages import WORDS_CHARACTERS, name_without_words, subscription_name

# Limits of characters, chosen by eye, so that the longest page fits into a message.
LOGGED_TITLE_CHARACTERS = 120
LOGGED_URL_CHARACTERS = 240
LOGGED_REASON_CHARACTERS = 220
STEP_REASON_CHARACTERS = 80
"""Chosen so that a page of five of the longest rows fits into 4,000 characters."""
LOG_CHARACTERS = 3500
"""All deliveries of a page may take this many characters; the first one of each article is always
shown."""
MOST_BUTTONS = 8
"""Discord takes 40 components; a delivery with a button is three."""
CHOICE_CHANNEL_CHARACTERS = 40
CHOICE_CHANNEL_SEPARATOR_CHARACTERS = len(" in ")
NOTICE_CHANNEL_CHARACTERS = 100
NOTICE_NAMES_CHARACTERS = 150
NOTICE_REASON_CHARACTERS = 250
"""Chosen so that a notice of six channels fits into 4,000 characters."""


def log_page(
    page: LogPage,
    address: LogAddress,
    names: Mapping[int, str],
    gone: AbstractSet[int] = frozenset(),
) -> Layout:
    """A page of a server's deliveries, grouped by article.

    Args:
        page: the articles on it.
        address: the address that was asked for; the buttons keep its filter.
        names: the names of channels, by id.
        gone: channels that there are no more, so that nothing can be sent to them again.
    """
    if not page.articles:
        narrowed = address.state is not None or address.channel_id is not None
        text = discord.ui.TextDisplay[Layout](
            moderator_texts.NO_SUCH_DELIVERIES if narrowed else moderator_texts.NO_DELIVERIES
        )
        return Layout(discord.ui.Container(text, accent_colour=NEUTRAL_ACCENT_COLOR))
    here = address.turned_to(page.number)
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(
            f"## {moderator_texts.DELIVERIES_TITLE}{page_of(page.number, page.pages)}"
        ),
        discord.ui.Separator(),
        *_articles(page.articles, here, gone),
        accent_colour=NEUTRAL_ACCENT_COLOR,
    )
    menu = _deleted_menu(page.articles, names, here, gone)
    return Layout(container, *menu, *_turners(here, page.pages))


def _turners(here: LogAddress, pages: int) -> tuple[discord.ui.ActionRow[Layout], ...]:
    before, after = here.turned_to(here.page - 1), here.turned_to(here.page + 1)
    return turners(before.custom_id, after.custom_id, page=here.page, pages=pages)


def _articles(
    articles: Sequence[LoggedArticle], here: LogAddress, gone: AbstractSet[int]
) -> Iterator[discord.ui.Item[Layout]]:
    def is_sendable(logged: LoggedDelivery) -> bool:
        return logged.state is DeliveryState.FAILED and logged.channel_id not in gone

    buttons = MOST_BUTTONS
    for article in articles:
        # Those with a button come first, so that all others are one component.
        sorted_ones = sorted(article.deliveries, key=is_sendable, reverse=True)
        each = replace(article, deliveries=tuple(sorted_ones))
        parts = _parts(each, LOG_CHARACTERS // len(articles))
        failed = [one for one in each.deliveries[: len(parts)] if is_sendable(one)]
        for logged in failed[:buttons]:
            again = button(moderator_texts.SEND_AGAIN, here.again_id(logged.id, logged.generation))
            yield discord.ui.Section(parts.pop(0), accessory=again)
        buttons -= min(buttons, len(failed))
        if parts:
            yield discord.ui.TextDisplay("\n".join(parts))


def _parts(logged: LoggedArticle, limit: int) -> list[str]:
    """The text of each delivery that fits. The first one begins with the article's title."""
    first = logged.deliveries[0]
    title = link(
        first.title, first.url, title_limit=LOGGED_TITLE_CHARACTERS, url_limit=LOGGED_URL_CHARACTERS
    )
    parts = [f"**{title}**\n{_delivery(first)}"]
    for each in logged.deliveries[1:]:
        text = _delivery(each)
        if sum(map(len, parts)) + len(text) > limit:
            break
        parts.append(text)
    if more := logged.total - len(parts):
        parts[-1] += "\n-# " + moderator_texts.MORE_CHANNELS.format(count=more)
    return parts


def _delivery(logged: LoggedDelivery) -> str:
    lines = [f"-# {_details(logged)}"]
    if logged.why:
        lines.append(f"-# {named_in(quote(logged.why, LOGGED_REASON_CHARACTERS))}")
    elif logged.steps:
        lines.append(f"-# {' · '.join(_step(each) for each in logged.steps)}")
    return "\n".join(lines)


def _deleted_menu(
    articles: Sequence[LoggedArticle],
    names: Mapping[int, str],
    here: LogAddress,
    gone: AbstractSet[int],
) -> list[discord.ui.ActionRow[Layout]]:
    """A menu of the messages that were sent: who deleted one can have it sent again."""
    sent = [
        each
        for article in articles
        for each in article.deliveries
        if each.state is DeliveryState.SENT and each.repeatable and each.channel_id not in gone
    ]
    if not sent:
        return []
    menu: discord.ui.Select[Layout] = discord.ui.Select(
        custom_id=here.resend_id,
        placeholder=moderator_texts.SEND_DELETED_AGAIN,
        options=[
            discord.SelectOption(
                label=_choice(each, names), value=resend_value(each.id, each.generation)
            )
            for each in sent[:MOST_CHOICES]
        ],
    )
    return [discord.ui.ActionRow(menu)]


def _choice(logged: LoggedDelivery, names: Mapping[int, str]) -> str:
    channel = clip(names.get(logged.channel_id, GONE_CHANNEL), CHOICE_CHANNEL_CHARACTERS)
    room = CHOICE_CHARACTERS - len(channel) - CHOICE_CHANNEL_SEPARATOR_CHARACTERS
    title = clip(logged.title, room) or READ_THIS_ARTICLE
    return moderator_texts.ARTICLE_IN_CHANNEL.format(title=title, channel=channel)


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
    reason = named_in(quote(logged.error, STEP_REASON_CHARACTERS))
    return moderator_texts.STEP_WITH_REASON.format(step=step, reason=reason)


_NOTICE_TEXTS = {
    NoticeKind.REFUSED: (moderator_texts.NAMED_CHANNEL_WAITING, moderator_texts.CHANNEL_WAITING),
    NoticeKind.KIND: (moderator_texts.NAMED_CHANNEL, moderator_texts.CHANNEL),
}


def held_back_page(page: HeldBackPage, address: LogAddress, taxonomy: Taxonomy) -> Layout:
    """A page of articles that channels asked for and did not get."""
    container: discord.ui.Container[Layout] = discord.ui.Container(
        accent_colour=NEUTRAL_ACCENT_COLOR
    )
    if not page.held:
        return Layout(container.add_item(discord.ui.TextDisplay(wish_texts.NOTHING_HELD_BACK)))
    lines = [f"## {wish_texts.HELD_BACK_TITLE}{page_of(page.number, page.pages)}"]
    for each in page.held:
        title = link(
            each.title,
            each.url,
            title_limit=LOGGED_TITLE_CHARACTERS,
            url_limit=LOGGED_URL_CHARACTERS,
        )
        facts = [f"<#{each.channel_id}>", _why_held(each, taxonomy), when(each.at)]
        lines.append(f"- {title}\n  -# {' · '.join(facts)}")
    container.add_item(discord.ui.TextDisplay("\n".join(lines)))
    return Layout(container, *_turners(address.turned_to(page.number), page.pages))


def _why_held(held: ListedHeldBack, taxonomy: Taxonomy) -> str:
    known: Mapping[str, str] = wish_texts.HELD_BACK_REASONS
    topic = taxonomy.get(held.detail)
    detail = (
        topic_name(topic.slug, taxonomy)
        if topic
        else quote(with_both_ends(held.detail, WORDS_CHARACTERS), WORDS_CHARACTERS)
    )
    text = known.get(held.reason, wish_texts.HELD_BACK_ELSE)
    return text.format(detail=detail or held.reason)


def notice_page(notices: Sequence[Notice], names: Mapping[int, str], taxonomy: Taxonomy) -> Layout:
    """Each channel with what waits, why, and a button that looks at it again.

    Args:
        notices: no more than `NOTICES_PER_MESSAGE`.
        names: the names by id of those channels that the reader may know.
    """
    rows = [_waiting(each, names.get(each.channel_id), taxonomy) for each in notices]
    waiting = any(each.about is NoticeKind.REFUSED for each in notices)
    heading = moderator_texts.NEWS_WAITING if waiting else moderator_texts.CHANNEL_CHANGED
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"### {heading}"),
        *rows,
        accent_colour=NEUTRAL_ACCENT_COLOR,
    )
    if waiting:
        container.add_item(discord.ui.TextDisplay(f"-# {moderator_texts.GOES_ON}"))
    return Layout(container)


def _waiting(notice: Notice, name: str | None, taxonomy: Taxonomy) -> discord.ui.Section[Layout]:
    named, unnamed = _NOTICE_TEXTS[notice.about]
    text = named if name else unnamed
    name_of = subscription_name if name else name_without_words
    names = ", ".join(name_of(each, taxonomy) for each in notice.waiting)
    sentence = text.format(
        channel=f"<#{notice.channel_id}>",
        name=quote(f"#{name}", NOTICE_CHANNEL_CHARACTERS),
        subscriptions=quote(names, NOTICE_NAMES_CHARACTERS),
    )
    address = check_id(notice.key, notice.channel_id)
    return discord.ui.Section(
        f"{sentence}\n{named_in(quote(notice.reason, NOTICE_REASON_CHARACTERS))}",
        accessory=button(moderator_texts.CHECK_AGAIN, address),
    )

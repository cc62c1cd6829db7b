"""The delivery log as moderators see it: a row per delivery, most with a button to send it again.

Pure; called by the deliveries cog.
"""

import discord

from bot.model.delivery import DeliveryState, StepState
from bot.model.delivery_log import LogFilter, LoggedDelivery, LoggedStep
from bot.model.subscription import Step
from bot.subscriptions.delivery_log import LogPage
from bot.ui.addresses import LogAddress
from bot.ui.text import link, quote, when
from bot.ui.views import CALM, Layout, button, turners

TITLE = 120
URL = 240
WHY = 220
STEP_ERROR = 80
SEND_AGAIN = "Send again"
STATES = {
    DeliveryState.SENT: "✅ Sent",
    DeliveryState.PENDING: "🕓 Pending",
    DeliveryState.FAILED: "⚠️ Failed",
}
STEPS = {
    (Step.PUBLISH, StepState.DONE): "📣 Published",
    (Step.PUBLISH, StepState.OPEN): "📣 To be published",
    (Step.PUBLISH, StepState.FAILED): "📣 Not published",
    (Step.DISCUSS, StepState.DONE): "💬 Discussion thread opened",
    (Step.DISCUSS, StepState.OPEN): "💬 Discussion thread to be opened",
    (Step.DISCUSS, StepState.FAILED): "💬 Discussion thread not opened",
}
NOTHING_YET = "Nothing was to be posted in this server yet. Start with `/subscribe`."
NOTHING_SUCH = "No delivery is like that. `/deliveries` without options shows all."


def asked_for(address: LogAddress, guild_id: int) -> LogFilter:
    """What a page of that address shows."""
    return LogFilter(guild_id, address.channel_id, address.state)


def log_page(page: LogPage, address: LogAddress) -> Layout:
    """A page of a server's deliveries.

    Args:
        page: what is on it.
        address: what was asked for, which its buttons carry on.
    """
    if not page.deliveries:
        narrowed = address.state is not None or address.channel_id is not None
        text = discord.ui.TextDisplay[Layout](NOTHING_SUCH if narrowed else NOTHING_YET)
        return Layout(discord.ui.Container(text, accent_colour=CALM))
    here = address.turned_to(page.number)
    place = f"\n-# Page {page.number} of {page.pages}" if page.pages > 1 else ""
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"## Deliveries in this server{place}"),
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
    title = link(logged.title, logged.url, title_limit=TITLE, url_limit=URL)
    lines = [f"**{title}**", f"-# {_details(logged)}"]
    if logged.why:
        lines.append(f"-# {quote(logged.why, WHY)}")
    elif logged.steps:
        lines.append(f"-# {' · '.join(_step(each) for each in logged.steps)}")
    text = "\n".join(lines)
    if not logged.repeatable:
        return discord.ui.TextDisplay(text)
    again = button(SEND_AGAIN, here.again_id(logged.id, logged.generation))
    return discord.ui.Section(text, accessory=again)


def _details(logged: LoggedDelivery) -> str:
    parts = [
        STATES[logged.state],
        f"<#{logged.channel_id}>",
        when(logged.sent_at or logged.planned_at),
    ]
    if logged.message_url:
        parts.append(f"[Message]({logged.message_url})")
    return " · ".join(parts)


def _step(logged: LoggedStep) -> str:
    name = STEPS[logged.step, logged.state]
    done = logged.state is StepState.DONE
    return name if done or not logged.error else f"{name}: {quote(logged.error, STEP_ERROR)}"

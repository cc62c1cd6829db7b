"""How a server is told of channels that take no posts. Pure; called by the notifier and the cog."""

from collections.abc import Mapping, Sequence

import discord

from bot.model.subscription import Notice
from bot.model.topic import Taxonomy
from bot.ui.addresses import check_id
from bot.ui.text import clip, quote
from bot.ui.topic_choices import topic_name
from bot.ui.views import CALM, Layout, button

NAME = 100
TOPICS = 150
REASON = 250
GOES_ON = (
    "-# News goes on by itself when this is mended, and brings what appears meanwhile. The button "
    "looks at once."
)


def notice_page(notices: Sequence[Notice], names: Mapping[int, str], taxonomy: Taxonomy) -> Layout:
    """Each channel with what waits, why, and a button that looks at it again.

    Args:
        notices: no more than `TOLD_TOGETHER`.
        names: of channels by id, where the reader may know them.
        taxonomy: for the names of topics.
    """
    rows = [_row(each, names.get(each.channel_id), taxonomy) for each in notices]
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay("### ⏸️ News is waiting"),
        *rows,
        discord.ui.TextDisplay(GOES_ON),
        accent_colour=CALM,
    )
    return Layout(container)


def _row(notice: Notice, name: str | None, taxonomy: Taxonomy) -> discord.ui.Section[Layout]:
    called = f" ({quote(f'#{name}', NAME)})" if name else ""
    topics = ", ".join(topic_name(slug, taxonomy) for slug in notice.topics)
    text = (
        f"I cannot post in <#{notice.channel_id}>{called}. Waiting there: "
        f"{clip(topics, TOPICS)}.\n{quote(notice.reason, REASON)}"
    )
    address = check_id(notice.key, notice.channel_id)
    return discord.ui.Section(text, accessory=button("Check again", address))

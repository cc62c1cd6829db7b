"""Pages of all articles of a summary, in its order, behind the button beneath it.

Called by the news cog. The articles are read by the post's id, so that the button works for as long
as they are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.errors import RequestError
from bot.model.delivery import CarriedArticle
from bot.services import Services
from bot.storage import deliveries
from bot.ui.addresses import SummaryAddress
from bot.ui.cards import SUMMARY_TEXT, summary_line
from bot.ui.views import CALM, DISCLAIMER, Layout, turners

PER_PAGE = 10
GONE = "The articles of this summary are no longer kept here. Use /latest for the newest ones."


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """A page of a summary's articles.

    Attributes:
        lines: one for each article, as in the summary.
        begin: the number of articles before the page.
        total: how many the summary has.
    """

    lines: Sequence[str]
    begin: int
    total: int

    @property
    def end(self) -> int:
        """The number of articles up to the end of the page."""
        return self.begin + len(self.lines)


async def summary_page(services: Services, guild_id: int | None, address: SummaryAddress) -> Layout:
    """The page at an address, or the nearest one that exists.

    Raises:
        RequestError: this server has no such summary, or its articles are gone.
    """
    async with services.database.reader() as connection:
        total = await deliveries.count_carried(connection, address.post_id, guild_id)
        if not total:
            raise RequestError(GONE)
        begin, limit = _window(address, total)
        carried = await deliveries.carried_part(connection, address.post_id, begin, limit)
    return part_page(_fitting(carried, begin, total, address), address.post_id)


def part_page(part: SummaryPart, post_id: int) -> Layout:
    """A page of a summary's articles, with buttons to those before and after."""
    place = f"Articles {part.begin + 1}–{part.end} of {part.total}"
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"## {place}"),
        discord.ui.TextDisplay("\n".join(part.lines)),
        discord.ui.TextDisplay(f"-# {DISCLAIMER}"),
        accent_colour=CALM,
    )
    has_before, has_after = part.begin > 0, part.end < part.total
    row = turners(
        SummaryAddress(post_id, part.begin, backwards=True).custom_id,
        SummaryAddress(post_id, part.end).custom_id,
        page=1 + has_before,
        pages=1 + has_before + has_after,
    )
    return Layout(container, *row)


def _window(address: SummaryAddress, total: int) -> tuple[int, int]:
    """The first article to read, and how many to read."""
    at = min(address.at, total)
    if address.backwards:
        begin = max(at - PER_PAGE, 0)
        return begin, at - begin
    return (at if at < total else max(total - PER_PAGE, 0)), PER_PAGE


def _fitting(
    carried: Sequence[CarriedArticle], begin: int, total: int, address: SummaryAddress
) -> SummaryPart:
    """As many articles as fit one message; backwards, the last ones are kept."""
    lines = [summary_line(each.article) for each in carried]
    step = -1 if address.backwards else 1
    size, fitting = 0, list[str]()
    for line in lines[::step]:
        size += len(line) + 1
        if fitting and size > SUMMARY_TEXT:
            break
        fitting.append(line)
    if address.backwards:
        begin += len(lines) - len(fitting)
    return SummaryPart(fitting[::step], begin, total)

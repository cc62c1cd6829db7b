"""`progress-bot deliveries`: what was posted in which channel of which server, or why not."""

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import JsonOption, iso, print_json, print_line
from bot.cli.session import start

if TYPE_CHECKING:
    from bot.model.delivery import HeldChannel
    from bot.model.delivery_log import LoggedDelivery

HEADINGS = ("State", "When (UTC)", "Server", "Channel", "Article")
NONE_YET = "There are no deliveries yet. `/subscribe` in a server begins them."
NONE_FAILED = "No delivery failed."


def deliveries(
    *,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed.")] = False,
    limit: Annotated[
        int, typer.Option(min=1, max=1000, metavar="N", help="How many deliveries at most.")
    ] = 20,
    as_json: JsonOption = False,
) -> None:
    """Show the last deliveries to all servers, newest first."""
    import asyncio

    settings = start()
    from bot import app
    from bot.model.delivery import DeliveryState
    from bot.model.delivery_log import LogFilter
    from bot.subscriptions.delivery_log import DeliveryLog

    async def read() -> "tuple[list[LoggedDelivery], list[HeldChannel]]":
        wanted = LogFilter(state=DeliveryState.FAILED if failed else None)
        async with app.open_core(settings) as core:
            log = DeliveryLog(core.database, core.clock, lambda: None)
            return await log.newest(wanted, limit), await log.held_for_long()

    logged, held = asyncio.run(read())
    if as_json:
        print_json({"deliveries": [as_object(each) for each in logged]})
    elif logged:
        _show(logged)
    else:
        print_line(NONE_FAILED if failed else NONE_YET)
    if not as_json:
        for sentence in held_sentences(held):
            print_line(sentence, style="bold")


def held_sentences(held: "Iterable[HeldChannel]") -> list[str]:
    """Sentences for the operator on channels that have waited for hours, each reason once."""
    by_reason: dict[str, list[HeldChannel]] = {}
    for each in held:
        by_reason.setdefault(each.reason, []).append(each)
    return [f"{_who_waits(channels)} {reason}" for reason, channels in by_reason.items()]


def _who_waits(channels: "Sequence[HeldChannel]") -> str:
    first = min(channels, key=lambda each: each.since)
    since = f"since {first.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if len(channels) == 1:
        return f"Channel {first.channel_id} of server {first.guild_id} has waited {since}."
    return f"{len(channels)} channels have waited, the first {since}."


def as_object(logged: "LoggedDelivery") -> dict[str, object]:
    """The delivery as JSON has it; its ids as text, since JavaScript rounds such numbers."""
    return {
        "article": logged.title,
        "url": logged.url,
        "guild_id": str(logged.guild_id),
        "channel_id": str(logged.channel_id),
        "state": str(logged.state),
        "reason": logged.why,
        "message_url": logged.message_url,
        "planned": iso(logged.planned_at),
        "sent": iso(logged.sent_at),
    }


def _show(logged: "Sequence[LoggedDelivery]") -> None:
    """A table, and under each row what else there is to say of it."""
    rows = [_cells(each) for each in logged]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *rows, strict=True)]
    print_line(_aligned(HEADINGS, widths), style="bold")
    for each, cells in zip(logged, rows, strict=True):
        print_line(_aligned(cells, widths))
        if note := each.why or each.message_url:
            print_line(f"  {note}", style="dim")


def _cells(logged: "LoggedDelivery") -> tuple[str, ...]:
    moment = (logged.sent_at or logged.planned_at).astimezone(UTC)
    when = f"{moment:%Y-%m-%d %H:%M}"
    return str(logged.state), when, str(logged.guild_id), str(logged.channel_id), logged.title


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    *fixed, last = cells
    return "  ".join(
        [*(cell.ljust(width) for cell, width in zip(fixed, widths, strict=False)), last]
    )

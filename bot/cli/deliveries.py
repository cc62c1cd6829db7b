"""`progress-bot deliveries` and `hide`: list what was posted, and hide an article."""

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import texts
from bot.cli.output import JsonOption, iso, print_json, print_line, whole_number
from bot.cli.session import open_to_read, start

if TYPE_CHECKING:
    from bot.model.delivery import HeldChannel, LoggedDelivery


def deliveries(
    *,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed.")] = False,
    limit: Annotated[
        int,
        typer.Option(
            parser=whole_number(1, 1000), metavar="N", help="How many deliveries at most."
        ),
    ] = 20,
    as_json: JsonOption = False,
) -> None:
    """Show the last deliveries to all servers, newest first."""
    import asyncio

    settings = start()
    from bot.model.delivery import DeliveryState, LogFilter
    from bot.subscriptions.delivery_log import DeliveryLog

    async def read() -> "tuple[list[LoggedDelivery], list[HeldChannel]]":
        wanted = LogFilter(state=DeliveryState.FAILED if failed else None)
        async with open_to_read(settings) as core:
            log = DeliveryLog(core.database, core.clock, lambda: None)
            return await log.newest(wanted, limit), await log.held_for_long()

    logged, held = asyncio.run(read())
    if as_json:
        print_json({"deliveries": [as_object(each) for each in logged]})
    elif logged:
        _show(logged)
    else:
        print_line(texts.NONE_FAILED if failed else texts.NONE_YET)
    if not as_json:
        for sentence in held_sentences(held):
            print_line(sentence, style="bold")


def held_sentences(held: "Iterable[HeldChannel]") -> list[str]:
    """Sentences for the operator on channels that have waited for hours, each reason once."""
    by_reason: dict[str, list[HeldChannel]] = {}
    for each in held:
        by_reason.setdefault(each.reason, []).append(each)
    return [_held_sentence(channels, reason) for reason, channels in by_reason.items()]


def _held_sentence(channels: "Sequence[HeldChannel]", reason: str) -> str:
    first = min(channels, key=lambda each: each.since)
    return (texts.CHANNEL_WAITS if len(channels) == 1 else texts.CHANNELS_WAIT).format(
        number=len(channels),
        channel=first.channel_id,
        server=first.guild_id,
        since=first.since.astimezone(UTC),
        reason=reason,
    )


def as_object(logged: "LoggedDelivery") -> dict[str, object]:
    """The delivery for JSON; its ids are text, since JavaScript rounds such numbers."""
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
    """Print a table, with a note under a row if there is one."""
    rows = [_cells(each) for each in logged]
    widths = [max(map(len, column)) for column in zip(texts.HEADINGS, *rows, strict=True)]
    print_line(_aligned(texts.HEADINGS, widths), style="bold")
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


def hide(
    article: Annotated[
        str,
        typer.Argument(metavar="ARTICLE", help="Its link or its number, as `search` shows them."),
    ],
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Bring it back.")] = False,
) -> None:
    """Take an article out of search, lists and announcements.

    Its feed does not bring it back. Cards that were posted stay on Discord.
    """
    import asyncio

    settings = start()
    from bot.cli import tasks

    title, changed = asyncio.run(tasks.hide_article(settings, article, undo=undo))
    if undo:
        text = texts.SHOWN_AGAIN if changed else texts.NOT_HIDDEN
    else:
        text = texts.HIDDEN if changed else texts.HIDDEN_BEFORE
    print_line(text.format(title=title))

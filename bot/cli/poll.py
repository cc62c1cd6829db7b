"""`progress-bot poll --once`: one round over what is due, with a report on every feed."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import JsonOption, iso, print_json, print_line
from bot.cli.session import start

if TYPE_CHECKING:
    from bot.pipelines.feed_poll import PollReport


def poll(
    *,
    once: Annotated[bool, typer.Option("--once", help="Poll one round and end.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Poll the feeds that are due, and fill the index.

    Beside a running bot, the news that this finds are announced by that bot.
    """
    if not once:
        raise typer.BadParameter(
            "say --once; `progress-bot run` polls for as long as it runs.", param_hint="--once"
        )
    import asyncio

    settings = start(quiet="bot.pipelines.poll")
    from bot.cli import tasks
    from bot.pipelines.feed_poll import PollStatus

    reports = asyncio.run(tasks.poll_once(settings))
    if as_json:
        print_json({"feeds": [as_object(report) for report in reports]})
    else:
        for report in reports:
            print_line(f"{report.name}: {as_words(report)}")
    if any(report.status is PollStatus.ERROR for report in reports):
        raise typer.Exit(1)


def as_object(report: "PollReport") -> dict[str, object]:
    """The report as JSON has it."""
    return {
        "name": report.name,
        "url": report.url,
        "status": str(report.status),
        "new": report.new,
        "changed": report.changed,
        "known": report.known,
        "error": report.error,
        "gap": report.gap and {"since": iso(report.gap.since), "until": iso(report.gap.until)},
        "notes": list(report.notes),
    }


def as_words(report: "PollReport") -> str:
    """The report as a person reads it."""
    match report.status:
        case "ok":
            return report.summary
        case "unchanged":
            return "nothing changed"
        case "not_due":
            return "not due yet"
        case _:
            return report.error or "failed"

"""`progress-bot poll`: poll the due feeds once, and report on every feed."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import texts
from bot.cli.output import JsonOption, iso, print_json, print_line
from bot.cli.session import start

if TYPE_CHECKING:
    from bot.pipelines.feed_poll import PollReport


def poll(
    *,
    once: Annotated[bool, typer.Option("--once", help="One round, as without this.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Poll the feeds that are due, and fill the index.

    Beside a running bot, the news that this finds are announced by that bot.
    """
    import asyncio

    del once  # There is no other way to poll; `run` polls for as long as it runs.

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
    """The report for JSON."""
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
    """The report for a person."""
    match report.status:
        case "ok":
            counts = texts.POLLED.format(new=report.new, changed=report.changed, known=report.known)
            return "; ".join((counts, *report.remarks))
        case "unchanged":
            return texts.UNCHANGED
        case "not_due":
            return texts.NOT_DUE
        case _:
            return report.error or texts.FAILED

"""`progress-bot poll` and `backfill`: read feeds, or their past, and report on each."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import texts
from bot.cli.output import JsonOption, iso, print_json, print_line, say, whole_number
from bot.cli.session import start

if TYPE_CHECKING:
    from datetime import datetime

    from bot.pipelines.archives import Progress
    from bot.pipelines.backfill import BackfillReport
    from bot.pipelines.feed_poll import PollReport


def poll(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Poll each feed once: the default.", show_default=False)
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Poll the feeds that are due, and fill the index.

    Beside a running bot, what this finds is announced by that bot.
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


def backfill(
    feeds: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FEED]...", help="Names or addresses; all feeds if there is none."),
    ] = None,
    *,
    pages: Annotated[
        int | None,
        typer.Option(
            parser=whole_number(1), metavar="N", help="Read N more pages of each, not all."
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Begin anew what was read before.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Fill the index with articles that feeds no longer show.

    Of these, only news is announced. Ctrl-C stops it; the same command goes on from there.
    CRAWL_DELAY sets its pace.
    """
    import asyncio

    settings = start(quiet="bot.pipelines.backfill")
    from bot.cli import tasks
    from bot.model.feed import PastState
    from bot.pipelines.backfill import MOST_PAGES

    view = ProgressView()
    with view.shown():
        filled, interrupted = asyncio.run(
            tasks.backfill(
                settings, feeds or (), pages=pages or MOST_PAGES, again=again, seen=view.see
            )
        )
    if as_json:
        print_json({"feeds": [_filled_as_object(each, view.oldest(each)) for each in filled]})
    else:
        for each in filled:
            print_line(f"{each.feed.feed.name}: {_filled_as_words(each, view.oldest(each))}")
    states = {past.state for each in filled for past in each.pasts}
    if PastState.OPEN in states:
        say(texts.MORE_PAST)
    if interrupted:
        raise KeyboardInterrupt
    if PastState.FAILED in states:
        raise typer.Exit(1)


def _filled_as_object(filled: "BackfillReport", oldest: "datetime | None") -> dict[str, object]:
    """The outcome for one feed, for JSON."""
    return {
        "name": filled.feed.feed.name,
        "url": filled.feed.feed.url,
        "status": _status(filled),
        "pages": sum(past.pages for past in filled.pasts),
        "found": sum(past.found for past in filled.pasts),
        "new": sum(past.added for past in filled.pasts),
        "oldest": iso(oldest),
        "error": next((past.error for past in filled.pasts if past.error), None),
    }


def _filled_as_words(filled: "BackfillReport", oldest: "datetime | None") -> str:
    """The outcome for one feed, for a person."""
    pages = sum(past.pages for past in filled.pasts)
    found = sum(past.found for past in filled.pasts)
    added = sum(past.added for past in filled.pasts)
    parts = [texts.plural(texts.FILLED, pages, found=found, added=added)]
    parts += [texts.BACK_TO.format(oldest=oldest)] if oldest else []
    parts += [past.error for past in filled.pasts if past.error]
    return "; ".join(parts)


def _status(filled: "BackfillReport") -> str:
    states = [str(past.state) for past in filled.pasts]
    return next((state for state in ("failed", "open") if state in states), "done")


class ProgressView:
    """Shows a line for each feed on stderr while the command runs."""

    def __init__(self) -> None:
        self._oldest: dict[int, datetime] = {}
        self._latest: dict[tuple[int, str], Progress] = {}
        self._draw = self._nothing

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Keep the lines up to date if stderr is a terminal."""
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.live import Live

        with Live(console=Console(stderr=True), transient=True) as live:
            self._draw = lambda: live.update(self._lines())
            yield

    def see(self, progress: "Progress") -> None:
        """Show the progress of a feed after one more page."""
        feed_id = progress.feed.id
        self._latest[feed_id, progress.past.start] = progress
        if progress.oldest:
            before = self._oldest.get(feed_id, progress.oldest)
            self._oldest[feed_id] = min(before, progress.oldest)
        self._draw()

    def oldest(self, filled: "BackfillReport") -> "datetime | None":
        """The earliest date among the articles that this run found in a feed."""
        return self._oldest.get(filled.feed.id)

    def _nothing(self) -> None:
        """Draw nothing."""

    def _lines(self) -> str:
        return "\n".join(_line(each) for each in self._latest.values())


def _line(progress: "Progress") -> str:
    past, name = progress.past, progress.feed.feed.name
    shown = "".join(char for char in name if char.isprintable() and char not in "[]")
    text = texts.PROGRESS_BACK_TO if progress.oldest else texts.PROGRESS
    return text.format(
        name=shown, page=past.pages, added=past.added, found=past.found, oldest=progress.oldest
    )

"""`progress-bot feeds`: add, remove, list, check, import and export feeds.

The choices are kept in the database and take precedence over FEEDS_FILE, which is never rewritten.
A running bot reads them in its next round. `feed_check` prints the results, and `proposals` has the
commands for what servers propose.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import texts
from bot.cli.output import (
    JsonOption,
    at_terminal,
    choice,
    confirmed,
    print_json,
    print_line,
    say,
)
from bot.cli.proposals import allow, refuse, requests
from bot.cli.session import start
from bot.model.feed import Audience, FeedKind

if TYPE_CHECKING:
    from bot.catalogue.adding import Added
    from bot.cli.feed_check import FeedCheck
    from bot.settings import Settings

MOST_SAMPLES = 3
"""Titles by which a question names a feed. Chosen by eye."""
FeedArgument = Annotated[str, typer.Argument(metavar="FEED", help="Its name or its address.")]


def feeds_commands() -> typer.Typer:
    """The commands and their help."""
    app = typer.Typer(
        name="feeds",
        help="Add, remove, list and check feeds; answer requests for feeds.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("add")(add)
    app.command("remove")(remove)
    app.command("list")(list_feeds)
    app.command("check")(check)
    app.command("import")(import_feeds)
    app.command("export")(export)
    app.command("requests")(requests)
    app.command("allow")(allow)
    app.command("refuse")(refuse)
    return app


def add(
    feed: Annotated[
        str,
        typer.Argument(
            metavar="FEED", help="Address of a feed, or of a page that names one; or a listed name."
        ),
    ],
    *,
    name: Annotated[str | None, typer.Option(help="How it is called; default: its title.")] = None,
    kind: Annotated[
        FeedKind | None,
        typer.Option(
            parser=choice(FeedKind), metavar="KIND", help=f"What it carries: {', '.join(FeedKind)}."
        ),
    ] = None,
    audience: Annotated[
        Audience | None,
        typer.Option(
            parser=choice(Audience),
            metavar="AUDIENCE",
            help=f"For whom it is written: {', '.join(Audience)}.",
        ),
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Option(metavar="TOPIC", help="All its articles get it. Repeatable.")
    ] = None,
    phrase: Annotated[
        list[str] | None,
        typer.Option(metavar="WORDS", help="Keep only what holds one of these. Repeatable."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be indexed, and keep nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask, whatever the feed is about.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read a feed from now on; if it is listed already, switch it on.

    The first poll fills the index and announces nothing. At a terminal, the command asks before it
    adds a feed without any article about a topic. Nothing is kept of a feed that is not added.
    """
    import asyncio

    settings = start()
    from bot.catalogue.adding import FeedRequest
    from bot.cli import tasks
    from bot.cli.feed_check import added_as_object, added_lines, print_preview

    wish = FeedRequest(feed, name, kind, audience, tuple(topic or ()), tuple(phrase or ()))
    added = asyncio.run(tasks.find_feed(settings, wish))
    if not dry_run:
        if not (yes or _fits(added)):
            print_line(texts.NOTHING_CHANGED)
            return
        added = asyncio.run(tasks.keep_feed(settings, added))
    if as_json:
        print_json(added_as_object(added))
        return
    for line in added_lines(added):
        print_line(line)
    if dry_run:
        print_preview(added)


def _fits(added: "Added") -> bool:
    """Whether to add a feed: it holds articles about topics, or the person says yes.

    Without a terminal nobody is asked, and the feed is added.
    """
    articles = added.extraction.articles
    if any(article.topics for article in articles) or not at_terminal():
        return True
    sample = "".join(f"\n  {article.title}" for article in articles[:MOST_SAMPLES])
    name, number = added.feed.name, len(articles)
    return confirmed(texts.plural(texts.UNFITTING, number, name=name, sample=sample), "")


def remove(
    feed: FeedArgument,
    *,
    purge: Annotated[
        bool, typer.Option("--purge", help="Also delete its articles that no other feed has.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before a purge.")] = False,
) -> None:
    """Stop reading a feed; its articles stay in the index."""
    import asyncio

    settings = start()
    from bot.cli import tasks

    if purge:
        _purge(settings, feed, yes=yes)
        return
    removed, own = asyncio.run(tasks.remove_feed(settings, feed))
    print_line((texts.REMOVED if own else texts.SWITCHED_OFF).format(name=removed.name))


def _purge(settings: "Settings", asked: str, *, yes: bool) -> None:
    import asyncio

    from bot.cli import tasks

    feed, articles = asyncio.run(tasks.before_purge(settings, asked))
    question = texts.PURGE.format(name=feed.name, number=articles)
    if not yes and not confirmed(question, texts.PURGE_NEEDS_YES):
        print_line(texts.NOTHING_CHANGED)
        return
    # By its address: while the question stood there, another feed may have got the name.
    purged = asyncio.run(tasks.purge_feed(settings, feed.url))
    print_line(texts.REMOVED.format(name=feed.name))
    print_line(texts.plural(texts.PURGED, purged.deleted))
    if purged.moved:
        print_line(texts.plural(texts.LEFT_TO_OTHERS, purged.moved))


def list_feeds(*, as_json: JsonOption = False) -> None:
    """List all feeds, and how each is doing."""
    import asyncio

    settings = start()
    from bot.cli import tasks
    from bot.cli.feed_check import listed_as_object, status_line

    listed = asyncio.run(tasks.list_feeds(settings))
    if as_json:
        print_json({"feeds": [listed_as_object(each) for each in listed]})
        return
    for each in listed:
        mark = "on " if each.tracked.feed.enabled else "off"
        print_line(f"{mark}  {each.tracked.feed.name}: {status_line(each)}")
        print_line(f"     {each.tracked.feed.url}")


def check(*, as_json: JsonOption = False) -> None:
    """Try the address of every listed feed, and keep nothing.

    Feeds that are switched off are tried, too.
    """
    import asyncio

    from bot.cli.feed_check import check_as_object

    checked = asyncio.run(_checked(start(), print_each=not as_json))
    if as_json:
        print_json({"feeds": [check_as_object(each) for each in checked]})
    if any(each.error for each in checked):
        raise typer.Exit(1)


def import_feeds(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="A list of a feed reader.")],
) -> None:
    """Add all feeds of an OPML file."""
    import asyncio

    settings = start()
    from bot.cli import tasks

    changes, found = asyncio.run(tasks.import_feeds(settings, file))
    for feed, change in changes:
        print_line(f"{feed.name}: {change}")
    for sentence in found.skipped:
        say(texts.SKIPPED.format(sentence=sentence))
    print_line(texts.plural(texts.IMPORTED, len(changes), skipped=len(found.skipped)))
    if found.cut:
        raise typer.Exit(1)


def export() -> None:
    """Print all feeds as OPML."""
    import asyncio

    settings = start()
    from bot.cli import tasks

    typer.echo(asyncio.run(tasks.export_feeds(settings)), nl=False)


async def _checked(settings: "Settings", *, print_each: bool) -> "list[FeedCheck]":
    from contextlib import aclosing

    from bot.cli.feed_check import check_line, check_listed

    checked = []
    async with aclosing(check_listed(settings)) as results:
        async for each in results:
            checked.append(each)
            if print_each:
                print_line(check_line(each))
    return checked

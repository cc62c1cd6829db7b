"""`progress-bot feeds requests`, `allow` and `refuse`: the feeds that moderators propose."""

from datetime import UTC
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import texts
from bot.cli.output import JsonOption, as_called, iso, print_json, print_line, whole_number
from bot.cli.session import start

if TYPE_CHECKING:
    from bot.catalogue.server_feeds import Answered
    from bot.model.feed import Proposal
    from bot.settings import Settings

RequestArgument = Annotated[
    int,
    typer.Argument(
        parser=whole_number(1), metavar="N", help="The number that `feeds requests` shows."
    ),
]


def requests(*, as_json: JsonOption = False) -> None:
    """List the feeds that moderators propose, for you to answer."""
    import asyncio

    waiting = asyncio.run(_waiting(start()))
    if as_json:
        print_json({"requests": [_as_object(each) for each in waiting]})
        return
    if not waiting:
        print_line(texts.NO_PROPOSALS)
    for each in waiting:
        _print(each)


def allow(number: RequestArgument) -> None:
    """Let a server have the feed that it proposes.

    Other servers may choose it, too.
    """
    _answer(number, allowed=True)


def refuse(number: RequestArgument) -> None:
    """Refuse the feed that a server proposes, for 30 days."""
    _answer(number, allowed=False)


def _answer(number: int, *, allowed: bool) -> None:
    import asyncio

    from bot.errors import UnknownNameError

    answered = asyncio.run(_answered(start(), number, allowed=allowed))
    if answered is None:
        raise UnknownNameError(texts.NO_PROPOSAL.format(id=number))
    proposal = answered.proposal
    if answered.before:
        print_line(texts.ANSWERED_BEFORE.format(answer=proposal.state))
        return
    text = texts.ALLOWED if allowed else texts.REFUSED
    print_line(text.format(name=proposal.feed.name, server=proposal.server_name))


async def _waiting(settings: "Settings") -> "list[Proposal]":
    from bot.cli.session import open_to_read

    async with open_to_read(settings) as core:
        return await core.server_feeds.waiting()


async def _answered(settings: "Settings", number: int, *, allowed: bool) -> "Answered | None":
    from bot.core import open_core

    async with open_core(settings) as core:
        return await core.server_feeds.answer(number, allowed=allowed)


def _print(proposal: "Proposal") -> None:
    feed, preview = proposal.feed, proposal.preview
    print_line(
        texts.PROPOSED.format(
            id=proposal.id,
            name=feed.name,
            url=feed.url,
            server=proposal.server_name,
            at=proposal.proposed_at.astimezone(UTC),
        )
    )
    print_line(texts.plural(texts.PROPOSED_ITEMS, preview.items, on_topic=preview.on_topic))
    for title in preview.titles:
        print_line(texts.PROPOSED_TITLE.format(title=title))
    if not proposal.reached:
        print_line(texts.NOT_REACHED)
    print_line(as_called(f"   {texts.ANSWER_WITH.format(id=proposal.id)}"))


def _as_object(proposal: "Proposal") -> dict[str, object]:
    return {
        "id": proposal.id,
        "server": str(proposal.guild_id),
        "server_name": proposal.server_name,
        "name": proposal.feed.name,
        "url": proposal.feed.url,
        "articles": proposal.preview.items,
        "on_topic": proposal.preview.on_topic,
        "titles": list(proposal.preview.titles),
        "proposed": iso(proposal.proposed_at),
        "reached": proposal.reached,
    }

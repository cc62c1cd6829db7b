"""`progress-bot doctor`: every part of the bot, each line ok or what to do.

`bot.cli.checks` has the order and the checks themselves.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import JsonOption, print_json, print_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model.check import Check


RepairOption = Annotated[
    bool,
    typer.Option(
        "--repair",
        help="Repair a damaged database instead; no bot may run on it. The damaged file is kept.",
    ),
]


def doctor(*, repair: RepairOption = False, as_json: JsonOption = False) -> None:
    """Examine every part, and say what to do where one fails."""
    import asyncio

    if repair:
        checks = _repair(print_each=not as_json)
    else:
        checks = asyncio.run(_collect(print_each=not as_json))
    if as_json:
        print_json({"checks": [as_object(check) for check in checks]})
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def as_object(check: "Check") -> dict[str, object]:
    """The check as JSON has it."""
    return {"name": check.name, "ok": check.ok, "say": check.say}


async def _collect(*, print_each: bool) -> "Sequence[Check]":
    from contextlib import aclosing

    from bot.cli.checks import examine

    checks = []
    # Closed here also if nobody reads stdout any more, as after `doctor | head`.
    async with aclosing(examine()) as examined:
        async for check in examined:
            checks.append(check)
            if print_each:
                _print(check)
    return checks


def _repair(*, print_each: bool) -> "Sequence[Check]":
    from bot.cli.repairing import run_repair

    checks = run_repair()
    if print_each:
        for check in checks:
            _print(check)
    return checks


def _print(check: "Check") -> None:
    mark, style = ("ok   ", "") if check.ok else ("to do", "bold")
    print_line(f"{mark}  {check.name}: {check.say}", style=style)

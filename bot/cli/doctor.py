"""`progress-bot doctor` examines every part of the bot, or repairs its database; `health` asks it.

`bot.cli.checks` has the checks of doctor and their order.
"""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import texts
from bot.cli.output import JsonOption, as_called, print_json, print_line
from bot.cli.session import start

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.model.health import Check, HealthAddress
    from bot.pipelines.repair import Repair
    from bot.storage.repair.copying import Moved

RepairOption = Annotated[
    bool,
    typer.Option(
        "--repair",
        help="Repair a damaged database instead; no bot may run on it. The damaged file is kept.",
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="Also try the feeds that are switched off.")]


def doctor(
    *, repair: RepairOption = False, every: AllOption = False, as_json: JsonOption = False
) -> None:
    """Examine every part, and say what to do where one fails."""
    import asyncio

    if repair:
        checks = _repair(print_each=not as_json)
    else:
        checks = asyncio.run(_collect(every_feed=every, print_each=not as_json))
    _end(checks, as_json=as_json)


def report(checks: "Sequence[Check]", *, as_json: bool) -> None:
    """Print the checks, and exit with 1 if one is not ok."""
    if not as_json:
        for check in checks:
            _print(check)
    _end(checks, as_json=as_json)


def _end(checks: "Sequence[Check]", *, as_json: bool) -> None:
    if as_json:
        print_json({"checks": [as_object(check) for check in checks]})
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def as_object(check: "Check") -> dict[str, object]:
    """The check for JSON."""
    return {"name": check.name, "ok": check.ok, "say": as_called(check.say)}


async def _collect(*, every_feed: bool, print_each: bool) -> "Sequence[Check]":
    from contextlib import aclosing

    from bot.cli.checks import examine

    checks = []
    # Closed here also if nobody reads stdout any more, as after `doctor | head`.
    async with aclosing(examine(every_feed=every_feed)) as examined:
        async for check in examined:
            checks.append(check)
            if print_each:
                _print(check)
    return checks


def _repair(*, print_each: bool) -> "Sequence[Check]":
    from bot.clock import SystemClock
    from bot.pipelines.repair import repair

    path = start().database_path
    checks = list(_repaired(path, repair(path, SystemClock().now())))
    if print_each:
        for check in checks:
            _print(check)
    return checks


def _repaired(path: "Path", done: "Repair") -> "Iterator[Check]":
    """A line for the database, for each table that had rows, and for each consequence."""
    from bot.model.health import Check
    from bot.storage.repair.references import NEEDED

    yield Check("repair", ok=True, say=_summary(path, done))
    for moved in done.moved:
        if moved.saved or moved.lost != 0:
            whole = moved.lost == 0 or moved.name not in NEEDED
            yield Check(f"repair of {moved.name}", ok=whole, say=_counted(moved))
    for note in done.notes:
        yield Check("after the repair", ok=not note.to_do, say=note.sentence)


def _summary(path: "Path", done: "Repair") -> str:
    if not done.damaged:
        return texts.NOT_DAMAGED.format(path=path)
    parts = ", ".join(done.damaged)
    if done.kept is None:
        return texts.BUILT_ANEW.format(parts=parts)
    return texts.SAVED.format(parts=parts, path=path, kept=done.kept)


def _counted(moved: "Moved") -> str:
    if moved.lost is None:
        return texts.ROWS_SAVED_OF_UNKNOWN.format(saved=moved.saved)
    return texts.ROWS_SAVED.format(saved=moved.saved, lost=moved.lost)


def _print(check: "Check") -> None:
    text, style = (texts.CHECK_OK, "") if check.ok else (texts.CHECK_TO_DO, "bold")
    print_line(text.format(name=check.name, sentence=as_called(check.say)), style=style)


LONGEST_ANSWER_SECONDS = 5
"""The longest wait for an answer of the running bot. Chosen by eye."""
LARGEST_ANSWER_BYTES = 100_000
"""The bot answers with some kilobytes. Another program at its port may answer with anything."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to be asked at loopback
"""Hosts on which a server listens at all addresses, and where it is asked then."""


def health(*, as_json: JsonOption = False) -> None:
    """Ask the bot that runs here how it is, at HEALTH. Exit code 0 if all is well, else 1."""
    settings = start()
    from bot.errors import SettingsError
    from bot.model.health import HealthAddress

    if settings.health is None:
        raise SettingsError(texts.NO_HEALTH)
    host = EVERYWHERE.get(settings.health.host, settings.health.host)
    found = _asked(HealthAddress(host, settings.health.port))
    if as_json:
        print_json(found)
    else:
        for sentence in found["why"] or [texts.WELL]:
            print_line(sentence)
    if not found["ok"]:
        raise typer.Exit(1)


def _asked(address: "HealthAddress") -> dict[str, Any]:
    """The answer of the bot; if it gives none, an answer that says what is wrong."""
    import http.client

    found: object = None
    said = texts.OTHER_ANSWER
    # Not by way of a proxy that the environment names: it asks its own machine, not this one.
    asked = http.client.HTTPConnection(address.host, address.port, timeout=LONGEST_ANSWER_SECONDS)
    try:
        asked.request("GET", "/healthz")
        found = json.loads(asked.getresponse().read(LARGEST_ANSWER_BYTES))
    except TimeoutError:
        said = texts.LATE_ANSWER
    except OSError:
        said = texts.NO_ANSWER
    except (http.client.HTTPException, ValueError):
        pass
    finally:
        asked.close()
    if isinstance(found, dict) and {"ok", "why"} <= found.keys():
        return found
    return {"ok": False, "why": [said.format(address=address, seconds=LONGEST_ANSWER_SECONDS)]}

"""`progress-bot health`: ask the running bot how it is, as a container's HEALTHCHECK does."""

import contextlib
import json
from typing import TYPE_CHECKING, Any

import typer

from bot.cli import texts
from bot.cli.output import JsonOption, print_json, print_line
from bot.cli.session import start

if TYPE_CHECKING:
    from bot.model.health import HealthAddress

LONGEST_ANSWER_SECONDS = 5
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
    """The answer of the bot; says what is wrong if there is none."""
    import http.client
    import urllib.error
    import urllib.request

    found: object = None
    try:
        with urllib.request.urlopen(
            f"http://{address}/healthz", timeout=LONGEST_ANSWER_SECONDS
        ) as answer:
            found = json.load(answer)
    except urllib.error.HTTPError as exc:
        with exc, contextlib.suppress(OSError, ValueError):
            found = json.load(exc)
    except (OSError, http.client.HTTPException, ValueError):
        pass
    if isinstance(found, dict) and {"ok", "why"} <= found.keys():
        return found
    return {"ok": False, "why": [texts.NO_ANSWER.format(address=address)]}

"""`progress-bot run`, `demo` and `init`: the bot on Discord, in a simulated one, and its setup.

`init` writes `.env` from three answers, and prints the link that invites the bot.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import texts
from bot.cli.output import (
    ask,
    ask_secret,
    at_terminal,
    print_line,
    say,
    whole_number,
)
from bot.cli.session import start

if TYPE_CHECKING:
    from bot.discord_api.command_sync import Application
    from bot.settings import Settings


def run() -> None:
    """Run the bot on Discord, until Ctrl-C."""
    import asyncio

    settings = start(lasting=True)
    from bot import lifecycle

    asyncio.run(lifecycle.run(settings))


def demo(
    *,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    port: Annotated[
        int,
        typer.Option(
            parser=whole_number(0, 65535), metavar="N", help="The page's port; 0 is any free one."
        ),
    ] = 0,
    every: Annotated[
        int,
        typer.Option(
            parser=whole_number(1, 86_400),
            metavar="SECONDS",
            help="Time between two sample articles.",
        ),
    ] = 45,
) -> None:
    """Try the bot in a browser, without a Discord account."""
    import asyncio

    from bot.errors import ConfigurationError

    start(lasting=True)
    from bot.demo import run_demo

    try:
        asyncio.run(run_demo(browser=browser, port=port, every=every))
    except ModuleNotFoundError as exc:
        if exc.name != "simcord":
            raise
        raise ConfigurationError(texts.NO_SIMCORD) from exc


def init() -> None:
    """Ask for the token and two more settings, and write .env.

    The file is in this folder. Lines of it that no answer changes stay as they are.
    """
    from bot.errors import RequestError
    from bot.settings import ENV_FILE, load_settings, write_settings

    if not at_terminal():
        raise RequestError(texts.NO_TERMINAL_FOR_QUESTIONS)
    settings = load_settings()
    application = _ask_token(settings)
    owner = settings.owner_id or application.owner_id
    answers = {
        "DISCORD_TOKEN": application.token,
        "OWNER_ID": _ask("owner_id", texts.OWNER_QUESTION, str(owner or texts.NOBODY)),
        "CONTACT": _ask("contact", texts.CONTACT_QUESTION, settings.contact),
    }
    if settings.discord_token and application.token == settings.discord_token.value:
        del answers["DISCORD_TOKEN"]  # It may stand in the environment alone.
    try:
        write_settings(ENV_FILE, answers)
    except OSError as exc:
        sentence = texts.NOT_WRITTEN.format(file=ENV_FILE, reason=exc.strerror)
        raise RequestError(sentence) from exc
    say(texts.WRITTEN.format(file=ENV_FILE.resolve()))
    if application.invitation:
        say(texts.INVITE)
        print_line(application.invitation)
    say(texts.AFTER_INIT)


def _ask_token(settings: "Settings") -> "Application":
    """Ask until Discord knows the token, or cannot be reached. An empty answer keeps the token."""
    import asyncio

    from bot.discord_api.client import use_api
    from bot.discord_api.command_sync import find_application
    from bot.errors import RequestError, SettingsError
    from bot.settings import check_setting

    if settings.discord_api_url:
        use_api(settings.discord_api_url)
    kept = settings.discord_token.value if settings.discord_token else ""
    question = texts.ASK_SIGN_IN_AGAIN if kept else texts.ASK_SIGN_IN
    while True:
        token = ask_secret(question) or kept
        if not token:
            say(texts.SIGN_IN_MISSING)
            continue
        try:
            check_setting("discord_token", token)
            found = asyncio.run(find_application(token))
        except (RequestError, SettingsError) as exc:
            say(str(exc))
        else:
            if found.trouble:
                say(texts.NOT_CHECKED.format(trouble=found.trouble))
            return found


def _ask(setting: str, question: str, default: str) -> str:
    from bot.errors import SettingsError
    from bot.settings import check_setting

    while True:
        answer = ask(question, default)
        if answer.lower() == texts.NOBODY:
            answer = ""
        try:
            check_setting(setting, answer)
        except SettingsError as exc:
            say(str(exc))
        else:
            return answer

"""Feeds as members choose them: by autocomplete, or typed by hand. Called by `/search`."""

from collections.abc import Mapping

from discord.app_commands import Choice

from bot.services import Services
from bot.storage import feeds
from bot.ui.text import clip
from bot.ui.topic_choices import CHOICE_LIMIT, MOST_CHOICES, Choices


async def known_sources(services: Services) -> dict[int, str]:
    """The names of all feeds that are read, by id."""
    async with services.database.reader() as connection:
        return {tracked.id: tracked.feed.name for tracked in await feeds.active(connection)}


def source_choices(typed: str, sources: Mapping[int, str]) -> Choices:
    """Those whose name holds what was typed so far; all of them where nothing was."""
    names = (clip(name, CHOICE_LIMIT) for name in _matching(typed, sources).values())
    return [Choice(name=name, value=name) for name in names if name][:MOST_CHOICES]


def chosen_source(typed: str, sources: Mapping[int, str]) -> int | None:
    """The id of the feed that was chosen, or typed by hand; None where no single one is meant."""
    asked = _plain(typed)
    for key, name in sources.items():
        if asked in {_plain(name), _plain(clip(name, CHOICE_LIMIT))}:
            return key
    found = list(_matching(typed, sources)) if asked else []
    return found[0] if len(found) == 1 else None


def _matching(typed: str, sources: Mapping[int, str]) -> dict[int, str]:
    asked = _plain(typed)
    return {key: name for key, name in sources.items() if asked in _plain(name)}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())

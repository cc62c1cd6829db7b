"""The pages of `/sources`, and choices of a source for `/search`. Called by the cogs."""

from collections.abc import Mapping

import discord
from discord.app_commands import Choice

from bot.catalogue.service import SourcesPage
from bot.model.feed import ListedFeed
from bot.ui import texts
from bot.ui.addresses import sources_id
from bot.ui.commands import CHOICE_CHARACTERS, MOST_CHOICES, Choices
from bot.ui.markup import clip, link, moment_of, when
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout, page_of, turners

# Limits of characters, chosen by eye, so that the longest page fits into a message.
SOURCE_NAME_CHARACTERS = 100
SOURCE_URL_CHARACTERS = 400


def sources_page(page: SourcesPage) -> Layout:
    """A page of the sources; those that the bot reads come first."""
    if not page.feeds:
        return Layout(
            discord.ui.Container(
                discord.ui.TextDisplay(texts.NO_SOURCES), accent_colour=NEUTRAL_ACCENT_COLOR
            )
        )
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"## {texts.SOURCES_TITLE}{page_of(page.number, page.pages)}"),
        discord.ui.Separator(),
        *(discord.ui.TextDisplay[Layout](source_row(each)) for each in page.feeds),
        accent_colour=NEUTRAL_ACCENT_COLOR,
    )
    row = turners(
        sources_id(page.number - 1),
        sources_id(page.number + 1),
        page=page.number,
        pages=page.pages,
    )
    return Layout(container, *row)


def source_row(listed: ListedFeed) -> str:
    """A source in a list: its name, what it carries, and how it is doing."""
    feed = listed.tracked.feed
    name = link(
        feed.name,
        feed.homepage,
        title_limit=SOURCE_NAME_CHARACTERS,
        url_limit=SOURCE_URL_CHARACTERS,
    )
    lines = [f"**{name}**", f"-# {texts.FEED_KINDS[feed.kind]} · {texts.AUDIENCES[feed.audience]}"]
    if listed.tracked.server_only and feed.enabled:
        lines.append(f"-# {texts.SOURCE_OF_SERVER}")
    if listed.articles:
        lines.append(f"-# {_articles(listed)}")
    lines.append(f"-# {_status_line(listed)}")
    if listed.tracked.health.newest_missed and feed.enabled:
        lines.append(f"-# {texts.SOURCE_TOO_LONG}")
    if listed.gap:
        since, until = moment_of(listed.gap.since), moment_of(listed.gap.until)
        lines.append(f"-# {texts.MAY_BE_MISSING.format(since=since, until=until)}")
    return "\n".join(lines)


def _articles(listed: ListedFeed) -> str:
    return texts.source_articles(
        listed.articles, when(listed.newest_at) if listed.newest_at else ""
    )


def _status_line(listed: ListedFeed) -> str:
    """The health of a source, in words for those who read its news."""
    feed, health = listed.tracked.feed, listed.tracked.health
    if not feed.enabled:
        return texts.SOURCE_OFF
    if health.gone_at:
        return texts.SOURCE_CLOSED.format(when=when(health.gone_at))
    if health.failing_since:
        return texts.SOURCE_FAILING.format(when=when(health.failing_since))
    if health.last_success_at:
        return texts.SOURCE_READ.format(when=when(health.last_success_at))
    return texts.SOURCE_NEW


def source_choices(typed: str, sources: Mapping[int, str]) -> Choices:
    """The sources whose name holds the typed text; all sources if it is empty."""
    names = (clip(name, CHOICE_CHARACTERS) for name in _matching(typed, sources).values())
    return [Choice(name=name, value=name) for name in names if name][:MOST_CHOICES]


def chosen_source(typed: str, sources: Mapping[int, str]) -> int | None:
    """The id of the chosen or typed source; None if the text fits no single one."""
    asked = _plain(typed)
    for key, name in sources.items():
        if asked in {_plain(name), _plain(clip(name, CHOICE_CHARACTERS))}:
            return key
    found = list(_matching(typed, sources)) if asked else []
    return found[0] if len(found) == 1 else None


def _matching(typed: str, sources: Mapping[int, str]) -> dict[int, str]:
    asked = _plain(typed)
    return {key: name for key, name in sources.items() if asked in _plain(name)}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())

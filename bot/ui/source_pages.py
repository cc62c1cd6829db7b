"""What `/sources` shows: where news comes from, and how each source is doing. Pure."""

from collections.abc import Mapping

import discord
from discord.app_commands import Choice

from bot.catalogue.service import SourcesPage
from bot.model.feed import Audience, FeedKind, ListedFeed
from bot.services import Services
from bot.storage import feeds
from bot.ui.addresses import sources_id
from bot.ui.text import clip, link, when
from bot.ui.topic_choices import CHOICE_LIMIT, MOST_CHOICES, Choices
from bot.ui.views import CALM, Layout, turners

NAME = 100
URL = 400
KINDS = {
    FeedKind.NEWS: "📰 Research news",
    FeedKind.STORIES: "💬 Personal stories",
    FeedKind.JOURNAL: "🔬 Scientific journal",
    FeedKind.PREPRINT: "🔎 Preprints, not peer-reviewed",
    FeedKind.REGULATOR: "🏛️ Announcements of an authority",
}
AUDIENCES = {Audience.PATIENTS: "for patients", Audience.PROFESSIONALS: "for professionals"}
NONE = "This bot has no sources yet. Whoever runs it can add some."
NOT_READ = "Not read by this bot. Whoever runs it can switch it on."


def sources_page(page: SourcesPage) -> Layout:
    """A page of the sources, those that are read first."""
    if not page.feeds:
        return Layout(discord.ui.Container(discord.ui.TextDisplay(NONE), accent_colour=CALM))
    place = f"\n-# Page {page.number} of {page.pages}" if page.pages > 1 else ""
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"## Sources{place}"),
        discord.ui.Separator(),
        *(discord.ui.TextDisplay[Layout](_row(each)) for each in page.feeds),
        accent_colour=CALM,
    )
    row = turners(
        sources_id(page.number - 1),
        sources_id(page.number + 1),
        page=page.number,
        pages=page.pages,
    )
    return Layout(container, *row)


def _row(listed: ListedFeed) -> str:
    feed = listed.tracked.feed
    name = link(feed.name, feed.homepage, title_limit=NAME, url_limit=URL)
    lines = [f"**{name}**", f"-# {KINDS[feed.kind]} · {AUDIENCES[feed.audience]}"]
    if listed.articles:
        lines.append(f"-# {_articles(listed)}")
    lines.append(f"-# {_standing(listed)}")
    if listed.gap:
        since, until = when(listed.gap.since), when(listed.gap.until)
        lines.append(f"-# ⚠️ Articles may be missing between {since} and {until}.")
    return "\n".join(lines)


def _articles(listed: ListedFeed) -> str:
    count = f"{listed.articles:,} article{'s'[: listed.articles != 1]}"
    return f"{count}, the newest {when(listed.newest_at)}" if listed.newest_at else count


def _standing(listed: ListedFeed) -> str:
    """How it is doing, in words for those who read its news."""
    feed, health = listed.tracked.feed, listed.tracked.health
    if not feed.enabled:
        return NOT_READ
    if health.gone_at:
        return f"⚠️ Its site closed it {when(health.gone_at)}."
    if health.failing_since:
        return f"⚠️ Not to be read since {when(health.failing_since)}; it is tried again."
    if health.last_success_at:
        return f"✅ Looked at {when(health.last_success_at)}."
    return "It will be read for the first time soon."


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

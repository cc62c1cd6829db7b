"""The options of `/search`, as they were chosen or typed by hand, and what completes them.

A wrong one never loses the words that were typed beside it: it is ignored, and a note says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from discord.app_commands import Choice

from bot.errors import RequestError
from bot.model.query import Sort
from bot.search.operators import FORMS, parse_since
from bot.services import Services
from bot.ui.addresses import PageAddress, PageKind
from bot.ui.source_pages import chosen_source, known_sources
from bot.ui.text import clip, long_date
from bot.ui.topic_choices import CHOICE_LIMIT, MOST_CHOICES, Choices, chosen_topic

PERIODS = {
    "last 30 days": "30d",
    "last 6 months": "6m",
    "last year": "1y",
    "last 2 years": "2y",
    "last 5 years": "5y",
}
TOLD = 40
"""Characters of a wrong option that its note repeats."""
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """What narrows and sorts a search; None for what was left out."""

    topic: str | None = None
    source: str | None = None
    since: str | None = None
    sort: Sort = Sort.RELEVANCE


async def read_options(
    services: Services, query: str, options: SearchOptions
) -> tuple[PageAddress, list[str]]:
    """Where the first page of this search is, and a sentence for each option that is ignored."""
    topic, no_topic = _topic(options.topic, services)
    source, no_source = await _source(options.source, services)
    since, no_date = _since(options.since, services.clock.now())
    address = PageAddress(
        PageKind.SEARCH,
        topic=topic,
        text=" ".join(query.split()),
        sort=options.sort,
        since=since,
        source=source,
    )
    return address, [note for note in (no_topic, no_source, no_date) if note]


def query_choices(completed: Iterable[str]) -> Choices:
    """Whole queries to choose from."""
    fitting = (text for text in dict.fromkeys(completed) if 1 <= len(text) <= CHOICE_LIMIT)
    return [Choice(name=text, value=text) for text in fitting][:MOST_CHOICES]


def since_choices(typed: str, now: datetime) -> Choices:
    """The day that was typed, or the periods that hold what was typed; else all of them."""
    asked = _plain(typed)
    periods = [Choice(name=name, value=value) for name, value in PERIODS.items()]
    named = [choice for choice in periods if asked in choice.name]
    try:
        chosen = chosen_since(typed, now)
    except ValueError:
        return named or periods
    if any(choice.value == chosen for choice in named):
        return named
    return [Choice(name=f"since {long_date(parse_since(chosen, now))}", value=chosen), *named]


def chosen_since(typed: str, now: datetime) -> str:
    """What was chosen, or typed by hand, as `parse_since` reads it.

    Raises:
        ValueError: it is no date and no period.
    """
    asked = _plain(typed).removeprefix("since ")
    asked = PERIODS.get(asked, PERIODS.get(f"last {asked}", asked))
    parse_since(asked, now)
    return asked


def _topic(typed: str | None, services: Services) -> tuple[str | None, str]:
    try:
        return chosen_topic(typed, services.taxonomy), ""
    except RequestError:
        return None, f"There is no topic *{_told(typed)}*; it was ignored. Look at /topics for all."


async def _source(typed: str | None, services: Services) -> tuple[int | None, str]:
    if not typed:
        return None, ""
    known = await known_sources(services)
    source = chosen_source(typed, known)
    if source is not None:
        return source, ""
    listed = ", ".join(list(known.values())[:MOST_TOLD])
    return None, f"There is no source *{_told(typed)}*; it was ignored. Sources: {listed}."


def _since(typed: str | None, now: datetime) -> tuple[str | None, str]:
    try:
        return (chosen_since(typed, now) if typed else None), ""
    except ValueError:
        return None, f"*{_told(typed)}* is no date and was ignored: write last year, {FORMS}."


def _told(typed: str | None) -> str:
    return clip((typed or "").replace("*", ""), TOLD)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())

"""The options of `/search`: reading what was chosen or typed by hand, and completing it.

A wrong option never loses the query that was typed beside it: it is ignored, and a note says so.
"""

from collections.abc import Iterable
from datetime import datetime

from discord.app_commands import Choice
from msgspec import Struct

from bot.errors import RequestError
from bot.model.query import Sort
from bot.search.filters import SINCE_FORMS, parse_since
from bot.services import Services
from bot.ui import answer_texts
from bot.ui.addresses import PageAddress, PageKind
from bot.ui.commands import CHOICE_CHARACTERS, MOST_CHOICES, Choices, chosen_topic
from bot.ui.markup import clip, long_date
from bot.ui.source_pages import chosen_source, known_sources

TYPED_CHARACTERS = 40
"""The characters of a wrong option that its note repeats."""
MOST_SOURCES_NAMED = 5


class SearchOptions(Struct, frozen=True):
    """The filters and order of a search; None for an option that was left out."""

    topic: str | None = None
    source: str | None = None
    since: str | None = None
    sort: Sort = Sort.RELEVANCE


async def read_options(
    services: Services, query: str, options: SearchOptions, guild_id: int | None
) -> tuple[PageAddress, list[str]]:
    """The address of the search's first page, and a note for each option that is ignored."""
    topic, no_topic = _topic(options.topic, services)
    source, no_source = await _source(options.source, services, guild_id)
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
    """Choices of whole queries."""
    fitting = (text for text in dict.fromkeys(completed) if 1 <= len(text) <= CHOICE_CHARACTERS)
    return [Choice(name=text, value=text) for text in fitting][:MOST_CHOICES]


def since_choices(typed: str, now: datetime) -> Choices:
    """The typed day, and the periods whose names hold the typed text; all periods if none fits."""
    asked = _plain(typed)
    periods = [Choice(name=name, value=value) for name, value in answer_texts.PERIODS.items()]
    named = [choice for choice in periods if asked in choice.name]
    try:
        chosen = chosen_since(typed, now)
    except ValueError:
        return named or periods
    if any(choice.value == chosen for choice in named):
        return named
    return [
        Choice(
            name=answer_texts.SINCE.format(date=long_date(parse_since(chosen, now))), value=chosen
        ),
        *named,
    ]


def chosen_since(typed: str, now: datetime) -> str:
    """The chosen or typed date or period, in the form that `parse_since` reads.

    Raises:
        ValueError: it is neither a date nor a period.
    """
    asked = _plain(typed).removeprefix("since ")
    asked = answer_texts.PERIODS.get(asked, answer_texts.PERIODS.get(f"last {asked}", asked))
    parse_since(asked, now)
    return asked


def _topic(typed: str | None, services: Services) -> tuple[str | None, str]:
    try:
        return chosen_topic(typed, services.taxonomy), ""
    except RequestError:
        return None, answer_texts.TOPIC_IGNORED.format(typed=_repeated(typed))


async def _source(
    typed: str | None, services: Services, guild_id: int | None
) -> tuple[int | None, str]:
    if not typed:
        return None, ""
    known = await known_sources(services, guild_id)
    source = chosen_source(typed, known)
    if source is not None:
        return source, ""
    listed = ", ".join(list(known.values())[:MOST_SOURCES_NAMED])
    return None, answer_texts.SOURCE_IGNORED.format(typed=_repeated(typed), sources=listed)


def _since(typed: str | None, now: datetime) -> tuple[str | None, str]:
    try:
        return (chosen_since(typed, now) if typed else None), ""
    except ValueError:
        return None, answer_texts.DATE_IGNORED.format(typed=_repeated(typed), forms=SINCE_FORMS)


def _repeated(typed: str | None) -> str:
    return clip((typed or "").replace("*", ""), TYPED_CHARACTERS)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())

"""What members choose: topics, completed or typed by hand, and fixed choices. Called by cogs."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from discord import Interaction
from discord.app_commands import Choice

from bot.errors import NOT_STORED, RequestError
from bot.model.topic import ALL_TOPICS, Taxonomy, Topic
from bot.search.topic_matches import match_topics, named_topic, nearest_topics
from bot.search.words import words_of
from bot.ui.errors import GONE
from bot.ui.text import clip

log = logging.getLogger(__name__)

MOST_CHOICES = 25
CHOICE_LIMIT = 100
NEAREST = 3
ALL_NAME = "All topics"
ALL_EMOJI = "📰"

Choices = list[Choice[str]]
Chosen = TypeVar("Chosen")


async def guarded(make: Callable[[], Awaitable[Choices]], interaction: Interaction[Any]) -> Choices:
    """The choices, or none where making them fails: discord.py would only log it.

    What was typed stays out of the log: it may say something about a member's health.
    """
    try:
        return (await make())[:MOST_CHOICES]
    except NOT_STORED:
        return []  # The log has it.
    except Exception as exc:  # noqa: BLE001 - completion is a convenience; the command still works
        name = interaction.command.qualified_name if interaction.command else "?"
        log.error("Completion of /%s failed: %s", name, type(exc).__name__)  # noqa: TRY400
        return []


def chosen(read: Callable[[str], Chosen], value: str) -> Chosen:
    """One of a command's fixed choices.

    Raises:
        RequestError: the value is none of them.
    """
    try:
        return read(value)
    except ValueError as exc:
        raise RequestError(GONE) from exc


def topic_choices(typed: str, taxonomy: Taxonomy, *, with_all: bool = False) -> Choices:
    """Topics that match what was typed so far; all of them where nothing was."""
    topics = match_topics(typed, taxonomy) if typed.strip() else list(taxonomy)
    choices = [Choice(name=labelled(topic), value=topic.slug) for topic in topics]
    if with_all and ALL_NAME.lower().startswith(typed.strip().lower()):
        choices.insert(0, Choice(name=f"{ALL_EMOJI} {ALL_NAME}", value=ALL_TOPICS))
    return choices[:MOST_CHOICES]


def labelled(topic: Topic) -> str:
    """Emoji and name, as long as a choice may be."""
    return clip(f"{topic.emoji} {topic.name}", CHOICE_LIMIT)


def chosen_topic(typed: str | None, taxonomy: Taxonomy) -> str | None:
    """The slug of what was chosen, or typed by hand; None for all topics.

    Raises:
        RequestError: no topic has such a name.
    """
    wanted = (typed or ALL_TOPICS).strip()
    if wanted.lower() in {ALL_TOPICS, ALL_NAME.lower()}:
        return None
    if topic := taxonomy.get(wanted) or named_topic(wanted, taxonomy):
        return topic.slug
    # Where there is no word in it, all topics would match.
    matches = match_topics(wanted, taxonomy) if words_of(wanted) else []
    if matches:
        return matches[0].slug
    nearest = ", ".join(topic.name for topic in nearest_topics(wanted, taxonomy)[:NEAREST])
    hint = f" The nearest: {nearest}." if nearest else ""
    raise RequestError(
        f"There is no such topic.{hint} Choose one from the list, or look at /topics."
    )


def topic_name(slug: str, taxonomy: Taxonomy) -> str:
    """Emoji and name of a topic that is subscribed to; its slug where it is gone."""
    if slug == ALL_TOPICS:
        return f"{ALL_EMOJI} {ALL_NAME}"
    topic = taxonomy.get(slug)
    return labelled(topic) if topic else clip(slug, CHOICE_LIMIT)

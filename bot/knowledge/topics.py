"""Loads the Taxonomy from `data/topics.toml`. Called by `core`."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from bot.knowledge import SHIPPED_AGAIN
from bot.knowledge.emoji import is_known
from bot.knowledge.toml import SLUG, Shape, TomlTable, Words, read_entries, refuse_repeats
from bot.model.topic import ALL_TOPICS, PHRASE_GAP, ShortForm, Taxonomy, Topic

COLOUR = re.compile(r"#([0-9A-Fa-f]{6})")
WORD_CHARACTER = re.compile(r"[^\W_]")
STRAY_STAR = re.compile(r"\*[^\W_]|(?<![^\W_])\*")


def _slug(value: str) -> str:
    if value == ALL_TOPICS:
        raise ValueError(f"“{ALL_TOPICS}” stands for every topic, so no topic may be called so")
    return value


def _colour(value: str) -> str:
    if not COLOUR.fullmatch(value):
        raise ValueError("write the colour as #RRGGBB, such as #C2185B")
    return value


def _emoji(value: str) -> str:
    if value.isascii():
        raise ValueError("write the emoji itself, such as 🧬")
    if not is_known(value):
        raise ValueError(f"“{value}” is not one emoji of Unicode 15 or older, such as 🧬")
    return value


def _phrase(value: str) -> str:
    if not all(map(WORD_CHARACTER.search, value.split(PHRASE_GAP))) or STRAY_STAR.search(value):
        raise ValueError(f"“{value}” must be words, with * only at the end of one, … between them")
    return value


Phrase = Annotated[Words, AfterValidator(_phrase)]


class ShortFormShape(Shape):
    """A `[[topic.short_forms]]` table."""

    text: Phrase
    beside: Annotated[tuple[Phrase, ...], Field(min_length=1)]


class TopicShape(Shape):
    """A `[[topic]]` table. Names and descriptions are short enough for Discord's autocomplete."""

    slug: Annotated[
        str,
        StringConstraints(pattern=SLUG, max_length=40),
        AfterValidator(_slug),
    ]
    name: Annotated[Words, StringConstraints(max_length=40)]
    emoji: Annotated[str, StringConstraints(min_length=1, max_length=16), AfterValidator(_emoji)]
    colour: Annotated[str, AfterValidator(_colour)]
    description: Words
    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    categories: tuple[Words, ...] = ()
    short_forms: tuple[ShortFormShape, ...] = ()
    title_phrases: tuple[Phrase, ...] = ()
    in_all: StrictBool = True


def load_topics(path: Path) -> Taxonomy:
    """Read and check the topics.

    Raises:
        KnowledgeError: an entry is wrong; the message names the file and the line.
    """
    table = read_entries(path, "topic", TopicShape, missing=SHIPPED_AGAIN)
    refuse_repeats(table, "slug", "the slug", lambda topic: [topic.slug])
    refuse_repeats(table, "name", "the name", lambda topic: [topic.name.casefold()])
    _refuse_repeats_within(table)
    return Taxonomy(tuple(_topic(shape) for shape in table.entries))


def _refuse_repeats_within(table: TomlTable[TopicShape]) -> None:
    """Refuse a phrase or category that one topic lists twice. Two topics may share one."""
    for index, topic in enumerate(table.entries):
        lists = {
            "phrases": topic.phrases,
            "title_phrases": topic.title_phrases,
            "categories": topic.categories,
        }
        for key, values in lists.items():
            seen: set[str] = set()
            for value in values:
                if value in seen:
                    raise table.error(index, [key], f"“{value}” is in {key} twice.")
                seen.add(value)


def _topic(shape: TopicShape) -> Topic:
    return Topic(
        slug=shape.slug,
        name=shape.name,
        emoji=shape.emoji,
        colour=int(shape.colour[1:], 16),
        description=shape.description,
        phrases=shape.phrases,
        categories=shape.categories,
        short_forms=tuple(ShortForm(short.text, short.beside) for short in shape.short_forms),
        in_all=shape.in_all,
        title_phrases=shape.title_phrases,
    )

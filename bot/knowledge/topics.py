"""Loads the Taxonomy from `data/topics.toml`, and refuses emoji that a client may not know.

An operator's own file takes its place; `Settings.knowledge` finds it. Clients show an emoji that
they do not know as an empty box; all of them know those of Unicode 15 and older. Called by `core`.
"""

import re
from collections import Counter
from pathlib import Path
from typing import Annotated

from bot.knowledge.shapes import (
    Shape,
    any_text,
    list_of,
    one_of,
    short_text,
    slug,
    tables_of,
    true_or_false,
)
from bot.knowledge.toml import TomlTable, read_entries, read_head, refuse_repeats
from bot.model.article import ALL_TOPICS, PHRASE_GAP, ShortForm, Taxonomy, Topic
from bot.model.form import ContentNote

COLOUR = re.compile(r"#([0-9A-Fa-f]{6})")
WORD_CHARACTER = re.compile(r"[^\W_]")
STRAY_STAR = re.compile(r"\*[^\W_]|(?<![^\W_])\*")


def _topic_slug(value: str) -> str:
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
    if not _is_known(value):
        raise ValueError(f"“{value}” is not one emoji of Unicode 15 or older, such as 🧬")
    return value


def _phrase(value: str) -> str:
    if not all(map(WORD_CHARACTER.search, value.split(PHRASE_GAP))) or STRAY_STAR.search(value):
        raise ValueError(f"“{value}” must be words, with * only at the end of one, … between them")
    return value


phrase = short_text(_phrase)
phrases = list_of(phrase, least=1)
PhraseList = Annotated[tuple[str, ...], phrases]


class ShortFormShape(Shape, frozen=True):
    """A `[[topic.short_forms]]` table."""

    text: Annotated[str, phrase]
    beside: PhraseList


class TopicShape(Shape, frozen=True):
    """A `[[topic]]` table. Names and descriptions are short enough for Discord's autocomplete."""

    slug: Annotated[str, any_text(40, slug, _topic_slug)]
    name: Annotated[str, short_text(most=40)]
    emoji: Annotated[str, any_text(16, _emoji, least=1)]
    colour: Annotated[str, any_text(None, _colour)]
    description: Annotated[str, short_text()]
    phrases: PhraseList
    categories: Annotated[tuple[str, ...], list_of(short_text())] = ()
    short_forms: Annotated[tuple[ShortFormShape, ...], tables_of(ShortFormShape)] = ()
    disease_phrases: Annotated[tuple[str, ...], list_of(phrase)] = ()
    title_phrases: Annotated[tuple[str, ...], list_of(phrase)] = ()
    other_senses: Annotated[tuple[str, ...], list_of(phrase)] = ()
    in_all: Annotated[bool, true_or_false] = True
    trials: Annotated[str, short_text(most=60)] = ""
    name_es: Annotated[str, short_text(most=40)] = ""
    content_note: Annotated[ContentNote | None, one_of(ContentNote)] = None


class CommunityShape(Shape, frozen=True):
    """The keys before the tables: what the community is about."""

    title: Annotated[str, short_text(most=60)] = ""
    condition: Annotated[str, short_text(most=60)] = ""


def load_topics(path: Path) -> Taxonomy:
    """Read and check the topics.

    Raises:
        KnowledgeError: an entry is wrong; the message names the file and the line.
    """
    table = read_entries(path, "topic", TopicShape, "TOPICS_FILE", CommunityShape)
    about = read_head(table, CommunityShape)
    refuse_repeats(table, "slug", "the slug", lambda topic: [topic.slug])
    refuse_repeats(table, "name", "the name", lambda topic: [topic.name.casefold()])
    _refuse_repeats_within(table)
    topics = tuple(_topic(shape) for shape in table.entries)
    return Taxonomy(topics, title=about.title, condition=about.condition)


def _refuse_repeats_within(table: TomlTable[TopicShape]) -> None:
    """Refuse a phrase or category that one topic lists twice. Two topics may share one."""
    for index, topic in enumerate(table.entries):
        lists = {
            "phrases": topic.phrases,
            "disease_phrases": topic.disease_phrases,
            "title_phrases": topic.title_phrases,
            "other_senses": topic.other_senses,
            "categories": topic.categories,
        }
        for key, values in lists.items():
            if twice := [value for value, times in Counter(values).items() if times > 1]:
                raise table.error(index, [key], f"“{twice[0]}” is in {key} twice.")


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
        disease_phrases=shape.disease_phrases,
        title_phrases=shape.title_phrases,
        other_senses=shape.other_senses,
        trials=shape.trials,
        name_es=shape.name_es,
        content_note=shape.content_note,
    )


_SINGLE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf"
    "\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e"
    "\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a"
    "\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f\u2692-"
    "\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4"
    "\u26c5\u26c8\u26ce\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd"
    "\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744"
    "\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0\u27bf\u2934"
    "\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf"
    "\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f201"
    "\U0001f202\U0001f21a\U0001f22f\U0001f232-\U0001f23a\U0001f250\U0001f251\U0001f300-"
    "\U0001f321\U0001f324-\U0001f393\U0001f396\U0001f397\U0001f399-\U0001f39b\U0001f39e-"
    "\U0001f3f0\U0001f3f3-\U0001f3f5\U0001f3f7-\U0001f4fd\U0001f4ff-\U0001f53d\U0001f549-"
    "\U0001f54e\U0001f550-\U0001f567\U0001f56f\U0001f570\U0001f573-\U0001f57a\U0001f587"
    "\U0001f58a-\U0001f58d\U0001f590\U0001f595\U0001f596\U0001f5a4\U0001f5a5\U0001f5a8"
    "\U0001f5b1\U0001f5b2\U0001f5bc\U0001f5c2-\U0001f5c4\U0001f5d1-\U0001f5d3\U0001f5dc-"
    "\U0001f5de\U0001f5e1\U0001f5e3\U0001f5e8\U0001f5ef\U0001f5f3\U0001f5fa-\U0001f64f"
    "\U0001f680-\U0001f6c5\U0001f6cb-\U0001f6d2\U0001f6d5-\U0001f6d7\U0001f6dc-\U0001f6e5"
    "\U0001f6e9\U0001f6eb\U0001f6ec\U0001f6f0\U0001f6f3-\U0001f6fc\U0001f7e0-\U0001f7eb"
    "\U0001f7f0\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001f9ff\U0001fa70-"
    "\U0001fa7c\U0001fa80-\U0001fa88\U0001fa90-\U0001fabd\U0001fabf-\U0001fac5\U0001face-"
    "\U0001fadb\U0001fae0-\U0001fae8\U0001faf0-\U0001faf8"
)
"""All emoji of one character, from https://unicode.org/Public/emoji/15.0/emoji-test.txt."""
_JOINED = (
    "\u2620\u2640\u2642\u2695\u2696\u26a7\u2708\u2744\u2764\u2b1b\U0001f308\U0001f32b"
    "\U0001f33e\U0001f373\U0001f37c\U0001f384\U0001f393\U0001f3a4\U0001f3a8\U0001f3eb"
    "\U0001f3ed\U0001f466\U0001f467\U0001f468\U0001f469\U0001f48b\U0001f4a8\U0001f4ab"
    "\U0001f4bb\U0001f4bc\U0001f525\U0001f527\U0001f52c\U0001f5e8\U0001f680\U0001f692"
    "\U0001f91d\U0001f9af\U0001f9b0\U0001f9b1\U0001f9b2\U0001f9b3\U0001f9ba\U0001f9bc"
    "\U0001f9bd\U0001f9d1\U0001fa79\U0001faf2"
)
"""The characters that such an emoji joins to others, from the same file."""
_SKIN = "[\U0001f3fb-\U0001f3ff]"
_ONE = rf"[{_SINGLE}](?:\ufe0f|{_SKIN})?"
_NEWER = rf"\U0001f426\u200d\U0001f525|[\U0001f93c\U0001f46f]{_SKIN}|\U0001f1e8\U0001f1f6"
"""Newer ones that are made of older parts: the phoenix, wrestlers and dancers with a skin tone, and
the flag of Sark."""
_KNOWN = re.compile(
    rf"(?!{_NEWER})(?:{_ONE}(?:\u200d[{_JOINED}](?:\ufe0f|{_SKIN})?)*"
    r"|[0-9#*]\ufe0f?\u20e3|[\U0001f1e6-\U0001f1ff]{2}"
    r"|\U0001f3f4[\U000e0061-\U000e007a]+\U000e007f)"
)


def _is_known(emoji: str) -> bool:
    """Whether this is one emoji that every client knows."""
    return _KNOWN.fullmatch(emoji) is not None

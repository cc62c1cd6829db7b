"""Chooses the tags of a forum post by the topics of its articles. Called by `forum_posts`.

A tag is a topic's if it is named like it, in any language that topics have names in. If a forum
requires a tag and none fits, another one stands in that says nothing false: it is never one that
names another topic or a death.
"""

from collections.abc import Iterator, Sequence

import discord

from bot.articles.content_notes import content_note
from bot.articles.topics import classifier_of
from bot.model.article import Taxonomy, Topic
from bot.search.words import has_row, words_of
from bot.ui.markup import without_emoji

MOST_TAGS = 5
"""Discord's limit of tags on a post."""
GENERAL_TAG_WORDS = (
    *("news", "noticias", "research", "articles", "article", "general"),
    *("investigacion", "articulos", "articulo"),
)
"""Words in the names of tags that fit any article, the best one first, without accents."""
DEATH_TAG_WORDS = frozenset(
    (
        *("angel", "angels", "loss", "losses", "lost"),
        *("duelo", "luto", "descanse", "descansen", "fallecida", "fallecidas", "qepd"),
    )
)
"""Words by which a tag means a death, and which content notes do not know."""


def choose_tags(
    offered: Sequence[discord.ForumTag],
    topics: Sequence[Topic],
    taxonomy: Taxonomy,
    *,
    required: bool,
    moderator: bool,
) -> list[discord.ForumTag]:
    """Choose the forum's tags that are named like these topics, in the order of the topics.

    Args:
        offered: all tags of the forum.
        topics: those of the articles, the most important first.
        taxonomy: all topics.
        required: whether the forum requires a tag. Then, if no tag fits, one stands in; [] if
            the bot may use none that says nothing false.
        moderator: whether the bot may use tags that are reserved for moderators.
    """
    usable = [tag for tag in offered if moderator or not tag.moderated]
    by_name = {_bare(tag.name): tag for tag in reversed(usable)}
    names = dict.fromkeys(_bare(name) for topic in topics for name in _names(topic))
    fitting = [by_name[name] for name in names if name in by_name]
    if fitting or not required:
        return fitting[:MOST_TAGS]
    return _stand_in(usable, topics, taxonomy)


def _names(topic: Topic) -> tuple[str, ...]:
    return (topic.name, topic.name_es) if topic.name_es else (topic.name,)


def _stand_in(
    usable: Sequence[discord.ForumTag], topics: Sequence[Topic], taxonomy: Taxonomy
) -> list[discord.ForumTag]:
    """A tag with a general name, else the first one that names no other topic and no death."""
    neutral = [tag for tag in usable if not _is_of_others(tag.name, topics, taxonomy)]
    general = [tag for word in GENERAL_TAG_WORDS for tag in neutral if word in _words(tag.name)]
    return [*general, *neutral][:1]


def _is_of_others(tag: str, topics: Sequence[Topic], taxonomy: Taxonomy) -> bool:
    """Whether a tag's name holds that of a topic that is not among these, or means a death."""
    name = without_emoji(tag).strip()
    if content_note(name, "") or not DEATH_TAG_WORDS.isdisjoint(_words(name)):
        return not any(topic.content_note for topic in topics)
    return not {topic.slug for topic in topics}.issuperset(_topics_in(name, taxonomy))


def _topics_in(name: str, taxonomy: Taxonomy) -> Iterator[str]:
    """The topics that a tag's name holds by a name, a category or a phrase: "Metastasis only"."""
    yield from (each.slug for each in classifier_of(taxonomy).classify(name, "", "", (name,)))
    words = _singular(name)
    for topic in taxonomy:
        names = map(_singular, (*_names(topic), *topic.categories))
        if any(name and has_row(words, name) for name in names):
            yield topic.slug


def _singular(name: str) -> list[str]:
    return [word.removesuffix("s") for word in _words(name)]


def _words(name: str) -> list[str]:
    return words_of(without_emoji(name.replace("&", " and ")))


def _bare(name: str) -> str:
    """Letters without accents and digits: "🧬 HER2 positive" and "HER2-Positive" are the same."""
    return "".join(_words(name))

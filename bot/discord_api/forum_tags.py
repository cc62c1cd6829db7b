"""Chooses the tags of a forum post by the topics of its articles. Called by `forum_posts`.

A tag is a topic's if it is named like it, in any language that topics have names in. If a forum
requires a tag and none fits, another one stands in that says nothing false. The bot cannot know
what a name such as "Solved" or "Cancer free!" means in this server, so it takes only names that it
understands to the last word: a topic's own with a general word beside it, or a general one.
"""

from collections.abc import Iterable, Sequence

import discord

from bot.articles.content_notes import content_note
from bot.discord_api import texts
from bot.discord_api.places import Place
from bot.model.article import Taxonomy, Topic
from bot.search.words import words_of
from bot.ui.markup import without_emoji

MOST_TAGS = 5
"""Discord's limit of tags on a post."""
NEWS_WORDS = (
    *("news", "article", "articles", "research", "noticias", "noticia", "articulos", "articulo"),
    *("investigacion", "novedades", "actualites", "nouvelles", "recherche", "nachrichten"),
    *("neuigkeiten", "artikel", "forschung", "pesquisa", "artigos", "notizie", "articoli"),
    *("ricerca", "nieuws", "artikelen", "onderzoek"),
)
"""Words for what the bot posts, without accents, the best one first."""
REST_WORDS = (
    *("general", "generale", "allgemein", "allgemeines", "geral", "algemeen"),
    *("topics", "topic", "temas", "other", "others", "misc", "miscellaneous", "miscelanea"),
    *("otros", "otras", "otro", "otra", "autre", "autres", "divers", "sonstiges"),
    *("verschiedenes", "andere", "outros", "outras", "diversos", "altro", "varie", "overig"),
)
"""Words for what fits nowhere else. "Off" and "topic" make "off-topic"."""
COMMON_SUBJECT_WORDS = frozenset(
    ("breast", "cancer", "mama", "sein", "seno", "brustkrebs", "borstkanker", "oncology")
)
"""Words for what all articles are about. "Other cancers" names others, "cancer news" does not."""
LINKING_WORDS = frozenset(
    (
        *("and", "the", "of", "on", "about", "in", "y", "e", "de", "del", "la", "las", "el", "los"),
        *("sobre", "et", "du", "des", "le", "les", "sur", "und", "der", "die", "das", "da", "do"),
        *("only", "solo"),
    )
)
BESIDE_GENERAL_WORDS = frozenset(
    (
        *("latest", "new", "all", "off", "fuera", "tema", "hors", "sujet", "chat", "discussion"),
        *("ultimas", "ultimos", "todas", "todos", "todo", "offtopic", "updates"),
    )
)
"""Words that change nothing beside a general one: "Latest news", "General chat"."""


def choose_tags(
    offered: Sequence[discord.ForumTag],
    topics: Sequence[Topic],
    *,
    required: bool,
    moderator: bool,
) -> list[discord.ForumTag]:
    """Choose the forum's tags that are named like these topics, in the order of the topics.

    Args:
        offered: all tags of the forum.
        topics: those of the articles, the most important first.
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
    return _stand_in(usable, topics)


def _names(topic: Topic) -> tuple[str, ...]:
    return (topic.name, topic.name_es) if topic.name_es else (topic.name,)


def tag_problem(place: Place, slugs: Iterable[str], taxonomy: Taxonomy) -> list[str]:
    """A sentence if a forum requires a tag and may have none for an article of these topics.

    Args:
        slugs: the topics of subscriptions there, each a slug or `ALL_TOPICS`.
    """
    if not isinstance(place, discord.ForumChannel) or not place.flags.require_tag:
        return []
    offered, moderator = place.available_tags, is_moderator(place)
    for slug in slugs:
        topic = taxonomy.get(slug)
        shared = [topic] if topic else []
        if not choose_tags(offered, shared, required=True, moderator=moderator):
            return [texts.MAY_LACK_TAG.format(channel=place.mention)]
    return []


def is_moderator(forum: discord.ForumChannel) -> bool:
    """Whether the bot may use moderators' tags; False until the gateway has sent its roles."""
    me: discord.Member | None = forum.guild.me
    return me is not None and forum.permissions_for(me).manage_threads


def _stand_in(
    usable: Sequence[discord.ForumTag], topics: Sequence[Topic]
) -> list[discord.ForumTag]:
    """A tag for one of the topics, else the most general one."""
    own = [tag for topic in topics for tag in usable if _is_for(tag.name, topic)]
    ranked = sorted((_generality(tag.name), at) for at, tag in enumerate(usable))
    general = [usable[at] for rank, at in ranked if rank < NOT_GENERAL]
    return [*own, *general][:1]


def _is_for(tag: str, topic: Topic) -> bool:
    """Whether a tag means a topic: "Treatment news", "Rest in peace" for memorials."""
    if topic.content_note and content_note(without_emoji(tag).strip(), "") is topic.content_note:
        return True
    bare = _bare_of_general(tag)
    return bool(bare) and bare in [_bare_of_general(name) for name in _names(topic)]


def _bare_of_general(name: str) -> list[str]:
    general = {*NEWS_WORDS, *LINKING_WORDS, *COMMON_SUBJECT_WORDS}
    return [word.removesuffix("s") for word in _words(name) if word not in general]


GENERAL_WORDS = (*NEWS_WORDS, *REST_WORDS)
NOT_GENERAL = len(GENERAL_WORDS)


def _generality(tag: str) -> int:
    """The place of a general name among those, or `NOT_GENERAL` if any word means something."""
    words = set(_words(tag))
    known = words & {*GENERAL_WORDS, "offtopic"}
    rest = words - known - LINKING_WORDS - BESIDE_GENERAL_WORDS
    about = COMMON_SUBJECT_WORDS if not words.isdisjoint(NEWS_WORDS) else frozenset[str]()
    if not known or rest - about:
        return NOT_GENERAL
    places = (GENERAL_WORDS.index(word) for word in known if word in GENERAL_WORDS)
    return min(places, default=NOT_GENERAL - 1)


def _words(name: str) -> list[str]:
    return words_of(without_emoji(name.replace("&", " and ")))


def _bare(name: str) -> str:
    """Letters without accents and digits: "🧬 HER2 positive" and "HER2-Positive" are the same."""
    return "".join(_words(name))

"""Which of a forum's tags a post gets. Pure; called by `ui.forum_posts`."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import discord

from bot.model.delivery import CarriedArticle
from bot.model.topic import Taxonomy
from bot.ui.cards import topics_of
from bot.ui.text import without_emoji

MOST_TAGS = 5
"""What Discord lets a post have."""
GENERAL = ("news", "research", "articles", "article", "general")
"""Words of the tags that fit any article, the best one first."""


def topic_names(carried: Iterable[CarriedArticle], taxonomy: Taxonomy) -> list[str]:
    """The names of the topics of these articles, those of most articles first."""
    counted = Counter(topic.name for each in carried for topic in topics_of(each.article, taxonomy))
    return [name for name, _ in counted.most_common()]


def choose_tags(
    offered: Sequence[discord.ForumTag], names: Iterable[str], *, required: bool, moderator: bool
) -> list[discord.ForumTag]:
    """The tags that are named like these topics, in their order.

    Args:
        offered: all that the forum has.
        names: of the article's topics, the most telling one first.
        required: whether the forum takes no post without a tag: then one of a general name,
            else the first, stands in for none; [] where the bot may use none at all.
        moderator: whether the bot may use those that are kept for moderators.
    """
    usable = [tag for tag in offered if moderator or not tag.moderated]
    by_name = {_bare(tag.name): tag for tag in reversed(usable)}
    fitting = [by_name[bare] for bare in dict.fromkeys(map(_bare, names)) if bare in by_name]
    if fitting or not required:
        return fitting[:MOST_TAGS]
    return _stand_in(usable)


def _stand_in(usable: Sequence[discord.ForumTag]) -> list[discord.ForumTag]:
    general = [tag for word in GENERAL for tag in usable if word in _words(tag.name)]
    return [*general, *usable][:1]


def _words(name: str) -> list[str]:
    text = without_emoji(name.replace("&", " and ")).casefold()
    return re.findall(r"[^\W_]+", text)


def _bare(name: str) -> str:
    """Letters and digits alone: "🧬 HER2 positive" is "HER2-Positive"."""
    return "".join(_words(name))

"""Posts in forum and media channels over discord.py: each is a thread that its message begins.

Called by the Discord messenger, which translates the errors. A post's id is its message's.
"""

import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from http import HTTPStatus

import discord

from bot.discord_api.requests import single_attempt
from bot.discord_api.threads import ARCHIVED, channel_of
from bot.errors import MessengerError
from bot.model.delivery import CarriedArticle, Post
from bot.model.topic import Taxonomy
from bot.ui.addresses import is_post
from bot.ui.cards import topics_of
from bot.ui.text import without_emoji
from bot.ui.views import Layout

log = logging.getLogger(__name__)

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_TAG = 10003, 10008, 10087
TAG_REQUIRED, WRONG_KIND, LOCKED = 40067, 50024, 160005
CHANGED_TAGS = (UNKNOWN_TAG, TAG_REQUIRED)
"""How Discord refuses tags that were chosen by what the gateway told before."""


class ForumPosts:
    """Begins posts, finds them and renames them."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def begin(
        self,
        post: Post,
        name: str,
        topics: Sequence[str],
        view: Layout,
        mentions: discord.AllowedMentions,
    ) -> int:
        """Begin a post with its card; returns the id of both.

        Raises:
            MessengerError: the forum requires a tag, and has none that the bot may use.
        """
        forum = await self._forum(post)
        try:
            return await _begin(forum, name, topics, view, mentions)
        except discord.HTTPException as exc:
            if exc.code not in CHANGED_TAGS:
                raise
        # A refusal: nothing was stored, and another try cannot make two posts.
        forum = _as_forum(await self._client.fetch_channel(post.channel_id))
        return await _begin(forum, name, topics, view, mentions)

    async def find(self, post: Post, since: int) -> int | None:
        """The id of the post with this key, among the bot's own that are newer than an id."""
        async for thread in self._own_threads(await self._forum(post), since):
            try:
                message = await thread.fetch_message(thread.id)
            except discord.NotFound:
                continue  # A moderator deleted it meanwhile.
            if is_post(message.components, post.key):
                return thread.id
        return None

    async def rename(self, post: Post, name: str) -> None:
        """Give a post's thread another name; one that Discord refuses is logged and left.

        Discord allows two names in ten minutes.
        """
        try:
            thread = await channel_of(self._client, post.guild_id, post.place_id)
            if isinstance(thread, discord.Thread) and thread.name != name:
                await thread.edit(name=name)
        except discord.RateLimited as exc:
            log.warning("Forum post %s keeps its old name: %s", post.place_id, exc)
        except discord.HTTPException as exc:
            if exc.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            log.warning("Forum post %s keeps its old name: %s", post.place_id, exc)

    async def _own_threads(
        self, forum: discord.ForumChannel, since: int
    ) -> AsyncIterator[discord.Thread]:
        """Those that this bot began: the active ones before the archived, lest one slip between."""
        begun = discord.utils.snowflake_time(since)
        for thread in await forum.guild.active_threads():
            if thread.parent_id == forum.id and self._is_own(thread, since):
                yield thread
        async for thread in forum.archived_threads(limit=None):
            if thread.archive_timestamp < begun:
                return  # They come by the time at which they were archived.
            if self._is_own(thread, since):
                yield thread

    def _is_own(self, thread: discord.Thread, since: int) -> bool:
        assert self._client.user is not None  # noqa: S101 - logged in, or nothing is announced
        return thread.owner_id == self._client.user.id and thread.id > since

    async def _forum(self, post: Post) -> discord.ForumChannel:
        return _as_forum(await channel_of(self._client, post.guild_id, post.channel_id))


def concerns_post_alone(error: discord.HTTPException) -> MessengerError | None:
    """What an error of editing says of one forum post, lest it is taken for one of its forum."""
    if error.code == UNKNOWN_CHANNEL:
        # The thread was deleted, and its message with it.
        return MessengerError(str(error), status=error.status, code=UNKNOWN_MESSAGE)
    if error.code in {ARCHIVED, LOCKED}:
        return MessengerError(
            "A moderator closed this post.", status=HTTPStatus.BAD_REQUEST, final=True
        )
    return None


async def _begin(
    forum: discord.ForumChannel,
    name: str,
    topics: Sequence[str],
    view: Layout,
    mentions: discord.AllowedMentions,
) -> int:
    required = forum.flags.require_tag
    tags = choose_tags(
        forum.available_tags, topics, required=required, moderator=_is_moderator(forum)
    )
    if required and not tags:
        raise MessengerError("No tag can be used", status=HTTPStatus.BAD_REQUEST, code=TAG_REQUIRED)
    with single_attempt():  # No nonce makes a repeat harmless.
        begun = await forum.create_thread(
            name=name, view=view, applied_tags=tags, allowed_mentions=mentions
        )
    return begun.thread.id


def _is_moderator(forum: discord.ForumChannel) -> bool:
    """Whether the bot may use the tags of moderators; without a gateway nobody knows."""
    me: discord.Member | None = forum.guild.me
    return me is not None and forum.permissions_for(me).manage_threads


def _as_forum(channel: object) -> discord.ForumChannel:
    if isinstance(channel, discord.ForumChannel):
        return channel
    raise MessengerError("The channel is no forum", status=HTTPStatus.BAD_REQUEST, code=WRONG_KIND)


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

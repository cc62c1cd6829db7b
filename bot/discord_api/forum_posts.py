"""Begins, finds and renames forum posts over discord.py, and reopens archived threads.

Called by the Discord messenger, which translates the errors; works without the cache. A post in a
forum or media channel is a thread with the same id as its first message. It is begun in a single
attempt; `delivery.failures` decides about the next one.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from typing import TypeVar

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.discord_api.accepted_forms import in_accepted_form
from bot.discord_api.api_calls import single_attempt
from bot.discord_api.forum_tags import choose_tags, is_moderator
from bot.errors import MessengerError
from bot.model.delivery import Post
from bot.ui.addresses import is_post
from bot.ui.drafts import Draft
from bot.ui.optional_parts import has_unsized_picture

log = logging.getLogger(__name__)

# Discord's error codes.
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_TAG = 10003, 10008, 10087
TAG_REQUIRED, WRONG_CHANNEL_TYPE, ARCHIVED_THREAD = 40067, 50024, 50083
"""From https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes"""
TAGS_CHANGED = (UNKNOWN_TAG, TAG_REQUIRED)
"""Codes of a refusal if the tags were chosen from an outdated cache."""

ResultT = TypeVar("ResultT")


class ForumPosts:
    """Begins posts, finds them and renames them."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def begin(self, post: Post, draft: Draft) -> int:
        """Begin a post with its card; returns the id, which thread and message share.

        Raises:
            MessengerError: the forum requires a tag, and the bot may use none that fits.
        """
        forum = await self._forum(post)
        try:
            return await _begin(forum, draft)
        except discord.HTTPException as exc:
            if exc.code not in TAGS_CHANGED:
                raise
        # Discord refused, so nothing was stored. A second try cannot create a second post.
        forum = _as_forum(await self._client.fetch_channel(post.channel_id))
        return await _begin(forum, draft)

    async def find(self, post: Post, since: int) -> int | None:
        """The id of the bot's post with this key; None if there is none newer than `since`.

        Args:
            post: a post whose outcome is unknown.
            since: a snowflake: the id of a thread or message, or one made of a time.

        Raises:
            MessengerError: the channel is no forum any more.
        """
        async for thread in self._own_threads(await self._forum(post), since):
            try:
                message = await thread.fetch_message(thread.id)
            except discord.NotFound:
                continue  # A moderator deleted the post meanwhile.
            if is_post(message.components, *post.keys):
                return thread.id
        return None

    async def rename(self, post: Post, draft: Draft) -> None:
        """Give a post's thread the draft's name; a refusal is logged, and the old name stays.

        Discord allows two renames in ten minutes.
        """
        try:
            thread = await guild_channel(self._client, post.guild_id, post.place_id)
            if isinstance(thread, discord.Thread) and thread.name != draft.name:
                await in_accepted_form(draft, lambda: thread.edit(name=draft.name))
        except discord.RateLimited as exc:
            log.warning("Forum post %s keeps its old name: %s", post.place_id, exc)
        except discord.HTTPException as exc:
            if exc.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            log.warning("Forum post %s keeps its old name: %s", post.place_id, exc)

    async def _own_threads(
        self, forum: discord.ForumChannel, since: int
    ) -> AsyncIterator[discord.Thread]:
        """The forum's threads that this bot began, newer than `since`.

        Active threads come first. So a thread that is archived meanwhile is found twice rather than
        missed.
        """
        begun = discord.utils.snowflake_time(since)
        for thread in await forum.guild.active_threads():
            if thread.parent_id == forum.id and self._is_own(thread, since):
                yield thread
        async for thread in forum.archived_threads(limit=None):
            if thread.archive_timestamp < begun:
                return  # Threads are sorted by the time of archiving, newest first.
            if self._is_own(thread, since):
                yield thread

    def _is_own(self, thread: discord.Thread, since: int) -> bool:
        assert self._client.user is not None  # noqa: S101 - logged in, or nothing is announced
        return thread.owner_id == self._client.user.id and thread.id > since

    async def _forum(self, post: Post) -> discord.ForumChannel:
        return _as_forum(await guild_channel(self._client, post.guild_id, post.channel_id))


async def guild_channel(
    client: discord.Client, guild_id: int, channel_id: int
) -> discord.abc.GuildChannel | discord.abc.PrivateChannel | discord.Thread:
    """A channel or thread from discord.py's cache, else from Discord."""
    guild = client.get_guild(guild_id)
    known = guild.get_channel_or_thread(channel_id) if guild else None
    return known or await client.fetch_channel(channel_id)


async def in_open_thread(
    client: discord.Client,
    post: Post,
    act: Callable[[], Awaitable[ResultT]],
    *,
    archive_again: bool = False,
) -> ResultT:
    """Call `act` for a post; if its thread is archived, reopen it and call again.

    Discord reopens most archived threads by itself. A thread that a moderator locked stays closed.

    Args:
        act: the action, such as an edit.
        archive_again: whether to archive a thread that was reopened.
    """
    try:
        return await act()
    except discord.HTTPException as exc:
        if exc.code != ARCHIVED_THREAD:
            raise
        thread = await guild_channel(client, post.guild_id, post.place_id)
        if not isinstance(thread, discord.Thread) or thread.locked:
            raise
        await thread.edit(archived=False)
    try:
        return await act()
    finally:
        if archive_again:
            await _archive(thread)


async def _archive(thread: discord.Thread) -> None:
    """Archive a thread; a refusal is logged. Discord archives quiet threads by itself later."""
    try:
        await thread.edit(archived=True)
    except (discord.DiscordException, ClientError, OSError) as exc:
        log.info("Thread %s stays open: %s", thread.id, exc)


async def _begin(forum: discord.ForumChannel, draft: Draft) -> int:
    required = forum.flags.require_tag
    tags = choose_tags(
        forum.available_tags,
        draft.topics,
        required=required,
        moderator=is_moderator(forum),
    )
    if required and not tags:
        raise MessengerError("No tag fits", status=HTTPStatus.BAD_REQUEST, code=TAG_REQUIRED)
    with single_attempt():  # A forum post has no nonce, so a repeat could create a second one.
        begun = await forum.create_thread(name=draft.name, applied_tags=tags, **draft.as_message())
    draft.unsized = has_unsized_picture(begun.message)
    return begun.thread.id


def _as_forum(channel: object) -> discord.ForumChannel:
    if isinstance(channel, discord.ForumChannel):
        return channel
    raise MessengerError(
        "The channel is no forum", status=HTTPStatus.BAD_REQUEST, code=WRONG_CHANNEL_TYPE
    )

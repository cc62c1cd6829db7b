"""Threads over discord.py: how one is called, and how it is opened again when it was archived.

Called by the Discord messenger and by `discord_api.forum_posts`. Nothing here needs a cache.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import discord

from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.ui.cards import summary_title
from bot.ui.text import clip

NAME = 100
UNTITLED = "A new article"
ARCHIVED = 50083
"""https://discord.com/developers/docs/topics/opcodes-and-status-codes#json"""

ResultT = TypeVar("ResultT")


def thread_name(post: Post, carried: Sequence[CarriedArticle]) -> str:
    """What the thread of a post is called: plain text, cut between words."""
    if is_summary(post, carried):
        return summary_title(carried)
    return clip(carried[0].article.article.title, NAME) or UNTITLED


def is_summary(post: Post, carried: Sequence[CarriedArticle]) -> bool:
    """Whether a post shows its articles as a list."""
    return post.kind is PostKind.SUMMARY or len(carried) > 1


async def channel_of(
    client: discord.Client, guild_id: int, channel_id: int
) -> discord.abc.GuildChannel | discord.abc.PrivateChannel | discord.Thread:
    """A channel or thread from discord.py's cache, else from Discord."""
    guild = client.get_guild(guild_id)
    known = guild.get_channel_or_thread(channel_id) if guild else None
    return known or await client.fetch_channel(channel_id)


async def in_open_thread(
    client: discord.Client, post: Post, act: Callable[[], Awaitable[ResultT]]
) -> ResultT:
    """Do something where a post stands or is to stand; a thread that is archived is opened first.

    Discord opens most by itself. One that a moderator locked stays closed.
    """
    try:
        return await act()
    except discord.HTTPException as exc:
        if exc.code != ARCHIVED:
            raise
        thread = await channel_of(client, post.guild_id, post.place_id)
        if not isinstance(thread, discord.Thread) or thread.locked:
            raise
        await thread.edit(archived=False)
    return await act()

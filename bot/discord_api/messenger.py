"""Implements the messenger protocols with discord.py: renders, sends, edits and finds posts.

Built by `app` for the pipelines that announce, correct and follow. "Send again" uses it too.
"""

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus

import discord

from bot.discord_api.api_calls import single_attempt, translated
from bot.discord_api.forum_posts import (
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    WRONG_CHANNEL_TYPE,
    ForumPosts,
    guild_channel,
    in_open_thread,
    topic_names,
)
from bot.discord_api.place_state import placed
from bot.errors import MessengerError
from bot.model.delivery import CarriedArticle, Post
from bot.model.topic import Taxonomy
from bot.ui.addresses import is_post
from bot.ui.cards import article_card, roles_of
from bot.ui.summaries import is_summary, summary_card, thread_name
from bot.ui.views import Layout

CLOCK_DIFFERENCE = timedelta(days=1)
"""How far this machine's clock may be ahead of Discord's. `find` looks that much further back.
Chosen by eye."""


class DiscordMessenger:
    """Sends, edits and finds posts. The client must be logged in; it needs no gateway."""

    def __init__(self, client: discord.Client, taxonomy: Taxonomy) -> None:
        self._client = client
        self._taxonomy = taxonomy
        self._forum_posts = ForumPosts(client)

    async def send(self, post: Post, carried: Sequence[CarriedArticle]) -> int:
        """Render and send a post with its key as nonce; returns the message's id.

        A forum post has no nonce. Its thread and its message have the same id.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        view, mentions = self._render(post, carried), _mentionable(carried)
        async with self._placed(post), translated():
            if post.channel_kind.holds_posts:
                name, topics = thread_name(post, carried), topic_names(carried, self._taxonomy)
                return await self._forum_posts.begin(post, name, topics, view, mentions)
            return await in_open_thread(
                self._client, post, lambda: self._send(post, view, mentions)
            )

    async def edit(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        """Show the articles in the post's message as they are now; mentions nobody.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        view, message = self._render(post, carried), self._message(post)
        silent = discord.AllowedMentions.none()

        async def edit() -> None:
            await message.edit(view=view, allowed_mentions=silent)
            if post.channel_kind.holds_posts:
                await self._forum_posts.rename(post, thread_name(post, carried))

        async with self._placed(post), translated():
            await in_open_thread(self._client, post, edit, archive_again=True)

    async def find(self, post: Post, after: int | None) -> int | None:
        """The id of the message in the post's channel that has its key.

        Args:
            post: a post whose outcome is unknown.
            after: the id of a message that is known to be older, if any is.

        Raises:
            MessengerError: the channel cannot be read.
        """
        before = after or discord.utils.time_snowflake(post.created_at - CLOCK_DIFFERENCE)
        async with self._placed(post), translated():
            if post.channel_kind.holds_posts:
                return await self._forum_posts.find(post, before)
            return await self._find(post, before)

    async def _find(self, post: Post, before: int) -> int | None:
        place, empty = self._place(post), True
        # A bot gets the components of its own messages without the message content intent.
        async for message in place.history(limit=None):
            empty = False
            if is_post(message.components, post.key):
                return message.id
            if message.id <= before:
                break
        if empty:
            # Without Read Message History the history of a channel is empty. Then a request for a
            # single message is refused, and this raises.
            with contextlib.suppress(discord.NotFound):
                await place.fetch_message(post.place_id)
        return None

    async def exists(self, place_id: int, message_id: int) -> bool:
        """Whether the message exists; False also if its channel or thread is gone.

        Raises:
            MessengerError: Discord did not answer.
        """
        try:
            async with translated():
                await self._client.get_partial_messageable(place_id).fetch_message(message_id)
        except MessengerError as exc:
            if exc.code in {UNKNOWN_CHANNEL, UNKNOWN_MESSAGE}:
                return False
            raise
        return True

    async def publish(self, post: Post) -> None:
        """Publish a post to the servers that follow its announcement channel.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        async with self._placed(post), translated():
            await self._message(post).publish()

    async def discuss(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        """Open a thread under a post.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        message_id = self._message(post).id
        async with self._placed(post), translated():
            channel = await guild_channel(self._client, post.guild_id, post.channel_id)
            if not isinstance(channel, discord.TextChannel):
                raise MessengerError(
                    "No thread can begin here",
                    status=HTTPStatus.BAD_REQUEST,
                    code=WRONG_CHANNEL_TYPE,
                )
            message = channel.get_partial_message(message_id)
            await message.create_thread(name=thread_name(post, carried))

    async def _send(self, post: Post, view: Layout, mentions: discord.AllowedMentions) -> int:
        place = self._place(post)
        with single_attempt():
            message = await place.send(view=view, nonce=post.key, allowed_mentions=mentions)
        if message.nonce not in {None, post.key}:
            raise MessengerError("it answered for another message")
        return message.id

    def _placed(self, post: Post) -> contextlib.AbstractAsyncContextManager[None]:
        return placed(self._client, post)

    def _place(self, post: Post) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(post.place_id, guild_id=post.guild_id)

    def _message(self, post: Post) -> discord.PartialMessage:
        assert post.message_id is not None  # noqa: S101 - only posts that were sent
        return self._place(post).get_partial_message(post.message_id)

    def _render(self, post: Post, carried: Sequence[CarriedArticle]) -> Layout:
        if is_summary(post, carried):
            return summary_card(carried, self._taxonomy, post.key, post.id)
        return article_card(carried[0], self._taxonomy, post.key)


def _mentionable(carried: Sequence[CarriedArticle]) -> discord.AllowedMentions:
    roles = [discord.Object(role) for role in roles_of(carried)]
    return discord.AllowedMentions(everyone=False, users=False, roles=roles)

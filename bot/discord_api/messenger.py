"""Implements the protocols of `delivery.messenger` with discord.py: renders, sends, finds posts.

Built by `app` for the pipelines that announce, correct and follow. "Send again" uses it too.
"""

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus

import discord

from bot.discord_api.accepted_forms import in_accepted_form
from bot.discord_api.api_calls import single_attempt, translated
from bot.discord_api.forum_posts import (
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    WRONG_CHANNEL_TYPE,
    ForumPosts,
    guild_channel,
    in_open_thread,
)
from bot.discord_api.place_state import may_attach_files, placed
from bot.errors import MessengerError
from bot.feeds.pictures import PictureFetcher
from bot.model.article import Picture, Taxonomy
from bot.model.delivery import CarriedArticle, Post
from bot.model.glossary import NO_GLOSSARY, Glossary
from bot.subscriptions.refused_parts import RefusedParts
from bot.ui.addresses import is_post
from bot.ui.cards import picture
from bot.ui.commands import mentions_of
from bot.ui.drafts import Draft, drafted, thread_draft
from bot.ui.optional_parts import has_unsized_picture

CLOCK_DIFFERENCE = timedelta(days=1)
"""How far this machine's clock may be ahead of Discord's. `find` looks that much further back.
Chosen by eye."""


class DiscordMessenger:
    """Sends, edits and finds posts. The client must be logged in; it needs no gateway.

    Args:
        refused_parts: remembers what Discord refused; None remembers nothing.
        pictures: fetches the pictures that cards carry as files; None leaves them links.
        glossary: its words that stand on a card get a button.
    """

    def __init__(
        self,
        client: discord.Client,
        taxonomy: Taxonomy,
        refused_parts: RefusedParts | None = None,
        pictures: PictureFetcher | None = None,
        glossary: Glossary = NO_GLOSSARY,
    ) -> None:
        self._client = client
        self._taxonomy = taxonomy
        self._refused_parts = refused_parts
        self._pictures = pictures
        self._glossary = glossary
        self._forum_posts = ForumPosts(client)

    async def send(self, post: Post, carried: Sequence[CarriedArticle]) -> int:
        """See Messenger. A forum post has no nonce; its thread and its message have the same id."""
        draft = self._drafted(post, carried)
        await self._attach(draft, post, carried)
        async with self._placed(post), translated():
            message_id = await in_open_thread(
                self._client,
                post,
                lambda: in_accepted_form(draft, lambda: self._send(post, draft)),
            )
        await self._remember(post, carried, draft)
        return message_id

    async def edit(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        """See Editor."""
        draft = self._drafted(post, carried)
        if not _keep_attached(draft, post, carried):
            await self._attach(draft, post, carried)
        await self._edit(post, carried, draft)

    async def attach_picture(self, post: Post, carried: Sequence[CarriedArticle]) -> bool:
        """See PictureMessenger."""
        draft = self._drafted(post, carried)
        await self._attach(draft, post, carried)
        if draft.attached:
            await self._edit(post, carried, draft)
        return draft.attached is not None

    def _drafted(self, post: Post, carried: Sequence[CarriedArticle]) -> Draft:
        draft = drafted(post, carried, self._taxonomy, self._glossary)
        if isinstance(draft.view, discord.ui.LayoutView):
            mentions_of(self._client).in_view(draft.view)
        return draft

    async def _edit(self, post: Post, carried: Sequence[CarriedArticle], draft: Draft) -> None:
        message = self._message(post)
        draft.mentions = discord.AllowedMentions.none()

        async def edit() -> None:
            await in_accepted_form(draft, lambda: message.edit(**draft.as_edit()))
            if post.channel_kind.holds_posts:
                await self._forum_posts.rename(post, draft)

        async with self._placed(post), translated():
            await in_open_thread(self._client, post, edit, archive_again=True)
        await self._remember(post, carried, draft)

    async def find(self, post: Post, after: int | None) -> int | None:
        """See Messenger."""
        since = after or discord.utils.time_snowflake(post.created_at - CLOCK_DIFFERENCE)
        async with self._placed(post), translated():
            if post.channel_kind.holds_posts:
                return await self._forum_posts.find(post, since)
            return await self._find(post, since)

    async def _find(self, post: Post, since: int) -> int | None:
        place, empty = self._place(post), True
        # A bot gets the components of its own messages without the message content intent.
        async for message in place.history(limit=None):
            empty = False
            if is_post(message.components, *post.keys):
                return message.id
            if message.id <= since:
                break
        if empty:
            # Without Read Message History the history of a channel is empty. Then a request for a
            # single message is refused, and this raises.
            with contextlib.suppress(discord.NotFound):
                await place.fetch_message(post.place_id)
        return None

    async def exists(self, place_id: int, message_id: int) -> bool:
        """See MessageLookup."""
        try:
            async with translated():
                await self._client.get_partial_messageable(place_id).fetch_message(message_id)
        except MessengerError as exc:
            if exc.code in {UNKNOWN_CHANNEL, UNKNOWN_MESSAGE}:
                return False
            raise
        return True

    async def lacks_picture(self, post: Post) -> bool:
        """See PictureMessenger. Discord says no size of a picture that it has not fetched."""
        async with translated():
            return has_unsized_picture(await self._message(post).fetch())

    async def publish(self, post: Post) -> None:
        """See StepMessenger."""
        async with self._placed(post), translated():
            await self._message(post).publish()

    async def discuss(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        """See StepMessenger."""
        message_id = self._message(post).id
        async with self._placed(post), translated():
            channel = await guild_channel(self._client, post.guild_id, post.channel_id)
            if not isinstance(channel, discord.TextChannel):
                raise MessengerError(
                    "No thread can begin here",
                    status=HTTPStatus.BAD_REQUEST,
                    code=WRONG_CHANNEL_TYPE,
                )
            message, draft = channel.get_partial_message(message_id), thread_draft(post, carried)
            await in_accepted_form(draft, lambda: message.create_thread(name=draft.name))
        await self._remember(post, carried, draft)

    async def _send(self, post: Post, draft: Draft) -> int:
        if post.channel_kind.holds_posts:
            return await self._forum_posts.begin(post, draft)
        with single_attempt():
            message = await self._place(post).send(**draft.as_message(), nonce=post.key)
        if message.nonce not in {None, post.key}:
            raise MessengerError("it answered for another message")
        draft.unsized = has_unsized_picture(message)
        return message.id

    async def _attach(self, draft: Draft, post: Post, carried: Sequence[CarriedArticle]) -> None:
        """Make the card's picture a file of the message, if it can be had."""
        shown = _shown_picture(draft, carried)
        if shown and self._pictures and may_attach_files(self._client, post):
            found = await self._pictures.get(shown.media.url)
            if found:
                draft.attach(shown, found)

    def _placed(self, post: Post) -> contextlib.AbstractAsyncContextManager[None]:
        return placed(self._client, post)

    def _place(self, post: Post) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(post.place_id, guild_id=post.guild_id)

    def _message(self, post: Post) -> discord.PartialMessage:
        assert post.message_id is not None  # noqa: S101 - only posts that were sent
        return self._place(post).get_partial_message(post.message_id)

    async def _remember(self, post: Post, carried: Sequence[CarriedArticle], draft: Draft) -> None:
        """Record what was left out, so that it is not sent again."""
        if draft.left_out and self._refused_parts:
            await self._refused_parts.of_post(post, carried, draft.left_out)
        if draft.unsized and self._refused_parts:
            await self._refused_parts.look_later(post)
        name = draft.attached.name if draft.attached else None
        if name != post.attached and self._refused_parts:
            await self._refused_parts.attached(post, name)


def _shown_picture(
    draft: Draft, carried: Sequence[CarriedArticle]
) -> discord.MediaGalleryItem | None:
    """The picture of a single article's card, unless it was left out."""
    shown = picture(carried[0].article) if len(carried) == 1 else None
    return shown if shown and shown.media.url in draft.picture_urls else None


def _keep_attached(draft: Draft, post: Post, carried: Sequence[CarriedArticle]) -> bool:
    """Show the file that the message already has; False if it is no longer the card's picture."""
    shown = _shown_picture(draft, carried)
    kept = Picture(post.attached) if post.attached else None
    if shown and kept and kept.shows(shown.media.url):
        draft.attach(shown, kept)
        return True
    return False

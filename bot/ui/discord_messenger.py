"""The Messenger protocol over discord.py: renders posts, sends them, finds them again.

Built by `app`, used by the announcing pipeline.
"""

import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import discord
from aiohttp import ClientError  # discord.py lets its own client's errors through

from bot.delivery.limiter import background
from bot.errors import MessengerError
from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.model.topic import Taxonomy
from bot.ui.addresses import carries_key
from bot.ui.cards import article_card, roles_of, summary_card
from bot.ui.discord_requests import single_attempt
from bot.ui.views import Layout

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
CLOCK_DIFFERENCE = timedelta(days=1)
"""How far this machine's clock may be ahead of Discord's without a message being overlooked."""


class DiscordMessenger:
    """Sends, edits and finds posts through a connected client; needs no cache."""

    def __init__(self, client: discord.Client, taxonomy: Taxonomy) -> None:
        self._client = client
        self._taxonomy = taxonomy

    async def send(self, post: Post, carried: Sequence[CarriedArticle]) -> int:
        """Render and send a post with its key as nonce; returns the message's id.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        view = self._render(post, carried)
        async with _translated():
            with single_attempt():
                message = await self._channel(post).send(
                    view=view, nonce=post.key, allowed_mentions=_mentionable(carried)
                )
        return message.id

    async def edit(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        """Show the articles as they are now in the post's message; mentions nobody.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        assert post.message_id is not None  # noqa: S101 - only posts that were sent are edited
        message = self._channel(post).get_partial_message(post.message_id)
        async with _translated():
            await message.edit(
                view=self._render(post, carried), allowed_mentions=discord.AllowedMentions.none()
            )

    async def find(self, post: Post, after: int | None) -> int | None:
        """The id of the message in the post's channel that has its key.

        Args:
            post: one whose outcome is unknown.
            after: the last message in the channel that is known to be older, if any is known.

        Raises:
            MessengerError: the channel cannot be read.
        """
        before = after or discord.utils.time_snowflake(post.created_at - CLOCK_DIFFERENCE)
        async with _translated():
            # A bot always gets the components of its own messages, without any intent.
            async for message in self._channel(post).history(limit=None):
                if any(carries_key(each, post.key) for each in _custom_ids(message.components)):
                    return message.id
                if message.id <= before:
                    break
        return None

    async def exists(self, place_id: int, message_id: int) -> bool:
        """Whether the message is in that channel or thread; False where that is gone, too.

        Raises:
            MessengerError: Discord does not say.
        """
        try:
            async with _translated():
                await self._client.get_partial_messageable(place_id).fetch_message(message_id)
        except MessengerError as exc:
            if exc.code in {UNKNOWN_CHANNEL, UNKNOWN_MESSAGE}:
                return False
            raise
        return True

    def _channel(self, post: Post) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)

    def _render(self, post: Post, carried: Sequence[CarriedArticle]) -> Layout:
        if post.kind is PostKind.SUMMARY or len(carried) > 1:
            return summary_card(carried, self._taxonomy, post.key)
        return article_card(carried[0], self._taxonomy, post.key)


@contextlib.asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Discord's errors as ours; no answer at all has no status.

    What pipelines ask can wait until members have their answers.
    """
    try:
        with background():
            yield
    except discord.HTTPException as exc:
        raise MessengerError(
            str(exc), status=exc.status, code=exc.code, retry_after=await _retry_after(exc)
        ) from exc
    except discord.RateLimited as exc:
        raise MessengerError(
            str(exc), status=HTTPStatus.TOO_MANY_REQUESTS, retry_after=exc.retry_after
        ) from exc
    except (ClientError, OSError, TimeoutError) as exc:
        raise MessengerError(str(exc) or type(exc).__name__) from exc


async def _retry_after(error: discord.HTTPException) -> float | None:
    """What the answer's body asks to wait; discord.py has read it, so that it is at hand."""
    try:
        body: Any = await error.response.json()
        return float(body["retry_after"])
    except (AttributeError, KeyError, TypeError, ValueError, ClientError):
        return None


def _mentionable(carried: Sequence[CarriedArticle]) -> discord.AllowedMentions:
    roles = [discord.Object(role) for role in roles_of(carried)]
    return discord.AllowedMentions(everyone=False, users=False, roles=roles)


def _custom_ids(components: Iterable[Any]) -> Iterable[str]:
    """All addresses in a message, however deep."""
    for component in components:
        if custom_id := getattr(component, "custom_id", None):
            yield custom_id
        yield from _custom_ids(getattr(component, "children", ()))
        # What stands beside the text of a section is none of its children.
        if accessory := getattr(component, "accessory", None):
            yield from _custom_ids([accessory])

"""The protocols by which pipelines use Discord. `discord_api.messenger` implements them."""

from collections.abc import Sequence
from typing import Protocol

from bot.model.delivery import CarriedArticle, Post


class Messenger(Protocol):
    """Sends posts, edits them and finds them again."""

    async def send(self, post: Post, carried: Sequence[CarriedArticle]) -> int:
        """Render and send a post with its key as nonce; returns the message's id.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        ...

    async def edit(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        """Show the articles as they are now in the post's message; mentions nobody.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        ...

    async def find(self, post: Post, after: int | None) -> int | None:
        """The id of the message in the post's channel that has its key.

        Args:
            post: one whose outcome is unknown.
            after: the last message in the channel that is known to be older, if any is known.

        Raises:
            MessengerError: the channel cannot be read.
        """
        ...


class Lookout(Protocol):
    """Looks whether a message still stands."""

    async def exists(self, place_id: int, message_id: int) -> bool:
        """Whether the message is in that channel or thread; False where that is gone, too.

        Raises:
            MessengerError: Discord does not say.
        """
        ...


class StepMessenger(Protocol):
    """Takes the steps that follow a card; to repeat one changes nothing."""

    async def publish(self, post: Post) -> None:
        """Publish a post to the servers that follow its announcement channel.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        ...

    async def discuss(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        """Open a thread under a post.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        ...

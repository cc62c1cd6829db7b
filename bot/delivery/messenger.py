"""The protocols through which pipelines use Discord.

`discord_api.messenger` and `discord_api.notices` implement them; tests fake them.
"""

from collections.abc import Sequence
from typing import Protocol

from bot.model.delivery import CarriedArticle, Post
from bot.model.subscription import Notice

NOTICES_PER_MESSAGE = 6
"""Six fit with room to spare: Discord allows 40 components and 4,000 characters."""


class Editor(Protocol):
    """Edits posts."""

    async def edit(self, post: Post, carried: Sequence[CarriedArticle]) -> None:
        """Show the articles in the post's message as they are now; mentions nobody.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        ...


class Messenger(Editor, Protocol):
    """Sends posts, edits them and finds them again."""

    async def send(self, post: Post, carried: Sequence[CarriedArticle]) -> int:
        """Render and send a post with its key as nonce; returns the message's id.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        ...

    async def find(self, post: Post, after: int | None) -> int | None:
        """The id of the message in the post's channel that has its key.

        Args:
            post: a post whose outcome is unknown.
            after: the id of a message that is known to be older, if any is.

        Raises:
            MessengerError: the channel cannot be read.
        """
        ...


class PictureMessenger(Editor, Protocol):
    """Looks at the pictures of posts, and edits posts."""

    async def lacks_picture(self, post: Post) -> bool:
        """Whether the post's message still has a picture that Discord has not fetched.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        ...

    async def attach_picture(self, post: Post, carried: Sequence[CarriedArticle]) -> bool:
        """Edit a post so that its message carries the picture as a file; False if it cannot.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        ...


class MessageLookup(Protocol):
    """Finds out whether a message still exists."""

    async def exists(self, place_id: int, message_id: int) -> bool:
        """Whether the message exists; False also if its channel or thread is gone.

        Raises:
            MessengerError: Discord did not answer.
        """
        ...


class StepMessenger(Protocol):
    """Takes the steps that follow a card. Repeating a step changes nothing."""

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


class Notifier(Protocol):
    """Tells a server what only its moderators can mend."""

    def places(self, notice: Notice) -> Sequence[int] | None:
        """The channels that may take it, the best first; None if the server is not cached."""
        ...

    async def tell(self, notices: Sequence[Notice], place_id: int) -> None:
        """Send them in one message with the first one's key as nonce; mentions nobody.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        ...

    async def stands(self, notice: Notice, place_id: int) -> bool:
        """Whether a message in that channel has the notice's key.

        Raises:
            MessengerError: the channel cannot be read.
        """
        ...

"""What the healing pipeline asks of Discord; `discord_api.notices` answers, tests fake it."""

from collections.abc import Sequence
from typing import Protocol

from bot.model.subscription import Notice

TOLD_TOGETHER = 6
"""As many notices as one message holds with room to spare."""


class Notifier(Protocol):
    """Tells a server what only its moderators can mend."""

    def places(self, notice: Notice) -> Sequence[int] | None:
        """The channels where it may be told, the best first; None while the server is not seen."""
        ...

    async def tell(self, notices: Sequence[Notice], place_id: int) -> None:
        """Say them in one message with the first one's key as nonce; mentions nobody.

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

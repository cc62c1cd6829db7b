"""Discord's memory of `nonce` with `enforce_nonce`; asked when a message is created.

Discord says "the past few minutes" and nothing more, so the window is the test's choice.
"""

from collections.abc import Callable


class NonceMemory:
    """Nonce → channel and message id, for a while. A window of 0 remembers nothing."""

    def __init__(self, window: float, clock: Callable[[], float]) -> None:
        self.window = window
        self._clock = clock
        self._known: dict[str, tuple[int, int, float]] = {}

    def remember(self, nonce: str, channel_id: int, message_id: int) -> None:
        """A message was created with this nonce."""
        self._known[nonce] = (channel_id, message_id, self._clock())

    def recall(self, nonce: str) -> tuple[int, int] | None:
        """Channel and id of the message that was created with this nonce within the window."""
        known = self._known.get(nonce)
        if known is None or self._clock() - known[2] >= self.window:
            return None
        return known[0], known[1]

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()

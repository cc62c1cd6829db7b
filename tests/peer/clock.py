"""The time of a peer in a test's hand: for `Peer.open(clock=...)`."""


class Clock:
    """Seconds that a test turns by hand; they drive the nonces and the limits."""

    seconds = 0.0

    def __call__(self) -> float:
        """The seconds that have passed."""
        return self.seconds

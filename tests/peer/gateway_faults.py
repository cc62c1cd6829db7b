"""Faults of the gateway that a test asks for: at a moment of a connection, frames and a close.

A RESUME that is taken and closed at once, without end, then a frame that is no JSON:

    peer.gateway.faults.add(GatewayFault("resumed", close=4000, times=None))
    peer.gateway.faults.add(GatewayFault("ready", frames=("{no json",)))
"""

from dataclasses import dataclass
from typing import Literal

from tests.peer.world import Json

Moment = Literal["hello", "identify", "ready", "resume", "resumed"]
"""A client connected; sent IDENTIFY; has its READY and guilds; sent RESUME; has what it missed."""


@dataclass(frozen=True, slots=True)
class GatewayFault:
    """One way to go wrong.

    Attributes:
        at: the moment.
        frames: sent then. A text is compressed as every frame is; bytes go out as they are.
        close: the code that ends the connection then.
        instead: leave out what would come now: HELLO, READY, or what was missed.
        times: how many connections meet it; None is all.
        shard: meets only this one, from `identify` on; None meets all.
    """

    at: Moment
    frames: tuple[Json | list[Json] | str | bytes, ...] = ()
    close: int | None = None
    instead: bool = False
    times: int | None = 1
    shard: int | None = None


class GatewayFaults:
    """The faults to come; the first that fits is taken."""

    def __init__(self) -> None:
        self._left: list[tuple[GatewayFault, int | None]] = []

    def add(self, fault: GatewayFault) -> None:
        """From now on."""
        self._left.append((fault, fault.times))

    def take(self, moment: Moment, shard: int | None = None) -> GatewayFault | None:
        """The fault of this moment; counts it."""
        for place, (fault, times) in enumerate(self._left):
            if fault.at == moment and times != 0 and fault.shard in (None, shard):
                self._left[place] = (fault, None if times is None else times - 1)
                return fault
        return None

    def clear(self) -> None:
        """No more faults."""
        self._left.clear()

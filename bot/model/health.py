"""HealthAddress: where `/healthz` is served. Check: the result of one check of `doctor`."""

from msgspec import Struct


class HealthAddress(Struct, frozen=True):
    """Host and port of `/healthz` and `/metrics`."""

    host: str
    port: int

    def __str__(self) -> str:
        """The address in the form of HEALTH; an IPv6 address stands in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


class Check(Struct, frozen=True):
    """One line of the diagnosis.

    Attributes:
        name: the part that was checked, such as "database" or "feed The Progress Report".
        say: one sentence: the state of the part or, if it is not ok, what to do.
    """

    name: str
    ok: bool
    say: str

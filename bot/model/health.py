"""HealthAddress: where a running bot says how it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HealthAddress:
    """Host and port of `/healthz` and `/metrics`."""

    host: str
    port: int

    def __str__(self) -> str:
        """As HEALTH has it; an IPv6 address in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

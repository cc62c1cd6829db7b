"""Faults that a test asks for: a rule picks requests, and says how and when they go wrong.

Asked by the server for each request of the API, never for `/control`.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from tests.peer.world import Json


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to go wrong.

    Attributes:
        method: an HTTP method, or "*".
        path: a pattern below `/api/v10`, `*` stands for anything: `/channels/*/messages`.
        status: answer this instead; None keeps the true answer (for a mere delay).
        body: the JSON that goes with `status`; a text stands for a proxy's HTML page, or for
            whatever `headers` say that it is.
        headers: with `status`.
        drop: reset the connection instead of any answer.
        cut: reset it within the body of the answer that `status` and `body` make.
        change: fields of the true answer that say something else.
        after: only once the request has had its effect (the message or post is stored).
        delay: seconds to wait first; with `after`, between the effect and what goes wrong, or
            the true answer.
        skip: how many matching requests pass untouched before.
        times: how many go wrong; None is all.
    """

    method: str
    path: str
    status: int | None = None
    body: Json | str = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    cut: bool = False
    change: Json | None = None
    after: bool = False
    delay: float = 0.0
    skip: int = 0
    times: int | None = 1

    def matches(self, method: str, path: str) -> bool:
        """Whether a request is one of those meant."""
        return self.method in ("*", method) and fnmatchcase(path, self.path)


@dataclass(slots=True)
class _Rule:
    fault: Fault
    seen: int = 0

    def takes(self, method: str, path: str) -> bool:
        if not self.fault.matches(method, path):
            return False
        self.seen += 1
        last = None if self.fault.times is None else self.fault.skip + self.fault.times
        return self.seen > self.fault.skip and (last is None or self.seen <= last)


class Faults:
    """The rules in force; the first that takes a request decides."""

    def __init__(self) -> None:
        self._rules: list[_Rule] = []

    def add(self, fault: Fault) -> None:
        """From now on."""
        self._rules.append(_Rule(fault))

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request; counts it."""
        return next((rule.fault for rule in self._rules if rule.takes(method, path)), None)

    def clear(self) -> None:
        """No more faults."""
        self._rules.clear()

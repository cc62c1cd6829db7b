"""Faults that a test asks for: a rule picks requests, and says how and when they go wrong.

Asked by the server for each request of the API, never for `/control`.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct, field

from tests.peer.world import Json


class Fault(Struct, frozen=True):
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
        refuses: a pattern of the dotted path of a field, such as `*.media.url`: only requests that
            have one are meant, and without a `status` they are refused as malformed.
        holding: what the value of such a field has in it.
        named: whether the refusal names the fields.
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
    refuses: str | None = None
    holding: str = ""
    named: bool = True
    skip: int = 0
    times: int | None = 1

    def matches(self, method: str, path: str, body: object = None) -> bool:
        """Whether a request is one of those meant."""
        if self.method not in ("*", method) or not fnmatchcase(path, self.path):
            return False
        return self.refuses is None or bool(self.refused_in(body))

    def refused_in(self, body: object) -> list[str]:
        """The paths of the fields that are meant."""
        pattern = self.refuses or ""
        fields = [(path, value) for path, value in _fields(body) if fnmatchcase(path, pattern)]
        return [path for path, value in fields if self.holding in str(value)]

    def refusal(self, body: object) -> Json:
        """Discord's answer to a malformed request, which names what is wrong in it."""
        errors: Json = {}
        for path in self.refused_in(body) if self.named else ():
            place = errors
            for key in path.split("."):
                place = place.setdefault(key, {})
            place["_errors"] = [{"code": "REFUSED", "message": "It is not well formed."}]
        refused = {"code": 50035, "message": "Invalid Form Body", **dict(self.body)}  # type: ignore[arg-type]
        return refused | ({"errors": errors} if errors else {})


def _fields(body: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Each value within a body, with its dotted path."""
    if path:
        yield path, body
    inner = (
        body.items()
        if isinstance(body, dict)
        else enumerate(body)
        if isinstance(body, list)
        else ()
    )
    for key, value in inner:
        yield from _fields(value, f"{path}.{key}" if path else str(key))


class _Rule(Struct):
    fault: Fault
    seen: int = 0

    def takes(self, method: str, path: str, body: object) -> bool:
        if not self.fault.matches(method, path, body):
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

    def take(self, method: str, path: str, body: object = None) -> Fault | None:
        """The fault for this request; counts it."""
        return next((rule.fault for rule in self._rules if rule.takes(method, path, body)), None)

    def clear(self) -> None:
        """No more faults."""
        self._rules.clear()

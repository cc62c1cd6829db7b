"""Descriptions of Discord's API, to hold recorded requests against; used by tests."""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from simcord import HttpLogEntry

from tests.shared import API_DESCRIPTIONS, api_description

MEDIA_CHANNEL = {"title": "GUILD_MEDIA", "const": 16}
API_PREFIX = re.compile(r"^(https?://[^/]+)?(/api/v\d+)?")


class DiscordSpec:
    """The described request bodies, by method and path."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._components = spec["components"]
        # Discord's reference has media channels, which its description knows nothing of.
        kinds = self._components["schemas"]["ChannelTypes"]["oneOf"]
        if not any(kind["const"] == MEDIA_CHANNEL["const"] for kind in kinds):
            kinds.append(MEDIA_CHANNEL)
        self._bodies: list[tuple[str, re.Pattern[str], Draft202012Validator]] = []
        for path, operations in spec["paths"].items():
            for method, operation in operations.items():
                self._add(method, path, operation)

    def _add(self, method: str, path: str, operation: Any) -> None:
        body = operation.get("requestBody") if isinstance(operation, dict) else None
        schema = (body or {}).get("content", {}).get("application/json", {}).get("schema")
        if schema:
            whole = {**schema, "components": self._components}
            pattern = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))
            self._bodies.append((method.upper(), pattern, Draft202012Validator(whole)))

    def complaints(self, requests: Iterable[HttpLogEntry]) -> list[str]:
        """The faults that Discord would find, as text; [] if all bodies are as described."""
        return [
            f"{request.method} {request.path}: {complaint}"
            for request in requests
            if request.json is not None
            for complaint in self._of(request)
        ]

    def _of(self, request: HttpLogEntry) -> list[str]:
        path = API_PREFIX.sub("", request.path)
        matching = [
            validator
            for method, pattern, validator in self._bodies
            if method == request.method and pattern.fullmatch(path)
        ]
        if not matching:
            return ["no such request is described"]
        # A literal path and a pattern may both match; one of them has to take it.
        body = _with_text_ids(request.json)
        found = [[error.message[:300] for error in v.iter_errors(body)] for v in matching]
        return min(found, key=len)


def _with_text_ids(body: Any) -> Any:
    """The body with the ids in `roles` (of mentions) and `default_values` (of menus) as text.

    discord.py writes these ids as numbers, which Discord takes though it describes text.
    """
    if isinstance(body, list):
        return [_with_text_ids(each) for each in body]
    if not isinstance(body, dict):
        return body
    found = {name: _with_text_ids(value) for name, value in body.items()}
    if "roles" in found:
        found["roles"] = [str(each) for each in found["roles"]]
    for value in found.get("default_values", ()):
        value["id"] = str(value["id"])
    return found


@cache
def discord_specs() -> Sequence[DiscordSpec]:
    """All descriptions that are there."""
    return [DiscordSpec(deepcopy(api_description(name))) for name in API_DESCRIPTIONS]


def complaints(requests: Sequence[HttpLogEntry]) -> list[str]:
    """The objections of any description to these requests."""
    return [each for spec in discord_specs() for each in spec.complaints(requests)]

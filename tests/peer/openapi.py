"""Discord's own description of its API: what a request or an answer must look like.

Tests hand it the peer's journal; the description lies beside the checkout, or the test is skipped.
"""

import json
import re
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.peer.journal import Request
from tests.peer.world import Json

BASE = "urn:discord"


class ApiDescription:
    """The description, ready to validate against."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry = Registry().with_resource(BASE, resource)
        # Plain paths before patterns: /users/@me before /users/{user_id}.
        self._paths: list[tuple[re.Pattern[str], str, Json]] = [
            (_pattern(template), template, operations)
            for template, operations in sorted(document["paths"].items(), key=_openness)
        ]

    def wrong_with_request(self, request: Request) -> str | None:
        """What Discord would not accept in a request's body; None is fine."""
        template, operation = self._operation(request.method, request.path)
        body = operation.get("requestBody")
        if body is None or request.json is None:
            return None
        forms = body["content"]
        form = "application/json" if "application/json" in forms else "multipart/form-data"
        return self._wrong(request.json, (template, request.method, "requestBody", form))

    def wrong_with_answer(self, method: str, path: str, status: int, answer: object) -> str | None:
        """What the peer says otherwise than Discord would; None is fine."""
        template, _ = self._operation(method, path)
        return self._wrong(answer, (template, method, "responses", str(status), "application/json"))

    def _operation(self, method: str, path: str) -> tuple[str, Json]:
        for pattern, template, operations in self._paths:
            if pattern.fullmatch(path) and method.lower() in operations:
                operation: Json = operations[method.lower()]
                return template, operation
        raise LookupError(f"Discord has no {method} {path}")

    def _wrong(self, instance: object, place: tuple[str, ...]) -> str | None:
        template, method, *rest = place
        steps = ["paths", template, method.lower(), *rest[:-1], "content", rest[-1], "schema"]
        pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
        schema = {"$ref": f"{BASE}#/{pointer}"}
        error = best_match(
            Draft202012Validator(schema, registry=self._registry).iter_errors(instance)
        )
        return None if error is None else f"{method} {template}: {error.json_path}: {error.message}"


def _openness(item: tuple[str, Json]) -> int:
    return item[0].count("{")


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w+\}", template)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))

"""A description of Discord's API: what a request or an answer must look like.

Tests hand it the peer's journal. `tests.shared` has the descriptions.
"""

import json
import re

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.peer.journal import Request
from tests.peer.world import Json

BASE = "urn:discord"


class ApiDescription:
    """The description, ready to validate against."""

    def __init__(self, document: Json) -> None:
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry = Registry().with_resource(BASE, resource)
        # Plain paths before patterns: /users/@me before /users/{user_id}.
        self._paths: list[tuple[re.Pattern[str], str, Json]] = [
            (_pattern(template), template, operations)
            for template, operations in sorted(document["paths"].items(), key=_openness)
        ]

    def wrong_with_request(self, request: Request) -> str | None:
        """The faults that Discord would find in a request's body; None is fine."""
        template, operation = self._operation(request.method, request.path)
        described = operation.get("requestBody")
        if described is None or request.json is None:
            return None
        forms = described["content"]
        form = forms.get("application/json") or forms["multipart/form-data"]
        body = request.json
        if isinstance(body, dict):  # The peer adds the files of a multipart body.
            body = {name: value for name, value in body.items() if name != "files"}
        schema = self._meant(form["schema"], body)
        return self._wrong(body, schema, f"{request.method} {template}")

    def wrong_with_answer(self, method: str, path: str, status: int, answer: object) -> str | None:
        """The faults of the peer's own answers; None is fine."""
        template, operation = self._operation(method, path)
        responses = operation["responses"]
        described = responses.get(str(status)) or responses[f"{status // 100}XX"]
        while "$ref" in described:
            described = self._resolve(described)
        schema = described["content"]["application/json"]["schema"]
        return self._wrong(answer, schema, f"{method} {template}")

    def _operation(self, method: str, path: str) -> tuple[str, Json]:
        for pattern, template, operations in self._paths:
            if pattern.fullmatch(path) and method.lower() in operations:
                operation: Json = operations[method.lower()]
                return template, operation
        raise LookupError(f"Discord has no {method} {path}")

    def _resolve(self, reference: Json) -> Json:
        found: Json = self._registry.resolver(BASE).lookup(reference["$ref"]).contents
        return found

    def _meant(self, schema: Json, body: object) -> Json:
        """Of several schemas the ones that a body must be meant for, or the loosest would do."""
        if "anyOf" not in schema or not isinstance(body, dict):
            return schema

        members = [(reference, self._resolve(reference)) for reference in schema["anyOf"]]
        return {
            "anyOf": [
                reference
                for reference, member in members
                if not any(_eclipses(other, member, set(body)) for _, other in members)
            ]
        }

    def _wrong(self, instance: object, schema: Json, what: str) -> str | None:
        whole = json.loads(json.dumps(schema).replace('"#/', f'"{BASE}#/'))
        validator = Draft202012Validator(whole, registry=self._registry)
        error = best_match(validator.iter_errors(instance))
        return None if error is None else f"{what}: {error.json_path}: {error.message}"


def _eclipses(other: Json, member: Json, body: set[str]) -> bool:
    """Whether one schema knows all that another knows of a body, or needs what it does not know."""
    needed = set(other.get("required", ()))
    knows, less = body & set(other["properties"]), body & set(member["properties"])
    return needed <= body and (bool(needed - set(member["properties"])) or knows > less)


def _openness(item: tuple[str, Json]) -> int:
    return item[0].count("{")


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w+\}", template)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))

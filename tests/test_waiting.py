"""No test fails because the machine is busy."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.waiting import PATIENCE_SECONDS

TESTS = Path(__file__).parent
LIMITED = {"timeout": 0, "wait_for": 1, "wait": 0, "join": 0, "communicate": 9}
"""What waits until a limit, and the place of the limit among its arguments."""


def limits(tree: ast.Module) -> Iterator[tuple[int, float]]:
    """The lines of limited waits, and the limits that stand there as numbers."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if name in LIMITED:
                named = [each.value for each in node.keywords if each.arg == "timeout"]
                for limit in (*node.args[LIMITED[name] :][:1], *named):
                    if isinstance(limit, ast.Constant) and isinstance(limit.value, int | float):
                        yield node.lineno, limit.value


def passing(tree: ast.Module) -> set[int]:
    """The lines on which it is fine that nothing comes in time."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.With)
        if ast.unparse(node.items[0]) == "contextlib.suppress(TimeoutError)"
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }


def test_what_must_come_is_waited_for_as_long_as_the_busiest_machine_takes() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line} waits {limit} seconds"
        for path in TESTS.rglob("*.py")
        for tree in [ast.parse(path.read_text("utf-8"))]
        for line, limit in limits(tree)
        if limit < PATIENCE_SECONDS
        if line not in passing(tree)
    ]

    assert found == []

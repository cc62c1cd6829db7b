"""No test fails because the machine is busy; one that fails says what it awaited."""

import ast
import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests import waiting
from tests.peer import journal
from tests.waiting import PATIENCE_SECONDS

TESTS = Path(__file__).parent
LIMITED = {"timeout": 0, "wait_for": 1, "wait": 0, "join": 0, "communicate": 9}
"""The functions that wait until a limit, and the place of the limit among their arguments."""


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


async def test_what_never_came_is_named_with_the_end_of_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE_SECONDS", 0.0)
    log, asked = tmp_path / "run.log", set[str]()
    log.write_text("".join(f"line {number}\n" for number in range(1_000)))

    with pytest.raises(TimeoutError, match='"Polled" in asked') as raised, waiting.showing(log):
        await waiting.until(lambda: "Polled" in asked)

    (note,) = raised.value.__notes__
    assert note.startswith("The end of run.log:")
    assert "line 959\n" not in note
    assert note.endswith("line 999")


async def test_a_condition_without_code_of_its_own_is_named_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE_SECONDS", 0.0)

    with pytest.raises(TimeoutError, match="Event"):
        await waiting.until(asyncio.Event().is_set)
    with pytest.raises(TimeoutError, match=r"partial.*bool"):
        await waiting.until(partial(bool, 0))


async def test_a_milestone_that_is_never_reached_is_named_with_how_often_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal, "PATIENCE_SECONDS", 0.0)
    seen = journal.Journal()
    await seen.mark("ready")

    with pytest.raises(TimeoutError, match="ready: 1 of 2"):
        await seen.reached("ready", 2)
    with pytest.raises(TimeoutError, match="stored: 0 of 1"):
        await seen.stored_times(1)

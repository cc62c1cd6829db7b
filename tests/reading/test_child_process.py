import asyncio
import contextlib
import gc
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bot.reading.child_process import (
    ChildProcess,
    ProcessEndedError,
    ProcessRefusedError,
)

CHECKOUT = Path(__file__).resolve().parents[2]


class UnreadableError(Exception):
    """Its pickle lacks what `__init__` asks for."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def printing(text: str) -> str:
    print(text)  # noqa: T201 - it must not get into the answer
    sys.stdout.flush()
    os.write(1, b"more")
    return text.upper()


def failing(kind: str) -> None:
    if kind == "unreadable":
        raise UnreadableError("one", "other")
    raise ValueError(kind)


def unpicklable() -> object:
    return lambda: None


def begin(*_: object) -> None:
    """Nothing to prepare."""


def touch_and_sleep(path: Path) -> None:
    path.touch()
    time.sleep(60)


def exits(*_: object) -> None:
    os._exit(3)


def children() -> list[psutil.Process]:
    """The processes that serve this one; other tests may have left some of another kind."""
    found: list[psutil.Process] = psutil.Process().children(recursive=True)
    return [each for each in found if any("child_main" in word for word in _words_of(each))]


def _words_of(process: psutil.Process) -> list[str]:
    try:
        words: list[str] = process.cmdline()
    except psutil.NoSuchProcess:
        return []
    return words


async def test_a_function_is_called_in_another_process_whatever_it_prints() -> None:
    child = await ChildProcess.start(begin)

    assert await child.call(20, printing, "x" * 100_000) == "X" * 100_000
    assert await child.call(20, os.getpid) == children()[0].pid
    child.stop()
    assert children() == []


async def test_an_error_of_the_function_is_raised_with_its_traceback_and_the_process_goes_on() -> (
    None
):
    child = await ChildProcess.start(begin)

    with pytest.raises(ValueError, match="odd") as caught:
        await child.call(20, failing, "odd")
    assert "in failing" in caught.value.__notes__[0]
    with pytest.raises(RuntimeError, match="UnreadableError: oneother"):
        await child.call(20, failing, "unreadable")
    with pytest.raises((AttributeError, pickle.PicklingError)):
        await child.call(20, unpicklable)
    assert await child.call(20, len, "abc") == 3
    child.stop()


async def test_a_process_is_killed_when_it_takes_too_long() -> None:
    child = await ChildProcess.start(begin)
    with pytest.raises(TimeoutError):
        await child.call(0.01, time.sleep, 60)
    assert not child.runs
    with pytest.raises(ProcessEndedError):
        await child.call(20, len, "abc")

    child.stop()
    assert children() == []


async def test_a_process_is_killed_when_its_caller_is_cancelled(tmp_path: Path) -> None:
    child, begun = await ChildProcess.start(begin), tmp_path / "begun"
    calling = asyncio.create_task(child.call(60, touch_and_sleep, begun))
    while not begun.exists():  # noqa: ASYNC110 - another process makes it
        await asyncio.sleep(0)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling

    child.stop()
    assert children() == []


async def test_a_process_whose_answer_came_too_late_is_not_called_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    child = await ChildProcess.start(begin)
    with monkeypatch.context() as patched:
        patched.setattr(child._process, "kill", lambda: None)
        with pytest.raises(TimeoutError):
            await child.call(0.01, time.sleep, 0.1)

    assert not child.runs
    child.stop()


@pytest.mark.parametrize(
    ("broken", "error", "sentence"),
    [
        ("bot.reading.child_process.received", MemoryError(), "no memory"),
        ("threading.Thread.start", RuntimeError("can't start new thread"), "new thread"),
    ],
    ids=["no memory for its answer", "no thread that waits"],
)
async def test_a_process_that_the_machine_does_not_let_answer_is_not_called_again(
    monkeypatch: pytest.MonkeyPatch, broken: str, error: Exception, sentence: str
) -> None:
    child = ChildProcess()

    def refuse(_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(broken, refuse)
        with pytest.raises(ProcessRefusedError, match=sentence):
            await child.call(20, len, "abc")

    assert not child.runs
    child.stop()
    assert children() == []


async def test_a_call_that_is_given_up_logs_nothing() -> None:
    logged: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: logged.append(context))
    child = await ChildProcess.start(begin)
    with pytest.raises(TimeoutError):
        await child.call(0.01, time.sleep, 60)
    child.stop()
    del child
    gc.collect()
    await asyncio.sleep(0)

    assert logged == []


async def test_a_process_that_does_not_start_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ProcessEndedError) as caught:
        await ChildProcess.start(exits)
    assert caught.value.exit_code == 3
    monkeypatch.setattr("bot.reading.child_process.START_SECONDS", 0.2)
    with pytest.raises(TimeoutError):
        await ChildProcess.start(time.sleep, 60)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ProcessRefusedError, match="No such file"):
        await ChildProcess.start(begin)

    assert children() == []


ORPHANED = """
import asyncio, os
from bot.reading.child_process import ChildProcess
from tests.reading.test_child_process import begin

async def main():
    child = await ChildProcess.start(begin)
    print(await child.call(20, os.getpid), flush=True)
    os.kill(os.getpid(), 9)

asyncio.run(main())
"""


def test_a_process_ends_when_its_caller_is_killed() -> None:
    killed = subprocess.run(
        [sys.executable, "-c", ORPHANED], cwd=CHECKOUT, stdout=subprocess.PIPE, check=False
    )
    pid = int(killed.stdout)

    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(timeout=60)


def test_modules_are_not_taken_from_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "struct.py").write_text("raise SystemExit('taken from here')")
    code = ORPHANED.replace("os.kill(os.getpid(), 9)", "child.stop()")

    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")

"""Limits of the machine: each is a sentence about the machine, and reading goes on afterwards."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import HostError, ParseError
from bot.feeds.machine_limits import ended, out_of_memory, refused_connection
from bot.reading.child_main import MOST_MEMORY

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no such limits")

SEMAPHORES = "/dev/shm"  # noqa: S108 - where Linux keeps them
CHECKOUT = Path(__file__).resolve().parents[2]
READING = """
import asyncio, concurrent.futures.thread, logging, os, resource, sys
from bot.errors import ProgressError
from bot.reading import child_main, reading_calls, worker
from tests.reading.test_worker import FEED, RSS, TAXONOMY, document, greedy

logging.basicConfig(stream=sys.stdout, format="%(message)s")

async def read(pool):
    try:
        print(len((await pool.extract(document(RSS), FEED)).articles))
    except ProgressError as error:
        print(type(error).__name__, error)

async def main():
    pool = worker.ExtractorPool(TAXONOMY)
    {}

if __name__ == "__main__":
    asyncio.run(main())
"""
REFUSE_PROCESSES = """
    root = os.geteuid() == 0
    if root:
        os.setresuid(65534, 65534, 0)  # the system refuses root nothing
    soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    resource.setrlimit(resource.RLIMIT_NPROC, (1, hard))
"""
ALLOW_PROCESSES = """
    resource.setrlimit(resource.RLIMIT_NPROC, (soft, hard))
    if root:
        os.setresuid(0, 0, 0)
"""


def reading(*steps: str, before: str = "", **variables: str) -> list[str]:
    """The output of a process that reads documents, step by step; `before` runs ahead of it."""
    code = READING.format("\n    ".join(steps))
    command = [sys.executable, "-c", code]
    if before:
        command = ["unshare", "--mount", "sh", "-c", f'{before} && exec "$@"', "sh", *command]
    result = subprocess.run(
        command,
        cwd=CHECKOUT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


@pytest.mark.parametrize("which", ["(size, size)", "(size, resource.RLIM_INFINITY)"])
def test_a_machine_that_allows_less_memory_than_the_bot_would_take_is_kept_to(which: str) -> None:
    lines = reading(
        "size = 900 << 20",
        f"resource.setrlimit(resource.RLIMIT_AS, {which})",
        "await read(pool)",
        "print(child_main.allowed_memory() >> 20)",
    )
    assert lines == ["1", "900"]


def test_a_document_that_needs_more_than_the_machine_allows_is_not_blamed() -> None:
    (line,) = reading(
        "size = 900 << 20",
        "resource.setrlimit(resource.RLIMIT_AS, (size, size))",
        "reading_calls.extract = greedy",
        "await read(pool)",
    )
    assert line.startswith("HostError")
    assert "900 MB" in line


def test_where_no_limit_can_be_set_reading_goes_on_and_that_is_said_once() -> None:
    lines = reading(
        "def refuse(*_): raise PermissionError",
        "resource.setrlimit = refuse",
        "await read(pool)",
        "await read(pool)",
    )
    assert lines == [
        "The system lets no limit be set on the memory that reading a feed takes",
        "1",
        "1",
    ]


def test_a_machine_that_lets_no_process_start_is_told_of_and_reading_goes_on_later() -> None:
    refused, *later = reading(
        "await asyncio.to_thread(int)",
        REFUSE_PROCESSES,
        "await read(pool)",
        ALLOW_PROCESSES,
        "await read(pool)",
    )
    assert refused.startswith("HostError The machine does not let the bot start another process")
    assert later == ["1"]


def test_a_machine_that_lets_no_thread_start_is_told_of() -> None:
    lines = reading(
        REFUSE_PROCESSES,
        "await read(pool)",
        ALLOW_PROCESSES,
        "await read(pool)",
    )
    assert lines[0].startswith("HostError The machine does not let the bot start another process")
    assert lines[1:] == ["1"]


def test_too_few_open_files_are_told_of_and_reading_goes_on_later() -> None:
    refused, *later = reading(
        "await asyncio.to_thread(int)",
        "free = os.open(os.devnull, os.O_RDONLY)",
        "soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (free + 1, hard))",
        "await read(pool)",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))",
        "await read(pool)",
    )
    assert refused.startswith("HostError The bot may not open more files")
    assert later == ["1"]


def test_a_folder_for_temporary_files_that_cannot_be_written_does_not_matter() -> None:
    assert reading("await read(pool)", TMPDIR="/nonexistent") == ["1"]


def _can_unshare() -> bool:
    command = ["unshare", "--mount", "mount", "-t", "tmpfs", "-o", "ro", "none", SEMAPHORES]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not _can_unshare(), reason="cannot hide /dev/shm here")
def test_a_machine_without_semaphores_reads_as_any_other() -> None:
    assert reading("await read(pool)", before=f"mount -t tmpfs -o ro none {SEMAPHORES}") == ["1"]


@pytest.mark.parametrize(
    ("exit_code", "kind"),
    [(-9, HostError), (-15, HostError), (-31, HostError), (1, HostError), (-11, ParseError)],
)
def test_a_process_that_the_machine_ended_is_no_fault_of_the_document(
    exit_code: int, kind: type[Exception]
) -> None:
    assert isinstance(ended(exit_code), kind)


def test_memory_that_the_bot_itself_limits_is_the_documents_fault() -> None:
    assert isinstance(out_of_memory(MOST_MEMORY, MOST_MEMORY), ParseError)
    assert isinstance(out_of_memory(MOST_MEMORY - 1, MOST_MEMORY), HostError)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.EMFILE, "x"), "open files"),
        (OSError(errno.ENFILE, "x"), "open files"),
        (OSError(errno.ENOMEM, "x"), "memory"),
        (RuntimeError("can't start new thread"), "process or thread"),
    ],
)
def test_a_connection_that_the_machine_refuses_is_told_of(error: Exception, says: str) -> None:
    assert says in str(refused_connection(error))


@pytest.mark.parametrize("error", [OSError(errno.ECONNREFUSED, "x"), RuntimeError("a bug")])
def test_other_failures_are_not_the_machines(error: Exception) -> None:
    assert refused_connection(error) is None

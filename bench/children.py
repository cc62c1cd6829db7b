"""Processes that benches start: their environment, their output, their memory."""

import asyncio
import json
import os
import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
STOP_SECONDS = 20


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Settings for a child that runs in `folder`, away from any `.env`."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DATABASE_PATH": str(folder / "progress.db"),
        # What benches serve links to example.org, which is nobody's to be read.
        "ARTICLE_PAGES": "off",
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "text",
        **settings,
    }


async def result_of(folder: Path, settings: Mapping[str, str], *arguments: str) -> dict[str, float]:
    """Run `python ARGUMENTS` to its end, and read the JSON that it prints.

    Raises:
        RuntimeError: it failed.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=folder, env=settings, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")
    result: dict[str, float] = json.loads(output)
    return result


@asynccontextmanager
async def running(
    folder: Path, settings: Mapping[str, str], *arguments: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python ARGUMENTS`, its stderr in `folder/log`; killed at the end if it still runs."""
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=folder, env=settings, stderr=log, stdout=log
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def cpu_of(folder: Path, settings: Mapping[str, str], *arguments: str) -> float:
    """The CPU time of `python ARGUMENTS`, run to its end. No other child may end meanwhile.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        (sys.executable, *arguments), cwd=folder, env=settings, check=True, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def megabytes(pid: int) -> float:
    """Resident memory of a process and all its children; pages that they share count for each."""
    parent = psutil.Process(pid)
    tree = (parent, *parent.children(recursive=True))
    return float(sum(each.memory_info().rss for each in tree) / 1e6)


def cpu_seconds(pid: int) -> float:
    """The CPU time of a process until now, without its children."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)

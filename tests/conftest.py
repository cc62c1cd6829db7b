"""Fixtures that more than one folder uses."""

import gc
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.storage.database import Database
from tests import databases
from tests.fakes import ManualClock

# Collecting tests makes a million objects that all stay. To look through them for garbage takes a
# fifth of its time, and later some of each test's.
gc.disable()


# If `nohup` has it ignored, the programs that tests start would ignore it, too.
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

BROWSER = "test_browser.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that may take longest: they wait much, and others run beside them.

    The tests of the demo's page come next: they share a browser, and so a process.
    """
    items.sort(key=lambda item: (_limit_seconds(item), item.path.name == BROWSER), reverse=True)


def _limit_seconds(item: pytest.Item) -> float:
    """A test's own time limit; 0 for the usual one."""
    limit = item.get_closest_marker("timeout")
    return float(limit.args[0]) if limit else 0.0


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, but rarely: it took an eighth of their time."""
    gc.freeze()
    gc.set_threshold(10_000, 10, 50)
    gc.enable()


settings.register_profile("usual", deadline=None, derandomize=True, stateful_step_count=30)
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("deep", deadline=None, max_examples=5000, stateful_step_count=50)
settings.load_profile("usual")
"""The same examples each time; `--hypothesis-profile=deep` looks for others, and for long, and
`./run test --quick` tries a quarter of them."""


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a new database, to copy."""
    path = tmp_path_factory.mktemp("new") / "progress.db"
    path.write_bytes(databases.new_database())
    return path


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A new database in a file, whose statements wake no threads."""
    with databases.sqlite_at_once():
        async with databases.open_new(tmp_path / "progress.db") as opened:
            yield opened


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at noon."""
    return ManualClock()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    try:
        made = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        made = False
    if not made:
        pytest.skip("only root may mount a disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)

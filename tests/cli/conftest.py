"""The program in an empty folder, with a feed that it may read."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.program import FeedServer, Program, item, rss

BRAIN = item(
    "brain", "Brain metastases respond to a new drug", "Metastatic breast cancer in a small trial."
)
SCREENING = item("screening", "A mammogram at forty", "What screening guidelines now say.")


@pytest.fixture(scope="session")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A program that has polled, for tests that only read."""
    program = Program(
        tmp_path_factory.mktemp("polled"),
        DATABASE_PATH="progress.db",
        ALLOWED_PRIVATE_HOSTS="127.0.0.1",
    )
    with FeedServer.open({"/news": rss(BRAIN, SCREENING)}) as feeds:
        program.write_feeds(News=feeds.url("/news"))
        assert asyncio.run(program("poll", "--once")).code == 0
    return program


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with FeedServer.open({"/news": rss(BRAIN, SCREENING)}) as server:
        yield server


@pytest.fixture
def program(tmp_path: Path, feeds: FeedServer) -> Program:
    program = Program(
        tmp_path, DATABASE_PATH="progress.db", ALLOWED_PRIVATE_HOSTS="127.0.0.1", POLL_INTERVAL="1s"
    )
    program.write_feeds(News=feeds.url("/news"))
    # The doctor names words that nobody has reviewed for two years.
    program.write_glossary(datetime.now(UTC).date())
    return program

"""`progress-bot feeds remove --purge` and `progress-bot hide`, by the real program."""

import shutil
import signal
import sys
from pathlib import Path

import pytest

from bot.model.query import UNFILTERED
from bot.storage import index
from bot.storage.database import Database
from bot.storage.rows import load_articles
from tests.cli.program import Program, at_a_terminal, conversation

BRAIN_TITLE = "Brain metastases respond to a new drug"
SCREENING_TITLE = "A mammogram at forty"


@pytest.fixture
def polled(polled: Program, tmp_path: Path) -> Program:
    """A copy, which a test may change."""
    shutil.copytree(polled.folder, tmp_path, dirs_exist_ok=True)
    return Program(tmp_path, **polled.settings)


async def latest(program: Program) -> list[str]:
    async with (
        Database.open(program.folder / "progress.db") as database,
        database.reader() as connection,
    ):
        ids, _ = await index.latest(connection, UNFILTERED, limit=9, offset=0)
        return sorted(k.article.title for k in (await load_articles(connection, ids)).values())


async def test_a_purge_without_a_terminal_says_what_to_do_and_yes_does_it(
    polled: Program,
) -> None:
    refused = await polled("feeds", "remove", "News", "--purge")
    assert (refused.code, refused.out) == (1, "")
    assert "--yes" in refused.err
    assert await latest(polled) == [SCREENING_TITLE, BRAIN_TITLE]

    done = await polled("feeds", "remove", "news", "--purge", "--yes")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Removed: News\n2 articles deleted.\n"
    assert await latest(polled) == []
    assert (await polled("poll", "--once", "--json")).json["feeds"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="it has no pseudo-terminals")
async def test_a_purge_asks_at_a_terminal(polled: Program) -> None:
    purge = ("feeds", "remove", "News", "--purge")
    assert await at_a_terminal(polled, "n", *purge) == (0, "Nothing was changed.\n")
    assert len(await latest(polled)) == 2

    code, out = await at_a_terminal(polled, "y", *purge)
    assert (code, out) == (0, "Removed: News\n2 articles deleted.\n")
    assert await latest(polled) == []


@pytest.mark.skipif(sys.platform == "win32", reason="it has no pseudo-terminals")
async def test_ctrl_c_at_a_question_ends_the_command_as_anywhere_else(program: Program) -> None:
    await program("poll", "--once")

    code, out, shown = await conversation(
        program, "", "feeds", "remove", "News", "--purge", then=signal.SIGINT
    )

    assert (code, out.strip(), "Aborted" in shown) == (130, "", False)
    assert len(await latest(program)) == 2


async def test_one_article_is_hidden_and_brought_back(polled: Program) -> None:
    shown = (await polled("search", "mammogram")).out
    number = shown.partition(" no. ")[2].split()[0]
    hidden = await polled("hide", "https://example.org/screening")
    assert (hidden.code, hidden.err) == (0, "")
    assert hidden.out.startswith(f"Hidden: {SCREENING_TITLE}")
    assert "progress-bot" not in hidden.out, "in a checkout the program is called ./run"
    assert await latest(polled) == [BRAIN_TITLE]

    back = await polled("hide", "--undo", number)
    assert back.out == f"Back in search and lists: {SCREENING_TITLE}\n"
    assert await latest(polled) == [SCREENING_TITLE, BRAIN_TITLE]


async def test_an_article_that_is_not_there_is_told(polled: Program) -> None:
    outcome = await polled("hide", "https://example.org/none")

    assert (outcome.code, outcome.out) == (2, "")
    assert "There is no article “https://example.org/none”" in outcome.err

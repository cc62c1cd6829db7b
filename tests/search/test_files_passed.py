"""How many files a question passes: a reader who follows it must open as many."""

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from bot.model.thesaurus import Language
from bot.search.engine import SearchEngine
from bot.storage.database import Database
from bot.ui.addresses import PageAddress, PageKind
from bot.ui.pages import answer_page
from tests.fakes import ManualClock
from tests.search.conftest import TAXONOMY, THESAURUS

CHECKOUT = Path(__file__).resolve().parents[2]
SPANISH = Language(
    "Spanish",
    ("en", "el", "de"),
    {"brain metastases": ("metástasis cerebral",), "surgery": ("cirugía",)},
)
MOST_FILES = 20
MOST_FILES_OF_A_PAGE = 13


@contextmanager
def files_passed(within: CodeType | None = None) -> Iterator[set[str]]:
    """The files of `bot/` and `cogs/` in which functions run meanwhile, on this thread.

    Args:
        within: a function; what runs while it does not is left out. None counts everything.
    """
    found, seen, counts = set[str](), set[CodeType](), within is None

    def note(frame: FrameType, event: str, _: Any) -> None:
        nonlocal counts
        code = frame.f_code
        # Equal, not the same: discord.py imports each cog anew. It also stops where it waits.
        if code == within and event in {"call", "return"}:
            counts = event == "call"
        if not counts:
            return
        # A module or class that is only defined is not passed.
        if event != "call" or code in seen or not code.co_flags & inspect.CO_OPTIMIZED:
            return
        seen.add(code)
        path = Path(code.co_filename)
        if path.is_relative_to(CHECKOUT):
            name = str(path.relative_to(CHECKOUT))
            if name.startswith(("bot/", "cogs/")):
                found.add(name)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(before)


@pytest.fixture
async def warm(library: Database, clock: ManualClock) -> SearchEngine:
    """An engine that has answered before, as that of a running bot has."""
    made = SearchEngine(library, lambda: THESAURUS, TAXONOMY, clock, languages=lambda: [SPANISH])
    await made.search("metástasis cerebral")
    return made


@pytest.mark.parametrize(
    "asked",
    [
        "brain mets",
        "tamoxifne side effects",
        "chemo brian",
        "i am 34 and scared of AI",
        "brain meta",
        "liver metastases reoccurance horoscope",
        "metástasis cerebral",
        "metástasis cerebral en el higado",
        'topic:metastasis "brain metastases" -liver',
    ],
)
async def test_a_question_passes_few_files(warm: SearchEngine, asked: str) -> None:
    with files_passed() as found:
        answer = await warm.search(asked)

    assert answer.total
    assert len(found) <= MOST_FILES, sorted(found)


async def test_the_page_of_an_answer_passes_few_files(warm: SearchEngine) -> None:
    answer, address = await warm.search("brain mets"), PageAddress(PageKind.SEARCH, text="mets")
    answer_page(answer, address, TAXONOMY)  # The first page makes what later ones find made.

    with files_passed() as found:
        answer_page(answer, address, TAXONOMY)

    assert len(found) <= MOST_FILES_OF_A_PAGE, sorted(found)

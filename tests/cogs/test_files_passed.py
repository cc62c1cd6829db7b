"""How many files `/search` passes from the command to the answer in the chat."""

import pytest

from cogs.news import News
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, text
from tests.factories import article
from tests.search.test_files_passed import files_passed

MOST_FILES_OF_A_SEARCH = 36


@pytest.mark.parametrize("asked", ["brain mets", "brian mets", "lymphedema sleeve"])
async def test_a_search_passes_few_files(community: Community, seed: Seed, asked: str) -> None:
    """A reader who follows a search from its command to the answer opens few files."""
    await seed(
        article("a", title="New hope for brain metastases"),
        article("b", title="Compression sleeves ease lymphedema"),
    )
    # The first search makes what later ones find made.
    await community.sam.slash(community.general, "search", query=asked)

    with files_passed(within=News.search.callback.__code__) as found:
        result = await community.sam.slash(community.general, "search", query=asked)

    assert "Results for" in text(answer(result))
    assert len(found) <= MOST_FILES_OF_A_SEARCH, sorted(found)

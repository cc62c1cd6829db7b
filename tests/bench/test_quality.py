import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("ir_measures", reason="./run bench installs it")

from bench.children import ROOT
from bench.figures import Figure, Report
from bench.search import contenders, quality
from bench.search.collection import read
from bench.search.measures import by_query, means, trec_lines
from bench.search.trial import CLEAN, run

JUDGED = {"q1": {"d1": 2, "d2": 1}, "q2": {"d3": 1}}


def test_a_ranking_is_measured_over_all_judged_queries() -> None:
    perfect = means(JUDGED, {"q1": ["d1", "d2"], "q2": ["d3"]})
    second = means(JUDGED, {"q1": ["d9", "d1"]})

    assert perfect == {"nDCG@10": 1.0, "recall@10": 1.0, "MRR@10": 1.0}
    assert second["MRR@10"] == pytest.approx(0.25)
    assert second["recall@10"] == pytest.approx(0.25)
    assert 0 < second["nDCG@10"] < 0.5


def test_what_stands_behind_the_tenth_place_counts_nothing() -> None:
    late = [f"x{number}" for number in range(10)]

    assert means(JUDGED, {"q1": [*late, "d1"], "q2": [*late, "d3"]})["MRR@10"] == 0
    assert by_query(JUDGED, {"q1": [*late, "d1"], "q2": ["d3"]}) == {"q1": 0, "q2": 1}


def test_a_ranking_is_written_as_trec_reads_it() -> None:
    assert list(trec_lines({"q1": ["d1", "d2"]}, "tag")) == [
        "q1 Q0 d1 1 1.000000 tag\n",
        "q1 Q0 d2 2 0.500000 tag\n",
    ]


@pytest.mark.parametrize("contender", list(contenders.installed()), ids=lambda each: each.name)
async def test_each_contender_finds_the_one_document_that_fits(
    contender: contenders.Contender, toy: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    async with contender.open(folder, read(toy).documents) as ask:
        assert (await ask("mammogram"))[0] == "d3"
        assert (await ask("walking after radiation"))[0] == "d4"
        assert await ask('"xylophone* (') == []


async def test_all_are_asked_the_same_and_their_index_is_weighed(toy: Path, tmp_path: Path) -> None:
    rivals = [each for each in contenders.installed() if each.name in {"this bot", "bare FTS5 OR"}]

    standings = await run(read(toy), rivals, 2, tmp_path)

    assert set(standings) == {"this bot", "bare FTS5 OR"}
    for standing in standings.values():
        assert standing.rounds[CLEAN][0].ranking["q2"] == ["d3"]
        assert len(standing.rounds["one typo"]) == 2
        assert len(standing.rounds["last word cut"]) == 1
        assert standing.seconds > 0
        assert standing.megabytes > 0


def test_the_report_holds_the_goals_and_the_run_file_the_clean_ranking(
    toy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(toy), "--run", str(tmp_path / "run.txt"), "--losses", "3"]

    reports = quality.main(small=True, arguments=arguments)

    assert [report.name.partition(", toy, ")[2] for report in reports] == [
        "clean",
        "one typo",
        "two typos",
        "last word cut",
        "space dropped",
        "cost",
    ]
    assert _figure(reports[0], "this bot: nDCG@10") == Figure(
        "this bot: nDCG@10", 1.0, "", 1.0, 1.0, floor=1.0
    )
    assert _figure(reports[1], "this bot: nDCG@10").floor == 0.97
    assert (tmp_path / "run.txt").read_text().startswith("q1 Q0 d1 1 ")
    assert "toy, clean" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search-quality", "/nowhere"), "/nowhere lacks corpus.jsonl"),
        (("startup", "/nowhere"), "startup takes no arguments: /nowhere"),
    ],
)
def test_a_wrong_command_line_is_a_sentence(arguments: tuple[str, ...], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert said in done.stderr


def _figure(report: Report, name: str) -> Figure:
    return next(figure for figure in report.figures if figure.name == name)

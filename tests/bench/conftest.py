"""A collection small enough to judge by eye."""

import json
from pathlib import Path

import pytest

DOCUMENTS = {
    "d1": ("Tamoxifen and hot flashes", "Women who take tamoxifen often have hot flashes."),
    "d2": ("Tamoxifen in men", "A few men take tamoxifen, too."),
    "d3": ("Mammograms", "Dense tissue hides much from a mammogram; a letter says so."),
    "d4": ("Exercise", "Walking helps against fatigue <during> radiation & after it."),
}
QUERIES = {"q1": "tamoxifen hot flashes", "q2": "mammogram", "q3": "never judged"}


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """The folder of a collection in BEIR's layout, with a header in its judgements."""
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text(
        "".join(
            json.dumps({"_id": name, "title": title, "text": text}) + "\n"
            for name, (title, text) in DOCUMENTS.items()
        )
    )
    (folder / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": name, "text": text}) + "\n" for name, text in QUERIES.items())
    )
    (folder / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq2\td3\t1\n"
    )
    return folder

from pathlib import Path

import pytest

from bench.search.collection import Document, JudgedText, is_collection, read


def test_a_collection_is_its_documents_and_what_was_judged_of_its_queries(toy: Path) -> None:
    collection = read(toy)

    assert collection.name == "toy"
    assert collection.documents[1] == Document(
        "d2", "Tamoxifen in men", "A few men take tamoxifen, too."
    )
    assert collection.queries == (
        JudgedText("q1", "tamoxifen hot flashes"),
        JudgedText("q2", "mammogram"),
    )
    assert collection.judgements == {"q1": {"d1": 2, "d2": 1}, "q2": {"d3": 1}}


def test_judgements_may_lack_a_header_and_stand_in_a_folder_of_their_own(toy: Path) -> None:
    (toy / "qrels").mkdir()
    header, *lines = (toy / "qrels.tsv").read_text().splitlines()
    (toy / "qrels" / "test.tsv").write_text("\n".join(lines))
    (toy / "qrels.tsv").unlink()

    assert header.startswith("query-id")
    assert read(toy).judgements["q1"] == {"d1": 2, "d2": 1}


def test_a_document_may_lack_its_title(toy: Path) -> None:
    (toy / "corpus.jsonl").write_text('{"_id": 7, "text": "All there is."}\n\n')

    assert read(toy).documents == (Document("7", "", "All there is."),)


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_folder_that_lacks_a_file_is_no_collection(toy: Path, missing: str) -> None:
    assert is_collection(toy)

    (toy / missing).unlink()

    assert not is_collection(toy)

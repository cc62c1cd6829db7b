import json

import pytest

from bot.articles.crossref import RegistryAnswer, read_registry_answer, standing_notice
from bot.errors import ParseError
from bot.model.article import RegistryNotice, UpdateKind
from tests.tables import each_row


def update(kind: str, *day: int, source: str = "publisher") -> dict[str, object]:
    """An entry of `updated-by`, in Crossref's form."""
    return {
        "updated": {"date-parts": [list(day)], "date-time": "x", "timestamp": 1},
        "DOI": "10.1000/notice",
        "type": kind,
        "source": source,
        "label": kind.capitalize(),
    }


def answered(*updates: object, doi: str = "10.1000/A") -> RegistryAnswer:
    work = {"DOI": doi, "title": ["A study"], "updated-by": list(updates)}
    body = {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": work}
    return read_registry_answer(json.dumps(body).encode(), "10.1000/a")


def notice(kind: str, dated: str = "") -> RegistryNotice:
    return RegistryNotice(UpdateKind(kind), dated)


RETRACTED = notice("retraction", "2024-05-03")


@each_row(
    ("updates", "standing"),
    [
        ([], None),
        ([update("retraction", 2024, 5, 3)], RETRACTED),
        ([update("withdrawal", 2024, 5)], notice("withdrawal", "2024-05")),
        ([update("removal", 2024)], notice("removal", "2024")),
        (
            [update("expression_of_concern", 2024, 5, 3)],
            notice("expression_of_concern", "2024-05-03"),
        ),
        ([update("Expression of concern", 2024)], notice("expression_of_concern", "2024")),
        ([update("partial_retraction", 2024, 5, 3)], notice("partial_retraction", "2024-05-03")),
        ([update("correction", 2024, 5, 3)], None),
        ([update("erratum", 2024), update("new_version", 2025), update("addendum", 2025)], None),
        ([update("retraction", 2024), update("retraction", 2024, 5, 3)], RETRACTED),
        # The registry repeats what a publisher and Retraction Watch both reported.
        (
            [
                update("retraction", 2024, 5, 9, source="retraction-watch"),
                update("retraction", 2024, 5, 3),
            ],
            RETRACTED,
        ),
        (
            [
                update("correction", 2020),
                update("expression_of_concern", 2023),
                update("retraction", 2024, 5, 3),
            ],
            RETRACTED,
        ),
        ([update("retraction", 2024, 5, 3), update("reinstatement", 2025, 1, 1)], None),
        ([update("reinstatement", 2023), update("retraction", 2024, 5, 3)], RETRACTED),
        ([update("retraction"), update("reinstatement", 2025)], None),
        ([update("retraction", 2024, 5, 3), update("reinstatement", 2024, 5)], None),
        ([update("retraction", 2024, 5, 3), update("reinstatement", 2024, 5, 3)], None),
        ([update("retraction", 2024), update("reinstatement", 2024, 5, 3)], None),
        (
            [update("retraction", 2024, 6), update("reinstatement", 2024, 5, 3)],
            notice("retraction", "2024-06"),
        ),
        ([update("retraction", 2024, 5, 3), update("reinstatement")], RETRACTED),
        ([update("retraction"), update("reinstatement")], notice("retraction")),
        ([update("retraction", 2024, 13, 3)], notice("retraction", "2024")),
        ([{"type": "retraction", "updated": {"date-parts": [[None]]}}], notice("retraction")),
        ([{"type": "retraction"}, None, 7, {"type": ["retraction"]}], notice("retraction")),
        (
            [{"type": "retraction", "updated": {"date-parts": [["2024"], "x"]}}],
            notice("retraction"),
        ),
    ],
)
def test_what_a_registry_states_of_a_paper(
    updates: list[object], standing: RegistryNotice | None
) -> None:
    assert standing_notice(None, answered(*updates)) == standing


@pytest.mark.parametrize(
    ("updates", "standing"),
    [
        ([], RETRACTED),
        ([update("correction", 2025)], RETRACTED),
        ([update("expression_of_concern", 2025)], RETRACTED),
        ([update("retraction", 2024, 5, 3)], RETRACTED),
        ([update("reinstatement", 2024, 5, 2)], RETRACTED),
        ([update("reinstatement", 2024, 6)], None),
    ],
)
def test_silence_never_takes_a_retraction_back(
    updates: list[object], standing: RegistryNotice | None
) -> None:
    assert standing_notice(RETRACTED, answered(*updates)) == standing


@pytest.mark.parametrize(
    "known",
    [notice("retraction", "2024"), notice("retraction", "2023-05-03"), notice("retraction")],
)
def test_the_present_date_of_a_statement_counts(known: RegistryNotice) -> None:
    assert standing_notice(known, answered(update("retraction", 2024, 5, 3))) == RETRACTED


def test_doubts_become_a_retraction() -> None:
    doubted = notice("expression_of_concern", "2023")

    assert standing_notice(doubted, answered(update("retraction", 2024, 5, 3))) == RETRACTED


@each_row(
    "body",
    [
        b"",
        b"Resource not found.",
        b"<html>Log in</html>",
        b"[]",
        b'{"status": "ok"}',
        b'{"message": []}',
        b'{"message": {"updated-by": [{"type": "retraction"}]}}',
        b'{"message": {"DOI": "10.1000/other", "updated-by": [{"type": "retraction"}]}}',
        b"[" * 100_000,
        b'{"message": ' + b"1" * 10_000 + b"}",
        "{“".encode("utf-16"),
    ],
)
def test_an_answer_that_is_none_raises_and_marks_nothing(body: bytes) -> None:
    with pytest.raises(ParseError, match="asked again"):
        read_registry_answer(body, "10.1000/a")


def test_odd_updates_are_no_statements() -> None:
    body = b'{"message": {"DOI": "10.1000/a", "updated-by": {"type": "retraction"}}}'

    assert read_registry_answer(body, "10.1000/a") == RegistryAnswer()

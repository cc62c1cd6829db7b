import json

import pytest

from bot.articles.retraction import (
    RegistryAnswer,
    is_doubted,
    is_retracted,
    read_registry_answer,
    standing_notice,
)
from bot.errors import ParseError
from bot.model.article import RegistryNotice, UpdateKind
from tests.tables import each_row


@pytest.mark.parametrize(
    "title",
    [
        "RETRACTED: A study",
        "[Retracted] A study",
        "Retracted Article: A study",
        "A study (withdrawn)",
        "WITHDRAWN – A study",
        "Retraction Note: A study",
        "Retraction notice to “A study”",
        "Retraction to: A study",
        "Retraction of “A study”",
        "Withdrawal notice: A study",
    ],
)
def test_a_title_that_says_so_is_a_retraction(title: str) -> None:
    assert is_retracted(title, ())


@pytest.mark.parametrize(
    "title",
    [
        "Retraction Watch turns ten",
        "Withdrawn drug returns to the market",
        "Why papers are retracted",
        "Withdrawal: what stopping opioids felt like",
        "Retraction of the nipple: when to see a doctor",
        "Expression of Concern: A study",
        "A study",
        "",
    ],
)
def test_a_title_about_retractions_is_none(title: str) -> None:
    assert not is_retracted(title, ())


PATIENTS_TITLES = [
    "Withdrawn: how depression changed me",
    "Withdrawn – life after chemo",
    "Withdrawn: living with depression",
    "WITHDRAWN: ME AFTER CHEMO",
    "Withdrawn",
    "Withdrawn: approval of a drug for older women",
    "Retraction: what a pulled-in nipple can mean",
    "Retraction: signs to show your doctor",
    "Retracted: is your nipple turned in?",
    "Retraction: what the research says about the nipple",
]


@pytest.mark.parametrize("title", PATIENTS_TITLES)
def test_words_of_patients_mark_no_retraction(title: str) -> None:
    """Outside of papers, a word alone marks nothing."""
    assert not is_retracted(title, ())


@pytest.mark.parametrize(
    "title",
    [
        "Retracted: A study of soy and survival",
        "Retraction: “Soy and survival”",
        "Withdrawn: Paper on phase I trials",
        "WITHDRAWN: Soy and survival",
        "Retraction: Article about a trial of exercise",
    ],
)
def test_news_that_names_a_withdrawn_publication_is_a_retraction(title: str) -> None:
    """A word in capitals, or beside the name of a publication, marks an article of any feed."""
    assert is_retracted(title, ())


@pytest.mark.parametrize(
    "title",
    ["Withdrawn: Soy and survival", "Retraction - How you age", "Withdrawn", "Retracted: X"],
)
def test_of_a_paper_a_word_alone_is_enough(title: str) -> None:
    """Journals mark retracted papers so."""
    assert is_retracted(title, (), paper=True)


@each_row(
    "title",
    [
        "Statement of Retraction: Sample RNA promotes breast cancer",
        "STATEMENT OF RETRACTION: A STUDY",
        "Notice of Retraction: A study",
        "Notice of Retraction and Replacement. Sample et al. A study. Journal. 2020",
        "Statement of Retraction “A study”",
        "Publisher's note: retraction of A study",
        "Publisher’s Note: Retraction: A study",
        "Editor's note: Retraction of “A study”",
        "Editorial retraction: A study",
        "Author Retraction: A study",
        "Retraction for Sample et al., “A study”",
        "Retraction and replacement: A study",
        "Retracted and republished: A study",
        "A study: Retraction Notice",
        "A study – RETRACTED ARTICLE",
        "Retraction. A study of soy and survival",
        "Retraction Note. A study",
        "RETRACTED. A study",
        "Withdrawn as duplicate: A study",
        "WITHDRAWN AS A DUPLICATE: A study",
        "Withdrawn due to duplicate publication – A study",
        "Withdrawn by the authors: A study",
        "Withdrawn at the authors’ request: A study",
        "Removed at the request of the publisher: A study",
        "Retraction by the editors: A study",
        "Article withdrawn: A study",
        "Paper retracted",
        "Retraction of Publication: A study",
        "Retraction of the article “A study”",
        "Withdrawal of article: A study",
        "Retraction to ‘A study’ [Journal 12 (2020) 3]",
        "Retraction for Sample, “A study”",
        "Retraction announcement: A study",
        "Retracted chapter: A study",
        "Note of Retraction: A study",
        "A study of soy (Retracted Article. See vol. 12, pg 4, 2021)",
        "A study of soy (Retraction of vol 12, pg 4, 2020)",
        "A study of soy (Withdrawn)",
    ],
)
def test_a_publishers_own_form_of_notice_is_a_retraction_in_any_feed(title: str) -> None:
    assert is_retracted(title, ())


@pytest.mark.parametrize(
    "title",
    [
        "Withdrawal: Loss of a sample gene drives breast cancer",
        "WITHDRAWAL – A study of cells",
        "TEMPORARY REMOVAL: A study of cells",
        "Notice of Withdrawal – A study",
        "Article withdrawal: A study",
        "A study of cells: Withdrawal Notice",
        "Removal notice to “A study” [Journal 12 (2020)]",
        "Temporary removal notice: A study",
        "Removal notice",
        "Temporary Removal. A study of cells",
        "Withdrawn. Soy and survival",
        "Retraction. Soy and survival",
        "REMOVED: A study of cells",
        "A study of cells – RETRACTED",
        "A study of cells: Retracted",
        "A study of cells - withdrawn",
        "A study of cells. Retracted.",
    ],
)
def test_a_publishers_shorter_form_is_a_retraction_of_papers_alone(title: str) -> None:
    assert is_retracted(title, (), paper=True)
    assert not is_retracted(title, ())


@each_row(
    "title",
    [
        "Withdrawal of tamoxifen and return of menses",
        "Withdrawal: symptoms after opioids are stopped",
        "Withdrawal from trials: reasons of participants",
        "Estrogen withdrawal",
        "Accelerated approval of a sample drug: withdrawn",
        "Notice of withdrawal of approval for a sample drug",
        "Notice of withdrawal: accelerated approval of a sample drug",
        "Author withdrawal of consent",
        "Article retraction for misconduct, a survey",
        "Publisher retraction of papers rises",
        "Removal of ovaries in BRCA carriers",
        "Removal: ports after chemotherapy",
        "Implant removal: a cohort",
        "Removed: lymph nodes and arm swelling",
        "Temporary removal of expanders before radiation",
        "Statement on screening at 40",
        "Statement of the society: retractions in oncology",
        "Notice of a new guideline",
        "Nipple retraction: a sign in imaging",
        "Nipple position: retraction and inversion",
        "Skin and nipple: retraction",
        "Publisher's note: a new editor",
        "Editorial: retractions and trust",
        "Articles that were retracted",
        "How many papers are withdrawn",
        "Withdrawn and depressed: mood after chemotherapy",
        "Drug withdrawn from market",
        "Application withdrawn",
        "Application withdrawn: a sample drug for breast cancer",
        "Trial withdrawn before enrollment",
        "Guideline withdrawn",
        "Withdrawn by the agency: a sample drug",
        "Withdrawn due to side effects: a sample drug",
        "Withdrawn for lack of sales: a sample drug",
        "Removed by laser: scars after surgery",
        "Retraction of the nipple",
        "Retraction of the nipple: when to see a doctor",
        "Retraction for the surgeon: a sample device",
        "Chest wall retraction device",
        "Nipple (retracted)",
        "Tamoxifen (withdrawn)",
        "Retraction of a paper: how editors decide",
        "Why papers are retracted",
        "Retracted papers in oncology",
        "Removal notice boards in hospitals",
        "Notes on retraction",
    ],
)
def test_withdrawals_and_removals_as_subjects_are_no_retraction(title: str) -> None:
    assert not is_retracted(title, ())
    assert not is_retracted(title, (), paper=True)


@pytest.mark.parametrize("category", ["Withdrawn", "Retraction", "Retractions"])
def test_a_tag_of_a_blog_marks_no_retraction(category: str) -> None:
    """It may be about a mood, a body, or retractions as such."""
    assert not is_retracted("A study", [category])
    assert is_retracted("A study", [category], paper=True)


def test_a_category_says_so_as_a_whole() -> None:
    assert is_retracted("A study", ["Retracted Publication"])
    assert is_retracted("A study", ["retraction of publication"])
    assert is_retracted("A study", ["Retracted articles"])
    assert not is_retracted("A study", ["Retraction policy"])
    assert not is_retracted("A study", ["Withdrawal"])


@pytest.mark.parametrize(
    "title",
    [
        "Expression of Concern: A study",
        "EXPRESSION OF CONCERN – A study",
        "Expression of concern - A study",
        "Expression of Concern",
        "Expression of Concern: What predicts survival?",
        "Expression of concern for: A study",
        "Expression of concern to “A study”",
        "Expression of Concern “A study”",
        "Editorial Expression of Concern: A study",
        "Editorial Expression of Concern for Sample et al., A study",
        "Publisher's Expression of Concern: A study",
        "Notice of Expression of Concern: A study",
        "Expression of Concern. A study",
        "Expression of Concern for Sample et al., A study",
        "Expression of Editorial Concern: A study",
        "Editorial Note: Expression of concern",
        "Editor’s Note and Expression of Concern: A study",
        "[Expression of Concern] A study",
        "A study [Expression of Concern]",
        "A study (editorial expression of concern)",
    ],
)
def test_a_title_that_says_so_is_an_expression_of_concern(title: str) -> None:
    assert is_doubted(title, ())
    assert not is_retracted(title, ())


@pytest.mark.parametrize(
    "title",
    [
        "Expressions of concern: a guide for readers",
        "Expression of concern: what it means for readers",
        "Expression of concern about rising drug prices",
        "Expression of concern for patients in rural clinics",
        "Editors' expression of concern over open peer review",
        "Journal issues expression of concern for three trials",
        "Removal of the expression of concern: A study",
        "Expression of concern for patients et cetera",
        "Expression of concern. What that means for readers",
        "Why an expression of concern is no retraction",
        "Concern: A study",
        "RETRACTED: A study",
        "A study",
        "",
    ],
)
def test_a_title_about_expressions_of_concern_is_none(title: str) -> None:
    assert not is_doubted(title, ())


def test_a_category_is_an_expression_of_concern_as_a_whole() -> None:
    assert is_doubted("A study", ["News", "Expression of Concern"])
    assert is_doubted("A study", ["expression-of-concern"])
    assert is_doubted("A study", ["Editorial expression of concern"])
    assert not is_doubted("A study", ["Expressions of concern"])
    assert not is_doubted("A study", ["Expression of concern policy"])
    assert not is_doubted("A study", ["Retracted Publication"])


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


@pytest.mark.parametrize(
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


def test_doubts_become_a_retraction() -> None:
    doubted = notice("expression_of_concern", "2023")

    assert standing_notice(doubted, answered(update("retraction", 2024, 5, 3))) == RETRACTED


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
    ("title", "text", "retracted"),
    [
        ("A study of cells", "This paper has been withdrawn by the authors.", True),
        ("A study of cells", "This manuscript has been retracted.", True),
        ("This paper has been withdrawn", "", True),
        ("A study of cells", "The drug has been withdrawn.", False),
        ("A study of cells", "Cells grew. This paper has been withdrawn from sale.", False),
        ("A study of cells", "This paper has been written for patients.", False),
    ],
)
def test_a_preprint_says_in_place_of_its_abstract_that_it_is_withdrawn(
    title: str,
    text: str,
    retracted: bool,  # noqa: FBT001
) -> None:
    assert is_retracted(title, (), paper=True, text=text) is retracted
    assert not is_retracted(title, (), text=text)

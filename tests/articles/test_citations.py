"""A citation before a text is no part of its teaser."""

from bot.articles.citations import without_citation
from bot.articles.clean import clean
from bot.model.document import Entry
from tests.tables import each_row

BODY = "Walking helped women who were tired."


def entry(title: str, summary: str, content: str = "") -> Entry:
    return Entry(base_url="https://example.org/", title=title, summary=summary, content=content)


@each_row(
    "citation",
    [
        "npj Sample Cancer, Published online: 28 November 2026; doi:10.1000/s41-026-00001-2",
        "npj Sample Cancer, Published online: 2026-11-28; | doi:10.1000/s41-026-00001-2",
        "Journal of Sample Oncology, Ahead of Print.",
        "New Sample Journal of Medicine, Volume 394, Issue 5, Page 401-412, January 2026.",
        "J Sample Oncol. 2026 Nov 28:101. doi: 10.1000/JSO.26.001. Online ahead of print.",
        "Samples (Basel). 2026 Nov 28;18(3):e101. doi: 10.3390/s18030101.",
        "Cancer, Volume 132, Issue 3, 1 February 2026.",
        "CA: A Sample Journal for Clinicians, EarlyView.",
        "Volume 33, Issue 2, December 2026, Page 101-110 .",
        "Health, Risk and Samples, Volume 3, Issue 2, 2026.",
        "Sample Oncol. 2026 Nov;7(2):10-20. doi: 10.1000/x(26)1. Epub 2026 Nov 3.",
        "Published online 28 November 2026.",
        "Sample Oncol. 2026 Nov 3;44(2):JSO2600123.",
        "https://doi.org/10.1000/abc.1",
    ],
)
def test_a_citation_is_taken_off_whatever_follows_it(citation: str) -> None:
    assert without_citation(f"{citation} {BODY}") == BODY
    assert without_citation(f"{citation} ABSTRACT {BODY}") == BODY
    assert without_citation(citation) == ""


@each_row(
    ("text", "body"),
    [
        (
            "Publication date: April 2026 Source: The Sample, Volume 70 Author(s): A. One, B. Two",
            "",
        ),
        (f"Publication date: May 2026 Source: Sample Authors: A. One Abstract {BODY}", BODY),
        ("ABSTRACT PURPOSE: To walk.", "PURPOSE: To walk."),
        ("Abstract Background: We walked.", "Background: We walked."),
        (f"{BODY} PMID:40000001 | DOI:10.1000/x.1", BODY),
        ("J Sample. 2026 Nov 28. doi: 10.1000/x. NO ABSTRACT PMID:40000001 | DOI:10.1000/x", ""),
    ],
)
def test_names_of_fields_headings_and_ids_are_taken_off(text: str, body: str) -> None:
    assert without_citation(text) == body


@each_row(
    "text",
    [
        "",
        "January 2026, a month of walks, begins.",
        "January 2026. A new year begins.",
        "28 November 2026. Women walked.",
        "Volume 3 of the guide is out. It is free.",
        "Volume 3. A guide for families.",
        "Issue 3, which came out in May 2026, tells of walks.",
        "Published online by a charity, the guide is free.",
        "The results, in Sample Oncology, Volume 3, Issue 2, January 2026, are good.",
        "The study was published in Sample, doi:10.1000/abc, on Monday.",
        "May 2026 bring you hope.",
        "March 2026, Page One of our diary. We walked.",
        "San Antonio, December 2026. Doctors met.",
        "10 years, 2026 women: a study.",
        "Abstract art helps patients.",
        "Abstract Expressionism is on show.",
        "Ahead of print, the authors spoke.",
        "Source: a charity. Author: Jane Sample. Women walked.",
        "Online 2026 brings news.",
        "May 2026: Update. Women walked.",
        "October 2026: Pinktober; join us.",
        "Sample Town, 2026: Winners. Women walked.",
        "May 12, 2026: 10am. Walk with us.",
        BODY,
    ],
)
def test_prose_that_begins_like_a_citation_stays_whole(text: str) -> None:
    assert without_citation(text) == text


@each_row(
    ("title", "summary", "content", "teaser"),
    [
        ("A walk", "", "npj S, Published online: 28 May 2026; doi:10.1000/x A walk", ""),
        ("A walk - Wire", "A walk  Wire", "", ""),
        ("A walk", "Sample, Ahead of Print.", f"ABSTRACT {BODY}", BODY),
        ("Volume 3, Issue 2, May 2026.", BODY, "", BODY),
        ("word " * 100, "word " * 100, "", ""),
    ],
)
def test_a_teaser_says_more_than_citation_and_title(
    title: str, summary: str, content: str, teaser: str
) -> None:
    assert clean(entry(title, summary, content)).teaser == teaser


def test_an_item_without_a_title_is_named_by_its_citation() -> None:
    assert (
        clean(entry("", "Sample Oncology, Ahead of Print.")).title
        == "Sample Oncology, Ahead of Print."
    )

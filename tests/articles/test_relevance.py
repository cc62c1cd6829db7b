import pytest

from bot.articles.clean import CleanEntry
from bot.articles.topics import Relevance
from tests.tables import each_row

PHRASES = Relevance(("breast cancer", "breast biopsy", "metasta*", "DCIS"))


def entry(title: str = "", teaser: str = "", text: str = "", *categories: str) -> CleanEntry:
    return CleanEntry("", None, title, teaser, text, "", None, categories)


@each_row(
    "relevant",
    [
        entry("Breast cancer in young women"),
        entry("Drug approved", "It treats BREAST-CANCER after surgery."),
        entry("Drug approved", "", "Once, deep in the text, breast cancer is named."),
        entry("Drug approved", "", "", "Women", "Breast Cancer"),
        entry("How breast cancers differ"),
        entry("Fewer breast biopsies"),
        entry("Metastatic disease"),
        entry("What DCIS is"),
    ],
)
def test_one_place_is_enough(relevant: CleanEntry) -> None:
    assert PHRASES.holds(relevant)


@pytest.mark.parametrize(
    "other",
    [
        entry("Recall of lettuce"),
        entry("Breast implants and lung cancer"),
        entry("Abreast cancerous"),
        entry("dcis in small letters"),
        entry("A breast", "cancer begins the teaser."),
        entry(),
    ],
)
def test_words_apart_or_within_others_are_none(other: CleanEntry) -> None:
    assert not PHRASES.holds(other)


def test_without_phrases_everything_is_taken() -> None:
    assert Relevance(()).holds(entry("Recall of lettuce"))

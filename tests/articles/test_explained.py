from hypothesis import given
from hypothesis import strategies as st

from bot.model.glossary import NO_GLOSSARY, Glossary
from bot.search.glossary import GlossaryWords
from tests.factories import explained
from tests.tables import each_row

WORDS = GlossaryWords(
    Glossary(
        (
            explained("biopsy"),
            explained("sentinel lymph node biopsy", forms=("sentinel lymph node biopsy", "SLNB")),
            explained("lymph node"),
            explained("metastasis"),
            explained("ATM gene", forms=("ATM gene", "ATM")),
            explained("triple-negative breast cancer"),
            explained("metastatic breast cancer", forms=("metastatic breast cancer", "MBC")),
            explained("male breast cancer"),
            explained("hormone receptor-positive", forms=("HR-positive", "ER-positive")),
            explained("HER2-negative"),
        )
    )
)


def names(title: str, teaser: str = "") -> list[str]:
    return [each.name for each in WORDS.found(title, teaser)]


@each_row(
    ("text", "found"),
    [
        ("A biopsy", ["biopsy"]),
        ("BIOPSY!", ["biopsy"]),
        ("Two biopsies", ["biopsy"]),
        ("The biopsy’s result", ["biopsy"]),
        ("Autobiopsy and biopsylike things", []),
        ("Metastases", ["metastasis"]),
        ("Lymph nodes", ["lymph node"]),
        ("Sentinel lymph node biopsy", ["sentinel lymph node biopsy"]),
        ("Sentinel-lymph-node biopsies", ["sentinel lymph node biopsy"]),
        ("A lymph node biopsy", ["lymph node", "biopsy"]),
        ("SLNB", ["sentinel lymph node biopsy"]),
        ("At the atm, and at the ATM", ["ATM gene"]),
        ("money from an atm", []),
        ("triple negative breast cancer", ["triple-negative breast cancer"]),
        ("breast cancer", []),
        ("ER+ tumors", ["hormone receptor-positive"]),
        ("HR+/HER2\u2212 disease", ["hormone receptor-positive", "HER2-negative"]),
        ("At the ER - and HER2 - and more", []),
        ("MBC", ["metastatic breast cancer"]),
        ("Metastatic breast carcinoma (MBC)", ["metastatic breast cancer"]),
        ("Male breast cancer (MBC) in men with MBC", ["male breast cancer"]),
        ("Metaplastic breast carcinomas (MBCs)", []),
        ("A talk (MBC)", ["metastatic breast cancer"]),
        ("", []),
    ],
)
def test_forms_are_found_as_whole_words_the_longest_first(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_each_word_is_found_once_in_the_order_of_title_and_teaser() -> None:
    assert names("Biopsy of a lymph node", "Metastases, and a biopsy") == [
        "biopsy",
        "lymph node",
        "metastasis",
    ]


def test_a_short_form_means_in_the_teaser_what_the_title_says() -> None:
    assert names("Male breast cancer (MBC)", "Drugs for MBC") == ["male breast cancer"]


def test_no_form_reaches_from_the_title_into_the_teaser() -> None:
    assert names("The lymph", "node") == []


def test_no_glossary_finds_nothing() -> None:
    assert GlossaryWords(NO_GLOSSARY).found("A biopsy") == ()


@given(st.text(), st.text())
def test_any_text_can_be_read(title: str, teaser: str) -> None:
    assert set(names(title, teaser)) <= {
        "biopsy",
        "sentinel lymph node biopsy",
        "lymph node",
        "metastasis",
        "ATM gene",
        "triple-negative breast cancer",
        "metastatic breast cancer",
        "male breast cancer",
        "hormone receptor-positive",
        "HER2-negative",
    }

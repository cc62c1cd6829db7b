"""Signs in articles are read as the words that they stand for."""

from hypothesis import given
from hypothesis import strategies as st

from bot.articles.phrase_index import TextWords
from bot.articles.signs import MOST_CHARACTERS_ADDED, signs_as_words, with_names, without_signs
from tests.tables import each_row


def words(text: str) -> str:
    """The words of a text, in lower case."""
    return " ".join(TextWords.of(text).lower)


@each_row(
    ("text", "read"),
    [
        ("HR+/HER2- disease", "hr positive her2 negative disease"),
        ("HR+/HER2\u2212, ER\u2013 disease", "hr positive her2 negative er negative disease"),
        ("ER+PR+HER2-.", "er positive pr positive her2 negative"),
        ("HER2+ve, ER -ve, PR (+) and Her2(\u2212)",
         "her2 positive er negative pr positive and her2 negative"),
        ("estrogen receptor+, ERBB2-", "estrogen receptor positive erbb2 negative"),
        ("HER2low and HER2-low", "her2 low and her2 low"),
        ("HER-2/neu-positive, HER2/neu+", "her2 positive her2 positive"),
        ("ER\u207a/HER2\u207b disease", "er positive her2 negative disease"),
        ("TGF\u03b2, \u03b2-blockers and \u03b1-lactalbumin",
         "tgf beta beta blockers and alpha lactalbumin"),
        ("after TNBC-\u03b1", "after tnbc alpha"),
        ("a patient\u2019s HER-2 status, ER- \u00b1 PR-",
         "a patient s her2 status er negative pr negative"),
    ],
)  # fmt: skip
def test_a_sign_is_a_word(text: str, read: str) -> None:
    assert words(without_signs(text)) == read


@each_row(
    ("text",),
    [
        ("anti-HER2 plus chemo minus steroids, HER2-targeted, estrogen-receptor",),
        ("HER2 - a protein; HER2 \u2013 a protein; HER2\u2014a protein",),
        ("HER2- and HER3-targeted, ER- or PR-positive, HER2- positive",),
        ("HER2+/- disease",),
        ("Vitamin A+, C++, 5-FU, COVID-19, follow-up, side-effects",),
        ("for her- and over- or under-treated later-",),
        ("HR -0.5, HR-1.2 (95% CI 0.5\u20130.9), ER-1",),
        ("5 \u00b5g, \u03c7\u00b2, \u03ba\u03b1\u03c1\u03ba\u03af\u03bd\u03bf\u03c2",),
    ],
)
def test_what_is_no_sign_stays(text: str) -> None:
    assert without_signs(text) == text


@each_row(
    ("text", "names"),
    [
        ("BRCA1/2 carriers speak", "BRCA2 carriers"),
        ("BRCA1 and 2 mutations", "BRCA2 mutations"),
        ("CDK4/6 inhibitors", "CDK6 inhibitors"),
        ("CDK-4/6 or BRCA 1 & 2", "CDK-6 or, BRCA2"),
        ("A phase II/III study", "phase 3 study"),
        ("Stages I\u2013III disease.", "Stage 2 disease, Stage 3 disease"),
        ("Phase 1b/2", "Phase 2"),
        ("phase 3-year, in phase I to start, 1/2 of Q 1/2", ""),
    ],
)
def test_names_of_which_only_the_number_is_written_stand_behind_the_text(
    text: str, names: str
) -> None:
    assert with_names(text) == f"{text} {names}".strip()
    assert signs_as_words(text) == names


def test_the_index_gets_the_words_around_a_sign_once() -> None:
    title, teaser = "New: early HR+, HER2- disease", "In HER2- disease and beyond. HER2- disease"

    assert words(signs_as_words(title, teaser)) == (
        "hr positive her2 negative disease her2 negative disease"
    )
    assert signs_as_words("estrogen receptor+ tumors") == "estrogen receptor positive tumors"
    assert signs_as_words("Words alone", "") == ""
    assert len(signs_as_words(" ".join(f"ER+X{n}" for n in range(999)))) <= MOST_CHARACTERS_ADDED


@given(st.text("HER2BCA1/ +-\u2013\u2212\u03b2()phasetgIV,."))
def test_any_text_is_read(text: str) -> None:
    assert with_names(text).startswith(without_signs(text))
    assert signs_as_words(text) == signs_as_words(text, text)

import re
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge.glossary import load_glossary
from bot.model.glossary import Glossary, GlossaryEntry
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.explained_terms import explained_terms_of
from bot.search.glossary import glossary_words_of
from tests.shared import shipped_glossary

HIGHEST_GRADE = 8
"""The school year in the United States that textstat says the sentences are for."""
ADVICE = re.compile(
    r"\b(?:you|your|should|must|ask|talk to|see a doctor|recommend\w*)\b", re.IGNORECASE
)
THESAURUS = Thesaurus(
    (
        SynonymGroup(SynonymKind.LAY, ("biopsy", "tissue test"), short=("bx",)),
        SynonymGroup(SynonymKind.LAY, ("tumor", "tumour")),
    )
)
ENTRY = """\
[[term]]
name = "biopsy"
group = "biopsy"
also = ["needle test"]
definition = "Taking out tissue."
spanish_name = "biopsia"
spanish = "Sacar tejido."
nci = "biopsy"
reviewed = 2026-11-29
"""
OTHER = """\
[[term]]
name = "tumor"
definition = "A lump."
spanish_name = "tumor"
spanish = "Un bulto."
reviewed = 2026-11-29
"""


def load(folder: Path, text: str) -> Glossary:
    path = folder / "glossary.toml"
    path.write_text(text, "utf-8")
    return load_glossary(path, THESAURUS)


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    """The one that ships."""
    return shipped_glossary()


def test_the_shipped_glossary_has_hundreds_of_words(glossary: Glossary) -> None:
    assert len(glossary) >= 150


def test_every_definition_reads_as_easily_as_grade_eight(glossary: Glossary) -> None:
    import textstat  # noqa: PLC0415 - takes long, and this test alone needs it

    grades = {
        entry.name: textstat.textstat.flesch_kincaid_grade(entry.definition) for entry in glossary
    }

    assert {name: grade for name, grade in grades.items() if grade > HIGHEST_GRADE} == {}


def test_no_definition_gives_advice(glossary: Glossary) -> None:
    assert [entry.name for entry in glossary if ADVICE.search(entry.definition)] == []


def test_every_definition_is_of_whole_sentences(glossary: Glossary) -> None:
    texts = [text for entry in glossary for text in (entry.definition, entry.spanish)]

    assert [text for text in texts if not re.match(r"[^\W\d_a-z].*\.$", text)] == []


def _company(entry: GlossaryEntry, form: str) -> str:
    """Words that show the meaning of a form that needs some."""
    shown = (*entry.beside, *entry.needs) if form in entry.doubtful else ()
    return shown[0].rstrip("*") if shown else ""


def test_every_word_is_found_in_a_text_by_each_of_its_forms(glossary: Glossary) -> None:
    words = glossary_words_of(glossary)

    lost = [
        f"{entry.name}: {form}"
        for entry in glossary
        for form in entry.forms
        if entry not in words.found(f"News of {form}, today", _company(entry, form))
        or (not _company(entry, form) and len(words.found(f"News of {form}, today")) > 1)
    ]

    assert lost == []


def test_a_doubtful_form_is_one_of_the_entry_and_something_decides_it(tmp_path: Path) -> None:
    unknown = ENTRY.replace("nci =", 'doubtful = ["biopsie"]\nbeside = ["needle"]\nnci =')
    undecided = ENTRY.replace("nci =", 'doubtful = ["biopsy"]\nnci =')
    decided = ENTRY.replace("nci =", 'doubtful = ["biopsy"]\nneeds = ["needle"]\nnci =')

    with pytest.raises(KnowledgeError, match="no form “biopsie”"):
        load(tmp_path, unknown)
    with pytest.raises(KnowledgeError, match="beside"):
        load(tmp_path, undecided)
    assert load(tmp_path, decided).entries[0].needs == ("needle",)


MEANINGS = [
    ("Hormone therapy for hormone receptor-positive breast cancer", "endocrine therapy"),
    ("Adjuvant hormone therapy in postmenopausal women", "endocrine therapy"),
    ("Extended hormone therapy with letrozole", "endocrine therapy"),
    ("Radiation after lumpectomy", "radiation therapy"),
    ("Skipping radiation in older women", "radiation therapy"),
    ("Radiation and sun: caring for your skin", "radiation therapy"),
    ("Does radiation help at 70?", "radiation therapy"),
    ("Radiation therapy and sun", "radiation therapy"),
    ("Progression of breast cancer", "disease progression"),
    ("Depression and recurrence of breast cancer", "recurrence"),
    ("Five years in remission", "remission"),
    ("A response rate of 60 %", "objective response rate"),
]
OTHER_MEANINGS = [
    ("FDA removes warning from hormone therapy for hot flashes", "endocrine therapy"),
    ("Hormone therapy for menopause and breast cancer risk", "endocrine therapy"),
    ("Postmenopausal hormone therapy raises breast cancer risk", "endocrine therapy"),
    ("Hormone therapy may raise the risk of recurrence", "endocrine therapy"),
    ("Hormone therapy for women with breast cancer and hot flashes", "endocrine therapy"),
    ("Estrogen-only hormone therapy lowers risk", "endocrine therapy"),
    ("Gender-affirming hormone therapy and breast cancer", "endocrine therapy"),
    ("Radiation from cell phones does not cause breast cancer", "radiation therapy"),
    ("UV radiation and skin", "radiation therapy"),
    ("Background radiation, flights and breast cancer", "radiation therapy"),
    ("Electromagnetic radiation", "radiation therapy"),
    ("Atomic bomb survivors: radiation and breast cancer", "radiation therapy"),
    ("Childhood radiation exposure and breast cancer", "radiation therapy"),
    ("Progression of lymphedema", "disease progression"),
    ("Progression of heart disease", "disease progression"),
    ("Relapse of depression after breast cancer", "recurrence"),
    ("Recurrence of C. difficile", "recurrence"),
    ("Remission of depression", "remission"),
    ("Response rate to survey", "objective response rate"),
]


@pytest.mark.parametrize(("title", "name"), MEANINGS)
def test_a_word_with_several_meanings_is_explained_beside_words_of_this_one(
    glossary: Glossary, title: str, name: str
) -> None:
    assert name in [entry.name for entry in glossary_words_of(glossary).found(title)]


@pytest.mark.parametrize(("title", "name"), OTHER_MEANINGS)
def test_a_word_with_several_meanings_is_not_explained_beside_words_of_another(
    glossary: Glossary, title: str, name: str
) -> None:
    assert name not in [entry.name for entry in glossary_words_of(glossary).found(title)]


@pytest.mark.parametrize("typed", ["hormone therapy", "what is hormone therapy", "radiation"])
def test_who_asks_for_a_word_with_several_meanings_gets_one(glossary: Glossary, typed: str) -> None:
    assert explained_terms_of(glossary).explained(typed)


def test_an_entry_has_the_terms_of_its_group(tmp_path: Path) -> None:
    (entry,) = load(tmp_path, ENTRY)

    assert entry.forms == ("biopsy", "tissue test", "needle test")
    assert entry.short == ("bx",)
    assert entry.url == "https://www.cancer.gov/publications/dictionaries/cancer-terms/def/biopsy"


def test_terms_of_the_group_can_be_left_out(tmp_path: Path) -> None:
    (entry,) = load(tmp_path, ENTRY.replace("also =", 'without = ["tissue test"]\nalso ='))

    assert entry.forms == ("biopsy", "needle test")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "biopsy"', 'name = ""', "line 2: name"),
        ('name = "biopsy"', 'name = "…"', "line 2: name .*no word"),
        ('name = "biopsy"', f'name = "{"x" * 61}"', "line 2: name"),
        ('group = "biopsy"', 'group = "biopsi"', "line 3: .*Did you mean “biopsy”"),
        ('"needle test"', '"!"', "line 4: also .*no word"),
        ("also =", 'without = ["tisue test"]\nalso =', "line 4: .*Did you mean “tissue test”"),
        ("Taking out tissue.", "x" * 241, "line 5: definition"),
        ("Taking out tissue.", " ", "line 5: definition"),
        ("Sacar tejido.", "x" * 301, "line 7: spanish"),
        ('nci = "biopsy"', 'nci = "../biopsy?x"', "line 8: nci"),
        ("2026-11-29", '"2026-11-29"', "line 9: reviewed .*without quotes"),
        ("2026-11-29", "2026-11-29T10:00:00", "line 9: reviewed"),
        ("2026-11-29", "20261129", "line 9: reviewed"),
        ("reviewed", "reviewd", "line 9: the key “reviewd” is unknown"),
    ],
)
def test_a_wrong_entry_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(KnowledgeError, match=said):
        load(tmp_path, ENTRY.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "tumor"', 'name = "Biopsies"', "line 11: “Biopsies” stands for “biopsy”"),
        ('name = "tumor"', 'name = "Tissue-Test"', "line 11: .* stands for “biopsy”"),
        (
            "definition",
            'also = ["needle tests"]\ndefinition',
            "line 12: “needle tests” stands for “biopsy”",
        ),
        ('spanish_name = "tumor"', 'spanish_name = "Biopsia"', "line 13: .*second time"),
    ],
)
def test_a_form_stands_in_one_entry(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(KnowledgeError, match=said):
        load(tmp_path, ENTRY + OTHER.replace(old, new, 1))


def test_without_gives_no_terms_if_there_is_no_group(tmp_path: Path) -> None:
    wrong = OTHER.replace("definition", 'without = ["lump"]\ndefinition', 1)

    with pytest.raises(KnowledgeError, match=r"line 3: .*Name the group"):
        load(tmp_path, wrong)

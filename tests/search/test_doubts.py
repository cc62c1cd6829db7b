"""Words with several meanings, explained in one of them."""

import pytest

from bot.knowledge import shipped
from bot.knowledge.glossary import load_glossary
from bot.knowledge.thesaurus import load_thesaurus
from bot.search.glossary import GlossaryWords

WORDS = GlossaryWords(
    load_glossary(shipped("glossary.toml"), load_thesaurus(shipped("thesaurus.toml")))
)


def explained(title: str) -> set[str]:
    return {entry.name for entry in WORDS.found(title)}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Late recurrence after endocrine therapy", "recurrence"),
        ("Can aspirin prevent recurrence?", "recurrence"),
        ("Risk of recurrence after lumpectomy", "recurrence"),
        ("Recurrence of triple-negative disease after immunotherapy", "recurrence"),
        ("Progression on palbociclib: what comes next", "disease progression"),
        ("Progression of HER2-positive metastatic breast cancer", "disease progression"),
        ("ESR1 mutations predict progression", "disease progression"),
        ("Time to progression to brain metastases", "disease progression"),
        ("My sister's recurrence taught me to rest", "recurrence"),
        ("In remission and still tired", "remission"),
        ("Complete remission from stage IV breast cancer", "remission"),
        ("Recurrent or metastatic TNBC: first-line options", "recurrence"),
        ("Relapsed HER2-positive breast cancer", "recurrence"),
        ("Statins cut recurrence by a third", "recurrence"),
        ("10-year recurrence in node-negative women", "recurrence"),
        ("Exercise lowers recurrence", "recurrence"),
        ("Distant recurrence in lobular breast cancer", "recurrence"),
        ("A blood test finds relapse months before scans", "recurrence"),
        ("Disease progression measured by ctDNA", "disease progression"),
        ("Phase 3 results at the cancer center", "phase 3"),
        ("Adjuvant abemaciclib for five years", "adjuvant"),
        ("Screening starts at 40", "screening"),
        ("Dense breasts and screening", "screening"),
        ("pCR rates rise with pembrolizumab", "pathologic complete response"),
        ("Radiation and the heart", "radiation therapy"),
        ("Dental care during radiation after lumpectomy", "radiation therapy"),
    ],
)
def test_what_is_said_of_cancer_or_of_nothing_is_explained(title: str, name: str) -> None:
    assert name in explained(title)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Recurrence of vertigo after mastectomy", "recurrence"),
        ("Thrombosis recurrence in breast cancer patients", "recurrence"),
        ("COVID recurrence among nurses", "recurrence"),
        ("Recurrence of floods", "recurrence"),
        ("Crohn's disease progression and immunotherapy", "disease progression"),
        ("Parkinson's progression slowed", "disease progression"),
        ("Progression to dementia in older adults", "disease progression"),
        ("Remission from alcohol use", "remission"),
        ("Remission of lupus after CAR T", "remission"),
        ("Recurrent urinary infections on letrozole", "recurrence"),
        ("Recurrent miscarriage before breast cancer", "recurrence"),
        ("Migraine relapse after tamoxifen", "recurrence"),
        ("Progression of her career", "disease progression"),
        ("Seroma recurrence after drain removal", "recurrence"),
        ("Keloid recurrence", "recurrence"),
        ("PCR tests for flu on the oncology ward", "pathologic complete response"),
        ("New adjuvant for shingles vaccine", "adjuvant"),
        ("Screening of the film Pink Ribbons", "screening"),
        ("Phase 2 of the new wing opens", "phase 2"),
        ("Radiation badges for dentists", "radiation therapy"),
        ("Recurrence of eczema", "recurrence"),
        ("Recurrence of Crohn's disease", "recurrence"),
        ("Remission of Alzheimer's disease", "remission"),
        ("Progression of Parkinson's disease", "disease progression"),
        ("Thrombosis recurrence", "recurrence"),
        ("Local recurrence of wildfire", "local recurrence"),
        ("Film screening and panel on breast cancer", "screening"),
        ("Phase 2 of hospital expansion opens", "phase 2"),
        ("Vaccine adjuvant boosts immune response", "adjuvant"),
        ("Dental radiation and nurses", "radiation therapy"),
        ("Recurrence of shingles in breast cancer survivors", "recurrence"),
    ],
)
def test_the_same_word_of_something_else_is_not_explained(title: str, name: str) -> None:
    assert name not in explained(title)


def test_a_laboratory_test_is_explained_as_itself() -> None:
    assert explained("COVID PCR tests before surgery") == {"polymerase chain reaction"}

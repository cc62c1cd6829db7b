"""Tells whether a stage, a recurrence or the like is one of cancer or of another disease. Pure.

Called by `topics`, and by `search.glossary_senses`: "stage 4 kidney disease" is no metastasis.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.articles.phrase_index import WORD, PhraseIndex, TextWords, pattern_of

CANCER_NAMES = PhraseIndex(
    pattern_of("", phrase)
    for phrase in (
        "cancer*", "tumor*", "tumour*", "carcinoma*", "adenocarcinoma*", "metasta*", "mets",
        "oligometasta*", "malignan*", "neoplas*", "breast*", "DCIS", "LCIS", "TNBC", "MBC", "IBC",
        "ILC", "HER2*", "triple negative", "hormone receptor*", "luminal", "lymphoma*", "leukemia*",
        "leukaemia*", "melanoma*", "myeloma*", "sarcoma*", "glioma*", "glioblastoma*", "phyllodes",
        "lesion*", "stage*", "the disease", "their disease", "her disease", "my disease",
        "your disease", "of disease", "breast disease", "metastatic disease", "residual disease",
        "local disease", "distant disease", "advanced disease", "positive disease",
        "negative disease", "invasive disease", "brain disease", "bone disease", "minimal disease",
        "recurrent disease", "recurrent patients", "relapsed patients", "relapsed disease",
        "novo disease", "novo patients", "resistant disease", "resistant cells",
    )
)  # fmt: skip
"""The disease that recurs, remits or progresses is cancer if one of these names it."""
OTHER_DISEASES = PhraseIndex(
    pattern_of("", phrase)
    for phrase in (
        "kidney*", "renal", "heart failure", "heart disease", "heart block", "cardiac",
        "liver disease", "liver failure", "fatty liver", "lung disease", "respiratory",
        "chronic disease", "pressure injur*", "pressure sore*", "pressure wound*", "hip disease",
        "gum disease", "ulcer*", "bedsore*", "wound*", "burn", "burns", "injur*", "hypertension",
        "contracture*", "asthma", "diabet*", "dementia", "Alzheimer*", "Parkinson*",
        "multiple sclerosis", "epilepsy", "stroke", "angina", "obesity", "prolapse*", "apnea",
        "apnoea", "sleep", "hemorrhoid*", "haemorrhoid*", "glaucoma", "cataract*", "gout", "acne",
        "rosacea", "eczema", "frostbite", "syndrome*", "disorder*", "deficiency", "depression",
        "anxiety", "insomnia", "incontinence", "emphysema", "aneurysm*", "lupus", "HIV", "AIDS",
        "CKD", "ESRD", "COPD", "GERD", "NAFLD", "MASLD", "NASH", "MASH", "GVHD", "MRONJ", "BRONJ",
        "ONJ", "AKI", "PAD", "seroma*", "pain", "labor", "evacuation", "drought", "alert*",
        "flood*", "wildfire*", "smog",
    )
)  # fmt: skip
"""Other diseases that have stages, and other things: "the stage 4 drought alert"."""
OTHER_ENDINGS = ("itis", "osis", "pathy", "edema", "oedema", "penia", "algia", "trophy")
"""Of names of diseases: "endometriosis", "lymphedema", "arthritis"."""
NO_DISEASES = frozenset(
    """
    diagnosis prognosis apoptosis mitosis necrosis symbiosis hypnosis empathy sympathy apathy
    telepathy neuropathy homeopathy naturopathy osteopathy
    """.split()
)
"""Words with such an ending that name no disease, or none with stages."""
DISEASE_ENDS = frozenset(
    """
    in after with among for on during following by at as while when than despite under before
    """.split()
)
"""The name of the disease ends before one of these: "recurrence of shingles in survivors"."""
STAGED_PEOPLE = frozenset(
    """
    patient patients woman women man men people person mother mothers mom moms mum mums father
    survivor survivors thriver thrivers lifer lifers warrior warriors friend friends advocate
    advocates life living me my you your our story diary journey
    """.split()
)
"""What follows is no disease: "stage 4 women sleep badly"."""
SIGNS_BETWEEN = re.compile(r"[.,:;!?|\u2013\u2014\u2026]|['\u2019]\s|^['\u2019]$")
"""Between two words, these end a name: punctuation, and the sign of a possessive."""
MOST_DISEASE_WORDS = 6
"""Words of the longest name of a disease. "Early-stage hormone receptor-positive breast cancer" has
six. Chosen by eye."""


def is_of_other_disease(words: TextWords, at: int, end: int) -> bool:
    """Whether these words of a text, such as "stage 4", are said of another disease than cancer.

    Its name follows them, "stage 4 kidney disease", or ends right before, "CKD stage 4".
    """
    parted = _parted(words.text)
    behind = words.part(end, end + _length_of_name(words, end, parted))
    cancer = next((start for start, _, _ in CANCER_NAMES.matches(behind)), None)
    other = min(_other_diseases(behind), default=None)
    if cancer is not None:
        # "Kidney cancer" is one.
        return other is not None and cancer > other[1]
    before = words.part(max(0, at - 3), at if words.first + at not in parted else 0)
    ends_before = any(
        before.lower[last:] in {(), ("disease",)} for _, last in _other_diseases(before)
    )
    return other is not None or ends_before


def _length_of_name(words: TextWords, at: int, parted: frozenset[int]) -> int:
    """How many words from `at` on may name one disease."""
    behind = words.lower[at : at + MOST_DISEASE_WORDS]
    for n, word in enumerate(behind):
        joins = word in {"and", "or"} and not "".join(behind[n + 1 : n + 2]).isdigit()
        if words.first + at + n in parted or joins or word in DISEASE_ENDS | STAGED_PEOPLE:
            return n
    return len(behind)


def _parted(text: str) -> frozenset[int]:
    """The indexes of the words of a text that a sign or a possessive parts from the one before."""
    between = (text[left.end() : right.start()] for left, right in pairwise(WORD.finditer(text)))
    return frozenset(at for at, signs in enumerate(between, start=1) if SIGNS_BETWEEN.search(signs))


def _other_diseases(words: TextWords) -> Iterator[tuple[int, int]]:
    """The first word of each name of another disease, and the one behind its last word."""
    for start, end, _ in OTHER_DISEASES.matches(words):
        yield start, end
    for at, word in enumerate(words.lower):
        if word.endswith(OTHER_ENDINGS) and word not in NO_DISEASES:
            yield at, at + 1

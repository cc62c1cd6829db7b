"""Tells whether a stage, a recurrence or the like is one of cancer or of another disease. Pure.

Called by `topics`, and by `search.glossary_senses`: "stage 4 kidney disease" is no metastasis.
"""

from collections.abc import Iterator

from bot.articles.phrase_index import PhraseIndex, TextWords, pattern_of

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
        "gum disease", "ulcer*", "bedsore*", "wound*", "burn*", "injur*", "hypertension",
        "contracture*", "asthma", "diabet*", "dementia", "Alzheimer*", "Parkinson*",
        "multiple sclerosis", "epilepsy", "stroke", "angina", "obesity", "prolapse*", "apnea",
        "apnoea", "sleep", "hemorrhoid*", "haemorrhoid*", "glaucoma", "cataract*", "gout", "acne",
        "rosacea", "eczema", "frostbite", "syndrome*", "disorder*", "deficiency", "depression",
        "anxiety", "insomnia", "incontinence", "emphysema", "aneurysm*", "lupus", "HIV", "AIDS",
        "CKD", "ESRD", "COPD", "GERD", "NAFLD", "MASLD", "NASH", "MASH", "GVHD", "MRONJ", "BRONJ",
        "ONJ", "AKI", "PAD", "seroma*", "pain", "labor", "evacuation", "lockdown*", "restriction*",
        "drought", "alert*", "flood*", "wildfire*", "smog",
    )
)  # fmt: skip
"""Other diseases that have stages, and other things: "the stage 4 drought alert"."""
OTHER_ENDINGS = ("itis", "osis", "pathy", "edema", "oedema", "penia", "algia", "trophy")
"""Of names of diseases: "endometriosis", "lymphedema", "arthritis"."""
NO_DISEASES = frozenset("diagnosis prognosis apoptosis mitosis necrosis symbiosis hypnosis".split())
"""Words with such an ending that name no disease."""
DISEASE_ENDS = frozenset(
    """
    in after with among for on during following by at as while when than despite under before
    """.split()
)
"""The name of the disease ends before one of these: "recurrence of shingles in survivors"."""
MOST_DISEASE_WORDS = 6
"""Words of the longest name of a disease. "Early-stage hormone receptor-positive breast cancer" has
six. Chosen by eye."""


def is_of_other_disease(words: TextWords, at: int, end: int) -> bool:
    """Whether these words of a text, such as "stage 4", are said of another disease than cancer.

    Its name follows them, "stage 4 kidney disease", or ends right before, "CKD stage 4".
    """
    behind = words.part(end, end + MOST_DISEASE_WORDS)
    length = next((n for n, word in enumerate(behind.lower) if word in DISEASE_ENDS), None)
    behind = words.part(end, end + len(behind.lower[:length]))
    cancer = next((start for start, _, _ in CANCER_NAMES.matches(behind)), None)
    other = min(_other_diseases(behind), default=None)
    if cancer is not None:
        # "Kidney cancer" is one.
        return other is not None and cancer > other[1]
    before = words.part(max(0, at - 3), at)
    ends_before = any(
        before.lower[last:] in {(), ("disease",)} for _, last in _other_diseases(before)
    )
    return other is not None or ends_before


def _other_diseases(words: TextWords) -> Iterator[tuple[int, int]]:
    """The first word of each name of another disease, and the one behind its last word."""
    for start, end, _ in OTHER_DISEASES.matches(words):
        yield start, end
    for at, word in enumerate(words.lower):
        if word.endswith(OTHER_ENDINGS) and word not in NO_DISEASES:
            yield at, at + 1

"""The values of the operators `in:` and `kind:`: kinds of study, as people name them. Pure.

Called by `filters`, and by `completer` for those that it offers.
"""

from collections.abc import Mapping

from bot.model.article import PEOPLE_STUDIES, TRIAL_STUDIES, EvidenceKind
from bot.search.words import words_of

StudyKinds = frozenset[EvidenceKind]

OFFERED_VALUES: Mapping[str, Mapping[str, StudyKinds]] = {
    "in": {"people": PEOPLE_STUDIES, "laboratory": frozenset({EvidenceKind.LABORATORY})},
    "kind": {
        "trial": TRIAL_STUDIES,
        "randomized": frozenset({EvidenceKind.RANDOMIZED}),
        "observed": frozenset({EvidenceKind.OBSERVED}),
        "review": frozenset({EvidenceKind.REVIEW}),
        "laboratory": frozenset({EvidenceKind.LABORATORY}),
    },
}
"""By operator; sentences and completions name these."""
OTHER_NAMES = {
    "people": """
        person persons human humans patient patients women men adults survivors participants
        personas pacientes mujeres pessoas mulheres personnes femmes menschen frauen patienten
    """,
    "laboratory": """
        lab labs laboratory_study animal animals animal_study mouse mice rat rats cell cells
        cell_study dish preclinical pre_clinical in_vitro vitro in_vivo organoids bench
        laboratorio animales ratones células laboratório animais camundongos laboratoire animaux
        souris labor tiere tieren mäuse mäusen zellen
    """,
    "trial": """
        trials clinical_trial clinical_trials phase phase_1 phase_2 phase_3 phase_4 phase_i phase_ii
        phase_iii phase_iv phase1 phase2 phase3 phase_1_trial phase_2_trial phase_3_trial
        ensayo ensayos ensayo_clínico ensaio ensaios ensaio_clínico essai essais essai_clinique
        klinische_studie
    """,
    "randomized": """
        randomised rct rcts randomized_trial randomised_trial randomized_trials randomised_trials
        randomized_controlled_trial randomised_controlled_trial
        aleatorizado aleatorio randomizado randomisé randomisée randomisiert
    """,
    "observed": """
        observational observation observational_study cohort cohorts cohort_study case_control
        registry survey population epidemiology
        observacional cohorte coorte observationnel observationnelle beobachtung kohorte
    """,
    "review": """
        reviews systematic_review systematic_reviews meta metaanalysis meta_analysis meta_analyses
        many_studies overview evidence_synthesis
        revisión metaanálisis meta_análisis revisão metanálise meta_análise revue méta_analyse
        übersicht übersichtsarbeit metaanalyse
    """,
}
"""What else people write for an offered value, with "_" for a space or a hyphen: words of the
field, and those on cards."""


def _key(value: str) -> str:
    return " ".join(words_of(value.replace("_", " ")))


STUDIES_BY_NAME: Mapping[str, Mapping[str, StudyKinds]] = {
    operator: {
        _key(name): kinds
        for value, kinds in offered.items()
        for name in (value, *OTHER_NAMES[value].split())
    }
    for operator, offered in OFFERED_VALUES.items()
}


def studies_named(operator: str, value: str) -> StudyKinds | None:
    """The kinds of study that a value of `in:` or `kind:` names; None if it names none."""
    return STUDIES_BY_NAME[operator].get(_key(value))

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
_PHASES = " ".join(
    f"phase_{number} phase{number} phase_{number}_trial phase_{number}_trials phase_{number}_study"
    for number in "0 1 1a 1b 2 2a 2b 3 3a 3b 4 i ii iii iv".split()
)
OTHER_NAMES = {
    "people": """
        person persons human humans patient patients women men adults survivors participants
        personas pacientes mujeres pessoas mulheres personnes femmes menschen frauen patienten
    """,
    "laboratory": """
        lab labs laboratory_study animal animals animal_study mouse mice rat rats cell cells
        animal_studies cell_study preclinical pre_clinical preclinical_study in_vitro vitro in_vivo
        laboratory_studies lab_study lab_studies mouse_study organoids
        laboratorio animales ratones células laboratório animais camundongos laboratoire animaux
        souris labor tiere tieren mäuse mäusen zellen
    """,
    "trial": f"""
        trials clinical_trial clinical_trials clinical_study clinical_studies phase {_PHASES}
        ensayo ensayos ensayo_clínico ensaio ensaios ensaio_clínico essai essais essai_clinique
        klinische_studie
    """,
    "randomized": """
        randomised rct rcts randomized_trial randomised_trial randomized_trials randomised_trials
        randomized_study randomised_study randomized_studies randomised_studies
        randomized_controlled_trial randomised_controlled_trial randomized_controlled_trials
        aleatorizado aleatorio randomizado randomisé randomisée randomisiert
    """,
    "observed": """
        observational observation observational_study observational_studies cohort cohorts
        cohort_study cohort_studies case_control case_control_study registry registry_study survey
        epidemiology
        observacional cohorte coorte observationnel observationnelle beobachtung kohorte
    """,
    "review": """
        reviews systematic_review systematic_reviews meta metaanalysis meta_analysis meta_analyses
        many_studies evidence_synthesis
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
"""By operator, and by a name as `_key` writes it."""
SPOKEN_STUDY = r"(?:(?<=in:)|(?<=in:[ ])|(?<=kind:)|(?<=kind:[ ]))(?:{})(?!\w)".format(
    "|".join(
        sorted(
            (
                name.replace(" ", "[ -]")
                for names in STUDIES_BY_NAME.values()
                for name in names
                if " " in name
            ),
            key=len,
            reverse=True,
        )
    )
)
"""Names of several words, which need no quotes; for an expression that ignores case and spaces."""


def studies_named(operator: str, value: str) -> StudyKinds | None:
    """The kinds of study that a value of `in:` or `kind:` names; None if it names none."""
    return STUDIES_BY_NAME[operator].get(_key(value))

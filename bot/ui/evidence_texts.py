"""The sentences on the kind of study that an article reports. Called by `ui` and the command line.

Nothing here calls a study strong or weak. An emoji stands behind the words, since screen readers
read it aloud, and a space that does not break keeps it beside them.
"""

from collections.abc import Mapping

from msgspec import Struct

from bot.model.article import Evidence, EvidenceKind
from bot.ui.texts import gettext as _

SHORT_MARKS: Mapping[EvidenceKind, str] = {
    EvidenceKind.RANDOMIZED: _("randomized trial in people"),
    EvidenceKind.TRIAL: _("clinical trial in people"),
    EvidenceKind.OBSERVED: _("people were observed"),
    EvidenceKind.REVIEW: _("many studies together"),
    EvidenceKind.LABORATORY: _("laboratory study, not in people"),
}
RECRUITING_TRIALS = _("Trials that are recruiting")
IN_PEOPLE = _("studies in people")
TRIALS_IN_PEOPLE = _("trials in people")


class StudyTexts(Struct, frozen=True):
    """The sentences of one language on the page that explains a kind of study."""

    title: str
    marks: Mapping[EvidenceKind, str]
    trial_of_phase: str
    of_phase: str
    took_part: str
    definitions: Mapping[EvidenceKind, str]
    says: str
    pubmed_says: str
    by_rules: str
    by_pubmed: str
    counted_by_rules: str
    trial_button: str
    no_kind: str


ENGLISH_STUDY = StudyTexts(
    title=_("What kind of study?"),
    marks={
        EvidenceKind.RANDOMIZED: _("**Randomized trial in people**\u00a0⚖️"),
        EvidenceKind.TRIAL: _("**Clinical trial in people**"),
        EvidenceKind.OBSERVED: _("**People were observed, not assigned**\u00a0👥"),
        EvidenceKind.REVIEW: _("**Many studies looked at together**\u00a0📚"),
        EvidenceKind.LABORATORY: _("**Laboratory study, not in people**\u00a0🧫"),
    },
    trial_of_phase=_("Phase {phase} trial in people"),
    of_phase=_("phase {phase}"),
    took_part=_("{count:,} took part"),
    definitions={
        EvidenceKind.RANDOMIZED: _(
            "People agreed to take part, and chance decided who got which treatment. So the "
            "groups were alike at the start. If they differ at the end, the treatment is the "
            "likely reason."
        ),
        EvidenceKind.TRIAL: _(
            "A treatment is tested in people, one step after another. Phase 1 looks for a safe "
            "dose, phase 2 for first signs that it works. Phase 3 compares it with the usual "
            "treatment, and phase 4 watches it in everyday use."
        ),
        EvidenceKind.OBSERVED: _(
            "Researchers looked at what happened to people, and changed nothing. Two things that "
            "often go together need not be cause and effect."
        ),
        EvidenceKind.REVIEW: _(
            "Researchers gathered the studies on one question and looked at all of them "
            "together. The answer depends on the studies that there are."
        ),
        EvidenceKind.LABORATORY: _(
            "Cells or animals were studied, not people. Such work shows how things may act in "
            "the body. Only studies in people can tell whether it holds for them."
        ),
    },
    says=_("The article says: {quotes}."),
    pubmed_says=_("PubMed lists it as: {quotes}."),
    by_rules=_("Computed from the text by rules; it may be wrong."),
    by_pubmed=_("Taken from PubMed's publication types."),
    counted_by_rules=_("How many took part was computed from the text by rules; it may be wrong."),
    trial_button=_("Trial {number}"),
    no_kind=_("The bot cannot tell what kind of study this article reports."),
)
SPANISH_STUDY = StudyTexts(
    title="¿Qué tipo de estudio?",
    marks={
        EvidenceKind.RANDOMIZED: "**Ensayo aleatorizado en personas**\u00a0⚖️",
        EvidenceKind.TRIAL: "**Ensayo clínico en personas**",
        EvidenceKind.OBSERVED: "**Se observó a personas, sin asignarles nada**\u00a0👥",
        EvidenceKind.REVIEW: "**Muchos estudios vistos juntos**\u00a0📚",
        EvidenceKind.LABORATORY: "**Estudio de laboratorio, no en personas**\u00a0🧫",
    },
    trial_of_phase="Ensayo de fase {phase} en personas",
    of_phase="fase {phase}",
    took_part="{count} participaron",
    definitions={
        EvidenceKind.RANDOMIZED: (
            "Las personas aceptaron participar, y el azar decidió quién recibía qué tratamiento. "
            "Así, los grupos eran parecidos al principio. Si al final se diferencian, lo más "
            "probable es que se deba al tratamiento."
        ),
        EvidenceKind.TRIAL: (
            "Un tratamiento se prueba en personas, paso a paso. La fase 1 busca una dosis segura; "
            "la fase 2, primeras señales de que funciona. La fase 3 lo compara con el tratamiento "
            "habitual, y la fase 4 lo vigila en el uso diario."
        ),
        EvidenceKind.OBSERVED: (
            "Se miró lo que les pasó a las personas, sin cambiar nada. Que dos cosas vayan a "
            "menudo juntas no demuestra que una cause la otra."
        ),
        EvidenceKind.REVIEW: (
            "Se reunieron los estudios sobre una pregunta y se miraron todos juntos. La respuesta "
            "depende de los estudios que hay."
        ),
        EvidenceKind.LABORATORY: (
            "Se estudiaron células o animales, no personas. Ese trabajo muestra cómo pueden actuar "
            "las cosas en el cuerpo. Si vale para las personas, solo lo dicen estudios en personas."
        ),
    },
    says="El artículo dice: {quotes}.",
    pubmed_says="PubMed lo clasifica como: {quotes}.",
    by_rules="Calculado a partir del texto con reglas; puede estar equivocado.",
    by_pubmed="Tomado de los tipos de publicación de PubMed.",
    counted_by_rules=(
        "Cuántas personas participaron se calculó a partir del texto con reglas; puede estar "
        "equivocado."
    ),
    trial_button="Ensayo {number}",
    no_kind="El bot no sabe de qué tipo de estudio informa este artículo.",
)


def short_evidence(
    evidence: Evidence | None,
    marks: Mapping[EvidenceKind, str] = SHORT_MARKS,
    of_phase: str = ENGLISH_STUDY.trial_of_phase,
) -> list[str]:
    """The words in a list; none if the kind of study is not known."""
    if evidence is None:
        return []
    mark = marks[evidence.kind]
    if evidence.kind is EvidenceKind.TRIAL and evidence.phase:
        mark = of_phase.format(phase=evidence.phase).lower()
    return [mark]

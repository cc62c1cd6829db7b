"""Reads PubMed's publication types: what kind of study they mean, and whether it stands. Pure.

Called by `pipelines.evidence`. The form of the answer is that of `esummary` in NCBI's E-utilities
(https://www.ncbi.nlm.nih.gov/books/NBK25499/), as JSON.
"""

import json
from collections.abc import Collection, Iterable

from msgspec import Struct

from bot.errors import ParseError
from bot.model.article import (
    Evidence,
    EvidenceKind,
    EvidenceSource,
    Registry,
    RegistryNotice,
    UpdateKind,
)

NO_SUMMARIES = "The answer is not one of PubMed's E-utilities."
COMPLETE_STATUS = "indexed for medline"
"""The status of records to which librarians have added the publication types."""
MOST_TYPES, TYPE_CHARACTERS = 20, 80
"""Publication types that are read of an article, and characters of each. Chosen by eye."""

NO_STUDY_TYPES = frozenset({"clinical trial protocol", "practice guideline", "guideline"})
OF_ANIMALS = "veterinary"
REVIEW_TYPES = frozenset({"systematic review", "meta-analysis", "network meta-analysis"})
RANDOMIZED_TYPES = frozenset({"randomized controlled trial", "equivalence trial"})
TRIAL_TYPES = frozenset(
    {
        *("clinical trial", "controlled clinical trial", "adaptive clinical trial"),
        "pragmatic clinical trial",
    }
)
PHASES = {
    "clinical trial, phase i": "1",
    "clinical trial, phase ii": "2",
    "clinical trial, phase iii": "3",
    "clinical trial, phase iv": "4",
}
OBSERVED_TYPES = frozenset({"observational study"})
NOTICE_TYPES = {
    "retracted publication": UpdateKind.RETRACTION,
    "retraction of publication": UpdateKind.RETRACTION_NOTICE,
    "retraction notice": UpdateKind.RETRACTION_NOTICE,  # its name since 2025
    "expression of concern": UpdateKind.CONCERN_NOTICE,
}
"""Types by which a record does not stand, or is the notice that another one does not.
https://www.nlm.nih.gov/mesh/pubtypes.html"""


class PubMedRecord(Struct, frozen=True):
    """PubMed's record of an article.

    Attributes:
        types: its publication types; empty if PubMed does not know the article.
        complete: whether no more types will be added.
    """

    types: tuple[str, ...] = ()
    complete: bool = False


def read_summaries(body: bytes, pmids: Collection[str]) -> dict[str, PubMedRecord]:
    """The records of an answer, by id; articles that it does not know have an empty one.

    Raises:
        ParseError: it is no such answer.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise ParseError(NO_SUMMARIES) from exc
    result = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(result, dict):
        raise ParseError(NO_SUMMARIES)
    return {pmid: _record(result.get(pmid)) for pmid in pmids}


def _record(summary: object) -> PubMedRecord:
    if not isinstance(summary, dict) or not isinstance(summary.get("pubtype"), list):
        return PubMedRecord()
    named = (" ".join(each.split()) for each in summary["pubtype"] if isinstance(each, str))
    types = tuple(each[:TYPE_CHARACTERS] for each in named if each)[:MOST_TYPES]
    status = str(summary.get("recordstatus", "")).lower()
    return PubMedRecord(types, COMPLETE_STATUS in status)


def decides(types: Iterable[str]) -> bool:
    """Whether the types say what kind of study it is, or that it is none in people."""
    known = _folded(types)
    kinds = (NO_STUDY_TYPES, REVIEW_TYPES, RANDOMIZED_TYPES, TRIAL_TYPES, OBSERVED_TYPES)
    of_animals = any(OF_ANIMALS in each for each in known)
    return of_animals or any(not known.isdisjoint(each) for each in (*kinds, frozenset(PHASES)))


def notice_of_types(types: Iterable[str]) -> RegistryNotice | None:
    """The gravest statement in the types on whether the article stands; None if there is none.

    PubMed gives no date of it here.
    """
    known = _folded(types)
    found = [
        RegistryNotice(kind, source=Registry.PUBMED)
        for name, kind in NOTICE_TYPES.items()
        if name in known
    ]
    return min(found, key=lambda each: each.gravity, default=None)


def evidence_of_types(types: Collection[str], by_rules: Evidence | None) -> Evidence | None:
    """The kind of study by types that decide; None for `NO_STUDY_TYPES` and for animals.

    The rules add how many people took part.
    """
    known = _folded(types)
    if known & NO_STUDY_TYPES or any(OF_ANIMALS in each for each in known):
        return None
    if known & REVIEW_TYPES:
        return _evidence(EvidenceKind.REVIEW, types, REVIEW_TYPES)
    phase = "/".join(number for name, number in PHASES.items() if name in known)
    if known & RANDOMIZED_TYPES:
        size = by_rules.size if by_rules else None
        shown = RANDOMIZED_TYPES | PHASES.keys()
        return _evidence(EvidenceKind.RANDOMIZED, types, shown, phase, size)
    if phase or known & TRIAL_TYPES:
        return _evidence(EvidenceKind.TRIAL, types, TRIAL_TYPES | PHASES.keys(), phase)
    return _evidence(EvidenceKind.OBSERVED, types, OBSERVED_TYPES)


def _evidence(
    kind: EvidenceKind,
    types: Collection[str],
    shown: Collection[str],
    phase: str = "",
    size: int | None = None,
) -> Evidence:
    why = tuple(each for each in types if each.lower() in shown)
    return Evidence(kind, phase, size, why, EvidenceSource.PUBMED)


def _folded(types: Iterable[str]) -> frozenset[str]:
    return frozenset(each.lower() for each in types)

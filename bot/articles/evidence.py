"""Decides what kind of study an article reports, by its words. Pure; called by `extract`.

The rules read the title, and of journals and preprints the abstract, too. The text of news and
essays mentions mice and trials that the article is not about. The first rule that fires decides:

    protocol, guideline, reply, plan ─► no label
    many studies together      ─► REVIEW
    assigned at random         ─► RANDOMIZED      these three need people,
    a headline's own words     ─► one of these    and no animal in the title
    a phase of testing         ─► TRIAL
    counted and followed       ─► OBSERVED
    animals or cells, and no sign of people ─► LABORATORY

A study that a title only mentions is none of these, and of news a finding must be told.

A study of people that is called laboratory work does most harm, so any sign of people vetoes that
label. If a rule changes, raise RULES_EDITION in `pipelines.evidence`.
"""

import re

from bot.articles import study_words as words
from bot.articles.assigned_counts import assigned_count
from bot.articles.headline_rules import tells_finding, told_in_headline
from bot.articles.laboratory_rules import laboratory_study
from bot.articles.observed_rules import observed_of
from bot.articles.randomized_rules import assignments
from bot.articles.review_rules import review_of
from bot.articles.study_text import StudyText, quotes_of
from bot.articles.trial_rules import phase_of, trial_of
from bot.model.article import PEOPLE_STUDIES, Evidence, EvidenceKind
from bot.model.feed import PAPER_KINDS, FeedKind

LONGEST_ABSTRACT = 4_000
"""Characters; `storage.rows` reads as many. The longest of 1,033 abstracts of MEDLINE has 3,700
(measured)."""
LONGEST_COMMENTARY = 700
"""Characters of an abstract that presents the work of others. Of the commentaries among 36,264
abstracts, the longest has 692 (measured)."""
PLANNED_KINDS = PEOPLE_STUDIES - {EvidenceKind.REVIEW}
MOST_TRIALS = 3
"""A text that names more is a list of trials, and about none of them. Chosen by eye."""
TRIAL_NUMBER = re.compile(r"nct(?<![^\W_]nct)[\W_]{0,3}(\d{8})(?!\d)")
"""In lower case: to ignore case takes longer. People write "NCT 01234567", and old links "nct"."""
TRIAL_LINK = re.compile(r"clinicaltrials\.gov/[^\s\"'<>]{0,200}")
"""A link to ClinicalTrials.gov, in lower case; it names the trial in its first characters."""


def evidence_of(title: str, abstract: str, kind: FeedKind) -> Evidence | None:
    """The kind of study that an article of such a feed reports; None if the rules cannot tell."""
    head = StudyText.of(title)
    text = StudyText.of(abstract[:LONGEST_ABSTRACT] if kind in PAPER_KINDS else "")
    for rule in RULES:
        if found := rule(head, text):
            planned = found.kind in PLANNED_KINDS and _is_planned(head, text)
            told = kind in PAPER_KINDS or tells_finding(head, found.kind)
            reports = told and _reports_study(head, text, found.kind)
            return found if reports and not planned else None
    return None


def _is_planned(title: StudyText, text: StudyText) -> bool:
    """Whether a title is about a study without findings, and no abstract counts people."""
    if not title.has(words.PLAN_WORDS) or not title.search(words.PLANNED):
        return False
    return not (title.search(words.RESULTS_TOLD) or text.search(words.SEVERAL_PEOPLE))


def _reports_study(title: StudyText, text: StudyText, kind: EvidenceKind) -> bool:
    names_others = len(text.low) <= LONGEST_COMMENTARY and text.search(words.COMMENTARY)
    if names_others and not words.OWN_REPORT.search(text.low):
        return False
    essay = kind is not EvidenceKind.REVIEW and title.search(words.OVERVIEW_TITLE)
    if title.has(words.NO_STUDY_WORDS):
        if title.search(words.NO_STUDY):
            return False
        essay = essay or title.search(words.ESSAY_TITLE)
    return not essay or text.search(words.SEVERAL_PEOPLE) is not None


def _randomized(title: StudyText, text: StudyText) -> Evidence | None:
    quote, said = assignments(title, text)
    if not quote:
        return None
    phase, of_phase = phase_of(title, text)
    size, counted = assigned_count(said)
    return Evidence(
        EvidenceKind.RANDOMIZED, phase, size or None, quotes_of(quote, counted, of_phase)
    )


def _in_headline(title: StudyText, text: StudyText) -> Evidence | None:
    found = told_in_headline(title, text)
    if found is None or found.kind not in {EvidenceKind.RANDOMIZED, EvidenceKind.TRIAL}:
        return found
    phase, quote = phase_of(title, text)
    return Evidence(found.kind, phase, why=quotes_of(*found.why, quote))


RULES = (review_of, _randomized, _in_headline, trial_of, observed_of, laboratory_study)
"""The first that fires decides."""


def trials_of(*texts: str) -> tuple[str, ...]:
    """The numbers of ClinicalTrials.gov that the texts name, each once, in their order.

    None if they name many.
    """
    found = (number for text in texts for number in TRIAL_NUMBER.findall(text.lower()))
    numbers = tuple(f"NCT{each}" for each in dict.fromkeys(found))
    return numbers if len(numbers) <= MOST_TRIALS else ()


def trial_links(markup: str) -> str:
    """The links to ClinicalTrials.gov in some HTML, for `trials_of`: their words name no trial."""
    return " ".join(TRIAL_LINK.findall(markup.lower()))

"""The rule that knows trials in which people are treated, and chance is not spoken of. Pure.

Used by `evidence`; `trial_words` has the expressions.
"""

import re

from bot.articles import observed_words
from bot.articles import trial_words as words
from bot.articles.laboratory_rules import animals_alone, laboratory_mentions
from bot.articles.mentioned_studies import (
    IN_RECORDS,
    is_of_others_in_text,
    reported,
    reported_words,
)
from bot.articles.observed_rules import is_no_report
from bot.articles.randomized_rules import speaks_of_chance
from bot.articles.randomized_words import LOOKED_AT_AGAIN, OF_ANOTHER_TRIAL
from bot.articles.signs import ARABIC
from bot.articles.study_text import StudyText, is_overview, own_part, quotes_of, search_own
from bot.articles.study_words import PEOPLE_WORDS, SEVERAL_PEOPLE
from bot.model.article import Evidence, EvidenceKind

PHASE_PART = re.compile(r"(iv|i{1,3}|[1-4])([abc]?)")


def trial_of(title: StudyText, text: StudyText) -> Evidence | None:
    """The label of a trial; None if the article reports none, or chance seems to have decided."""
    phase, quote = phase_of(title, text)
    quote = quote or _design_of(title, text)
    if not quote or animals_alone(title) or _is_other_work(title, text, quote):
        return None
    if speaks_of_chance(title, text) and not StudyText.of(quote).search(words.ONE_ARM):
        return None
    if not title.has(words.PHASE_WORD) and title.search(observed_words.COHORT_TITLE):
        return None
    return Evidence(EvidenceKind.TRIAL, phase, why=quotes_of(quote))


def _is_other_work(title: StudyText, text: StudyText, quote: str) -> bool:
    """Whether the words of a trial stand in a report of something else.

    A trial that its title names may have looked back, or asked its people, too. If it is only the
    source, the title may be about its people: "Biomarkers of relapse: results of a phase 2 trial".
    """
    if title.search(words.OF_NO_TRIAL) or is_overview(text):
        return True
    at = title.text.find(quote)
    is_source = at < 0 or OF_ANOTHER_TRIAL.search(title.low[:at]) is not None
    if (is_source or quote.lower().startswith("prospective")) and title.search(LOOKED_AT_AGAIN):
        return True
    named = at >= 0 and not title.search(words.PILOT)
    return not named and search_own(text, words.OF_NO_TRIAL) is not None


def phase_of(title: StudyText, text: StudyText) -> tuple[str, str]:
    """The phase of the trial, and the words that say so; empty if there is none."""
    found = reported(title, words.PHASE_TITLE, text) if title.has(words.PHASE_WORD) else None
    if found and not title.search(words.NO_PHASE_IN_TITLE):
        return _arabic(found[found.lastindex or 0]), title.quote(found)
    for sentence in text.sentences("phase") if text.has(words.PHASE_WORD) else ():
        found = sentence.search(words.OWN_PHASE)
        if not found or is_of_others_in_text(sentence, found.start(1)):
            continue
        if not sentence.search(words.NO_PHASE):
            return _arabic(found[1]), sentence.quote(found)
    return "", ""


def _design_of(title: StudyText, text: StudyText) -> str:
    """The words that name a design by which people are treated in a trial; "" without."""
    if title.has(words.DESIGN_WORDS) and (said := reported_words(title, words.DESIGN_TITLE, text)):
        return said
    designed = text.has(words.DESIGN_WORDS) and text.search(words.DESIGN_TITLE)
    for sentence in text.sentences() if designed else ():
        found = sentence.search(words.OWN_DESIGN)
        if not found or is_of_others_in_text(sentence, found.start(1)):
            continue
        if not sentence.search(words.NO_PHASE) and text.has(PEOPLE_WORDS):
            return sentence.quote(found)
    return _treatment(title, text) if text.has(PEOPLE_WORDS) else ""


def _treatment(title: StudyText, text: StudyText) -> str:
    """The words that tell how people were treated to see what happens; "" without."""
    if pilot := title.first(words.PILOT) or text.first(words.PILOT) or _of_one_group(title, text):
        given = text.search(words.PILOTED) and not text.search(IN_RECORDS)
        if given and not (
            text.search(observed_words.COMPARED) or laboratory_mentions(text) or is_no_report(text)
        ):
            return pilot
    healthy = text.first(words.HEALTHY_TREATED)
    if healthy and not search_own(text, words.LOOKED_BACK):
        return healthy
    if not text.has(words.RESPONSE_WORDS) or not text.search(words.RESPONSES):
        return ""
    if title.search(words.LOOKED_BACK):
        return ""
    if text.search(words.LOOKED_BACK) and (text := own_part(text)).search(words.LOOKED_BACK):
        return ""
    return text.first(words.TREATED) if text.search(SEVERAL_PEOPLE) else ""


def _of_one_group(title: StudyText, text: StudyText) -> str:
    """The words that say that people were compared with nobody else; "" without."""
    for part in (title, text):
        for said in words.ONE_GROUP if part.has(words.ONE_GROUP_WORDS) else ():
            if (at := part.low.find(said)) >= 0:
                return part.text[at : at + len(said)]
    return ""


def _arabic(phase: str) -> str:
    """The phase in Arabic numerals: "ii" is "2", "ib/ii" is "1b/2"."""
    return "/".join(ARABIC.get(number, number) + part for number, part in PHASE_PART.findall(phase))

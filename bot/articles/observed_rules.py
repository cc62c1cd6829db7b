"""The rule that knows studies in which people were observed, and assigned nothing. Pure.

Used by `evidence`; `observed_words` has the expressions.
"""

from itertools import chain

from bot.articles import observed_words, study_words, trial_words
from bot.articles.laboratory_rules import laboratory_mentions
from bot.articles.mentioned_studies import reported
from bot.articles.study_text import StudyText, counts_of, is_overview, own_part, quotes_of
from bot.model.article import Evidence, EvidenceKind


def observed_of(title: StudyText, text: StudyText) -> Evidence | None:
    """The label of people who were observed; None if the article does not report that."""
    if _is_of_another_kind(title):
        return None
    if _is_of_another_kind(text):
        if not text.has(study_words.PEOPLE_WORDS) or _is_of_another_kind(own_part(text)):
            return None
        text = own_part(text)
    if title.search(observed_words.NO_OBSERVED_TITLE) or is_overview(text):
        return None
    if not (quotes := _observation(title, text)) or is_no_report(text):
        return None
    assigning = quotes[-1] != _design_in(title) and _assigns_something(text)
    assigning = assigning or text.search(observed_words.ONCE_ASSIGNED) is not None
    if reported(title, observed_words.INTERVENTION):
        assigning = assigning or _assigns_something(title)
    if assigning and not _is_emulated((title, text)):
        return None
    return Evidence(EvidenceKind.OBSERVED, why=quotes_of(*quotes))


def _is_of_another_kind(part: StudyText) -> bool:
    """Whether a title or an abstract has words of reviews, models or the laboratory."""
    return part.has(observed_words.NOT_OBSERVED_WORDS) or bool(laboratory_mentions(part))


def is_no_report(text: StudyText) -> bool:
    """Whether an abstract is about a tool, a model, or the work of others."""
    return any(
        text.has(some) and text.search(pattern)
        for some, pattern in observed_words.OF_NO_OBSERVATION
    )


def _is_emulated(parts: tuple[StudyText, StudyText]) -> bool:
    """Whether a study speaks of trials only because it imitates one."""
    return any(part.first(observed_words.WITHOUT_TRIAL) for part in parts)


def _design_in(title: StudyText) -> str:
    """The design that a title names: then its abstract may tell of trials, too."""
    if title.has(observed_words.OBSERVED_WORDS):
        return title.first(observed_words.OBSERVED_TITLE)
    return ""


def _observation(title: StudyText, text: StudyText) -> tuple[str, ...]:
    """The words that say that people were observed; empty if there are none."""
    designed = title.has(observed_words.OBSERVED_WORDS) or text.has(observed_words.OBSERVED_WORDS)
    counted = next(chain(counts_of(title), counts_of(text)), "")
    if designed and not counted and text.has(study_words.PEOPLE_WORDS):
        counted = text.first(study_words.SEVERAL_PEOPLE)
    if designed and (counted or text.low) and (said := _design_in(title)):
        return (counted, said)
    if counted:
        said = (
            _following(title)
            or _following(text)
            or title.first(observed_words.OBSERVED_TOPIC)
            or _comparing(title, text)
        )
    elif designed and text.has(study_words.PEOPLE_WORDS):
        said = text.first(observed_words.OWN_OBSERVED)
    else:
        said = ""
    return (counted, said) if said else ()


def _following(part: StudyText) -> str:
    """The words that say how people were observed; "" if there are none."""
    if part.has(observed_words.OBSERVED_WORDS):
        return part.first(observed_words.OBSERVED)
    return ""


def _comparing(title: StudyText, text: StudyText) -> str:
    """The words of an abstract that compares people, and gives them nothing; "" without."""
    if found := text.first(observed_words.SAMPLES_OF_PEOPLE):
        return found
    if not text.low or text.search(observed_words.GIVEN):
        return ""
    return text.first(observed_words.COMPARED) or title.first(observed_words.COMPARED)


def _assigns_something(part: StudyText) -> bool:
    """Whether a text is about something that was assigned to people, or given to them to try."""
    if part.search(observed_words.TRIED):
        return True
    if not part.has(observed_words.INTERVENTION_WORDS):
        return False
    return any(
        sentence.search(observed_words.INTERVENTION) and not sentence.search(trial_words.NO_PHASE)
        for sentence in part.sentences()
    )

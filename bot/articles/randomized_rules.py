"""The rule that knows trials in which chance decided who got which treatment. Pure.

Used by `evidence`; `randomized_words` has the expressions.

    the title names itself a randomized trial ─► its words, and the sentences that assign people
    else no sign of another report, and a sentence that assigns people ─► the same

Chance is spoken of far more often than it was used: by protocols, reviews, letters, models, by
interviews with participants, and by analyses of a trial's samples. So a sentence counts only if it
assigns people, and only in an article that shows no sign of these.
"""

import re
from functools import lru_cache

from bot.articles import randomized_words as words
from bot.articles.laboratory_words import ANIMAL_WORDS, ANIMALS
from bot.articles.mentioned_studies import is_mention, is_of_samples
from bot.articles.study_text import StudyText, is_overview, own_part
from bot.articles.study_words import PEOPLE_WORDS


def assignments(title: StudyText, text: StudyText) -> tuple[str, list[StudyText]]:
    """The words that say that people were assigned by chance, and the sentences that do.

    Empty if the article reports no such trial.
    """
    by_chance = title.has(words.CHANCE_WORDS) or text.has(words.CHANCE_WORDS)
    nobody = text.low and not (title.has(PEOPLE_WORDS) or text.has(PEOPLE_WORDS))
    if not by_chance or nobody or title.has(ANIMAL_WORDS):
        return "", []
    titled, said = _names_itself(title, text), _assigning_sentences(text)
    if not (titled or said) or title.search(words.NO_RANDOMIZED):
        return "", []
    if titled:
        return titled, [title, *said]
    if not said or title.search(words.OF_ANOTHER_KIND):
        return "", []
    if is_overview(text) or text.search(words.TRIAL_OF_OTHERS):
        return "", []
    return _assigning(said[0]), said


def speaks_of_chance(title: StudyText, text: StudyText) -> bool:
    """Whether people were assigned by chance, or seem to have been, in whatever kind of report."""
    if any(map(title.search, (words.RANDOM_TITLE, words.ARMS_COMPARED))):
        return True
    if _assigning_sentences(text):
        return True
    return bool(text.search(words.ARMS_COMPARED) and own_part(text).search(words.ARMS_COMPARED))


def _names_itself(title: StudyText, text: StudyText) -> str:
    """The words by which a title calls its own study a randomized trial; "" without."""
    if not title.has(words.CHANCE_WORDS):
        return ""
    for found in words.RANDOM_TITLE.compiled.finditer(title.low):
        before = title.low[: found.start() + 1]
        if is_mention(title, found) or is_of_samples(title, found, text):
            continue
        if not text.low and words.FOUND_IN_TRIAL.search(before):
            return title.quote(found)
        is_source = words.OF_ANOTHER_TRIAL.search(before)
        if is_source and title.search(words.LOOKED_AT_AGAIN):
            continue
        if found[0].endswith(" to") and title.search(words.OF_ANOTHER_KIND):
            continue  # "Predictors of relapse in women randomized to …" compares no treatments.
        if not is_source or words.REPORT_OF_TRIAL.search(before):
            return title.quote(found)
    return ""


def _assigning_sentences(text: StudyText) -> list[StudyText]:
    if not text.has(words.CHANCE_WORDS):
        return []
    # The names of animals take as long to look for as all else: most abstracts have none.
    named = text.has(ANIMAL_WORDS)
    if text.has(words.RANDOM_WORDS):
        sentences = text.sentences("random")
        if said := [each for each in sentences if _assigns(each, of_animals=named)]:
            return said
    if not text.has(words.ALLOCATION_WORDS):
        return []
    return [each for each in text.sentences() if _assigns(each, of_animals=named)]


@lru_cache(maxsize=8)
def assigned_in(sentence: StudyText) -> re.Match[str] | None:
    """The words by which a sentence assigns people; None if it does not."""
    # Cached: a sentence is looked through for this, for its quote and for its number of people.
    return sentence.search(words.ASSIGNED)


def _assigning(sentence: StudyText) -> str:
    found = assigned_in(sentence)
    return sentence.quote(found) if found else sentence.first(words.OWN_RANDOMIZED)


def _assigns(sentence: StudyText, *, of_animals: bool) -> bool:
    """Whether a sentence tells that people were assigned by chance, in the study it is about.

    Args:
        of_animals: whether the abstract names animals.
    """
    names_design = "trial" in sentence.low or "study" in sentence.low
    said = (names_design and sentence.search(words.OWN_RANDOMIZED)) or (
        sentence.search(words.ASSIGNED_UNITS) and assigned_in(sentence)
    )
    if not said or sentence.search(words.NOT_ASSIGNED):
        return False
    return not (of_animals and sentence.first(ANIMALS))

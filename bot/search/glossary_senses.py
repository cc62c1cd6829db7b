"""Decides whether a word with several meanings has the one that the glossary explains. Pure.

Called by `glossary`, with the words of titles and teasers.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct

from bot.articles.diseases import (
    CANCER_NAMES,
    DISEASE_ENDS,
    MOST_DISEASE_WORDS,
    is_of_other_disease,
)
from bot.articles.phrase_index import PhraseIndex, TextWords, forms_of, pattern_of
from bot.model.glossary import GlossaryEntry
from bot.search.english_words import GENERIC_WORDS, NUMBER_OF_STAGE, STOP_WORDS

Form = tuple[tuple[str, bool], ...]
"""The words of a form, as `Pattern` has them."""

DISEASE_PREPOSITIONS = frozenset(("of", "from", "to"))
"""The name of the disease follows one of these: "recurrence of shingles"."""
DISEASE_ADJECTIVES = frozenset(("recurrent", "relapsed", "novo", "resistant"))
"""The name of the disease follows right after one of these: "recurrent shingles", "de novo"."""
UNSPECIFIC_WORDS = STOP_WORDS | GENERIC_WORDS
"""These words name no disease: "recurrent, today"."""
NEUTRAL_WORDS = STOP_WORDS - {"s"} | frozenset(
    """
    local distant regional locoregional systemic ipsilateral contralateral isolated invasive nodal
    brain bone liver lung skin wall cns axillary visceral late early later earlier first second
    third next new further future possible true rapid slow low lower high higher long short term
    year years month months clinical radiographic radiological biochemical complete partial
    overall oligo reduce reduces cut cuts prevent prevents lower lowers predict predicts delay
    delays slow slows stop stops halt halts detect detects find finds avoid avoids fear fears face
    faces survive survives understand track tracks limit limits affect affects increase increases
    raise raises drive drives trigger triggers curb curbs block blocks influence influences cause
    causes promote promotes accelerate accelerates show shows signal signals spot spots catch flag
    flags ease handle free post pre anti non risk event events patient patients woman women mother
    mom mum sister wife daughter friend survivor survivors people disease against before between
    toward towards
    """.split()
)
"""Words before "recurrence" that name no other disease."""
NEUTRAL_ENDINGS = ("ing", "ed", "ly")
""""preventing", "suspected" and "possibly"; most other words are nouns: "thrombosis recurrence"."""


class SenseRule(Struct, frozen=True, eq=False):
    """Decides whether a doubtful form has the meaning of its entry.

    Attributes:
        beside: phrases that show that it has, and decide alone.
        unless: phrases that show that it has another meaning.
        needs: phrases of which the texts must hold one, unless the form has no other telling words
            around it; None requires none.
        is_likely: whether it may have the meaning though the texts hold none of `beside`.
        of_cancer: whether the disease must be cancer, or not be named.
    """

    beside: PhraseIndex
    unless: PhraseIndex
    needs: PhraseIndex | None
    is_likely: bool
    of_cancer: bool

    def decides(self, texts: Sequence[TextWords], words: TextWords, at: int, end: int) -> bool:
        """Whether the form has the meaning of its entry.

        Args:
            texts: the texts of the article that the glossary sees.
            words: the one of the texts where it stands.
            at: the index of its first word.
            end: the index behind its last one.
        """
        if _stands_in(self.beside, texts):
            return True
        if not self.is_likely or _stands_in(self.unless, texts):
            return False
        if self.needs and not (_stands_in(self.needs, texts) or _stands_alone(words, at, end)):
            return False
        return not self.of_cancer or is_of_cancer(words, at, end)


def sense_rules_of(
    entries: Iterable[GlossaryEntry],
) -> Iterator[tuple[tuple[int, Form], SenseRule]]:
    """Yield the rule of each doubtful form, by the number of its entry and its words."""
    for number, entry in enumerate(entries):
        if not entry.doubtful:
            continue
        rule = _rule_of(entry)
        for form in chain.from_iterable(map(forms_of, entry.doubtful)):
            yield (number, pattern_of("", form).words), rule


def _rule_of(entry: GlossaryEntry) -> SenseRule:
    beside, unless, needs = (
        PhraseIndex(pattern_of("", phrase) for phrase in phrases)
        for phrases in (entry.beside, entry.unless, entry.needs)
    )
    is_likely = bool(entry.unless or entry.needs) or entry.of_cancer
    return SenseRule(beside, unless, needs if entry.needs else None, is_likely, entry.of_cancer)


def _stands_in(phrases: PhraseIndex, texts: Iterable[TextWords]) -> bool:
    return any(any(phrases.matches(each)) for each in texts)


def _stands_alone(words: TextWords, at: int, end: int) -> bool:
    """Whether no other word of a text names anything."""
    return UNSPECIFIC_WORDS.issuperset((*words.lower[:at], *words.lower[end:]))


def is_of_cancer(words: TextWords, at: int, end: int) -> bool:
    """Whether cancer is the disease that recurs: "recurrence of a tumor", not "of shingles".

    It also is if no disease is named: "the risk of recurrence". A stage is one of cancer unless
    another disease is named: people are called by it, too ("stage 4 mothers").

    Args:
        words: a text.
        at: the index of the first word of "recurrence", "remission", "stage 4" and the like.
        end: the index behind the last one.
    """
    if (last := words.lower[end - 1]) == "stage" or NUMBER_OF_STAGE.fullmatch(last):
        return not is_of_other_disease(words, at, end)
    behind = words.lower[end : end + 1 + MOST_DISEASE_WORDS]
    is_adjective = words.lower[end - 1] in DISEASE_ADJECTIVES
    if behind and (is_adjective or behind[0] in DISEASE_PREPOSITIONS):
        named = _until(behind, DISEASE_ENDS)
        if any(word not in UNSPECIFIC_WORDS for word in named):
            return any(CANCER_NAMES.matches(words.part(at, end + len(named))))
    before = words.part(max(0, at - 3), at)
    if any(behind_it == len(before.lower) for _, behind_it, _ in CANCER_NAMES.matches(before)):
        return True
    return _names_no_disease(words, at - 1)


def _names_no_disease(words: TextWords, at: int) -> bool:
    """Whether the word there names no disease; "disease" itself may, with the words before it."""
    if at < 0:
        return True
    word = words.lower[at]
    if word == "s":  # "Alzheimer's disease", "my sister's recurrence"
        at -= 1
        return at >= 0 and words.lower[at] in NEUTRAL_WORDS
    if word == "disease":
        return _names_no_disease(words, at - 1)
    return word in NEUTRAL_WORDS or word.isdigit() or word.endswith(NEUTRAL_ENDINGS)


def _until(words: Sequence[str], ends: frozenset[str]) -> Sequence[str]:
    end = next((at for at, word in enumerate(words) if word in ends), len(words))
    return words[:end]

"""Tells what kind of study an article reports, by its words. Pure; called by `extract`.

The rules read the title, and of journals and preprints the abstract, too. The text of news and
essays mentions mice and trials that the article is not about. The first rule that fires decides:

    protocol, guideline, reply ─► no label
    many studies together      ─► REVIEW
    assigned at random         ─► RANDOMIZED      these three need people,
    a phase of testing         ─► TRIAL           and no animal in the title
    counted and followed       ─► OBSERVED
    animals or cells, and no sign of people ─► LABORATORY

A study of people that is called laboratory work does most harm, so any sign of people vetoes that
label. `study_words`, `observed_words` and `laboratory_words` have the expressions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from bot.articles import laboratory_words, observed_words
from bot.articles import study_words as words
from bot.articles.topics import Words, words_of_text
from bot.model.article import Evidence, EvidenceKind
from bot.model.feed import FeedKind

EDITION = "3"
"""Raise it when the rules change: then stored articles are read again."""
LONGEST_ABSTRACT = 4_000
"""Characters; `storage.rows` reads as many. The longest of 1,033 abstracts of MEDLINE has 3,700
(measured)."""
KINDS_WITH_ABSTRACTS = frozenset({FeedKind.JOURNAL, FeedKind.PREPRINT})
WITHOUT_WORDS = Words((), (), frozenset())
MOST_TRIALS = 3
"""More are named by lists of trials, which are about none of them. Chosen by eye."""
TRIAL_NUMBER = re.compile(r"NCT(?<!\wNCT)\d{8}(?!\d)")
PHASE_WORD = frozenset({"phase"})
FEWEST_MENTIONS = 2
"""How often animals or cells must be named in an abstract, if the title names no animal."""
MOST_QUOTES = 3
QUOTE_CHARACTERS = 120
TRIAL_SIZES = range(10, 200_001)
"""A count outside of it is a dose, an age, or a population. Chosen by eye."""
ARABIC = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
PHASE_PART = re.compile(r"(iv|i{1,3}|[1-4])([abc]?)")


@dataclass(frozen=True, slots=True)
class StudyText:
    """A title, an abstract, or a sentence of it, as written and in lower case.

    Attributes:
        words: of a title or an abstract.
    """

    text: str
    low: str
    words: Words = WITHOUT_WORDS

    @classmethod
    def of(cls, text: str) -> Self:
        """Take a text. If it is longer in lower case, as a few letters are, that is quoted."""
        low = text.lower()
        return cls(text if len(text) == len(low) else low, low, words_of_text(text))

    def has(self, some: frozenset[str]) -> bool:
        """Whether any of the words stands in it."""
        return not some.isdisjoint(self.words.distinct)

    def first(self, pattern: re.Pattern[str]) -> str:
        """The first match, as written; "" if there is none."""
        found = pattern.search(self.low)
        return self.text[found.start() : found.end()] if found else ""

    def sentences(self, stem: str = "") -> "Iterator[StudyText]":
        """The sentences in which a stem stands."""
        begin = 0
        while begin < len(self.low) and (at := self.low.find(stem, begin)) >= 0:
            for before in words.STUDY_SENTENCE_END.finditer(self.low, begin, at):
                begin = before.end()
            end = words.STUDY_SENTENCE_END.search(self.low, at)
            start, begin = begin, end.end() if end else len(self.low)
            yield StudyText(self.text[start:begin], self.low[start:begin])


def evidence_of(title: str, abstract: str, kind: FeedKind) -> Evidence | None:
    """The kind of study that an article of such a feed reports; None if the rules cannot tell."""
    head = StudyText.of(title)
    text = StudyText.of(abstract[:LONGEST_ABSTRACT] if kind in KINDS_WITH_ABSTRACTS else "")
    for rule in (_review, _randomized, _phase, _observed, _laboratory):
        if found := rule(head, text):
            is_study = not (head.has(words.NO_STUDY_WORDS) and head.first(words.NO_STUDY))
            return found if is_study else None
    return None


def _review(title: StudyText, text: StudyText) -> Evidence | None:
    quote = title.first(words.REVIEW_TITLE) if title.has(words.REVIEW_WORDS) else ""
    if not quote and text.has(words.REVIEW_WORDS):
        quote = next(filter(None, map(_own_review, text.sentences())), "")
    if not quote or title.has(laboratory_words.ANIMAL_WORDS) or title.first(words.NO_REVIEW):
        return None
    return Evidence(EvidenceKind.REVIEW, why=_quotes(quote))


def _own_review(sentence: StudyText) -> str:
    return sentence.first(words.REVIEW_ABSTRACT)


def _randomized(title: StudyText, text: StudyText) -> Evidence | None:
    titled = title.has(words.RANDOM_WORDS) or title.has(words.ALLOCATION_WORDS)
    quote = title.first(words.RANDOM_TITLE) if titled else ""
    sentences = text.sentences("random") if text.has(words.RANDOM_WORDS) else ()
    said = [each for each in sentences if _assigns_people(each)]
    if not said and text.has(words.ALLOCATION_WORDS):
        said = [each for each in text.sentences() if _assigns_people(each)]
    quote = quote or next(map(_assigning, said), "")
    if not quote or title.has(laboratory_words.ANIMAL_WORDS) or title.first(words.NO_RANDOMIZED):
        return None
    if text.low and not (title.has(words.PEOPLE_WORDS) or text.has(words.PEOPLE_WORDS)):
        return None
    phase, of_phase = _phase_of(title, text)
    of_title = [title] if title.first(words.RANDOM_TITLE) else []
    counts = [count for part in (*of_title, *said) for count in _counts(part)]
    size, counted = max(counts, default=(0, ""))
    known = size in TRIAL_SIZES
    why = _quotes(quote, counted if known else "", of_phase)
    return Evidence(EvidenceKind.RANDOMIZED, phase, size if known else None, why)


def _assigning(sentence: StudyText) -> str:
    return sentence.first(words.ASSIGNED) or sentence.first(words.OWN_RANDOMIZED)


def _assigns_people(sentence: StudyText) -> bool:
    return bool(_assigning(sentence)) and not (
        sentence.first(words.NOT_ASSIGNED) or sentence.first(laboratory_words.ANIMALS)
    )


def _phase(title: StudyText, text: StudyText) -> Evidence | None:
    phase, quote = _phase_of(title, text)
    quote = quote or _design_of(title, text)
    if not quote or title.has(laboratory_words.ANIMAL_WORDS):
        return None
    return Evidence(EvidenceKind.TRIAL, phase, why=_quotes(quote))


def _phase_of(title: StudyText, text: StudyText) -> tuple[str, str]:
    """The phase of the trial, and the words that say so; empty if there is none."""
    found = words.PHASE_TITLE.search(title.low) if title.has(PHASE_WORD) else None
    if found and not words.NO_PHASE_IN_TITLE.search(title.low):
        return _arabic(found[found.lastindex or 0]), title.text[found.start() : found.end()]
    for sentence in text.sentences("phase") if text.has(PHASE_WORD) else ():
        found = words.OWN_PHASE.search(sentence.low)
        if found and not words.NO_PHASE.search(sentence.low):
            return _arabic(found[1]), sentence.text[found.start() : found.end()]
    return "", ""


def _design_of(title: StudyText, text: StudyText) -> str:
    """The words that name a design by which people are treated in a trial; "" without."""
    if title.has(words.DESIGN_WORDS) and (found := title.first(words.DESIGN_TITLE)):
        return found
    for sentence in text.sentences() if text.has(words.DESIGN_WORDS) else ():
        found = sentence.first(words.OWN_DESIGN)
        if found and not words.NO_PHASE.search(sentence.low) and text.has(words.PEOPLE_WORDS):
            return found
    return ""


def _arabic(phase: str) -> str:
    """The phase in Arabic numerals: "ii" is "2", "ib/ii" is "1b/2"."""
    return "/".join(ARABIC.get(number, number) + part for number, part in PHASE_PART.findall(phase))


def _observed(title: StudyText, text: StudyText) -> Evidence | None:
    parts = (title, text)
    if any(part.has(observed_words.NOT_OBSERVED_WORDS) for part in parts):
        return None
    if _laboratory_words(*parts) or not (quotes := _observation(title, text)):
        return None
    if any(map(_assigns_something, parts)) or _is_overview(text):
        return None
    return Evidence(EvidenceKind.OBSERVED, why=_quotes(*quotes))


def _is_overview(text: StudyText) -> bool:
    return text.has(observed_words.OVERVIEW_WORDS) and bool(text.first(observed_words.OVERVIEW))


def _observation(title: StudyText, text: StudyText) -> tuple[str, ...]:
    """The words that say that people were observed; empty if there are none."""
    designed = any(part.has(observed_words.OBSERVED_WORDS) for part in (title, text))
    counted = next((count for part in (title, text) for _, count in _counts(part)), "")
    if not counted and text.has(words.PEOPLE_WORDS):
        counted = text.first(words.A_FEW_PEOPLE)
    if designed and (counted or text.low) and (said := title.first(observed_words.OBSERVED_TITLE)):
        return (counted, said)
    if counted:
        said = next(filter(None, map(_following, (title, text))), "") or _comparing(title, text)
    elif designed and text.has(words.PEOPLE_WORDS):
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
    if not text.low or text.first(observed_words.GIVEN):
        return ""
    return text.first(observed_words.COMPARED) or title.first(observed_words.COMPARED)


def _assigns_something(part: StudyText) -> bool:
    """Whether a text tells of a treatment that was assigned to people."""
    if not part.has(observed_words.INTERVENTION_WORDS):
        return False
    if not part.first(observed_words.INTERVENTION) or part.first(observed_words.WITHOUT_TRIAL):
        return False
    return any(
        sentence.first(observed_words.INTERVENTION) and not sentence.first(words.NO_PHASE)
        for sentence in part.sentences()
    )


def _laboratory(title: StudyText, text: StudyText) -> Evidence | None:
    named = _laboratory_words(title, text)
    titled = title.first(laboratory_words.LABORATORY_TITLE) if named else ""
    enough = len(named) >= FEWEST_MENTIONS or title.has(laboratory_words.ANIMAL_WORDS)
    at_bench = "" if titled or enough else _bench(title, text)
    if not titled and not (text.low and (enough or at_bench)):
        return None
    if title.has(words.REVIEW_WORDS) or _is_overview(text):
        return None
    if title.first(laboratory_words.PEOPLE_IN_TITLE) or _is_of_people(text):
        return None
    return Evidence(EvidenceKind.LABORATORY, why=_quotes(titled, at_bench, *named))


def _bench(title: StudyText, text: StudyText) -> str:
    """The words that tell of work at the bench; "" without."""
    if not any(part.has(laboratory_words.BENCH_WORDS) for part in (title, text)):
        return ""
    found = title.first(laboratory_words.BENCH_TITLE) or text.first(laboratory_words.BENCH)
    inner = list(text.sentences())[1:-1] if found else ()
    is_of_people = any(sentence.first(laboratory_words.A_PERSON) for sentence in inner)
    return "" if is_of_people else found


def _is_of_people(text: StudyText) -> bool:
    """Whether an abstract tells of people who were studied, or of their samples."""
    if text.has(laboratory_words.PEOPLE_STUDIED_WORDS):
        return True
    named = text.has(words.PEOPLE_WORDS)
    if (named or text.has(laboratory_words.SAMPLE_WORDS)) and text.first(
        laboratory_words.PEOPLE_STUDIED
    ):
        return True
    return named and (
        bool(text.first(words.A_FEW_PEOPLE))
        or any(
            sentence.first(laboratory_words.OF_PEOPLE) and sentence.first(laboratory_words.RESULT)
            for sentence in text.sentences()
        )
    )


def _laboratory_words(*parts: StudyText) -> list[str]:
    """Return the mentions of laboratory animals and cells."""
    return [found for part in parts for found in (*_animals(part), *_cells(part))]


def _animals(part: StudyText) -> Iterator[str]:
    if not part.has(laboratory_words.ANIMAL_WORDS):
        return
    for before, at, after in _placed(part, laboratory_words.ANIMAL_WORDS):
        if before not in laboratory_words.NO_ANIMAL_BEFORE and not after.startswith(
            laboratory_words.NO_ANIMAL_AFTER
        ):
            yield part.words.written[at]


def _cells(part: StudyText) -> Iterator[str]:
    if not part.has(laboratory_words.CELL_WORDS):
        return
    for before, at, after in _placed(part, laboratory_words.CELL_WORDS):
        needed = laboratory_words.CELL_PAIRS.get(part.words.lower[at])
        if needed is None:
            yield part.words.written[at]
        elif before in needed and not after.startswith(laboratory_words.NO_LABORATORY_AFTER):
            yield part.words.spoken(at - 1, at + 1)


def _placed(part: StudyText, some: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    """Yield each place of these words, with the words before and after it."""
    lower = ("", *part.words.lower, "")
    for at, word in enumerate(part.words.lower):
        if word in some:
            yield lower[at], at, lower[at + 2]


def _counts(part: StudyText) -> Iterator[tuple[int, str]]:
    """The numbers of people that a text states, each with its words."""
    for found in words.COUNTED.finditer(part.low):
        if not words.is_year(found["number"]):
            number = int("".join(filter(str.isdecimal, found["number"])))
            yield number, part.text[found.start() : found.end()]


def _quotes(*found: str) -> tuple[str, ...]:
    """The words that a label rests on, each once, whatever their case."""
    distinct: dict[str, str] = {}
    for quote in filter(None, found):
        distinct.setdefault(quote.casefold(), " ".join(quote.split())[:QUOTE_CHARACTERS])
    return tuple(distinct.values())[:MOST_QUOTES]


def trials_of(*texts: str) -> tuple[str, ...]:
    """The numbers of ClinicalTrials.gov that the texts name, each once, in their order."""
    found = (number for text in texts for number in TRIAL_NUMBER.findall(text))
    return tuple(dict.fromkeys(found))[:MOST_TRIALS]

"""The rule that tells work on animals and cells from studies of people. Pure; used by `evidence`.

A study of people that is called laboratory work does most harm, so any sign of people vetoes it.
`laboratory_words` has the expressions.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from bot.articles import laboratory_words
from bot.articles import study_words as words
from bot.articles.mentioned_studies import reported_words
from bot.articles.review_rules import REVIEW_WORDS
from bot.articles.study_text import (
    StudyText,
    counts_of,
    ends_of,
    is_overview,
    own_part,
    placed,
    quotes_of,
)
from bot.model.article import Evidence, EvidenceKind

FEWEST_MENTIONS = 2
"""How often animals or cells must be named in an abstract, if the title names no animal."""
FEWEST_SENTENCES = 4
"""Of an abstract that tells of the work, and not only of its result. Chosen by eye."""
IN_VITRO = "in vitro"
"""Alone, it may be said of tests that doctors order."""


def laboratory_study(title: StudyText, text: StudyText) -> Evidence | None:
    """The label of laboratory work, with the words it rests on; None if people were studied."""
    named = laboratory_mentions(title) + laboratory_mentions(text)
    titled = reported_words(title, laboratory_words.LABORATORY_TITLE) if named else ""
    of_animals = bool(named and title.has(laboratory_words.ANIMAL_WORDS))
    enough = len(named) >= FEWEST_MENTIONS or of_animals
    at_bench = "" if titled or enough else _bench(title, text)
    if not titled and not (text.low and (enough or at_bench)):
        return None
    if title.has(REVIEW_WORDS) or _names_people(title) or _is_of_others(title, text):
        return None
    doubted = len(named) <= FEWEST_MENTIONS and not laboratory_mentions(title)
    if doubted and not (laboratory_mentions(own_part(text)) or _bench(title, own_part(text))):
        return None
    of_people = _is_of_people_too if _is_of_animals(title, text) else _is_of_people
    if of_people(text) and of_people(own_part(text)):
        return None
    others = (each for each in named if each.lower() not in titled.lower())
    return Evidence(EvidenceKind.LABORATORY, why=quotes_of(titled, at_bench, *others))


def _is_of_others(title: StudyText, text: StudyText) -> bool:
    """Whether an abstract is about the work of others, or tells of nothing that was done.

    If the title names an animal, the work may be told in the present tense.
    """
    if is_overview(text) or text.search(laboratory_words.PAPERS_COUNTED):
        return True
    undone = len(ends_of(text)) >= FEWEST_SENTENCES and not text.has(words.DONE_WORDS)
    return undone and not title.has(laboratory_words.ANIMAL_WORDS)


def _bench(title: StudyText, text: StudyText) -> str:
    """The words that tell of work at the bench; "" without."""
    if not (title.has(laboratory_words.BENCH_WORDS) or text.has(laboratory_words.BENCH_WORDS)):
        return ""
    animals = text.first(laboratory_words.ANIMALS_USED)
    person = laboratory_words.A_HUMAN if animals else laboratory_words.A_PERSON
    if text.has(person) and text.search(person, *text.inner()):
        return ""
    named = any(each.lower() != IN_VITRO for each in laboratory_mentions(text))
    if not (animals or named or text.has(laboratory_words.EXPERIMENT_WORDS)):
        return ""
    found = title.first(laboratory_words.BENCH_TITLE) or animals
    return found or text.first(laboratory_words.BENCH) or title.first(laboratory_words.BENCH)


def animals_alone(title: StudyText) -> bool:
    """Whether a title is about animals, and not about people after them."""
    if not title.has(laboratory_words.ANIMAL_WORDS):
        return False
    after = title.without(laboratory_words.AFTER_ANIMALS)
    of_people = title.search(laboratory_words.A_HUMAN)
    return not of_people or after.search(laboratory_words.ANIMALS) is not None


def _names_people(title: StudyText) -> bool:
    """Whether a title says that people were studied, and not only that they may be helped."""
    studied = title.without(laboratory_words.HOPE_IN_TITLE)
    if studied.search(laboratory_words.PEOPLE_IN_TITLE):
        return True
    of_animals = title.has(laboratory_words.ANIMAL_WORDS)
    return not of_animals and title.search(laboratory_words.CIRCULATING) is not None


def _is_of_animals(title: StudyText, text: StudyText) -> bool:
    """Whether a title or an abstract leaves no doubt that animals were studied."""
    if title.has(laboratory_words.ANIMAL_WORDS) and laboratory_mentions(title):
        return True
    if not text.has(laboratory_words.ANIMAL_WORDS):
        return False
    said = islice(laboratory_words.ANIMALS_USED.compiled.finditer(text.low), FEWEST_MENTIONS)
    return len(list(said)) == FEWEST_MENTIONS


def _is_of_people_too(text: StudyText) -> bool:
    """Whether an abstract on animals is about people, too.

    There, "females", "controls" and "a cohort" are animals. Its first sentence tells whom a disease
    befalls, and its last one whom the work may help.
    """
    if text.has(laboratory_words.NOT_OF_ANIMALS):
        return True
    begin, end = text.inner()
    first, last = text.part(0, begin), text.part(end, len(text.low))
    own = begin if begin < end else 0  # Two sentences have no room for what was known before.
    if text.search(laboratory_words.A_HUMAN, own, end):
        return True
    if first.search(laboratory_words.A_HUMAN) and any(counts_of(first)):
        return True
    hoped = last.search(laboratory_words.A_HUMAN) and last.search(laboratory_words.PROSPECT)
    return bool(last.first(words.A_FEW_PEOPLE if hoped else laboratory_words.A_HUMAN))


def _is_of_people(text: StudyText) -> bool:
    """Whether an abstract is about people who were studied, or about their samples."""
    if text.has(laboratory_words.PEOPLE_STUDIED_WORDS) or text.search(laboratory_words.ONE_PERSON):
        return True
    named = text.has(words.PEOPLE_WORDS)
    if (named or text.has(laboratory_words.SAMPLE_WORDS)) and text.first(
        laboratory_words.PEOPLE_STUDIED
    ):
        return True
    return named and (
        bool(text.first(words.A_FEW_PEOPLE))
        or any(
            sentence.search(laboratory_words.OF_PEOPLE) and sentence.search(laboratory_words.RESULT)
            for sentence in text.sentences()
        )
    )


def laboratory_mentions(part: StudyText) -> tuple[str, ...]:
    """The mentions of laboratory animals and cells."""
    return _mentions_in(part) if part.has(laboratory_words.MENTIONED_WORDS) else ()


@lru_cache(maxsize=4)
def _mentions_in(part: StudyText) -> tuple[str, ...]:
    # Cached: two rules ask for those of a title, of an abstract and of its own part.
    return (*_animals(part), *_cells(part))


def _animals(part: StudyText) -> tuple[str, ...]:
    """The mentions of animals, if one of them leaves no doubt that animals were studied."""
    if not part.has(laboratory_words.ANIMAL_WORDS):
        return ()
    named = [
        (part.words.written[at], _names_a_product(part, before, at, after))
        for before, at, after in placed(part, laboratory_words.ANIMAL_WORDS)
        if not _is_acronym(part, at)
    ]
    if all(product for _, product in named):
        return ()
    return tuple(animal for animal, _ in named)


def _is_acronym(part: StudyText, at: int) -> bool:
    """Whether an animal's name is in capitals, unlike the rest: "MICE: Measuring Impact of …"."""
    return part.words.written[at].isupper() and not part.text.isupper()


def _names_a_product(part: StudyText, before: str, at: int, after: str) -> bool:
    """Whether an animal's name only tells where a thing is from: "bovine collagen"."""
    lower = part.words.lower
    if lower[at] in laboratory_words.KEPT_BY_PEOPLE:
        around = lower[max(0, at - 2) : at + 2 + laboratory_words.WORDS_BESIDE]
        return laboratory_words.IN_AN_EXPERIMENT.isdisjoint(around)
    if lower[at] not in laboratory_words.NAMED_BESIDE:
        return after == "like"
    to_product = lower[at + 1 : at + 1 + laboratory_words.WORDS_TO_PRODUCT]
    if not laboratory_words.PRODUCTS.isdisjoint(to_product):
        return True
    if before in laboratory_words.ONE_ANIMAL and after in laboratory_words.BEHIND_ONE:
        return False
    if not after and lower[at] not in laboratory_words.NO_NOUNS:
        return False
    beside = lower[at + 1 : at + 1 + laboratory_words.WORDS_BESIDE]
    return laboratory_words.AT_WORK_WITH.isdisjoint(beside)


def _cells(part: StudyText) -> Iterator[str]:
    if not part.has(laboratory_words.CELL_WORDS):
        return
    for before, at, after in placed(part, laboratory_words.CELL_WORDS):
        needed = laboratory_words.CELL_PAIRS.get(part.words.lower[at])
        if needed is None:
            yield part.words.written[at]
        elif before in laboratory_words.CANCERS and after == "of":
            continue  # "In breast cancer, lines of therapy" are given to people.
        elif before in needed and not after.startswith(laboratory_words.NO_LABORATORY_AFTER):
            yield part.words.spoken(at - 1, at + 1)

"""Tells what a query is about from what is said along with it. Pure; `query` asks.

A feeling, a relative or an everyday word says who asks and how they are. "Not" before a word may
leave it out, or tell a lack.
"""

from collections.abc import Callable, Collection, Iterator, Sequence

from msgspec.structs import replace

from bot.model.query import Concept, Role
from bot.search.implied import RELATIVES
from bot.search.words import FILLERS, STOP_WORDS

EVERYDAY_WEIGHT = 0.6
"""The weight of an everyday word that is no name, and of a relative, beside a name. Of 1, 0.7, 0.6,
0.5 and 0.3 the best on the judged sets, med and cranfield together; for relatives, of 0.6 and
0.4."""
FEELING_WEIGHT = 0.6
"""The weight of a feeling beside what is felt: "dreading going bald" is about hair."""
FEELINGS = frozenset({("anxiety",), ("psychological", "distress"), ("depression",)})
"""The preferred names of groups of feelings that anything may cause."""
LACKED = frozenset(
    {"hair", "eyebrow", "brow", "eyelash", "breast", "boob", "nipple", "period", "friend"}
)
"""Behind "no" or "without", these tell what somebody lacks, and leave out no article."""
WISHES = frozenset({"regret", "regretted", "regretting", "wish", "wished"})
"""Before "not" they tell that the thing itself is asked about: "regret not going flat"."""
NON = "non"
NEGATORS = frozenset(
    {"no", "not", "without", NON, "never", "neither", "nor", "excluding", "except"}
)


def weighed(concepts: Sequence[Concept], everyday: Callable[[str], bool]) -> Iterator[Concept]:
    """Join concepts of one group, lower the weight of what is only said along, and tell roles.

    Args:
        concepts: in the order of the query.
        everyday: tells the commonest English words.
    """
    for concept in _lowered(list(_joined(_meant(concepts))), everyday):
        role = _role(concept, everyday)
        yield concept if role is Role.SUBJECT else replace(concept, role=role)


def _role(concept: Concept, everyday: Callable[[str], bool]) -> Role:
    words = concept.phrases[0].words
    if _is_aside(concept):
        return Role.ASIDE
    if len(concept.phrases) > 1:
        return Role.SUBJECT if STOP_WORDS.isdisjoint(words) else Role.TURN
    return Role.EVERYDAY if len(words) == 1 and everyday(words[0]) else Role.SUBJECT


def _joined(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Join concepts of one group, so that two ways to say one thing are not two things.

    "Foggy" and "lost my words" mean the same; together they are surer than each alone.
    """
    groups: dict[tuple[str, ...], list[Concept]] = {}
    for number, concept in enumerate(concepts):
        groups.setdefault(_group_of(concept) or (str(number),), []).append(concept)
    for first, *others in groups.values():
        phrases = {phrase.words: phrase for phrase in first.phrases}
        for phrase in (phrase for other in others for phrase in other.phrases):
            known = phrases.setdefault(phrase.words, phrase)
            if phrase.weight > known.weight:
                phrases[phrase.words] = replace(known, weight=phrase.weight, loose=phrase.loose)
        yield replace(first, phrases=tuple(phrases.values())) if others else first


def _group_of(concept: Concept) -> tuple[str, ...]:
    """Return the preferred name of the group that a concept names; () if it names none alone."""
    if concept.senses or concept.negated or concept.generic:
        return ()
    return next((p.words for p in concept.phrases if not p.typed and not p.begins), ())


def _meant(concepts: Sequence[Concept]) -> list[Concept]:
    """Return concepts, none of them negated if nothing else was asked than feelings or relatives.

    "So scared without my sister" asks for no article without sisters.
    """
    subjects = [c for c in concepts if not (c.negated or c.generic or _is_aside(c))]
    named = [c for c in concepts if not c.negated and not c.generic]
    if subjects or not named:
        return list(concepts)
    return [replace(concept, negated=False) for concept in concepts]


def _is_aside(concept: Concept) -> bool:
    return _is_relative(concept) or _is_feeling(concept)


def _is_feeling(concept: Concept) -> bool:
    """Return whether a concept says how somebody feels, and not about what."""
    return any(phrase.words in FEELINGS for phrase in concept.phrases[:2])


def _is_lack(concept: Concept) -> bool:
    """Return whether who lacks it asks about it: "without eyebrows", "never be a mother"."""
    words = concept.phrases[0].words
    return _is_relative(concept) or (len(words) == 1 and words[0].removesuffix("s") in LACKED)


def _lowered(concepts: Sequence[Concept], everyday: Callable[[str], bool]) -> Iterator[Concept]:
    """Lower the weight of everyday words that are no names, and of relatives, beside names.

    "Finally" is rare in articles, but tells little in "when can i finally stop letrozole". "Mother"
    tells who asks, or for whom, in "can my mother do without radiation".
    """
    names = [each for each in concepts if len(each.phrases) > 1 and not _is_relative(each)]
    subjects = [each for each in names if not _is_feeling(each)]
    for concept in concepts:
        if subjects and _is_feeling(concept):
            lowered = [replace(p, weight=p.weight * FEELING_WEIGHT) for p in concept.phrases]
            yield replace(concept, phrases=tuple(lowered))
            continue
        first, *others = concept.phrases
        plain = not others and not concept.generic and len(first.words) == 1
        if names and (_is_relative(concept) or (plain and everyday(first.words[0]))):
            lowered = [replace(p, weight=p.weight * EVERYDAY_WEIGHT) for p in concept.phrases]
            yield replace(concept, phrases=tuple(lowered))
        else:
            yield concept


def _is_relative(concept: Concept) -> bool:
    words = concept.phrases[0].words
    return len(words) == 1 and words[0].removesuffix("s") in RELATIVES


def wanted(concepts: Sequence[Concept]) -> list[Concept]:
    """Remove synonyms that the query negates: "swollen arm, not lymphedema"."""
    unwanted = {p.words for concept in concepts if concept.negated for p in concept.phrases}
    wanted = [
        concept
        if concept.negated
        else replace(
            concept, phrases=tuple(p for p in concept.phrases if p.typed or p.words not in unwanted)
        )
        for concept in concepts
    ]
    return [concept for concept in wanted if concept.phrases]


def is_left_out(concept: Concept, words: Sequence[str], at: int, within: Collection[int]) -> bool:
    """Return whether the content word before a concept negates it.

    Within a name it does not: "do without radiation" and "said no to my MRI" ask about them. Nor
    is a lack left out, or what somebody regrets.

    Args:
        concept: stands at this place.
        words: of the query.
        at: its first word.
        within: the places of words in names.
    """
    if _is_lack(concept):
        return False
    while at > 0 and words[at - 1] in FILLERS and at - 1 not in within:
        at -= 1
    negated = at > 0 and words[at - 1] in NEGATORS and at - 1 not in within
    return negated and WISHES.isdisjoint(words[:at])

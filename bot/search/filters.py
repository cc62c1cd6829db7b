"""What `topic:`, `source:`, `since:`, `in:` and `kind:` narrow an answer to. Pure.

A topic or source that was typed stands before that of a command's option; of two dates the later
one counts. `in:people kind:trial` asks for what fits both.
What cannot be followed is ignored and explained in a sentence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rapidfuzz import fuzz, process

from bot.model.article import PEOPLE_STUDIES, TRIAL_STUDIES, EvidenceKind
from bot.model.query import Filters
from bot.model.topic import Taxonomy
from bot.search.operators import FORMS, Named, parse_since
from bot.search.topic_matches import match_topics
from bot.search.words import words_of

MOST_TOLD = 5
LONGEST_TOLD = 40
MOST_NEAREST_SOURCES = 3
SOURCE_LIKENESS = 60
"""Of 100. Two typing errors in a name of six letters stay above it. Chosen by eye."""


_LABORATORY = frozenset({EvidenceKind.LABORATORY})
STUDIED = {
    "people": PEOPLE_STUDIES,
    **dict.fromkeys(("humans", "patients"), PEOPLE_STUDIES),
    "laboratory": _LABORATORY,
    **dict.fromkeys(("lab", "animals", "mice", "cells"), _LABORATORY),
}
"""The values of `in:`; an error names the first of each meaning."""
STUDY_KINDS = {
    "trial": TRIAL_STUDIES,
    "trials": TRIAL_STUDIES,
    "randomized": frozenset({EvidenceKind.RANDOMIZED}),
    "randomised": frozenset({EvidenceKind.RANDOMIZED}),
    "observed": frozenset({EvidenceKind.OBSERVED}),
    "observational": frozenset({EvidenceKind.OBSERVED}),
    "review": frozenset({EvidenceKind.REVIEW}),
    "reviews": frozenset({EvidenceKind.REVIEW}),
    "laboratory": _LABORATORY,
    "lab": _LABORATORY,
}
"""The values of `kind:`; an error names the first of each meaning."""
OF_STUDIES = {"in": STUDIED, "kind": STUDY_KINDS}
Meaning = str | datetime | frozenset[EvidenceKind]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Filters in force.

    Attributes:
        notes: a sentence for each operator that was ignored.
        plain: what was no operator after all, and is looked for.
    """

    filters: Filters
    notes: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


def narrow(
    named: Iterable[Named],
    filters: Filters,
    taxonomy: Taxonomy,
    sources: Sequence[str],
    now: datetime,
) -> Narrowed:
    """The filters of the options, narrowed by operators.

    Args:
        named: as typed.
        filters: from options.
        taxonomy: all topics.
        sources: names of all feeds.
        now: what "30d" counts from.
    """
    taken, notes, plain = dict[str, Named](), list[str](), list[str]()
    for one in named:
        meant = _meant(one, taxonomy, sources, now)
        if meant is None and one.spaced:
            plain.append(one.typed)
        elif meant is None:
            notes.append(_ignored(one, taxonomy, sources))
        elif one.name in taken and meant != _meant(taken[one.name], taxonomy, sources, now):
            notes.append(f"Only one {one.name}: can be followed; *{_told(one)}* was ignored.")
        else:
            taken.setdefault(one.name, one)
            filters = _with(filters, one.name, meant)
    return Narrowed(filters, tuple(dict.fromkeys(notes)), tuple(plain))


def _with(filters: Filters, name: str, meant: Meaning) -> Filters:
    if isinstance(meant, frozenset):
        before = filters.evidence
        return replace(filters, evidence=meant if before is None else meant & before)
    if isinstance(meant, datetime):
        return replace(filters, since=max(meant, filters.since or meant))
    return replace(filters, topic=meant) if name == "topic" else replace(filters, source=meant)


def _meant(
    named: Named, taxonomy: Taxonomy, sources: Sequence[str], now: datetime
) -> Meaning | None:
    if named.name in OF_STUDIES:
        return OF_STUDIES[named.name].get(named.value.lower())
    if named.name == "since":
        try:
            return parse_since(named.value, now)
        except ValueError:
            return None
    if named.name == "source":
        return only_named(named.value, [(name, name) for name in sources])
    if named.name == "-":
        return None
    names = [(name, topic.slug) for topic in taxonomy for name in (topic.slug, topic.name)]
    return only_named(named.value, names)


def only_named(value: str, names: Iterable[tuple[str, str]]) -> str | None:
    """The meaning of this name, or else of the only name in which a word begins so."""
    asked = " ".join(words_of(value))
    if not asked:
        return None
    plain = [(" ".join(words_of(name)), meant) for name, meant in names]
    exact = {meant for name, meant in plain if name == asked}
    begun = {meant for name, meant in plain if f" {asked}" in f" {name}"}
    found = exact or begun
    return found.pop() if len(found) == 1 else None


def nearest_sources(asked: str, sources: Sequence[str]) -> list[str]:
    """The sources whose names are most like this one, the nearest first; empty if none is like it.

    A word of a long name counts as much as a whole short name.
    """
    found = process.extract(
        asked[:LONGEST_TOLD],
        sources,
        scorer=fuzz.WRatio,
        processor=str.casefold,
        score_cutoff=SOURCE_LIKENESS,
        limit=MOST_NEAREST_SOURCES,
    )
    return [name for name, _, _ in found]


def _ignored(named: Named, taxonomy: Taxonomy, sources: Sequence[str]) -> str:
    if named.name == "since":
        return f"*since:{_told(named)}* is no date and was ignored: write {FORMS}."
    if named.name in OF_STUDIES:
        known_values = OF_STUDIES[named.name]
        each_once = {meant: name for name, meant in reversed(known_values.items())}
        names = [name for name in known_values if name in each_once.values()]
        return f"*{named.name}:{_told(named)}* was ignored: write {', '.join(names)}."
    if named.name == "-":
        return f"Only words can be left out; *{_told(named)}* was ignored."
    if named.name == "source":
        said, known = "Sources", nearest_sources(named.value, sources) or list(sources)
    else:
        near = match_topics(named.value, taxonomy)
        said, known = "Topics", [topic.slug for topic in near or taxonomy]
    more = ", …" if len(known) > MOST_TOLD else ""
    listed = f" {said}: {', '.join(known[:MOST_TOLD])}{more}." if known else ""
    return f"There is no {named.name} *{_told(named)}*; it was ignored.{listed}"


def _told(named: Named) -> str:
    value = named.value.replace("*", "")
    return value if len(value) <= LONGEST_TOLD else f"{value[:LONGEST_TOLD]}…"

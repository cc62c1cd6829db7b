"""Loads the Glossary from `data/glossary.toml`. Called by `core`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from rapidfuzz import fuzz

from bot.articles.phrase_index import forms_of
from bot.knowledge.shapes import Shape, any_text, list_of, nearest, short_text, slug, true_or_false
from bot.knowledge.toml import TomlTable, read_entries, refuse_repeats
from bot.model.glossary import Glossary, GlossaryEntry
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus

NAME_CHARACTERS, DEFINITION_CHARACTERS = 60, 240
"""Characters of a name and of a definition, so that several fit on a page. Chosen by eye."""
SPANISH_CHARACTERS = 300
"""Spanish takes about a quarter more room than English."""
MIN_MISSPELLED_RATIO = 85
"""The least similarity to a name, 0 to 100, of a misspelling in the thesaurus: "mamogram" has 93,
"sleepless" beside "poor sleep" 53 (measured)."""
MIN_MISSPELLED_LETTERS = 5
"""Letters of the shortest misspelling: shorter words are like too many names. Chosen by eye."""
MOST_SHORTENED_LETTERS, LEAST_BEGUN_LETTERS = 4, 3
"""A shortened name is one word of at most this many letters, or words of at least this many
letters. Chosen by eye."""
NO_NAMES: Mapping[str, Sequence[str]] = {}
_WORD, _VOWEL = re.compile(r"[^\W_]+"), re.compile(r"[aeiouy]")


def _form(value: str) -> str:
    if not _WORD.search(value):
        raise ValueError(f"“{value}” has no word")
    return value


def _date(value: object) -> date:
    # A datetime is a date, too.
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError("write a date without quotes, such as 2026-11-29")  # noqa: TRY004 - as all checks
    return value


Name = Annotated[str, short_text(_form, most=NAME_CHARACTERS)]


class EntryShape(Shape, frozen=True):
    """A `[[term]]` table."""

    name: Name
    definition: Annotated[str, short_text(most=DEFINITION_CHARACTERS)]
    spanish_name: Name
    spanish: Annotated[str, short_text(most=SPANISH_CHARACTERS)]
    reviewed: Annotated[date, _date]
    group: Annotated[str | None, any_text()] = None
    without: Annotated[tuple[str, ...], list_of(any_text())] = ()
    also: Annotated[tuple[str, ...], list_of(short_text(_form))] = ()
    doubtful: Annotated[tuple[str, ...], list_of(short_text(_form))] = ()
    beside: Annotated[tuple[str, ...], list_of(short_text(_form))] = ()
    unless: Annotated[tuple[str, ...], list_of(short_text(_form))] = ()
    needs: Annotated[tuple[str, ...], list_of(short_text(_form))] = ()
    of_cancer: Annotated[bool, true_or_false] = False
    asked: Annotated[tuple[str, ...], list_of(short_text(_form))] = ()
    spanish_also: Annotated[tuple[str, ...], list_of(short_text(_form))] = ()
    nci: Annotated[str | None, any_text(None, slug)] = None


def load_glossary(
    path: Path, thesaurus: Thesaurus | None, spanish: Mapping[str, Sequence[str]] = NO_NAMES
) -> Glossary:
    """Read and check the glossary.

    Args:
        thesaurus: its groups give an entry more forms; None if they are not to be checked.
        spanish: how Spanish says English names: `terms` of its file in `languages`.

    Raises:
        KnowledgeError: an entry is wrong; the message names the file and the line.
    """
    table = read_entries(path, "term", EntryShape, "GLOSSARY_FILE")
    explained = {shape.group for shape in table.entries}
    groups = {each.terms[0]: each for each in thesaurus or () if each.terms[0] in explained}
    for index, shape in enumerate(table.entries if thesaurus else ()):
        _refuse_unknown(table, index, shape, groups, thesaurus or ())
    said = dict[str, list[str]]()
    for english, names in spanish.items():
        # Further English names, behind a comma, are wider: "hair loss, hair".
        said.setdefault(english.partition(",")[0].casefold(), []).extend(names)
    beside = _beside(groups.values(), thesaurus or ())
    entries = tuple(
        _entry(shape, groups.get(shape.group or ""), said, beside.get(shape.group or "", ()))
        for shape in table.entries
    )
    for index, entry in enumerate(entries) if thesaurus else ():
        _refuse_unknown_doubts(table, index, entry)
    _refuse_shared_forms(table, entries)
    refuse_repeats(table, "spanish_name", "the word", lambda shape: [shape.spanish_name.casefold()])
    return Glossary(entries)


def _beside(
    explained: Iterable[SynonymGroup], thesaurus: Iterable[SynonymGroup]
) -> Mapping[str, Sequence[str]]:
    """The names of what goes with a group, by its first term: those of groups that relate to it."""
    owners = {term: group.terms[0] for group in explained for term in group.terms}
    names = dict[str, list[str]]()
    for group in thesaurus:
        for owner in {owners[each] for each in group.related if each in owners}:
            names.setdefault(owner, []).extend((*group.terms, *group.short))
    return names


def _refuse_unknown(
    table: TomlTable[EntryShape],
    index: int,
    shape: EntryShape,
    groups: Mapping[str, SynonymGroup],
    thesaurus: Iterable[SynonymGroup],
) -> None:
    """Refuse a group that the thesaurus lacks, and terms that the group lacks."""
    if shape.group is not None and shape.group not in groups:
        hint = nearest(shape.group, (group.terms[0] for group in thesaurus))
        raise table.error(index, ["group"], f"there is no group “{shape.group}”. {hint}")
    terms = groups[shape.group].terms if shape.group else ()
    for term in shape.without:
        if term not in terms:
            hint = nearest(term, terms) if terms else "Name the group."
            raise table.error(index, ["without"], f"the group has no term “{term}”. {hint}")


def _refuse_unknown_doubts(table: TomlTable[EntryShape], index: int, entry: GlossaryEntry) -> None:
    """Refuse a doubtful form that the entry lacks, and one that nothing decides."""
    for form in entry.doubtful:
        if form not in entry.forms:
            hint = nearest(form, entry.forms)
            raise table.error(index, ["doubtful"], f"the entry has no form “{form}”. {hint}")
    if entry.doubtful and not (entry.beside or entry.unless or entry.needs or entry.of_cancer):
        reason = "name “beside”, “unless”, “needs” or “of_cancer”, too."
        raise table.error(index, ["doubtful"], reason)


def _entry(
    shape: EntryShape,
    group: SynonymGroup | None,
    spanish: Mapping[str, Sequence[str]],
    beside: Sequence[str],
) -> GlossaryEntry:
    terms = group.terms if group else ()
    ambiguous = group.ambiguous if group else ()
    explained = (term for term in terms if term not in shape.without)
    forms = tuple(dict.fromkeys((shape.name, *explained, *shape.also)))
    names = [_words(form) for form in forms]
    short = [each for each in group.short if _names_it(each, group.kind, names)] if group else []
    in_spanish = (each for form in forms for each in spanish.get(form.casefold(), ()))
    return GlossaryEntry(
        name=shape.name,
        forms=forms,
        definition=shape.definition,
        spanish_name=shape.spanish_name,
        spanish=shape.spanish,
        reviewed=shape.reviewed,
        short=tuple(short),
        everyday=(*(each for each in group.short if each not in short), *beside) if group else (),
        doubtful=shape.doubtful,
        beside=shape.beside,
        unless=shape.unless,
        needs=shape.needs,
        of_cancer=shape.of_cancer,
        asked=tuple(dict.fromkeys((*ambiguous, *shape.asked))),
        spanish_forms=tuple(dict.fromkeys((*shape.spanish_also, *in_spanish))),
        nci=shape.nci,
        group=shape.group,
    )


def _names_it(short: str, kind: SynonymKind, names: Iterable[str]) -> bool:
    """Whether a short form of the thesaurus is another name, and not what goes with the thing.

    Search may lead from "melatonin" to insomnia, but melatonin is no insomnia. A name is written
    in capitals or without vowels, is misspelled, or, unless the group has everyday words, is a
    name cut short.
    """
    typed = _words(short)
    is_misspelled = len(typed) >= MIN_MISSPELLED_LETTERS and any(
        fuzz.ratio(typed, name) >= MIN_MISSPELLED_RATIO for name in names
    )
    is_abbreviation = short != short.lower() or not _VOWEL.search(typed)
    if is_misspelled or (" " not in short and is_abbreviation):
        return True
    if kind is SynonymKind.LAY:
        return False
    is_one_word = " " not in typed and len(typed) <= MOST_SHORTENED_LETTERS
    return is_one_word or any(_is_cut(typed.split(), name.split()) for name in names)


def _is_cut(words: Iterable[str], name: Sequence[str]) -> bool:
    """Whether each of the words is one of a name, or begins one: "trip neg"."""
    return all(
        word in name
        or (len(word) >= LEAST_BEGUN_LETTERS and any(each.startswith(word) for each in name))
        for word in words
    )


def _words(form: str) -> str:
    return " ".join(_WORD.findall(form.lower()))


def _refuse_shared_forms(table: TomlTable[EntryShape], entries: Iterable[GlossaryEntry]) -> None:
    """Refuse a form that stands for two entries, also if one is the other's plural."""
    owners: dict[tuple[str, ...], GlossaryEntry] = {}
    for index, entry in enumerate(entries):
        for form, words in _found_by(entry):
            owner = owners.setdefault(words, entry)
            if owner is not entry:
                key = "also" if form in table.entries[index].also else "name"
                raise table.error(
                    index, [key], f"“{form}” stands for “{owner.name}”, too. Leave out one of them."
                )


def _found_by(entry: GlossaryEntry) -> Iterator[tuple[str, tuple[str, ...]]]:
    for form in entry.forms:
        for each in forms_of(form):
            yield form, tuple(_WORD.findall(each.lower()))

"""Finds names of the thesaurus among the words of a query, and their synonyms. Pure.

`query` and `interpreter` ask `ThesaurusIndex` for the longest name that begins at a word. The
answer, a `Naming`, has the name's other forms as weighted phrases.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter

from bot.model.query import (
    AMBIGUOUS_WEIGHT,
    IN,
    SYNONYM_WEIGHTS,
    TIES,
    NameEntry,
    NameTie,
    Naming,
    Phrase,
    ties_of,
)
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.english_words import STOP_WORDS
from bot.search.implied import ImpliedGroups, Neighbors, age_at
from bot.search.spelling import LONG_ENOUGH_TO_INFLECT, NameLists
from bot.search.thesaurus_names import Names, by_content_stems, by_singular
from bot.search.words import (
    Stems,
    StringTable,
    content_stems,
    content_stems_at,
    content_words,
    contracted,
    name_parts,
    says_little,
    singular,
    words_of,
    words_of_each,
)

TURN_WEIGHT = 0.8
"""The weight of a term for an everyday phrase of several words, which rarely means anything else.
Of 0.5, 0.65 and 0.8 the best on the judged sets."""
SHORT_WEIGHT = 0.6
"""The factor for other everyday names of the same group. Chosen by eye."""
UNDECIDED_WEIGHT = 0.5
"""The factor if nothing in the query tells which sense of a short form is meant. Chosen by eye."""
MOST_SYNONYMS, MOST_LOOSE = 12, 12
"""The most synonyms and loose synonyms of a name, each of which FTS5 searches for. With loose ones
a query takes about 15 % longer, and success@3 of unseen judged queries is .841 instead of .834."""


class ThesaurusIndex:
    """A thesaurus with an index by words.

    Attributes:
        groups: all of the thesaurus.
    """

    def __init__(self, thesaurus: Thesaurus, stems: Stems) -> None:
        self._stems = stems
        self.groups = thesaurus.groups
        self._aged = [group for group in self.groups if group.ages]
        names = entries_by_name(self.groups)
        self._longest = max((name.count(" ") + 1 for name in names), default=0)
        self._by_singular = StringTable(by_singular(names))
        self._by_content_stems = StringTable(by_content_stems(names))
        self._read: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._neighbors = Neighbors(self.groups)
        self.implied = ImpliedGroups(self._by_content_stems, self._groups_of, stems)

    @cached_property
    def names(self) -> NameLists:
        """The names in several lists, made when the first unknown word needs them."""
        return NameLists(self.groups, lambda: entries_by_name(self.groups))

    def named(self, name: str) -> Sequence[NameEntry]:
        """The entries of this very name."""
        alike = self._alike(name)
        return next((self._numbered(numbers) for other, numbers in alike if other == name), ())

    def groups_named(self, name: str) -> list[SynonymGroup]:
        """The groups of which this is a term or short form."""
        return [entry.group for entry in self.named(name) if entry.tie is NameTie.NAME]

    def is_whole_name(self, words: Sequence[str]) -> bool:
        """Whether all of the words together are one name."""
        naming = self.longest_at(words, 0)
        return naming is not None and naming.length == len(words)

    def is_name(self, word: str) -> bool:
        """Whether a word is a name of one sense."""
        return {entry.ambiguous for entry in self.named(word)} == {False}

    def _groups_of(self, numbers: str) -> list[SynonymGroup]:
        return [self.groups[group] for group, _ in ties_of(numbers)]

    def _numbered(self, numbers: str) -> list[NameEntry]:
        return [NameEntry(self.groups[group], tie) for group, tie in ties_of(numbers)]

    def _entries_of(self, typed: Sequence[str]) -> Sequence[NameEntry]:
        """The entries of a name; without such a name, of one in singular or plural."""
        name = " ".join(typed)
        alike = self._alike(name)
        same = [found for found in alike if found[0] == name] or alike
        return self._numbered(same[0][1]) if same else ()

    def _alike(self, name: str) -> list[tuple[str, str]]:
        """The names that are this one in singular or plural, each with its numbers."""
        key = singular(name)
        rows = (row.split("\t") for row in self._by_singular.values(key))
        return [(other or key, numbers) for other, numbers in rows]

    def _stem(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(self._stems.__getitem__, words))

    def longest_at(self, words: Sequence[str], start: int) -> Naming | None:
        """The longest name that begins at this word of the query.

        It stands there word for word, with other small words ("water on my lungs"), or as an age.
        """
        ways = self._gapped_at(words, start), self._age_at(words, start)
        found = max(filter(None, ways), key=lambda naming: naming.length, default=None)
        # No name is looked for that would not be taken: its synonyms take long to gather.
        return self._exact_at(words, start, found.length if found else 0) or found

    def within(
        self, words: Sequence[str], whole: Naming
    ) -> tuple[tuple[tuple[Phrase, ...], ...], list[tuple[str, Naming]]]:
        """Synonyms for each content word of a name, and the drugs within it.

        Args:
            words: of the name.
            whole: what they are together. A drug that it means is not told once more, nor is one
                in the name of another drug.
        """
        parts, drugs = list[tuple[Phrase, ...]](), list[tuple[str, Naming]]()
        known = {phrase.words for phrase in whole.synonyms}
        for part in name_parts(words):
            word, naming = " ".join(part), self._exact_at(part, 0) if len(part) == 1 else None
            names = naming.synonyms if naming and not naming.senses else ()
            parts.append((Phrase(part, 1.0, word), *names))
            if naming and known.isdisjoint({part, *(p.words for p in names[:1])}):
                brands = [
                    each for each in self.groups_named(word) if each.kind is SynonymKind.BRAND
                ]
                drugs += [(word, naming)] if brands else []
        return tuple(parts), [] if whole.drug else drugs

    def _exact_at(self, words: Sequence[str], start: int, shorter: int = 0) -> Naming | None:
        """The longest name, word for word, of more words than the `shorter` one has."""
        # Two words of a question hardly ever begin a name.
        several = self._by_singular.begins(singular(" ".join(words[start : start + 2])))
        longest = min(self._longest, len(words) - start) if several else 1
        for length in range(longest, shorter, -1):
            typed = tuple(words[start : start + length])
            entries = self._entries_of(typed)
            if meant := [entry for entry in entries if self._decided(entry, words, typed)]:
                return self._naming(meant, words, typed)
            senses = [entry for entry in entries if entry.ambiguous]
            if senses and not STOP_WORDS.issuperset(typed):
                if not all(_is_everyday(entry, typed) for entry in senses):
                    return self._undecided(senses, words, typed)
                if all(part[0] in typed for part in name_parts(words)):
                    return self._naming(senses, words, typed)
        return None

    def _gapped_at(self, words: Sequence[str], start: int) -> Naming | None:
        """A name of several words, with any stop words between and any endings."""
        found = None
        for end, bones in content_stems_at(words, start, self._longest, self._stems):
            if names := self._by_content_stems.values(" ".join(bones)):
                found = tuple(words[start:end]), names
        if not found:
            return None
        typed, names = found
        # "Cancer in my back" names a place, and "cancer is back" does not.
        alike = [each for each in names if each.startswith(IN) == (IN in typed)] or names
        return self._naming(self._numbered(" ".join(alike)), words, typed)

    def _age_at(self, words: Sequence[str], start: int) -> Naming | None:
        if not (age := age_at(words, start)):
            return None
        groups = [each for each in self._aged if each.ages and age.within(*each.ages)]
        typed = tuple(words[start : start + age.length])
        names = tuple(Phrase((name,), SYNONYM_WEIGHTS["lay"], name) for name in age.names)
        others = self._synonyms([NameEntry(group) for group in groups], words, typed)
        return Naming(age.length, _most((*names, *others)))

    def _naming(
        self, entries: Sequence[NameEntry], words: Sequence[str], typed: tuple[str, ...]
    ) -> Naming:
        ordered = sorted(entries, key=lambda entry: entry.tie is NameTie.RELATED)
        synonyms = _most(self._synonyms(ordered, words, typed))
        related = all(entry.tie is NameTie.RELATED for entry in entries)
        groups = [entry.group for entry in entries if entry.tie is NameTie.NAME]
        found = (*synonyms, *self._neighbors.phrases(groups, synonyms))
        drug = any(entry.is_drug(typed) for entry in entries)
        term = self._is_term(groups, typed)
        stem, company = self._has_ambiguous_stem(typed), _company(entries, typed)
        return Naming(len(typed), found, stem, company, related=related, drug=drug, term=term)

    def _is_term(self, groups: Iterable[SynonymGroup], typed: Sequence[str]) -> bool:
        """Whether words are a term of a group, in singular or plural."""
        name, terms = singular(" ".join(typed)), (term for group in groups for term in group.terms)
        return any(singular(" ".join(self._words_and_stems(term)[0])) == name for term in terms)

    def _undecided(
        self, entries: Sequence[NameEntry], words: Sequence[str], typed: tuple[str, ...]
    ) -> Naming:
        """All senses of a short form, each with its preferred name."""
        synonyms = [
            Phrase(p.words, p.weight * UNDECIDED_WEIGHT, p.shown, sense=entry.group.terms[0])
            for entry in entries
            for p in self._synonyms([entry], words, typed)
        ]
        each_once = {phrase.words: phrase for phrase in reversed(synonyms)}.values()
        senses = tuple(dict.fromkeys(entry.group.terms[0] for entry in entries))
        return Naming(
            len(typed), tuple(each_once)[::-1], self._has_ambiguous_stem(typed), senses=senses
        )

    def _has_ambiguous_stem(self, typed: Sequence[str]) -> bool:
        stem = self._stems[typed[0]]
        return len(typed) == 1 and stem != typed[0] and len(stem) < LONG_ENOUGH_TO_INFLECT

    def _decided(self, entry: NameEntry, words: Sequence[str], typed: Sequence[str]) -> bool:
        """Whether other words of the query decide the sense of an ambiguous name."""
        return not entry.ambiguous or self._in_company(entry, words, typed)

    def _in_company(self, entry: NameEntry, words: Sequence[str], typed: Sequence[str]) -> bool:
        spaced = f" {' '.join(words)} "
        company = (" ".join(self._words_and_stems(name)[0]) for name in entry.group.beside)
        return any(f" {name} " in spaced for name in company if name not in typed)

    def _synonyms(
        self, entries: Iterable[NameEntry], words: Sequence[str], typed: Sequence[str]
    ) -> Iterator[Phrase]:
        seen = {self._stem(typed)}
        names = [each for entry in entries for each in self._names_of(entry, words, typed)]
        for name, weight, loose in sorted(names, key=itemgetter(2)):
            others, stems = self._words_and_stems(name)
            if others and stems not in seen:
                seen.add(stems)
                yield Phrase(others, weight, shown=name, loose=loose)

    def _names_of(
        self, entry: NameEntry, words: Sequence[str], typed: Sequence[str]
    ) -> Iterator[tuple[str, float, bool]]:
        """The other names of a group, each with its weight, and whether it is loose."""
        weight = TURN_WEIGHT if self._is_turn(entry, typed) else entry.weight
        for name in entry.group.terms:
            yield name, weight, False
        for name in self._names_within(entry, typed):
            yield name, weight, True
        for name, loose in self._everyday_variants(entry, typed):
            yield name, SHORT_WEIGHT * weight, loose
        for name in self._shorter(entry, words, typed):
            yield name, entry.weight * AMBIGUOUS_WEIGHT, False

    def _is_turn(self, entry: NameEntry, typed: Sequence[str]) -> bool:
        """Whether a name consists of several everyday words."""
        lay = entry.tie is not NameTie.RELATED and entry.group.kind is SynonymKind.LAY
        return lay and len(content_stems(typed, self._stems)) > 1

    def _names_within(self, entry: NameEntry, typed: Sequence[str]) -> Iterator[str]:
        """The single words of a turn that name its group, too: "sugar" in "cut out sugar".

        An article may hold no more of the turn than that word.
        """
        if self._is_turn(entry, typed):
            names = {*entry.group.terms, *entry.group.short}
            yield from (word for word in typed if word in names and not says_little((word,)))

    def _words_and_stems(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """A name's words and stems, from a cache: a query needs about fifty names."""
        if name not in self._read:
            words = tuple(words_of(name))
            self._read[name] = words, self._stem(words)
        return self._read[name]

    def _everyday_variants(
        self, entry: NameEntry, typed: Sequence[str]
    ) -> Iterator[tuple[str, bool]]:
        """The group's everyday names, each with whether it is loose.

        Articles for patients use them, too. A turn stands for another turn; a word may mean more.
        """
        if entry.tie is not NameTie.NAME or entry.group.kind is not SynonymKind.LAY:
            return
        # One word with several meanings is none: "loss" is mostly of hair or weight.
        turns = (n for n in entry.group.ambiguous if " " in n and self._has_one_group(n))
        names = [(name, self._words_and_stems(name)[0]) for name in (*entry.group.short, *turns)]
        is_turn = tuple(typed) in [words for _, words in names]
        for name, words in names:
            single = len(words) == 1
            if is_turn if not single else not says_little(words):
                yield name, len(content_words(words)) == 1  # "a drink"

    def _shorter(
        self, entry: NameEntry, words: Sequence[str], typed: Sequence[str]
    ) -> Sequence[str]:
        """A name's ambiguous short forms if other words of the query decide the sense."""
        forms = entry.group.ambiguous if entry.tie is NameTie.NAME else ()
        if entry.group.kind is SynonymKind.LAY:
            forms = tuple(form for form in forms if not self._is_everyday_form(form))
        return forms if forms and self._in_company(entry, words, typed) else ()

    def _is_everyday_form(self, form: str) -> bool:
        """Whether articles would use a form for other things: "fast", or "pet" of a dog."""
        return len(form) >= LONG_ENOUGH_TO_INFLECT or not self._has_one_group(form)

    def _has_one_group(self, form: str) -> bool:
        """Whether a form, with or without its ending, is a name of one group alone."""
        words, stems = self._words_and_stems(form)
        entries = (*self.named(" ".join(words)), *self.named(" ".join(stems)))
        return len({entry.group.terms for entry in entries}) == 1


def _is_everyday(entry: NameEntry, typed: Sequence[str]) -> bool:
    """Whether an ambiguous name is an everyday word and no short form: "dying", not "AI"."""
    name = " ".join(typed)
    return len(name) >= LONG_ENOUGH_TO_INFLECT and name in entry.group.ambiguous


def _company(entries: Iterable[NameEntry], typed: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Synonyms and company of the meant senses; nothing if there is only one."""
    groups = [entry.group for entry in entries if entry.ambiguous]
    names = (name for group in groups for name in (*group.terms, *group.beside))
    company = (tuple(words_of(name)) for name in names)
    return tuple(dict.fromkeys(words for words in company if words and words != typed))


def _most(synonyms: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """The first synonyms, and behind them the first loose ones."""
    found = list(synonyms)
    sure = [phrase for phrase in found if not phrase.loose][:MOST_SYNONYMS]
    return (*sure, *[phrase for phrase in found if phrase.loose][:MOST_LOOSE])


def entries_by_name(groups: Iterable[SynonymGroup]) -> Names:
    """The names of all groups, each with the numbers of its entries."""
    found: dict[str, str] = {}
    for at, group in enumerate(groups):
        names = ((*group.terms, *group.short), group.ambiguous, group.related)
        for number, (tie, several) in enumerate(zip(TIES, names, strict=True), at * len(TIES)):
            for words in filter(None, words_of_each(list(map(contracted, several)))):
                if tie is NameTie.RELATED and says_little(words):
                    continue
                # "will it come back" is not about a last will.
                if len(words) == 1 and words[0] in STOP_WORDS and tie is not NameTie.AMBIGUOUS:
                    continue
                name = " ".join(words)
                found[name] = f"{found[name]} {number}" if name in found else str(number)
    return found

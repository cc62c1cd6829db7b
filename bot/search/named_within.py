"""Finds the entries of the glossary that a typed text names beside other words. Pure.

Called by `explained_terms`: "my mri result", "dcis grade 3", "ct or pet".
"""

from collections.abc import Container, Iterator, Mapping, Sequence

from bot.articles.phrase_index import TextWords
from bot.model.glossary import GlossaryEntry
from bot.search.asked_terms import SHORT_FORM, WORDS_OF_DENIAL, codes_of_others
from bot.search.english_words import NUMBER_OF_STAGE, STOP_WORDS
from bot.search.glossary import GlossaryWords
from bot.search.words import typed_without_signs, words_of

BEFORE_A_NUMBER = frozenset(
    ("stage", "phase", "grade", "type", "estadio", "etapa", "fase", "grado")
)
"""A number follows these, which may look like a short form: "stage IA"."""
SPANISH_TELLING = frozenset(["con", "el", "es", "las", "los", "mi", "que", "significa", "una", "y"])
"""Words that tell that a text is Spanish. In other texts no Spanish names are looked for if an
English one was found."""
SMALL_WORDS = STOP_WORDS.union(
    SPANISH_TELLING,
    WORDS_OF_DENIAL,
    ("de", "decir", "la", "o", "quiere", "qué", "un", "versus", "vs"),
)
"""Words around short forms that name nothing: "what is PCR", "qué significa PCR"."""
MOST_LISTED_WORDS = 20
"""A longer text is no list of short forms. Chosen by eye."""
ORDINARY_WORDS = frozenset(
    """
    ac ais and ascot aws bm cart cat cr crs ec er esa esas et fish he her hr ht io le ln loris
    mx ned or ors os pd pet ppe pr pro prom proms pros prs re rh rp sd se ses sfx soc tac tc te
    tes tn tx us
    """.split()
)
"""In small letters, these are ordinary words or short for other things: "cat", and "cr", which is
creatinine in a blood test."""
DETERMINERS = frozenset(("a", "an", "the", "my", "your", "her", "his", "our", "their"))
MOST_NAME_WORDS = 3
"""Words of a name that is looked for within a text. Chosen by eye."""
LONGEST_TERM_TYPED = 100
"""Characters that are compared; no form is longer."""


class NamesWithin:
    """Names of entries, ready to be found within a text.

    Args:
        entries: of the glossary.
        words: finds the forms for which articles are searched, too.
        names: all names, as `plain_name` has them, with the numbers of their entries.
    """

    def __init__(
        self,
        entries: Sequence[GlossaryEntry],
        words: GlossaryWords,
        names: Mapping[str, Sequence[int]],
    ) -> None:
        self._words, self._names = words, names
        forms = {form for entry in entries for form in map(plain_name, entry.forms)}
        asked = {name for entry in entries for name in map(plain_name, entry.asked)}
        self._asked = asked - forms
        self._capitals = {
            name.lower()
            for entry in entries
            for name in (*entry.forms, *entry.short, *entry.asked)
            if SHORT_FORM.fullmatch(name) and name.lower() not in ORDINARY_WORDS
        }

    def numbers(self, typed: str) -> Iterator[int]:
        """The entries that a text names, by number and in its order; a short form in each sense.

        A short form counts in small letters, too: "my mri result". One that is also an ordinary
        word counts in capitals, or if the text only lists words that are known: "pet or ct". In
        small letters behind a determiner stands a common noun: "the cat".
        """
        words = TextWords.of(typed_without_signs(typed))
        named = {place.at: place for place in self._words.places(words)}
        covered = {at for place in named.values() for at in range(place.at, place.end)}
        known = self._short_forms(words, covered)
        longer = self._longer_names(words, covered)
        content = " ".join(word for word in words.lower if word not in SMALL_WORDS)
        if content in self._names and not self._is_noun(words, len(words.lower) - 1):
            yield from self._names[content]
            return
        for at, word in enumerate(words.lower):
            if place := named.get(at):
                is_alone = place.end == at + 1 and not place.decided
                yield from (place.number, *(self._names.get(word, ()) if is_alone else ()))
            elif at in longer:
                yield from longer[at]
            elif at in known:
                yield from self._names[word]

    def _short_forms(self, words: TextWords, covered: Container[int]) -> set[int]:
        """The indexes of the words that are short forms and belong to no longer form."""
        free = [
            at
            for at, word in enumerate(words.lower)
            if at not in covered and word not in SMALL_WORDS
        ]
        of_others = codes_of_others(words.lower)
        named = {
            at
            for at in free
            if words.lower[at] in self._names
            and not (at and words.lower[at - 1] in BEFORE_A_NUMBER)
            and not self._is_noun(words, at)
            and words.lower[at] not in of_others
        }
        is_list = len(words.lower) <= MOST_LISTED_WORDS and all(
            at in named or NUMBER_OF_STAGE.fullmatch(words.lower[at]) for at in free
        )
        return named if is_list else {at for at in named if self._is_short(words, at)}

    def _is_short(self, words: TextWords, at: int) -> bool:
        """Whether a word is written as a short form, or can be nothing else."""
        return words.written[at].isupper() or words.lower[at] in self._capitals

    def _is_noun(self, words: TextWords, at: int) -> bool:
        """Whether a word stands behind a determiner and is not written as a short form."""
        behind_determiner = at > 0 and words.lower[at - 1] in DETERMINERS
        return behind_determiner and words.written[at].islower() and not self._is_short(words, at)

    def _longer_names(self, words: TextWords, covered: Container[int]) -> dict[int, Sequence[int]]:
        """The entries of names of several words that no article is searched for, by their place."""
        places = (
            (at, " ".join(words.lower[at : at + length]))
            for length in range(MOST_NAME_WORDS, 1, -1)
            for at in range(len(words.lower) - length + 1)
            if not any(each in covered for each in range(at, at + length))
        )
        found = dict[int, Sequence[int]]()
        for at, name in places:
            if name in self._asked:
                found.setdefault(at, self._names[name])
        return found


def plain_name(text: str) -> str:
    """A name as names are compared: its words in lower case, its signs as words."""
    return " ".join(words_of(typed_without_signs(text[:LONGEST_TERM_TYPED])))

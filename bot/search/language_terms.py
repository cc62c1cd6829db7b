"""Reads the terms of a language as members type them. Pure.

`language_lookup` makes tables of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import Stemmer

from bot.model.thesaurus import Language, SynonymGroup
from bot.search.words import fold, plain, words_of

UMLAUTS = str.maketrans({umlaut: f"{vowel}e" for umlaut, vowel in zip("äöü", "aou", strict=True)})
PORTUGUESE_PLURALS = {"coes": "cao", "soes": "sao", "oes": "ao"}
"""Endings that the stemmer knows only with accents: "mutacoes" for "mutações"."""
ACCENTS = {
    "Spanish": frozenset("áéíóúüñ"),
    "Portuguese": frozenset("áâãàçéêíóôõúü"),
    "French": frozenset("àâçéèêëîïôùûüÿ"),
    "German": frozenset("äöü"),
}
"""The accented letters of each language, with its ligatures apart: "tête" is not Spanish."""
AFFECTIONATE = {
    "Spanish": re.compile(r"(?:e?c)?(?:it|ill|isim)([ao]s?)\Z"),
    "Portuguese": re.compile(r"(?:z?i(?:nh)|issim)([ao]s?)\Z"),
}
"""Endings that make a thing small or dear, or more than it is: "bultito", "cansadísima"."""
VERB_NEGATORS = {
    "Spanish": frozenset({"no", "nunca"}),
    "Portuguese": frozenset({"nao", "nunca"}),
    "French": frozenset({"ne", "n", "pas"}),
    "German": frozenset({"nicht", "nie"}),
}
"""Words that deny a verb."""
NEGATOR, NOT = "without", "not"

Words = tuple[str, ...]


def terms_of(
    language: Language, stems_of: Callable[[Words], Words]
) -> tuple[dict[str, str], dict[str, str]]:
    """The terms and the stems of terms, each with its English name.

    Args:
        stems_of: returns the stems of words that are not stop words.
    """
    exact, names = dict[str, str](), dict[str, str]()
    for name, terms in language.terms.items():
        for words in (each for term in terms for each in typed_rows(term)):
            exact.setdefault(" ".join(words), name)
            stems = stems_of(words)
            # One word is left of "dire aux enfants", which means less than the whole.
            if len(stems) > 1 or len(stems) == len(words):
                names.setdefault(" ".join(stems), name)
    for words in (each for row in language.negators for each in typed_rows(row)):
        exact.setdefault(" ".join(words), NOT)
    return exact, names


def accented_terms(language: Language, exact: dict[str, str]) -> dict[str, str]:
    """The meaning of words that differ from others in their accents alone; "" for frequent words.

    "Jeûne" is about fasting, and "jeune" is not; "uñas" are nails, and "unas" a stop word. In
    `exact`, such a word without accents gets its own meaning, or none.
    """
    frequent = frozenset(map(plain, (*language.frequent, *language.stop_words)))
    singles = [
        (term.lower(), name)
        for name, terms in language.terms.items()
        for term in terms
        if term.isalpha()
    ]
    exact |= {word: name for word, name in singles if word.isascii()}
    named = {plain(word) for word, _ in singles}
    found = {word: "" for word in frequent - named if not word.isascii() and fold(word) in exact}
    for word, name in singles:
        folded = fold(plain(word))
        if word.isascii() or (folded not in frequent and exact.get(folded) == name):
            continue
        found[plain(word)] = name
        if folded in frequent and exact.get(folded) == name:
            del exact[folded]
    return found


def negators_of(language: Language) -> frozenset[str]:
    """The single words that leave out the name behind them: "sin", "keine"."""
    rows = (*language.terms.get(NEGATOR, ()), *language.negators)
    typed = (words for row in rows for words in typed_rows(row))
    return frozenset(word for word, *others in typed if not others)


def words_typed(words: Iterable[str]) -> frozenset[str]:
    """Words in all ways to type them."""
    return frozenset(word for each in words for typed in typed_rows(each) for word in typed)


def typed_rows(text: str) -> Iterator[Words]:
    """The ways to type a name: without accents, or with two letters for an umlaut."""
    written = plain(text)
    yield tuple(words_of(written))
    if not written.isascii() and (other := written.translate(UMLAUTS)) != written:
        yield tuple(words_of(other))


def stemmer_of(language: Language) -> Callable[[str], str]:
    """The stemmer of a language, without a cache."""
    stem: Callable[[str], str] = Stemmer.Stemmer(language.name.lower(), 0).stemWord
    return partial(_portuguese_stem, stem) if language.name == "Portuguese" else stem


def _portuguese_stem(stem: Callable[[str], str], word: str) -> str:
    ending = next((each for each in PORTUGUESE_PLURALS if word.endswith(each)), "")
    return stem(word.removesuffix(ending) + PORTUGUESE_PLURALS.get(ending, ""))


def names_in(groups: Iterable[SynonymGroup]) -> Iterator[str]:
    """The words of all names but those that only may mean a thing."""
    for group in groups:
        for name in (*group.terms, *group.short, *group.ambiguous):
            yield from words_of(name)

"""Tells whether two words of one stem are forms of one word. Pure; called by `wishes`.

Porter's stemmer gives "generic" and "generation" one stem. A search only ranks an article by that.
Words that are followed or muted decide whether an article is posted, so they match only their own
forms.
"""

from collections.abc import Iterator
from functools import lru_cache

from bot.search.implied import DECADES

CACHED_WORDS = 20_000
SHORTEST_BASE = 2
WHOLE_WORDS = frozenset({*DECADES, "news", "means", "several", "objection", "projection"})
"""Words that look like a form of another one: "news" and "new", "forties" and "forty"."""
FORMS = (
    ("s", ("",)), ("es", ("", "e")), ("ies", ("y", "ie")), ("ves", ("f", "fe")), ("ses", ("sis",)),
    ("ae", ("a",)), ("ed", ("", "e")), ("ied", ("y",)), ("ing", ("", "e")), ("ings", ("", "e")),
    ("er", ("", "e")), ("ly", ("", "le")), ("ily", ("y",)), ("al", ("e",)), ("ally", ("al", "e")),
    ("ial", ("y",)), ("ation", ("ate", "e")), ("ations", ("ate", "e")), ("ization", ("ize", "e")),
    ("isation", ("ise", "e")), ("ence", ("ent",)), ("ences", ("ent",)), ("ement", ("e",)),
    ("ssion", ("ss",)), ("fection", ("fect",)), ("fections", ("fect",)), ("jection", ("ject",)),
    ("jections", ("ject",)), ("tection", ("tect",)), ("vention", ("vent",)),
)  # fmt: skip
"""Endings, and what stands in their place in the base form. Other words in "-ion" are not forms:
"production" and "product" are two things, as are "clinical" and "clinic"."""


def same_word(one: str, other: str) -> bool:
    """Return whether these words, which share their stem, are forms of one word."""
    return one == other or not bases_of(one).isdisjoint(bases_of(other))


@lru_cache(maxsize=CACHED_WORDS)
def bases_of(word: str) -> frozenset[str]:
    """Return a word and all that it may be a form of: "ached" of "ache"."""
    return frozenset((word, *_shorter(word)))


def _shorter(word: str) -> Iterator[str]:
    if word in WHOLE_WORDS or not word.isalpha():
        return
    for ending, instead in FORMS:
        base = word.removesuffix(ending)
        if base != word and len(base) >= SHORTEST_BASE:
            yield from (base + end for end in instead)
            if base[-1] == base[-2]:
                yield base[:-1]  # "stopped", "planning"

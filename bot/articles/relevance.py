"""Whether an entry is about what its feed's phrases name. Pure; called by `extract`.

For feeds that are mostly about something else. A phrase is compared as those of topics are, and its
plural counts too; one place in title, teaser, text or a category is enough.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.articles.clean import CleanEntry
from bot.articles.topics import PhraseIndex, Words, pattern_of


class Relevance:
    """Finds phrases in entries; made once per list of phrases. No phrases take everything."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._takes_all = not phrases
        self._index = PhraseIndex(
            pattern_of("", form) for phrase in phrases for form in _forms(phrase)
        )

    def holds(self, entry: CleanEntry) -> bool:
        """Whether the entry is to become an article."""
        parts = (entry.title, entry.teaser, *entry.categories, entry.text)
        return self._takes_all or any(self._found(part) for part in parts)

    def _found(self, text: str) -> bool:
        return any(True for _ in self._index.matches(Words.of(text)))


@lru_cache(maxsize=16)
def relevance_of(phrases: tuple[str, ...]) -> Relevance:
    """The relevance by these phrases, made when it is first asked for."""
    return Relevance(phrases)


def _forms(phrase: str) -> Iterator[str]:
    """The phrase, and its plural."""
    yield phrase
    if not phrase.endswith("*"):
        yield f"{phrase}s"
        yield f"{phrase}es"
    if phrase.endswith("y"):
        yield f"{phrase[:-1]}ies"

"""Writes the names of a thesaurus as lines of `StringTable`: in singular, and by stems. Pure.

Called by `thesaurus` when it makes its index.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.model.query import IN, NameTie, ties_of
from bot.search.english_words import ASKING_WORDS, FILLERS, INTERROGATIVES, IRREGULAR
from bot.search.words import Stems, singular

Names = Mapping[str, str]
"""The numbers of the entries of each name, between spaces; so are the words of the name. Each group
has as many numbers as there are ties."""


def by_singular(names: Names) -> Iterator[str]:
    """Each name behind its singular; one that is its own singular is not written twice."""
    for name, numbers in names.items():
        key = singular(name)
        yield f"{key}\t{name if name != key else ''}\t{numbers}"


def by_content_stems(names: Names) -> Iterator[str]:
    """The numbers of names of several words, behind their content stems."""
    ambiguous = set(filter(_is_ambiguous, set(names.values())))
    stems = ContentStems()
    # "Let her go" may be about an end of life, but "letting go" is so in company alone.
    unsure = {
        stems.of_name(name.split(" ")) for name, numbers in names.items() if numbers in ambiguous
    }
    for name, numbers in names.items():
        words = name.split(" ")
        if len(words) > 1 and numbers not in ambiguous and not _only_asks(words):
            bones = stems.of_name(words)
            if " " in bones and bones not in unsure:
                yield f"{bones}\t{IN if IN in words else ''} {numbers}"


def _is_ambiguous(numbers: str) -> bool:
    """Whether a name has several senses in each of its entries."""
    return all(tie is NameTie.AMBIGUOUS for _, tie in ties_of(numbers))


def _only_asks(words: Sequence[str]) -> bool:
    """Whether a name's meaning comes from its small words: "how long do I have", "no time for me".

    Without them it would be any "how long" or "no time".
    """
    told = [word for word in words if word not in FILLERS]
    if not ASKING_WORDS.issuperset(told):
        return False
    return len(told) < len(words) or told[0] in INTERROGATIVES


class ContentStems(dict[str, str]):
    """The content stem of each word; "" for a filler."""

    def __init__(self) -> None:
        super().__init__()
        self._stems = Stems()

    def __missing__(self, word: str) -> str:
        stem = "" if word in FILLERS else self._stems[IRREGULAR.get(word, word)]
        self[word] = stem
        return stem

    def of_name(self, words: Sequence[str]) -> str:
        """The content stems of a name, between spaces."""
        return " ".join([stem for word in words if (stem := self[word])])

"""Every function that reads a text takes time in proportion to it, whatever it is.

Functions are found by their signatures: those of the rooms below that need texts (and numbers)
alone. So a new one is tried by itself.
"""

import contextlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from bot.articles.clean import LONGEST_TEXT, clean
from bot.model.document import Entry
from bot.model.query import Concept, Phrase
from bot.search.explained_terms import ExplainedTerms
from bot.search.glossary import GlossaryWords
from bot.search.highlights import Candidate, Highlighter
from bot.search.ranking import Scorer
from bot.search.similar import TellingTerms
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems
from tests.factories import NOON
from tests.linear.growth import PARTS, outgrown
from tests.linear.hostile_texts import shapes
from tests.linear.uses import modules
from tests.shared import shipped_glossary, shipped_index

ROOMS = (
    "bot.articles",
    "bot.catalogue",
    "bot.delivery",
    "bot.feeds",
    "bot.knowledge.opml",
    "bot.reading",
    "bot.search",
    "bot.subscriptions",
    "bot.ui",
)
LEFT_OUT = {
    "is_selector": "reads what the operator wrote",
    "_root": "reads a file that the operator names, on the command line",
    "_folded": "reads a single character",
    "_other_starts": "makes many words of one that `Vocabulary.near` bounds",
    "_slips": "makes many words of one that `_other_endings` bounds",
    "_numbered": "reads the words of `date_words`, once",
    "_is_host": "reads a host that `web_url` bounds",
    "_normalized": "reads a date that `read_date` bounds",
    "_title_words": "reads a title that `clean` bounds",
}
ELSE = {str: "https://example.org/a", bytes: b"{}", int: 100}


@dataclass(frozen=True, slots=True)
class Reader:
    """A function, and which of its arguments is the text."""

    name: str
    function: Callable[..., object]
    given: str
    arguments: dict[str, Any] = field(default_factory=dict)

    def __call__(self, text: str) -> None:
        """Read a text; refusing it is one way of being done."""
        kind = type(self.arguments[self.given])
        found = text.encode("utf-8", "replace") if kind is bytes else text
        with contextlib.suppress(Exception):
            result = self.function(**{**self.arguments, self.given: found})
            if inspect.isgenerator(result):
                list(result)


@cache
def readers() -> list[Reader]:
    """All functions of the rooms that need texts and numbers alone."""
    return list(_readers())


def _readers() -> Iterator[Reader]:
    for module in modules():
        if not module.__name__.startswith(ROOMS):
            continue
        for name, function in vars(module).items():
            bare = inspect.unwrap(function) if callable(function) else None
            if not inspect.isfunction(bare) or bare.__module__ != module.__name__:
                continue
            needed = [
                parameter
                for parameter in inspect.signature(bare).parameters.values()
                if parameter.default is parameter.empty
            ]
            kinds = {parameter.annotation for parameter in needed}
            if not kinds <= set(ELSE) or name in LEFT_OUT or inspect.iscoroutinefunction(bare):
                continue
            arguments = {parameter.name: ELSE[parameter.annotation] for parameter in needed}
            for parameter in needed:
                if parameter.annotation is not int:
                    place = f"{module.__name__}.{name}({parameter.name})"
                    yield Reader(place, function, parameter.name, arguments)


LARGEST_TEXT, LARGEST_READ, LARGEST_TYPED = 256_000, 16_000, 16_000
"""Characters of any text, of an article, and of what a member types: `model.document`,
`storage.rows` and Discord keep to less."""
TYPED = "bot.search.wish_words"
"""Reads what a member types, of which Discord takes 6,000 characters."""
STEMS = Stems()
VOCABULARY = Vocabulary({}, articles=10, average_length=100)
CONCEPTS = (
    Concept("a", (Phrase(("a", "b"), 1.0, "a b", typed=True), Phrase(("e",), 1.0, "e"))),
    Concept("breast", (Phrase(("breast",), 1.0, "breast", typed=True, begins=True),)),
)


def cleaned(text: str) -> None:
    """Clean an entry that is full of a text; parsing bounds what it holds."""
    clean(Entry("https://example.org/", title=text, summary=text, content=text, author=text))


def ranked(text: str) -> None:
    """Rank an article whose every field is a text."""
    Scorer(CONCEPTS, VOCABULARY, STEMS, NOON).score(
        Candidate(1, NOON, text, text, text, text, STEMS)
    )


def highlighted(text: str) -> None:
    """Mark what matched in a title and a text."""
    marks = Highlighter(CONCEPTS, STEMS)
    marks.title(text)
    marks.snippet(text, text)


def told(text: str) -> None:
    """Find what an article is about."""
    terms = TellingTerms(STEMS, shipped_index, lambda _: False, "breast cancer")
    terms.of(Candidate(1, NOON, text, text, text, text, STEMS), VOCABULARY)


@pytest.mark.parametrize("part", PARTS)
def test_each_function_takes_time_in_proportion_to_its_text(part: int) -> None:
    tried = readers()[part :: len(PARTS)]
    found = {reader.name: outgrown(reader, shapes(), largest(reader)) for reader in tried}

    assert {name: sentence for name, sentence in found.items() if sentence} == {}


def largest(reader: Reader) -> int:
    """The length of the longest text that a function gets."""
    return LARGEST_TYPED if reader.name.startswith(TYPED) else LARGEST_TEXT


@cache
def glossary() -> tuple[GlossaryWords, ExplainedTerms]:
    """Made for the test that needs them: each process collects this file."""
    return GlossaryWords(shipped_glossary()), ExplainedTerms(shipped_glossary())


def explained(text: str) -> None:
    """Find the words of the glossary in an article, and the entry of a word that is typed."""
    words, terms = glossary()
    words.found(text, text)
    terms.explained(text)
    terms.matches(text, 25)


@pytest.mark.parametrize("read", [cleaned, ranked, highlighted, told, explained])
def test_what_reads_whole_articles_takes_time_in_proportion_to_them(
    read: Callable[[str], None],
) -> None:
    assert not outgrown(read, shapes(), LARGEST_READ)


def test_functions_are_found() -> None:
    names = {reader.name for reader in readers()}
    everything = [module for module in modules() if module.__name__.startswith(ROOMS)]

    assert {room for room in ROOMS if any(m.__name__.startswith(room) for m in everything)} == {
        *ROOMS
    }
    assert {name for name in LEFT_OUT if any(name in vars(m) for m in everything)} == {*LEFT_OUT}
    assert {"bot.search.words.words_of(text)", "bot.ui.markup.quote(text)"} <= names
    assert {"bot.articles.text.plain(markup)", "bot.articles.links.safe_url(url)"} <= names


def test_a_megabyte_of_tags_is_cleaned_within_the_limits() -> None:
    entry = clean(Entry("https://example.org/", title="<b>" * 350_000, content="<div>x" * 170_000))

    assert entry.text.startswith("x x")
    assert len(entry.text) <= LONGEST_TEXT

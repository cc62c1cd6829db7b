"""Completes what a member has typed so far to whole queries. The engine calls it.

It offers, in this order: the text itself, if its last word is whole; topics and names of the
thesaurus that begin with the text; words of the index that continue its last word beside the word
before it; and titles.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence

from bot.articles.content_notes import content_note
from bot.model.article import Taxonomy
from bot.model.query import UNFILTERED, Filters
from bot.search.english_words import STOP_WORDS
from bot.search.filters import QUOTES, read_typed
from bot.search.retrieval import quoted
from bot.search.study_kinds import OFFERED_VALUES
from bot.search.suggestions import MOST_CHOICES
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Lexicon, Vocabulary
from bot.search.words import MAX_CHARACTERS, Stems, content_words, words_of
from bot.storage import index
from bot.storage.database import Connection

LONGEST_COMPLETION = 100
"""Discord's limit for the value of a choice, in characters."""
MOST_TOPICS, MOST_NAMES, MOST_WORDS = 4, 6, 6
"""Suggestions of each kind; titles take the rest of the 25 choices. Chosen by eye."""
SHORTEST_BEGIN = 2
"""Letters of an unfinished word from which it is continued: one letter begins too many words."""
MOST_ENDINGS = 12
"""Titles are searched for at most this many continuations of the last word. Chosen by eye."""
MOST_TITLE_POSTINGS = 4_000
"""The search for titles reads at most this many postings, which takes about 5 ms."""
MOST_TITLES_COMPARED = 300
"""If all words are common, only this many of the newest titles are compared. Chosen by eye."""
TITLES_COMPARED_AT_ONCE = 20
"""Other tasks run after this many: the slowest titles take half a millisecond each (measured)."""
LAST_WORD = re.compile(r"(?<![^\W_])[^\W_]++$")
LEAVING_OUT = ("-", "\u2212", "\u2013")
BEGUN_OPERATOR = re.compile(
    rf"(?:^|\s)(?P<name>topic|in|kind|source|since):(?P<value>[^\s{QUOTES}]*)$", re.IGNORECASE
)
"""An operator at the end of the typed text whose value is not finished."""
SINCE_VALUES = ("30d", "6m", "1y", "2y")


class Completer:
    """Offers whole queries for the beginning of one."""

    def __init__(
        self, taxonomy: Taxonomy, thesaurus: ThesaurusIndex, lexicon: Lexicon, stems: Stems
    ) -> None:
        self._taxonomy = taxonomy
        self._thesaurus = thesaurus
        self._lexicon = lexicon
        self._stems = stems

    async def complete(
        self,
        connection: Connection,
        typed: str,
        filters: Filters = UNFILTERED,
        *,
        folds: bool = False,
    ) -> list[str]:
        """The choices for any string, the likeliest first.

        Args:
            typed: the beginning of a query.
            folds: whether articles with a content note are hidden, so that their titles are no
                choices.
        """
        begun = _clean(typed)
        if operator := BEGUN_OPERATOR.search(begun):
            lead, typed_value = begun[: operator.start("value")], operator["value"].casefold()
            values = await self._values(connection, operator["name"].lower(), typed_value, filters)
            return _fitting(lead + value for value in values)
        if not words_of(begun):
            return _fitting(topic.name for topic in self._taxonomy)
        vocabulary = await self._lexicon.vocabulary(connection)
        names = (topic.name for topic in self._taxonomy)
        topics = [name for name in names if name.casefold().startswith(begun.casefold())]
        words = await self._words(connection, begun, vocabulary, filters)
        if begun.split()[-1].startswith(LEAVING_OUT):
            return _fitting(words)  # names and titles would be those to leave out
        choices = [
            *self._as_typed(begun, topics, vocabulary),
            *topics[:MOST_TOPICS],
            *self._names(begun, vocabulary),
            *words,
            *await self._titles(connection, begun, vocabulary, filters, folds=folds),
        ]
        return _fitting(choices)

    async def _values(
        self, connection: Connection, name: str, begun: str, filters: Filters
    ) -> list[str]:
        """The values of an operator that begin with `begun`, in quotes if necessary."""
        known: list[tuple[str, tuple[str, ...]]]
        if name == "topic":
            known = [(topic.slug, (topic.slug, topic.name)) for topic in self._taxonomy]
        elif name == "source":
            sources = await index.sources(connection, filters.hidden)
            known = [(f'"{each}"' if " " in each else each, (each,)) for each in sources]
        else:
            values = tuple(OFFERED_VALUES.get(name, SINCE_VALUES))
            known = [(value, (value,)) for value in values]
        return [
            value
            for value, names in known
            if any(
                each.casefold().startswith(begun) or f" {begun}" in each.casefold()
                for each in names
            )
        ]

    def _as_typed(self, begun: str, topics: Sequence[str], vocabulary: Vocabulary) -> Sequence[str]:
        """The text itself if articles hold its last word: Enter takes the first choice."""
        last = words_of(begun)[-1]
        if len(begun) > LONGEST_COMPLETION or not vocabulary.count(self._stems[last]):
            return []
        return [topic for topic in topics if topic.casefold() == begun.casefold()] or [begun]

    def _names(self, begun: str, vocabulary: Vocabulary) -> list[str]:
        """Names that begin with the whole text, the commonest in articles first."""
        worth = {
            name: min(vocabulary.count(self._stems[word]) for word in words_of(name))
            for name in self._thesaurus.names.beginning(" ".join(words_of(begun)))
        }
        used = sorted((name for name in worth if worth[name]), key=lambda name: -worth[name])
        return used[:MOST_NAMES]

    async def _words(
        self, connection: Connection, begun: str, vocabulary: Vocabulary, filters: Filters
    ) -> list[str]:
        """The text with its last word completed in several ways."""
        last = LAST_WORD.search(begun)
        if not last or len(last[0]) < SHORTEST_BEGIN:
            return []
        start = "".join(words_of(last[0]))
        lead = begun[: last.start()]
        if start in STOP_WORDS:
            return []
        telling = [] if lead.endswith(LEAVING_OUT) else _telling(read_typed(lead).words)
        beside = self._beside(telling, vocabulary)
        if telling and not beside:
            return []
        stems = [stem for _, stem in vocabulary.continuing(start, MOST_WORDS)] if start else []
        if filters.hidden or beside:
            stems = [
                stem
                for stem in stems
                if await index.newest(connection, _together(beside, stem), filters, 1)
            ]
        spoken = [await self._lexicon.spoken(connection, stem) for stem in stems]
        return [lead + word for word in spoken if word.startswith(start)]

    def _beside(self, telling: Sequence[str], vocabulary: Vocabulary) -> str | None:
        """The stem of the last of these words that an article holds, if any.

        A query of two words that no article holds together would find nothing.
        """
        stems = (self._stems[word] for word in reversed(telling))
        return next((stem for stem in stems if vocabulary.count(stem)), None)

    async def _titles(
        self,
        connection: Connection,
        begun: str,
        vocabulary: Vocabulary,
        filters: Filters,
        *,
        folds: bool,
    ) -> list[str]:
        """The newest titles with all of the words; the last one may be unfinished."""
        words = words_of(begun)
        whole, last = list(content_words(words[:-1])), words[-1]
        held = {word: vocabulary.count(self._stems[word]) for word in whole}
        expressions = [quoted((word,)) for word in whole]
        if len(last) >= SHORTEST_BEGIN:
            longer = vocabulary.continuing(last, MOST_ENDINGS - 1)
            endings = [self._stems[last], *(stem for _, stem in longer)]
            held[last] = sum(map(vocabulary.count, endings))
            expressions.append(f"({' OR '.join(quoted((stem,)) for stem in endings)})")
        if min(held.values(), default=MOST_TITLE_POSTINGS + 1) > MOST_TITLE_POSTINGS:
            found = await index.newest_titles(connection, MOST_TITLES_COMPARED, filters)
        else:
            expression = f"{{title}} : ({' AND '.join(expressions)})"
            found = await index.titles(connection, expression, MOST_TITLES_COMPARED, filters)
        return await self._holding(found, whole, last, folds=folds)

    async def _holding(
        self,
        articles: Iterable[tuple[str, str]],
        whole: Sequence[str],
        last: str,
        *,
        folds: bool,
    ) -> list[str]:
        """The titles that hold all of the words, at most `MOST_CHOICES`."""
        holding: list[str] = []
        for number, (title, teaser) in enumerate(articles, 1):
            if len(holding) == MOST_CHOICES:
                break
            if self._holds(title, whole, last) and not (folds and content_note(title, teaser)):
                holding.append(title)
            if number % TITLES_COMPARED_AT_ONCE == 0:
                await asyncio.sleep(0)
        return holding

    def _holds(self, title: str, whole: Sequence[str], last: str) -> bool:
        words = words_of(title)
        stems = {self._stems[word] for word in words}
        begins = any(word.startswith(last) for word in words) or self._stems[last] in stems
        return begins and stems.issuperset(self._stems[word] for word in whole)


def _telling(text: str) -> list[str]:
    return [word for word in words_of(text) if word not in STOP_WORDS]


def _together(beside: str | None, stem: str) -> str:
    """The expression for articles that hold both."""
    return " AND ".join(quoted((each,)) for each in (beside, stem) if each)


def _clean(typed: str) -> str:
    """The text as one line without control characters, which Discord would refuse."""
    printable = (char if char.isprintable() else " " for char in typed[:MAX_CHARACTERS])
    return " ".join("".join(printable).split())


def _fitting(choices: Iterable[str]) -> list[str]:
    """Shorten the choices, leave out repeated ones (case does not count), and those too many."""
    fitting = dict[str, str]()
    for choice in map(_shortened, choices):
        if choice:
            fitting.setdefault(choice.casefold(), choice)
    return list(fitting.values())[:MOST_CHOICES]


def _shortened(choice: str) -> str:
    """Cut a text at the end of a word, to the length that a choice may have."""
    text = _clean(choice)
    return (
        text
        if len(text) <= LONGEST_COMPLETION
        else text[: LONGEST_COMPLETION + 1].rpartition(" ")[0] or text[:LONGEST_COMPLETION]
    )

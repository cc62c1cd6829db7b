"""Keeps the index's stems and how many articles hold each, compactly in memory.

`Vocabulary` is pure. `Lexicon` reads it from the index, keeps it fresh, and finds the commonest
word with a stem.
"""

import asyncio
import contextlib
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from heapq import nlargest

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.clock import Clock
from bot.errors import NOT_STORED
from bot.model.query import Neighbor
from bot.search.words import Stems, indexed, indexed_words, words_of
from bot.storage import index
from bot.storage.database import Connection, Database

LONGEST_STEM = 40
"""Letters of the longest stem that is kept; longer ones are made up. Chosen by eye."""
RARE_IN_ARTICLES = 3
"""A stem in at most this many articles may be a misspelling. Chosen by eye."""
ARTICLES_PER_MISSPELLING = 10_000
"""In this many articles, one more is expected to hold a certain misspelling. Chosen by eye."""
MOST_COMPARED = 5_000
"""A word is compared with at most this many stems of one length and first letter, in a few
milliseconds. Of 200,000 stems of real words, at most 3,000 share both. Only made-up words exceed
that."""
SHORTEST_START = 4
"""The least letters of an unfinished word whose articles are counted. Chosen by eye."""
SHORTEST_READ_START = 3
"""The least letters for which the stems that begin alike are few enough to read. Chosen by eye."""
CACHED_COUNTS = 10_000
"""Stems whose number of articles is kept, in about a megabyte: a query asks some 200 times."""
KEY_LETTERS = 8
"""A number of 64 bits holds this many letters. Numbers are compared without a call into Python,
which finds a stem in a fourth of the time."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class VocabularyBuilder:
    """Collects stems in their sorted order and makes a Vocabulary of them."""

    def __init__(self) -> None:
        self._letters = [bytearray() for _ in range(LONGEST_STEM + 1)]
        self._keys = [array("Q") for _ in range(LONGEST_STEM + 1)]
        self._counts = [array("I") for _ in range(LONGEST_STEM + 1)]
        self._occurrences = 0

    def add(self, stem: str, articles: int, occurrences: int) -> None:
        """Add a stem with the number of its articles and of its occurrences."""
        self._occurrences += occurrences
        # Stems of other scripts are neither corrected nor offered; they count as unknown.
        if stem.isascii() and (length := len(stem)) <= LONGEST_STEM:
            self._letters[length] += stem.encode()
            self._keys[length].append(_key(stem))
            self._counts[length].append(articles)

    def build(self, articles: int) -> "Vocabulary":
        """Build the vocabulary of an index with this number of articles."""
        rows = {
            length: _Row(length, letters.decode(), self._keys[length], self._counts[length])
            for length, letters in enumerate(self._letters)
            if self._counts[length]
        }
        return Vocabulary(
            rows, articles=articles, average_length=self._occurrences / max(1, articles)
        )


class Vocabulary:
    """All stems of the index, found exactly or by similarity.

    Attributes:
        articles: how many articles the index held.
        average_length: words of an average article.
    """

    def __init__(
        self, rows: Mapping[int, "_Row"], *, articles: int = 0, average_length: float = 0.0
    ) -> None:
        self.articles = articles
        self.average_length = average_length
        self._rows = rows
        self._counts: dict[str, int] = {}

    def __len__(self) -> int:
        return sum(len(row) for row in self._rows.values())

    def count(self, stem: str) -> int:
        """The number of articles with a stem; 0 if it is unknown."""
        found = self._counts.get(stem)
        if found is None:
            found = self._indexed(stem)
            if len(self._counts) < CACHED_COUNTS:
                self._counts[stem] = found
        return found

    def commonest(self, guesses: Collection[str], start: str) -> tuple[int, str]:
        """The commonest of hundreds of guessed stems as (articles, stem); 0 for none.

        Args:
            guesses: stems, most of which no article holds; at least one.
            start: what most of them begin with. The index's stems that begin so are few, so they
                are read at once.
        """
        if len(start) >= SHORTEST_READ_START:
            lengths = range(len(start), max(map(len, guesses)) + 1)
            rows = filter(None, map(self._rows.get, lengths))
            held = {stem for row in rows for stem in row.near(start, start)}
            guesses = [s for s in guesses if indexed(s) in held or not s.startswith(start)]
        return max(((self._guessed(stem), stem) for stem in guesses), default=(0, ""))

    def _guessed(self, stem: str) -> int:
        return self._counts.get(stem) or self._indexed(stem)

    def _indexed(self, stem: str) -> int:
        if " " in stem:  # a number of several parts
            return min(map(self.count, stem.split(" ")))
        row = self._rows.get(len(stem := indexed(stem)))
        return row.count(stem) if row else 0

    def knows(self, word: str, stems: Stems) -> bool:
        """Whether an article surely holds a word."""
        return self.count(stems[word]) > 0

    def may_hold(self, stem: str) -> bool:
        """Whether an article may hold a stem; those of other scripts are not counted."""
        return not stem.isascii() or self.count(stem) > 0

    def often(self, stem: str) -> bool:
        """Whether a stem is so common that it is hardly a misspelling."""
        return self.count(stem) > self.rare

    @property
    def rare(self) -> int:
        """The number of articles up to which a stem may be a misspelling."""
        return max(RARE_IN_ARTICLES, self.articles // ARTICLES_PER_MISSPELLING)

    def begun(self, start: str) -> int:
        """How many articles, at most, hold a longer stem that begins so."""
        if len(start) < SHORTEST_START or not start.isascii():
            return 0
        counts = (sum(row.counts_after(start)) for row in self._rows.values())
        return min(self.articles, sum(counts))

    def continuing(self, start: str, limit: int) -> list[tuple[int, str]]:
        """The longer stems that begin so as (articles, stem), the commonest first."""
        longer = (row for length, row in self._rows.items() if length > len(start))
        return nlargest(limit, (found for row in longer for found in row.commonest(start, limit)))

    def learn(self, counts: Mapping[str, int]) -> None:
        """Add counts of stems that are new in the index."""
        self._counts.update(counts)

    def near(self, stem: str, edits: int) -> list[Neighbor]:
        """The stems within that many edits, the nearest and commonest first.

        A slip in the first letter is found only if it is the only slip, or a swap: comparing the
        stems with other first letters, too, would take fifteen times as long.
        """
        if len(stem) > LONGEST_STEM + edits:
            return []
        found = dict(self._same_start(stem, edits))
        found |= {other: 1 for other in _other_starts(stem) if self._guessed(other)}
        found.pop(stem, None)
        near = (
            Neighbor(distance, self.count(other), other)
            for other, distance in found.items()
            if other.isalpha()
        )
        return sorted(near, key=lambda each: each.rank)

    def _same_start(self, stem: str, edits: int) -> Iterator[tuple[str, int]]:
        for length in range(len(stem) - edits, len(stem) + edits + 1):
            row = self._rows.get(length)
            for start in {stem[0], stem[1:2]} if row and stem else ():
                choices = row.near(start, stem) if row and start else []
                for other, distance, _ in process.extract_iter(
                    stem, choices, scorer=OSA.distance, score_cutoff=edits
                ):
                    yield other, int(distance)


class _Row:
    """All stems of one length, in order."""

    def __init__(self, length: int, joined: str, keys: "array[int]", counts: "array[int]") -> None:
        self._length = length
        self._joined = joined
        self._keys = keys
        self._counts = counts
        self._stem = re.compile(f".{{{length}}}")

    def __len__(self) -> int:
        return len(self._counts)

    def _at(self, index: int) -> str:
        return self._joined[index * self._length : (index + 1) * self._length]

    def _position(self, text: str) -> int:
        """The number of stems before this text."""
        key = _key(text)
        start = bisect_left(self._keys, key)
        if len(text) <= KEY_LETTERS:
            return start
        end = bisect_right(self._keys, key, start)
        return bisect_left(range(len(self)), text, start, end, key=self._at)

    def count(self, stem: str) -> int:
        index = self._position(stem)
        found = self._joined.startswith(stem, index * self._length)
        return self._counts[index] if found else 0

    def near(self, start: str, stem: str) -> list[str]:
        """The stems that begin so; if they are too many, those most like the stem."""
        found = self._range(start)
        if len(found) > MOST_COMPARED and stem.startswith(start):
            found = self._range(stem[: len(start) + 1])
        found = found[:MOST_COMPARED]
        begin, end = found.start * self._length, found.stop * self._length
        return self._stem.findall(self._joined, begin, end)

    def commonest(self, start: str, limit: int) -> list[tuple[int, str]]:
        """The commonest stems that begin so as (articles, stem)."""
        best = nlargest(limit, self._range(start), key=lambda index: (self._counts[index], index))
        return [(self._counts[index], self._at(index)) for index in best]

    def counts_after(self, start: str) -> "array[int]":
        """The counts of longer stems that begin so."""
        found = self._range(start) if self._length > len(start) else range(0)
        return self._counts[found.start : found.stop]

    def _range(self, start: str) -> range:
        return range(self._position(start), self._position(start + "\x7f"))


def _key(text: str) -> int:
    """The first letters as a number that sorts as the text does."""
    letters = text.encode(errors="surrogatepass")[:KEY_LETTERS]
    return int.from_bytes(letters.ljust(KEY_LETTERS, b"\0"), "big")


def _other_starts(stem: str) -> Iterator[str]:
    """The stem with its first letter replaced, removed, or preceded by another."""
    for letter in LETTERS:
        yield letter + stem[1:]
        yield letter + stem
    yield stem[1:]


STALE_AFTER = timedelta(minutes=10)
"""Even of a large index, the stems are read again after this time. Chosen by eye."""
ARTICLES_READ_PER_SECOND = 200_000
"""Reading the stems of this many articles takes about a second (measured)."""
LOOK_AGAIN_SECONDS = 10.0
"""The pause between two looks whether the stems are outdated. Chosen by eye."""
MOST_PASSAGES = 20
"""Passages in which the commonest word with a stem is looked for. Chosen by eye."""
MOST_SPOKEN_WORDS = 2_000
"""Stems whose commonest word is kept. Chosen by eye."""
NOT_HIDDEN = (0, 0)
"""The articles and the occurrences of a stem that no hidden article holds."""


class Lexicon:
    """Reads the index's stems again after new articles, and not too often.

    While `keep_fresh` runs, it alone reads the stems, and all others get those that it read last.
    New words are missing until the next reading, so `learn` asks the index for those of a query.
    """

    def __init__(self, database: Database, clock: Clock, stems: Stems) -> None:
        self._database = database
        self._clock = clock
        self._stems = stems
        self._lock = asyncio.Lock()
        self._vocabulary = Vocabulary({})
        self._read_at: datetime | None = None
        self._edition: object = None
        self._spoken: dict[str, str] = {}
        self._kept_fresh = False

    async def keep_fresh(self, looked: Callable[[], None] | None = None) -> None:
        """Read the stems now, and again whenever they are outdated, until canceled.

        Args:
            looked: called after each look.
        """
        self._kept_fresh = True
        try:
            while True:
                with contextlib.suppress(*NOT_STORED):  # The log has it; the old ones serve on.
                    async with self._database.reader() as connection:
                        await self._refresh(connection)
                if looked:
                    looked()
                await self._clock.sleep(LOOK_AGAIN_SECONDS)
        finally:
            self._kept_fresh = False

    async def vocabulary(self, connection: Connection) -> Vocabulary:
        """The vocabulary, at most some minutes old."""
        if not self._read_at or not (self._kept_fresh or self._lock.locked()):
            await self._refresh(connection)
        return self._vocabulary

    async def _refresh(self, connection: Connection) -> None:
        if self._read_at and not await self._outdated(connection):
            return
        async with self._lock:
            if not self._read_at or await self._outdated(connection):
                await self._read(connection)

    async def has_news(self, connection: Connection) -> bool:
        """Whether articles came since the stems were read."""
        return await index.edition(connection) != self._edition

    async def learn(self, connection: Connection, words: Iterable[str]) -> None:
        """Look up words in the index that the vocabulary does not know yet."""
        stems = {part for word in words for part in self._stems[word].split(" ")}
        unknown = [stem for stem in stems if not self._vocabulary.count(stem)]
        if unknown and await self.has_news(connection):
            found = await index.counts(connection, map(indexed, unknown))
            hidden = await self._hidden(connection)
            seen = {stem: n - hidden.get(stem, NOT_HIDDEN)[0] for stem, n in found.items()}
            self._vocabulary.learn({stem: seen.get(indexed(stem), 0) for stem in unknown})

    async def spoken(self, connection: Connection, stem: str) -> str:
        """The commonest word with this stem: "metastasis", not "metastasi"."""
        if stem not in self._spoken:
            words, stems = Counter[str](), self._stems
            for text in await index.passages(connection, indexed(stem), MOST_PASSAGES):
                words.update(w for w in words_of(text) if stem in {stems[w], indexed(stems[w])})
                await asyncio.sleep(0)
            if len(self._spoken) >= MOST_SPOKEN_WORDS:
                self._spoken.clear()
            self._spoken[stem] = max(words, key=lambda word: words[word], default=stem)
        return self._spoken[stem]

    async def _outdated(self, connection: Connection) -> bool:
        """Whether articles came, and reading again costs under a hundredth of the time."""
        assert self._read_at  # noqa: S101 - asked after the first reading alone
        pause = timedelta(seconds=100 * self._vocabulary.articles / ARTICLES_READ_PER_SECOND)
        if self._clock.now() - self._read_at < min(pause, STALE_AFTER):
            return False
        return await self.has_news(connection)

    async def _read(self, connection: Connection) -> None:
        builder = VocabularyBuilder()
        edition = await index.edition(connection)
        hidden = await self._hidden(connection)
        async for rows in index.terms(connection):
            for term, held, counted in rows:
                articles, occurrences = hidden.get(term, NOT_HIDDEN)
                if held > articles:
                    builder.add(term, held - articles, counted - occurrences)
        self._vocabulary = builder.build(await index.size(connection))
        self._spoken.clear()
        self._edition, self._read_at = edition, self._clock.now()

    async def _hidden(self, connection: Connection) -> Mapping[str, tuple[int, int]]:
        """Count each stem in hidden articles.

        The full-text index has hidden articles, too, so that they can be shown again.
        """
        found: dict[str, tuple[int, int]] = {}
        async for text in index.hidden_texts(connection):
            for stem, times in Counter(
                indexed(self._stems[word]) for word in indexed_words(text)
            ).items():
                articles, occurrences = found.get(stem, NOT_HIDDEN)
                found[stem] = articles + 1, occurrences + times
            await asyncio.sleep(0)
        return found

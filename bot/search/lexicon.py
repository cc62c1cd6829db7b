"""The vocabulary, kept fresh, and the way from its stems to words; the engine asks."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import NOT_STORED
from bot.search.vocabulary import Vocabulary, VocabularyBuilder
from bot.search.words import Stems, words_of
from bot.storage import index
from bot.storage.database import Connection, Database

STALE_AFTER = timedelta(minutes=10)
ARTICLES_READ_PER_SECOND = 200_000
"""Reading the stems of so many articles takes about a second (measured)."""
LOOK_AGAIN_SECONDS = 10.0
PASSAGES = 20
NOT_HIDDEN = (0, 0)
WORDS_KEPT = 2_000


class Lexicon:
    """Reads the index's stems again when articles came and enough time went by.

    While `keep_fresh` runs, it alone reads, and all others are served the stems it read last.
    Between two readings words may be missing: `learn` asks the index itself for those of a query.
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
        """Read the stems now, and again whenever they are outdated, until cancelled.

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
        """The stems, at most some minutes old."""
        if not self._read_at or not (self._kept_fresh or self._lock.locked()):
            await self._refresh(connection)
        return self._vocabulary

    async def _refresh(self, connection: Connection) -> None:
        if self._read_at and not await self._outdated(connection):
            return
        async with self._lock:
            if not self._read_at or await self._outdated(connection):
                await self._read(connection)

    async def learn(self, connection: Connection, words: Iterable[str]) -> None:
        """Make sure of words that would else count as unknown."""
        stems = {self._stems[word] for word in words}
        unknown = [stem for stem in stems if not self._vocabulary.count(stem)]
        if unknown and await index.edition(connection) != self._edition:
            counts = await index.counts(connection, unknown)
            hidden = await self._hidden(connection)
            self._vocabulary.learn(
                {stem: count - hidden.get(stem, (0, 0))[0] for stem, count in counts.items()}
            )

    async def spoken(self, connection: Connection, stem: str) -> str:
        """The commonest word with this stem: "metastasis", not "metastasi"."""
        if stem not in self._spoken:
            words: Counter[str] = Counter()
            for text in await index.passages(connection, stem, PASSAGES):
                words.update(word for word in words_of(text) if self._stems[word] == stem)
                await asyncio.sleep(0)
            if len(self._spoken) >= WORDS_KEPT:
                self._spoken.clear()
            self._spoken[stem] = max(words, key=lambda word: words[word], default=stem)
        return self._spoken[stem]

    async def _outdated(self, connection: Connection) -> bool:
        """Whether articles came, and so long ago that reading costs a hundredth of the time."""
        assert self._read_at  # noqa: S101 - asked after the first reading alone
        pause = timedelta(seconds=100 * self._vocabulary.articles / ARTICLES_READ_PER_SECOND)
        if self._clock.now() - self._read_at < min(pause, STALE_AFTER):
            return False
        return await index.edition(connection) != self._edition

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
        """In how many hidden articles each stem is, and how often.

        The full-text index has hidden articles, too, so that they can be shown again.
        """
        found: dict[str, tuple[int, int]] = {}
        async for text in index.hidden_texts(connection):
            for stem, times in Counter(self._stems[word] for word in words_of(text)).items():
                articles, occurrences = found.get(stem, (0, 0))
                found[stem] = articles + 1, occurrences + times
            await asyncio.sleep(0)
        return found

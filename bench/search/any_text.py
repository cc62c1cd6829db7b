"""Whether any string at all can be searched for: random ones, each searched, completed and shown.

The strings are made of characters of all planes, operators, quotes, control characters, lone
surrogates, marks, emoji, both directions of writing, and words of the field; some are very long.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice, repeat
from pathlib import Path
from typing import NamedTuple

from bench.figures import Figure, Report
from bench.search.contenders.ours import engine_of
from bench.search.latency import fill
from bot.knowledge import shipped
from bot.knowledge.support import load_support
from bot.model.query import Sort
from bot.search.engine import SearchEngine
from bot.search.support import DistressWords
from bot.storage.database import Database

TEXTS, FEW_TEXTS = 100_000, 2_000
ARTICLES = 60
PROCESSES = os.cpu_count() or 1
SEED = 13
LONGEST, VERY_LONG = 60, 5_000
ONE_IN_VERY_LONG = 500
SLOW_MS = 1_000
SORTS = tuple(Sort)
RANGES = (
    (0x00, 0x7F), (0x80, 0x2FF), (0x300, 0x36F), (0x370, 0x5FF), (0x600, 0x8FF), (0x900, 0x1FFF),
    (0x2000, 0x206F), (0x2070, 0x2BFF), (0x3040, 0x9FFF), (0xAC00, 0xD7AF), (0xD800, 0xDFFF),
    (0xE000, 0xF8FF), (0xFB00, 0xFFFF), (0x1F000, 0x1FAFF), (0x10000, 0x10FFFF), (0xE0000, 0xE007F),
)  # fmt: skip
WORDS = [
    *(
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        "NEAR/2",
        "(",
        ")",
        "*",
        ":",
        "^",
        '"',
        "'",
        '""',
        "+",
        "-",
        "--",
    ),
    *("{title}", ";", "topic:", "source:", "since:", "title:", "rowid", "topic:metastasis", '-"'),
    *("since:30d", "since:99999999y", 'source:"x', "-brain", "\u201c", "\u201d", "\u201e", "\xab"),
    *("%", "_", "\\", "/", "\x00", "\n", "\u202e", "\u2066", "\u200d", "\ufeff", "\ud800", "🎀"),
    *("👩\u200d⚕️", "é", "e\u0301", "İ", "ß", "ﬁ", "½", "²", "①", "\u0627", "乳がん", "\U000e0041"),
    *("brain", "mets", "brainmets", "her", "2", "HER2-", "ER+", "++-", "tamoxifne", "AI", "the"),
    *(
        "over",
        "70",
        "32",
        "year",
        "old",
        "not",
        "without",
        "can't",
        "water",
        "in",
        "my",
        "lungs",
        "no",
    ),
    *(
        "cáncer",
        "de",
        "mama",
        "Brustkrebs",
        "metástasis",
        "fatigue",
        "triple",
        "negative",
        "lobular",
    ),
    *("side", "effects", "of", "letrozole", "BRCA2", "i", "want", "to", "die"),
]


def main(*, small: bool = False) -> Report:
    """Search for 100,000 strings, or 2,000."""
    number = FEW_TEXTS if small else TEXTS
    with ProcessPoolExecutor(PROCESSES) as processes:
        parts = list(processes.map(_part, range(PROCESSES), repeat(number)))
    return Report(
        "search-any-text",
        f"random strings, seed {SEED}",
        (
            Figure("strings searched for", sum(part.searched for part in parts), "strings"),
            Figure("exceptions", sum(part.failed for part in parts), "strings", goal=0),
            Figure(
                "more than a second of CPU", sum(part.slow for part in parts), "strings", goal=0
            ),
        ),
    )


class Part(NamedTuple):
    """The strings that one process searched for."""

    searched: int
    failed: int
    slow: int


def _part(process: int, number: int) -> Part:
    return asyncio.run(_measure(process, number))


async def _measure(process: int, number: int) -> Part:
    """Search for every so many-th string."""
    searched = failed = slow = 0
    distress = DistressWords(load_support(shipped("support.toml")))
    with tempfile.TemporaryDirectory() as folder:
        async with Database.open(Path(folder, "progress.db")) as database:
            await fill(database, ARTICLES)
            engine = engine_of(database)
            for at, text in islice(enumerate(_texts(number)), process, None, PROCESSES):
                started = time.process_time()
                searched += 1
                try:
                    distress.find(text)
                    await _asked(engine, at, text)
                except Exception as error:  # noqa: BLE001 - each one is counted and printed
                    failed += 1
                    print(f"{error!r} for {text[:200]!r}", file=sys.stderr)
                slow += (time.process_time() - started) * 1_000 > SLOW_MS
    return Part(searched, failed, slow)


async def _asked(engine: SearchEngine, at: int, text: str) -> None:
    answer = await engine.search(text, sort=SORTS[at % len(SORTS)], exact=at % 7 == 0)
    for hit in answer.hits:
        shown = "".join(piece.text for piece in hit.title)
        assert shown == hit.article.article.title, "a title is not shown in full"  # noqa: S101
    await engine.complete(text)


def _texts(number: int) -> Iterator[str]:
    chance = random.Random(SEED)
    for _ in range(number):
        longest = VERY_LONG if chance.randrange(ONE_IN_VERY_LONG) == 0 else LONGEST
        way = chance.randrange(4)
        if way == 0:
            yield "".join(_characters(chance, longest))
        elif way == 1:
            some = chance.choices(WORDS, k=chance.randrange(longest // 4))
            yield chance.choice((" ", "")).join(some)
        elif way == 2:
            some = chance.choices([*WORDS, *_characters(chance, 20)], k=longest // 4)
            yield chance.choice((" ", "")).join(some)
        else:
            yield chance.choice([*WORDS, *_characters(chance, 1)]) * chance.randrange(longest)


def _characters(chance: random.Random, longest: int) -> Iterator[str]:
    ranges = chance.choices(RANGES, k=3)
    for _ in range(chance.randrange(longest + 1)):
        yield chr(chance.randint(*chance.choice(ranges)))

"""Labels of kinds of study: their precision, and what they add to the time of reading a feed."""

import gc
import time
from collections import Counter
from collections.abc import Callable
from html import escape
from statistics import median
from unittest.mock import patch

from bench.figures import Figure, Report
from bot.knowledge import shipped
from bot.knowledge.topics import load_topics
from bot.model.article import EvidenceKind
from bot.model.document import Document
from bot.model.feed import Feed, FeedKind
from bot.reading import extract
from tests.articles.test_evidence import samples, written

FEED = Feed("Journal", "https://example.org/f", "https://example.org/", kind=FeedKind.JOURNAL)
PRECISION_GOAL, MOST_OF_TIME = 0.95, 1.2
BACKGROUND = (
    "Breast cancer is the most common cancer in many countries, and treatments have changed. "
    "Little is known about the long-term effects of this approach on quality of life. "
)
ROUNDS = 25


def main(*, small: bool = False) -> Report:
    """Judge the samples, and read a journal's feed with and without labels in turn."""
    right = [(wanted, said) for wanted, said in samples("unseen") if said != "none"]
    precision = min(
        sum(wanted == said for wanted, said in right if said == kind)
        / max(1, Counter(said for _, said in right)[kind])
        for kind in EvidenceKind
    )
    abstracts = [row for name in ("own", "unseen") for row in written(name) if row[2]]
    ratio = _ratio(abstracts, 3 if small else ROUNDS)
    return Report(
        "labels",
        f"{len(abstracts)} invented abstracts of about 800 characters",
        (
            Figure("lowest precision of a label, second set", precision, "", floor=PRECISION_GOAL),
            Figure("time of reading, of that without labels", ratio, "", goal=MOST_OF_TIME),
        ),
    )


def _ratio(abstracts: list[tuple[str, str, str]], rounds: int) -> float:
    taxonomy = load_topics(shipped("topics.toml"))
    items = "".join(
        f"<item><title>{escape(title)}</title><link>https://example.org/{number}</link>"
        f"<description>{escape(f'<p>{BACKGROUND}{text} {BACKGROUND}{BACKGROUND}</p>')}"
        "</description></item>"
        for number, (_, title, text) in enumerate(abstracts)
    )
    body = f'<rss version="2.0"><channel><title>J</title>{items}</channel></rss>'.encode()
    document = Document(FEED.url, 200, {}, body)

    def read() -> None:
        extract.extract(document, FEED, taxonomy)

    read()  # Warm: words read before are kept.
    ratios = []
    for _ in range(rounds):
        with_labels = _seconds(read)
        with patch.object(extract, "evidence_of", lambda *_: None):
            ratios.append(with_labels / _seconds(read))
    return median(ratios)


def _seconds(work: Callable[[], None]) -> float:
    gc.disable()
    started = time.process_time()
    work()
    taken = time.process_time() - started
    gc.enable()
    return taken

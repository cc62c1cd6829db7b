"""The evidence pipeline: says of articles that are stored already what kind of study they report.

    rules of another edition? ─► articles in the order of their ids, some at a time
        ─► articles.evidence ─► ONE transaction: labels, and how far the rules have come

New articles get their labels when they are read (`reading.extract`). `lifecycle` runs the loop. A
label of a stored article is no revision: no card is edited because the rules changed.
"""

from msgspec.structs import replace

from bot.clock import Clock
from bot.model.article import Article
from bot.pipelines.loops import keep_trying, repeat
from bot.storage import evidence
from bot.storage.database import Database
from bot.storage.evidence import Unlabeled

RULES_EDITION = "6"
"""Raise it when the rules of `articles.evidence` change: then stored articles are read again."""
LABELED_AT_ONCE = 20
"""Articles of a transaction: they hold the event loop for about 5 ms (measured)."""
LABEL_PAUSE_SECONDS = 0.1
LABEL_LOOK_SECONDS = 3600.0
_NO_ARTICLE = Article(key="", url="", canonical_url="", title="")


class StoredEvidence:
    """Labels the articles that were stored before the present rules.

    Args:
        database: holds them.
        clock: sleep between transactions.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Label all stored articles, and look again every hour."""
        await repeat(self.label_all, LABEL_LOOK_SECONDS, self._clock)

    async def label_all(self) -> int:
        """Label all articles that the present rules have not read; returns how many."""
        count = 0
        while found := await keep_trying(self.label_some, self._clock):
            count += found
            await self._clock.sleep(LABEL_PAUSE_SECONDS)
        return count

    async def label_some(self) -> int:
        """Label the next articles; returns how many there were."""
        async with self._database.reader() as connection:
            begun = await evidence.labeled_up_to(connection, RULES_EDITION)
            waiting = await evidence.unlabeled(connection, begun, LABELED_AT_ONCE)
        if not waiting:
            return 0
        labeled = [(each.id, _label(each)) for each in waiting]
        async with self._database.transaction() as connection:
            await evidence.put_all(connection, labeled)
            await evidence.set_labeled(connection, RULES_EDITION, waiting[-1].id)
        return len(waiting)


def _label(stored: Unlabeled) -> Article:
    # Most runs find no such article, and compiling the rules takes 30 ms (measured).
    from bot.articles.evidence import evidence_of, trials_of  # noqa: PLC0415 - see above

    return replace(
        _NO_ARTICLE,
        evidence=evidence_of(stored.title, stored.abstract, stored.kind),
        trials=trials_of(stored.title, stored.abstract),
    )

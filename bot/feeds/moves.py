"""Where a feed is asked that has moved (301, 308). Pure; called by the poll pipeline.

A permanent redirect is believed once it has held for a week: some are mistakes of a day, or a login
page. The catalogue's URL stays the feed's identity all the while.
"""

from datetime import datetime, timedelta

from bot.model.document import Document
from bot.model.feed import Move, TrackedFeed

HOLDS_AFTER = timedelta(days=7)


def has_moved(move: Move | None, now: datetime) -> bool:
    """Whether a move has held for long enough to be believed."""
    return move is not None and now - move.since >= HOLDS_AFTER


def address_of(tracked: TrackedFeed, now: datetime) -> str:
    """The URL to ask: the new one once the move is believed."""
    return tracked.move.to if tracked.move and has_moved(tracked.move, now) else tracked.feed.url


def after_answer(
    move: Move | None, document: Document, *, asked_there: bool, now: datetime
) -> Move | None:
    """The move as it stands after an answer.

    Args:
        move: as it stood.
        document: the answer.
        asked_there: whether the new address was asked, not the catalogue's.
        now: the present.
    """
    if document.moved_to is None:
        return move if asked_there else None
    if move and move.to == document.moved_to:
        return move
    return Move(document.moved_to, now)

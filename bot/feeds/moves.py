"""Chooses the address of a feed that has moved (301, 308). Pure; called by the poll pipeline.

    redirected for good ─► a week later it still is ─► the new address is asked ─► fails?
        ─► old and new in turn, until one of them answers

A permanent redirect is believed once it has held for a week: some are mistakes of a day, or a login
page. The catalogue's URL stays the feed's identity all the while.
"""

from datetime import datetime, timedelta

from bot.model.document import Document
from bot.model.feed import Move, TrackedFeed

HOLDS_AFTER = timedelta(days=7)
BREAK = timedelta(days=1)
"""After so long without an answer, nobody knows whether the redirect held; the week starts anew."""


def has_moved(tracked: TrackedFeed) -> bool:
    """Whether a move is believed: an answer came by it a week after the first one that did.

    The time that has passed is not enough: the bot may have been away for most of it.
    """
    move, heard_at = tracked.move, tracked.health.last_success_at
    return move is not None and heard_at is not None and heard_at - move.since >= HOLDS_AFTER


def address_of(tracked: TrackedFeed) -> str:
    """The URL to ask: the new one once the move is believed, and both in turn while it fails.

    The old one may work again when the new one does not, or it may be the dead one.
    """
    if tracked.move and has_moved(tracked) and tracked.health.failures % 2 == 0:
        return tracked.move.to
    return tracked.feed.url


def after_answer(tracked: TrackedFeed, document: Document, now: datetime) -> Move | None:
    """The feed's move after an answer; None if it has not moved.

    Args:
        tracked: the feed as it was when it was asked.
        document: the answer.
        now: the present.
    """
    move = tracked.move
    if move and address_of(tracked) == move.to:
        return move
    if document.moved_to is None:
        return None
    held = move is not None and move.to == document.moved_to
    return move if held and not _broken(tracked, now) else Move(document.moved_to, now)


def after_gone(tracked: TrackedFeed) -> tuple[bool, Move | None]:
    """Whether a feed is gone for good after a 410, and its move from then on.

    If it has moved, only one of its two addresses answered 410, and the other one is asked next.
    """
    move = tracked.move
    if move is None or not has_moved(tracked):
        return True, move
    return False, None if address_of(tracked) == move.to else move


def _broken(tracked: TrackedFeed, now: datetime) -> bool:
    since = tracked.health.failing_since
    return since is not None and now - since >= BREAK and not has_moved(tracked)

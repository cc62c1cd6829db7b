"""Whether a feed published more between two polls than its document shows. Pure; called by polls.

A document lists what is newest, so a known item in it says that nothing lies between. Without one,
what lies between stands on the feed's next pages, or is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

LATE = timedelta(days=7)
"""Feeds show an article up to some days after its date; the margin of `articles.news`."""
MOST_PINNED = 2
"""Items that a site keeps on top of its feed; chosen by eye."""
FEWEST_BELOW = 3
"""So many items tell in which order a feed lists them."""


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item of a document, as far as it takes to find a gap."""

    known: bool
    published_at: datetime | None


def has_gap(items: Sequence[ListedItem], read_at: datetime) -> bool:
    """Whether something may lie between these items and what the feed showed before.

    Args:
        items: of a document, in its order.
        read_at: when the feed was read before.
    """
    below = _without_pinned(items)
    return (
        bool(below)
        and not any(item.known for item in below)
        and any(_is_recent(item, read_at) for item in below)
    )


def is_past_gap(dates: Sequence[datetime | None], read_at: datetime) -> bool:
    """Whether a page shows only what the feed showed before it was read the last time."""
    return bool(dates) and all(date is not None and date < read_at - LATE for date in dates)


def _without_pinned(items: Sequence[ListedItem]) -> Sequence[ListedItem]:
    """The items below those that a site pins on top: known, and older than all that follow."""
    pinned = next((place for place, item in enumerate(items) if not item.known), len(items))
    below = items[pinned:]
    dates = [item.published_at for item in items if item.published_at]
    if not 0 < pinned <= MOST_PINNED or len(below) < FEWEST_BELOW or len(dates) < len(items):
        return items
    newest_first = all(one >= other for one, other in pairwise(dates[pinned:]))
    return below if newest_first and max(dates[:pinned]) < min(dates[pinned:]) else items


def _is_recent(item: ListedItem, read_at: datetime) -> bool:
    return item.published_at is None or item.published_at >= read_at - LATE

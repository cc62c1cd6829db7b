"""Updates a feed's health and address after a poll; decides what to tell the operator. Pure.

    permanent redirect (301, 308) ─► for a week? ─► the new address is asked ─► it fails?
        ─► old and new address in turn, until one of them answers

A redirect must last for a week because some are mistakes of a day, or lead to a login page. The URL
in the catalogue remains the feed's identity.

A FetchError says what happened at the address of a feed, a web page or a robots.txt. Callers that
read feeds add what to do about it (`feed_sentence`).
"""

from datetime import datetime, timedelta
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace

from bot.errors import FetchError, ProgressError
from bot.model.document import Document
from bot.model.feed import FeedHealth, Move, TrackedFeed

LONGEST_SENTENCE = 500
"""Characters of a stored failure. Chosen by eye."""


def after_success(
    health: FeedHealth, now: datetime, served_at: datetime | None = None
) -> FeedHealth:
    """The health once a poll has read the feed, or has heard that it is unchanged.

    The first success is the feed's first poll: a failed one has filled no index, so what the next
    one brings must not be announced as news. It was no later than the server says: with a clock
    that is ahead, all that comes until then would count as old.

    Args:
        served_at: the time of the answer by the server's clock; None if it states none.
    """
    return replace(
        health,
        first_polled_at=health.first_polled_at or min(now, served_at or now),
        last_success_at=now,
        failures=0,
        error=None,
        failing_since=None,
        gone_at=None,
    )


def after_failure(
    health: FeedHealth, sentence: str, now: datetime, *, gone: bool = False
) -> FeedHealth:
    """The health once a poll has failed, with the reason as a sentence.

    Args:
        sentence: the reason.
        gone: whether the server said that the feed is gone for good.
    """
    return replace(
        health,
        failures=health.failures + 1,
        error=sentence[:LONGEST_SENTENCE],
        failing_since=health.failing_since or now,
        gone_at=now if gone else health.gone_at,
    )


FAILS_FOR = timedelta(days=1)
"""Shorter failures are not reported, since most of them end by themselves. Chosen by eye."""
WEB_PAGE_INSTEAD = "The server answers with a web page instead of a feed. Check the feed's address."
"""A feed that becomes a web page has moved or wants a login: the failure does not end by itself."""


class FeedTrouble(Struct, frozen=True):
    """A problem of a feed that its operator should know.

    Attributes:
        sentence: what is wrong, and what to do about it.
        since: when it began; a message to the operator before this was about another problem.
    """

    sentence: str
    since: datetime


def trouble(tracked: TrackedFeed, now: datetime) -> FeedTrouble | None:
    """A feed's worst problem; None if there is none, or if it may still end by itself."""
    name, health = tracked.feed.name, tracked.health
    if health.gone_at:
        sentence = (
            f"{name} is gone for good, its server says (410), and is not asked any more. "
            f"Find its new address, or remove it: progress-bot feeds remove {tracked.feed.url}"
        )
        return FeedTrouble(sentence, health.gone_at)
    if health.failing_since and _lasts(tracked, health.failing_since, now):
        sentence = (
            f"{name} could not be read since {health.failing_since:%Y-%m-%d %H:%M} UTC. "
            f"{health.error} It is asked again at least once a day."
        )
        return FeedTrouble(sentence, health.failing_since)
    if tracked.move and has_moved(tracked):
        sentence = (
            f"{name} has moved for good and is read there. If it stands in a feeds file of yours, "
            f"write its new address there: {tracked.move.to}"
        )
        return FeedTrouble(sentence, tracked.move.since + HOLDS_AFTER)
    return None


def _lasts(tracked: TrackedFeed, since: datetime, now: datetime) -> bool:
    """Whether a failure is unlikely to end by itself.

    A single failed poll does not last, however old it is: the bot may have been off since.
    """
    health = tracked.health
    turned_into_a_page = health.error == WEB_PAGE_INSTEAD and health.first_polled_at is not None
    return turned_into_a_page or (health.failures > 1 and now - since >= FAILS_FOR)


ASKED_AGAIN = (
    "It will be asked again later.",
    "It will be asked for again later.",
    "The next one waits longer.",
)
"""The ends of sentences about an address that is polled."""
ASK_ONCE_MORE = "Try again later."

OF_ANY_ADDRESS = {
    206: "The server sends a part of the document (206), though it was asked for all of it. "
    "It will be asked again later.",
    304: "The server says that nothing has changed (304), though it was asked for everything. "
    "It will be asked again later.",
    401: "The server wants a password (401).",
    403: "The server refuses this address to us (403).",
    404: "There is nothing at this address (404).",
    410: "This address is gone for good (410).",
    429: "The server asks for fewer requests (429). The next one waits longer.",
}
OF_FEEDS = {
    401: "The server wants a password for this feed (401). Remove the feed, or change its address.",
    403: "The server refuses this feed to us (403). Ask its publisher, or remove the feed.",
    404: "There is no feed at this address (404). Look for its new address.",
    410: "The feed is gone for good (410). Look for its new address, or remove it.",
}
REFUSING_STATUSES = frozenset({401, 403, 404, 410, 429})
"""www.fda.gov sends programs by a redirect to a page that answers 404."""


def status_sentence(status: int) -> str:
    """The sentence for a status that comes with no document."""
    if status in OF_ANY_ADDRESS:
        return OF_ANY_ADDRESS[status]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"The server has trouble of its own ({status}). It will be asked again later."
    return f"The server answers with status {status}, and nothing to read."


def sent_on_sentence(status: int, url: str) -> str:
    """The sentence for such a status of an address to which the server redirected us."""
    if status not in REFUSING_STATUSES:
        return status_sentence(status)
    return (
        f"The server sent us on to {url}, which answers with status {status}. Sites turn programs "
        "away like this. Open the address in a browser; if it works there, ask the publisher."
    )


def unpolled_sentence(error: ProgressError) -> str:
    """Why a feed that is not polled could not be read; only a person will ask again."""
    sentence = feed_sentence(error)
    for end in ASKED_AGAIN:
        sentence = sentence.replace(end, ASK_ONCE_MORE)
    return sentence


def feed_sentence(error: ProgressError) -> str:
    """Why a feed could not be read, and what to do about it."""
    if isinstance(error, FetchError) and error.sent_to is None:
        return OF_FEEDS.get(error.status or 0, str(error))
    return str(error)


HOLDS_AFTER = timedelta(days=7)
"""How long a permanent redirect must last before it is believed. Chosen by eye."""
LONGEST_SILENCE_OF_MOVE = timedelta(days=1)
"""After this time without an answer, it is unknown whether the redirect held, so the week starts
again."""


def has_moved(tracked: TrackedFeed) -> bool:
    """Whether a move is believed: it was still there a week after it was first seen.

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
    """
    move = tracked.move
    if move and address_of(tracked) == move.to:
        return move
    if document.moved_to is None:
        return None
    held = move is not None and move.to == document.moved_to
    return move if held and not _broken(tracked, now) else Move(document.moved_to, now)


def after_gone(tracked: TrackedFeed) -> tuple[bool, Move | None]:
    """Whether a feed that answered 410 is gone for good, and the move to keep.

    If it has moved, only one of its two addresses answered 410, and the other one is asked next.
    """
    move = tracked.move
    if move is None or not has_moved(tracked):
        return True, move
    return False, None if address_of(tracked) == move.to else move


def _broken(tracked: TrackedFeed, now: datetime) -> bool:
    since = tracked.health.failing_since
    return since is not None and now - since >= LONGEST_SILENCE_OF_MOVE and not has_moved(tracked)

"""The delivery log: lists what was posted where, and sends again. Called by `cogs` and `cli`.

    send again ─► does its message still stand? then nothing ─► ONE transaction: the post's next
                  generation, or the delivery bundled anew ─► the announcer is woken

Moderators' calls name the server that asks, and touch only what belongs to it.
"""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

from bot.clock import Clock
from bot.delivery.messenger import MessageLookup
from bot.model.delivery import DeliveryState, HeldChannel, LogFilter, LoggedArticle, LoggedDelivery
from bot.storage import channels, delivery_log
from bot.storage.database import Database
from bot.storage.delivery_log import ListedHeldBack
from bot.subscriptions.server_changes import HELD_BACK_SHOWN

LOGGED_ARTICLES_PER_PAGE, HELD_PER_PAGE = 5, 8
"""Articles on a page, so that the longest ones fit into a message."""
DELIVERIES_PER_ARTICLE = 6
"""More channels of an article do not fit on a page."""
HELD_FOR_LONG = timedelta(hours=2)
"""How long Discord may refuse a channel's next post before the operator is told. Chosen by eye."""


class LogPage(Struct, frozen=True):
    """A page of the log, counted from 1; its number is within range."""

    articles: tuple[LoggedArticle, ...]
    number: int
    pages: int


class HeldBackPage(Struct, frozen=True):
    """A page of what channels did not get, counted from 1; its number is within range."""

    held: tuple[ListedHeldBack, ...]
    number: int
    pages: int


class Outcome(StrEnum):
    """The outcome of "send again"."""

    AGAIN = "again"
    STANDS = "stands"
    """Its message still exists."""
    UNSUBSCRIBED = "unsubscribed"
    """Its channel has no subscription any more."""
    CHANGED = "changed"
    """It changed after it was shown: another press sent it again, or it is gone."""


class SentAgain(Struct, frozen=True):
    """The outcome of "send again", and the delivery as it was found, if there is one."""

    outcome: Outcome
    delivery: LoggedDelivery | None


class DeliveryLog:
    """Reads the log, and sends deliveries again.

    Args:
        wake: called when there is something new to announce.
    """

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    async def newest(self, wanted: LogFilter, limit: int) -> list[LoggedDelivery]:
        """The last deliveries, newest first."""
        async with self._database.reader() as connection:
            return await delivery_log.newest(connection, wanted, limit)

    async def held_for_long(self) -> list[HeldChannel]:
        """Channels whose next post Discord has not taken for hours, the longest first."""
        async with self._database.reader() as connection:
            return await channels.held_since(connection, self._clock.now() - HELD_FOR_LONG)

    async def page(self, wanted: LogFilter, number: int) -> LogPage:
        """A page of the last articles with their deliveries; the last page if there are fewer."""
        async with self._database.reader() as connection:
            pages = -(
                -await delivery_log.count_articles(connection, wanted) // LOGGED_ARTICLES_PER_PAGE
            )
            number = max(1, min(number, pages))
            skipped = (number - 1) * LOGGED_ARTICLES_PER_PAGE
            shown = await delivery_log.newest_articles(
                connection, wanted, LOGGED_ARTICLES_PER_PAGE, skipped, DELIVERIES_PER_ARTICLE
            )
        return LogPage(tuple(shown), number, pages)

    async def held_back(
        self, guild_id: int, channel_id: int | None, hidden: frozenset[int], number: int
    ) -> HeldBackPage:
        """A page of what channels of a server did not get in the last days."""
        since = self._clock.now() - HELD_BACK_SHOWN
        number = max(1, number)
        async with self._database.reader() as connection:
            while True:
                held, total = await delivery_log.held_back_in(
                    connection,
                    guild_id,
                    since,
                    channel_id=channel_id,
                    hidden=hidden,
                    limit=HELD_PER_PAGE,
                    skipped=(number - 1) * HELD_PER_PAGE,
                )
                pages = max(1, -(-total // HELD_PER_PAGE))
                if number <= pages:
                    return HeldBackPage(tuple(held), number, pages)
                number = pages

    async def send_again(
        self, guild_id: int, delivery_id: int, generation: int | None, lookup: MessageLookup
    ) -> SentAgain:
        """Send a delivery again that failed, or whose message was deleted.

        Its whole post is sent, with all articles on it.

        Args:
            generation: the generation of its post when it was shown; None without a post.
            lookup: asks Discord whether its message still exists.

        Raises:
            MessengerError: Discord did not say whether the message exists.
        """
        async with self._database.reader() as connection:
            found = await delivery_log.one(connection, guild_id, delivery_id)
        if not found or found.state is DeliveryState.PENDING or found.generation != generation:
            return SentAgain(Outcome.CHANGED, found)
        if await _stands(found, lookup):
            return SentAgain(Outcome.STANDS, found)
        outcome = await self._begin(found)
        if outcome is Outcome.AGAIN:
            self._wake()
        return SentAgain(outcome, found)

    async def _begin(self, found: LoggedDelivery) -> Outcome:
        async with self._database.transaction() as connection:
            if not await channels.exists(connection, found.channel_id):
                return Outcome.UNSUBSCRIBED
            if found.generation is None:
                begun = await delivery_log.bundle_anew(connection, found)
            else:
                now = self._clock.now()
                begun = await delivery_log.begin_generation(connection, found, now)
        return Outcome.AGAIN if begun else Outcome.CHANGED


async def _stands(found: LoggedDelivery, lookup: MessageLookup) -> bool:
    if found.message_url is None or found.place_id is None or found.message_id is None:
        return False
    return await lookup.exists(found.place_id, found.message_id)

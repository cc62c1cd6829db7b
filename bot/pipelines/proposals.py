"""The proposals pipeline: asks the operator about proposed feeds, and tells servers the answers.

    proposal ─► not asked, or another OWNER_ID asked ─► direct message ─► reached, or refused
    answer   ─► where it was proposed, else the system channel ─► told
             └► nowhere: put off; the next moderator is shown it (`ServerFeeds.hand_over`)

`lifecycle` runs its loop. The cog asks at once, so that its answer says whether the operator was
reached. A crash between a message and its record repeats the message with the same nonce.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Protocol

from bot.clock import Clock
from bot.delivery.keys import proposal_key
from bot.errors import MessengerError, reason_of
from bot.model.feed import Proposal
from bot.pipelines.loops import keep_trying, repeat
from bot.storage import feed_choices, meta
from bot.storage.database import Database

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 30.0
"""The longest delay of a message about a proposal. Chosen by eye."""
ASK_AGAIN_AFTER = timedelta(hours=1)
"""The wait before an answer that no channel took is tried again. Chosen by eye."""


CHANNEL_REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
"""Discord does not take the message in this channel."""


class ProposalMessenger(Protocol):
    """Writes to the operator, and to servers."""

    @property
    def owner_id(self) -> int | None:
        """OWNER_ID, if it is set."""
        ...

    async def ask(self, proposal: Proposal, nonce: str) -> bool:
        """Ask the operator; returns False if Discord does not let the bot write to them.

        Raises:
            MessengerError: that may go by; it is tried again.
        """
        ...

    def places(self, proposal: Proposal) -> Sequence[int] | None:
        """The channels to tell the answer in, best first; None if the server is not cached."""
        ...

    async def tell(self, proposal: Proposal, place_id: int, nonce: str) -> None:
        """Tell the answer in a channel; mentions nobody.

        Raises:
            MessengerError: Discord refused, or no answer came (status None).
        """
        ...


class ProposalNotifier:
    """Asks the operator, and tells servers."""

    def __init__(self, database: Database, messenger: ProposalMessenger, clock: Clock) -> None:
        self._database = database
        self._messenger = messenger
        self._clock = clock
        self._put_off_asking = set[int]()

    async def run(self) -> None:
        """Ask and tell until canceled."""
        await repeat(self.notify_due, LOOK_EVERY_SECONDS, self._clock)

    async def notify_due(self) -> None:
        """Ask about proposals that nobody was asked about, and tell the answers."""
        await self.ask_due()
        await self.tell_due()

    async def ask_due(self) -> None:
        """Ask the operator about the proposals that they were not asked about."""
        owner_id = self._messenger.owner_id
        if owner_id is None:
            return
        async with self._database.reader() as connection:
            unasked = await feed_choices.unasked(connection, owner_id)
        for each in unasked:
            await self.ask(each)

    async def ask(self, proposal: Proposal) -> bool | None:
        """Ask about a proposal; returns whether that reached the operator, None to try it again."""
        owner_id = self._messenger.owner_id
        if owner_id is None:
            return False
        try:
            nonce = await self._nonce(proposal, f"ask/{owner_id}")
            reached = await self._messenger.ask(proposal, nonce)
        except MessengerError as exc:
            level = logging.DEBUG if proposal.id in self._put_off_asking else logging.INFO
            log.log(level, "The owner could not be asked about a feed yet: %s", reason_of(exc))
            self._put_off_asking.add(proposal.id)
            return None
        self._put_off_asking.discard(proposal.id)
        await keep_trying(partial(self._set_asked, proposal, owner_id, reached), self._clock)
        if not reached:
            log.warning(
                "Server %s proposes the feed %s. Answer with `progress-bot feeds allow %d` or "
                "`progress-bot feeds refuse %d`",
                proposal.guild_id,
                proposal.feed.url,
                proposal.id,
                proposal.id,
            )
        return reached

    async def tell_due(self) -> None:
        """Tell servers the answers that they were not told."""
        async with self._database.reader() as connection:
            due = await feed_choices.due(connection, self._clock.now())
        for each in due:
            await self.tell(each)

    async def tell(self, proposal: Proposal) -> None:
        """Tell one answer in the first channel that takes it."""
        places = self._messenger.places(proposal)
        if places is None:
            return
        nonce = await self._nonce(proposal, "answer")
        for place_id in places:
            try:
                await self._messenger.tell(proposal, place_id, nonce)
            except MessengerError as exc:
                if exc.everywhere or exc.status not in CHANNEL_REFUSALS:
                    return  # It may stand there, or be taken later: the same again, next round.
                log.info("Channel %s was not told about a feed: %s", place_id, exc)
                continue
            await keep_trying(partial(self._set_told, proposal), self._clock)
            return
        await keep_trying(partial(self._put_off, proposal), self._clock)

    async def _nonce(self, proposal: Proposal, purpose: str) -> str:
        async with self._database.reader() as connection:
            return proposal_key(await meta.database_id(connection), proposal.id, purpose)

    async def _set_asked(self, proposal: Proposal, owner_id: int, reached: bool) -> None:  # noqa: FBT001 - of the row
        async with self._database.transaction() as connection:
            await feed_choices.asked(connection, proposal.id, owner_id, reached=reached)

    async def _set_told(self, proposal: Proposal) -> None:
        async with self._database.transaction() as connection:
            await feed_choices.set_told(connection, [proposal.id])

    async def _put_off(self, proposal: Proposal) -> None:
        until = self._clock.now() + ASK_AGAIN_AFTER
        async with self._database.transaction() as connection:
            await feed_choices.put_off(connection, proposal.id, until)

"""Claims and settles posts for all lanes of the announce pipeline, many in one transaction.

    lane: outcome of its last post, if any ─► batch ─► ONE transaction: settle these, claim the next
                                                    ─► each lane gets its next post, or None

A commit waits for the disk, so lanes that ask during a commit share the next one. If the database
refuses a batch, the batch is tried again: no lane sends its next message before the outcome of the
last one is recorded.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from bot.clock import Clock
from bot.delivery.failures import Reaction, log_level
from bot.delivery.refusals import REFUSED_IN_A_ROW, Action
from bot.model.delivery import CarriedArticle, DeliveryState, Post, PostState
from bot.pipelines.loops import keep_trying
from bot.storage import carried_articles, channels, deliveries, identity, posts
from bot.storage.database import Connection, Database
from bot.storage.identity import Identity
from bot.subscriptions.pausing import end_channel, pause_after_refusal

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.004
"""The time that a transaction waits for more lanes: about as long as a commit takes."""

DRAIN_SECONDS = 2.0
"""The time that the last transaction has when the bot stops. Chosen by eye."""


class Claim(Struct, frozen=True):
    """A post that is being sent, with the articles on it.

    `post.state` is the state before the claim. `sending` means that the outcome of an earlier
    attempt is unknown.
    """

    post: Post
    carried: Sequence[CarriedArticle]


class Settlement(Struct, frozen=True):
    """The outcome of sending a post: a message's id, or the reaction to the failure."""

    claim: Claim
    outcome: int | Reaction

    @property
    def message_id(self) -> int | None:
        """The message's id; None if there is no message, or if it was deleted."""
        return self.outcome if isinstance(self.outcome, int) else None

    @property
    def shown(self) -> Sequence[CarriedArticle]:
        """The articles in the revisions that the message shows for certain.

        If the outcome of an earlier attempt was unknown, the message may be of that attempt, with
        older revisions of the articles. Then the first revision is taken.
        """
        if self.claim.post.state is PostState.READY:
            return self.claim.carried
        return [
            replace(item, article=replace(item.article, revision=1)) for item in self.claim.carried
        ]

    @property
    def sent(self) -> bool:
        """Whether the message is or was on Discord."""
        return isinstance(self.outcome, int) or self.outcome.action is Action.SENT


class _LaneRequest(Struct, frozen=True):
    channel_id: int
    settlement: Settlement | None
    more: bool
    answer: asyncio.Future[Claim | None]


class Outbox:
    """Claims and settles posts in shared transactions.

    Args:
        stamp: takes the count of claims after each commit, before the posts are sent.
    """

    def __init__(
        self, database: Database, clock: Clock, stamp: Callable[[int], None] = lambda _: None
    ) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[_LaneRequest] = []
        self._writing: asyncio.Task[None] | None = None
        self._identity: Identity | None = None
        self._stamp = stamp

    async def advance(
        self, channel_id: int, settlement: Settlement | None = None, *, more: bool = True
    ) -> Claim | None:
        """Settle the channel's last post, and claim its next one; None if none is due.

        Args:
            settlement: the outcome of its last post.
            more: whether to claim another one.
        """
        answer: asyncio.Future[Claim | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_LaneRequest(channel_id, settlement, more, answer))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="outbox")
        return await answer

    async def drain(self) -> None:
        """Wait until all outcomes are written, but not during an outage.

        A post whose outcome is not written is found by its key at the next start.
        """
        if self._writing:
            await asyncio.wait({self._writing}, timeout=DRAIN_SECONDS)
        if self._writing:
            self._writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writing

    async def _write(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(GATHER_SECONDS)
                batch, self._waiting = self._waiting, []
                for request in batch:
                    _log_refusal(request.settlement)
                await self._write_batch(batch)
        finally:
            self._writing = None

    async def _write_batch(self, batch: Sequence[_LaneRequest]) -> None:
        try:
            claims = await keep_trying(partial(self._write_once, batch), self._clock)
        except Exception as exc:  # noqa: BLE001 - its lane raises it
            if len(batch) > 1:
                # One channel's damaged records must not stop the others.
                for request in batch:
                    await self._write_batch([request])
            elif not batch[0].answer.done():
                batch[0].answer.set_exception(exc)
            return
        for request in batch:
            # Its lane may have been canceled meanwhile.
            if not request.answer.done():
                request.answer.set_result(claims.get(request.channel_id))

    async def _write_once(self, batch: Sequence[_LaneRequest]) -> dict[int, Claim]:
        async with self._database.transaction() as connection:
            await self._settle(connection, [each.settlement for each in batch if each.settlement])
            # A lane may have been canceled while its request waited.
            asking = [each.channel_id for each in batch if each.more and not each.answer.done()]
            claims = await self._claim(connection, asking)
            sends = await identity.count_send(connection) if claims else None
        if sends is not None:
            self._stamp(sends)
        return claims

    async def _claim(self, connection: Connection, channels: Sequence[int]) -> dict[int, Claim]:
        self._identity = self._identity or await identity.read_identity(connection)
        own, now = self._identity, self._clock.now()
        claimed = await posts.claim(connection, own.database_id, channels, now)
        carried = await carried_articles.of_posts(connection, [post.id for post in claimed])
        return {
            post.channel_id: Claim(_with_former_keys(post, own), carried[post.id])
            for post in claimed
        }

    async def _settle(self, connection: Connection, settled: Sequence[Settlement]) -> None:
        sent = [each for each in settled if each.sent]
        now = self._clock.now()
        await posts.sent(connection, [(s.claim.post.id, s.message_id) for s in sent], now)
        await deliveries.sent(connection, [(s.claim.post.id, s.shown) for s in sent])
        for each in settled:
            if isinstance(each.outcome, Reaction) and not each.sent:
                await self._refused(connection, each.claim.post, each.outcome)

    async def _refused(self, connection: Connection, post: Post, reaction: Reaction) -> None:
        now = self._clock.now()
        if reaction.action is Action.FAIL_POST:
            await posts.fail(connection, post.id, reaction.reason)
            await deliveries.settle(connection, post.id, DeliveryState.FAILED, reaction.reason)
            if reaction.repeated and await _is_one_of_several(connection, post):
                found = reaction.repeated
                await pause_after_refusal(connection, post.guild_id, post.channel_id, found, now)
            return
        if reaction.action is Action.END_CHANNEL:
            await end_channel(connection, post.channel_id, reaction.reason, now)
            return
        await self._retry(connection, post, reaction)
        if reaction.obstacle:
            found = reaction.obstacle
            await pause_after_refusal(connection, post.guild_id, post.channel_id, found, now)

    async def _retry(self, connection: Connection, post: Post, reaction: Reaction) -> None:
        # An unknown outcome stays unknown until the message is found, or is certain to be absent.
        unknown = reaction.action is Action.RECONCILE or post.state is PostState.SENDING
        if reaction.action is Action.SEND:
            state, looked_at = PostState.READY, None
        else:
            state = PostState.SENDING if unknown else PostState.READY
            looked_at = reaction.looked_at or post.looked_at
        await posts.retry(
            connection,
            post.id,
            state,
            reaction.at,
            reaction.reason,
            failure=reaction.failure,
            met_at=self._clock.now(),
            looked_at=looked_at,
        )


async def _is_one_of_several(connection: Connection, post: Post) -> bool:
    """Whether Discord refused a channel's last posts one by one, this one included."""
    if post.digest:
        return True
    rows = await channels.refused_in_a_row(connection, post.guild_id, REFUSED_IN_A_ROW)
    return any(each.channel_id == post.channel_id for each in rows)


def _with_former_keys(post: Post, own: Identity) -> Post:
    """The post with the keys that it may have on Discord from before a restore."""
    if post.state is not PostState.SENDING:
        return post
    return replace(post, former_keys=own.former_keys(post.id, post.generation))


def _log_refusal(settlement: Settlement | None) -> None:
    if settlement and isinstance(settlement.outcome, Reaction) and not settlement.sent:
        post, reaction = settlement.claim.post, settlement.outcome
        level = log_level(reaction.failure, post.failure, logged=reaction.logged)
        log.log(level, "Post %s to channel %s: %s", post.id, post.channel_id, reaction.for_log)

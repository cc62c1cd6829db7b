"""Checks a feed that a moderator proposes for a server, and has it read or the operator asked.

    address ─► may this server have one more? ─► the feed at the address (catalogue.adding)
            ─► allowed (SERVER_FEEDS, an earlier answer) ─► chosen
            └► kept as a proposal ─► the operator is asked (pipelines.proposals)

Called by the server settings cog.
"""

import asyncio
from datetime import UTC, datetime
from http import HTTPStatus

from msgspec import Struct

from bot.articles.text import shorten
from bot.catalogue.adding import FeedFinder, FeedRequest, find_requested
from bot.catalogue.server_feeds import ServerFeeds
from bot.catalogue.service import Sources
from bot.clock import Clock
from bot.errors import FeedError, FetchError, KnowledgeError, RequestError, UnknownNameError
from bot.feeds.fetch import PrivateAddressError
from bot.model.article import Taxonomy
from bot.model.feed import Feed, FeedPreview, Obstacle, Proposal, ProposalState, ServerFeedRule
from bot.reading.extractor import Extraction

TITLES_SHOWN = 3
"""Titles that a proposal shows. Chosen by eye."""
LONGEST_PREVIEW_TITLE = 150
"""Characters of a title that are kept with a proposal. Chosen by eye."""
CHECK_SECONDS = 120.0
"""The time for a check: of a page and its feed, each behind the other requests to its host.
Discord takes an answer for 15 minutes."""
MOST_CAUSES = 10
"""Causes of an error that are looked at. Chosen by eye."""
LOCKED_STATUSES = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ProposalError(RequestError):
    """A feed cannot become a server's own.

    Attributes:
        obstacle: the reason, of which `ui` makes the sentence.
    """

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle


class ProposingServer(Struct, frozen=True):
    """The server that proposes a feed, and the channel where its moderator does."""

    guild_id: int
    channel_id: int
    server_name: str


class Proposed(Struct, frozen=True):
    """The outcome of a proposal.

    Attributes:
        waits: what the operator is asked; None if the server has the feed now.
    """

    feed: Feed
    preview: FeedPreview
    waits: Proposal | None = None


class Proposer:
    """Takes proposals, one at a time of each server.

    Args:
        sources: the listed feeds.
        taxonomy: tells what is about the topics.
        rule: SERVER_FEEDS.
        can_ask: whether there is an operator to ask (OWNER_ID).
    """

    def __init__(
        self,
        server_feeds: ServerFeeds,
        sources: Sources,
        finder: FeedFinder,
        taxonomy: Taxonomy,
        clock: Clock,
        *,
        rule: ServerFeedRule,
        can_ask: bool,
    ) -> None:
        self._server_feeds = server_feeds
        self._sources = sources
        self._finder = finder
        self._taxonomy = taxonomy
        self._clock = clock
        self._rule = rule
        self._can_ask = can_ask
        self._checking: set[int] = set()

    async def propose(self, server: ProposingServer, typed: str) -> Proposed:
        """Check the feed at an address, and choose it for the server or keep it as a proposal.

        Raises:
            ProposalError: the server cannot have it.
            RequestError: there is no such feed; says why.
            HostError: this machine does not let the bot ask.
        """
        if self._rule is ServerFeedRule.OFF:
            raise ProposalError(Obstacle.SWITCHED_OFF)
        if server.guild_id in self._checking:
            raise ProposalError(Obstacle.BUSY)
        self._checking.add(server.guild_id)
        try:
            await self._refuse_too_many(server.guild_id)
            feed, extraction = await self._found(typed)
            return await self._decided(server, feed, _preview(extraction))
        finally:
            self._checking.discard(server.guild_id)

    async def _refuse_too_many(self, guild_id: int) -> None:
        """Before any site is asked."""
        if (await self._server_feeds.of_server(guild_id)).is_full:
            raise ProposalError(Obstacle.TOO_MANY)

    async def _found(self, typed: str) -> tuple[Feed, Extraction]:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                found = await find_requested(
                    FeedRequest(typed), self._sources, self._finder, self._taxonomy
                )
        except TimeoutError as exc:
            raise ProposalError(Obstacle.TOO_SLOW) from exc
        except FeedError as exc:
            raise _translated(exc) from exc
        except UnknownNameError as exc:
            raise ProposalError(Obstacle.NO_ADDRESS) from exc
        except KnowledgeError as exc:
            raise RequestError(str(exc)) from exc
        return found.feed, found.extraction

    async def _decided(self, server: ProposingServer, feed: Feed, preview: FeedPreview) -> Proposed:
        if obstacle := await self._server_feeds.obstacle(server.guild_id, feed):
            raise ProposalError(obstacle)
        decision = await self._server_feeds.decision(feed)
        if decision is ProposalState.REFUSED:
            raise ProposalError(Obstacle.REFUSED)
        if decision is ProposalState.ALLOWED or self._rule is ServerFeedRule.ALLOW:
            if obstacle := await self._server_feeds.choose(server.guild_id, feed):
                raise ProposalError(obstacle)
            return Proposed(feed, preview)
        if not self._can_ask:
            raise ProposalError(Obstacle.NO_OPERATOR)
        kept = await self._server_feeds.propose(
            Proposal(
                id=0,
                guild_id=server.guild_id,
                channel_id=server.channel_id,
                server_name=server.server_name,
                feed=feed,
                preview=preview,
                state=ProposalState.OPEN,
                proposed_at=self._clock.now(),
            )
        )
        if isinstance(kept, Obstacle):
            raise ProposalError(kept)
        return Proposed(feed, preview, kept)


def _preview(extraction: Extraction) -> FeedPreview:
    newest = sorted(
        extraction.articles, key=lambda each: each.published_at or LONG_AGO, reverse=True
    )
    return FeedPreview(
        items=len(newest),
        on_topic=sum(bool(each.topics) for each in newest),
        titles=tuple(shorten(each.title, LONGEST_PREVIEW_TITLE) for each in newest[:TITLES_SHOWN]),
    )


def _translated(error: FeedError) -> RequestError:
    """The error in words for a moderator, who cannot change the bot's settings."""
    link: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if isinstance(link, PrivateAddressError):
            return ProposalError(Obstacle.PRIVATE)
        if isinstance(link, FetchError) and link.status in LOCKED_STATUSES:
            return ProposalError(Obstacle.LOCKED)
        link = link.__cause__ if link else None
    return RequestError(str(error))

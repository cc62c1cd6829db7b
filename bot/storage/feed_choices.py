"""Stores the operator's choices about feeds, by URL. The catalogue's file is never changed."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from sqlite3 import Row
from typing import Any

from aiosqlite import Connection
from msgspec import to_builtins

from bot.model.feed import (
    Audience,
    Feed,
    FeedChoice,
    FeedKind,
    FeedPreview,
    Listing,
    Proposal,
    ProposalState,
)
from bot.storage.rows import LINE_CHARACTERS_READ, due_at, due_condition, from_seconds, to_seconds


async def everything(connection: Connection) -> list[FeedChoice]:
    """All choices, in the order in which they were first made."""
    rows = await connection.execute_fetchall(
        "SELECT url, enabled, feed FROM feed_choices ORDER BY chosen_at, url"
    )
    return [
        FeedChoice(
            row["url"],
            bool(row["enabled"]),
            _feed_from_text(row["feed"]) if row["feed"] else None,
        )
        for row in rows
    ]


async def put(connection: Connection, choice: FeedChoice, now: datetime) -> None:
    """Store a choice; it replaces an earlier one for this URL."""
    await connection.execute(
        """
        INSERT INTO feed_choices (url, enabled, feed, chosen_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (url) DO UPDATE SET enabled = excluded.enabled, feed = excluded.feed
        """,
        (
            choice.url,
            choice.enabled,
            _feed_text(choice.feed) if choice.feed else None,
            to_seconds(now),
        ),
    )


async def drop(connection: Connection, url: str) -> None:
    """Delete the choice, so that the catalogue decides about this URL."""
    await connection.execute("DELETE FROM feed_choices WHERE url = ?", (url,))


def _feed_text(feed: Feed) -> str:
    """A whole feed as it is stored."""
    return json.dumps(to_builtins(feed))


def _feed_from_text(text: str) -> Feed:
    """A feed that was stored by `_feed_text`."""
    fields: Mapping[str, Any] = json.loads(text)
    return Feed(
        **{
            **fields,
            "kind": FeedKind(fields["kind"]),
            "audience": Audience(fields["audience"]),
            "topics": tuple(fields["topics"]),
            "phrases": tuple(fields["phrases"]),
            "listings": tuple(_listing(each) for each in fields["listings"]),
        }
    )


def _listing(fields: Mapping[str, Any]) -> Listing:
    return Listing(**{**fields, "topics": tuple(fields["topics"])})


_ANSWER_UNTOLD = "state <> 'open' AND told = 0"


async def add(connection: Connection, proposal: Proposal, address: str) -> int:
    """Insert a proposal, its own id aside; returns its id."""
    cursor = await connection.execute(
        """
        INSERT INTO feed_proposals
            (guild_id, channel_id, server_name, address, feed, preview, state, proposed_at, told)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            proposal.guild_id,
            proposal.channel_id,
            proposal.server_name,
            address,
            _feed_text(proposal.feed),
            json.dumps(to_builtins(proposal.preview)),
            proposal.state,
            to_seconds(proposal.proposed_at),
            proposal.told,
        ),
    )
    assert cursor.lastrowid is not None  # noqa: S101 - an insert has one
    return cursor.lastrowid


async def get(connection: Connection, proposal_id: int) -> Proposal | None:
    """A proposal; None if it was withdrawn or forgotten."""
    return next(iter(await _read(connection, "WHERE id = :id", id=proposal_id)), None)


async def open_ones(connection: Connection) -> list[Proposal]:
    """The proposals that wait for an answer, oldest first."""
    return await _read(connection, "WHERE state = 'open' ORDER BY id")


async def open_in(connection: Connection, guild_id: int) -> list[Proposal]:
    """The proposals of a server that wait for an answer, oldest first."""
    which = "WHERE state = 'open' AND guild_id = :guild ORDER BY id"
    return await _read(connection, which, guild=guild_id)


async def unasked(connection: Connection, owner_id: int) -> list[Proposal]:
    """The open proposals about which this operator was not asked, oldest first."""
    which = "WHERE state = 'open' AND owner_id IS NOT :owner ORDER BY id"
    return await _read(connection, which, owner=owner_id)


async def asked(connection: Connection, proposal_id: int, owner_id: int, *, reached: bool) -> None:
    """Record that the operator was asked, and whether the message reached them."""
    await connection.execute(
        "UPDATE feed_proposals SET owner_id = ?, reached = ? WHERE id = ?",
        (owner_id, reached, proposal_id),
    )


async def answer(
    connection: Connection, proposal_id: int, state: ProposalState, now: datetime
) -> bool:
    """Answer an open proposal; False if it was answered before."""
    cursor = await connection.execute(
        "UPDATE feed_proposals SET state = ?, answered_at = ? WHERE id = ? AND state = 'open'",
        (state, to_seconds(now), proposal_id),
    )
    return cursor.rowcount > 0


async def due(connection: Connection, now: datetime) -> list[Proposal]:
    """Answered proposals whose servers are to be told now, oldest first."""
    which = f"WHERE {_ANSWER_UNTOLD} AND {due_condition('next_try_at')} ORDER BY id"
    return await _read(connection, which, **due_at(now))


async def put_off_in(connection: Connection, guild_id: int) -> list[Proposal]:
    """Answered proposals of a server that no channel took, oldest first."""
    which = f"WHERE {_ANSWER_UNTOLD} AND guild_id = :guild AND next_try_at > 0 ORDER BY id"
    return await _read(connection, which, guild=guild_id)


async def set_told(connection: Connection, ids: Iterable[int], *, told: bool = True) -> list[int]:
    """Record whether servers were told; returns the ids of those for which that is new."""
    changed = []
    for each in ids:
        cursor = await connection.execute(
            "UPDATE feed_proposals SET told = ? WHERE id = ? AND told <> ?", (told, each, told)
        )
        changed += [each] * cursor.rowcount
    return changed


async def put_off(connection: Connection, proposal_id: int, until: datetime) -> None:
    """Tell the server later: it has no channel for it now."""
    await connection.execute(
        "UPDATE feed_proposals SET next_try_at = ? WHERE id = ?", (to_seconds(until), proposal_id)
    )


async def withdraw(connection: Connection, guild_id: int) -> None:
    """Delete all proposals of a server."""
    await connection.execute("DELETE FROM feed_proposals WHERE guild_id = ?", (guild_id,))


async def forget(connection: Connection, moment: datetime) -> None:
    """Delete proposals that were answered at `moment` or earlier."""
    await connection.execute(
        "DELETE FROM feed_proposals WHERE answered_at <= ?", (to_seconds(moment),)
    )


async def decide(connection: Connection, address: str, now: datetime, *, allowed: bool) -> None:
    """Record the operator's decision about an address, in place of an earlier one."""
    await connection.execute(
        """
        INSERT INTO feed_decisions (address, allowed, decided_at) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET allowed = excluded.allowed, decided_at = excluded.decided_at
        """,
        (address, allowed, to_seconds(now)),
    )


async def forget_refusals(connection: Connection, moment: datetime) -> None:
    """Delete the refusals that were made at `moment` or earlier."""
    await connection.execute(
        "DELETE FROM feed_decisions WHERE allowed = 0 AND decided_at <= ?", (to_seconds(moment),)
    )


async def decision(
    connection: Connection, address: str, refused_since: datetime
) -> ProposalState | None:
    """The decision about an address, if any; a refusal counts after `refused_since`."""
    rows = await connection.execute_fetchall(
        """
        SELECT allowed FROM feed_decisions
        WHERE address = ? AND (allowed = 1 OR decided_at > ?)
        """,
        (address, to_seconds(refused_since)),
    )
    for row in rows:
        return ProposalState.ALLOWED if row["allowed"] else ProposalState.REFUSED
    return None


async def _read(connection: Connection, which: str, **values: int) -> list[Proposal]:
    rows = await connection.execute_fetchall(f"SELECT * FROM feed_proposals {which}", values)  # noqa: S608 - of this module
    return [_proposal(row) for row in rows]


def _proposal(row: Row) -> Proposal:
    preview = json.loads(row["preview"])
    return Proposal(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        server_name=row["server_name"][:LINE_CHARACTERS_READ],
        feed=_feed_from_text(row["feed"]),
        preview=FeedPreview(preview["items"], preview["on_topic"], tuple(preview["titles"])),
        state=ProposalState(row["state"]),
        proposed_at=from_seconds(row["proposed_at"]),
        reached=bool(row["reached"]),
        told=bool(row["told"]),
    )

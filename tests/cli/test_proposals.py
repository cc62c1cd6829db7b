"""`progress-bot feeds requests`, `allow`, `refuse`: the real program on proposals of servers."""

import json
from pathlib import Path

import pytest

from bot.catalogue.server_feeds import ServerFeeds
from bot.model.feed import FeedPreview, Proposal, ProposalState
from bot.storage.database import Database
from tests.cli.program import FeedServer, Program
from tests.factories import NOON, feed
from tests.fakes import ManualClock

OURS, OTHER = 10**18, 2 * 10**18
KILLED = -9
KILL_WHILE_ALLOWING = """
import os, signal
from bot.storage import server_feeds

choose = server_feeds.choose

async def killed(*arguments):
    await choose(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

server_feeds.choose = killed
"""


@pytest.fixture
async def proposed(tmp_path: Path, feeds: FeedServer) -> list[int]:
    """A proposal of each server, for the same feed."""
    made = []
    async with Database.open(tmp_path / "progress.db") as database:
        servers = ServerFeeds(database, ManualClock())
        for guild_id, name in ((OURS, "Ours"), (OTHER, "Other")):
            wanted = feed("Local News", url=feeds.url("/local"))
            preview = FeedPreview(2, 1, ("On bones", "A recipe"))
            kept = await servers.propose(
                Proposal(0, guild_id, 5, name, wanted, preview, ProposalState.OPEN, NOON)
            )
            assert isinstance(kept, Proposal)
            made.append(kept.id)
    return made


async def requests(program: Program) -> list[int]:
    return [each["id"] for each in (await program("feeds", "requests", "--json")).json["requests"]]


@pytest.mark.usefixtures("proposed")
async def test_proposals_are_listed_with_what_was_found(program: Program) -> None:
    listed = await program("feeds", "requests")

    assert "1  Local News (http://127.0.0.1:" in listed.out
    assert "proposed by Ours at 2026-03-01 12:00 UTC" in listed.out
    assert "2 articles, 1 about the topics" in listed.out
    assert "- On bones" in listed.out
    assert "`progress-bot feeds allow 1`" in listed.out


@pytest.mark.usefixtures("proposed")
async def test_an_allowed_feed_is_read_for_its_server_and_marked_in_the_list(
    program: Program, feeds: FeedServer
) -> None:
    feeds.documents["/local"] = feeds.documents["/news"]

    allowed = await program("feeds", "allow", "1")
    assert (allowed.code, allowed.out.partition(".")[0]) == (0, "Allowed: Local News for Ours")
    assert "answered before: allowed" in (await program("feeds", "refuse", "1")).out
    assert await requests(program) == [2]

    polled = await program("poll", "--once", "--json")
    assert {each["name"]: each["new"] for each in polled.json["feeds"]}.keys() == {
        "News",
        "Local News",
    }
    (own,) = [
        each for each in (await program("feeds", "list", "--json")).json["feeds"] if each["servers"]
    ]
    assert (own["name"], own["enabled"]) == ("Local News", True)
    doctor = json.loads((await program("doctor", "--json")).out)
    says = [each["say"] for each in doctor["checks"] if each["name"] == "feeds of servers"]
    assert says[0].startswith("1 feed is read for servers that chose it; 1 wait")

    assert (await program("feeds", "remove", "local news")).code == 0
    assert "chosen by" not in (await program("feeds", "list")).out


async def test_a_refused_feed_is_not_read(program: Program, proposed: list[int]) -> None:
    refused = await program("feeds", "refuse", str(proposed[0]))

    assert refused.out.startswith("Refused: Local News for Ours")
    assert "Local News" not in (await program("feeds", "list")).out


@pytest.mark.parametrize("number", ["7", str(2**63 - 1)])
async def test_a_number_that_no_proposal_has_is_told(program: Program, number: str) -> None:
    outcome = await program("feeds", "allow", number)

    assert outcome.code == 2
    assert f"There is no proposal {number}." in outcome.err
    assert "Traceback" not in outcome.err


async def test_nothing_waits_in_a_new_database(program: Program) -> None:
    assert "No server waits" in (await program("feeds", "requests")).out


async def test_a_kill_between_allowing_and_recording_leaves_the_proposal_open(
    program: Program, proposed: list[int]
) -> None:
    killed = await program("feeds", "allow", "1", before=KILL_WHILE_ALLOWING)
    assert killed.code == KILLED

    assert await requests(program) == proposed
    assert "Local News" not in (await program("feeds", "list")).out

    assert (await program("feeds", "allow", "1")).code == 0
    assert "chosen by 1 server" in (await program("feeds", "list")).out

"""Answers that nobody can read, to a request that may have been taken: nothing twice, nothing lost.

Found out within seconds, since Discord may have the message already.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bot.delivery.failures import UNREAD_ATTEMPTS
from tests.peer import Channel, ChannelKind, Fault
from tests.peer.world import Json
from tests.program.trial import Trial, trial

JSON = {"Content-Type": "application/json"}
LIMITS = {"X-RateLimit-Remaining": "1", "X-RateLimit-Limit": "5"}
KINDS = {
    "a page": Fault("POST", "", status=200, body="<html>Good day</html>"),
    "nothing": Fault("POST", "", status=200, body=""),
    "nothing as JSON": Fault("POST", "", status=200, body="", headers=JSON),
    "no content": Fault("POST", "", status=204, body=""),
    "no JSON": Fault("POST", "", status=200, body='{"id": ', headers=JSON),
    "a list": Fault("POST", "", status=200, body="[]", headers=JSON),
    "no message": Fault("POST", "", status=200, body={}),
    "an id of letters": Fault("POST", "", status=200, body={"id": "abc"}),
    "a cut body": Fault("POST", "", status=200, body={"id": "1"}, cut=True),
    "no gzip": Fault(
        "POST", "", status=200, body="GZIP", headers={**JSON, "Content-Encoding": "gzip"}
    ),
    "a redirect": Fault("POST", "", status=302, body="", headers={"Location": "/elsewhere"}),
    "a redirected POST": Fault("POST", "", status=307, body="", headers={"Location": "/x"}),
    "a redirect to nowhere": Fault("POST", "", status=301, body=""),
    "a proxy's time-out": Fault("POST", "", status=408, body="Request Timeout"),
    "a server's code": Fault("POST", "", status=500, body={"code": 10003, "message": "Unknown"}),
    "another server's code": Fault("POST", "", status=503, body={"code": 50035, "message": "Bad"}),
    "limits of letters": Fault(
        "POST", "", status=200, body={}, headers={**LIMITS, "X-RateLimit-Reset-After": "nan"}
    ),
}


@pytest.fixture(params=[ChannelKind.TEXT, ChannelKind.FORUM])
async def begun(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Trial]:
    """A trial on a Discord that remembers no nonce."""
    async with trial(tmp_path, nonce_window=0, kind=request.param) as opened:
        yield opened


async def soon(begun: Trial) -> None:
    """Let the announcer do all that it does within half a minute."""
    for _ in range(3):
        await begun.announcer.announce_due()
        begun.clock.forward(seconds=11)
    await begun.announcer.announce_due()


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("kind", KINDS)
async def test_a_garbled_answer_leaves_one_message_within_half_a_minute(
    begun: Trial, kind: str, *, after: bool
) -> None:
    begun.peer.faults.add(replace(KINDS[kind], path=begun.posting, after=after))

    await begun.announcer.announce_due()
    ((state, reason), _) = await begun.posts()
    at_once = begun.attempts
    await soon(begun)

    assert (state, at_once) == ("sending", 1)
    assert reason
    assert reason.startswith("Discord did not answer: ")
    assert begun.stands == ["Alpha", "Beta"]
    assert begun.attempts == (2 if after else 3)
    assert await begun.deliveries() == [("sent", None), ("sent", None)]


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"id": "1" * 40},
        {"channel_id": "1", "parent_id": "1"},
        {"author": 7, "message": 7},
        {"type": []},
        {"flags": "many"},
        {"components": "none", "message": "none"},
        {"nonce": "another"},
    ],
)
async def test_an_answer_that_is_spoiled_in_one_place_is_no_answer(
    begun: Trial, change: dict[str, Any]
) -> None:
    begun.peer.faults.add(Fault("POST", begun.posting, change=change))

    await soon(begun)

    assert begun.stands == ["Alpha", "Beta"]


@pytest.mark.parametrize("stored", [True, False])
async def test_an_answer_that_cannot_be_read_again_and_again_holds_nothing_for_ever(
    begun: Trial, *, stored: bool
) -> None:
    place = str(begun.channel.id)
    message = {"id": "7", "channel_id": place, "author": 7}
    post = {"id": "7", "parent_id": place, "message": {**message, "channel_id": "7"}}
    body = post if begun.channel.kind.holds_posts else message
    begun.peer.faults.add(
        Fault("POST", begun.posting, status=200, body=body, after=stored, times=None)
    )
    if stored:  # Looking for it fails in the same way.
        texts = {"/channels/*/messages": f"[{json.dumps(message)}]"}
        threads = {"/guilds/*/threads/active": '{"threads": [{"id": "7"}]}'}
        for path, text in (threads if begun.channel.kind.holds_posts else texts).items():
            begun.peer.faults.add(
                Fault("GET", path, status=200, body=text, headers=JSON, times=None)
            )

    for _ in range(2 * UNREAD_ATTEMPTS):
        await begun.announcer.announce_due()
        begun.clock.forward(minutes=61)
        if (await begun.posts())[0][0] == "failed":
            begun.peer.faults.clear()
    await begun.announcer.announce_due()

    ((first, reason), (second, _)) = await begun.posts()
    assert (first, second) == ("failed", "sent")
    assert reason
    assert "use Send again in /news deliveries" in reason
    assert begun.attempts <= UNREAD_ATTEMPTS + 2  # of Alpha, and of Beta
    assert [name for name in begun.stands if name == "Beta"] == ["Beta"]


async def test_garbled_answers_are_met_ever_more_seldom(begun: Trial) -> None:
    begun.peer.faults.add(replace(KINDS["a page"], path=begun.posting, times=None))
    begun.peer.faults.add(Fault("GET", "*", status=200, body="<html>", times=None))

    for _ in range(3600 // 10):
        await begun.announcer.announce_due()
        begun.clock.forward(seconds=10)

    asked = [request for request in begun.peer.journal if request.status == 200]
    assert 5 <= len(asked) <= 25
    assert begun.attempts <= 1


async def test_a_slow_answer_is_waited_for_and_its_message_sent_once(begun: Trial) -> None:
    stored, answered = asyncio.Event(), asyncio.Event()

    async def keep_waiting(_channel: Channel, _message: Json) -> None:
        stored.set()
        await answered.wait()

    begun.peer.on_stored = keep_waiting
    announcing = asyncio.create_task(begun.announcer.announce_due())
    await stored.wait()
    begun.clock.forward(minutes=2)
    while_waiting = begun.attempts
    answered.set()
    await announcing

    assert while_waiting == 1
    assert (begun.stands, begun.attempts, begun.looks) == (["Alpha", "Beta"], 2, 0)

"""The same of a forum, where no nonce tells Discord that a post was made before.

What goes wrong meets the request that makes the first of two posts.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.delivery.failures import BY_CODE, GONE
from bot.model.subscription import PauseCause
from tests.peer import ChannelKind, Fault
from tests.program.trial import Trial, trial

POSTS = "/channels/*/threads"
ACTIVE = "/guilds/*/threads/active"


@pytest.fixture
async def begun(tmp_path: Path) -> AsyncIterator[Trial]:
    """A trial in a forum."""
    async with trial(tmp_path, nonce_window=0, kind=ChannelKind.FORUM) as opened:
        yield opened


def _refusal(status: int, code: int = 0, *, times: int | None = 1) -> Fault:
    body = {"message": "It was refused.", "code": code}
    return Fault("POST", POSTS, status=status, body=body, times=times)


async def test_what_meets_no_fault_is_posted_by_one_request_each(begun: Trial) -> None:
    await begun.settle()

    assert begun.stands == ["Alpha", "Beta"]
    assert (begun.attempts, begun.looks) == (2, 0)
    assert await begun.deliveries() == [("sent", None), ("sent", None)]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "fault",
    [Fault("POST", POSTS, drop=True), *(_refusal(s) for s in (500, 502, 503, 504, 524))],
)
async def test_without_an_answer_a_post_is_looked_for_twice_and_stands_once(
    begun: Trial, fault: Fault, *, after: bool
) -> None:
    begun.peer.faults.add(replace(fault, after=after))

    await begun.announcer.announce_due()
    at_once = begun.attempts
    await begun.settle()

    assert (at_once, begun.stands) == (1, ["Alpha", "Beta"])
    assert (begun.attempts, begun.looks) == ((2, 1) if after else (3, 2))
    assert await begun.deliveries() == [("sent", None), ("sent", None)]


@pytest.mark.parametrize("after", [False, True])
async def test_a_look_that_fails_is_made_again_before_anything_is_posted(
    begun: Trial, *, after: bool
) -> None:
    begun.peer.faults.add(Fault("POST", POSTS, drop=True, after=after))
    begun.peer.faults.add(Fault("GET", ACTIVE, status=403, body={}, times=2))

    await begun.settle()

    assert begun.stands == ["Alpha", "Beta"]
    assert begun.attempts == (2 if after else 3)


@pytest.mark.parametrize("code", [50001, 50013, 50024, 160006])
async def test_a_forum_that_refuses_is_asked_once_and_gets_all_when_it_is_mended(
    begun: Trial, code: int
) -> None:
    begun.peer.faults.add(_refusal(403, code))

    await begun.settle()
    state = await begun.channel_state()
    while_paused = (begun.stands, begun.attempts)
    await begun.resume()

    assert state
    assert (state.cause, state.reason) == (PauseCause.REFUSED, BY_CODE[code][1])
    assert while_paused == ([], 1)
    assert (begun.stands, begun.attempts) == (["Alpha", "Beta"], 3)


@pytest.mark.parametrize("code", [40067, 10087])
async def test_tags_that_changed_meanwhile_are_chosen_anew_at_once(begun: Trial, code: int) -> None:
    begun.peer.faults.add(_refusal(400, code))

    await begun.announcer.announce_due()

    assert (begun.stands, begun.attempts) == (["Alpha", "Beta"], 3)


async def test_a_forum_whose_tags_do_not_do_is_paused(begun: Trial) -> None:
    begun.peer.faults.add(_refusal(400, 40067, times=None))

    await begun.settle()

    state = await begun.channel_state()
    assert state
    assert (state.cause, state.reason) == (PauseCause.REFUSED, BY_CODE[40067][1])
    assert (begun.stands, begun.attempts) == ([], 2)


async def test_a_forum_that_is_gone_ends_its_subscription(begun: Trial) -> None:
    begun.peer.faults.add(_refusal(404, 10003))

    await begun.settle()

    assert (begun.stands, begun.attempts) == ([], 1)
    assert [each.reason for each in await begun.endings()] == [GONE]
    assert await begun.deliveries() == [("failed", GONE), ("failed", GONE)]


@pytest.mark.parametrize(("status", "code"), [(400, 50035), (400, 200000), (400, 240000)])
async def test_a_post_that_is_kept_out_fails_alone(begun: Trial, status: int, code: int) -> None:
    begun.peer.faults.add(_refusal(status, code))

    await begun.settle()

    assert (begun.stands, begun.attempts) == (["Beta"], 2)
    assert [state for state, _ in await begun.deliveries()] == ["failed", "sent"]


async def test_slow_mode_is_waited_for_as_long_as_the_body_says(begun: Trial) -> None:
    body = {"message": "Slow mode.", "code": 20016, "retry_after": 42.0}
    begun.peer.faults.add(Fault("POST", POSTS, status=400, body=body))

    await begun.announcer.announce_due()
    begun.clock.forward(seconds=40)
    await begun.announcer.announce_due()
    too_early = begun.stands
    begun.clock.forward(seconds=3)
    await begun.announcer.announce_due()

    assert (too_early, begun.stands, begun.looks) == ([], ["Alpha", "Beta"], 0)

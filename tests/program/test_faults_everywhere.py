"""Faults that a channel and a forum meet alike: what stands there in the end.

The fault meets the request that makes the first of two messages or posts.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.delivery.refusals import BY_CODE, CHANNEL_DELETED, FORM_CODES, PART_OF_CODE, Action
from bot.model.subscription import PauseCause
from tests.peer import ChannelKind, Fault
from tests.program.trial import Trial, codes_of, trial

TEXT, FORUM = ChannelKind.TEXT, ChannelKind.FORUM
BOTH = [TEXT, FORUM]
FORUM_REFUSALS = [50001, 50013, 50024, 160006]
"""Other refusals are about channels, or about tags that are chosen anew first."""
SENT = ("sent", None)
EMPTY_MESSAGE = 50006


@pytest.fixture(params=[(TEXT, 0), (TEXT, 60), (FORUM, 0)])
async def begun(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Trial]:
    """A trial of a kind of channel, on a Discord that remembers nonces for some seconds or not."""
    kind, window = request.param if isinstance(request.param, tuple) else (request.param, 0)
    async with trial(tmp_path, nonce_window=window, kind=kind) as opened:
        yield opened


@pytest.mark.parametrize("begun", BOTH, indirect=True)
async def test_what_meets_no_fault_is_sent_by_one_request_each(begun: Trial) -> None:
    await begun.settle()

    assert begun.stands == ["Alpha", "Beta"]
    assert (begun.attempts, begun.looks) == (2, 0)
    assert await begun.deliveries() == [SENT, SENT]
    assert await begun.posts() == [SENT, SENT]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("status", [None, 408, 500, 502, 503, 504, 524])
async def test_without_an_answer_a_message_is_looked_for_and_stands_once(
    begun: Trial, status: int | None, *, after: bool
) -> None:
    fault = Fault("POST", begun.posting, drop=True)
    if status:
        body = {"message": "It was refused.", "code": 0}
        fault = Fault("POST", begun.posting, status=status, body=body)
    begun.peer.faults.add(replace(fault, after=after))

    await begun.announcer.announce_due()
    at_once, ((state, reason), _) = begun.attempts, await begun.posts()
    await begun.settle()

    assert (at_once, state) == (1, "sending")
    assert reason
    assert reason.startswith("Discord did not answer: ")
    assert begun.stands == ["Alpha", "Beta"]
    # No nonce protects a post, so it is looked for twice before it is made again.
    looks = 2 if begun.channel.kind.holds_posts and not after else 1
    assert (begun.attempts, begun.looks) == (2 if after else 3, looks)
    assert await begun.deliveries() == [SENT, SENT]


@pytest.mark.parametrize(
    ("begun", "code"),
    [
        *((TEXT, code) for code in codes_of(Action.PAUSE_CHANNEL)),
        *((FORUM, code) for code in FORUM_REFUSALS),
    ],
    indirect=["begun"],
)
async def test_a_channel_that_refuses_is_asked_once_and_gets_all_when_it_is_mended(
    begun: Trial, code: int
) -> None:
    begun.refuse_by_code(code)

    await begun.settle()
    state = await begun.channel_state()
    while_paused = (begun.stands, begun.attempts, await begun.deliveries())
    await begun.resume()

    assert state
    assert (state.cause, state.reason) == (PauseCause.REFUSED, BY_CODE[code][1])
    assert while_paused == ([], 1, [("pending", None), ("pending", None)])
    assert (begun.stands, begun.attempts) == (["Alpha", "Beta"], 3)


@pytest.mark.parametrize("code", codes_of(Action.END_CHANNEL))
@pytest.mark.parametrize("begun", BOTH, indirect=True)
async def test_a_channel_that_is_gone_ends_its_subscription(begun: Trial, code: int) -> None:
    begun.refuse_by_code(code)

    await begun.settle()

    failed = ("failed", CHANNEL_DELETED)
    assert (begun.stands, begun.attempts) == ([], 1)
    assert await begun.channel_state() is None
    assert [each.reason for each in await begun.endings()] == [CHANNEL_DELETED]
    assert await begun.deliveries() == [failed, failed]
    assert await begun.posts() == [failed, failed]


@pytest.mark.parametrize(
    ("begun", "code"),
    [
        (kind, code)
        for kind in BOTH
        for code in sorted(set(codes_of(Action.FAIL_POST)) - FORM_CODES)
        # A forum post gets a neutral title, and stands.
        if kind is TEXT or code not in PART_OF_CODE
    ],
    indirect=["begun"],
)
async def test_a_message_that_is_kept_out_fails_alone(begun: Trial, code: int) -> None:
    begun.refuse_by_code(code)

    await begun.settle()

    assert (begun.stands, begun.attempts) == (["Beta"], 2)
    assert await begun.deliveries() == [("failed", BY_CODE[code][1]), SENT]


@pytest.mark.parametrize(("status", "code"), [(400, 50035), (400, 40005), (413, 0), (400, 50006)])
@pytest.mark.parametrize("begun", BOTH, indirect=True)
async def test_a_message_that_is_wrong_in_itself_fails_alone(
    begun: Trial, status: int, code: int
) -> None:
    begun.refuse_article("Alpha", status, code)

    await begun.settle()

    ((state, reason), other) = await begun.deliveries()
    # Another form might be accepted, except of an empty message: full, plainer, bare.
    forms = 1 if code == EMPTY_MESSAGE else 3
    assert (begun.stands, begun.attempts) == (["Beta"], forms + 1)
    assert (state, other) == ("failed", SENT)
    assert reason
    assert reason.startswith("Discord refused this message: ")


@pytest.mark.parametrize("begun", BOTH, indirect=True)
async def test_a_message_with_a_blocked_link_in_every_form_fails_alone(begun: Trial) -> None:
    begun.refuse_article("Alpha", 400, 240000)

    await begun.settle()

    assert begun.stands == ["Beta"]
    assert await begun.deliveries() == [("failed", BY_CODE[240000][1]), SENT]


@pytest.mark.parametrize("code", [20016, 20028])
@pytest.mark.parametrize("begun", BOTH, indirect=True)
async def test_slow_mode_is_waited_for_as_long_as_the_body_says(begun: Trial, code: int) -> None:
    body = {"message": "Slow mode.", "code": code, "retry_after": 42.0}
    begun.peer.faults.add(Fault("POST", begun.posting, status=400, body=body))

    await begun.announcer.announce_due()
    begun.clock.forward(seconds=40)
    await begun.announcer.announce_due()
    too_early = begun.stands
    begun.clock.forward(seconds=3)
    await begun.announcer.announce_due()

    assert (too_early, begun.stands, begun.looks) == ([], ["Alpha", "Beta"], 0)

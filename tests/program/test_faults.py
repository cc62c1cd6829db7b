"""Every way in which Discord refuses or does not answer: what stands in the channel in the end.

The fault meets the request that sends the first of two articles. `test_faults_everywhere` has the
faults that a channel and a forum meet alike.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.refusals import BY_CODE, Action
from bot.errors import ProgressError
from bot.model.obstacle import Refusal
from bot.model.subscription import PauseCause
from tests.peer import Fault, Overwrite
from tests.peer.permissions import Permission
from tests.program.trial import Trial, codes_of, trial
from tests.waiting import PATIENCE_SECONDS

MESSAGES = "/channels/*/messages"
VIA = {"Via": "1.1 google"}
PROXY = "<html>Attention Required!</html>"


@pytest.fixture
async def begun(tmp_path: Path) -> AsyncIterator[Trial]:
    """A trial on a Discord that remembers no nonce: the least that there can be."""
    async with trial(tmp_path, nonce_window=0) as opened:
        yield opened


@pytest.mark.parametrize("code", codes_of(Action.SENT))
async def test_what_was_delivered_before_is_not_sent_again(begun: Trial, code: int) -> None:
    begun.refuse_by_code(code)

    await begun.settle()

    assert (begun.stands, begun.attempts) == (["Beta"], 2)
    assert await begun.deliveries() == [("sent", None), ("sent", None)]


@pytest.mark.parametrize("code", codes_of(Action.RETRY))
async def test_what_discord_does_not_take_now_is_sent_later(begun: Trial, code: int) -> None:
    begun.refuse_by_code(code)

    await begun.announcer.announce_due()
    at_once = begun.stands
    waiting = await begun.posts()
    await begun.settle()

    assert waiting == [("ready", BY_CODE[code][1]), ("ready", None)]
    assert (at_once, begun.stands, begun.attempts) == ([], ["Alpha", "Beta"], 3)
    assert await begun.deliveries() == [("sent", None), ("sent", None)]


async def test_an_unheard_of_code_with_403_is_told_in_discords_own_words(begun: Trial) -> None:
    begun.refuse(403, 340002)

    await begun.settle()

    state = await begun.channel_state()
    assert (begun.stands, begun.attempts) == ([], 1)
    assert state
    assert (state.cause, state.refusal) == (
        PauseCause.REFUSED,
        Refusal(340002, "It was refused."),
    )
    assert state.reason
    assert "“It was refused.” (code 340002)" in state.reason


@pytest.mark.parametrize("body", [{}, {"message": "Forbidden", "code": 0}, PROXY])
@pytest.mark.parametrize("status", [403, 404])
async def test_a_refusal_without_a_code_is_not_discords_and_goes_by(
    begun: Trial, status: int, body: dict[str, object] | str
) -> None:
    begun.peer.faults.add(Fault("POST", MESSAGES, status=status, body=body))

    await begun.settle()

    assert (begun.stands, begun.attempts) == (["Alpha", "Beta"], 3)
    assert await begun.deliveries() == [("sent", None), ("sent", None)]


async def test_a_revoked_token_stops_the_bot_and_loses_nothing(begun: Trial) -> None:
    begun.refuse(401)

    with pytest.raises(ProgressError, match="Set a new DISCORD_TOKEN"):
        await begun.announcer.announce_due()

    assert (begun.stands, begun.attempts) == ([], 1)
    assert await begun.deliveries() == [("pending", None), ("pending", None)]
    assert [state for state, _ in await begun.posts()] == ["ready", "ready"]


@pytest.mark.parametrize("after", [False, True])
async def test_a_look_that_fails_is_made_again_before_anything_is_sent(
    begun: Trial, *, after: bool
) -> None:
    begun.peer.faults.add(Fault("POST", MESSAGES, drop=True, after=after))
    begun.peer.faults.add(Fault("GET", MESSAGES, status=503, times=2))

    await begun.settle()

    assert begun.stands == ["Alpha", "Beta"]
    assert (begun.attempts, begun.looks) == (2 if after else 3, 3)


@pytest.mark.parametrize("after", [False, True])
async def test_a_look_that_is_refused_pauses_the_channel_and_is_made_again(
    begun: Trial, *, after: bool
) -> None:
    begun.peer.faults.add(Fault("POST", MESSAGES, drop=True, after=after))
    refusal = {"message": "Missing Access", "code": 50001}
    begun.peer.faults.add(Fault("GET", MESSAGES, status=403, body=refusal))

    await begun.settle()
    state = await begun.channel_state()
    await begun.resume()

    assert state
    assert state.cause is PauseCause.REFUSED
    assert begun.stands == ["Alpha", "Beta"]
    assert (begun.attempts, begun.looks) == (2 if after else 3, 2)


@pytest.mark.parametrize("after", [False, True])
async def test_a_channel_whose_history_may_not_be_read_is_not_taken_for_an_empty_one(
    begun: Trial, *, after: bool
) -> None:
    hidden = Overwrite(begun.guild.bot_role.id, deny=Permission.READ_MESSAGE_HISTORY)
    begun.channel.overwrites = (hidden,)
    begun.peer.faults.add(Fault("POST", MESSAGES, drop=True, after=after))

    await begun.settle()
    state = await begun.channel_state()
    begun.channel.overwrites = ()
    await begun.resume()

    assert state
    assert state.cause is PauseCause.REFUSED
    assert "Read Message History" in str(state.reason)
    assert begun.stands == ["Alpha", "Beta"]


async def test_a_message_that_never_gets_an_answer_is_sent_once(begun: Trial) -> None:
    begun.peer.faults.add(Fault("POST", MESSAGES, status=503, after=True, times=None))

    await begun.settle()

    assert begun.stands == ["Alpha", "Beta"]


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_a_limit_is_waited_for(begun: Trial, scope: str) -> None:
    everywhere = scope == "global"
    body = {"message": "Slow down.", "retry_after": 0.01, "global": everywhere}
    headers = {**VIA, "X-RateLimit-Scope": scope, "Retry-After": "0.01"}
    begun.peer.faults.add(Fault("POST", MESSAGES, status=429, body=body, headers=headers))

    await begun.settle()

    assert (begun.stands, begun.attempts, begun.looks) == (["Alpha", "Beta"], 3, 0)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST", MESSAGES, status=429, body=PROXY),
        Fault("POST", MESSAGES, status=429, body=PROXY, headers=VIA),
        Fault("POST", MESSAGES, status=429, body={"message": "Slow down.", "retry_after": 40}),
    ],
)
async def test_a_limit_of_a_proxy_is_waited_for_without_holding_up_the_process(
    begun: Trial, fault: Fault
) -> None:
    begun.peer.faults.add(fault)

    await begun.announcer.announce_due()
    at_once = begun.attempts
    await begun.settle()

    assert (at_once, begun.stands, begun.attempts) == (1, ["Alpha", "Beta"], 3)
    assert begun.looks == 0


async def test_members_who_write_meanwhile_hide_nothing(begun: Trial) -> None:
    begun.peer.faults.add(Fault("POST", MESSAGES, drop=True, after=True))
    await begun.announcer.announce_due()
    for _ in range(250):
        begun.say("Hello")

    await begun.settle()

    assert begun.stands == ["Alpha", "Beta"]
    assert begun.looks == 3


async def test_a_limit_that_takes_long_is_waited_for_outside_of_the_call(begun: Trial) -> None:
    body = {"message": "Slow down.", "retry_after": 1200, "global": False}
    headers = {**VIA, "X-RateLimit-Scope": "user", "Retry-After": "1200"}
    begun.peer.faults.add(Fault("POST", MESSAGES, status=429, body=body, headers=headers))

    await begun.announcer.announce_due()
    ((state, reason), _) = await begun.posts()
    await begun.settle()

    assert (state, begun.stands) == ("ready", ["Alpha", "Beta"])
    assert reason
    assert reason.startswith("Discord asked to wait: ")


async def test_a_refusal_that_nobody_knows_holds_up_the_channel_for_minutes(begun: Trial) -> None:
    refusal = {"message": "It was refused.", "code": 777777}
    begun.peer.faults.add(Fault("POST", MESSAGES, status=400, body=refusal, times=5))

    for _ in range(6):
        await begun.announcer.announce_due()
        begun.clock.forward(minutes=8)
    ((state, reason), _) = await begun.deliveries()

    assert begun.attempts == 6
    assert (state, begun.stands) == ("failed", ["Beta"])
    assert reason
    assert reason.startswith("Discord refused this message: ")


async def test_a_refusal_that_goes_by_loses_nothing_whatever_was_met_before(begun: Trial) -> None:
    busy, refusal = {"message": "Busy."}, {"message": "It was refused.", "code": 777777}
    begun.peer.faults.add(Fault("POST", MESSAGES, status=503, body=busy, times=9))
    begun.peer.faults.add(Fault("POST", MESSAGES, status=400, body=refusal, times=2))

    for _ in range(4):
        await begun.settle()

    assert begun.stands == ["Alpha", "Beta"]
    assert (begun.attempts, begun.looks) == (13, 11)


async def test_a_limit_of_a_day_is_asked_about_every_hour_and_logged_once(
    begun: Trial, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"message": "Slow down.", "retry_after": 86400, "global": False}
    begun.peer.faults.add(Fault("POST", MESSAGES, status=429, body=body, headers=VIA, times=None))

    for _ in range(48):
        await begun.announcer.announce_due()
        begun.clock.forward(minutes=30)
    ((state, reason), _) = await begun.posts()
    begun.peer.faults.clear()
    await begun.settle()

    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert (state, reason) == (
        "ready",
        "Discord asked to wait: 24 hours. The bot asks again every hour.",
    )
    assert (begun.stands, begun.attempts, begun.looks) == (["Alpha", "Beta"], 26, 0)


SILLY = [
    ({"retry_after": float("nan")}, {}),
    ({"retry_after": float("inf")}, {}),
    ({"retry_after": -5}, {}),
    ({"retry_after": 0, "global": True}, {}),
    ({"retry_after": "soon", "global": True}, {}),
    ({"retry_after": None}, {"Retry-After": "-1"}),
    ({"message": "Slow down."}, {}),
    ({"retry_after": 1e300, "global": True}, {}),
    ({}, {"Retry-After": "9" * 400}),
]


@pytest.mark.parametrize(("body", "headers"), SILLY)
async def test_a_limit_that_makes_no_sense_is_waited_for_and_loses_nothing(
    begun: Trial, body: dict[str, object], headers: dict[str, str]
) -> None:
    begun.peer.faults.add(
        Fault("POST", MESSAGES, status=429, body=body, headers={**VIA, **headers}, times=2)
    )

    for _ in range(3):
        await asyncio.wait_for(begun.announcer.announce_due(), PATIENCE_SECONDS)
    at_once = begun.attempts
    await begun.settle()

    assert at_once == 1
    assert (begun.stands, begun.attempts, begun.looks) == (["Alpha", "Beta"], 4, 0)

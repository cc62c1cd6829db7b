"""Faults that a forum alone meets. No nonce tells Discord that a post was made before.

The fault meets the request that makes the first of two posts.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.refusals import BY_CODE
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


@pytest.mark.parametrize("after", [False, True])
async def test_a_look_that_fails_is_made_again_before_anything_is_posted(
    begun: Trial, *, after: bool
) -> None:
    begun.peer.faults.add(Fault("POST", POSTS, drop=True, after=after))
    begun.peer.faults.add(Fault("GET", ACTIVE, status=403, body={}, times=2))

    await begun.settle()

    assert begun.stands == ["Alpha", "Beta"]
    assert begun.attempts == (2 if after else 3)


@pytest.mark.parametrize("code", [40067, 10087])
async def test_tags_that_changed_meanwhile_are_chosen_anew_at_once(begun: Trial, code: int) -> None:
    begun.refuse(400, code)

    await begun.announcer.announce_due()

    assert (begun.stands, begun.attempts) == (["Alpha", "Beta"], 3)


async def test_a_forum_whose_tags_do_not_do_is_paused(begun: Trial) -> None:
    begun.refuse(400, 40067, times=None)

    await begun.settle()

    state = await begun.channel_state()
    assert state
    assert (state.cause, state.reason) == (PauseCause.REFUSED, BY_CODE[40067][1])
    assert (begun.stands, begun.attempts) == ([], 2)

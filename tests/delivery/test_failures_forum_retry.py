"""When a post whose outcome is unknown may be sent again."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.delivery.failures import SETTLING_TIME, look_again_at, retry_forum_post
from bot.delivery.refusals import Action
from bot.model.delivery import FailureKind, Post, PostKind, PostState
from bot.model.subscription import ChannelKind
from tests.factories import NOON

LATER = NOON + SETTLING_TIME


def _post(kind: ChannelKind) -> Post:
    return Post(1, 1, 10, PostKind.CARD, "key", NOON, channel_kind=kind, state=PostState.SENDING)


@pytest.mark.parametrize("kind", [ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT, ChannelKind.THREAD])
def test_what_a_nonce_protects_may_be_sent_at_once(kind: ChannelKind) -> None:
    assert look_again_at(_post(kind), None, NOON) is None


@pytest.mark.parametrize("kind", [ChannelKind.FORUM, ChannelKind.MEDIA])
def test_what_has_no_nonce_is_looked_for_twice_some_time_apart(kind: ChannelKind) -> None:
    post = _post(kind)

    assert look_again_at(post, None, NOON) == LATER
    assert look_again_at(post, NOON, LATER) is None


def test_a_look_that_comes_early_does_not_count_as_the_second() -> None:
    early = LATER - timedelta(seconds=1)

    assert look_again_at(_post(ChannelKind.FORUM), NOON, early) == LATER


def test_a_post_that_is_not_found_remembers_when_it_was_looked_for() -> None:
    reaction = retry_forum_post(_post(ChannelKind.FORUM), NOON)

    assert reaction
    assert (reaction.action, reaction.at, reaction.looked_at) == (Action.RECONCILE, LATER, NOON)


def test_a_post_that_is_not_found_twice_is_sent_by_a_claim_of_its_own() -> None:
    looked_for = replace(_post(ChannelKind.FORUM), looked_at=NOON)

    reaction = retry_forum_post(looked_for, LATER)

    assert reaction
    assert (reaction.action, reaction.at, reaction.looked_at) == (Action.SEND, LATER, None)


def test_a_message_with_a_nonce_is_sent_by_the_same_claim() -> None:
    assert retry_forum_post(_post(ChannelKind.TEXT), NOON) is None


def test_a_first_look_in_the_future_was_made_before_the_clock_was_set_back() -> None:
    assert look_again_at(_post(ChannelKind.FORUM), LATER, NOON) == LATER


def test_a_first_look_in_the_future_is_recorded_as_now() -> None:
    ahead = replace(_post(ChannelKind.FORUM), looked_at=LATER)

    reaction = retry_forum_post(ahead, NOON)

    assert reaction
    assert (reaction.action, reaction.looked_at) == (Action.RECONCILE, NOON)


def test_an_early_second_look_keeps_the_time_of_the_first() -> None:
    between = NOON + SETTLING_TIME / 2

    reaction = retry_forum_post(replace(_post(ChannelKind.FORUM), looked_at=NOON), between)

    assert reaction
    assert (reaction.looked_at, reaction.at) == (NOON, LATER)


@pytest.mark.parametrize("looked_at", [None, NOON])
@pytest.mark.parametrize(
    ("before", "counted"),
    [
        (None, FailureKind.UNCLEAR),
        (FailureKind.LIMITED, FailureKind.UNCLEAR),
        (FailureKind.UNREAD, FailureKind.UNREAD),
    ],
)
def test_a_look_ends_no_row_of_answers_that_cannot_be_read(
    before: FailureKind | None, counted: FailureKind, looked_at: datetime | None
) -> None:
    post = replace(_post(ChannelKind.FORUM), failure=before, looked_at=looked_at)

    reaction = retry_forum_post(post, LATER)

    assert reaction
    assert reaction.failure is counted

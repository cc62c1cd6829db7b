"""When a post whose outcome is unknown may be sent again."""

from datetime import timedelta

import pytest

from bot.delivery.reconcile import SETTLING, look_again_at
from bot.model.delivery import Post, PostKind, PostState
from bot.model.subscription import ChannelKind
from tests.factories import NOON

LATER = NOON + SETTLING


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


def test_a_first_look_in_the_future_was_made_before_the_clock_was_set_back() -> None:
    assert look_again_at(_post(ChannelKind.FORUM), LATER, NOON) == LATER

import pytest

from bot.delivery.edits import CLOSED_RETRY, react_to_edit
from bot.delivery.failures import Action
from bot.model.delivery import Post, PostKind
from bot.model.subscription import ChannelKind
from tests.factories import NOON
from tests.fakes import refusal


def post(kind: ChannelKind) -> Post:
    """A post that was sent to a channel of this kind."""
    return Post(1, 1, 10, PostKind.CARD, "key", NOON, channel_kind=kind, message_id=99)


@pytest.mark.parametrize(
    ("kind", "status", "code", "action"),
    [
        (ChannelKind.TEXT, 404, 10008, Action.SENT),
        (ChannelKind.FORUM, 404, 10008, Action.SENT),
        (ChannelKind.TEXT, 404, 10003, Action.END_CHANNEL),
        (ChannelKind.THREAD, 404, 10003, Action.END_CHANNEL),
        (ChannelKind.FORUM, 404, 10003, Action.SENT),
        (ChannelKind.MEDIA, 404, 10003, Action.SENT),
        (ChannelKind.TEXT, 403, 50001, Action.PAUSE_CHANNEL),
        (ChannelKind.TEXT, 403, 50005, Action.FAIL_POST),
        (ChannelKind.TEXT, 400, 50035, Action.FAIL_POST),
        (ChannelKind.TEXT, 429, 0, Action.RETRY),
        (ChannelKind.TEXT, None, 0, Action.RECONCILE),
        (ChannelKind.TEXT, 401, 0, Action.STOP),
    ],
)
def test_what_an_error_of_editing_leads_to(
    kind: ChannelKind, status: int | None, code: int, action: Action
) -> None:
    reaction = react_to_edit(refusal(status, code), post(kind), 1, NOON, 0.5)

    assert reaction.action is action


@pytest.mark.parametrize("code", [50083, 160005])
def test_a_closed_thread_is_tried_again_half_a_day_later(code: int) -> None:
    reaction = react_to_edit(refusal(400, code), post(ChannelKind.THREAD), 1, NOON, 0.5)

    assert (reaction.action, reaction.at) == (Action.RETRY, NOON + CLOSED_RETRY)

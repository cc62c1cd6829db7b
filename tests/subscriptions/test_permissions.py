import pytest

from bot.model.subscription import ChannelKind, Step
from bot.subscriptions.permissions import LABELS, missing_permissions, needed_permissions


@pytest.mark.parametrize("kind", ChannelKind)
def test_every_kind_is_seen_read_and_shown_links_in(kind: ChannelKind) -> None:
    assert {"read_messages", "embed_links", "read_message_history"} < needed_permissions(kind)


@pytest.mark.parametrize(
    ("kind", "sending"),
    [
        (ChannelKind.TEXT, {"send_messages"}),
        (ChannelKind.ANNOUNCEMENT, {"send_messages"}),
        (ChannelKind.THREAD, {"send_messages_in_threads"}),
        (ChannelKind.FORUM, {"send_messages", "send_messages_in_threads"}),
        (ChannelKind.MEDIA, {"send_messages", "send_messages_in_threads"}),
    ],
)
def test_each_kind_needs_its_own_permission_to_send(kind: ChannelKind, sending: set[str]) -> None:
    needed = needed_permissions(kind)

    assert {name for name in needed if name.startswith("send")} == sending


def test_publishing_needs_nothing_more_and_discussing_public_threads() -> None:
    plain = needed_permissions(ChannelKind.ANNOUNCEMENT)

    assert needed_permissions(ChannelKind.ANNOUNCEMENT, {Step.PUBLISH}) == plain
    assert needed_permissions(ChannelKind.ANNOUNCEMENT, {Step.DISCUSS}) - plain == {
        "create_public_threads"
    }


def test_all_that_is_ever_needed_has_a_name() -> None:
    ever = {name for kind in ChannelKind for name in needed_permissions(kind, set(Step))}

    assert ever == set(LABELS)


def test_missing_permissions_are_told_by_discords_names() -> None:
    have = {"read_messages", "embed_links", "send_messages"}

    assert missing_permissions(ChannelKind.TEXT, have) == ("Read Message History",)
    assert missing_permissions(ChannelKind.THREAD, have) == (
        "Send Messages in Threads",
        "Read Message History",
    )
    assert missing_permissions(ChannelKind.TEXT, have, {Step.DISCUSS})[0] == "Create Public Threads"


def test_a_forums_permissions_are_told_as_its_settings_name_them() -> None:
    assert missing_permissions(ChannelKind.FORUM, frozenset()) == (
        "View Channel",
        "Create Posts",
        "Send Messages in Posts",
        "Embed Links",
        "Read Post History",
    )

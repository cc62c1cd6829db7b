"""Commands in sentences: clickable if their id is known."""

import pytest

from bot.ui.commands import CommandMentions, named_in
from bot.ui.markup import link, quote

REGISTERED = [{"name": "news", "id": "7"}, {"name": "search", "id": "8"}]


def known() -> CommandMentions:
    mentions = CommandMentions()
    mentions.learn(REGISTERED)
    return mentions


def test_a_command_with_an_id_can_be_clicked() -> None:
    shown = known().in_text("Use </news resume>, or </search>.")

    assert shown == "Use </news resume:7>, or </search:8>."


def test_a_command_without_an_id_is_written_as_code() -> None:
    assert CommandMentions().in_text("Use </news resume>.") == "Use `/news resume`."


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("Then use /news resume.", "Then use </news resume>."),
        ("See /news sources/all.", "See /news sources/all."),
        ("At example.org/search or and/or", "At example.org/search or and/or"),
        ("Use /play.", "Use /play."),
    ],
)
def test_commands_of_a_stored_reason_are_named(reason: str, shown: str) -> None:
    assert named_in(reason) == shown


def test_texts_of_others_name_no_command() -> None:
    title = "Take </news resume> daily"
    masked = link(title, "https://example.org", title_limit=99, url_limit=99)

    for text in (quote(title, 99), masked):
        assert known().in_text(text) == text

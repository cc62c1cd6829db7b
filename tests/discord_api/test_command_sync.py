"""How Discord's commands are compared with those that the bot registered."""

import json
from typing import Any

from bot.discord_api.command_sync import missing_commands
from tests.tables import each_row

OWN: dict[str, Any] = {
    "name": "search",
    "type": 1,
    "description": "Search",
    "nsfw": False,
    "contexts": [0, 1],
    "default_member_permissions": 32,
    "options": [
        {"name": "query", "type": 3, "description": "What", "required": True},
        {"name": "topic", "type": 3, "description": "Which", "required": False, "choices": []},
    ],
}


def told(**changes: Any) -> dict[str, Any]:
    """The command as Discord tells of it: with more fields, and without empty ones."""
    query, topic = OWN["options"]
    theirs = {
        **OWN,
        "id": "1",
        "version": "2",
        "dm_permission": True,
        "contexts": [1, 0],
        "default_member_permissions": "32",
        "options": [query, {k: topic[k] for k in ("name", "type", "description")}],
    }
    del theirs["nsfw"]
    return {**theirs, **changes}


def differing(*found: dict[str, Any]) -> list[str]:
    return missing_commands(json.dumps([1, [OWN]]), found)


def test_a_command_that_discord_tells_in_its_own_words_is_the_same() -> None:
    assert differing(told()) == []


@each_row(
    "changes",
    [
        {"description": "Play"},
        {"options": OWN["options"][:1]},
        {"options": []},
        {"default_member_permissions": "8"},
        {"default_member_permissions": None},
        {"contexts": [0]},
        {"options": OWN["options"][::-1]},
        {"type": 3},
    ],
)
def test_a_command_in_another_form_differs(changes: dict[str, Any]) -> None:
    assert "search" in differing(told(**changes))


def test_missing_and_foreign_commands_are_named() -> None:
    assert differing() == ["search"]
    assert differing(told(), told(name="play")) == ["play"]


def test_what_an_older_version_registered_is_compared_with_nothing() -> None:
    assert missing_commands("4c1d", [told()]) == []

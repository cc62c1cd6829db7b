"""Reads the text and the controls of an answer from the components that were sent."""

import re
from typing import Any

from simcord import InteractionResult, ResponseMessage
from simcord.components import walk_components

Component = dict[str, Any]


def answer(result: InteractionResult) -> ResponseMessage:
    """The message that answered."""
    assert result.response is not None
    return result.response


def components(message: ResponseMessage) -> list[Component]:
    """All components of a message, however deep."""
    return list(walk_components(message.components))


def text(message: ResponseMessage) -> str:
    """All that is written in a message, without the ids of commands."""
    return without_command_ids(raw_text(message))


def raw_text(message: ResponseMessage) -> str:
    """All that is written in a message."""
    shown = [each["content"] for each in components(message) if "content" in each]
    return "\n".join([message.content, *shown]).strip()


def without_command_ids(written: str) -> str:
    """A text with its commands as the bot's sentences name them, whether or not an id is known."""
    return re.sub(r"</([a-z ]+):[0-9]+>|`/([a-z ]+)`", r"</\1\2>", written)


def labels(message: ResponseMessage) -> list[str]:
    """Labels of all buttons, in order."""
    return [each["label"] for each in components(message) if each.get("label")]


def custom_id(message: ResponseMessage, label: str) -> str:
    """The address behind a button."""
    found = [each["custom_id"] for each in components(message) if each.get("label") == label]
    return str(found[0])

"""Decides how a message becomes plainer after Discord refused its form. Pure.

    refused ─► has it a file, which may be the cause? show the picture by its address
            ─► Discord names the part? leave out this part ─► else the next level:
               without picture ─► without link button, words, mention, tags, own name
               ─► bare text

A refusal of the form stores nothing, so the message may be sent again with the same nonce. Called
by `discord_api.accepted_forms`.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from http import HTTPStatus

from bot.model.form import MessagePart

LEVELS = (
    frozenset({MessagePart.PICTURE}),
    frozenset(
        {
            MessagePart.LINK,
            MessagePart.WORDS,
            MessagePart.MENTION,
            MessagePart.TAGS,
            MessagePart.NAME,
        }
    ),
    frozenset({MessagePart.MARKUP}),
)
"""The parts that are left out one level after the other, the least important first."""

FORM_CODES = frozenset({10014, 40005, 50035, 50045, 50046, 240000})
"""Unknown emoji, request too large, invalid form, file too large, invalid file, blocked link. From
https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes"""

LACKS_PERMISSION = 50013
FILE_FIELDS = frozenset({"attachments", "files", "media", "image"})
"""Fields of a message that hold a file or refer to one."""

_PATH = re.compile(r"^In ([\w.]+): ", re.MULTILINE)
"""discord.py writes each path of the answer's `errors` object so."""


def is_refusal_of_form(status: int, code: int) -> bool:
    """Whether Discord refused the form of a message, and so stored nothing."""
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return True
    client_error = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return client_error and code in FORM_CODES


def may_be_of_file(status: int, code: int, paths: Sequence[Sequence[str]]) -> bool:
    """Whether Discord may have refused a message for the file that it carries.

    Args:
        status: of the answer.
        code: of the answer. A lacking permission may be the one to attach files.
        paths: to the fields that were refused; empty if the answer names none.
    """
    if status == HTTPStatus.FORBIDDEN and code == LACKS_PERMISSION:
        return True
    named = any(FILE_FIELDS.intersection(path) for path in paths)
    return is_refusal_of_form(status, code) and (named or not paths)


def paths_in(text: str) -> list[tuple[str, ...]]:
    """The paths of an error to the fields that were refused, such as ("components", "0", "url")."""
    return [tuple(path.split(".")) for path in _PATH.findall(text)]


def next_level(present: AbstractSet[MessagePart]) -> frozenset[MessagePart]:
    """The parts to leave out next from a message that has these; empty if nothing is left."""
    return next((level & present for level in LEVELS if level & present), frozenset())

"""Decides on Discord's refusals: an action for each error code, and a plainer message. Pure.

    refused ─► it has a file, which may be the cause? show the picture by its address
            ─► Discord names the part? leave out this part ─► else the next level:
               without picture ─► without link button, words, menu, mention, tags, own name
               ─► bare text

A refusal of the form stores nothing, so the message may be sent again with the same nonce. Called
by `failures` and `discord_api.accepted_forms`.
"""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus

from bot.model.form import MessagePart


class Action(StrEnum):
    """The action that a refusal leads to, for the post or for its channel."""

    SENT = "sent"
    RETRY = "retry"
    RECONCILE = "reconcile"
    SEND = "send"
    """The post was looked for and is not there: send it as if for the first time."""
    PAUSE_CHANNEL = "pause"
    END_CHANNEL = "end"
    FAIL_POST = "fail"
    STOP = "stop"


CHANNEL_DELETED = "The channel was deleted."
BOT_REMOVED = "The bot is not in this server any more. Invite it again."
NO_ACCESS = (
    "The bot lost a permission in this channel. Give it View Channel, Send Messages, Embed Links "
    "and Read Message History (threads and forums: also Send Messages in Threads), then use "
    "/news resume."
)
THREAD_CLOSED = "This thread is closed. Reopen it, then use /news resume."
_IS_FORUM = (
    "This is a forum, which takes posts of its own only. End the subscription and make it anew."
)
_WRONG_CHANNEL_KIND = "The bot cannot post in this kind of channel. Subscribe another one."
NO_USABLE_TAG = (
    "This forum requires a tag, and none that the bot may use fits the news that waits. Add one "
    "that anyone may use, such as “News”, or stop requiring one, then use /news resume."
)
_TOO_MANY_THREADS = "The server has as many open threads as Discord allows. Close some of them."
_AUTOMOD = (
    "A rule of this server's AutoMod keeps this message out. Let it pass, then use Send again "
    "in /news deliveries."
)
_LINK_BLOCKED = "Discord does not allow a link in this message."
_DONE_BEFORE = "It was done before."
_ASKED_TO_WAIT = "Discord asked to wait."
_FLAGGED = (
    "Discord keeps this bot from posting. Its host must look for the reason in Discord's developer "
    "portal, then use /news resume."
)
_THREAD_FULL = (
    "This thread has 1,000 members, as many as Discord allows, so the bot cannot join it. Remove "
    "one of them and add the bot, or subscribe another channel."
)
_NOT_AVAILABLE = (
    "Discord does not make this server available in the place where the bot runs. Its host must "
    "run it in another country."
)
_LIMITED_ACCOUNT = (
    "Discord has limited what the bot's account may do in servers. Its host must look for the "
    "reason in Discord's developer portal, then use /news resume."
)
UNREADABLE_ANSWERS = (
    "The bot cannot read Discord's answers about this message. Look for it in the channel; if it "
    "is missing, use Send again in /news deliveries."
)
_SWITCHED_OFF = "Discord has switched this off for a while."
_BLOCKED_ON_THE_WAY = "Cloudflare, in front of Discord, refused."

BY_CODE: Mapping[int, tuple[Action, str]] = {
    # The answer to a repeated nonce whose message was deleted in between.
    10008: (Action.SENT, "The message was delivered and has been deleted since."),
    # The message was published before; the message has a thread already.
    40033: (Action.SENT, _DONE_BEFORE),
    160004: (Action.SENT, _DONE_BEFORE),
    10003: (Action.END_CHANNEL, CHANNEL_DELETED),
    10004: (Action.PAUSE_CHANNEL, BOT_REMOVED),
    50001: (Action.PAUSE_CHANNEL, NO_ACCESS),
    50013: (Action.PAUSE_CHANNEL, NO_ACCESS),
    50083: (Action.PAUSE_CHANNEL, THREAD_CLOSED),
    160005: (Action.PAUSE_CHANNEL, THREAD_CLOSED),
    160006: (Action.PAUSE_CHANNEL, _TOO_MANY_THREADS),
    160007: (Action.PAUSE_CHANNEL, _TOO_MANY_THREADS),
    30033: (Action.PAUSE_CHANNEL, _THREAD_FULL),
    40058: (Action.PAUSE_CHANNEL, _IS_FORUM),
    40066: (Action.PAUSE_CHANNEL, NO_USABLE_TAG),
    40067: (Action.PAUSE_CHANNEL, NO_USABLE_TAG),
    50008: (Action.PAUSE_CHANNEL, _WRONG_CHANNEL_KIND),
    50024: (Action.PAUSE_CHANNEL, _WRONG_CHANNEL_KIND),
    # Slow mode and write limits; edits in announcement channels.
    20016: (Action.RETRY, _ASKED_TO_WAIT),
    20022: (Action.RETRY, _ASKED_TO_WAIT),
    20028: (Action.RETRY, _ASKED_TO_WAIT),
    20029: (Action.RETRY, _ASKED_TO_WAIT),
    # The limit of edits of messages that are older than an hour.
    30046: (Action.RETRY, _ASKED_TO_WAIT),
    40062: (Action.RETRY, _ASKED_TO_WAIT),
    # Discord disabled sending or a feature, or is overloaded.
    40004: (Action.RETRY, _SWITCHED_OFF),
    40006: (Action.RETRY, _SWITCHED_OFF),
    130000: (Action.RETRY, _SWITCHED_OFF),
    # Cloudflare's block in Discord's form: https://github.com/discord/discord-api-docs/issues/6473
    40333: (Action.RETRY, _BLOCKED_ON_THE_WAY),
    # Not for bots; flagged as spam; the account must be verified. Repeating makes it worse.
    20001: (Action.PAUSE_CHANNEL, _FLAGGED),
    20026: (Action.PAUSE_CHANNEL, _FLAGGED),
    40002: (Action.PAUSE_CHANNEL, _FLAGGED),
    50095: (Action.PAUSE_CHANNEL, _NOT_AVAILABLE),
    340015: (Action.PAUSE_CHANNEL, _LIMITED_ACCOUNT),
    200000: (Action.FAIL_POST, _AUTOMOD),
    200001: (Action.FAIL_POST, _AUTOMOD),
    240000: (Action.FAIL_POST, _LINK_BLOCKED),
}
"""Discord's codes, each with what to do about it; they hold for any status below 500."""

_AUTOMOD_KEEPS_ALL_OUT = (
    "A rule of this server's AutoMod keeps the news out. Let it pass, then use /news resume. What "
    "it kept out has Send again in /news deliveries."
)
REFUSED_ONE_BY_ONE: Mapping[int, str] = {
    200000: _AUTOMOD_KEEPS_ALL_OUT,
    200001: _AUTOMOD_KEEPS_ALL_OUT,
}
"""Reasons for the whole channel, by codes that refuse one message each."""
REFUSED_IN_A_ROW = 3
"""After this many posts that Discord refused, with none between that it took, the channel is
paused and its server told. A digest counts for as many, since it has all news of its time. Chosen
by eye."""

FORBIDDEN: tuple[Action, str] = (Action.PAUSE_CHANNEL, "")
"""The reaction to a 403 with an unknown code. `delivery.obstacles` finds the reason."""
PAUSE_AFTER_REFUSAL = timedelta(hours=6)
"""How long a channel that refused is paused, unless a moderator resumes it earlier. Chosen by
eye."""

WRONG_MESSAGE = frozenset({40005, 50006, 50035, 50045, 50046, 50109})
"""Codes about the message itself: it is too large, empty, or malformed."""
WRONG_AUTHOR = 50005
"""Another bot wrote the message: the host has changed to the token of another application."""
NEVER_TAKEN = WRONG_MESSAGE | {WRONG_AUTHOR}
"""Codes after which the same request must not be repeated."""

SELF_EXPLANATORY_STATUSES = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
"""Statuses whose meaning is known without a code."""

EDIT_IN_OWN_THREAD: Mapping[int, tuple[Action, str]] = {
    10003: (Action.SENT, "The post was deleted."),
    50083: (Action.FAIL_POST, "A moderator closed this post."),
    160005: (Action.FAIL_POST, "A moderator closed this post."),
}
"""Codes for an edit of a forum post. The thread is the post's own, so they say nothing about the
forum."""
REFUSED_EDITS: Mapping[int, str] = {
    200000: "A rule of this server's AutoMod keeps it out. Let it pass.",
    200001: "A rule of this server's AutoMod keeps its title out. Let it pass.",
}
"""Reasons that differ from those of a new message, which can be sent again by hand."""
CLOSED_THREAD_CODES = frozenset({50083, 160005})
"""The thread is archived or locked. Other posts wait there for the same moderator."""


LEVELS = (
    frozenset({MessagePart.PICTURE}),
    frozenset(
        {
            MessagePart.LINK,
            MessagePart.WORDS,
            MessagePart.MENU,
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

PART_OF_CODE: Mapping[int, MessagePart] = {200001: MessagePart.NAME}
"""Codes that name a part themselves: AutoMod keeps the title of a thread out."""

LACKS_PERMISSION = 50013
"""Discord's code for "You lack permissions to perform that action"."""
FILE_FIELDS = frozenset({"attachments", "files", "media", "image"})
"""Fields of a message that hold a file or refer to one."""

_PATH = re.compile(r"^In ([\w.]+): ", re.MULTILINE)
"""How discord.py writes the paths of an answer's `errors` object."""


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

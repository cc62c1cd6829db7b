"""Checks that an answer has the form of Discord's REST API, before discord.py reads it.

Pure; `discord_api.requests` calls `defect` for every answer with a status of success. If the answer
is garbled, the outcome is unknown: Discord may have executed the request.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus

from msgspec import Struct, field

from bot.model.ids import LARGEST_ID, MOST_SHARDS

JSON = "application/json"
"""discord.py reads a body as JSON only if its type is exactly this."""


class ApiAnswer(Struct, frozen=True):
    """An answer, and the request that it belongs to.

    Attributes:
        path: the path below the base of the API.
        query: the query parameters of the request.
        headers: the headers of the answer; names are compared without case.
    """

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> object:
        """Decode the body.

        Raises:
            ValueError, RecursionError: the body is not valid JSON.
        """
        return json.loads(self.body)


def defect(answer: ApiAnswer) -> str | None:
    """A clause that says why an answer cannot be read; None if it can."""
    if not _has_readable_limits(answer.headers):
        return "its rate limits are no numbers"
    expected = _expected_shape(answer)
    if answer.status == HTTPStatus.NO_CONTENT:
        return "it is empty" if expected else None
    if answer.headers.get("Content-Type") != JSON:
        return "it is no JSON"
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        return "it is no JSON"
    return None if expected is None or expected(body) else "it is about something else"


def _has_readable_limits(headers: Mapping[str, str]) -> bool:
    """Whether the rate limits are numbers; discord.py reads them only beside a remaining count."""
    if "X-RateLimit-Remaining" not in headers:
        return True
    reset = headers.get("X-RateLimit-Reset-After") or headers.get("X-RateLimit-Reset", "")
    try:
        numbers = [
            float(reset),
            int(headers["X-RateLimit-Remaining"]),
            int(headers.get("X-RateLimit-Limit", 1)),
        ]
    except (ValueError, OverflowError):
        return False
    return all(math.isfinite(number) and number >= 0 for number in numbers)


AnswerShape = Callable[[object], bool]
"""Tells whether a body can be what Discord answers."""


def _expected_shape(answer: ApiAnswer) -> AnswerShape | None:
    """The shape that the body must have; None if the bot does not read it."""
    for methods, path, shape in _SHAPES:
        if answer.method in methods and (match := re.fullmatch(path, answer.path)):
            return shape(match, answer.query)
    return None


def _new_message(match: re.Match[str], _query: Mapping[str, str]) -> AnswerShape:
    return partial(_is_message, match["channel"])


def _messages(match: re.Match[str], query: Mapping[str, str]) -> AnswerShape:
    # If pages ignored `before`, reading them would never end.
    before = _id(query.get("before")) or LARGEST_ID + 1

    def shape(body: object) -> bool:
        return isinstance(body, list) and all(
            _is_message(match["channel"], each) and (_id(each["id"]) or 0) < before for each in body
        )

    return shape


def _same_message(match: re.Match[str], _query: Mapping[str, str]) -> AnswerShape:
    return lambda body: (
        _is_message(match["channel"], body) and _fields(body)["id"] == match["message"]
    )


def _same(match: re.Match[str], _query: Mapping[str, str]) -> AnswerShape:
    return lambda body: _fields(body).get("id") == match["id"]


def _any(_match: re.Match[str], _query: Mapping[str, str]) -> AnswerShape:
    return lambda body: _id(_fields(body).get("id")) is not None


def _any_list(_match: re.Match[str], _query: Mapping[str, str]) -> AnswerShape:
    def shape(body: object) -> bool:
        return isinstance(body, list) and all(_id(_fields(each).get("id")) for each in body)

    return shape


def _gateway(_match: re.Match[str], _query: Mapping[str, str]) -> AnswerShape:
    return lambda body: isinstance(_fields(body).get("url"), str)


def _bot_gateway(_match: re.Match[str], _query: Mapping[str, str]) -> AnswerShape:
    def shape(body: object) -> bool:
        told = _fields(body)
        shards = told.get("shards")
        if not isinstance(shards, int) or isinstance(shards, bool):
            return False
        return 1 <= shards <= MOST_SHARDS and isinstance(told.get("url"), str)

    return shape


def _callback(_match: re.Match[str], query: Mapping[str, str]) -> AnswerShape | None:
    """discord.py requests a body, and reads the ids of the interaction and of the message."""
    if "with_response" not in query:
        return None

    def shape(body: object) -> bool:
        told = _fields(body)
        if _id(_fields(told.get("interaction")).get("id")) is None:
            return False
        resource = told.get("resource")
        if resource is None:
            return True
        message = _fields(resource).get("message")
        typed = isinstance(_fields(resource).get("type"), int)
        return typed and (message is None or _id(_fields(message).get("id")) is not None)

    return shape


def _new_post(match: re.Match[str], _query: Mapping[str, str]) -> AnswerShape:
    def shape(body: object) -> bool:
        post = _fields(body)
        own = _id(post.get("id")) is not None and post.get("parent_id") == match["channel"]
        return own and _is_message(str(post["id"]), post.get("message"))

    return shape


def _threads(_match: re.Match[str], _query: Mapping[str, str]) -> AnswerShape:
    def shape(body: object) -> bool:
        threads = _fields(body).get("threads")
        return isinstance(threads, list) and all(_id(_fields(each).get("id")) for each in threads)

    return shape


def _is_message(channel_id: str, body: object) -> bool:
    message = _fields(body)
    return _id(message.get("id")) is not None and message.get("channel_id") == channel_id


def _fields(body: object) -> Mapping[str, object]:
    return body if isinstance(body, dict) else {}


def _id(told: object) -> int | None:
    """A snowflake as Discord writes it."""
    if not isinstance(told, str) or not re.fullmatch(r"[0-9]{1,19}", told):
        return None
    return number if 0 < (number := int(told)) <= LARGEST_ID else None


_MESSAGES = r"/channels/(?P<channel>\d+)/messages"
_MESSAGE = rf"{_MESSAGES}/(?P<message>\d+)"
_SHAPES: tuple[
    tuple[tuple[str, ...], str, Callable[[re.Match[str], Mapping[str, str]], AnswerShape | None]],
    ...,
] = (
    (("POST",), _MESSAGES, _new_message),
    (("GET",), _MESSAGES, _messages),
    (("GET", "PATCH"), _MESSAGE, _same_message),
    (("POST",), rf"{_MESSAGE}/crosspost", _same_message),
    # A thread has the id of the message that it begins with.
    (("POST",), r"/channels/\d+/messages/(?P<id>\d+)/threads", _same),
    (("POST",), r"/channels/(?P<channel>\d+)/threads", _new_post),
    (("GET", "PATCH"), r"/channels/(?P<id>\d+)", _same),
    (("GET",), r"/guilds/\d+/threads/active", _threads),
    (("GET",), r"/channels/\d+/threads/archived/public", _threads),
    (("GET",), r"/channels/\d+/webhooks", _any_list),
    (("GET",), r"/users/(?P<id>\d+)", _same),
    (("POST",), r"/users/@me/channels", _any),
    (("GET",), r"/users/@me|(/oauth2)?/applications/@me", _any),
    (("PUT",), r"/applications/\d+/commands", _any_list),
    (("GET",), r"/gateway", _gateway),
    (("GET",), r"/gateway/bot", _bot_gateway),
    (("POST",), r"/interactions/\d+/[^/]+/callback", _callback),
    (("POST",), r"/webhooks/\d+/[^/]+", _any),
    (("GET", "PATCH"), r"/webhooks/\d+/[^/]+/messages/[^/]+", _any),
)

"""Tells answers that are not Discord's."""

import json
from typing import Any

import pytest
from multidict import CIMultiDict

from bot.discord_api.api_answers import ApiAnswer, defect
from bot.discord_api.limits import limit_of
from tests.tables import each_row

NEWS = "/channels/10/messages"
MESSAGE = {"id": "7", "channel_id": "10"}
GATEWAY = {"url": "wss://gateway.discord.gg", "shards": 1}
CALLBACK = "POST /interactions/1/x/callback"
ANSWERED = {"interaction": {"id": "7"}, "resource": {"type": 4, "message": MESSAGE}}
THREAD = {"id": "7", "parent_id": "10", "message": {"id": "7", "channel_id": "7"}}
NUMBERS = {"X-RateLimit-Remaining": "1", "X-RateLimit-Limit": "5", "X-RateLimit-Reset-After": "2.5"}


def told(
    request: str,
    body: Any = None,
    *,
    status: int = 200,
    content: str | None = "application/json",
    raw: bytes | None = None,
    headers: dict[str, str] | None = None,
    **query: str,
) -> ApiAnswer:
    """An answer to a request such as "POST /channels/10/messages"."""
    method, path = request.split()
    given = CIMultiDict({**({"content-type": content} if content else {}), **(headers or {})})
    sent = json.dumps(body).encode() if raw is None else raw
    return ApiAnswer(method, path, status, given, sent, query)


@each_row(
    "answer",
    [
        told(f"POST {NEWS}", MESSAGE),
        told(f"POST {NEWS}", MESSAGE, headers=NUMBERS),
        told(f"GET {NEWS}", []),
        told(f"GET {NEWS}", [MESSAGE], before="8"),
        told(f"PATCH {NEWS}/7", MESSAGE),
        told(f"GET {NEWS}/7", MESSAGE),
        told(f"POST {NEWS}/7/crosspost", MESSAGE),
        told(f"POST {NEWS}/7/threads", {"id": "7"}, status=201),
        told("POST /channels/10/threads", THREAD, status=201),
        told("GET /channels/10", {"id": "10"}),
        told("GET /guilds/1/threads/active", {"threads": [{"id": "7"}]}),
        told("GET /channels/10/threads/archived/public", {"threads": []}),
        told(f"DELETE {NEWS}/7", status=204, content=None, raw=b""),
        told("POST /interactions/1/x/callback", status=204, content=None, raw=b""),
        told("GET /users/@me", {"id": "7"}),
        told("PUT /applications/1/commands", [{"id": "7"}]),
        told("GET /gateway", {"url": "wss://gateway.discord.gg"}),
        told("GET /gateway/bot", GATEWAY),
        told(CALLBACK, {"interaction": {"id": "7"}}, with_response="1"),
        told(CALLBACK, ANSWERED, with_response="1"),
        told("POST /webhooks/1/x", MESSAGE, wait="true"),
        told("PATCH /webhooks/1/x/messages/@original", MESSAGE),
    ],
)
def test_what_discord_answers_is_believed(answer: ApiAnswer) -> None:
    assert defect(answer) is None


@each_row(
    "answer",
    [
        told(f"POST {NEWS}", raw=b"", content=None),
        told(f"POST {NEWS}", raw=b""),
        told(f"POST {NEWS}", status=204, content=None, raw=b""),
        told(f"POST {NEWS}", MESSAGE, content=None),
        told(f"POST {NEWS}", MESSAGE, content="text/html"),
        told(f"POST {NEWS}", MESSAGE, content="application/json; charset=utf-8"),
        told(f"POST {NEWS}", raw=b'{"id": "7", "chan'),
        told(f"POST {NEWS}", raw=b"\xff\xfe"),
        told(f"POST {NEWS}", raw=b"[" * 200_000),
        told("GET /gateway", raw=b"<html>"),
    ],
)
def test_what_is_no_json_or_nothing_is_not_believed(answer: ApiAnswer) -> None:
    assert defect(answer)


@each_row(
    "body",
    [
        None,
        "posted",
        7,
        [],
        {},
        {"id": None, "channel_id": "10"},
        {"id": "seven", "channel_id": "10"},
        {"id": "-7", "channel_id": "10"},
        {"id": "0", "channel_id": "10"},
        {"id": "7" * 30, "channel_id": "10"},
        {"id": 7, "channel_id": "10"},
        {"id": "7"},
        {"id": "7", "channel_id": "11"},
    ],
)
def test_what_is_no_message_of_the_channel_is_not_believed(body: Any) -> None:
    assert defect(told(f"POST {NEWS}", body))
    assert defect(told(f"GET {NEWS}", [body]))
    assert defect(told(f"GET {NEWS}/7", body))
    assert defect(told(f"POST {NEWS}/7/crosspost", body))


@each_row(
    "answer",
    [
        told(f"GET {NEWS}", {}),
        told(f"GET {NEWS}", [MESSAGE], before="7"),
        told(f"PATCH {NEWS}/8", MESSAGE),
        told(f"POST {NEWS}/7/threads", {"id": "8"}),
        told("POST /channels/10/threads", {**THREAD, "parent_id": "11"}),
        told("POST /channels/10/threads", {**THREAD, "message": {}}),
        told("POST /channels/10/threads", {**THREAD, "message": {"id": "7", "channel_id": "8"}}),
        told("GET /channels/10", {"id": "11"}),
        told("GET /guilds/1/threads/active", []),
        told("GET /guilds/1/threads/active", {"threads": None}),
        told("GET /channels/10/threads/archived/public", {"threads": [{}]}),
        told("GET /users/7", {"id": "8"}),
        told("GET /users/@me", {}),
        told("GET /oauth2/applications/@me", []),
        told("POST /users/@me/channels", {"id": 9}),
        told("PUT /applications/1/commands", {}),
        told("PUT /applications/1/commands", [{}]),
        told("GET /gateway/bot", {"url": None}),
        *(
            told("GET /gateway/bot", {**GATEWAY, "shards": shards})
            for shards in (None, "2", True, 0, -1, 10**9, 1.5)
        ),
        told(CALLBACK, {}, with_response="1"),
        told(CALLBACK, [], with_response="1"),
        told(CALLBACK, {"interaction": {"id": 7}}, with_response="1"),
        told(CALLBACK, {**ANSWERED, "resource": []}, with_response="1"),
        told(CALLBACK, {**ANSWERED, "resource": {"type": 4, "message": []}}, with_response="1"),
        told("POST /webhooks/1/x", {}, wait="true"),
    ],
)
def test_what_is_about_something_else_is_not_believed(answer: ApiAnswer) -> None:
    assert defect(answer) == "it is about something else"


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("X-RateLimit-Remaining", "few"),
        ("X-RateLimit-Remaining", "-1"),
        ("X-RateLimit-Limit", "1e3"),
        ("X-RateLimit-Reset-After", "nan"),
        ("X-RateLimit-Reset-After", "inf"),
        ("X-RateLimit-Reset-After", "-5"),
        ("X-RateLimit-Reset-After", ""),
    ],
)
def test_rate_limits_that_are_no_numbers_are_not_reckoned_with(name: str, number: str) -> None:
    assert defect(told(f"POST {NEWS}", MESSAGE, headers={**NUMBERS, name: number}))


@each_row(
    ("body", "header", "seconds"),
    [
        (86400, None, 86400),
        (1.5, "2", 1.5),
        ("1.5", None, 1.5),
        (None, "86400", 86400),
        ("soon", "30", 30),
        (float("nan"), "30", 30),
        (float("inf"), None, None),
        (-5, None, None),
        (0, None, None),
        (True, None, None),
        (10**400, None, None),
        (None, "Wed, 21 Oct 2026 07:28:00 GMT", None),
        ([], "", None),
    ],
)
def test_how_long_to_wait_is_read_from_the_body_and_then_from_the_header(
    body: object, header: str | None, seconds: float | None
) -> None:
    headers = {"Via": "1.1 google", **({"Retry-After": header} if header is not None else {})}

    limit = limit_of(told(f"POST {NEWS}", {"retry_after": body}, status=429, headers=headers))

    assert limit.seconds == seconds


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b"null", b"[" * 200_000])
def test_a_limit_without_a_body_is_one_that_discord_py_cannot_read(raw: bytes) -> None:
    limit = limit_of(told(f"POST {NEWS}", raw=raw, status=429, headers={"Retry-After": "9"}))

    assert (limit.seconds, limit.readable, limit.everywhere) == (9, False, False)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"global": True}, {}),
        ({}, {"X-RateLimit-Global": "true"}),
        ({}, {"X-RateLimit-Scope": "global"}),
    ],
)
def test_a_limit_may_be_about_the_whole_bot(body: Any, headers: dict[str, str]) -> None:
    assert limit_of(told(f"POST {NEWS}", body, status=429, headers=headers)).everywhere

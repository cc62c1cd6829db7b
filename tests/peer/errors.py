"""Refusals of the peer, with Discord's own codes; the server turns it into an answer."""

from enum import IntEnum


class Code(IntEnum):
    """JSON error codes."""

    GENERAL = 0
    UNKNOWN_CHANNEL = 10003
    UNKNOWN_GUILD = 10004
    UNKNOWN_MEMBER = 10007
    UNKNOWN_MESSAGE = 10008
    UNKNOWN_WEBHOOK = 10015
    UNKNOWN_INTERACTION = 10062
    UNKNOWN_TAG = 10087
    ALREADY_CROSSPOSTED = 40033
    PLAIN_SEND_INTO_FORUM = 40058
    ALREADY_ACKNOWLEDGED = 40060
    TAG_REQUIRED = 40067
    MISSING_ACCESS = 50001
    EDIT_OF_ANOTHER_AUTHOR = 50005
    EMPTY_MESSAGE = 50006
    MISSING_PERMISSIONS = 50013
    WRONG_CHANNEL_TYPE = 50024
    INVALID_FORM_BODY = 50035
    ARCHIVED_THREAD = 50083
    THREAD_EXISTS_ALREADY = 160004
    LOCKED_THREAD = 160005


class ApiError(Exception):
    """An answer that says no."""

    def __init__(self, status: int, code: Code, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code

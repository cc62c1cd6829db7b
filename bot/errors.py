"""The exceptions that this project raises on purpose.

    ProgressError
    ├── ConfigurationError        a setting or a knowledge file is wrong; exit code 78
    │   ├── SettingsError         a variable in the environment or .env is wrong
    │   ├── KnowledgeError        data/*.toml is wrong; names file and line
    │   ├── DatabaseError         the database at DATABASE_PATH cannot be opened
    │   │   └── DatabaseDamagedError  a part of the database cannot be read
    │   └── DatabaseVersionError  the database is newer than this program
    ├── DatabaseInUseError        another `run` holds the database; exit code 75
    ├── StorageUnavailableError   the database cannot be used for now; `run` waits
    ├── BackupError               a copy of the database could not be made; the next try may succeed
    ├── HostError                 the machine refuses what the bot needs; tried again later
    ├── EmbeddingError            the model could not read a text; search goes by words alone
    ├── FeedError                 a feed could not be read; recorded on the feed, never a crash
    │   ├── FetchError            no usable answer over HTTP
    │   └── ParseError            the answer is no feed, or cannot be read
    ├── RequestError              the request of a member or moderator cannot be carried out
    │   ├── UnknownNameError      nothing has the name that was typed; exit code 2
    │   └── PartsError            the parts that a split was asked for; exit code 2
    └── MessengerError            Discord did not take a message; carries Discord's code

Each message is one plain sentence for the person who can fix the problem: the operator for
configuration and feeds, the asker for requests. Unexpected exceptions are bugs and stay unwrapped.
"""

import os

from bot.model.obstacle import PlaceState, Refusal


class ProgressError(Exception):
    """Root of all errors below; `str()` is a sentence that says what to do next."""


class ConfigurationError(ProgressError):
    """The operator's configuration is wrong."""


class SettingsError(ConfigurationError):
    """A variable in the environment or in .env is wrong."""


class KnowledgeError(ConfigurationError):
    """A knowledge file (topics, feeds, synonyms, words of distress) or a feed's entry is wrong.

    Attributes:
        sentences: one for each mistake that was found; `str()` is the first.
    """

    def __init__(self, sentence: str, *others: str) -> None:
        super().__init__(sentence)
        self.sentences = (sentence, *others)


class DatabaseVersionError(ConfigurationError):
    """The database was written by a newer version of this program."""


class DatabaseError(ConfigurationError):
    """The database cannot be opened."""


class DatabaseDamagedError(DatabaseError):
    """A part of the database cannot be read; the rest can."""


class DatabaseInUseError(ProgressError):
    """Another running bot holds the database."""


class StorageUnavailableError(ProgressError):
    """The database cannot be read or written now, for a temporary reason: try again later."""


class BackupError(ProgressError):
    """A copy of the database could not be made."""


NOT_STORED = (StorageUnavailableError, DatabaseDamagedError)
"""Errors of reading the database. Code that can continue without it catches both."""


class HostError(ProgressError):
    """The machine refuses memory, processes or files; no feed is to blame."""


class EmbeddingError(ProgressError):
    """The model could not read a text."""


class FeedError(ProgressError):
    """A feed could not be read this time."""


class FetchError(FeedError):
    """A server gave no usable answer.

    Attributes:
        status: the HTTP status, or None if there was no answer at all.
        retry_after: seconds that the server asked to wait, or None.
        sent_to: the address that answered, if redirects led to another one than was asked.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        sent_to: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.sent_to = sent_to


class ParseError(FeedError):
    """The answer is no feed, or a feed that cannot be read."""


class RequestError(ProgressError):
    """The request of a member or moderator cannot be carried out; the sentence says why."""


class UnknownNameError(RequestError):
    """No feed, article, proposal or file has the name or number that was typed."""


class PartsError(RequestError):
    """The parts of a split would lose or repeat a server, or cannot be written there."""


class MessengerError(ProgressError):
    """Discord did not take, show or find a message.

    Attributes:
        status: the HTTP status, or None if no answer came.
        code: Discord's JSON error code, or 0.
        retry_after: seconds that Discord asked to wait, or None.
        everywhere: whether it affects all of the bot's requests; it was logged already then.
        unread: whether the answer looked sound, but the bot failed to read it.
        words: Discord's own message; without a code, the bot's own for moderators; or "".
        place: the state of the channel, if the bot knows it.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: int = 0,
        retry_after: float | None = None,
        everywhere: bool = False,
        unread: bool = False,
        words: str = "",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.everywhere = everywhere
        self.unread = unread
        self.words = words
        self.place: PlaceState | None = None

    @property
    def refusal(self) -> Refusal:
        """The code and the words of Discord's answer."""
        return Refusal(self.code, self.words)


def reason_of(error: BaseException) -> str:
    """The message of an error for people, which is never empty: some errors have none.

    The message of a connection that could not be made repeats words of the library.
    """
    cause, host = getattr(error, "os_error", None), getattr(error, "host", None)
    if isinstance(cause, OSError) and host:
        number = cause.errno or 0
        # Errors of name servers have negative numbers, and words of their own.
        reason = os.strerror(number) if number > 0 else cause.strerror or str(cause)
        return f"{host}:{getattr(error, 'port', '')}: {reason}"
    without = "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__
    return str(error).strip() or without

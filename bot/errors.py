"""Everything that this project raises on purpose.

    ProgressError
    ├── ConfigurationError        a setting or a file of knowledge is wrong; exit code 78
    │   ├── SettingsError         the environment or .env
    │   ├── KnowledgeError        data/*.toml: says file and line
    │   ├── DatabaseError         DATABASE_PATH leads to nothing that can be opened
    │   │   └── DatabaseDamagedError  a part of the database cannot be read
    │   └── DatabaseVersionError  the database is newer than this program
    ├── DatabaseInUseError        another `run` holds the database; exit code 75
    ├── StorageUnavailableError   the database cannot be used for now; `run` waits
    ├── HostError                 the machine refuses what the bot needs; tried again later
    ├── EmbeddingError            the model could not read a text; search goes by words alone
    ├── FeedError                 a feed could not be read; recorded on the feed, never a crash
    │   ├── FetchError            no usable answer over HTTP
    │   └── ParseError            an answer that is no feed
    ├── RequestError              what a member or moderator asked for cannot be done
    └── MessengerError            Discord did not take a message; carries Discord's code

The message of each is one plain sentence for the person who can mend it: the operator for
configuration and feeds, the asker for requests. Unexpected exceptions are bugs and stay unwrapped.
"""


class ProgressError(Exception):
    """Root of all errors below; `str()` is a sentence that says what to do next."""


class ConfigurationError(ProgressError):
    """Something that the operator wrote is wrong."""


class SettingsError(ConfigurationError):
    """A variable in the environment or in .env is wrong."""


class KnowledgeError(ConfigurationError):
    """A TOML file of topics, feeds or synonyms is wrong."""


class DatabaseVersionError(ConfigurationError):
    """The database was written by a newer version of this program."""


class DatabaseError(ConfigurationError):
    """The database cannot be opened."""


class DatabaseDamagedError(DatabaseError):
    """A part of the database cannot be read; the rest can."""


class DatabaseInUseError(ProgressError):
    """Another running bot holds the database."""


class StorageUnavailableError(ProgressError):
    """The database cannot be read or written now, for a reason that can go by: try again later."""


NOT_STORED = (StorageUnavailableError, DatabaseDamagedError)
"""Raised by the database: whoever can do without it catches both."""


class HostError(ProgressError):
    """The machine refuses memory, processes or files; no feed is to blame."""


class EmbeddingError(ProgressError):
    """The model could not read a text."""


class FeedError(ProgressError):
    """A feed could not be read this time."""


class FetchError(FeedError):
    """No usable answer.

    Attributes:
        status: the HTTP status, or None where there was no answer at all.
        retry_after: seconds that the server asked to wait, or None.
    """

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class ParseError(FeedError):
    """The answer is not a feed that can be read."""


class RequestError(ProgressError):
    """A member or moderator asked for something that cannot be done; the sentence says why."""


class MessengerError(ProgressError):
    """Discord did not take, show or find a message.

    Attributes:
        status: the HTTP status, or None where no answer came.
        code: Discord's JSON error code, or 0.
        retry_after: seconds that Discord asked to wait, or None.
        everywhere: whether it concerns all that the bot asks; then it was logged already.
        unread: whether an answer came that looked sound, and reading it failed.
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
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.everywhere = everywhere
        self.unread = unread

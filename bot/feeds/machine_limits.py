"""Recognizes errors that the machine causes and no feed: it has no memory, files or network left.

Each becomes a HostError, whose sentence tells the operator what to do; the bot tries again later.
Called by `fetch`, and by the rooms that read in processes of their own.
"""

import asyncio
import errno
import os
import signal
import socket

from bot.errors import FetchError, HostError, ParseError, ProgressError

OUT_OF_FILES = (
    "The bot may not open more files or connections. Raise its limit of open files (LimitNOFILE= "
    "in its unit, or ulimit -n)."
)
OUT_OF_PROCESSES = (
    "The machine does not let the bot start another process or thread. Raise its limit of "
    "processes (TasksMax= or LimitNPROC= in its unit, or ulimit -u)."
)
OUT_OF_MEMORY = (
    "The machine has no memory left for the bot. Give it more (MemoryMax= in its unit), or stop "
    "something else there."
)
LIMIT_SENTENCES = {
    errno.EMFILE: OUT_OF_FILES,
    errno.ENFILE: OUT_OF_FILES,
    errno.EAGAIN: OUT_OF_PROCESSES,
    errno.ENOMEM: OUT_OF_MEMORY,
    errno.ENOBUFS: OUT_OF_MEMORY,
}
NO_NAME_SERVER = (
    "No name server answers this machine, so no feed can be asked. Check its network. Feeds wait, "
    "and are asked again every ten minutes."
)
WELL_KNOWN_NAME = "discord.com"
"""If even this name cannot be looked up for now, the network is gone, and not one server."""
NO_THREAD = "can't start new thread"
"""Python's message, of a RuntimeError without a number."""
CRASHES = frozenset({"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"})
"""Signals by which a document can end a parser. Any other signal comes from the machine."""
NEVER_STARTED = (
    "The process that reads feeds did not start in time. The machine is overloaded, or its own "
    "message stands in the log. It is tried again later."
)


def refused_connection(error: BaseException) -> HostError | None:
    """The HostError for a failed connection; None if the machine did not cause the failure."""
    cause = getattr(error, "os_error", error)
    number = getattr(cause, "errno", None)
    # A lack of files may show as a failed name lookup, or inside a group of errors.
    if number in {errno.EMFILE, errno.ENFILE} or not _can_open_a_file():
        return HostError(OUT_OF_FILES)
    if number in {errno.ENOMEM, errno.ENOBUFS}:
        return HostError(OUT_OF_MEMORY)
    if isinstance(error, RuntimeError) and NO_THREAD in str(error):
        return HostError(OUT_OF_PROCESSES)
    return None


async def failed_lookup(error: BaseException) -> ProgressError | None:
    """The error for a name that could not be looked up for now; None if that is not what failed.

    It is a HostError if no name server answers: the machine's network is to blame then.
    """
    if not _is_for_now(getattr(error, "os_error", error)):
        return None
    try:
        await asyncio.get_running_loop().getaddrinfo(WELL_KNOWN_NAME, None)
    except OSError as exc:
        if _is_for_now(exc):
            return HostError(NO_NAME_SERVER)
    return FetchError("The server's name cannot be looked up now. It will be asked again later.")


def _is_for_now(error: BaseException) -> bool:
    return isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN


def refused_process(error: BaseException) -> HostError:
    """The HostError for a process that did not start."""
    cause = error.__cause__ or error
    if isinstance(cause, MemoryError):
        return HostError(OUT_OF_MEMORY)
    if NO_THREAD in str(cause):
        return HostError(OUT_OF_PROCESSES)
    sentence = LIMIT_SENTENCES.get(getattr(cause, "errno", None) or 0)
    return HostError(
        sentence
        or f"A helper process of the bot cannot start ({cause}). It needs memory and one more "
        "process. The log may say more."
    )


def out_of_memory(allowed: int, most: int) -> ProgressError:
    """The error for a MemoryError in a process that may use `allowed` bytes.

    The feed is to blame if the bot itself set that limit, which is `most`, else the machine.
    """
    if allowed < most:
        return HostError(
            f"Reading a feed takes more than the {allowed >> 20} MB of memory that this machine "
            "allows a process of the bot. Allow it 1 GB (LimitAS= in its unit, or ulimit -v)."
        )
    return ParseError("The feed takes too much memory to read. Remove it.")


def ended(exit_code: int) -> ProgressError:
    """The error for a process that ended while it was reading; a crash is blamed on the feed."""
    by = signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"
    if by in CRASHES:
        return ParseError("Reading the feed ended unexpectedly. It is tried again.")
    return HostError(
        f"The machine ended the process that reads feeds ({by}), most often because it is short "
        "of memory. Give the bot more memory (MemoryMax= in its unit). It is tried again later."
    )


def _can_open_a_file() -> bool:
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return False
    return True

"""Makes stdin, stdout and stderr usable, however the command was started.

    stdin      closed: read as empty
    stdout     UTF-8; if it is closed, or a write fails (a full disk), a sentence ends the command
    stderr     if it is closed, or a write fails, the text is lost: there is no other place for it

cron jobs and services start programs with closed streams. `program.execute` calls this first.
"""

import contextlib
import errno
import io
import os
import sys

from bot.cli import texts
from bot.errors import RequestError


def prepare_streams() -> None:
    """Replace the three streams."""
    # In this order: a new descriptor takes the lowest free number, so 0, 1 and 2 are never those
    # of another file, such as the database.
    sys.stdin = sys.stdin or _nothing(os.O_RDONLY, "r")
    sys.stdout = sys.stdout or _nothing(os.O_RDONLY, "w")
    sys.stderr = sys.stderr or _nothing(os.O_WRONLY, "w")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Titles hold every script; a terminal that cannot show one still gets the rest.
        sys.stdout = _Results(sys.stdout, encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr = _Remarks(sys.stderr, sys.stderr.encoding, sys.stderr.errors or "strict")


def _nothing(flags: int, mode: str) -> io.TextIOWrapper:
    opened = os.fdopen(os.open(os.devnull, flags), mode)
    assert isinstance(opened, io.TextIOWrapper)  # noqa: S101 - in a text mode
    return opened


class _Stream(io.TextIOWrapper):
    def __init__(self, given: io.TextIOWrapper, encoding: str, errors: str) -> None:
        lines, at_once = given.line_buffering, given.write_through  # PYTHONUNBUFFERED
        binary = given.detach()
        super().__init__(binary, encoding, errors, line_buffering=lines, write_through=at_once)

    def write(self, text: str, /) -> int:
        try:
            # Click writes b"" and "" to see what a stream takes, and hides the error.
            return 0 if text == "" else super().write(text)
        except OSError as exc:
            self._failed(exc)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as exc:
            self._failed(exc)

    def _failed(self, error: OSError) -> None:
        raise NotImplementedError

    def drop(self) -> None:
        """Throw away what could not be written, or the interpreter fails at its end."""
        nothing = os.open(os.devnull, os.O_WRONLY)
        with contextlib.suppress(OSError):
            os.dup2(nothing, self.fileno())
        os.close(nothing)


class _Results(_Stream):
    def _failed(self, error: OSError) -> None:
        if error.errno == errno.EPIPE:  # Nobody reads any more, as after `| head`: Typer ends.
            raise error
        self.drop()
        raise RequestError(texts.NOT_PRINTED.format(reason=error.strerror)) from error


class _Remarks(_Stream):
    def _failed(self, error: OSError) -> None:
        """Go on: the disk of a log may have space again later."""


def drop_unwritten() -> None:
    """Let the process end with its own exit code even if stderr cannot be written."""
    if isinstance(sys.stderr, _Remarks):
        try:
            io.TextIOWrapper.flush(sys.stderr)
        except OSError:
            sys.stderr.drop()

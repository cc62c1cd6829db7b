"""The process and its supervisor: signals end the process, and systemd gets its state.

systemd takes a datagram of NAME=value lines at NOTIFY_SOCKET:
https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html. Without systemd, nothing is
sent. Called by `lifecycle`, `cli.tasks` and `demo`.
"""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from itertools import chain
from typing import Any, TypeVar

from bot.errors import ProgressError
from bot.settings import Supervision

log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")


def stop_signal() -> asyncio.Event:
    """Make an event that SIGINT, SIGTERM and SIGHUP set.

    The system sends SIGHUP when the terminal closes. `nohup` has it ignored, and so it stays.
    Windows has no SIGHUP.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    wanted = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        wanted.append(signal.SIGHUP)
    for number in wanted:
        # Windows' event loop has no signal handlers; Ctrl-C cancels the main task there.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop


async def interruptible(work: Coroutine[Any, Any, ResultT]) -> ResultT | None:
    """Run a coroutine and return its result; None if a signal ended it.

    asyncio's own handling of Ctrl-C does not wake a waiting loop if the system delivers the signal
    to another thread; a signal handler of the loop does.
    """
    return await finished_before(stop_signal(), work)


async def finished_before(
    stop: asyncio.Event, work: Coroutine[Any, Any, ResultT]
) -> ResultT | None:
    """Run a coroutine and return its result; None if `stop` was set first."""
    working = asyncio.create_task(work)
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        if not working.done():
            working.cancel()
            await asyncio.wait({working})
    return None if working.cancelled() else working.result()


def raise_what_ended(work: asyncio.Task[None]) -> None:
    """Raise the error that ended the work.

    Several loops may meet the same at once, such as a database of a newer version. If all of them
    raised errors with a sentence for people, the first is raised, and other sentences are logged.
    """
    try:
        work.result()
    except BaseExceptionGroup as group:
        first, *others = _errors_in(group)
        if not others:
            raise first from None
        if not all(isinstance(error, ProgressError) for error in (first, *others)):
            raise
        for sentence in {str(error) for error in others} - {str(first)}:
            log.error("%s", sentence)  # noqa: TRY400 - the sentence says it all
        raise first from None


def _errors_in(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        yield from chain.from_iterable(map(_errors_in, error.exceptions))
    else:
        yield error


FEEDS_PER_PERIOD = 2
"""sd_watchdog_enabled(3) recommends to wait half of WatchdogSec between two messages."""


class Systemd:
    """Sends messages to systemd, if it runs the bot.

    Args:
        address: NOTIFY_SOCKET: a path, or "@" and an abstract name; None without systemd.
    """

    def __init__(self, address: str | None) -> None:
        self._address = f"\0{address[1:]}" if address and address[0] == "@" else address
        self._failed = False
        self._doing = "Opens its database."
        self._outage: str | None = None

    def ready(self) -> None:
        """Say that the bot has started."""
        self._send("READY=1")

    def stopping(self) -> None:
        """Say that the bot is stopping."""
        self._send("STOPPING=1")

    def status(self, sentence: str) -> None:
        """Show a sentence in `systemctl status`."""
        self._doing = sentence
        self._show()

    def outage(self, sentence: str | None) -> None:
        """Show an outage instead of the status; None shows the status again."""
        self._outage = sentence
        self._show()

    def _show(self) -> None:
        self._send(f"STATUS={self._outage or self._doing}")

    async def feed_watchdog(self, period: float) -> None:
        """Tell systemd regularly that the event loop runs. It restarts a bot that falls silent.

        Args:
            period: seconds of WatchdogSec.
        """
        while True:
            self._send("WATCHDOG=1")
            await asyncio.sleep(period / FEEDS_PER_PERIOD)

    def _send(self, message: str) -> None:
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.setblocking(False)
                sender.sendto(message.encode(), self._address)
        except OSError as exc:
            log.log(
                logging.DEBUG if self._failed else logging.WARNING,
                "systemd cannot be told %s (%s)",
                message,
                exc,
            )
            self._failed = True


@contextlib.asynccontextmanager
async def supervised(given: Supervision) -> AsyncIterator[Systemd]:
    """Report "ready" at once, feed the watchdog inside the `with` block, and report the end."""
    systemd = Systemd(given.notify_socket)
    systemd.ready()
    feeding = None
    if given.watchdog_usec and given.watchdog_pid in (None, os.getpid()):
        period = given.watchdog_usec / 1_000_000
        feeding = asyncio.create_task(systemd.feed_watchdog(period), name="watchdog")
    try:
        yield systemd
    finally:
        systemd.stopping()
        if feeding:
            feeding.cancel()
